//! L-21: a rule that allows everything to pods that another policy closes: of the two only the first counts.

use super::network_policies::{self, Np, fix, without_rule};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::hash::HashMap;
use crate::ids::{NamespaceId, PolicyId};
use crate::policy::{Direction, RuleRef};
use crate::source::Location;

pub(super) struct DenyWithoutEffect;

/// A rule that allows everything.
pub(super) struct Finding {
    rule: RuleRef,
    /// The policy that denies everything.
    deny: String,
    place: Location,
}

impl Lint for DenyWithoutEffect {
    const META: Meta = Meta {
        about: About::new(
            "L-21",
            "deny-without-effect",
            Severity::Warning,
            "A rule allows everything to the pods that another policy closes. Policies add up, so the one that closes them has no effect.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - {}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - {}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let mut denies: HashMap<(NamespaceId, Direction), Vec<Np<'_>>> = HashMap::default();
        for np in network_policies::all(model) {
            for direction in Direction::BOTH.into_iter().filter(|it| np.denies_all(*it)) {
                let Some(namespace) = np.policy.namespace else { continue };
                denies.entry((namespace, direction)).or_default().push(np);
            }
        }
        let mut res = Vec::new();
        for np in network_policies::all(model) {
            let Some(namespace) = np.policy.namespace else { continue };
            for direction in Direction::BOTH {
                let rules = model.policies.rules(np.id, direction);
                let Some(at) = rules.iter().position(crate::policy::Rule::is_wide) else { continue };
                let all = denies.get(&(namespace, direction)).map(Vec::as_slice).unwrap_or_default();
                // More policies than these are not held against each other.
                let deny = all.iter().take(50).find(|it| is_undone(facts, **it, np));
                res.extend(deny.map(|it| Finding {
                    rule: np.rule(direction, at),
                    deny: it.policy.id.clone(),
                    place: it.policy.location,
                }));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let spot = Spot::of_rule(&facts.model.policies, it.rule);
        let direction = it.rule.direction.as_str();
        let message = format!(
            "allows all {direction}, so {}, which closes {direction} of the same pods, has no effect",
            it.deny
        );
        Diagnostic {
            field: it.rule.path(),
            help: "policies add up: delete the one that is not meant".to_owned(),
            related: vec![(it.place, "the policy without effect".to_owned())],
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edits = || {
            let np = Np::of(facts.model, it.rule.policy)?;
            without_rule(np, &*np.written(facts)?, it.rule)
        };
        fix(format!("delete {}", it.rule.words()), FixClass::Effect, edits()).into_iter().collect()
    }
}

/// Whether what allows everything takes in all pods of what denies everything, or some of several that are meant. To
/// close a whole namespace and to open some of its pods is no contradiction.
fn is_undone(facts: &Facts<'_>, deny: Np<'_>, wide: Np<'_>) -> bool {
    // So many pods are looked at.
    const MOST: usize = 200;
    let model = facts.model;
    let covers = |wide: PolicyId, narrow: PolicyId| {
        let subject = |it| model.policies.policies.at(it).subject;
        model.policies.covers(&model.cluster, subject(wide), subject(narrow))
    };
    if covers(wide.id, deny.id) {
        return true;
    }
    if deny.selects_all() || covers(deny.id, wide.id) {
        return false;
    }
    let pods = model.reach.selected(deny.policy.subject);
    let opened = model.reach.selected(wide.policy.subject);
    pods.iter().take(MOST).any(|it| opened.binary_search(it).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn the_rule_that_opens_everything_is_told() {
        let text = DenyWithoutEffect::FIRES;
        assert_eq!(
            found(&DenyWithoutEffect::META, text),
            [
                "15: allows all ingress, so shop/default-deny, which closes ingress of the same pods, has no effect"
            ]
        );
        assert_eq!(
            fixed(&DenyWithoutEffect::META, text),
            [text.replace("  ingress:\n  - {}\n", "  ingress: []\n")]
        );
    }

    #[test]
    fn pods_of_both_count_where_neither_is_the_exception_of_the_other() {
        let text = DenyWithoutEffect::FIRES
            .replacen("podSelector: {}", "podSelector: {matchLabels: {app: web}}", 1)
            .replace("podSelector: {}", "podSelector: {matchLabels: {tier: front}}");
        quiet(&DenyWithoutEffect::META, &text);
        let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: web, tier: front}}}\n";
        assert_eq!(found(&DenyWithoutEffect::META, &format!("{text}{pod}")).len(), 1);
    }

    #[test]
    fn another_namespace_or_direction_is_another_matter() {
        quiet(
            &DenyWithoutEffect::META,
            &DenyWithoutEffect::FIRES.replace("name: allow, namespace: shop", "name: allow, namespace: ops"),
        );
        let egress = DenyWithoutEffect::FIRES.replacen("[Ingress]", "[Egress]", 1);
        quiet(&DenyWithoutEffect::META, &egress);
    }
}
