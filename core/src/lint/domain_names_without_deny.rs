//! L-61: names that are allowed where nothing is denied.

use super::admin::{self, Ordered};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::policy::{Action, Atom, Direction, RuleRef};

pub(super) struct DomainNamesWithoutDeny;

/// A rule, and the position of the peer.
pub(super) struct Finding(RuleRef, usize);

impl Lint for DomainNamesWithoutDeny {
    const META: Meta = Meta {
        about: About::new(
            "L-61",
            "domain-names-without-deny",
            Severity::Warning,
            "A cluster-wide policy allows names of hosts, and nothing denies the others: no later rule does, and no policy isolates these pods. What is not matched stays allowed, so the rule restricts nothing.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Accept
    to:
    - domainNames: ['*.example.org']
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: names}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Accept
    to:
    - domainNames: ['*.example.org']
  - action: Deny
    to:
    - networks: [0.0.0.0/0]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut ordered = Ordered::new(facts);
        let mut res = Vec::new();
        for (rule, policy, it) in ordered.rules() {
            let is_names =
                |it: &crate::ids::AtomId| matches!(facts.model.policies.atoms.at(*it), Atom::DomainNames(_));
            let names = admin::peers(it).iter().position(is_names);
            let Some(peer) =
                names.filter(|_| it.action == Action::Accept && rule.direction == Direction::Egress)
            else {
                continue;
            };
            let Some(behind) = ordered.behind(rule) else { break };
            let denies = behind.iter().any(|it| it.action == Action::Deny);
            if !denies && !facts.some_isolated(policy.subject, Direction::Egress) {
                res.push(Finding(rule, peer));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let Finding(rule, peer) = it;
        let policy = facts.model.policies.policies.at(rule.policy);
        let field = format!("{}.to[{peer}].domainNames", rule.path());
        let whole = Spot::of_rule(&facts.model.policies, *rule);
        let location = facts.place(policy, &field).unwrap_or(whole.location);
        Diagnostic {
            field,
            help: "add a rule behind it that denies the rest, such as `networks: [0.0.0.0/0]`, or delete this one".to_owned(),
            ..Self::META.at(&Spot { location, ..whole }, "nothing denies other hosts, so these names restrict nothing")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn the_names_are_the_place() {
        assert_eq!(
            found_fields(&DomainNamesWithoutDeny::META, DomainNamesWithoutDeny::FIRES),
            [
                "11 spec.egress[0].to[0].domainNames: nothing denies other hosts, so these names restrict nothing"
            ]
        );
    }

    #[test]
    fn pods_that_are_isolated_or_denied_later_need_the_rule() {
        let count = |rest: &str| {
            found_in_short(&DomainNamesWithoutDeny::META, &format!("pod x/a\ncnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, egress: [{{action: Accept, to: [{{domainNames: [a.example.org]}}]}}]}}\n{rest}")).len()
        };
        assert_eq!(count(""), 1);
        assert_eq!(count("np x/p {podSelector: {}, policyTypes: [Egress]}"), 0);
        assert_eq!(count("np x/p {podSelector: {}, policyTypes: [Ingress]}"), 1);
        assert_eq!(
            count(
                "cnp q {tier: Baseline, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}"
            ),
            0
        );
    }
}
