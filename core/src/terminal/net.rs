//! Connections of a pod: names are looked up, addresses are reached or not, as the evaluator says.

mod images;
mod names;
mod service;
mod tools;

pub(super) use images::{Family, Image, TOOLS};
pub(super) use names::{DNS_MANIFESTS, Lookup, dns_address, has_dns};
pub(super) use tools::run;

use super::resource::Kind;
use std::net::IpAddr;

use super::Reason;
use super::cluster::ServedCluster;
use super::endpoints::{backing, container_ports, servers, target_of};
use super::store::Object;
use super::value::Value;
use crate::api::Analysis;
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::view::{CellSign, EndpointKind, ExplanationView, Fragment, SideView, Sign, plain};

/// The pod that a command runs in.
#[derive(Debug)]
pub(super) struct Client<'w> {
    pub(super) cluster: &'w ServedCluster,
    pub(super) analysis: &'w Analysis,
    pub(super) pod: &'w Object,
    pub(super) image: Image,
    /// What decided the connections so far.
    pub(super) reasons: Vec<Reason>,
}

/// How a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Answered,
    TimedOut,
    Refused,
}

/// A pod that a connection leads to, and the port there.
struct Backend<'w> {
    pod: &'w Object,
    port: i64,
}

impl<'w> Client<'w> {
    /// The row of a pod: its own, or that of its workload.
    fn row(&self, pod: &Object) -> Option<(u32, String)> {
        let id = format!("{}/{}", pod.key.namespace, pod.key.name);
        if let Some(at) = self.analysis.endpoint_index(&id) {
            return Some((at, id));
        }
        let owner = super::cluster::owner_key(pod)?;
        let all = self.analysis.endpoints();
        let is_meant = |it: &crate::view::EndpointView| {
            it.kind == EndpointKind::Workload
                && it.group == owner.namespace
                && it.kind_name == owner.kind.as_str()
                && (it.name == owner.name || it.id == format!("{}/{}", owner.namespace, owner.name))
        };
        let at = all.iter().position(is_meant)?;
        Some((at as u32, all.get(at)?.id.clone()))
    }

    /// Whether a row is that of a workload.
    fn is_workload(&self, row: Option<u32>) -> bool {
        let row = row.and_then(|it| self.analysis.endpoints().get(it as usize));
        row.is_some_and(|it| it.kind == EndpointKind::Workload)
    }

    /// The row of an address outside of the cluster.
    fn outside(&self, address: IpAddr) -> Option<(u32, String)> {
        let all = self.analysis.endpoints();
        let holds = |it: &crate::view::EndpointView| {
            it.kind == EndpointKind::External && it.ranges.iter().any(|it| it.0 <= address && address <= it.1)
        };
        let size = |it: &crate::view::EndpointView| it.ranges.len();
        let found = all.iter().enumerate().filter(|it| holds(it.1)).min_by_key(|it| size(it.1))?;
        Some((found.0 as u32, found.1.id.clone()))
    }

    /// Whether policies let a connection through, and what is told about that.
    fn may(&self, to: Option<(u32, String)>, protocol: Protocol, port: u16) -> (bool, Reason) {
        let probe = Probe::Port(protocol, port);
        let nothing = |text: &str| Reason { text: text.to_owned(), cell: None };
        let (Some((from, from_id)), Some((to, to_id))) = (self.row(self.pod), to) else {
            return (true, nothing("allowed: no policy is asked about this connection"));
        };
        let Some(why) = self.analysis.explanation(from, to, probe) else {
            return (true, nothing("allowed: no policy is asked about this connection"));
        };
        let cell = Some((from_id, to_id, probe.label()));
        said(&why, probe, cell)
    }
    /// Connects to an address, which may be that of a Service, a pod, a node, or one outside of the cluster.
    pub(super) fn connect(&mut self, address: &str, port: u16, protocol: Protocol) -> Ending {
        let (ending, reason) = self.connected(address, port, protocol);
        self.reasons.push(reason);
        ending
    }

    fn connected(&self, address: &str, port: u16, protocol: Protocol) -> (Ending, Reason) {
        let told = |ending, text: String| (ending, Reason { text, cell: None });
        let Ok(ip) = address.parse::<IpAddr>() else {
            return told(Ending::TimedOut, format!("{address} is no address"));
        };
        if ip.is_loopback() {
            return self.at_pod(&Backend { pod: self.pod, port: i64::from(port) }, protocol);
        }
        let services = || self.cluster.objects.iter().filter(|it| it.key.kind == Kind::Service);
        if let Some(it) = services().find(|it| self.cluster.service_ips(it).contains(&ip)) {
            return self.to_service(it, port, protocol);
        }
        let pods = || self.cluster.objects.iter().filter(|it| it.key.kind == Kind::Pod);
        if let Some(pod) = pods().find(|it| self.cluster.pod_ips(it).contains(&ip) && !is_on_node(it)) {
            return self.at_pod(&Backend { pod, port: i64::from(port) }, protocol);
        }
        // The Service of the API server, which no file has: what is behind it listens on a node.
        if address == names::API {
            let (is_allowed, reason) = self.may(
                super::cluster::NODE_ADDRESS.parse().ok().and_then(|it| self.outside(it)),
                protocol,
                6443,
            );
            let text = format!(
                "Service default/kubernetes is the API server, here port 6443 of {}; {}",
                super::cluster::NODE_ADDRESS,
                reason.text
            );
            let ending = match (is_allowed, port) {
                (true, 443) => Ending::Answered,
                _ => Ending::TimedOut,
            };
            return (ending, Reason { text, ..reason });
        }
        if let Some(what) = self.cluster.inside(ip) {
            return told(
                Ending::TimedOut,
                format!("no policy: {address} is an address of {what}, and none has it"),
            );
        }
        let to = self.outside(ip);
        let (is_allowed, reason) = self.may(to, protocol, port);
        if !is_allowed {
            return (Ending::TimedOut, reason);
        }
        if address == super::cluster::NODE_ADDRESS {
            return (
                Ending::Refused,
                Reason { text: format!("{}; nothing listens there", reason.text), ..reason },
            );
        }
        (Ending::Answered, reason)
    }

    fn at_pod(&self, it: &Backend<'_>, protocol: Protocol) -> (Ending, Reason) {
        let id = format!("{}/{}", it.pod.key.namespace, it.pod.key.name);
        let Ok(port) = u16::try_from(it.port) else {
            return (Ending::Refused, Reason { text: format!("{} is no port", it.port), cell: None });
        };
        let is_itself = it.pod.key == self.pod.key;
        let (is_allowed, reason) = if is_itself {
            (true, Reason { text: format!("{id} to itself: always allowed"), cell: None })
        } else {
            self.may(self.row(it.pod), protocol, port)
        };
        if !is_allowed {
            return (Ending::TimedOut, reason);
        }
        match listens(it.pod, it.port, protocol.as_str()) {
            Some(true) => (Ending::Answered, reason),
            None => {
                let text = format!("{}; taken to listen there: the image does not tell", reason.text);
                (Ending::Answered, Reason { text, ..reason })
            }
            Some(false) => {
                let ports: Vec<String> =
                    container_ports(it.pod).iter().map(|it| format!("{}/{}", it.1, it.2)).collect();
                let ports = if ports.is_empty() { "none declared".to_owned() } else { ports.join(", ") };
                let text = format!(
                    "{}; but no container of {id} listens on {port} (its ports: {ports})",
                    reason.text
                );
                (Ending::Refused, Reason { text, ..reason })
            }
        }
    }

    /// Whether the DNS servers can be asked from here.
    pub(super) fn may_ask_dns(&mut self, protocol: Protocol) -> bool {
        let is_dns = |it: &&Object| {
            it.key.kind == Kind::Pod && it.labels().iter().any(|it| it.0 == "k8s-app" && it.1 == "kube-dns")
        };
        // Policies see the port of the pods, not that of their Service.
        let mut servers: Vec<(&Object, i64)> = Vec::new();
        if let Some(service) = names::dns_service(self.cluster) {
            let ports = backing(self.cluster, service);
            if let Some(port) = ports.iter().find(|it| it.port == 53 && it.protocol == protocol.as_str()) {
                let pods = super::endpoints::pods_of(self.cluster, service).into_iter();
                servers
                    .extend(pods.filter_map(|it| Some((it, target_of(it, &port.target, &port.protocol)?))));
            }
        }
        if servers.is_empty() {
            servers.extend(self.cluster.objects.iter().filter(is_dns).map(|it| (it, 53)));
        }
        let mut last = None;
        for (pod, port) in servers {
            let Ok(port) = u16::try_from(port) else { continue };
            let (is_allowed, reason) = self.may(self.row(pod), protocol, port);
            if is_allowed {
                return true;
            }
            last = Some(reason);
        }
        match last {
            Some(it) => {
                self.reasons.push(Reason { text: format!("names cannot be looked up: {}", it.text), ..it });
                false
            }
            None => true,
        }
    }

    /// What a server answers to a request for a page.
    pub(super) fn page(&self, name: &str) -> String {
        format!("hello from {name}")
    }
}

/// Whether an explanation lets a connection through, and what is told about it.
fn said(why: &ExplanationView, probe: Probe, cell: Option<(String, String, String)>) -> (bool, Reason) {
    let what = format!("{} to {} on {}", why.from_title, why.to_title, probe.label());
    let told = |text: String| Reason { text, cell };
    match lets(why.sign) {
        Some(false) => {
            let sides = why.sides.iter().filter(|it| it.sign == Sign::No);
            let all: Vec<String> = sides.map(|it| denial(it, &why.from_title, &why.to_title)).collect();
            let all = if all.is_empty() { why.sentence.clone() } else { all.join("; and ") };
            (false, told(format!("{what}: {all}")))
        }
        None => (true, told(format!("{what}: {UNDECIDED}"))),
        Some(true) => (true, told(format!("{what}: allowed by the policies"))),
    }
}

const UNDECIDED: &str = "the files do not decide whether policies let it through: if they do, it ends as shown; if they do not, it times out";

/// Whether a sign lets a connection through; `None` where that cannot be decided.
fn lets(sign: CellSign) -> Option<bool> {
    match sign {
        CellSign::Denied | CellSign::None | CellSign::Unreachable => Some(false),
        CellSign::Unknown => None,
        CellSign::All | CellSign::Some | CellSign::Allowed | CellSign::SelfPod | CellSign::Void => Some(true),
    }
}

/// Whether a pod has the address of its node.
fn is_on_node(pod: &Object) -> bool {
    pod.value.at(&["spec", "hostNetwork"]) == Some(&Value::Bool(true))
}

/// Whether a container of a pod listens on a port: what it declares, and what its image is known to do. None where neither
/// tells.
fn listens(pod: &Object, port: i64, protocol: &str) -> Option<bool> {
    let declared = container_ports(pod);
    if declared.iter().any(|it| it.1 == port && it.2 == protocol) {
        return Some(true);
    }
    let mut is_known = !declared.is_empty();
    for it in servers(pod) {
        let words = |key: &str| it.get(key).map(Value::items).unwrap_or_default().iter().map(Value::plain);
        let words: Vec<String> = words("command").chain(words("args")).collect();
        match Image::of(&it.str_at(&["image"])).listens(&words) {
            Some(ports) if ports.contains(&port) && protocol == "TCP" => return Some(true),
            Some(_) => is_known = true,
            None => {}
        }
    }
    if is_known { Some(false) } else { None }
}

/// `denied by policy shop/deny on the way out of shop/web (no egress rule at all)`.
fn denial(side: &SideView, from: &str, to: &str) -> String {
    let (way, title) = if side.direction == "egress" { ("out of", from) } else { ("into", to) };
    // Links lead to the policies that isolate; behind the last of them stands why none of their rules lets it through.
    let is_link = |it: &Fragment| matches!(it, Fragment::Link(..));
    let names: Vec<&str> = side
        .summary
        .iter()
        .filter_map(|it| if let Fragment::Link(name, _) = it { Some(name.as_str()) } else { None })
        .collect();
    let last = side.summary.iter().rposition(is_link).map_or(0, |it| it + 1);
    let behind = plain(side.summary.get(last..).unwrap_or_default());
    let behind = behind.trim_start_matches([';', ' ']).trim_end_matches('.');
    match names.as_slice() {
        [] => format!("denied on the way {way} {title}: {behind}"),
        names => {
            let noun = if names.len() > 1 { "policies" } else { "policy" };
            let why = if behind.is_empty() { String::new() } else { format!(" ({behind})") };
            format!("denied by {noun} {} on the way {way} {title}{why}", names.join(", "))
        }
    }
}
