//! The tiers: AdminNetworkPolicy and Admin ClusterNetworkPolicy, NetworkPolicy, Baseline, and the default.
//!
//! What is unknown is tried both ways, and every order of policies with the same priority: the answer is
//! definite where all of these worlds agree. Each unknown selection and each unknown match of a rule counts as a
//! fact of its own, also where two of them hang on the same missing address or label; and each direction stands
//! by itself. So an answer may be *unknown* that a cleverer reader could decide, never the reverse.

use super::Truth::{self, No, Unknown, Yes};
use super::admin::{Action, AdminPeer, AdminPolicy, AdminPort, AdminRule, PodsOf};
use super::end::Party;
use super::labels::matches;
use super::{Direction, Packet, Pod, Spec, all, any, either};

impl Spec {
    /// "Policy tiers are evaluated in the following order: Admin tier, NetworkPolicy tier, Baseline tier. […]
    /// If a given connection wasn't allowed or denied by any of the tiers, the default kubernetes policy is
    /// applied, which says that all pods can communicate with each other."
    pub(super) fn tiers_allow(
        &self,
        flow: &Packet<'_>,
        direction: Direction,
        subject: &Pod,
        peer: &Party<'_>,
    ) -> Truth {
        let tier = |name: &str| -> Vec<Applying<'_>> {
            let those = self.cluster.admin_policies.iter().filter(|it| it.tier == name);
            let applying = those.map(|policy| Applying {
                policy,
                selects: self.pods_match(&policy.subject, subject),
                rules: policy
                    .rules(direction)
                    .iter()
                    .map(|it| (self.rule_applies(it, flow, peer), it.action))
                    .collect(),
            });
            // "CNPs with no ingress rules do not affect ingress traffic."
            applying.filter(|it| it.selects != No && !it.rules.is_empty()).collect()
        };
        let default = Yes;
        let baseline = walk(&tier("Baseline").iter().collect::<Vec<_>>(), default);
        let network_policies = self.policies_allow(flow, direction, (subject, peer), baseline);
        walk(&tier("Admin").iter().collect::<Vec<_>>(), network_policies)
    }

    /// "If any element matches the source of incoming traffic then the specified action is applied. […]
    /// Protocols allows for more fine-grain matching of traffic on protocol-specific attributes such as the port.
    /// If unspecified, protocol-specific attributes will not be used to match traffic."
    fn rule_applies(&self, rule: &AdminRule, flow: &Packet<'_>, peer: &Party<'_>) -> Truth {
        if !rule.is_intelligible() {
            // "For "Accept" rules, "fail closed" means: "treat the rule as matching no traffic". For "Deny" and
            // "Pass" rules, "fail closed" means: "treat the rule as a 'Deny all' rule"."
            return (rule.action == Action::Deny).into();
        }
        if rule.names_in_vain() {
            // "DomainNames is only supported for Accept rules."
            return No;
        }
        let peer = any(rule.peers.iter().map(|it| self.admin_peer_matches(it, flow, peer)));
        let port = rule.ports.is_empty() || rule.ports.iter().any(|it| admin_port_matches(it, flow));
        all([peer, port.into()])
    }

    fn admin_peer_matches(&self, peer: &AdminPeer, flow: &Packet<'_>, end: &Party<'_>) -> Truth {
        match peer {
            AdminPeer::Pods(pods) => end.pod.map_or(No, |it| self.pods_match(pods, it)),
            AdminPeer::Nodes(selector) => self.node_matches(selector, end),
            // "cluster-internal traffic will be checked against the rule as well."
            AdminPeer::Networks(networks) => {
                any(networks.iter().map(|it| self.addresses_match(*it, &[], flow, end)))
            }
            AdminPeer::DomainNames(patterns) => {
                any(patterns.iter().map(|it| self.domain_matches(it, flow, end)))
            }
            AdminPeer::Unintelligible => No,
        }
    }

    /// "Note that host-networked pods are not included in subject selection" nor "in this type of peer".
    fn pods_match(&self, pods: &PodsOf, pod: &Pod) -> Truth {
        if pod.host_network {
            return No;
        }
        let namespace = pods.namespaces.as_ref();
        let namespace = namespace.map_or(Yes, |it| matches(it, &self.cluster.namespaces[&pod.namespace]));
        all([namespace, pods.pods.as_ref().map_or(Yes, |it| matches(it, &pod.labels))])
    }
}

fn admin_port_matches(entry: &AdminPort, flow: &Packet<'_>) -> bool {
    match entry {
        AdminPort::Range(protocol, first, last) => {
            protocol == flow.protocol && (*first..=*last).contains(&flow.port)
        }
        // "DestinationNamedPort selects a destination port on a pod based on the ContainerPort name": of whichever
        // protocol the pod declares it.
        AdminPort::Named(name) => match flow.to.pod {
            Some(pod) if !pod.host_network => {
                pod.ports.iter().any(|it| (&it.0, it.1.as_str(), it.2) == (name, flow.protocol, flow.port))
            }
            Some(_) | None => false,
        },
        AdminPort::Unintelligible => false,
    }
}

/// A policy that selects the subject, or perhaps does, with what its rules make of the flow.
struct Applying<'c> {
    policy: &'c AdminPolicy,
    selects: Truth,
    rules: Vec<(Truth, Action)>,
}

/// "Policies with lower priority values have higher precedence, and are checked before policies with higher
/// priority values in the same tier. […] If two (or more) policies in the same tier with the same priority could
/// match a connection, then the implementation can apply any of the matching policies to the connection".
fn walk(policies: &[&Applying<'_>], next_tier: Truth) -> Truth {
    let Some(strongest) = policies.iter().map(|it| it.policy.priority).min() else { return next_tier };
    let tied = policies.iter().enumerate().filter(|it| it.1.policy.priority == strongest);
    let orders = tied.map(|(at, first)| {
        let mut others = policies.to_vec();
        others.remove(at);
        let without = walk(&others, next_tier);
        match first.selects {
            Yes => first_match(&first.rules, without, next_tier),
            No => without,
            Unknown => either(first_match(&first.rules, without, next_tier), without),
        }
    });
    orders.reduce(either).unwrap_or(next_tier)
}

/// "The relative precedence of ingress rules within a single CNP object (all of which share the priority) will be
/// determined by the order in which the rule is written."
fn first_match(rules: &[(Truth, Action)], next_policy: Truth, next_tier: Truth) -> Truth {
    let Some(((applies, action), later)) = rules.split_first() else { return next_policy };
    let then = match action {
        Action::Accept => Yes,
        Action::Deny => No,
        // "Pass: Skips all further ClusterNetworkPolicy rules in the current tier for the selected traffic, and
        // passes evaluation to the next tier."
        Action::Pass => next_tier,
    };
    let otherwise = first_match(later, next_policy, next_tier);
    match applies {
        Yes => then,
        No => otherwise,
        Unknown => either(then, otherwise),
    }
}
