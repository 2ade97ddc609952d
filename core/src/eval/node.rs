//! Traffic between a pod and the node it runs on (M-62, M-63).

use std::net::IpAddr;

use crate::cluster::{Cluster, Endpoint, External, PodBody};
use crate::hash::HashMap;
use crate::ids::{EndpointId, NodeId};
use crate::options::Options;
use crate::policy::Direction;
use crate::policy::atom::is_node;
use crate::tri::Tri;

/// Which endpoints can be a pod's own node, so that pairs must be asked one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asks {
    /// None: nothing need be asked.
    #[default]
    No,
    /// Rows for addresses of nodes.
    ByAddress,
    /// Pods in their node's network, too.
    ByPods,
}

/// What the input says about nodes.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    asks: Asks,
}

impl Nodes {
    pub(super) fn new(cluster: &Cluster, options: &Options) -> Nodes {
        let pods = || cluster.endpoints.iter().filter_map(Endpoint::pod);
        let is_nodes = |it: IpAddr| cluster.nodes_at(it).next().is_some();
        let external = |it: &Endpoint| it.external().and_then(External::address).is_some_and(is_nodes);
        let by_address = if cluster.endpoints.iter().any(external) { Asks::ByAddress } else { Asks::No };
        Nodes { asks: if pods().any(|it| is_node(it, options)) { Asks::ByPods } else { by_address } }
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
        let Some(subject) = subject.pod().filter(|_| on) else { return Tri::No };
        match (peer.pod(), peer.external()) {
            (Some(it), _) if is_node(it, options) => same_node(cluster, subject, it),
            (None, Some(it)) => it.address().map_or(Tri::No, |it| cluster.is_own_node(subject, it)),
            _ => Tri::No,
        }
    }

    /// Pods, each with the endpoints that certainly are the node it runs on.
    pub(super) fn pairs(&self, cluster: &Cluster, options: &Options) -> Vec<(EndpointId, EndpointId)> {
        let mut at: HashMap<IpAddr, Vec<EndpointId>> = HashMap::default();
        let mut on: HashMap<NodeId, Vec<EndpointId>> = HashMap::default();
        for (id, it) in cluster.endpoints.enumerate().take(cluster.visible()) {
            if let Some(address) = it.external().and_then(External::address) {
                at.entry(address).or_default().push(id);
            }
            if let Some(node) = it.pod().filter(|it| is_node(it, options)).and_then(|it| cluster.node_of(it))
            {
                on.entry(node).or_default().push(id);
            }
        }
        let mut res = Vec::new();
        for (id, pod) in cluster.pods().filter(|it| !is_node(it.1, options)) {
            let outside = pod.host_addresses.iter().filter_map(|it| at.get(it));
            let inside = cluster.node_of(pod).and_then(|it| on.get(&it));
            res.extend(outside.chain(inside).flatten().map(|&peer| (id, peer)));
        }
        res
    }

    /// Whether endpoints must be asked one by one whether they share a node.
    pub(super) fn any(&self) -> bool {
        self.asks != Asks::No
    }

    /// The same in more detail.
    pub(super) fn asks(&self) -> Asks {
        self.asks
    }
}

fn same_node(cluster: &Cluster, pod: &PodBody, node: &PodBody) -> Tri {
    let both = cluster.node_of(pod).zip(cluster.node_of(node));
    both.map_or(Tri::Unknown, |(one, other)| cluster.same_node(one, other))
}

#[cfg(test)]
mod tests;
