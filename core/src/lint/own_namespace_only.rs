//! L-19: a rule for all pods of the own namespace, and of no other.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::policy::{Direction, Peers};

pub(super) struct OwnNamespaceOnly;

impl Lint for OwnNamespaceOnly {
    const META: Meta = Meta {
        about: About::new(
            "L-19",
            "own-namespace-only",
            Severity::Info,
            "An empty podSelector takes all pods of the namespace of the policy. Pods of other namespaces, and everybody outside of the cluster, are kept out.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {}
      namespaceSelector: {}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.asks().enumerate().filter(|it| is_alone(facts, it.1)).map(|it| it.0).collect()
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let ask = facts.asks().at(*it);
        let message = format!(
            "matches all pods of {}, and no pod of another namespace and no address outside of the cluster",
            ask.meta.namespace
        );
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "add `namespaceSelector: {}` for the pods of all namespaces, or leave `from` out for everybody".to_owned(),
            ..Self::META.at(&ask.spot(facts.model, ask.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let ask = facts.asks().at(*it);
        let fix = || {
            let edit =
                facts.written(ask.object())?.insert(&ask.base(), "namespaceSelector", &Yaml::nothing())?;
            terms::effect("match the pods of all namespaces".to_owned(), vec![edit])
        };
        fix().into_iter().collect()
    }
}

/// Whether a peer is `podSelector: {}` alone, in a policy whose name does not say that this is meant.
fn is_alone(facts: &Facts<'_>, ask: &Ask<'_>) -> bool {
    let Some((rule, _)) = ask.peer.filter(|it| it.0.direction == Direction::Ingress) else { return false };
    let is_only = || {
        let peers = facts.model.policies.rule(rule).map(|it| &it.peers);
        matches!(peers, Some(Peers::Only(it)) if it.len() == 1)
    };
    let is_all = ask.pods.is_some_and(|it| it.requirements.is_empty());
    let own = ask.namespaces.is_none() && !ask.has_blank_namespaces && !ask.is_cluster_wide;
    let name = ask.meta.name.value.to_ascii_lowercase();
    is_all && own && is_only() && !SAYS_SO.iter().any(|it| name.contains(it))
}

/// Parts of names that say that the own namespace is meant.
const SAYS_SO: [&str; 5] = ["same", "intra", "within", "internal", "namespace"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    #[test]
    fn the_only_peer_of_a_rule_is_told() {
        let policy =
            |name: &str, rule: &str| format!("pod x/web app=web\nnp x/{name} {{podSelector: {{}}, {rule}}}");
        let alone = "ingress: [{from: [{podSelector: {}}]}]";
        let wanted = "NetworkPolicy x/web spec.ingress[0].from[0].podSelector: matches all pods of x, and no pod of another namespace and no address outside of the cluster";
        assert_eq!(found_in_short(&OwnNamespaceOnly::META, &policy("web", alone)), [wanted]);
        assert_eq!(
            changed_lines(&OwnNamespaceOnly::META, OwnNamespaceOnly::FIRES),
            ["      namespaceSelector: {}"]
        );
        for rule in [
            "ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]",
            "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]",
            "ingress: [{from: [{podSelector: {}, namespaceSelector: }]}]",
            "policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}]",
        ] {
            assert_eq!(
                found_in_short(&OwnNamespaceOnly::META, &policy("web", rule)),
                [] as [&str; 0],
                "{rule}"
            );
        }
        assert_eq!(
            found_in_short(&OwnNamespaceOnly::META, &policy("allow-same-namespace", alone)),
            [] as [&str; 0]
        );
    }
}
