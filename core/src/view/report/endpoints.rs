//! Rows and columns.

use std::net::IpAddr;

use crate::ids::EndpointId;
use crate::model::Model;
use crate::view::entries::{self, Entry};
use crate::view::{EndpointView, NamedLine};

/// A row and column of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct EndpointReport {
    /// `namespace/name` of pods and workloads; `ip:ADDRESS`, `ip:FIRST-LAST` or `host:NAME` of what is outside. Unique,
    /// and stable under edits.
    pub id: String,
    /// `Pod`, `Deployment`, …; `External` for addresses outside the cluster, `Host` for names.
    pub kind: &'static str,
    /// The namespace; empty outside the cluster.
    pub namespace: String,
    /// The short name: `web`, `203.0.113.0/24`, `internet`. Several ranges with one name are one row of the page.
    pub name: String,
    /// Known addresses of a pod; the address or range of what is outside.
    pub addresses: Vec<String>,
    /// The controller that the input names for a pod.
    pub owner: Option<OwnerReport>,
    /// How many pods it stands for; `null` outside the cluster.
    pub replicas: Option<u32>,
    /// Whether it shares its node's network; `null` outside the cluster.
    pub host_network: Option<bool>,
    /// False for what is scaled to zero or suspended; `null` outside the cluster.
    pub running: Option<bool>,
    /// The node that a pod runs on, or whose address this is: a number, the same for all that the input puts on one
    /// node.
    pub node: Option<u32>,
    /// The addresses as pairs of first and last.
    #[cfg_attr(feature = "js", tsify(type = "[string, string][]"))]
    pub ranges: Vec<(IpAddr, IpAddr)>,
    /// More for people: kind, labels, addresses, whether host-network or not running.
    pub details: String,
    /// True for a pod that was made up, because policies speak of such a pod and the input has none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub stand_in: bool,
    /// Policies that may select it and take no part, although they are in the input: they have an error, or their kind is
    /// not evaluated. The first ten.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Vec::is_empty"))]
    pub without: Vec<String>,
    /// The ids of all that it stands for, where it stands for several that nothing tells apart.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub members: Option<Vec<String>>,
}

/// The controller of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct OwnerReport {
    /// `ReplicaSet`.
    pub kind: String,
    /// Its name, in the pod's namespace.
    pub name: String,
}

pub(super) fn endpoint(
    model: &Model,
    endpoints: &[EndpointView],
    (entry, line): &(Entry, &NamedLine),
) -> Option<EndpointReport> {
    let it = endpoints.get(entry.row as usize)?;
    let id = |it: &u32| endpoints.get(*it as usize).map(|it| it.id.clone());
    let members = (!line.members.is_empty()).then(|| line.members.iter().filter_map(id).collect());
    let pod = model.pod(entry.row);
    let ranges = entry.range.map_or_else(|| it.ranges.clone(), |it| vec![it]);
    Some(EndpointReport {
        id: entry.id.clone(),
        kind: kind(it),
        namespace: pod.map_or_else(String::new, |_| it.group.clone()),
        name: it.name.clone(),
        addresses: ranges.iter().map(entries::text).collect(),
        owner: it.owner.clone().map(|(kind, name)| OwnerReport { kind, name }),
        replicas: pod.map(|it| it.replicas),
        host_network: pod.map(|it| it.host_network),
        running: pod.map(|it| it.running),
        node: it.node,
        ranges,
        details: it.details.clone(),
        stand_in: it.is_stand_in,
        without: model
            .missing_for(EndpointId(entry.row))
            .take(10)
            .map(|it| it.message().map_or_else(|| it.title().to_owned(), ToString::to_string))
            .collect(),
        members,
    })
}

fn kind(it: &EndpointView) -> &'static str {
    if entries::is_host(it) { "Host" } else { it.kind_name }
}
