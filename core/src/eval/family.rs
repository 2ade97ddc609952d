//! The address family of a flow: one that both ends have (M-44).

use std::net::IpAddr;

use crate::cluster::{Body, Cluster, Endpoint, Family, PodBody};
use crate::options::Options;
use crate::policy::atom::addresses;

/// What is known about an address of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Has {
    /// There is one.
    Yes,
    /// The input does not say.
    Perhaps,
    /// There is none.
    No,
}

/// The address families of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Families {
    v4: Has,
    v6: Has,
    /// The family of its first known address: what clients try first.
    first: Option<Family>,
}

impl Families {
    /// Exactly one family.
    pub fn only(family: Family) -> Families {
        let has = |it| if it == family { Has::Yes } else { Has::No };
        Families { v4: has(Family::V4), v6: has(Family::V6), first: Some(family) }
    }

    /// What is known about an address of this family.
    pub(crate) fn get(&self, family: Family) -> Has {
        match family {
            Family::V4 => self.v4,
            Family::V6 => self.v6,
        }
    }

    fn has(&self, family: Family) -> bool {
        self.get(family) == Has::Yes
    }

    fn may(&self, family: Family) -> bool {
        self.get(family) != Has::No
    }
}

const V4_FIRST: [Family; 2] = [Family::V4, Family::V6];
const V6_FIRST: [Family; 2] = [Family::V6, Family::V4];

/// What a question asks of the family, beyond the two ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted<'w> {
    /// The family of the address that was asked for, of each end: it decides, always.
    pub(crate) asked: [Option<Family>; 2],
    /// The families of the Service that was asked for, in its order; empty: none was, or it does not say.
    pub(crate) service: &'w [Family],
    /// The family knob: holds where both ends have it.
    pub(crate) knob: Option<Family>,
}

/// "A flow has one family, one that both ends have, and the Service if one is asked" (M-44); `None`: no packet can
/// be sent.
pub(crate) fn flow_family(source: &Families, destination: &Families, wanted: Wanted<'_>) -> Option<Family> {
    let served = |it: Family| wanted.service.is_empty() || wanted.service.contains(&it);
    let can = |it: Family| served(it) && source.may(it) && destination.may(it);
    match wanted.asked {
        [None, None] => {}
        [Some(source), Some(destination)] if source != destination => return None,
        [Some(it), _] | [None, Some(it)] => return Some(it).filter(|&it| can(it)),
    }
    // A preference, and no wish for flows that cannot be.
    let both_have = |it: &Family| served(*it) && source.has(*it) && destination.has(*it);
    if let Some(it) = wanted.knob.filter(both_have) {
        return Some(it);
    }
    // A Service is one address to its client: which family that has is settled before a backend is chosen.
    if let Some(&it) = wanted.service.iter().find(|&&it| source.has(it)) {
        return Some(it).filter(|&it| can(it));
    }
    let in_order =
        destination.first.map_or(&[][..], |it| if it == Family::V4 { &V4_FIRST } else { &V6_FIRST });
    in_order.iter().copied().find(both_have).or_else(|| V4_FIRST.into_iter().find(|&it| can(it)))
}

/// The family of every flow, where the input leaves no choice: every endpoint may have it, and none is known to have
/// the other.
pub(super) fn without_difference(all: &[Families]) -> Option<Family> {
    let only =
        |it: Family, other: Family| all.iter().all(|ends| ends.may(it) && !ends.has(other)).then_some(it);
    only(Family::V4, Family::V6).or_else(|| only(Family::V6, Family::V4))
}

/// The families of pods of which no address is known, and of endpoints in general.
#[derive(Clone, Copy, Debug)]
pub(super) struct FamilyFacts {
    pods: Families,
    nodes: Families,
}

impl FamilyFacts {
    /// "A pod without any known IP has the families of the pod CIDR knob and of the known pod IPs of the input
    /// (both, where neither is there), a host-network pod likewise by node CIDR and node IPs."
    pub(super) fn new(cluster: &Cluster, options: &Options) -> FamilyFacts {
        let own = cluster.pods().filter(|it| !it.1.host_network);
        let pods = own.flat_map(|it| it.1.addresses.iter().copied());
        let pods = assumed(options.pod_cidrs.iter().map(ipnet::IpNet::addr).chain(pods));
        let nodes = options.node_cidrs.iter().map(ipnet::IpNet::addr).chain(cluster.node_addresses());
        FamilyFacts { pods, nodes: assumed(nodes) }
    }

    /// The families of an endpoint.
    pub(super) fn of(&self, endpoint: &Endpoint) -> Families {
        match &endpoint.body {
            Body::Pod(it) => self.of_pod(it),
            // "A host name may have both unless DNS data says otherwise."
            Body::External(it) if it.ranges.is_empty() => {
                Families { v4: Has::Perhaps, v6: Has::Perhaps, first: None }
            }
            Body::External(it) => Families::only(it.family),
        }
    }

    fn of_pod(&self, pod: &PodBody) -> Families {
        let Some(first) = addresses(pod).next().map(Family::of) else {
            return if pod.host_network { self.nodes } else { self.pods };
        };
        let has = |family| match addresses(pod).any(|it| Family::of(it) == family) {
            true => Has::Yes,
            // "With `podIPs` it lacks the other; with `podIP` alone it may have it."
            false if pod.all_addresses => Has::No,
            false => Has::Perhaps,
        };
        Families { v4: has(Family::V4), v6: has(Family::V6), first: Some(first) }
    }
}

fn assumed(addresses: impl Iterator<Item = IpAddr>) -> Families {
    let (mut v4, mut v6) = (Has::No, Has::No);
    for it in addresses {
        match Family::of(it) {
            Family::V4 => v4 = Has::Yes,
            Family::V6 => v6 = Has::Yes,
        }
    }
    if (v4, v6) == (Has::No, Has::No) {
        (v4, v6) = (Has::Yes, Has::Yes);
    }
    Families { v4, v6, first: None }
}

#[cfg(test)]
mod tests;
