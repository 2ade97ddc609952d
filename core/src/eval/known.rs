//! What is known of an endpoint's addresses and ports under the options: what questions see of it, and which ports
//! a name stands for.

use super::family::{FamilyFacts, Has};
use super::reach::Inputs;
use crate::cluster::{Body, PodBody};
use crate::ids::EndpointId;
use crate::options::{Options, RepeatedPortName};
use crate::policy::PortSet;
use crate::policy::atom::{KnownAddress, NamesOfPods, Seen, addresses};
use crate::protocol::{Family, Protocol};

/// The container ports that a name stands for (M-53), by default all that have the right protocol (M-55).
pub(crate) fn declared<'p>(
    pod: &'p PodBody,
    protocol: Protocol,
    name: &'p str,
    options: &Options,
) -> impl Iterator<Item = &'p crate::kind::ContainerPort> {
    pod.declared(protocol, name).take(declarations(options))
}

/// How many container ports a name stands for at most.
pub(super) fn declarations(options: &Options) -> usize {
    match options.repeated_port_name {
        RepeatedPortName::Any => usize::MAX,
        RepeatedPortName::First => 1,
    }
}

/// The ports of those.
pub(crate) fn declared_ports(pod: &PodBody, protocol: Protocol, name: &str, options: &Options) -> PortSet {
    let declared = declared(pod, protocol, name, options);
    declared.fold(PortSet::empty(), |acc, it| acc.union(&PortSet::one(protocol, it.number)))
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

/// An endpoint as questions see it, in a flow of a family.
pub(super) fn see<'a>(
    inputs: Inputs<'a>,
    (facts, names): (&FamilyFacts, &'a NamesOfPods),
    id: EndpointId,
    family: Option<Family>,
) -> Seen<'a> {
    let Inputs { cluster, options, .. } = inputs;
    let endpoint = cluster.endpoints.at(id);
    let address = match (&endpoint.body, family) {
        (_, None) => KnownAddress::None,
        (Body::External(it), _) => {
            it.ranges.first().map_or(KnownAddress::Unknown, |it| KnownAddress::At(it.0))
        }
        (Body::Pod(it), Some(family)) => known_address(it, family, facts.of(endpoint).get(family)),
    };
    Seen { cluster, options, names, id, family, address }
}
