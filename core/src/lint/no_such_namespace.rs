//! L-04: a namespaceSelector that matches no namespace.

use super::asks::Of;
use super::dead::Why;
use super::{Facts, Lint, Meta, near, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::explain::nearest::Nearest;
use crate::ids::NamespaceId;
use crate::policy::parts;

pub(super) struct NoSuchNamespace;

impl Lint for NoSuchNamespace {
    const META: Meta = Meta {
        about: About::new(
            "L-04",
            "no-such-namespace",
            Severity::Warning,
            "No namespace of the input has the labels that a peer asks for, so the peer allows nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: monitoring, labels: {team: observability}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: observabilty}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: monitoring, labels: {team: observability}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: observability}}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|_, why| matches!(why, Why::NoNamespace(_)))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let wanted = ask.namespaces.map(terms::selector).unwrap_or_default();
        let nearest = if let Why::NoNamespace(it) = why { it.as_ref() } else { None };
        // Every namespace has a name: one that is wholly different is not near.
        let is_near = |it: &&Nearest<NamespaceId>| it.holding > 0 || it.misses.iter().any(|it| it.is_alike);
        let nearest = nearest.filter(is_near).and_then(|it| {
            near::sentence(model, ask.namespaces?, &model.cluster.namespaces.at(it.it).name, it)
        });
        let nearest = nearest.map_or(String::new(), |it| format!("; the nearest: {it}"));
        let message = format!("no namespace of the input has {wanted}, so the peer matches nothing{nearest}");
        let span = ask.namespaces.map_or(ask.span, |it| it.span);
        Diagnostic {
            field: ask.path(Of::Namespaces),
            help:
                "select the namespace by `kubernetes.io/metadata.name`, a label that each has with its name"
                    .to_owned(),
            ..Self::META.at(&ask.spot(model, span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let (ask, why) = facts.dead_at(*it);
        let fix = || {
            let Why::NoNamespace(Some(nearest)) = why else { return None };
            let is_plain = nearest.holding > 0 || nearest.misses.iter().all(|it| it.is_alike);
            (is_plain && !nearest.is_one_of_several).then_some(())?;
            let name = &facts.model.cluster.namespaces.at(nearest.it).name;
            let edit =
                facts.written(ask.object())?.set(&ask.path(Of::Namespaces), &parts::namespace(name))?;
            terms::effect(format!("select namespace {name} by its name"), vec![edit])
        };
        fix().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    fn policy(selector: &str) -> String {
        format!(
            "ns ops team=blue\npod ops/a\npod x/api app=api\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {selector}}}]}}]}}"
        )
    }

    #[test]
    fn the_nearest_namespace_is_named() {
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].namespaceSelector: no namespace of the input has team=bleu, so the peer matches nothing; the nearest: ops has team=blue, wanted team=bleu";
        assert_eq!(found_in_short(&NoSuchNamespace::META, &policy("{matchLabels: {team: bleu}}")), [wanted]);
        let named = found_in_short(
            &NoSuchNamespace::META,
            &policy("{matchLabels: {kubernetes.io/metadata.name: opps}}"),
        );
        assert!(
            named[0].contains("the nearest: ops has kubernetes.io/metadata.name=ops, wanted "),
            "{named:?}"
        );
        assert_eq!(
            changed_lines(&NoSuchNamespace::META, NoSuchNamespace::FIRES),
            [
                "    - namespaceSelector:",
                "        matchLabels:",
                "          kubernetes.io/metadata.name: monitoring"
            ]
        );
    }

    #[test]
    fn namespaces_of_the_system_and_unknown_labels_are_no_finding() {
        for selector in [
            "{matchLabels: {kubernetes.io/metadata.name: kube-system}}",
            "{matchLabels: {kubernetes.io/metadata.name: openshift-dns}}",
            "{matchLabels: {team: blue}}",
            "{}",
        ] {
            assert_eq!(
                found_in_short(&NoSuchNamespace::META, &policy(selector)),
                [] as [&str; 0],
                "{selector}"
            );
        }
        // Of y nobody knows the labels.
        let unknown = format!("pod y/b\n{}", policy("{matchLabels: {owner: somebody}}"));
        assert_eq!(found_in_short(&NoSuchNamespace::META, &unknown), [] as [&str; 0]);
        let alone =
            "np x/p {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}";
        assert_eq!(found_in_short(&NoSuchNamespace::META, alone), [] as [&str; 0]);
    }
}
