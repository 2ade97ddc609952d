//! L-49: a rule that allows nothing which another rule does not allow, whatever pods there are.

use super::coverage::{self, How};
use super::{Facts, Lint, Meta, Spot, deleted};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};

pub(super) struct CoveredRule;

impl Lint for CoveredRule {
    const META: Meta = Meta {
        about: About::new(
            "L-49",
            "covered-rule",
            Severity::Info,
            "Another rule of the policy, or of a policy that selects the same pods and perhaps more, allows everything that a rule allows. The rule changes nothing in any cluster.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {}}]
    ports: [{port: 8000, endPort: 8999}]
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {}}]
    ports: [{port: 8000, endPort: 8999}]
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: http}]
";
    type Finding = coverage::CoveredRule;

    fn find(facts: &Facts<'_>) -> Vec<coverage::CoveredRule> {
        facts.coverage().rules.iter().filter(|it| it.how == How::Covered).copied().collect()
    }

    fn words(facts: &Facts<'_>, it: &coverage::CoveredRule) -> Diagnostic {
        let spot = Spot::of_rule(&facts.model.policies, it.rule);
        let message = format!("{}: it changes nothing in any cluster", it.words(facts.model));
        Diagnostic {
            field: it.rule.path(),
            help: "delete it, or make the other one narrower".to_owned(),
            related: deleted::related(facts.model, it.by, "allows all of it"),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &coverage::CoveredRule) -> Vec<Fix> {
        deleted::covered(facts.model, it).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let analysis = crate::testing::short(text);
        let all = analysis.lints(|it| it == &CoveredRule::META);
        all.iter().map(|it| format!("{} {}: {}", it.object, it.field, it.message)).collect()
    }

    #[test]
    fn a_policy_that_selects_more_covers_one_that_selects_less() {
        let wide = "np x/all {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}";
        let narrow = "np x/one {podSelector: {matchLabels: {a: x}}, ingress: [{from: [{podSelector: {matchLabels: {b: w}}}]}]}";
        assert_eq!(
            found(&format!("{wide}\n{narrow}")),
            [
                "NetworkPolicy x/one spec.ingress[0]: ingress rule 1 of NetworkPolicy x/all allows all that it allows: it changes nothing in any cluster"
            ]
        );
        let other = "np x/all {podSelector: {matchLabels: {c: z}}, ingress: [{from: [{podSelector: {}}]}]}";
        assert_eq!(found(&format!("{other}\n{narrow}")), [] as [&str; 0]);
        let egress = "np x/all {podSelector: {}, egress: [{to: [{podSelector: {}}]}], policyTypes: [Egress]}";
        assert_eq!(found(&format!("{egress}\n{narrow}")), [] as [&str; 0]);
    }

    #[test]
    fn of_two_rules_that_allow_the_same_the_first_stays() {
        let text = "np x/p {podSelector: {}, ingress: [{ports: [{port: 80, endPort: 81}]}, {ports: [{port: 81}, {port: 80}]}, {from: [{podSelector: {matchLabels: {a: x}}}, {podSelector: {matchExpressions: [{key: a, operator: In, values: [x, w]}]}}]}, {from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: [w, x]}]}}]}]}";
        let analysis = crate::testing::short(text);
        let fields: Vec<_> = analysis
            .lints(|it| ["covered-rule", "repeated-rule"].contains(&it.about.code))
            .into_iter()
            .map(|it| it.field)
            .collect();
        assert_eq!(fields, ["spec.ingress[1]", "spec.ingress[3]"]);
    }

    #[test]
    fn a_policy_that_perhaps_selects_a_pod_covers_nothing_for_certain() {
        let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: x}
spec: {selector: {matchLabels: {a: x}}, template: {metadata: {labels: {a: x}}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: one, namespace: x}
spec: {podSelector: {matchLabels: {pod-template-hash: '1'}}, ingress: [{from: [{podSelector: {}}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: two, namespace: x}
spec: {podSelector: {matchExpressions: [{key: pod-template-hash, operator: Exists}]}, ingress: [{from: [{podSelector: {}}]}]}
";
        let analysis = crate::testing::text(deployment);
        assert_eq!(analysis.lints(|it| it == &CoveredRule::META), []);
    }
}
