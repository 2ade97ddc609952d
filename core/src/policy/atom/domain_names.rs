//! Is it a host with one of these names?

use std::net::IpAddr;

use super::answer::{Answer, Because, Comparisons};
use super::names_of_pods::is_of_cluster;
use super::seen::{KnownAddress, Seen};
use crate::cluster::Body;
use crate::ids::AtomId;
use crate::options::Options;
use crate::tri::Tri;

/// `domainNames` of a cluster-wide policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DomainNames {
    /// One of these; `*.` stands for one or more whole labels.
    pub names: Vec<String>,
}

impl DomainNames {
    /// `atom`: this question, by which names are looked up that stand for pods.
    pub(super) fn answer<T: Comparisons>(&self, atom: AtomId, seen: &Seen<'_>) -> Answer<T> {
        let test = |host, address| name_match(&self.names, host, address, seen.options);
        let outside = match (&seen.endpoint().body, seen.address) {
            (Body::External(it), _) => test(it.host.as_deref(), it.address()),
            // In its node's network a pod is the node.
            (Body::Pod(it), KnownAddress::At(address)) if it.host_network => test(None, Some(address)),
            (Body::Pod(it), _) if it.host_network => test(None, None),
            (Body::Pod(_), _) => Tri::No,
        };
        let tri = outside.or(seen.names.answer(seen.id, atom, seen.family));
        Answer { tri, because: Because::DomainNames }
    }

    pub(super) fn points(options: &Options) -> Vec<IpAddr> {
        options.dns.iter().flat_map(|it| it.addresses.iter().map(IpAddr::to_canonical)).collect()
    }
}

/// Whether a host outside the cluster, or a single address, has one of these names (A-45): "queried by IP: only
/// through user-supplied DNS data, else unknown".
fn name_match(names: &[String], host: Option<&str>, address: Option<IpAddr>, options: &Options) -> Tri {
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
    let given = |name: &String| options.dns.iter().any(|it| it.name == *name) || is_of_cluster(name);
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
