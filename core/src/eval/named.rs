//! Nodes and host names: peers of cluster-wide policies that are neither labels of pods nor blocks.

use std::net::IpAddr;

use crate::cluster::{Body, Cluster, Endpoint, External};
use crate::ids::NodeId;
use crate::options::Options;
use crate::order::sort_dedup;
use crate::policy::{Atom, Policies, Selector};
use crate::tri::Tri;

/// Whose address an endpoint has, as far as the input says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    /// This node's, which has an object here.
    Node(NodeId),
    /// Some node's that has no object here.
    SomeNode,
    /// No node's.
    Nobody,
    /// Without Node objects any address outside can be a node's.
    Unsaid,
}

/// Whose address it is. `points` must hold it if it is a single address.
pub(crate) fn whose(cluster: &Cluster, endpoint: &Endpoint) -> Whose {
    let node = |it: Option<NodeId>| match it {
        Some(it) if cluster.nodes.at(it).object.is_some() => Whose::Node(it),
        _ => Whose::SomeNode,
    };
    match &endpoint.body {
        Body::Pod(pod) if !pod.host_network => Whose::Nobody,
        Body::Pod(pod) => node(cluster.node_of(pod)),
        Body::External(it) => {
            let unsaid = if cluster.has_node_objects() { Whose::Nobody } else { Whose::Unsaid };
            match it.address() {
                None if it.ranges.is_empty() => Whose::Unsaid,
                None => unsaid,
                Some(address) if cluster.nodes_at(address).next().is_some() => node(cluster.node_at(address)),
                Some(_) => unsaid,
            }
        }
    }
}

/// Whether a node with these labels has the address.
pub(crate) fn node_match(cluster: &Cluster, selector: &Selector, whose: Whose) -> Tri {
    match whose {
        Whose::Node(at) => {
            cluster.nodes.at(at).object.as_ref().map_or(Tri::Unknown, |it| selector.test(&it.labels))
        }
        Whose::SomeNode if selector.requirements.is_empty() => Tri::Yes,
        Whose::SomeNode | Whose::Unsaid => Tri::Unknown,
        Whose::Nobody => Tri::No,
    }
}

/// Addresses that questions about nodes and names tell apart from those around them.
pub(crate) fn points(cluster: &Cluster, policies: &Policies, options: &Options) -> Vec<IpAddr> {
    let mut res: Vec<IpAddr> = Vec::new();
    if policies.atoms.iter().any(|it| matches!(it, Atom::Nodes(_))) {
        res.extend(cluster.node_addresses());
    }
    if policies.atoms.iter().any(|it| matches!(it, Atom::DomainNames(_))) {
        res.extend(options.dns.iter().flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)));
    }
    sort_dedup(&mut res);
    res
}

/// Hosts outside the cluster: those that policies name, those that the caller adds. One entry for each address
/// that the caller gave, else one of which only the name is known.
pub(crate) fn hosts(cluster: &Cluster, policies: &Policies, options: &Options) -> Vec<Endpoint> {
    let mut names: Vec<&String> = options.hosts.iter().collect();
    for it in policies.atoms.iter() {
        if let Atom::DomainNames(all) = it {
            names.extend(all);
        }
    }
    sort_dedup(&mut names);
    names.retain(|it| !super::host_names::is_of_cluster(it));
    let rows = names.into_iter().flat_map(|it| crate::cluster::host(it, &options.dns));
    let is_inside =
        |it: &External| it.address().is_some_and(|it| super::outside::is_pod_or_service(cluster, it));
    rows.filter(|it| !it.external().is_some_and(is_inside)).collect()
}

/// Whether a host outside the cluster, or a single address, has one of these names (A-45): "queried by IP: only
/// through user-supplied DNS data, else unknown".
pub(crate) fn name_match(
    names: &[String],
    host: Option<&str>,
    address: Option<IpAddr>,
    options: &Options,
) -> Tri {
    if let Some(host) = host {
        return names.iter().any(|it| covers(it, host)).into();
    }
    let covered = |host: &str| names.iter().any(|it| covers(it, host));
    if let Some(point) = address
        && options
            .dns
            .iter()
            .any(|it| it.addresses.iter().any(|it| it.to_canonical() == point) && covered(&it.name))
    {
        return Tri::Yes;
    }
    // A name whose addresses are all given has no others; what Services and pods are called leads to no address
    // outside.
    let given = |name: &String| {
        options.dns.iter().any(|it| it.name == *name) || super::host_names::is_of_cluster(name)
    };
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
