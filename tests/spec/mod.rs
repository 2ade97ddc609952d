//! The executable specification: network policies as the API documentation tells it, one flow at a time.
//!
//! Written to be obviously right, not to be fast: no index, no classes, no intervals, and no code shared with
//! `netpol-core`, down to the YAML reader. Answers are three-valued; quoted sentences are the API's.

use std::net::IpAddr;

use ipnet::IpNet;

pub mod admin;
pub mod cluster;
mod labels;
mod network_policy;
mod node;
pub mod objects;
pub mod service;
#[cfg(test)]
mod service_tests;
#[cfg(test)]
mod tests;
mod tiers;
#[cfg(test)]
mod tiers_tests;

pub use cluster::{Cluster, Labels, Node, Pod, Policy};

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

/// Two worlds that both can be: their answer, if it is one.
fn either(one: Truth, other: Truth) -> Truth {
    if one == other { one } else { Unknown }
}

/// One end of a flow.
#[derive(Clone, Copy, Debug)]
pub enum End<'c> {
    Pod(&'c Pod),
    /// An address that no pod has: outside the cluster, or a node's.
    Outside(IpAddr),
    /// A name outside the cluster, and the address that it stands for, if somebody knows.
    Name(&'c str, Option<IpAddr>),
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
pub(crate) enum Direction {
    Ingress,
    Egress,
}

impl Flow<'_> {
    /// IPv6? As the address outside says, else as the destination's first address does, else no.
    fn v6(&self) -> bool {
        match (self.from, self.to) {
            (_, End::Outside(it)) | (End::Outside(it), _) => it.is_ipv6(),
            (_, End::Name(_, it)) | (End::Name(_, it), _) => it.is_some_and(|it| it.is_ipv6()),
            (_, End::Pod(pod)) => pod.addresses.first().is_some_and(IpAddr::is_ipv6),
        }
    }
}

/// The manifests, and facts that manifests do not hold.
#[derive(Clone, Debug)]
pub struct Spec {
    pub cluster: Cluster,
    /// Where pods without a known address are.
    pub pod_cidrs: Vec<IpNet>,
    /// What names outside the cluster stand for.
    pub dns: Vec<(String, Vec<IpAddr>)>,
    /// NetworkPolicy takes pods in their host's network for pods like all others: "Network plugin can distinguish
    /// hostNetwork pod traffic from all other traffic […] and supports enforcing NetworkPolicy on hostNetwork pods".
    pub host_network_as_pod: bool,
}

impl Spec {
    /// Reads manifests; pods without an address lie in 10.244.0.0/16.
    pub fn read(text: &str) -> Spec {
        let pod_cidrs = vec!["10.244.0.0/16".parse().unwrap()];
        Spec { cluster: Cluster::read(text), pod_cidrs, dns: Vec::new(), host_network_as_pod: false }
    }

    /// The pod that has an address, or else what is outside of all pods.
    pub fn end_at(&self, address: IpAddr) -> End<'_> {
        let has = |it: &&Pod| !it.host_network && it.addresses.contains(&address);
        self.cluster.pods.iter().find(has).map_or(End::Outside(address), End::Pod)
    }

    /// Whether the connection comes about. "A Pod cannot block access to itself."
    pub fn allows(&self, flow: &Flow<'_>) -> Truth {
        match (flow.from, flow.to) {
            (End::Pod(one), End::Pod(two)) if one.id == two.id && !one.many => Yes,
            (End::Name(name, None), _) => {
                self.allows_each(name, flow, |it| Flow { from: End::Name(name, it), ..*flow })
            }
            (_, End::Name(name, None)) => {
                self.allows_each(name, flow, |it| Flow { to: End::Name(name, it), ..*flow })
            }
            _ => self.policies_of_both_allow(flow),
        }
    }

    /// A name that is known to stand for addresses is a query for these.
    fn allows_each<'c>(&self, name: &str, flow: &Flow<'c>, at: impl Fn(Option<IpAddr>) -> Flow<'c>) -> Truth {
        let is_name = |it: &&(String, _)| it.0.eq_ignore_ascii_case(name.trim_end_matches('.'));
        let known = self.dns.iter().find(is_name).map_or(&[][..], |it| &it.1);
        let answers = known.iter().map(|it| self.policies_of_both_allow(&at(Some(*it))));
        answers.reduce(either).unwrap_or_else(|| self.policies_of_both_allow(flow))
    }

    /// "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the
    /// source pod and the ingress policy on the destination pod need to allow the connection."
    fn policies_of_both_allow(&self, flow: &Flow<'_>) -> Truth {
        all([self.side(flow, Direction::Egress), self.side(flow, Direction::Ingress)])
    }

    /// Whether NetworkPolicy takes a pod for its host.
    fn is_host(&self, pod: &Pod) -> bool {
        pod.host_network && !self.host_network_as_pod
    }

    fn side(&self, flow: &Flow<'_>, direction: Direction) -> Truth {
        let (subject, peer) = match direction {
            Direction::Egress => (flow.from, flow.to),
            Direction::Ingress => (flow.to, flow.from),
        };
        // What is outside the cluster has no policies, and what is in the host's network is not a pod to them.
        let End::Pod(subject) = subject else { return Yes };
        if self.is_host(subject) {
            return Yes;
        }
        // "Traffic is allowed to a pod […] if the traffic source is the pod's local node".
        let local = if direction == Direction::Ingress { self.local_node(peer, subject) } else { No };
        any([local, self.tiers_allow(flow, direction, subject, peer)])
    }
}
