//! L-36: a label that a controller changes at every rollout.

use super::asks::Of;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::kind::Operator;

pub(super) struct RolloutLabel;

impl Lint for RolloutLabel {
    const META: Meta = Meta {
        about: About::new(
            "L-36",
            "rollout-label",
            Severity::Warning,
            "A selector asks for a label whose value a controller makes up anew at every rollout. After the next one it selects nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api-5d4f8, namespace: shop, labels: {app: api, pod-template-hash: 5d4f8}}
spec: {containers: [{name: main, image: api-5d4f8}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: api
      pod-template-hash: 5d4f8
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api-5d4f8, namespace: shop, labels: {app: api, pod-template-hash: 5d4f8}}
spec: {containers: [{name: main, image: api-5d4f8}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: api
  policyTypes: [Ingress]
";
    type Finding = (u32, usize);

    fn find(facts: &Facts<'_>) -> Vec<(u32, usize)> {
        let of = |(at, ask): (u32, &super::asks::Ask<'_>)| {
            let all = ask.pods.map(|it| it.requirements.as_slice()).unwrap_or_default();
            let found = all
                .iter()
                .enumerate()
                .filter(|it| asks_value(it.1.operator) && KEYS.contains(&it.1.key.as_str()));
            found.map(|it| (at, it.0)).collect::<Vec<_>>()
        };
        facts.asks().enumerate().flat_map(of).collect()
    }

    fn words(facts: &Facts<'_>, &(at, nth): &(u32, usize)) -> Diagnostic {
        let ask = facts.asks().at(at);
        let it = ask.requirement(Of::Pods, nth);
        let (key, span) = it.map_or(("", ask.span), |it| (it.key.as_str(), it.span));
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "select the pods by labels that stay".to_owned(),
            ..Self::META
                .at(&ask.spot(facts.model, span), format!("{key} gets another value at every rollout"))
        }
    }

    fn fix(facts: &Facts<'_>, &(at, nth): &(u32, usize)) -> Vec<Fix> {
        terms::dropped(facts, facts.asks().at(at), (Of::Pods, nth)).into_iter().collect()
    }
}

/// Labels that controllers make up.
const KEYS: [&str; 5] = [
    "pod-template-hash",
    "controller-revision-hash",
    "controller-uid",
    "batch.kubernetes.io/controller-uid",
    "rollouts-pod-template-hash",
];

fn asks_value(it: Operator) -> bool {
    match it {
        Operator::Equals | Operator::In | Operator::NotIn => true,
        Operator::Exists | Operator::DoesNotExist => false,
    }
}

/// Whether a label is one of these.
pub(super) fn is_made_up(key: &str) -> bool {
    KEYS.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    #[test]
    fn the_label_is_named_and_deleted() {
        let text = "pod x/api app=api\nnp x/p {podSelector: {matchExpressions: [{key: controller-revision-hash, operator: In, values: [a]}]}}";
        let wanted = "NetworkPolicy x/p spec.podSelector: controller-revision-hash gets another value at every rollout";
        assert_eq!(found_in_short(&RolloutLabel::META, text), [wanted]);
        let text = RolloutLabel::FIRES;
        assert_eq!(changed_lines(&RolloutLabel::META, text), [] as [&str; 0]);
        let after = crate::lint::tests::checks::first_fixed(&RolloutLabel::META, text);
        assert_eq!(after[0].1, RolloutLabel::QUIET);
        assert_eq!(after[0].0, "delete pod-template-hash=5d4f8");
    }

    #[test]
    fn that_a_label_is_there_does_not_change() {
        let text = "pod x/api app=api\nnp x/p {podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}}";
        assert_eq!(found_in_short(&RolloutLabel::META, text), [] as [&str; 0]);
    }
}
