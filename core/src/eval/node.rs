//! Traffic between a pod and the node it runs on (M-62, M-63).

use std::net::IpAddr;

use crate::cluster::{Cluster, Endpoint, External, PodBody};
use crate::options::Options;
use crate::order::sort_dedup;
use crate::policy::Direction;
use crate::tri::Tri;

use super::known::is_node;

/// What the input says about nodes.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Whether any endpoint can be a node at all; mostly none is, and nothing need be asked.
    any: bool,
    /// Addresses that some pod names as its host's, or a Node object as its own; these with the node's position.
    addresses: Vec<(IpAddr, Option<u32>)>,
}

impl Nodes {
    pub(super) fn new(cluster: &Cluster, options: &Options) -> Nodes {
        let pods = || cluster.endpoints.iter().filter_map(Endpoint::pod);
        let of_pods = pods().flat_map(|it| it.host_addresses.iter().map(|it| (*it, None)));
        let nodes = (0u32..).zip(&cluster.nodes);
        let of_nodes = nodes.flat_map(|(at, node)| node.addresses.iter().map(move |it| (*it, Some(at))));
        let mut addresses: Vec<(IpAddr, Option<u32>)> = of_pods.chain(of_nodes).collect();
        sort_dedup(&mut addresses);
        let mut res = Nodes { any: false, addresses };
        let external = |it: &Endpoint| it.external().is_some_and(|it| res.address(it).is_some());
        res.any = cluster.endpoints.iter().any(external) || pods().any(|it| is_node(it, options));
        res
    }

    /// The one address of an entry, if a node has it.
    fn address(&self, it: &External) -> Option<IpAddr> {
        let address = it.address()?;
        self.addresses.get(self.last(address)?).map(|it| it.0)
    }

    /// The position of the last entry of an address; one that names the node comes behind one that does not.
    fn last(&self, address: IpAddr) -> Option<usize> {
        let at = self.addresses.partition_point(|it| it.0 <= address).checked_sub(1)?;
        self.addresses.get(at).filter(|it| it.0 == address).map(|_| at)
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
            (Some(it), _) if is_node(it, options) => same_node(subject, it),
            (None, Some(it)) => it.address().map_or(Tri::No, |it| self.is_at(cluster, subject, it)),
            _ => Tri::No,
        }
    }

    /// Whether the node of a pod has an address.
    fn is_at(&self, cluster: &Cluster, pod: &PodBody, address: IpAddr) -> Tri {
        if pod.host_addresses.contains(&address) {
            return Tri::Yes;
        }
        let Some((_, node)) = self.last(address).and_then(|at| self.addresses.get(at)) else {
            return Tri::No;
        };
        let name = node.and_then(|at| cluster.nodes.get(at as usize)).map(|it| &it.name);
        let is_another = name.is_some_and(|it| !pod.node_name.is_empty() && *it != pod.node_name);
        if is_another || !pod.host_addresses.is_empty() { Tri::No } else { Tri::Unknown }
    }

    /// Whether endpoints must be asked one by one whether they share a node.
    pub(super) fn any(&self) -> bool {
        self.any
    }
}

fn same_node(pod: &PodBody, node: &PodBody) -> Tri {
    if !pod.node_name.is_empty() && !node.node_name.is_empty() {
        return (pod.node_name == node.node_name).into();
    }
    if pod.host_addresses.is_empty() || node.host_addresses.is_empty() {
        return Tri::Unknown;
    }
    pod.host_addresses.iter().any(|it| node.host_addresses.contains(it)).into()
}

#[cfg(test)]
mod tests;
