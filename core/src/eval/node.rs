//! Traffic between a pod and the node it runs on (M-62, M-63).

use std::net::IpAddr;

use crate::cluster::{Cluster, Endpoint, External, PodBody};
use crate::options::Options;
use crate::policy::Direction;
use crate::tri::Tri;

use super::known::is_node;

/// What the input says about nodes.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Whether any endpoint can be a node at all; mostly none is, and nothing need be asked.
    any: bool,
}

impl Nodes {
    pub(super) fn new(cluster: &Cluster, options: &Options) -> Nodes {
        let pods = || cluster.endpoints.iter().filter_map(Endpoint::pod);
        let is_nodes = |it: IpAddr| cluster.nodes_at(it).next().is_some();
        let external = |it: &Endpoint| it.external().and_then(External::address).is_some_and(is_nodes);
        Nodes { any: cluster.endpoints.iter().any(external) || pods().any(|it| is_node(it, options)) }
    }

    /// Whether the flow in this direction is exempt because the peer is the subject's own node.
    pub(super) fn exempt(
        &self,
        direction: Direction,
        subject: &Endpoint,
        peer: &Endpoint,
        (cluster, options): (&Cluster, &Options),
    ) -> Tri {
        let on = match direction {
            Direction::Ingress => options.own_node_ingress_exempt,
            Direction::Egress => options.own_node_egress_exempt,
        };
        let Some(subject) = subject.pod().filter(|_| self.any && on) else { return Tri::No };
        match (peer.pod(), peer.external()) {
            (Some(it), _) if is_node(it, options) => same_node(cluster, subject, it),
            (None, Some(it)) => it.address().map_or(Tri::No, |it| cluster.is_own_node(subject, it)),
            _ => Tri::No,
        }
    }

    /// Whether endpoints must be asked one by one whether they share a node.
    pub(super) fn any(&self) -> bool {
        self.any
    }
}

fn same_node(cluster: &Cluster, pod: &PodBody, node: &PodBody) -> Tri {
    let both = cluster.node_of(pod).zip(cluster.node_of(node));
    both.map_or(Tri::Unknown, |(one, other)| cluster.same_node(one, other))
}

#[cfg(test)]
mod tests;
