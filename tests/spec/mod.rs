//! The executable specification: network policies as the API documentation tells it, one flow at a time.
//!
//! Written to be obviously right, not to be fast: no index, no classes, no intervals, and no code shared with
//! `netpol-core`, down to the YAML reader. Answers are three-valued; quoted sentences are the API's, or those of the
//! rules that the comment names.

use std::net::IpAddr;

use ipnet::IpNet;

pub mod admin;
mod answer;
pub mod cluster;
mod domain;
mod end;
mod family;
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
mod workload;

pub use answer::Answer;
pub use cluster::{Cluster, Node, Pod, Policy};
pub use end::End;
pub use family::Family;

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

/// The opening of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Flow<'c> {
    pub from: End<'c>,
    pub to: End<'c>,
    pub protocol: &'static str,
    pub port: u16,
}

/// A flow whose ends are found and whose family is chosen: what policies see.
#[derive(Clone, Copy, Debug)]
struct Packet<'c> {
    from: Party<'c>,
    to: Party<'c>,
    family: Family,
    protocol: &'static str,
    port: u16,
}
use end::Party;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

/// Whether an `ipBlock` can match a pod (C-02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BlockPods {
    #[default]
    WhenKnown,
    Never,
    /// A pod without a known address matches as soon as some address of the assumed range does.
    Always,
}

/// What manifests do not hold, and what the API leaves open.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Where pods without a known address are.
    pub pod_cidrs: Vec<IpNet>,
    /// Where nodes without a known address are.
    pub node_cidrs: Vec<IpNet>,
    /// What names outside the cluster stand for.
    pub dns: Vec<(String, Vec<IpAddr>)>,
    /// NetworkPolicy takes pods in their host's network for pods like all others: "Network plugin can distinguish
    /// hostNetwork pod traffic from all other traffic […] and supports enforcing NetworkPolicy on hostNetwork pods".
    pub host_network_as_pod: bool,
    pub block_pods: BlockPods,
    /// The family that users want, where both ends have it.
    pub family: Option<Family>,
    pub own_node_ingress_exempt: bool,
    pub own_node_egress_exempt: bool,
    /// The 36 of 1.36.
    pub kube_minor: u16,
}

impl Default for Facts {
    fn default() -> Facts {
        Facts {
            pod_cidrs: vec!["10.244.0.0/16".parse().unwrap()],
            node_cidrs: Vec::new(),
            dns: Vec::new(),
            host_network_as_pod: false,
            block_pods: BlockPods::default(),
            family: None,
            own_node_ingress_exempt: true,
            own_node_egress_exempt: false,
            kube_minor: 36,
        }
    }
}

/// The manifests with the facts besides them.
#[derive(Clone, Debug)]
pub struct Spec {
    pub cluster: Cluster,
    pub facts: Facts,
}

impl Spec {
    /// Reads manifests; all else is as it is assumed usually.
    pub fn read(text: &str) -> Spec {
        Spec::given(text, Facts::default())
    }

    /// Reads manifests.
    pub fn given(text: &str, facts: Facts) -> Spec {
        Spec { cluster: Cluster::read(text, facts.kube_minor), facts }
    }

    /// Whether NetworkPolicy takes a pod for its host.
    fn is_host(&self, pod: &Pod) -> bool {
        pod.host_network && !self.facts.host_network_as_pod
    }

    /// "For a connection from a source pod to a destination pod to be allowed, both the egress policy on the
    /// source pod and the ingress policy on the destination pod need to allow the connection."
    fn policies_of_both_allow(&self, flow: &Packet<'_>) -> Truth {
        all([self.side(flow, Direction::Egress), self.side(flow, Direction::Ingress)])
    }

    fn side(&self, flow: &Packet<'_>, direction: Direction) -> Truth {
        let (subject, peer, exempt) = match direction {
            Direction::Egress => (flow.from, flow.to, self.facts.own_node_egress_exempt),
            Direction::Ingress => (flow.to, flow.from, self.facts.own_node_ingress_exempt),
        };
        // What is outside the cluster has no policies, and what is in the host's network is not a pod to them.
        let Some(subject) = subject.pod else { return Yes };
        if self.is_host(subject) {
            return Yes;
        }
        // "Traffic is allowed to a pod […] if the traffic source is the pod's local node".
        let local = if exempt { self.local_node(&peer, subject) } else { No };
        any([local, self.tiers_allow(flow, direction, subject, &peer)])
    }
}
