//! NetworkPolicy: which pods it isolates, and which connections it lets through.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Truth::{self, No, Unknown, Yes};
use super::end::Party;
use super::labels::matches;
use super::objects::{IpBlock, NumberOrName, Peer, Port, Rule};
use super::{BlockPods, Direction, Family, Packet, Pod, Policy, Spec, all, any};

/// What policies can speak of; a connection of any other protocol "is undefined".
const PROTOCOLS: [&str; 3] = ["TCP", "UDP", "SCTP"];

impl Spec {
    /// What the NetworkPolicies of the subject's namespace say; `otherwise` is what is said where none of them
    /// isolates it.
    pub(super) fn policies_allow(
        &self,
        flow: &Packet<'_>,
        direction: Direction,
        (subject, peer): (&Pod, &Party<'_>),
        otherwise: Truth,
    ) -> Truth {
        let selecting: Vec<(&Policy, Truth)> = self
            .cluster
            .policies
            .iter()
            // "A NetworkPolicy selects the pods of its namespace".
            .filter(|it| it.namespace == subject.namespace && governs(it, direction))
            // "podSelector selects the pods to which this NetworkPolicy object applies." Null is empty here.
            .map(|it| {
                (it, it.spec.pod_selector.as_ref().map_or(Yes, |selector| matches(selector, &subject.labels)))
            })
            .filter(|&(_, selects)| selects != No)
            .collect();
        // Where it is not known whether a policy selects the pod, both are tried.
        let doubtful = selecting.iter().filter(|&&(_, selects)| selects == Unknown).count();
        let outcome = |world: usize| {
            let mut nth = 0;
            let applying: Vec<&Policy> = selecting
                .iter()
                .filter(|&&(_, selects)| {
                    nth += usize::from(selects == Unknown);
                    selects == Yes || world & (1 << (nth - 1)) != 0
                })
                .map(|&(it, _)| it)
                .collect();
            // "Traffic is allowed to a pod if there are no NetworkPolicies selecting the pod […] OR if the
            // traffic matches at least one ingress rule across all of the NetworkPolicy objects whose
            // podSelector matches the pod."
            let rules = applying.iter().flat_map(|policy| {
                rules(policy, direction).iter().map(|rule| (policy.namespace.as_str(), rule))
            });
            match applying.is_empty() {
                true => otherwise,
                // "The outcome for protocols other than TCP, UDP and SCTP is undefined."
                false if !PROTOCOLS.contains(&flow.protocol) => Unknown,
                false => any(rules.map(|(namespace, it)| self.rule_matches(it, namespace, flow, peer))),
            }
        };
        let first = outcome(0);
        if (1..1 << doubtful).all(|world| outcome(world) == first) { first } else { Unknown }
    }

    /// "This traffic must match both ports and from."
    fn rule_matches(&self, rule: &Rule, namespace: &str, flow: &Packet<'_>, peer: &Party<'_>) -> Truth {
        // "Items in this list are combined using a logical OR operation. If this field is empty or missing,
        // this rule matches all sources (traffic not restricted by source)."
        let peer = if rule.peers.is_empty() {
            Yes
        } else {
            any(rule.peers.iter().map(|it| self.peer_matches(it, namespace, flow, peer)))
        };
        // "Each item in this list is combined using a logical OR. If this field is empty or missing, this rule
        // matches all ports (traffic not restricted by port)."
        let port = rule.ports.is_empty() || rule.ports.iter().any(|it| self.port_matches(it, flow));
        all([peer, port.into()])
    }

    fn peer_matches(&self, peer: &Peer, namespace: &str, flow: &Packet<'_>, end: &Party<'_>) -> Truth {
        if let Some(block) = &peer.ip_block {
            // "ipBlock defines policy on a particular IPBlock. If this field is set then neither of the other
            // fields can be."
            return self.block_matches(block, flow, end);
        }
        let Some(pod) = end.pod else { return No };
        if self.is_host(pod) {
            return No;
        }
        let in_namespace = match &peer.namespace_selector {
            // "namespaceSelector selects namespaces using cluster-scoped labels."
            Some(selector) => matches(selector, &self.cluster.namespaces[&pod.namespace]),
            // "Otherwise it selects the pods matching podSelector in the policy's own namespace."
            None => (pod.namespace == namespace).into(),
        };
        // "If present but empty, it selects all pods."
        all([in_namespace, peer.pod_selector.as_ref().map_or(Yes, |it| matches(it, &pod.labels))])
    }

    /// "IPBlock describes a particular CIDR (Ex. "192.168.1.0/24","2001:db8::/64") that is allowed […].
    /// The except entry describes CIDRs that should not be included within this rule."
    fn block_matches(&self, block: &IpBlock, flow: &Packet<'_>, end: &Party<'_>) -> Truth {
        let Some(cidr) = block.cidr else { return No };
        // "knobs `never`, `always-by-CIDR`: both about pods and `ipBlock` only".
        let pod = end.pod.is_some_and(|it| !self.is_host(it));
        let knob = if pod { self.facts.block_pods } else { BlockPods::WhenKnown };
        match knob {
            BlockPods::Never => No,
            BlockPods::WhenKnown => self.addresses_match(cidr, &block.except, flow, end),
            BlockPods::Always => match self.addresses_match(cidr, &block.except, flow, end) {
                // Not wholly apart from what is assumed.
                Unknown => Yes,
                it => it,
            },
        }
    }

    /// Whether an end's address lies in the range and in none of the holes (M-40, M-45).
    pub(super) fn addresses_match(
        &self,
        cidr: IpNet,
        except: &[IpNet],
        flow: &Packet<'_>,
        end: &Party<'_>,
    ) -> Truth {
        let has = |it: &IpAddr| cidr.contains(it) && !except.iter().any(|hole| hole.contains(it));
        let own = |it: &IpAddr| Family::of(it) == flow.family;
        if Family::of_net(&cidr) != flow.family {
            return No;
        }
        let (known, assumed) = match (end.address, end.pod) {
            (Some(it), _) => (vec![it], &Vec::new()),
            // In the host's network a pod has its node's addresses, which are not pod addresses.
            (None, Some(pod)) if pod.host_network => (self.known_addresses(pod), &self.facts.node_cidrs),
            (None, Some(pod)) => (self.known_addresses(pod), &self.facts.pod_cidrs),
            (None, None) => (Vec::new(), &Vec::new()),
        };
        if known.iter().any(own) {
            return known.iter().any(|it| own(it) && has(it)).into();
        }
        let assumed: Vec<&IpNet> = assumed.iter().filter(|it| own(&it.addr())).collect();
        let apart = |a: &IpNet, b: &IpNet| !a.contains(&b.network()) && !b.contains(&a.network());
        let inside = |it: &IpNet| cidr.contains(it) && except.iter().all(|hole| apart(hole, it));
        let outside = |it: &IpNet| apart(&cidr, it) || except.iter().any(|hole| hole.contains(it));
        if cidr.prefix_len() == 0 && except.is_empty() {
            Yes
        } else if assumed.is_empty() {
            Unknown
        } else if assumed.iter().all(|it| inside(it)) {
            Yes
        } else if assumed.iter().all(|it| outside(it)) {
            No
        } else {
            Unknown
        }
    }

    fn port_matches(&self, entry: &Port, flow: &Packet<'_>) -> bool {
        // "protocol represents the protocol (TCP, UDP, or SCTP) which traffic must match. If not specified, this
        // field defaults to TCP."
        if entry.protocol.as_deref().unwrap_or("TCP") != flow.protocol {
            return false;
        }
        match (&entry.port, entry.end_port) {
            // "If this field is not provided, this matches all port names and numbers."
            (None, _) => true,
            (Some(NumberOrName::Number(number)), None) => *number == flow.port,
            // "endPort indicates that the range of ports from port to endPort if set, inclusive, should be allowed
            // by the policy."
            (Some(NumberOrName::Number(first)), Some(last)) => (*first..=last).contains(&flow.port),
            // "This can either be a numerical or named port on a pod": on the destination pod.
            (Some(NumberOrName::Name(name)), _) => match flow.to.pod {
                Some(pod) if !self.is_host(pod) => pod
                    .ports
                    .iter()
                    .any(|it| (&it.0, it.1.as_str(), it.2) == (name, flow.protocol, flow.port)),
                Some(_) | None => false,
            },
        }
    }
}

/// "If this field is not specified, it will default based on the existence of ingress or egress rules; policies
/// that contain an egress section are assumed to affect egress, and all policies (whether or not they contain an
/// ingress section) are assumed to affect ingress."
fn governs(policy: &Policy, direction: Direction) -> bool {
    let types = &policy.spec.policy_types;
    let listed = |it: &str| types.iter().any(|listed| listed == it);
    match direction {
        Direction::Ingress => types.is_empty() || listed("Ingress"),
        // The server counts rules: an empty egress section adds nothing.
        Direction::Egress if types.is_empty() => !policy.spec.egress.is_empty(),
        Direction::Egress => listed("Egress"),
    }
}

fn rules(policy: &Policy, direction: Direction) -> &[Rule] {
    if direction == Direction::Ingress { &policy.spec.ingress } else { &policy.spec.egress }
}
