//! Services as destinations: what there is to pick, and what becomes of a connection to one.

mod flow;
mod notes;

use std::net::IpAddr;

use super::{CellSign, Certainty, ExplanationView, NoteView, Place, ServiceError, StepView};
use crate::cluster::{Backing, NoPort, ServiceBody, ServicePortChoice};
use crate::explain::service::{ServiceFlow, ServiceOutcome};
use crate::hash::HashMap;
use crate::kind::{Manifest, PortRef, Service, ServicePort, ServiceType};
use crate::model::{End, Model, ServiceEnd};
use crate::order::sort_dedup;
use crate::probe::Probe;
use crate::protocol::Protocol;

pub(crate) use flow::{cell_sign, sentence, view};

/// A Service that can be picked as a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceView {
    /// `svc:namespace/name`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Its type, or that it is headless.
    pub kind: ServiceKind,
    /// Its ports.
    pub ports: Vec<ServicePortView>,
    /// Its own addresses, as far as known.
    pub addresses: Vec<IpAddr>,
    /// "2 pods and workloads", "no pod or workload", "1 listed address", "alias of db.example.com".
    pub backing: String,
    /// Ids of the pods and workloads that its selector selects and that run; empty where it has none.
    pub backends: Vec<String>,
    /// The Ingress objects that publish it: `namespace/name`.
    pub published_by: Vec<String>,
    /// The whole object.
    pub place: Option<Place>,
}

/// The type of a Service, with the headless ones as a type of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// Has an address inside the cluster.
    ClusterIp,
    /// And a port of every node.
    NodePort,
    /// And a load balancer.
    LoadBalancer,
    /// Another name for a host or a Service.
    ExternalName,
    /// `clusterIP: None`: its name stands for the addresses of its pods.
    Headless,
}

impl ServiceKind {
    fn of(it: &Service) -> ServiceKind {
        match it.kind {
            _ if it.headless => ServiceKind::Headless,
            ServiceType::ClusterIp => ServiceKind::ClusterIp,
            ServiceType::NodePort => ServiceKind::NodePort,
            ServiceType::LoadBalancer => ServiceKind::LoadBalancer,
            ServiceType::ExternalName => ServiceKind::ExternalName,
        }
    }

    /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`, `headless`.
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceKind::ClusterIp => ServiceType::ClusterIp.as_str(),
            ServiceKind::NodePort => ServiceType::NodePort.as_str(),
            ServiceKind::LoadBalancer => ServiceType::LoadBalancer.as_str(),
            ServiceKind::ExternalName => ServiceType::ExternalName.as_str(),
            ServiceKind::Headless => "headless",
        }
    }

    /// Whether a port of it becomes a port of the backends. Clients of the others may ask for any port.
    pub fn translates_ports(self) -> bool {
        match self {
            ServiceKind::ClusterIp | ServiceKind::NodePort | ServiceKind::LoadBalancer => true,
            ServiceKind::ExternalName | ServiceKind::Headless => false,
        }
    }
}

/// One port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServicePortView {
    /// `http`, or empty.
    pub name: String,
    /// What clients connect to.
    pub probe: Probe,
    /// `TCP 80`, or `http (TCP 80)`.
    pub label: String,
    /// The port of the pods: a number, or the name of a container port.
    pub target: String,
    /// The port of every node, if there is one.
    pub node_port: Option<u16>,
}

/// A connection to a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceFlowView {
    /// Id of the source.
    pub from: String,
    /// What sentences call it: its id, or the name of addresses outside the cluster.
    pub from_title: String,
    /// `svc:namespace/name`.
    pub service: String,
    /// What clients connect to: `TCP 80`.
    pub port: String,
    /// All backends together.
    pub outcome: ServiceOutcome,
    /// How certain the outcome is: `defined`, `implementation-defined`, `input-dependent`.
    pub certainty: Certainty,
    /// The same for people, to stand behind the sentence; empty where it goes without saying.
    pub certainty_words: &'static str,
    /// The outcome in words, without the names: "allowed to 1 of 2 backends".
    pub sentence: String,
    /// How the Service becomes backends: its port, where they come from, what is left out.
    pub steps: Vec<StepView>,
    /// What becomes of each backend.
    pub backends: Vec<BackendView>,
    /// Caveats about the Service; those about single flows are in their explanations.
    pub notes: Vec<NoteView>,
}

/// A connection that ends at one backend.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackendView {
    /// Id of the pod, workload or address.
    pub id: String,
    /// What sentences call it.
    pub title: String,
    /// Its row in the matrix; `None` for an address that has none.
    pub row: Option<u32>,
    /// The port that policies see.
    pub probe: Probe,
    /// `TCP 8080`.
    pub port: String,
    /// `Allowed`, `Denied` or `Unknown`.
    pub sign: CellSign,
    /// Whether it is certain that this is a backend.
    pub certain: bool,
    /// Whether the client itself is this backend, or one of its replicas may be.
    pub hairpin: bool,
    /// From outside, where the backend may see a node's address instead of the client's: what then holds, in
    /// words. Empty where nothing can differ.
    pub from_node: String,
    /// How the Service's port became this one.
    pub translation: StepView,
    /// Why. Only the first twenty backends are explained here; the others by their rows.
    pub explanation: Option<ExplanationView>,
}

pub(crate) fn list(model: &Model) -> Vec<ServiceView> {
    let published = published(model);
    (0..model.cluster.services.len()).filter_map(|it| one(model, it, &published)).collect()
}

/// The Ingress objects that publish each Service, by its namespace and name.
type Published<'m> = HashMap<(&'m str, &'m str), Vec<String>>;

fn published(model: &Model) -> Published<'_> {
    let mut res = Published::default();
    for it in model.read.manifests.iter().filter_map(Manifest::as_ingress) {
        let mut services: Vec<&str> = it.backends.iter().map(|it| it.service.as_str()).collect();
        sort_dedup(&mut services);
        for service in services {
            let ingress = format!("{}/{}", it.meta.namespace, it.meta.name.value);
            res.entry((it.meta.namespace.as_str(), service)).or_default().push(ingress);
        }
    }
    res
}

fn one(model: &Model, at: usize, published: &Published<'_>) -> Option<ServiceView> {
    let (body, service) = model.cluster.written(at)?;
    Some(ServiceView {
        id: body.id(),
        name: body.name.clone(),
        namespace: body.namespace.clone(),
        kind: ServiceKind::of(service),
        ports: service.ports.iter().map(port).collect(),
        addresses: service.cluster_ips.clone(),
        backing: backing(model, at, service),
        backends: {
            let pods = model.cluster.backing_pods(service).into_iter().filter(|it| it.1.running);
            pods.map(|it| model.cluster.endpoints.at(it.0).id.clone()).collect()
        },
        published_by: published.get(&(&*body.namespace, &*body.name)).cloned().unwrap_or_default(),
        place: model.places.place(body.location),
    })
}

fn port(it: &ServicePort) -> ServicePortView {
    ServicePortView {
        name: it.name.clone(),
        probe: Probe::Port(it.protocol, it.number),
        label: port_label(it),
        target: it.target.to_string(),
        node_port: it.node_port,
    }
}

fn port_label(it: &ServicePort) -> String {
    let label = Probe::Port(it.protocol, it.number).label();
    if it.name.is_empty() { label } else { format!("{} ({label})", it.name) }
}

fn backing(model: &Model, at: usize, service: &Service) -> String {
    if service.kind == ServiceType::ExternalName {
        return format!("alias of {}", service.external_name);
    }
    if !service.selector.is_empty() {
        let pods = model.cluster.backing_pods(service);
        let running = pods.iter().filter(|it| it.1.running).count();
        return counted(running, "pod or workload", "pods and workloads");
    }
    let choice = service
        .ports
        .first()
        .map(|it| ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) });
    match model.cluster.resolve(at, choice.as_ref()) {
        Ok(it) if it.backing == Backing::Listed => {
            counted(it.backends.len(), "listed address", "listed addresses")
        }
        Ok(_) | Err(_) => "no selector, and no endpoints in the input".to_owned(),
    }
}

fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        n => format!("{n} {several}"),
    }
}

/// Why a Service has no such port.
fn no_port(model: &Model, at: usize, choice: Option<&ServicePortChoice>, why: NoPort) -> ServiceError {
    let Some((body, service)) = model.cluster.written(model.cluster.behind(at)) else {
        return ServiceError::Unknown(
            model.cluster.services.get(at).map(ServiceBody::id).unwrap_or_default(),
        );
    };
    let id = body.id();
    let has: Vec<String> = service.ports.iter().map(port_label).collect();
    match why {
        NoPort::NoneListed => ServiceError::NoneListed(id),
        NoPort::Several => ServiceError::Several(id, has),
        NoPort::NoSuch => {
            let port = choice.map_or(String::new(), |it| match it.protocol {
                Some(protocol) => format!("{} {}", protocol.as_str(), it.port),
                None => it.port.to_string(),
            });
            ServiceError::NoSuchPort { service: id, port, has }
        }
    }
}

/// What becomes of a connection from a row to a Service. `Err` is what is wrong with the choice of the port.
pub(crate) fn flow(
    model: &Model,
    from: End,
    service: ServiceEnd<'_>,
    port: Option<&ServicePortChoice>,
) -> Result<ServiceFlow, ServiceError> {
    let (from, asked) = model.row(from);
    let Some((from, (at, _))) = from.zip(parse(model, service.id)) else {
        return Err(ServiceError::Unknown(service.id.to_owned()));
    };
    let flow = model.known().service_flow(from, at, port, [asked, service.family]);
    flow.map_err(|it| no_port(model, at, port, it))
}

/// `svc:namespace/name`, with `:port` behind it where one is meant; the port by number or name, with `/udp` or so.
pub(crate) fn parse(model: &Model, text: &str) -> Option<(usize, Option<ServicePortChoice>)> {
    let text = text.strip_prefix("svc:").unwrap_or(text);
    let (name, port) = text.split_once(':').unwrap_or((text, ""));
    let (namespace, name) = name.split_once('/')?;
    let at = model.cluster.service(namespace, name)?;
    Some((at, choice(port)))
}

/// `80`, `http`, `53/UDP`, `UDP/53`, `UDP 53`; empty: none.
pub(crate) fn choice(text: &str) -> Option<ServicePortChoice> {
    let mut words = text.split(['/', ' ']).filter(|it| !it.is_empty());
    let (first, second) = (words.next()?, words.next());
    let protocol = |it: &str| Protocol::from_api(&it.to_ascii_uppercase());
    let (protocol, port) = match (protocol(first), second) {
        (Some(protocol), Some(port)) => (Some(protocol), port),
        (None, Some(second)) => (protocol(second), first),
        (_, None) => (None, first),
    };
    let port = port.parse().map_or_else(|_| PortRef::Name(port.to_owned()), PortRef::Number);
    Some(ServicePortChoice { protocol, port })
}

#[cfg(test)]
mod tests;
