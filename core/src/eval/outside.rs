//! Rows for what is outside the cluster: hosts by name, and the address space as policies cut it, without what is
//! inside.
//!
//! "Loopback and the addresses that R-52 takes for a pod or a Service are left out of external space: a range around
//! them does not speak for them, and a range made of nothing else is no row" (M-95). Likewise a range around a node's
//! address does not speak for the node, which has a row of its own wherever a pod's own node is treated otherwise.

use std::mem::discriminant;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::address::{AddressSpace, after, before, distance};
use crate::cluster::{Body, Cluster, Endpoint, External, Family};
use crate::hash::HashMap;
use crate::options::Options;
use crate::order::sort_dedup;
use crate::pause::Pause;
use crate::policy::atom::is_of_cluster;
use crate::policy::{Atom, Policies};

/// Adds the rows; the classes need them.
pub(crate) async fn add_externals(
    cluster: &mut Cluster,
    space: &AddressSpace,
    options: &Options,
    pause: &Pause,
) {
    // To add a row takes as long as reading so many bytes.
    const ROW: usize = 8;
    let exempt = options.own_node_ingress_exempt || options.own_node_egress_exempt;
    let nodes: Vec<IpAddr> = cluster.node_addresses().filter(|_| exempt).collect();
    // "IPv4-mapped IPv6 addresses in queries are converted to IPv4" (M-43).
    let added = options.externals.iter().map(IpAddr::to_canonical);
    let added: Vec<IpAddr> =
        added.filter(|&it| !is_loopback(it) && !is_pod_or_service(cluster, it)).collect();
    let v6 = space.mentions(Family::V6)
        || nodes.iter().chain(&added).any(IpAddr::is_ipv6)
        || cluster.pods().any(|it| it.1.addresses.iter().any(IpAddr::is_ipv6));
    let families: &[Family] = if v6 { &[Family::V4, Family::V6] } else { &[Family::V4] };
    let is_node = |first: IpAddr, last: IpAddr| first == last && nodes.binary_search(&first).is_ok();
    let keep = |first, last| !is_node(first, last) && holds_others(cluster, first, last);
    let mut rows = space.externals(families, &keep, pause).await;
    let mut alone: Vec<(IpAddr, bool)> = nodes.iter().map(|&it| (it, false)).collect();
    alone.extend(added.into_iter().map(|it| (it, true)));
    sort_dedup(&mut alone);
    let mut by_id: HashMap<String, usize> = HashMap::default();
    if !alone.is_empty() {
        by_id.extend(rows.iter().enumerate().map(|(at, it)| (it.id.clone(), at)));
    }
    for (address, was_added) in alone {
        add_alone(&mut rows, &mut by_id, address, was_added);
    }
    cluster.reserve(rows.len());
    for it in rows {
        cluster.add_external(it);
        pause.after(ROW).await;
    }
}

/// Whether an address means the asking pod itself (M-67).
pub(crate) fn is_loopback(it: IpAddr) -> bool {
    it.to_canonical().is_loopback()
}

/// Whether an address means a pod or a Service.
fn is_pod_or_service(cluster: &Cluster, it: IpAddr) -> bool {
    cluster.pod_with(it).is_some() || cluster.service_with(it).is_some()
}

/// Whether a range has an address that is neither loopback nor a pod's or Service's.
fn holds_others(cluster: &Cluster, first: IpAddr, last: IpAddr) -> bool {
    let loopback = match first {
        IpAddr::V4(_) => {
            (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), IpAddr::V4(Ipv4Addr::new(127, 255, 255, 255)))
        }
        IpAddr::V6(_) => (IpAddr::V6(Ipv6Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)),
    };
    let most = cluster.known_addresses() as u128;
    without((first, last), loopback).into_iter().flatten().any(|(first, last)| {
        let more = distance(first, last).is_none_or(|it| it >= most);
        let mut each = std::iter::successors(Some(first), |&it| after(it).filter(|&it| it <= last));
        more || each.any(|it| !is_pod_or_service(cluster, it))
    })
}

/// What is left of a range on both sides of another one.
fn without(range: (IpAddr, IpAddr), other: (IpAddr, IpAddr)) -> [Option<(IpAddr, IpAddr)>; 2] {
    let left = before(other.0).map(|it| (range.0, range.1.min(it))).filter(|it| it.0 <= it.1);
    let right = after(other.1).map(|it| (range.0.max(it), range.1)).filter(|it| it.0 <= it.1);
    [left, right]
}

/// A row for one address, after the ranges; a block of the input may already have cut it out.
fn add_alone(rows: &mut Vec<Endpoint>, by_id: &mut HashMap<String, usize>, address: IpAddr, was_added: bool) {
    let id = format!("ip:{address}");
    if let Some(it) = by_id.get(&id).and_then(|&at| rows.get_mut(at)) {
        if let Body::External(it) = &mut it.body {
            it.added |= was_added;
        }
        return;
    }
    let body = Body::External(External {
        family: Family::of(address),
        host: None,
        ranges: vec![(address, address)],
        added: was_added,
    });
    by_id.insert(id.clone(), rows.len());
    rows.push(Endpoint { id, name: address.to_string(), body });
}

/// Addresses that questions other than those about networks tell apart from those around them.
pub(crate) fn points(cluster: &Cluster, policies: &Policies, options: &Options) -> Vec<IpAddr> {
    let mut res: Vec<IpAddr> = Vec::new();
    let mut kinds = Vec::new();
    for it in policies.atoms.iter() {
        // What questions of one kind tell apart is the same for all of them.
        let kind = discriminant(it);
        if !kinds.contains(&kind) {
            kinds.push(kind);
            res.extend(it.points(cluster, options));
        }
    }
    sort_dedup(&mut res);
    res
}

/// Hosts outside the cluster: those that policies name, those that the caller adds. One entry for each address
/// that the caller gave, else one of which only the name is known.
pub(crate) fn hosts(cluster: &Cluster, policies: &Policies, options: &Options) -> Vec<Endpoint> {
    let mut names: Vec<&String> = options.hosts.iter().collect();
    names.extend(policies.atoms.iter().flat_map(Atom::hosts));
    sort_dedup(&mut names);
    names.retain(|it| !is_of_cluster(it));
    let rows = names.into_iter().flat_map(|it| crate::cluster::host(it, &options.dns));
    let is_inside = |it: &External| it.address().is_some_and(|it| is_pod_or_service(cluster, it));
    rows.filter(|it| !it.external().is_some_and(is_inside)).collect()
}

#[cfg(test)]
mod tests;
