//! What is known of an endpoint's addresses and ports, as far as options decide it. Classes, explanations and
//! the exemption of nodes all ask here.

use super::address::{family_of, unknown_address};
use super::classes::ClassKind;
use crate::cluster::PodBody;
use crate::options::{HostNetworkPods, Options, RepeatedPortName};
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// Whether a pod counts as its node.
pub(crate) fn is_node(pod: &PodBody, options: &Options) -> bool {
    pod.host_network && options.host_network_pods == HostNetworkPods::TreatAsNode
}

/// The container ports that a name stands for (M-53), by default all that have the right protocol (M-55).
pub(crate) fn declared<'p>(
    pod: &'p PodBody,
    protocol: Protocol,
    name: &'p str,
    options: &Options,
) -> impl Iterator<Item = &'p crate::manifest::ContainerPort> {
    let most = match options.repeated_port_name {
        RepeatedPortName::Any => usize::MAX,
        RepeatedPortName::First => 1,
    };
    pod.declared(protocol, name).take(most)
}

/// What is known about a pod's address in one family.
pub(crate) enum KnownAddress {
    /// It has none, or blocks are not asked about pods.
    None,
    /// It has one, which the input does not say.
    Unknown,
    /// This one.
    At(std::net::IpAddr),
}

/// The address that blocks are compared with: the pod's, or its node's for a host-network pod.
pub(crate) fn known_address(pod: &PodBody, family: Family) -> KnownAddress {
    let addresses = addresses(pod);
    if addresses.is_empty() {
        return KnownAddress::Unknown;
    }
    let found = addresses.iter().copied().find(|&it| Family::of(it) == family);
    found.map_or(KnownAddress::None, KnownAddress::At)
}

/// The family of flows to a pod (M-44).
pub(crate) fn flow_family(pod: &PodBody, options: &Options) -> Family {
    let addresses = addresses(pod);
    let has = |family: &Family| addresses.is_empty() || addresses.iter().any(|&it| Family::of(it) == *family);
    let first = || addresses.first().map_or(Family::V4, |&it| Family::of(it));
    options.family.filter(has).unwrap_or_else(first)
}

fn addresses(pod: &PodBody) -> &[std::net::IpAddr] {
    // "podIP" of a host-network pod is its node's address, whatever policies take it for.
    if pod.host_network && !pod.host_addresses.is_empty() { &pod.host_addresses } else { &pod.addresses }
}

/// Where endpoints lie whose address is not in the input, as far as anything is assumed about it.
pub(crate) fn assumed_cidrs(kind: ClassKind, options: &Options) -> &[ipnet::IpNet] {
    match kind {
        ClassKind::Pod => &options.pod_cidrs,
        ClassKind::Host => &options.node_cidrs,
        ClassKind::External => &[],
    }
}

/// Whether one of several networks matches such an endpoint.
pub(super) fn unknown_network(
    all: &[ipnet::IpNet],
    family: Family,
    assumed: &[ipnet::IpNet],
    options: &Options,
) -> Tri {
    let here = all.iter().filter(|it| family_of(it) == family);
    here.map(|it| unknown_address(it, &[], assumed, options)).fold(Tri::No, Tri::or)
}
