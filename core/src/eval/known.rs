//! What is known of an endpoint's addresses and ports, as far as options decide it. Classes, explanations and
//! the exemption of nodes all ask here.

use std::net::IpAddr;

use super::address::{family_of, unknown_address};
use super::classes::ClassKind;
use super::family::Has;
use crate::cluster::PodBody;
use crate::options::{HostNetworkPods, IpBlockPods, Options, RepeatedPortName};
use crate::policy::PortSet;
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
) -> impl Iterator<Item = &'p crate::kind::ContainerPort> {
    let most = match options.repeated_port_name {
        RepeatedPortName::Any => usize::MAX,
        RepeatedPortName::First => 1,
    };
    pod.declared(protocol, name).take(most)
}

/// The ports of those.
pub(crate) fn declared_ports(pod: &PodBody, protocol: Protocol, name: &str, options: &Options) -> PortSet {
    let declared = declared(pod, protocol, name, options);
    declared.fold(PortSet::empty(), |acc, it| acc.union(&PortSet::one(protocol, it.number)))
}

/// What is known about an endpoint's address in one family.
pub(crate) enum KnownAddress {
    /// It has none.
    None,
    /// It has one, or may have one, which the input does not say.
    Unknown,
    /// This one.
    At(IpAddr),
}

/// The address that blocks are compared with: the pod's, or its node's for a host-network pod.
pub(crate) fn known_address(pod: &PodBody, family: Family, has: Has) -> KnownAddress {
    let found = addresses(pod).find(|&it| Family::of(it) == family);
    match (found, has) {
        (Some(it), _) => KnownAddress::At(it),
        (None, Has::No) => KnownAddress::None,
        (None, Has::Yes | Has::Perhaps) => KnownAddress::Unknown,
    }
}

/// The known addresses of a pod, those that it shows itself first. In its node's network it has those of its node,
/// unless `podIPs` lists all.
pub(super) fn addresses(pod: &PodBody) -> impl Iterator<Item = IpAddr> + '_ {
    let host = pod.host_addresses.iter().filter(|_| pod.host_network && !pod.all_addresses);
    pod.addresses.iter().chain(host).copied()
}

/// Where endpoints lie whose address is not in the input, as far as anything is assumed about it.
pub(crate) fn assumed_cidrs(kind: ClassKind, options: &Options) -> &[ipnet::IpNet] {
    match kind {
        ClassKind::Pod => &options.pod_cidrs,
        ClassKind::Host => &options.node_cidrs,
        ClassKind::External => &[],
    }
}

/// Whether an `ipBlock` matches an endpoint whose address is not in the input (M-45). The knob about blocks and pods
/// is about pods and `ipBlock` only (C-02).
pub(crate) fn unknown_block(
    cidr: &ipnet::IpNet,
    except: &[ipnet::IpNet],
    is_pod: bool,
    assumed: &[ipnet::IpNet],
    options: &Options,
) -> Tri {
    let always = is_pod && options.ip_block_pods == IpBlockPods::Always;
    let tri = unknown_address(cidr, except, assumed);
    if always && tri == Tri::Unknown { Tri::Yes } else { tri }
}

/// Whether one of several networks matches such an endpoint.
pub(super) fn unknown_network(all: &[ipnet::IpNet], family: Family, assumed: &[ipnet::IpNet]) -> Tri {
    let here = all.iter().filter(|it| family_of(it) == family);
    here.map(|it| unknown_address(it, &[], assumed)).fold(Tri::No, Tri::or)
}
