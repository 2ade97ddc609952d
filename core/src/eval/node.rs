//! Traffic between a pod and the node it runs on (M-62, M-63).

use std::net::IpAddr;

use crate::cluster::{Endpoint, PodBody};
use crate::options::Options;
use crate::order::sort_dedup;
use crate::policy::Direction;
use crate::tri::Tri;

use super::classes::is_node;

/// What the input says about nodes.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    /// Whether any endpoint can be a node at all; mostly none is, and nothing need be asked.
    any: bool,
    /// Addresses that some pod names as its host's.
    addresses: Vec<IpAddr>,
}

impl Nodes {
    pub(super) fn new(endpoints: &[Endpoint], options: &Options) -> Nodes {
        let pods = || endpoints.iter().filter_map(Endpoint::pod);
        let mut addresses: Vec<IpAddr> = pods().flat_map(|it| it.host_addresses.iter().copied()).collect();
        sort_dedup(&mut addresses);
        let added = endpoints.iter().any(|it| it.external().is_some_and(|it| it.added));
        Nodes { any: added || pods().any(|it| is_node(it, options)), addresses }
    }

    /// Whether the flow in this direction is exempt because the peer is the subject's own node.
    pub(super) fn exempt(
        &self,
        direction: Direction,
        subject: &Endpoint,
        peer: &Endpoint,
        options: &Options,
    ) -> Tri {
        let on = match direction {
            Direction::Ingress => options.own_node_ingress_exempt,
            Direction::Egress => options.own_node_egress_exempt,
        };
        let Some(subject) = subject.pod().filter(|_| self.any && on) else { return Tri::No };
        match (peer.pod(), peer.external()) {
            (Some(it), _) if is_node(it, options) => same_node(subject, it),
            (None, Some(it)) if it.added => {
                let address = it.ranges.first().map(|it| it.0);
                let is_node = |it| self.addresses.binary_search(it).is_ok();
                match address {
                    Some(it) if subject.host_addresses.contains(&it) => Tri::Yes,
                    Some(it) if is_node(&it) && subject.host_addresses.is_empty() => Tri::Unknown,
                    Some(_) | None => Tri::No,
                }
            }
            _ => Tri::No,
        }
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
