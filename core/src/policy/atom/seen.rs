//! What questions can see of an endpoint, in a flow of one address family.
//!
//! `eval` fills it in. Deliberately not here: which family a flow has.

use std::net::IpAddr;

use ipnet::IpNet;

use super::answer::Assumption;
use super::names_of_pods::NamesOfPods;
use crate::cluster::{Body, Cluster, Endpoint, PodBody};
use crate::ids::EndpointId;
use crate::options::{HostNetworkPods, Options};
use crate::protocol::Family;

/// An endpoint as questions see it.
pub struct Seen<'a> {
    /// The cluster that it belongs to.
    pub(crate) cluster: &'a Cluster,
    /// The knobs.
    pub(crate) options: &'a Options,
    /// Which host names stand for which pods.
    pub(crate) names: &'a NamesOfPods,
    /// Which endpoint it is.
    pub(crate) id: EndpointId,
    /// "A flow has one family" (M-44); `None`: this one cannot be.
    pub(crate) family: Option<Family>,
    /// Its address of that family.
    pub(crate) address: KnownAddress,
}

/// What is known about an endpoint's address in one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownAddress {
    /// It has none.
    None,
    /// It has one, or may have one, which the input does not say.
    Unknown,
    /// This one.
    At(IpAddr),
}

/// Whether a pod counts as its node.
pub(crate) fn is_node(pod: &PodBody, options: &Options) -> bool {
    pod.host_network && options.host_network_pods == HostNetworkPods::TreatAsNode
}

/// The known addresses of a pod, those that it shows itself first. In its node's network it has those of its node,
/// unless `podIPs` lists all.
pub(crate) fn addresses(pod: &PodBody) -> impl Iterator<Item = IpAddr> + '_ {
    let host = pod.host_addresses.iter().filter(|_| pod.host_network && !pod.all_addresses);
    pod.addresses.iter().chain(host).copied()
}

impl<'a> Seen<'a> {
    pub(super) fn endpoint(&self) -> &'a Endpoint {
        self.cluster.endpoints.at(self.id)
    }

    /// The pod, unless it counts as its node: "never selected as subject, never matched by selector peers" (M-64).
    pub(super) fn pod(&self) -> Option<&'a PodBody> {
        self.endpoint().pod().filter(|it| !is_node(it, self.options))
    }

    /// Whether it is a pod in its node's network. Policies may take it for a pod or for its node.
    pub(super) fn shares_node(&self) -> bool {
        self.endpoint().pod().is_some_and(|it| it.host_network)
    }

    /// Where its address lies if the input does not say, as far as anything is assumed about it.
    pub(super) fn assumed(&self) -> (&'a [IpNet], Option<Assumption>) {
        match &self.endpoint().body {
            Body::External(_) => (&[], None),
            Body::Pod(it) if it.host_network => (&self.options.node_cidrs, Some(Assumption::NodeCidr)),
            Body::Pod(_) => (&self.options.pod_cidrs, Some(Assumption::PodCidr)),
        }
    }
}
