//! Nodes and host names: peers of cluster-wide policies that are neither labels of pods nor blocks.

use std::net::IpAddr;

use crate::cluster::{Body, Cluster, Endpoint, External, Family};
use crate::options::Options;
use crate::order::sort_dedup;
use crate::policy::{Atom, Policies, Selector};
use crate::tri::Tri;

/// What is known of an address as far as [`points`] tells addresses apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownPoint {
    /// It is this point, or none of them.
    At(Option<IpAddr>),
    /// It is not in the input.
    Unknown,
}

/// Addresses that questions about nodes and names tell apart from those around them.
pub(crate) fn points(cluster: &Cluster, policies: &Policies, options: &Options) -> Vec<IpAddr> {
    let mut res: Vec<IpAddr> = Vec::new();
    if policies.atoms.iter().any(|it| matches!(it, Atom::Nodes(_))) {
        if cluster.nodes.is_empty() {
            res.extend(cluster.pods().flat_map(|it| it.1.host_addresses.iter().copied()));
        }
        res.extend(cluster.nodes.iter().flat_map(|it| it.addresses.iter().copied()));
    }
    if policies.atoms.iter().any(|it| matches!(it, Atom::DomainNames(_))) {
        res.extend(options.dns.iter().flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)));
    }
    sort_dedup(&mut res);
    res
}

/// Hosts outside the cluster: those that policies name, those that the caller adds. One entry for each address
/// that the caller gave, else one of which only the name is known.
pub(super) fn hosts(policies: &Policies, options: &Options) -> Vec<Endpoint> {
    let mut names: Vec<&String> = options.hosts.iter().collect();
    for it in policies.atoms.iter() {
        if let Atom::DomainNames(all) = it {
            names.extend(all);
        }
    }
    sort_dedup(&mut names);
    let mut res = Vec::new();
    for name in names {
        let records = options.dns.iter().filter(|it| it.name == *name);
        let mut addresses: Vec<IpAddr> =
            records.flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)).collect();
        sort_dedup(&mut addresses);
        let mut entry = |id: String, title: String, address: Option<IpAddr>| {
            let body = Body::External(External {
                family: address.map_or(Family::V4, Family::of),
                host: Some(name.clone()),
                ranges: address.map(|it| (it, it)).into_iter().collect(),
                added: false,
                pod: None,
            });
            res.push(Endpoint { id, name: title, body });
        };
        match addresses.as_slice() {
            [] => entry(format!("host:{name}"), name.clone(), None),
            [one] => entry(format!("host:{name}"), name.clone(), Some(*one)),
            all => all.iter().for_each(|it| {
                entry(format!("host:{name}@{it}"), format!("{name} at {it}"), Some(*it));
            }),
        }
    }
    res
}

/// Whether an address is that of a node with these labels. Where the input has no Node objects, the
/// labels of nodes are unknown, and which addresses are nodes is known only from the pods that run there.
pub(crate) fn node_match(cluster: &Cluster, selector: &Selector, is_node: bool, address: KnownPoint) -> Tri {
    let everything = selector.requirements.is_empty();
    if is_node && everything {
        return Tri::Yes;
    }
    let nodes = &cluster.nodes;
    match address {
        KnownPoint::At(Some(point)) if !nodes.is_empty() => {
            let here = nodes.iter().filter(|it| it.addresses.contains(&point));
            here.map(|it| selector.test(&it.labels)).fold(Tri::No, Tri::or)
        }
        KnownPoint::At(Some(point)) if everything => {
            let of_pod = cluster.pods().any(|it| it.1.host_addresses.contains(&point));
            if of_pod { Tri::Yes } else { Tri::Unknown }
        }
        KnownPoint::At(None) if !nodes.is_empty() => Tri::No,
        KnownPoint::Unknown if !nodes.is_empty() => {
            let possible = nodes.iter().any(|it| selector.test(&it.labels).possible());
            if possible { Tri::Unknown } else { Tri::No }
        }
        KnownPoint::At(_) | KnownPoint::Unknown => Tri::Unknown,
    }
}

/// Whether a host outside the cluster has one of these names (A-45): "queried by IP: only through user-supplied
/// DNS data, else unknown".
pub(crate) fn name_match(
    names: &[String],
    host: Option<&str>,
    address: KnownPoint,
    options: &Options,
) -> Tri {
    if let Some(host) = host {
        return names.iter().any(|it| covers(it, host)).into();
    }
    let covered = |host: &str| names.iter().any(|it| covers(it, host));
    if let KnownPoint::At(Some(point)) = address
        && options
            .dns
            .iter()
            .any(|it| it.addresses.iter().any(|it| it.to_canonical() == point) && covered(&it.name))
    {
        return Tri::Yes;
    }
    // A name whose addresses are all given has no others.
    let given = |name: &String| options.dns.iter().any(|it| it.name == *name);
    if names.iter().all(given) { Tri::No } else { Tri::Unknown }
}

/// Whether a pattern holds a name, or all names of another pattern: "`*.` stands for one or more whole labels".
pub(crate) fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('*') {
        None => pattern == name,
        // `.kubernetes.io` ends `a.kubernetes.io` and `*.kubernetes.io`, not `kubernetes.io`.
        Some(end) => name.len() > end.len() && name.ends_with(end),
    }
}
