//! The address family of a flow (M-44).

use std::net::IpAddr;

use ipnet::IpNet;

use super::Truth::{self, No, Unknown, Yes};
use super::end::Party;
use super::{Pod, Spec};

/// An address family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    V4,
    V6,
}

impl Family {
    /// IPv4 first.
    pub const ALL: [Family; 2] = [Family::V4, Family::V6];

    pub fn of(address: &IpAddr) -> Family {
        if address.is_ipv6() { Family::V6 } else { Family::V4 }
    }

    pub fn of_net(net: &IpNet) -> Family {
        Family::of(&net.addr())
    }
}

impl Spec {
    /// "A flow has one family, one that both ends have, and the Service (`ipFamilies`) if one is asked; the first of
    /// these that applies". `None`: there is none.
    pub(super) fn family(&self, from: &Party<'_>, to: &Party<'_>) -> Option<Family> {
        let has = |it: Family| self.has(from, it).min(self.has(to, it));
        // "that of the queried address, always"
        if let Some(it) = from.address.or(to.address) {
            return Some(Family::of(&it)).filter(|it| has(*it) != No);
        }
        // "the family knob, where both have it"
        if let Some(it) = self.facts.family.filter(|it| has(*it) == Yes) {
            return Some(it);
        }
        // "the first of the destination pod's known IPs whose family the source has"
        let known = to.pod.map(|it| self.known_addresses(it)).unwrap_or_default();
        let first = known.iter().map(Family::of).find(|it| self.has(from, *it) == Yes);
        // "else a family that neither end is known to lack, IPv4 first"
        first.or(Family::ALL.into_iter().find(|it| has(*it) != No))
    }

    /// The family in which a client uses a Service that says which it has; "the first of the Service's `ipFamilies`
    /// that the source has". Pods that lack it are no backends.
    pub(super) fn service_family(
        &self,
        from: &Party<'_>,
        families: &[Family],
        asked: Option<IpAddr>,
    ) -> Option<Family> {
        let usable = |it: Family| families.contains(&it) && self.has(from, it) != No;
        if let Some(it) = asked.or(from.address) {
            return Some(Family::of(&it)).filter(|it| usable(*it));
        }
        let certain = |it: &Family| families.contains(it) && self.has(from, *it) == Yes;
        let first = families.iter().copied().find(certain);
        first.or(Family::ALL.into_iter().find(|it| usable(*it)))
    }

    /// Whether an end has addresses of a family.
    pub(super) fn has(&self, it: &Party<'_>, family: Family) -> Truth {
        match (it.pod, it.address) {
            // Reached by this address; others play no part.
            (_, Some(address)) => (Family::of(&address) == family).into(),
            (Some(pod), None) => self.pod_has(pod, family),
            // "a host name may have both unless DNS data says otherwise"
            (None, None) => Unknown,
        }
    }

    /// "A pod has the families of its known IPs. With `podIPs` it lacks the other; with `podIP` alone it may have
    /// it, at an unknown address."
    fn pod_has(&self, pod: &Pod, family: Family) -> Truth {
        let known = self.known_addresses(pod);
        if known.iter().any(|it| Family::of(it) == family) {
            return Yes;
        }
        if !known.is_empty() {
            return if pod.has_no_other { No } else { Unknown };
        }
        // "A pod without any known IP has the families of the pod CIDR knob and of the known pod IPs of the input
        // (both, where neither is there), a host-network pod likewise by node CIDR and node IPs".
        let (ranges, addresses) = if pod.host_network {
            (&self.facts.node_cidrs, self.all_node_addresses())
        } else {
            let others = self.cluster.pods.iter().filter(|it| !it.host_network);
            (&self.facts.pod_cidrs, others.flat_map(|it| it.addresses.clone()).collect())
        };
        let mut all = ranges.iter().map(Family::of_net).chain(addresses.iter().map(Family::of)).peekable();
        (all.peek().is_none() || all.any(|it| it == family)).into()
    }

    /// Of a pod in its host's network, those of the node.
    pub(super) fn known_addresses(&self, pod: &Pod) -> Vec<IpAddr> {
        if pod.host_network { self.host_addresses(pod) } else { pod.addresses.clone() }
    }
}
