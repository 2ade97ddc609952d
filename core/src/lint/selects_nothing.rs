//! L-01: a policy that selects no pod of its namespace.

use super::asks::Of;
use super::dead::Why;
use super::{Facts, Lint, Meta, near, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};

pub(super) struct SelectsNothing;

impl Lint for SelectsNothing {
    const META: Meta = Meta {
        about: About::new(
            "L-01",
            "selects-nothing",
            Severity::Warning,
            "No pod of the namespace has the labels that a policy asks for, so it protects nothing. Usually a label is misspelt.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: backend-api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: backend}}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: backend-api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: backend-api}}
  policyTypes: [Ingress]
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|ask, why| {
            ask.peer.is_none() && matches!(why, Why::Nothing(_) | Why::SubjectElsewhere(_))
        })
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let wanted = ask.pods.map(terms::selector).unwrap_or_default();
        let namespace = &ask.meta.namespace;
        let nearest = near::nearest_pod(model, ask, why);
        let elsewhere =
            if let Why::SubjectElsewhere(it) = why { near::elsewhere(model, it) } else { String::new() };
        let help = match elsewhere.as_str() {
            "" => "write the labels of the pods that are meant",
            _ => {
                "set `metadata.namespace` to the namespace of the pods that are meant, or write the labels of pods that are here"
            }
        };
        let message =
            format!("no pod of {namespace} has {wanted}, so the policy protects nothing{nearest}{elsewhere}");
        Diagnostic {
            field: ask.path(Of::Pods),
            help: help.to_owned(),
            ..Self::META.at(&ask.spot(model, ask.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let (ask, why) = facts.dead_at(*it);
        let fix = match why {
            Why::Nothing(Some(it)) => near::values(facts, ask, it),
            Why::SubjectElsewhere(it) => near::namespace(facts, ask, it),
            Why::Nothing(None)
            | Why::NoPodsHere(_)
            | Why::NoNamespace(_)
            | Why::UnknownLabels(_)
            | Why::LabelOfPods(..)
            | Why::LabelOfNamespace(..)
            | Why::Elsewhere(..)
            | Why::OwnLabels(..)
            | Why::Near(_) => None,
        };
        fix.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_fields, found_in_short};

    #[test]
    fn the_nearest_pod_is_named() {
        let text = "pod x/api app=backend-api\nnp x/p {podSelector: {matchLabels: {app: backend}}}";
        let wanted = "NetworkPolicy x/p spec.podSelector: no pod of x has app=backend, so the policy protects nothing; the nearest: x/api has app=backend-api, wanted app=backend";
        assert_eq!(found_in_short(&SelectsNothing::META, text), [wanted]);
        assert_eq!(
            changed_lines(&SelectsNothing::META, SelectsNothing::FIRES),
            ["  podSelector: {matchLabels: {app: backend-api}}"]
        );
    }

    #[test]
    fn a_policy_in_another_namespace_than_its_pods_can_go_there() {
        let text = SelectsNothing::FIRES.replacen("app: backend-api", "app: backend", 1)
            + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ops, labels: {app: web}}\n";
        let text =
            text.replace("name: api, namespace: shop}\nspec:\n", "name: api, namespace: ops}\nspec:\n");
        let wanted = "10 spec.podSelector: no pod of ops has app=backend, so the policy protects nothing; pods with these labels are in shop";
        assert_eq!(found_fields(&SelectsNothing::META, &text), [wanted]);
        assert_eq!(changed_lines(&SelectsNothing::META, &text), ["metadata: {name: api, namespace: shop}"]);
        // A label that only is absent says nothing.
        let absent = "pod x/web app=web\npod y/api\nnp x/p {podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}";
        let told = found_in_short(&SelectsNothing::META, absent);
        assert!(told.len() == 1 && !told[0].contains("these labels are in"), "{told:?}");
    }

    #[test]
    fn where_no_pod_is_like_it_nothing_is_offered() {
        let text = "pod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: database}}}";
        let analysis = crate::testing::short(text);
        let all = analysis.lints(|it| it == &SelectsNothing::META);
        assert_eq!((all.len(), all[0].fixes.len()), (1, 0));
    }

    #[test]
    fn other_rules_speak_in_its_place() {
        for text in [
            // Nearly: L-72. No pods: L-02. A contradiction: L-23. On the node's network: L-46. Unknown: nothing.
            "pod x/web app=wep\nnp x/p {podSelector: {matchLabels: {app: web}}}",
            "pod y/web app=web\nnp x/p {podSelector: {matchLabels: {app: web}}}",
            "pod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: DoesNotExist}]}}",
            "pod x/web app=database hostnet\nnp x/p {podSelector: {matchLabels: {app: database}}}",
            "deployment x/web app=web\nnp x/p {podSelector: {matchLabels: {pod-template-hash: '1'}}}",
            "np x/p {podSelector: {matchLabels: {app: web}}}",
        ] {
            assert_eq!(found_in_short(&SelectsNothing::META, text), [] as [&str; 0], "{text}");
        }
    }
}
