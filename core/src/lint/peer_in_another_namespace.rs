//! L-05: a podSelector that finds nothing at home and something in another namespace.

use super::asks::Of;
use super::dead::Why;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::policy::parts;

pub(super) struct PeerInAnotherNamespace;

impl Lint for PeerInAnotherNamespace {
    const META: Meta = Meta {
        about: About::new(
            "L-05",
            "peer-in-another-namespace",
            Severity::Warning,
            "A peer with a podSelector alone looks in the namespace of its policy only. There is no such pod there, but in another namespace there is.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: edge, labels: {app: proxy}}
spec: {containers: [{name: main, image: proxy}]}
---
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
    - podSelector: {matchLabels: {app: proxy}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: edge, labels: {app: proxy}}
spec: {containers: [{name: main, image: proxy}]}
---
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
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}
      podSelector: {matchLabels: {app: proxy}}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|_, why| matches!(why, Why::Elsewhere(..)))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let wanted = ask.pods.map(terms::selector).unwrap_or_default();
        let there = if let Why::Elsewhere(_, first) = why { model.title(*first) } else { "" };
        let message = format!(
            "no pod of {} has {wanted}, and without a namespaceSelector the peer looks nowhere else; {there} has it",
            ask.meta.namespace
        );
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "add a `namespaceSelector` to the same entry, without a dash of its own".to_owned(),
            ..Self::META.at(&ask.spot(model, ask.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        // With more namespaces nobody can say which is meant.
        const OFFERED: usize = 3;
        let (ask, Why::Elsewhere(namespaces, _)) = facts.dead_at(*it) else { return Vec::new() };
        let fix = |it: &crate::ids::NamespaceId| {
            let name = &facts.model.cluster.namespaces.at(*it).name;
            let written = facts.written(ask.object())?;
            let edit = written.insert(&ask.base(), "namespaceSelector", &parts::namespace(name))?;
            terms::effect(format!("look in namespace {name}"), vec![edit])
        };
        namespaces.iter().filter(|_| namespaces.len() <= OFFERED).filter_map(fix).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    #[test]
    fn the_pod_elsewhere_is_named() {
        let text = "pod x/web app=web\npod y/ctl app=proxy\nnp x/p {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: proxy}}}]}]}";
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].podSelector: no pod of x has app=proxy, and without a namespaceSelector the peer looks nowhere else; y/ctl has it";
        assert_eq!(found_in_short(&PeerInAnotherNamespace::META, text), [wanted]);
        assert_eq!(
            changed_lines(&PeerInAnotherNamespace::META, PeerInAnotherNamespace::FIRES),
            [
                "      namespaceSelector:",
                "        matchLabels:",
                "          kubernetes.io/metadata.name: edge"
            ]
        );
        assert_eq!(
            found_in_short(&PeerInAnotherNamespace::META, &format!("pod x/p app=proxy\n{text}")),
            [] as [&str; 0]
        );
    }
}
