//! L-54: two cluster-wide policies of one stage and priority that disagree about a connection.
//!
//! "If two policies have the same priority, there is no guarantee which one comes first".

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::eval::{ClassKind, Pair, Reason};
use crate::hash::HashSet;
use crate::ids::{EndpointId, GroupId, PolicyId};
use crate::kind::PolicyKind;
use crate::policy::{Direction, Peers, PortSet, RuleRef, Usable};
use crate::tri::Tri;

pub(super) struct EqualPriority;

/// Two policies, the one that stands later second, and a connection that they disagree about.
pub(super) struct Finding {
    first: PolicyId,
    second: PolicyId,
    from: EndpointId,
    to: EndpointId,
    ports: PortSet,
}

/// So many rules are looked at, for so many pairs of ends.
const MOST: usize = 300_000;

impl Lint for EqualPriority {
    const META: Meta = Meta {
        about: About::new(
            "L-54",
            "equal-priority",
            Severity::Warning,
            "Two cluster-wide policies have the same priority and disagree about a connection. Which of them comes first is not defined, so network plugins differ.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: ops, labels: {app: cli}}}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: closed}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
  - {action: Deny, from: [{namespaces: {}}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: web}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
  - {action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: ops, labels: {app: cli}}}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: closed}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
  - {action: Deny, from: [{namespaces: {}}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: web}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: ops}}}
  ingress:
  - {action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let order = |it: PolicyId| {
            let it = model.policies.policies.at(it);
            (it.tier, it.priority)
        };
        let ordered: Vec<PolicyId> =
            facts.whole_policies().filter(|it| it.1.tier.mode().is_ordered()).map(|it| it.0).collect();
        let tied: HashSet<PolicyId> = ordered
            .windows(2)
            .filter_map(|it| match it {
                &[one, other] if order(one) == order(other) => Some([one, other]),
                _ => None,
            })
            .flatten()
            .collect();
        if tied.is_empty() {
            return Vec::new();
        }
        let mut search = Search { facts, seen: HashSet::default(), left: MOST, found: Vec::new() };
        let classes = &model.reach.classes.classes;
        let firsts: Vec<EndpointId> = classes
            .iter()
            .filter(|it| it.kind == ClassKind::Pod)
            .filter_map(|it| it.members.first().copied())
            .collect();
        for direction in Direction::BOTH {
            let mut groups: HashSet<GroupId> = HashSet::default();
            for &subject in &firsts {
                let applying = model.reach.applying(direction, subject);
                let own: Vec<PolicyId> =
                    applying.iter().map(|it| it.0).filter(|it| tied.contains(it)).collect();
                if own.len() < 2 || !groups.insert(model.reach.group_id(direction, subject)) {
                    continue;
                }
                let others = classes.enumerate().filter_map(|it| facts.other_of(it.0, subject));
                others.for_each(|peer| search.pair(direction, subject, peer, &own));
            }
        }
        let mut found = search.found;
        crate::order::sort_by_key(&mut found, |it| (it.second, it.first));
        found
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let [first, second] = [it.first, it.second].map(|it| model.policies.policies.at(it));
        let whole = Spot::of_policy(second);
        let location = facts.place(second, "spec.priority").unwrap_or(whole.location);
        let message = format!(
            "has the priority of {} and disagrees with it about {} to {} ({}): which comes first is not defined",
            first.id,
            model.title(it.from),
            model.title(it.to),
            it.ports
        );
        Diagnostic {
            field: "spec.priority".to_owned(),
            help: "give each of them a priority of its own; the lower number comes first".to_owned(),
            related: vec![(first.location, "the other policy".to_owned())],
            ..Self::META.at(&Spot { location, ..whole }, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let policies = &facts.model.policies.policies;
        let policy = policies.at(it.second);
        let taken: HashSet<u32> =
            policies.iter().filter(|it| it.tier == policy.tier).map(|it| it.priority).collect();
        let is_baseline = policy.kind == PolicyKind::Cluster(crate::kind::ClusterPolicyKind::BaselineAdmin);
        let free = (policy.priority..=1_000).find(|it| !taken.contains(it)).filter(|_| !is_baseline);
        let fix = free.and_then(|free| {
            let edit =
                facts.written(policy.location)?.set("spec.priority", &Yaml::Number(i64::from(free)))?;
            Some(Fix { title: format!("write priority: {free}"), edits: vec![edit], class: FixClass::Effect })
        });
        fix.into_iter().collect()
    }
}

struct Search<'f, 'm> {
    facts: &'f Facts<'m>,
    seen: HashSet<(PolicyId, PolicyId)>,
    left: usize,
    found: Vec<Finding>,
}

impl Search<'_, '_> {
    fn pair(&mut self, direction: Direction, subject: EndpointId, peer: EndpointId, tied: &[PolicyId]) {
        let model = self.facts.model;
        let (from, to) = match direction {
            Direction::Egress => (subject, peer),
            Direction::Ingress => (peer, subject),
        };
        let rules: usize = tied.iter().map(|it| model.policies.rules(*it, direction).len()).sum();
        self.left = self.left.saturating_sub(rules + 10);
        if self.left == 0 {
            return;
        }
        let pair = Pair::new(from, to);
        for piece in model.reach.pieces(model.inputs(), direction, pair) {
            let Reason::Tied(rule) = piece.reason else { continue };
            let Some(other) = self.other(rule, pair, peer, &piece.ports, tied) else { continue };
            let place = |it: PolicyId| model.policies.policies.at(it).manifest;
            let (first, second) =
                if place(rule.policy) < place(other) { (rule.policy, other) } else { (other, rule.policy) };
            if self.seen.insert((first, second)) {
                self.found.push(Finding { first, second, from, to, ports: piece.ports });
            }
        }
    }

    /// The policy that does something else with these ports than a rule of the same priority.
    fn other(
        &self,
        rule: RuleRef,
        pair: Pair,
        peer: EndpointId,
        ports: &PortSet,
        tied: &[PolicyId],
    ) -> Option<PolicyId> {
        let model = self.facts.model;
        let policies = &model.policies;
        let own = policies.policies.at(rule.policy);
        let action = policies.rule(rule)?.action;
        let seen = model.reach.see(model.inputs(), peer, model.reach.family(model.inputs(), pair));
        let is_tied = |it: &&PolicyId| {
            let other = policies.policies.at(**it);
            **it != rule.policy && (other.tier, other.priority) == (own.tier, own.priority)
        };
        let differs = |it: &&PolicyId| {
            let first = policies.rules(**it, rule.direction).iter().find(|it| {
                let is_peer = match &it.peers {
                    Peers::Any => true,
                    Peers::Only(all) => {
                        all.iter().any(|it| policies.answer::<()>(*it, &seen).tri == Tri::Yes)
                    }
                };
                let has_port = !it.ports.numbers.intersection(ports).is_empty() || !it.ports.names.is_empty();
                is_peer && has_port && it.usable == Usable::Yes
            });
            first.is_some_and(|it| it.action != action)
        };
        tied.iter().filter(is_tied).find(differs).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_later_one_gets_another_priority() {
        assert_eq!(
            found_fields(&EqualPriority::META, EqualPriority::FIRES),
            [
                "20 spec.priority: has the priority of closed and disagrees with it about ops/cli to shop/web (TCP 80): which comes first is not defined"
            ]
        );
        assert_eq!(
            mended(&EqualPriority::META, EqualPriority::FIRES),
            ["effect: write priority: 11\n+  priority: 11"]
        );
    }

    #[test]
    fn policies_that_agree_or_have_an_order_are_fine() {
        let count = |first: &str, second: &str| {
            let policy = |name: &str, rest: &str| {
                format!("cnp {name} {{tier: Admin, {rest}, subject: {{namespaces: {{}}}}}}\n")
            };
            found_in_short(
                &EqualPriority::META,
                &format!("pod x/a\npod y/b\n{}{}", policy("one", first), policy("two", second)),
            )
            .len()
        };
        let rule = |priority: u32, action: &str| {
            format!("priority: {priority}, egress: [{{action: {action}, to: [{{namespaces: {{}}}}]}}]")
        };
        assert_eq!(count(&rule(1, "Deny"), &rule(1, "Accept")), 1);
        assert_eq!(count(&rule(1, "Deny"), &rule(1, "Deny")), 0);
        assert_eq!(count(&rule(1, "Deny"), &rule(2, "Accept")), 0);
        let other = "priority: 1, ingress: [{action: Accept, from: [{namespaces: {}}]}]";
        assert_eq!(count(&rule(1, "Deny"), other), 0, "another direction");
    }
}
