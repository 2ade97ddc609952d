//! Is its address that of a node with these labels?

use std::net::IpAddr;

use super::answer::{Answer, Because, Comparisons};
use super::seen::Seen;
use crate::cluster::{Body, Cluster, Endpoint};
use crate::ids::NodeId;
use crate::policy::Selector;
use crate::tri::Tri;

/// Nodes by their labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Nodes {
    /// What to look for.
    pub selector: Selector,
}

impl Nodes {
    pub(super) fn answer<T: Comparisons>(&self, seen: &Seen<'_>) -> Answer<T> {
        let (tri, node) = match whose(seen.cluster, seen.endpoint()) {
            Whose::Node(at) => match &seen.cluster.nodes.at(at).object {
                Some(it) => {
                    let (tri, comparisons) = self.selector.compare(&it.labels, None);
                    (tri, Some((at, comparisons)))
                }
                None => (Tri::Unknown, None),
            },
            Whose::SomeNode if self.selector.requirements.is_empty() => (Tri::Yes, None),
            Whose::SomeNode | Whose::Unsaid => (Tri::Unknown, None),
            Whose::NoNode => (Tri::No, None),
        };
        Answer { tri, because: Because::Nodes(node) }
    }

    pub(super) fn points(cluster: &Cluster) -> Vec<IpAddr> {
        cluster.node_addresses().collect()
    }
}

/// Whose address an endpoint has, as far as the input says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// The address of this node, which has an object here.
    Node(NodeId),
    /// The address of a node that has no object here.
    SomeNode,
    /// It is not the address of a node.
    NoNode,
    /// Without Node objects any address outside the cluster can be that of a node.
    Unsaid,
}

/// Whose address it is.
pub(crate) fn whose(cluster: &Cluster, endpoint: &Endpoint) -> Whose {
    let node = |it: Option<NodeId>| match it {
        Some(it) if cluster.nodes.at(it).object.is_some() => Whose::Node(it),
        _ => Whose::SomeNode,
    };
    match &endpoint.body {
        Body::Pod(pod) if !pod.host_network => Whose::NoNode,
        Body::Pod(pod) => node(cluster.node_of(pod)),
        Body::External(it) => {
            let unsaid = if cluster.has_node_objects() { Whose::NoNode } else { Whose::Unsaid };
            match it.address() {
                None if it.ranges.is_empty() => Whose::Unsaid,
                None => unsaid,
                Some(address) if cluster.nodes_at(address).next().is_some() => node(cluster.node_at(address)),
                Some(_) => unsaid,
            }
        }
    }
}
