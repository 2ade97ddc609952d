//! The ends of a flow: what was asked for, and what stands there.

use std::net::IpAddr;

use super::service::Service;
use super::{Pod, Spec};

/// One end, as it is asked for.
#[derive(Clone, Copy, Debug)]
pub enum End<'c> {
    /// A pod or a workload, by its name.
    Pod(&'c Pod),
    /// Any address.
    Address(IpAddr),
    /// A name outside the cluster.
    Name(&'c str),
    /// One of the addresses that DNS data gives for a name.
    NameAt(&'c str, IpAddr),
}

/// What an end turns out to be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'c> {
    Party(Party<'c>),
    Service(&'c Service, IpAddr),
    /// "127.0.0.0/8 inside the pod's own namespace".
    Loopback,
}

/// A pod, or what is no pod: a node, or something outside the cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Party<'c> {
    pub pod: Option<&'c Pod>,
    /// The address that was asked for, or that DNS data gives. Neither pod nor address: a name alone.
    pub address: Option<IpAddr>,
    /// The name that was asked for.
    pub name: Option<&'c str>,
}

impl<'c> Party<'c> {
    pub fn pod(pod: &'c Pod) -> Party<'c> {
        Party { pod: Some(pod), address: None, name: None }
    }
}

impl Spec {
    /// "A bare IP is resolved in this order: known pod IP → that pod; known Service clusterIP → that Service; known
    /// node/host IP → that node; otherwise external. […] Addresses that DNS data gives for a name are resolved
    /// likewise." A name without such data is one party.
    pub(super) fn find<'c>(&'c self, end: End<'c>) -> Vec<Found<'c>> {
        match end {
            End::Pod(pod) => vec![Found::Party(Party::pod(pod))],
            End::Address(address) => vec![self.find_address(address, None)],
            End::NameAt(name, address) => vec![self.find_address(address, Some(name))],
            End::Name(name) => {
                let is_name = |it: &&(String, _)| it.0.eq_ignore_ascii_case(name.trim_end_matches('.'));
                let record = self.facts.dns.iter().find(is_name);
                let known = record.iter().flat_map(|it| &it.1).map(|it| self.find_address(*it, Some(name)));
                let known: Vec<Found<'_>> = known.collect();
                let alone = Party { pod: None, address: None, name: Some(name) };
                if known.is_empty() { vec![Found::Party(alone)] } else { known }
            }
        }
    }

    fn find_address<'c>(&'c self, address: IpAddr, name: Option<&'c str>) -> Found<'c> {
        // "IPv4-mapped IPv6 addresses in queries are converted to IPv4."
        let address = address.to_canonical();
        if address.is_loopback() {
            return Found::Loopback;
        }
        let pod = self.pod_at(address);
        let has = |it: &&Service| it.addresses.contains(&address);
        match self.cluster.services.iter().find(has) {
            Some(service) if pod.is_none() => Found::Service(service, address),
            _ => Found::Party(Party { pod, address: Some(address), name }),
        }
    }

    /// The pod that has an address of its own. What is in the host's network has none: its address is the node's.
    pub fn pod_at(&self, address: IpAddr) -> Option<&Pod> {
        self.cluster.pods.iter().find(|it| !it.host_network && it.addresses.contains(&address))
    }

    /// Whether an address means a pod, a Service, or the pod itself: what is not outside (M-95).
    pub fn is_inside(&self, address: IpAddr) -> bool {
        match self.find_address(address, None) {
            Found::Party(it) => it.pod.is_some(),
            Found::Service(..) | Found::Loopback => true,
        }
    }
}
