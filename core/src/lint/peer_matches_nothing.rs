//! L-03: a peer that selects no pod where it looks.

use super::asks::Of;
use super::dead::Why;
use super::{Facts, Lint, Meta, near, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};

pub(super) struct PeerMatchesNothing;

impl Lint for PeerMatchesNothing {
    const META: Meta = Meta {
        about: About::new(
            "L-03",
            "peer-matches-nothing",
            Severity::Warning,
            "No pod of the namespaces in which a peer looks has its labels, so the peer allows nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web-frontend}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: frontend}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web-frontend}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web-frontend}}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|ask, why| ask.peer.is_some() && matches!(why, Why::Nothing(_)))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let wanted = ask.pods.map(terms::selector).unwrap_or_default();
        let place = match ask.namespaces {
            None => format!("of {}", ask.meta.namespace),
            Some(it) if it.requirements.is_empty() => "of any namespace".to_owned(),
            Some(_) => "of these namespaces".to_owned(),
        };
        let nearest = near::nearest_pod(model, ask, why);
        let message = format!("no pod {place} has {wanted}, so the peer matches nothing{nearest}");
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "write the labels of the pods that are meant".to_owned(),
            ..Self::META.at(&ask.spot(model, ask.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let (ask, Why::Nothing(Some(it))) = facts.dead_at(*it) else { return Vec::new() };
        near::values(facts, ask, it).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    fn policy(peer: &str) -> String {
        format!(
            "pod x/api app=api\npod y/web app=frontend\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}"
        )
    }

    #[test]
    fn the_place_is_named() {
        let in_all = policy("{namespaceSelector: {}, podSelector: {matchLabels: {app: database}}}");
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].podSelector: no pod of any namespace has app=database, so the peer matches nothing";
        let all = found_in_short(&PeerMatchesNothing::META, &in_all);
        assert_eq!(all.len(), 1);
        assert!(all[0].starts_with(wanted), "{all:?}");
        assert_eq!(
            changed_lines(&PeerMatchesNothing::META, PeerMatchesNothing::FIRES),
            ["    - podSelector: {matchLabels: {app: web-frontend}}"]
        );
    }

    #[test]
    fn what_is_not_known_or_told_by_others_is_not_told() {
        for peer in [
            "{podSelector: {matchLabels: {app: frontend}}}",
            "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}, podSelector: {matchLabels: {app: web}}}",
            "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}",
            "{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}",
            "{namespaceSelector: {}, podSelector: {matchLabels: {app: frontent}}}",
            "{namespaceSelector: {}}",
        ] {
            assert_eq!(found_in_short(&PeerMatchesNothing::META, &policy(peer)), [] as [&str; 0], "{peer}");
        }
    }

    #[test]
    fn a_rule_that_is_not_in_use_is_not_looked_at() {
        let text = "pod x/api app=api\nnp x/p {podSelector: {}, policyTypes: [Ingress], egress: [{to: [{podSelector: {matchLabels: {app: database}}}]}]}";
        assert_eq!(found_in_short(&PeerMatchesNothing::META, text), [] as [&str; 0]);
    }
}
