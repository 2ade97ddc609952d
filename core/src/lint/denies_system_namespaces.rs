//! L-57: a denial of a cluster-wide policy that holds for the system's own namespace, with nothing before it for DNS or
//! the API server.

use super::admin::{self, Dns, Ordered};
use super::{Facts, Lint, Meta, Spot, dns_denied};
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::edit::{Written, Yaml};
use crate::hash::HashSet;
use crate::ids::PolicyId;
use crate::kind::NAME_LABEL;
use crate::policy::{Action, Direction, Policy, Rule, RuleRef};
use crate::protocol::Protocol;

pub(super) struct DeniesSystemNamespaces;

/// The first rule of a list that denies it.
pub(super) struct Finding(RuleRef);

/// What a cluster cannot do without.
const NEEDED: [(Protocol, u16); 4] =
    [(Protocol::Udp, 53), (Protocol::Tcp, 53), (Protocol::Tcp, 443), (Protocol::Tcp, 6443)];

impl Lint for DeniesSystemNamespaces {
    const META: Meta = Meta {
        about: About::new(
            "L-57",
            "denies-system-namespaces",
            Severity::Warning,
            "A cluster-wide policy denies connections of pods in kube-system too, and no rule before it allows DNS or the API server. That can stop name resolution and the control plane.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: closed}
spec:
  tier: Baseline
  priority: 1
  subject:
    namespaces: {}
  ingress:
  - action: Deny
    from: [{namespaces: {}}]
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: closed}
spec:
  tier: Baseline
  priority: 1
  subject:
    namespaces:
      matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system]}]
  ingress:
  - action: Deny
    from: [{namespaces: {}}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut ordered = Ordered::new(facts);
        let dns = Dns::of(facts);
        let mut seen: HashSet<(PolicyId, Direction)> = HashSet::default();
        let mut res = Vec::new();
        for (rule, policy, it) in ordered.rules() {
            let is_needed = |it: &Rule| NEEDED.iter().any(|port| it.ports.numbers.contains(port.0, port.1));
            let is_denial = it.action == Action::Deny && is_needed(it) && admin::is_broad(facts, it);
            if !is_denial || !is_of_system(facts, policy) || seen.contains(&(rule.policy, rule.direction)) {
                continue;
            }
            let Some(before) = ordered.before(rule) else { break };
            let is_for_all = |it: &Rule| {
                let for_system = admin::peers(it).iter().filter_map(|it| admin::pods(facts, *it));
                admin::is_broad(facts, it) || for_system.into_iter().any(|it| admin::is_for_system(facts, it))
            };
            let lets =
                before.iter().any(|(_, it)| it.action != Action::Deny && is_needed(it) && is_for_all(it));
            if !lets && !dns_denied::is_denied(facts, &mut ordered, &dns, rule) {
                seen.insert((rule.policy, rule.direction));
                res.push(Finding(rule));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let rule = it.0;
        let spot = Spot::of_rule(&facts.model.policies, rule);
        let what = match rule.direction {
            Direction::Ingress => "denies connections to pods of kube-system too, those of DNS among them",
            Direction::Egress => {
                "denies connections of pods of kube-system too, those to the API server among them"
            }
        };
        Diagnostic {
            field: rule.path(),
            help: "leave kube-system out of the subject, or allow DNS and the API server by rules before this one".to_owned(),
            ..Self::META.at(&spot, what)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let policy = facts.model.policies.policies.at(it.0.policy);
        let edit = facts.written(policy.location).and_then(|it| without_system(&it));
        let title = "leave kube-system out of the subject".to_owned();
        edit.map(|it| Fix { title, edits: vec![it], class: FixClass::Effect }).into_iter().collect()
    }
}

fn is_of_system(facts: &Facts<'_>, policy: &Policy) -> bool {
    admin::pods(facts, policy.subject).is_some_and(|it| admin::is_for_system(facts, it))
}

/// A requirement that the namespace is another one, unless some name is asked for already.
fn without_system(written: &Written<'_>) -> Option<Edit> {
    let expression = Yaml::map([
        ("key", Yaml::text(NAME_LABEL)),
        ("operator", Yaml::text("NotIn")),
        ("values", Yaml::list([Yaml::text(admin::SYSTEM)])),
    ]);
    let path = if written.entry("spec.subject.namespaces").is_some() {
        "spec.subject.namespaces"
    } else {
        "spec.subject.pods.namespaceSelector"
    };
    if written.entry(path).is_none() {
        let selector = Yaml::map([("matchExpressions", Yaml::list([expression]))]);
        return written.insert("spec.subject.pods", "namespaceSelector", &selector);
    }
    if written.at(&format!("{path}.matchLabels[{NAME_LABEL}]")).is_some() {
        return None;
    }
    super::added::item(written, path, "matchExpressions", &expression)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_namespace_of_the_system_is_left_out() {
        assert_eq!(
            found_fields(&DeniesSystemNamespaces::META, DeniesSystemNamespaces::FIRES),
            ["10 spec.ingress[0]: denies connections to pods of kube-system too, those of DNS among them"]
        );
        assert_eq!(mended(&DeniesSystemNamespaces::META, DeniesSystemNamespaces::FIRES).len(), 1);
    }

    #[test]
    fn a_rule_before_it_or_a_narrow_denial_is_fine() {
        let count = |rules: &str| {
            found_in_short(&DeniesSystemNamespaces::META, &format!("pod x/a\ncnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, ingress: [{rules}]}}")).len()
        };
        let deny = "{action: Deny, from: [{namespaces: {}}]}";
        assert_eq!(count(deny), 1);
        assert_eq!(
            count(&format!(
                "{{action: Accept, from: [{{namespaces: {{}}}}], protocols: [{{udp: {{destinationPort: {{number: 53}}}}}}]}}, {deny}"
            )),
            0
        );
        assert_eq!(
            count(&format!(
                "{{action: Pass, from: [{{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: kube-system}}}}}}]}}, {deny}"
            )),
            0
        );
        assert_eq!(
            count(&format!("{{action: Accept, from: [{{namespaces: {{matchLabels: {{a: x}}}}}}]}}, {deny}")),
            1
        );
        assert_eq!(count("{action: Deny, from: [{namespaces: {matchLabels: {a: x}}}]}"), 0);
        assert_eq!(
            count(
                "{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 22}}}]}"
            ),
            0
        );
    }
}
