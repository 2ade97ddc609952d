//! L-48: a rule that its list has already, or a policy that another one repeats.

use super::coverage::{CoveredRule, How};
use super::{Facts, Lint, Meta, Spot, deleted};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::PolicyId;

pub(super) struct RepeatedRule;

/// What is there twice.
pub(super) enum Finding {
    Rule(CoveredRule),
    /// A policy, and the first with the same subject and rules.
    Policy(PolicyId, PolicyId),
}

impl Lint for RepeatedRule {
    const META: Meta = Meta {
        about: About::new(
            "L-48",
            "repeated-rule",
            Severity::Warning,
            "A list of rules has one rule twice, or two policies select the same pods with the same rules. The second changes nothing in any cluster, and confuses readers.",
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
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
  - ports: [{port: 8080}]
    from: [{podSelector: {matchLabels: {app: web}}}]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 9090}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let all = facts.coverage();
        let rules = all.rules.iter().filter(|it| it.how == How::Repeated).map(|it| Finding::Rule(*it));
        all.policies.iter().map(|it| Finding::Policy(it.0, it.1)).chain(rules).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policies = &facts.model.policies;
        match it {
            Finding::Rule(it) => {
                let spot = Spot::of_rule(policies, it.rule);
                let message = format!("{}: it changes nothing in any cluster", it.words(facts.model));
                Diagnostic {
                    field: it.rule.path(),
                    help: "delete one of the two".to_owned(),
                    related: deleted::related(facts.model, it.by, "the same rule"),
                    ..Self::META.at(&spot, message)
                }
            }
            Finding::Policy(it, first) => {
                let [it, first] = [it, first].map(|it| policies.policies.at(*it));
                let message = format!(
                    "selects the same pods with the same rules as {}: it changes nothing in any cluster",
                    first.id
                );
                Diagnostic {
                    help: "delete one of the two".to_owned(),
                    related: vec![(first.location, "the same policy".to_owned())],
                    ..Self::META.at(&Spot::of_policy(it), message)
                }
            }
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let fix = match it {
            Finding::Rule(it) => deleted::covered(facts.model, it),
            Finding::Policy(it, _) => deleted::policy(facts.model, *it),
        };
        fix.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let analysis = crate::testing::short(text);
        let all = analysis.lints(|it| it == &RepeatedRule::META);
        all.iter().map(|it| format!("{} {}: {}", it.object, it.field, it.message)).collect()
    }

    #[test]
    fn a_policy_that_another_one_repeats_is_named() {
        let rules = "ingress: [{from: [{podSelector: {matchLabels: {a: x, b: w}}}]}]";
        let other = "ingress: [{from: [{podSelector: {matchLabels: {b: w, a: x}}}]}]";
        let text =
            format!("np x/one {{podSelector: {{}}, {rules}}}\nnp x/two {{podSelector: {{}}, {other}}}");
        assert_eq!(
            found(&text),
            [
                "NetworkPolicy x/two : selects the same pods with the same rules as x/one: it changes nothing in any cluster"
            ]
        );
        let elsewhere =
            format!("np x/one {{podSelector: {{}}, {rules}}}\nnp y/two {{podSelector: {{}}, {other}}}");
        assert_eq!(found(&elsewhere), [] as [&str; 0]);
    }

    #[test]
    fn two_default_denies_of_other_directions_are_no_repetition() {
        assert_eq!(
            found(
                "np x/one {podSelector: {}, policyTypes: [Ingress]}\nnp x/two {podSelector: {}, policyTypes: [Egress]}"
            ),
            [] as [&str; 0]
        );
    }
}
