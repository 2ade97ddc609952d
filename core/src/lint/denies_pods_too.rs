//! L-60: a denial of all addresses of a family, which denies pods as well.

use super::admin::{self, Dns, Ordered};
use super::{Facts, Lint, Meta, Spot, dns_denied};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::AtomId;
use crate::kind::{ClusterPolicyKind, PolicyKind};
use crate::policy::{Action, Atom, Direction, RuleRef};

pub(super) struct DeniesPodsToo;

/// A rule, and whether it denies DNS among the rest.
pub(super) struct Finding(RuleRef, bool);

/// Whether this rule finds one.
pub(super) fn is_one(facts: &Facts<'_>, ordered: &mut Ordered<'_, '_>, rule: RuleRef) -> bool {
    let Some(it) = facts.model.policies.rule(rule) else { return false };
    let is_all = |it: &AtomId| matches!(facts.model.policies.atoms.at(*it), Atom::Networks(it) if admin::has_family(it));
    let is_denial = it.action == Action::Deny && rule.direction == Direction::Egress;
    // Who denies pods beside the addresses means both.
    let is_pods = |it: &AtomId| admin::pods(facts, *it).is_some();
    if !is_denial || !admin::peers(it).iter().any(is_all) || admin::peers(it).iter().any(is_pods) {
        return false;
    }
    let before = ordered.before(rule);
    before.is_some_and(|it| {
        !it.iter().any(|(_, it)| it.action != Action::Deny && admin::peers(it).iter().any(is_pods))
    })
}

impl Lint for DeniesPodsToo {
    const META: Meta = Meta {
        about: About::new(
            "L-60",
            "denies-pods-too",
            Severity::Warning,
            "A cluster-wide policy denies all addresses on the way out, and no rule before it is for pods. Networks match pods too, so connections between pods are denied with those to the outside.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: inside}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Deny
    to:
    - networks: [0.0.0.0/0]
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: inside}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Pass
    to:
    - namespaces: {}
  - action: Deny
    to:
    - networks: [0.0.0.0/0]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut ordered = Ordered::new(facts);
        let rules = ordered.rules().into_iter().map(|it| it.0);
        let mut res = Vec::new();
        let dns = Dns::of(facts);
        for it in rules {
            if is_one(facts, &mut ordered, it) {
                // Here and not by a finding of its own: one rule before it mends both.
                res.push(Finding(it, dns_denied::is_denied(facts, &mut ordered, &dns, it)));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let spot = Spot::of_rule(&facts.model.policies, it.0);
        let names = if it.1 { ", those of DNS among them: names no longer resolve" } else { "" };
        Diagnostic {
            field: it.0.path(),
            help: "put a rule before it that passes on what goes to pods".to_owned(),
            ..Self::META.at(
                &spot,
                format!("networks match pods too: this denies connections to every pod as well{names}"),
            )
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let policy = facts.model.policies.policies.at(it.0.policy);
        // A BaselineAdminNetworkPolicy passes nothing on: what it allows, the end of the way would allow too.
        let action = match policy.kind {
            PolicyKind::Cluster(ClusterPolicyKind::BaselineAdmin) => "Allow",
            PolicyKind::Cluster(ClusterPolicyKind::Admin | ClusterPolicyKind::Cluster)
            | PolicyKind::NetworkPolicy => "Pass",
        };
        let rule = Yaml::map([
            ("name", Yaml::text("pods")),
            ("action", Yaml::text(action)),
            ("to", Yaml::list([Yaml::map([("namespaces", Yaml::nothing())])])),
        ]);
        let edit = facts.written(policy.location);
        let edit =
            edit.and_then(|own| own.insert_item(&admin::list(it.0.direction), it.0.index as usize, &rule));
        let title = "pass on what goes to pods, before it".to_owned();
        edit.map(|it| Fix { title, edits: vec![it], class: FixClass::Effect }).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn a_rule_for_pods_goes_before_it() {
        assert_eq!(
            found_fields(&DeniesPodsToo::META, DeniesPodsToo::FIRES),
            [
                "9 spec.egress[0]: networks match pods too: this denies connections to every pod as well, those of DNS among them: names no longer resolve"
            ]
        );
        let fixes = mended(&DeniesPodsToo::META, DeniesPodsToo::FIRES);
        assert!(fixes[0].contains("+  - name: pods\n+    action: Pass\n+    - namespaces: {}"), "{fixes:?}");
    }

    #[test]
    fn parts_of_a_family_and_denials_of_pods_are_fine() {
        let count = |rules: &str| {
            found_in_short(&DeniesPodsToo::META, &format!("pod x/a\ncnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, egress: [{rules}]}}")).len()
        };
        assert_eq!(count("{action: Deny, to: [{networks: ['::/0']}]}"), 1);
        assert_eq!(count("{action: Deny, to: [{networks: [128.0.0.0/1]}]}"), 0);
        assert_eq!(count("{action: Accept, to: [{networks: [0.0.0.0/0]}]}"), 0);
        assert_eq!(count("{action: Deny, to: [{networks: [0.0.0.0/0]}, {namespaces: {}}]}"), 0);
    }
}
