//! Rows, columns, cells.

use std::net::IpAddr;
use std::sync::Arc;

use crate::cluster::{Body, Cluster, Endpoint, LabelValue};
use crate::eval::address::ranges_text;
use crate::eval::{Cell, Pair, Verdict};
use crate::ids::EndpointId;
use crate::model::Model;
use crate::policy::{self, PortSet};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// What a row or column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// A pod of the input.
    Pod,
    /// The stand-in of a workload's pods.
    Workload,
    /// Addresses outside the cluster.
    External,
}

/// One row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointView {
    /// `namespace/name` or `ip:…`: unique, and stable under edits.
    pub id: String,
    /// The short name: `web`, `203.0.113.0/24`, `internet`.
    pub name: String,
    /// The namespace, or `outside`.
    pub group: String,
    /// What it stands for.
    pub kind: EndpointKind,
    /// `Pod`, `Deployment`, …, or `External`.
    pub kind_name: &'static str,
    /// Kind and name of the controller that the input names for a pod.
    pub owner: Option<(String, String)>,
    /// Known addresses of a pod; the ranges of an external entry. First and last, both included.
    pub ranges: Vec<(IpAddr, IpAddr)>,
    /// The node that a pod runs on, or whose address this is: a number, the same for all that the input puts on one
    /// node.
    pub node: Option<u32>,
    /// Longer text: kind, labels, addresses, ranges, whether host-network or not running.
    pub details: String,
    /// Whether it was made up, because policies speak of such a pod and the input has none.
    pub is_stand_in: bool,
    /// Whether a policy that takes no part although it is in the input may select it: its cells may be other than they
    /// are.
    pub is_missing_a_policy: bool,
    /// Whether it is a node to the rules of a pod: a node's address, or a pod in its node's network. What a pod's own
    /// node may do is another matter than what other nodes may.
    pub is_node: bool,
    /// How many pods it stands for.
    pub replicas: u32,
}

/// The state of a cell: its fill and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "lowercase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum CellSign {
    /// Any port: every port is allowed.
    All,
    /// Any port: some ports are allowed.
    Some,
    /// Any port: nothing is allowed.
    None,
    /// A chosen port is allowed.
    Allowed,
    /// A chosen port is denied.
    Denied,
    /// Not decidable from the input, or not computed.
    Unknown,
    /// The pod itself.
    #[cfg_attr(feature = "serde", serde(rename = "self"))]
    SelfPod,
    /// No common address family: no packet can be sent, and policies do not matter.
    Unreachable,
    /// Two addresses outside the cluster: not a question for policies.
    Void,
}

impl CellSign {
    /// `all`, `some`, `none`, `allowed`, `denied`, `unknown`, `self`, `unreachable`, `void`.
    pub fn as_str(self) -> &'static str {
        match self {
            CellSign::All => "all",
            CellSign::Some => "some",
            CellSign::None => "none",
            CellSign::Allowed => "allowed",
            CellSign::Denied => "denied",
            CellSign::Unknown => "unknown",
            CellSign::SelfPod => "self",
            CellSign::Unreachable => "unreachable",
            CellSign::Void => "void",
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CellView {
    /// Fill and sign.
    pub sign: CellSign,
    /// The port's number where exactly one port is allowed, else empty: shown in place of the sign.
    pub only_port: String,
    /// Allowed ports: `TCP 80,8000-8100; UDP 53`, `all`, or empty.
    pub ports: String,
    /// Of a row or column that stands for pods of which not all answer the same: `3 of 4`, or `mixed` where something is
    /// allowed to all of them, but not the same; else empty. Shown in place of the sign.
    pub share: String,
    /// Accessible name: "shop/web to shop/api: TCP 8080 allowed, everything else denied".
    pub label: String,
}

/// A port the page offers to draw the matrix for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PortChoice {
    /// `TCP 8080`.
    pub label: String,
    /// What it stands for.
    pub probe: Probe,
}

impl PortChoice {
    /// A port, called as people write it.
    pub fn new(probe: Probe) -> PortChoice {
        PortChoice { label: probe.label(), probe }
    }
}

/// Rows and columns in their order.
pub(crate) fn endpoints(model: &Model) -> Arc<[EndpointView]> {
    let all = model.cluster.endpoints.iter().take(model.cluster.visible());
    let ids = (0..).map(EndpointId);
    all.zip(ids)
        .map(|(it, id)| EndpointView {
            is_missing_a_policy: model.missing_for(id).next().is_some(),
            is_node: is_node(model, it),
            ..EndpointView::new(&model.cluster, it)
        })
        .collect()
}

fn is_node(model: &Model, it: &Endpoint) -> bool {
    match &it.body {
        Body::Pod(pod) => policy::atom::is_node(pod, &model.options),
        Body::External(it) => it.address().is_some_and(|it| model.cluster.nodes_at(it).next().is_some()),
    }
}

/// The cell of two endpoints.
pub(crate) fn cell(model: &Model, pair: Pair, probe: Probe) -> Option<CellView> {
    let cell = model.reach.cell(model.inputs(), pair);
    Some(CellView::new(&cell, probe, model.title(pair.source), model.title(pair.destination)))
}

impl EndpointView {
    /// The view of an endpoint.
    pub(crate) fn new(cluster: &Cluster, it: &Endpoint) -> EndpointView {
        let (kind, kind_name, group, owner, ranges) = match &it.body {
            Body::External(external) => {
                (EndpointKind::External, "External", "outside".to_owned(), None, external.ranges.clone())
            }
            Body::Pod(pod) => {
                let kind = if pod.workload.is_some() { EndpointKind::Workload } else { EndpointKind::Pod };
                let owner = pod.owner.as_ref().map(|it| (it.kind.clone(), it.name.clone()));
                let group = cluster.namespaces.at(pod.namespace).name.clone();
                let addresses = pod.addresses.iter().map(|&it| (it, it)).collect();
                (kind, pod.workload.map_or("Pod", |it| it.as_str()), group, owner, addresses)
            }
        };
        let (id, name, details) = (it.id.clone(), it.name.clone(), details(cluster, it));
        let node = match &it.body {
            Body::Pod(pod) => cluster.node_of(pod),
            Body::External(it) => it.address().and_then(|it| cluster.node_at(it)),
        };
        let node = node.map(|it| it.0);
        let is_stand_in = it.pod().is_some_and(|it| it.is_stand_in);
        let replicas = it.pod().map_or(1, |it| it.replicas);
        EndpointView {
            id,
            name,
            group,
            kind,
            kind_name,
            owner,
            ranges,
            node,
            details,
            is_stand_in,
            is_missing_a_policy: false,
            is_node: false,
            replicas,
        }
    }
}

fn details(cluster: &Cluster, it: &Endpoint) -> String {
    let pod = match &it.body {
        Body::External(external) => {
            let ranges = ranges_text(&external.ranges, ", ");
            let node = external.address().and_then(|it| cluster.nodes_at(it).next());
            let what = match (&external.host, node) {
                (Some(_), _) => "a host outside the cluster",
                (None, Some(_)) => "a node's address",
                (None, None) => "addresses outside the cluster",
            };
            let known = if ranges.is_empty() { "address not in the input" } else { &ranges };
            return format!("{}: {what}, {known}", it.name);
        }
        Body::Pod(pod) => pod,
    };
    let mut parts = vec![format!("{} {}", pod.workload.map_or("Pod", |it| it.as_str()), it.id)];
    if pod.is_stand_in {
        parts.push("a stand-in, made from labels that policies mention".to_owned());
    }
    if pod.replicas > 1 {
        parts.push(format!("{} replicas", pod.replicas));
    }
    if !pod.running {
        parts.push("not running".to_owned());
    }
    if pod.host_network {
        parts.push("host network".to_owned());
    }
    let labels: Vec<String> = pod
        .labels
        .iter()
        .filter_map(|(key, value)| match value {
            LabelValue::Known(value) => {
                Some(format!("{}={}", cluster.strings.text(key), cluster.strings.text(value)))
            }
            LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
        })
        .collect();
    parts.push(if labels.is_empty() { "no labels".to_owned() } else { labels.join(" ") });
    parts.extend(pod.addresses.iter().map(ToString::to_string));
    parts.join(" · ")
}

impl CellView {
    /// The view of a cell between two endpoints.
    pub(crate) fn new(cell: &Cell, probe: Probe, from: &str, to: &str) -> CellView {
        let sign = sign(cell, probe);
        let only = cell.allowed.only().filter(|_| sign == CellSign::Some);
        CellView {
            sign,
            only_port: only.map(|it| it.1.to_string()).unwrap_or_default(),
            ports: cell.allowed.to_string(),
            share: String::new(),
            label: format!("{from} to {to}: {}", sentence(cell, probe)),
        }
    }
}

/// The state of a cell for a probe.
pub(crate) fn sign(cell: &Cell, probe: Probe) -> CellSign {
    match (cell.verdict, probe) {
        (Verdict::SelfPod, _) => CellSign::SelfPod,
        (Verdict::Unreachable, _) => CellSign::Unreachable,
        (Verdict::Void, _) => CellSign::Void,
        (_, Probe::Port(protocol, port)) => match outcome(cell, protocol, port) {
            Tri::Yes => CellSign::Allowed,
            Tri::No => CellSign::Denied,
            Tri::Unknown => CellSign::Unknown,
        },
        (Verdict::All, Probe::Any) => CellSign::All,
        (Verdict::Some, Probe::Any) => CellSign::Some,
        (Verdict::None, Probe::Any) => CellSign::None,
        (Verdict::Unknown | Verdict::NotComputed, Probe::Any) => CellSign::Unknown,
    }
}

/// Whether one port is allowed.
pub(crate) fn outcome(cell: &Cell, protocol: Protocol, port: u16) -> Tri {
    if cell.allowed.contains(protocol, port) {
        Tri::Yes
    } else if cell.possible.contains(protocol, port) {
        Tri::Unknown
    } else {
        Tri::No
    }
}

/// What is said of ports about which rules are left out.
pub(crate) const NOT_COMPUTED: &str = "not computed: the limit of counted work is reached";

/// The verdict in words, without the names.
pub(crate) fn sentence(cell: &Cell, probe: Probe) -> String {
    let unknown =
        if cell.verdict == Verdict::NotComputed { NOT_COMPUTED } else { "not decidable from the input" };
    if let (
        Probe::Port(protocol, port),
        Verdict::All | Verdict::Some | Verdict::None | Verdict::Unknown | Verdict::NotComputed,
    ) = (probe, cell.verdict)
    {
        let verdict = match outcome(cell, protocol, port) {
            Tri::Yes => "allowed",
            Tri::No => "denied",
            Tri::Unknown => unknown,
        };
        return format!("{} {port} {verdict}", protocol.as_str());
    }
    match cell.verdict {
        Verdict::All => "all ports allowed".to_owned(),
        Verdict::None => "all ports denied".to_owned(),
        Verdict::Some => format!("{} allowed, everything else denied", people(&cell.allowed)),
        Verdict::SelfPod => "the pod itself, always allowed".to_owned(),
        Verdict::Unreachable => "no common address family".to_owned(),
        Verdict::Void => "both outside the cluster".to_owned(),
        Verdict::Unknown | Verdict::NotComputed => {
            let open = cell.possible.difference(&cell.allowed);
            let mut parts = Vec::new();
            if !cell.allowed.is_empty() {
                parts.push(format!("{} allowed", people(&cell.allowed)));
            }
            parts.push(format!("{} {unknown}", people(&open)));
            if !cell.possible.is_all() {
                parts.push("everything else denied".to_owned());
            }
            parts.join(", ")
        }
    }
}

/// Ports as people read them: "TCP 80, 443 and every UDP port".
pub(crate) fn people(ports: &PortSet) -> String {
    if ports.is_all() {
        return "every port".to_owned();
    }
    let mut parts: Vec<String> = Vec::new();
    let mut previous = None;
    for (protocol, first, last) in ports.ranges() {
        let text = match (first, last) {
            (1, u16::MAX) => format!("every {} port", protocol.as_str()),
            (first, last) if previous == Some(protocol) && first == last => first.to_string(),
            (first, last) if previous == Some(protocol) => format!("{first}–{last}"),
            (first, last) if first == last => format!("{} {first}", protocol.as_str()),
            (first, last) => format!("{} {first}–{last}", protocol.as_str()),
        };
        previous = Some(protocol);
        parts.push(text);
    }
    match parts.as_slice() {
        [] => "no port".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
