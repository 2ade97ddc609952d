//! The executable specification: NetworkPolicy as the API documentation tells it, one flow at a time.
//!
//! Written to be obviously right, not to be fast: no index, no classes, no intervals, and no code shared with
//! `netpol-core`, down to the YAML reader. Answers are three-valued; quoted sentences are the API's.

use std::net::IpAddr;

use ipnet::IpNet;

pub mod cluster;
pub mod objects;
#[cfg(test)]
mod tests;

pub use cluster::{Cluster, Labels, Pod, Policy};
use objects::{IpBlock, NumberOrName, Peer, Port, Requirement, Rule, Selector};

/// Yes, no, or not decidable; ordered so that AND is the minimum and OR the maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}
use Truth::{No, Unknown, Yes};

impl From<bool> for Truth {
    fn from(it: bool) -> Truth {
        if it { Yes } else { No }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        match self {
            No => Yes,
            Unknown => Unknown,
            Yes => No,
        }
    }
}

fn all(facts: impl IntoIterator<Item = Truth>) -> Truth {
    facts.into_iter().min().unwrap_or(Yes)
}

fn any(facts: impl IntoIterator<Item = Truth>) -> Truth {
    facts.into_iter().max().unwrap_or(No)
}

/// One end of a flow.
#[derive(Clone, Copy, Debug)]
pub enum End<'c> {
    Pod(&'c Pod),
    /// An address outside the cluster.
    Outside(IpAddr),
}

/// The opening of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'c> {
    pub from: End<'c>,
    pub to: End<'c>,
    pub protocol: &'static str,
    pub port: u16,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Ingress,
    Egress,
}

impl Flow<'_> {
    /// IPv6? As the address outside says, else as the destination's first address does, else no.
    fn v6(&self) -> bool {
        match (self.from, self.to) {
            (_, End::Outside(it)) | (End::Outside(it), _) => it.is_ipv6(),
            (_, End::Pod(pod)) => pod.addresses.first().is_some_and(IpAddr::is_ipv6),
        }
    }
}

/// The facts that manifests do not hold.
#[derive(Clone, Debug)]
pub struct Spec {
    pub cluster: Cluster,
    /// Where pods without a known address are.
    pub pod_cidrs: Vec<IpNet>,
}

impl Spec {
    /// Reads manifests; pods without an address lie in 10.244.0.0/16.
    pub fn read(text: &str) -> Spec {
        Spec { cluster: Cluster::read(text), pod_cidrs: vec!["10.244.0.0/16".parse().unwrap()] }
    }

    /// "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the
    /// source pod and the ingress policy on the destination pod need to allow the connection."
    pub fn allows(&self, flow: &Flow<'_>) -> Truth {
        all([self.side(flow, Direction::Egress), self.side(flow, Direction::Ingress)])
    }

    fn side(&self, flow: &Flow<'_>, direction: Direction) -> Truth {
        let (subject, peer) = match direction {
            Direction::Egress => (flow.from, flow.to),
            Direction::Ingress => (flow.to, flow.from),
        };
        // What is outside the cluster has no policies, and what is in the host's network is not a pod to them.
        let End::Pod(subject) = subject else { return Yes };
        if subject.host_network {
            return Yes;
        }
        // "Traffic is allowed to a pod […] if the traffic source is the pod's local node".
        let local = if direction == Direction::Ingress { self.local_node(peer, subject) } else { No };
        any([local, self.policies_allow(flow, direction, subject, peer)])
    }

    /// Whether the source is the node that the pod runs on.
    fn local_node(&self, source: End<'_>, pod: &Pod) -> Truth {
        match source {
            End::Outside(it) if pod.node_addresses.is_empty() => {
                // It is some pod's node; whether it is this one's, nobody says.
                let is_a_node = self.cluster.pods.iter().any(|pod| pod.node_addresses.contains(&it));
                if is_a_node { Unknown } else { No }
            }
            End::Outside(it) => pod.node_addresses.contains(&it).into(),
            End::Pod(other) if other.host_network => match (&other.node, &pod.node) {
                (Some(one), Some(two)) => (one == two).into(),
                _ if other.node_addresses.is_empty() || pod.node_addresses.is_empty() => Unknown,
                _ => other.node_addresses.iter().any(|it| pod.node_addresses.contains(it)).into(),
            },
            End::Pod(_) => No,
        }
    }

    fn policies_allow(&self, flow: &Flow<'_>, direction: Direction, subject: &Pod, peer: End<'_>) -> Truth {
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
                true => Yes,
                false => any(rules.map(|(namespace, it)| self.rule_matches(it, namespace, flow, peer))),
            }
        };
        let first = outcome(0);
        if (1..1 << doubtful).all(|world| outcome(world) == first) { first } else { Unknown }
    }

    /// "This traffic must match both ports and from."
    fn rule_matches(&self, rule: &Rule, namespace: &str, flow: &Flow<'_>, peer: End<'_>) -> Truth {
        // "Items in this list are combined using a logical OR operation. If this field is empty or missing,
        // this rule matches all sources (traffic not restricted by source)."
        let peer = if rule.peers.is_empty() {
            Yes
        } else {
            any(rule.peers.iter().map(|it| self.peer_matches(it, namespace, flow, peer)))
        };
        // "Each item in this list is combined using a logical OR. If this field is empty or missing, this rule
        // matches all ports (traffic not restricted by port)."
        let port = rule.ports.is_empty() || rule.ports.iter().any(|it| port_matches(it, flow));
        all([peer, port.into()])
    }

    fn peer_matches(&self, peer: &Peer, namespace: &str, flow: &Flow<'_>, end: End<'_>) -> Truth {
        if let Some(block) = &peer.ip_block {
            // "ipBlock defines policy on a particular IPBlock. If this field is set then neither of the other
            // fields can be."
            return self.block_matches(block, flow, end);
        }
        let End::Pod(pod) = end else { return No };
        if pod.host_network {
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
    fn block_matches(&self, block: &IpBlock, flow: &Flow<'_>, end: End<'_>) -> Truth {
        let (Some(cidr), except) = (block.cidr, &block.except) else { return No };
        let has = |it: &IpAddr| cidr.contains(it) && !except.iter().any(|hole| hole.contains(it));
        let v6 = flow.v6();
        if cidr.addr().is_ipv6() != v6 {
            return No;
        }
        let (known, assumed) = match end {
            End::Outside(it) => return has(&it).into(),
            // In the host's network a pod has its node's addresses, which are not pod addresses.
            End::Pod(pod) if pod.host_network => {
                ([&pod.addresses[..], &pod.node_addresses[..]].concat(), Vec::new())
            }
            End::Pod(pod) => (pod.addresses.clone(), self.pod_cidrs.clone()),
        };
        if !known.is_empty() {
            return known.iter().any(|it| it.is_ipv6() == v6 && has(it)).into();
        }
        let assumed: Vec<IpNet> = assumed.into_iter().filter(|it| it.addr().is_ipv6() == v6).collect();
        let apart = |a: &IpNet, b: &IpNet| !a.contains(&b.network()) && !b.contains(&a.network());
        let inside = |it: &IpNet| cidr.contains(it) && except.iter().all(|hole| apart(hole, it));
        let outside = |it: &IpNet| apart(&cidr, it) || except.iter().any(|hole| hole.contains(it));
        if cidr.prefix_len() == 0 && except.is_empty() {
            Yes
        } else if assumed.is_empty() {
            Unknown
        } else if assumed.iter().all(inside) {
            Yes
        } else if assumed.iter().all(outside) {
            No
        } else {
            Unknown
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

fn port_matches(entry: &Port, flow: &Flow<'_>) -> bool {
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
        (Some(NumberOrName::Name(name)), _) => match flow.to {
            End::Pod(pod) if !pod.host_network => {
                pod.ports.iter().any(|it| (&it.0, it.1.as_str(), it.2) == (name, flow.protocol, flow.port))
            }
            End::Pod(_) | End::Outside(_) => false,
        },
    }
}

/// "A label selector is a label query over a set of resources. The result of matchLabels and matchExpressions
/// are ANDed. An empty label selector matches all objects."
fn matches(selector: &Selector, labels: &Labels) -> Truth {
    let pairs =
        selector.match_labels.iter().map(|(key, value)| is_in(key, std::slice::from_ref(value), labels));
    all(pairs.chain(selector.match_expressions.iter().map(|it| requirement_holds(it, labels))))
}

fn is_in(key: &str, values: &[String], labels: &Labels) -> Truth {
    match labels.get(key) {
        None => No,
        Some(None) => Unknown,
        Some(Some(value)) => values.contains(value).into(),
    }
}

fn requirement_holds(requirement: &Requirement, labels: &Labels) -> Truth {
    let is_in = is_in(&requirement.key, &requirement.values, labels);
    match requirement.operator.as_str() {
        "In" => is_in,
        "NotIn" => !is_in,
        "Exists" => labels.contains_key(&requirement.key).into(),
        "DoesNotExist" => (!labels.contains_key(&requirement.key)).into(),
        other => panic!("no such operator: {other}"),
    }
}
