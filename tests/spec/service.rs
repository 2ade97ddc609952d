//! Services: which backends a connection to one of them may end at, and whether policies let it.

use std::net::IpAddr;

use super::Truth::{self, No, Unknown, Yes};
use super::end::{Found, Party};
use super::labels::is_in;
use super::objects::{EndpointPort, Meta, NumberOrName, Object, ServicePort, ServiceSpec, StringMap};
use super::{End, Family, Packet, Pod, Spec, all};

/// A Service.
#[derive(Clone, Debug)]
pub struct Service {
    pub namespace: String,
    pub name: String,
    pub selector: StringMap,
    pub ports: Vec<ServicePort>,
    pub headless: bool,
    /// What `clusterIP` and `clusterIPs` say.
    pub addresses: Vec<IpAddr>,
    /// What `ipFamilies` says; empty: nothing.
    pub families: Vec<Family>,
    /// The name that it is an alias of.
    pub external_name: Option<String>,
}

/// An EndpointSlice or Endpoints object: where the backends of a Service without a selector are.
#[derive(Clone, Debug)]
pub struct Endpoints {
    pub namespace: String,
    pub service: String,
    /// Addresses with the ports that all of them have.
    pub subsets: Vec<(Vec<IpAddr>, Vec<EndpointPort>)>,
}

/// One place where a connection to a Service may end.
#[derive(Clone, Copy, Debug)]
pub struct Backend<'c> {
    to: Party<'c>,
    /// There is no family to reach it in.
    apart: bool,
    /// One of several addresses of a name.
    one_of_several: bool,
    pub protocol: &'static str,
    pub port: u16,
    /// Whether it is a backend at all: a label that a controller adds may be unknown.
    pub exists: Truth,
    pub allowed: Truth,
}

/// What becomes of a connection to a Service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Denied,
    /// Some backends answer and some do not.
    Partial,
    Unknown,
    /// There is nothing behind the Service.
    NoEndpoint,
    /// The client has no address family of the Service.
    Unreachable,
}

/// The Service has no such port, or has several and none was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchPort;

impl Service {
    pub fn read(namespace: String, name: &str, spec: ServiceSpec) -> Service {
        let external_name = spec.external_name.filter(|_| spec.kind == "ExternalName");
        let headless = spec.cluster_ip.as_deref() == Some("None");
        let addresses = spec.cluster_ips.iter().chain(&spec.cluster_ip).filter_map(|it| it.parse().ok());
        let addresses: Vec<IpAddr> = addresses.collect();
        let family = |it: &String| if it == "IPv6" { Family::V6 } else { Family::V4 };
        let mut families: Vec<Family> = spec.ip_families.iter().map(family).collect();
        if families.is_empty() {
            // The server fills in those of the addresses.
            families = addresses.iter().map(Family::of).collect();
        }
        Service {
            namespace,
            name: name.to_owned(),
            selector: spec.selector,
            ports: spec.ports,
            headless,
            addresses,
            families,
            external_name,
        }
    }

    /// "Route service traffic to pods with label keys and values matching this selector."
    pub(super) fn selects(&self, pod: &Pod) -> Truth {
        all(self.selector.iter().map(|(key, value)| is_in(key, std::slice::from_ref(value), &pod.labels)))
    }

    /// By number or name; without either, the only one. A headless Service is its pods, which have every port.
    fn port(&self, protocol: &str, asked: Option<&NumberOrName>) -> Option<ServicePort> {
        let of_protocol = |it: &&ServicePort| it.protocol.as_deref().unwrap_or("TCP") == protocol;
        let found = match asked {
            Some(NumberOrName::Number(it)) => {
                self.ports.iter().filter(of_protocol).find(|port| port.port == *it)
            }
            Some(NumberOrName::Name(it)) => self.ports.iter().find(|port| port.name.as_ref() == Some(it)),
            None => self.ports.first().filter(|_| self.ports.len() == 1),
        };
        match asked {
            Some(NumberOrName::Number(it)) if self.headless && found.is_none() => {
                Some(ServicePort { port: *it, protocol: Some(protocol.to_owned()), ..ServicePort::default() })
            }
            _ => found.cloned(),
        }
    }
}

impl Endpoints {
    pub fn read(namespace: String, meta: &Meta, object: &Object) -> Endpoints {
        let addresses = |all: Vec<String>| all.iter().map(|it| it.parse().unwrap()).collect();
        // "EndpointSlices are linked to a Service by the kubernetes.io/service-name label"; an Endpoints object by
        // its name.
        let service = match object.kind.as_str() {
            "EndpointSlice" => meta.labels.get("kubernetes.io/service-name").cloned().unwrap_or_default(),
            _ => meta.name.clone(),
        };
        let of_slice =
            object.endpoints.iter().map(|it| (addresses(it.addresses.clone()), object.ports.clone()));
        let of_subsets = object.subsets.iter().map(|it| {
            (addresses(it.addresses.iter().filter_map(|it| it.ip.clone()).collect()), it.ports.clone())
        });
        Endpoints { namespace, service, subsets: of_slice.chain(of_subsets).collect() }
    }
}

impl Endpoints {
    pub(super) fn is_of(&self, service: &Service) -> bool {
        self.namespace == service.namespace && self.service == service.name
    }
}

impl Backend<'_> {
    /// How cases and core call it.
    pub fn id(&self) -> String {
        match (self.to.pod, self.to.address, self.to.name) {
            (Some(pod), ..) => pod.id.clone(),
            (None, Some(address), Some(name)) if self.one_of_several => format!("host:{name}@{address}"),
            (None, _, Some(name)) => format!("host:{name}"),
            (None, address, None) => address.map(|it| format!("ip:{it}")).unwrap_or_default(),
        }
    }
}

impl Spec {
    /// Where a connection to a Service may end, with what policies say of each, and of all together.
    pub fn service<'c>(
        &'c self,
        from: End<'c>,
        service: &'c Service,
        protocol: &'static str,
        port: Option<&NumberOrName>,
    ) -> Result<(Outcome, Vec<Backend<'c>>), NoSuchPort> {
        match self.find(from).as_slice() {
            [Found::Party(it)] => self.service_from(it, service, protocol, port, None),
            // No client, or one that stands for several: not asked.
            _ => Err(NoSuchPort),
        }
    }

    /// Likewise; `asked` is the address of the Service, if it was asked for by that.
    pub(super) fn service_from<'c>(
        &'c self,
        from: &Party<'c>,
        service: &'c Service,
        protocol: &'static str,
        port: Option<&NumberOrName>,
        asked: Option<IpAddr>,
    ) -> Result<(Outcome, Vec<Backend<'c>>), NoSuchPort> {
        let alias = service.external_name.as_ref().and_then(|it| self.alias(it));
        let to = self.destinations(service, protocol, port)?;
        let families = &alias.unwrap_or(service).families;
        let family = match (families.as_slice(), asked) {
            ([], None) => None,
            ([], Some(it)) => Some(Family::of(&it)).filter(|it| self.has(from, *it) != No),
            (families, asked) => self.service_family(from, families, asked),
        };
        if family.is_none() && (!families.is_empty() || asked.is_some()) {
            return Ok((Outcome::Unreachable, Vec::new()));
        }
        let Some(to) = to else { return Ok((Outcome::Unknown, Vec::new())) };
        // "Policies see the address after translation", and a pod that is its own backend is a pod like all others.
        let judged = to.into_iter().map(|it| {
            let has = |it: &Party<'_>, family| self.has(it, family) != No;
            // "a pod that lacks the flow's family (M-44) is no backend"
            // "the family knob, where both have it", and the Service
            let both_have = |own: &Family| self.has(from, *own) == Yes && self.has(&it.to, *own) == Yes;
            let open = asked.is_none() && from.address.is_none();
            let knob = self.facts.family.filter(|own| open && families.contains(own) && both_have(own));
            let family = match knob.or(family) {
                None => self.family(from, &it.to),
                Some(family) => Some(family).filter(|own| has(&it.to, *own) && has(from, *own)),
            };
            let Some(family) = family else { return Backend { apart: true, ..it } };
            let flow = Packet { from: *from, to: it.to, family, protocol: it.protocol, port: it.port };
            Backend { allowed: self.policies_of_both_allow(&flow), ..it }
        });
        let backends: Vec<Backend<'c>> = judged.filter(|it| !it.apart).collect();
        Ok((outcome(&backends), backends))
    }

    /// "If `externalName` is `<svc>.<ns>.svc[.<domain>]` of a known Service, follow it once".
    fn alias(&self, name: &str) -> Option<&Service> {
        self.cluster.services.iter().find(|it| it.is_called(name)).filter(|it| it.external_name.is_none())
    }

    /// `None`: nothing says what is behind it.
    fn destinations<'c>(
        &'c self,
        service: &'c Service,
        protocol: &'static str,
        asked: Option<&NumberOrName>,
    ) -> Result<Option<Vec<Backend<'c>>>, NoSuchPort> {
        let backend = |to, port: &ServicePort, number, exists| Backend {
            to,
            apart: false,
            one_of_several: false,
            protocol: protocol_of(port),
            port: number,
            exists,
            allowed: Unknown,
        };
        if let Some(name) = &service.external_name {
            if let Some(other) = self.alias(name) {
                return self.destinations(other, protocol, asked);
            }
            // No translation: the port is the one that was asked for.
            let Some(NumberOrName::Number(port)) = asked else { return Err(NoSuchPort) };
            if name.split('.').nth(2) == Some("svc") {
                // A name of the cluster, of a Service that is not there or is an alias itself.
                return Ok(None);
            }
            let parties = self.find(End::Name(name)).into_iter().filter_map(|it| match it {
                Found::Party(it) => Some(it),
                Found::Service(..) | Found::Loopback => None,
            });
            let parties: Vec<Party<'_>> = parties.collect();
            let one_of_several = parties.len() > 1;
            let (port, exists, allowed) = (*port, Yes, Unknown);
            let backend = |to| Backend { to, apart: false, one_of_several, protocol, port, exists, allowed };
            return Ok(Some(parties.into_iter().map(backend).collect()));
        }
        let port = service.port(protocol, asked).ok_or(NoSuchPort)?;
        if service.selector.is_empty() {
            return Ok(self.written_endpoints(service, &port));
        }
        let mut backends = Vec::new();
        for pod in self.cluster.pods.iter().filter(|it| it.namespace == service.namespace && !it.idle) {
            let exists = service.selects(pod);
            if let (Some(number), true) = (target(service, &port, pod), exists != No) {
                backends.push(backend(Party::pod(pod), &port, number, exists));
            }
        }
        Ok(Some(backends))
    }

    /// "Services most commonly abstract access to Kubernetes Pods thanks to the selector, but when used with a
    /// corresponding set of EndpointSlices objects and without a selector, the Service can abstract other kinds of
    /// backends".
    fn written_endpoints<'c>(&'c self, service: &Service, port: &ServicePort) -> Option<Vec<Backend<'c>>> {
        let written: Vec<&Endpoints> = self.cluster.endpoints.iter().filter(|it| it.is_of(service)).collect();
        if written.is_empty() {
            return None;
        }
        let backend = |to, port, protocol| Backend {
            to,
            apart: false,
            one_of_several: false,
            protocol,
            port,
            exists: Yes,
            allowed: Unknown,
        };
        let mut backends = Vec::new();
        for (addresses, ports) in written.iter().flat_map(|it| &it.subsets) {
            let name = |it: &Option<String>| it.clone().unwrap_or_default();
            let same = |it: &&EndpointPort| {
                name(&it.name) == name(&port.name)
                    && it.protocol.as_deref().unwrap_or("TCP") == protocol_of(port)
            };
            // DNS answers with the addresses of a headless Service, and clients take the port that they ask for.
            let listed =
                if service.headless { Some(port.port) } else { ports.iter().find(same).map(|it| it.port) };
            let Some(number) = listed else { continue };
            for address in addresses {
                // "addresses of known pods map to those pods, others are external IPs"
                let to = Party { pod: self.pod_at(*address), address: Some(*address), name: None };
                let protocol = protocol_of(port);
                let listed = backend(to, number, protocol);
                backends.push(listed);
            }
        }
        Some(backends)
    }
}

impl Service {
    /// `<service>.<namespace>.svc`, with or without the cluster's domain.
    fn is_called(&self, name: &str) -> bool {
        let own = format!("{}.{}.svc", self.name, self.namespace);
        name.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

fn protocol_of(port: &ServicePort) -> &'static str {
    ["UDP", "SCTP"].into_iter().find(|it| port.protocol.as_deref() == Some(it)).unwrap_or("TCP")
}

/// The port of the pod that a connection to the Service's port reaches; `None`: the pod is no backend of it.
fn target(service: &Service, port: &ServicePort, pod: &Pod) -> Option<u16> {
    match &port.target_port {
        // "For headless Services, a cluster IP is not allocated, kube-proxy does not handle these Services".
        _ if service.headless => Some(port.port),
        // "If this is not specified, the value of the 'port' field is used (an identity map)."
        None | Some(NumberOrName::Number(0)) => Some(port.port),
        Some(NumberOrName::Number(it)) => Some(*it),
        Some(NumberOrName::Name(it)) if it.is_empty() => Some(port.port),
        // "If this is a string, it will be looked up as a named port in the target Pod's container ports."
        Some(NumberOrName::Name(it)) => {
            let declared = pod.ports.iter().find(|own| own.0 == *it && own.1 == protocol_of(port));
            declared.map(|own| own.2)
        }
    }
}

/// All backends together; what is unknown is tried both ways.
fn outcome(backends: &[Backend<'_>]) -> Outcome {
    // Whether some backend answers, and whether some does not.
    let mut worlds = vec![(false, false)];
    for it in backends {
        let before = worlds.clone();
        if it.exists != Unknown {
            worlds.clear();
        }
        if it.allowed != No {
            worlds.extend(before.iter().map(|world| (true, world.1)));
        }
        if it.allowed != Yes {
            worlds.extend(before.iter().map(|world| (world.0, true)));
        }
        worlds.sort_unstable();
        worlds.dedup();
    }
    match worlds.as_slice() {
        [(false, false)] => Outcome::NoEndpoint,
        [(true, false)] => Outcome::Allowed,
        [(false, true)] => Outcome::Denied,
        [(true, true)] => Outcome::Partial,
        _ => Outcome::Unknown,
    }
}
