//! Services, and what stands behind each of their ports.
//!
//! "Resolve the Service, then evaluate each backend with its pod IP and target port" (M-70): here is the first
//! half. Nothing is resolved before a caller asks for it.

use std::net::IpAddr;

use super::{Cluster, PodBody};
use crate::ids::{EndpointId, Id, NamespaceId};
use crate::kind::{PortRef, Service, ServicePort, ServiceType};
use crate::order::{sort_by, sort_by_key};
use crate::protocol::{Family, Protocol};
use crate::source::{Location, Origin};
use crate::tri::Tri;

use super::by_label::ByLabel;
use super::labels::LabelValue;

/// A Service of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceBody {
    /// The name of its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Position of its manifest in the list the cluster was made from.
    pub manifest: usize,
    /// Its document.
    pub origin: Origin,
    /// The whole object.
    pub location: Location,
}

impl ServiceBody {
    /// `svc:namespace/name`.
    pub fn id(&self) -> String {
        format!("svc:{}/{}", self.namespace, self.name)
    }
}

/// Which port of a Service is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePortChoice {
    /// `None`: TCP where there is a choice.
    pub protocol: Option<Protocol>,
    /// Its number or name.
    pub port: PortRef,
}

impl ServicePortChoice {
    /// As it stands behind the Service: `:80`, `:53/UDP`. TCP goes without saying.
    pub(crate) fn suffix(&self) -> String {
        let protocol = self.protocol.filter(|it| *it != Protocol::Tcp);
        format!(":{}{}", self.port, protocol.map_or(String::new(), |it| format!("/{}", it.as_str())))
    }
}

/// Why a Service has no answer for a choice of port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPort {
    /// It lists no ports, and none was named.
    NoneListed,
    /// It has several, and none was named.
    Several,
    /// It has no such port.
    NoSuch,
}

/// What stands behind one port of a Service.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// Position of the Service among those of the cluster: for an alias, of the one that it leads to.
    pub service: usize,
    /// Where the backends come from.
    pub backing: Backing,
    /// Position in `ports` of the Service, unless clients reach ports directly.
    pub port: Option<usize>,
    /// What clients connect to.
    pub asked: (Protocol, u16),
    /// In the order of the matrix, each once; then those outside.
    pub backends: Vec<Backend>,
    /// Pods that the selector selects and that declare no port of the target's name: no backends.
    pub without_port: Vec<EndpointId>,
    /// Endpoints that lack the address family of the flow: no backends (M-71). Filled where the flow is known.
    pub without_family: Vec<EndpointId>,
    /// Workloads that the selector selects and that run no pod: no backends.
    pub not_running: Vec<EndpointId>,
}

/// Where the backends of a Service come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backing {
    /// Its selector.
    Selector,
    /// EndpointSlices or Endpoints: it has no selector.
    Listed,
    /// It has neither, or is another name for a Service that is not there: the input does not say.
    Unknown,
    /// A name outside the cluster.
    Host(String),
}

/// One backend of a Service's port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backend {
    /// The pod, workload or address.
    pub endpoint: EndpointId,
    /// The port that policies see (M-70).
    pub port: (Protocol, u16),
    /// How it was found.
    pub translation: Translation,
    /// The family of the address by which it was found; `None`: it was found by its labels or its name.
    pub family: Option<Family>,
    /// Unknown where the selector asks for a label whose value is not in the input.
    pub certain: Tri,
}

/// How a Service's port became a port of the backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Translation {
    /// No `targetPort` is written: the same number.
    Same,
    /// `targetPort` is a number.
    Number,
    /// `targetPort` is a name: the position of the container port that declares it.
    Named(usize),
    /// Headless or an alias: clients reach the port that they ask for.
    Direct,
    /// The port that stands in the EndpointSlice or Endpoints.
    Listed,
}

impl Cluster {
    /// Adds the Services.
    pub fn add_services(&mut self) {
        for (manifest, it) in self.manifests.iter().enumerate() {
            let Some(Service { meta, .. }) = it.as_service() else { continue };
            self.services.push(ServiceBody {
                namespace: meta.namespace.clone(),
                name: meta.name.value.clone(),
                manifest,
                origin: meta.origin,
                location: meta.origin.locate(meta.span),
            });
        }
        sort_by(&mut self.services, |a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
        let mut addresses = Vec::new();
        for at in 0..self.services.len() {
            let own = self.written(at).map_or(&[][..], |it| &it.1.cluster_ips);
            addresses.extend(own.iter().map(|it| (it.to_canonical(), at)));
        }
        sort_by_key(&mut addresses, |it| it.0);
        self.service_addresses = addresses;
        self.add_listings();
    }

    /// The Service that has an address of its own; of several that claim it the first.
    pub fn service_with(&self, address: IpAddr) -> Option<usize> {
        let at = self.service_addresses.partition_point(|it| it.0 < address);
        self.service_addresses.get(at).filter(|it| it.0 == address).map(|it| it.1)
    }

    /// The position of a Service among those of the cluster.
    pub fn service(&self, namespace: &str, name: &str) -> Option<usize> {
        let key = |it: &ServiceBody| (it.namespace.as_str(), it.name.as_str()).cmp(&(namespace, name));
        self.services.binary_search_by(key).ok()
    }

    /// What stands behind a port of a Service.
    pub fn resolve(&self, service: usize, choice: Option<&ServicePortChoice>) -> Result<Resolved, NoPort> {
        let Some((body, it)) = self.written(service) else { return Err(NoPort::NoSuch) };
        if it.kind == ServiceType::ExternalName {
            return self.alias(service, it, choice);
        }
        let (port, asked) = chosen(it, choice)?;
        let mut res = Resolved {
            service,
            backing: Backing::Selector,
            port,
            asked,
            backends: Vec::new(),
            without_port: Vec::new(),
            without_family: Vec::new(),
            not_running: Vec::new(),
        };
        let port = port.and_then(|at| it.ports.get(at)).filter(|_| !it.headless);
        if it.selector.is_empty() {
            self.listed(body, port, &mut res);
        } else {
            self.selected(it, port, &mut res);
        }
        Ok(res)
    }

    /// The manifest of a Service.
    pub fn written(&self, service: usize) -> Option<(&ServiceBody, &Service)> {
        let body = self.services.get(service)?;
        Some((body, self.manifests.get(body.manifest)?.as_service()?))
    }

    /// "If `externalName` is `<svc>.<ns>.svc[.<domain>]` of a known Service, follow it once".
    fn alias(
        &self,
        service: usize,
        it: &Service,
        choice: Option<&ServicePortChoice>,
    ) -> Result<Resolved, NoPort> {
        let named = chosen(it, choice).ok();
        // A DNS alias translates no port: what is asked for is a port of the Service behind it.
        let number = named
            .map(|(_, asked)| ServicePortChoice { protocol: Some(asked.0), port: PortRef::Number(asked.1) });
        let choice = number.as_ref().or(choice);
        let target = self.alias_target(&it.external_name);
        if let Some(target) = target.filter(|&it| it != service)
            && let Some((_, other)) = self.written(target)
            && other.kind != ServiceType::ExternalName
        {
            return self.resolve(target, choice);
        }
        let asked = match choice {
            Some(ServicePortChoice { protocol, port: PortRef::Number(it) }) => {
                (protocol.unwrap_or_default(), *it)
            }
            Some(_) => return Err(NoPort::NoSuch),
            None => return Err(NoPort::NoneListed),
        };
        let inside = it.external_name.split('.').nth(2) == Some("svc");
        let backend = |(endpoint, family)| Backend {
            endpoint,
            port: asked,
            translation: Translation::Direct,
            family,
            certain: Tri::Yes,
        };
        Ok(Resolved {
            service,
            backing: if inside { Backing::Unknown } else { Backing::Host(it.external_name.clone()) },
            port: None,
            asked,
            backends: self.hidden.hosts(&it.external_name).filter(|_| !inside).map(backend).collect(),
            without_port: Vec::new(),
            without_family: Vec::new(),
            not_running: Vec::new(),
        })
    }

    /// The Service whose ports are asked for: the one behind an alias, else itself.
    pub fn behind(&self, service: usize) -> usize {
        let name = self.written(service).map_or("", |it| &it.1.external_name);
        self.alias_target(name).unwrap_or(service)
    }

    /// The Service that a name inside the cluster means.
    fn alias_target(&self, name: &str) -> Option<usize> {
        let mut parts = name.split('.');
        let (service, namespace) = (parts.next()?, parts.next()?);
        parts.next().filter(|it| *it == "svc").and_then(|_| self.service(namespace, service))
    }

    /// "Pods of the same namespace whose labels satisfy every pair in `spec.selector`".
    fn selected(&self, it: &Service, port: Option<&ServicePort>, res: &mut Resolved) {
        for (endpoint, pod, certain) in self.backing_pods(it) {
            if !pod.running {
                res.not_running.push(endpoint);
                continue;
            }
            let Some((port, translation)) = target(pod, port, res.asked) else {
                res.without_port.push(endpoint);
                continue;
            };
            res.backends.push(Backend { endpoint, port, translation, family: None, certain });
        }
    }

    /// The pods and workloads that a Service selects, or perhaps does; running or not.
    pub fn backing_pods(&self, it: &Service) -> Vec<(EndpointId, &PodBody, Tri)> {
        let Some(namespace) = self.namespace(&it.meta.namespace) else { return Vec::new() };
        let wanted: Option<Vec<_>> = it
            .selector
            .iter()
            .map(|(key, value)| Some((self.strings.find(key)?, self.strings.find(value))))
            .collect();
        let Some(wanted) = wanted.filter(|it| !it.is_empty()) else { return Vec::new() };
        let selects = |pod: &PodBody| {
            wanted.iter().fold(Tri::Yes, |acc, &(key, value)| {
                acc.and(match pod.labels.get(key) {
                    Some(LabelValue::Known(it)) => (Some(it) == value).into(),
                    Some(LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything) => {
                        Tri::Unknown
                    }
                    None => Tri::No,
                })
            })
        };
        let by_label = self.by_label.get_or_init(|| ByLabel::new(self.pods()));
        let candidates = by_label.candidates(namespace, &wanted).into_iter();
        let pods = candidates.filter_map(|id| self.endpoints.at(id).pod().map(|pod| (id, pod, selects(pod))));
        pods.filter(|it| it.2.possible()).collect()
    }

    /// The pods and stand-ins of a namespace: endpoints are sorted by it.
    pub(crate) fn pods_of(&self, namespace: NamespaceId) -> impl Iterator<Item = (EndpointId, &PodBody)> {
        let visible = self.endpoints.as_slice().get(..self.visible()).unwrap_or_default();
        let key = |it: &super::Endpoint| it.pod().map_or(NamespaceId(u32::MAX), |it| it.namespace);
        let first = visible.partition_point(|it| key(it) < namespace);
        visible.iter().enumerate().skip(first).map_while(move |(index, it)| {
            let pod = it.pod().filter(|it| it.namespace == namespace)?;
            Some((EndpointId::from_index(index), pod))
        })
    }
}

/// A Service's port and where it stands; headless Services have every port.
fn chosen(
    it: &Service,
    choice: Option<&ServicePortChoice>,
) -> Result<(Option<usize>, (Protocol, u16)), NoPort> {
    let found = |at: usize, it: &ServicePort| (Some(at), (it.protocol, it.number));
    let Some(ServicePortChoice { protocol, port }) = choice else {
        return match it.ports.as_slice() {
            [one] => Ok(found(0, one)),
            [] => Err(NoPort::NoneListed),
            _ => Err(NoPort::Several),
        };
    };
    let is_meant = |it: &ServicePort| match port {
        PortRef::Number(number) => it.number == *number,
        PortRef::Name(name) => it.name == *name,
    };
    let right_protocol = |it: &ServicePort| protocol.is_none_or(|protocol| protocol == it.protocol);
    let meant = || it.ports.iter().enumerate().filter(|it| is_meant(it.1) && right_protocol(it.1));
    // "Same number with TCP and UDP => protocol decides (default TCP)."
    let first = meant().find(|it| it.1.protocol == Protocol::Tcp).or_else(|| meant().next());
    match (first, port) {
        (Some((at, it)), _) => Ok(found(at, it)),
        (None, PortRef::Number(number)) if it.headless => Ok((None, (protocol.unwrap_or_default(), *number))),
        (None, _) => Err(NoPort::NoSuch),
    }
}

/// The port of a pod behind a Service's port; `None` where the pod declares none of the target's name.
fn target(
    pod: &PodBody,
    port: Option<&ServicePort>,
    asked: (Protocol, u16),
) -> Option<((Protocol, u16), Translation)> {
    let Some(port) = port else { return Some((asked, Translation::Direct)) };
    match &port.target {
        PortRef::Number(it) if port.target_span.is_none() => Some(((port.protocol, *it), Translation::Same)),
        PortRef::Number(it) => Some(((port.protocol, *it), Translation::Number)),
        PortRef::Name(name) => {
            // "First container port (containers in order, then sidecars) with that name and the service
            // port's protocol" (R-42).
            let is_target =
                |it: &crate::kind::ContainerPort| it.name == *name && it.protocol == port.protocol;
            let at = pod.ports.iter().position(is_target)?;
            pod.ports.get(at).map(|it| ((it.protocol, it.number), Translation::Named(at)))
        }
    }
}
