//! What the internet reaches: through Services that are published there, and through Ingresses.

use std::rc::Rc;

use super::internet::reachable;
use super::{Each, Found, Once, POD};
use crate::cluster::{Backend, ServicePortChoice};
use crate::explain::ingress::PublishedTarget;
use crate::explain::service::{node_addresses, published, served};
use crate::hash::HashMap;
use crate::ids::{EndpointId, GroupId, NodeId};
use crate::kind::{PortRef, Service};
use crate::pause::Pause;
use crate::policy::{Direction, PortSet};
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// How the internet reaches a pod through a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByService {
    /// Position of the Service among those of the cluster.
    pub(crate) service: usize,
    /// What is certainly reachable, by who reaches it; empty where nothing is.
    pub(crate) entrances: Vec<Entrance>,
    /// Ports of the pod that the input leaves open for some sources.
    pub(crate) open: PortSet,
    /// Ports that the client's address does not reach, while that of a node does or may: which of the two the pod sees is
    /// for the network plugin to say (C-30).
    pub(crate) by_node: PortSet,
}

/// Ports of a pod that the same sources reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entrance {
    pub(crate) ports: PortSet,
    /// Entries outside the cluster.
    pub(crate) from: Vec<EndpointId>,
    /// Whether these are all of the internet.
    pub(crate) all: bool,
}

/// What an Ingress makes of a pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByIngress {
    /// Position of its manifest.
    pub(crate) manifest: usize,
    /// The ports of the pod that it leads to.
    pub(crate) ports: PortSet,
    /// Whether its controller gets in.
    pub(crate) reached: Tri,
}

/// Which sources reach a port of the pods of a group.
struct Sources {
    from: Vec<EndpointId>,
    all: bool,
    open: bool,
}

pub(super) async fn by_service(
    each: &Each<'_>,
    internet: &[EndpointId],
    pause: &Pause,
) -> Vec<Found<ByService>> {
    let model = each.model;
    let published: Vec<(usize, &Service)> = (0..model.cluster.services.len())
        .filter_map(|at| Some((at, model.cluster.written(at)?.1)))
        .filter(|it| published(it.1))
        .collect();
    if published.is_empty() {
        return Vec::new();
    }
    let said = model.reach.said(model.inputs(), Direction::Ingress, internet);
    pause.here().await;
    let nodes = node_addresses(model.inputs());
    let mut sources = Once::new();
    let mut from_nodes: Once<FromNode, bool> = Once::new();
    let mut found = Vec::new();
    for (service, written) in published {
        let families = served(written);
        let is_served = |it: EndpointId| {
            let family = model.cluster.endpoints.at(it).external().map(|it| it.family);
            families.is_empty() || family.is_some_and(|it| families.contains(&it))
        };
        let mut rows = Rows::default();
        for it in &written.ports {
            let choice = ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) };
            let Ok(resolved) = model.cluster.resolve(service, Some(&choice)) else { continue };
            for backend in resolved.backends.iter().filter(|it| each.is_real(it.endpoint)) {
                pause.after(POD).await;
                let group = model.reach.group_id(Direction::Ingress, backend.endpoint);
                let key = (group, backend.port, families.clone());
                let sources = sources.get(key, || {
                    let entries = reachable(model, backend.endpoint, internet);
                    let answers = said.about(group).zip(entries).filter(|it| it.1.1 && is_served(it.1.0));
                    let (mut from, mut count, mut open) = (Vec::new(), 0, false);
                    for ((allowed, possible), (entry, _)) in answers {
                        count += 1;
                        let (protocol, port) = backend.port;
                        if allowed.contains(protocol, port) {
                            from.push(entry);
                        } else {
                            open |= possible.contains(protocol, port);
                        }
                    }
                    Rc::new(Sources { all: count > 0 && from.len() == count, from, open })
                });
                let by_node = !sources.all && !written.keeps_client_address && {
                    let node = model.cluster.endpoints.at(backend.endpoint).pod().and_then(|it| it.node);
                    let family = families.first().copied().unwrap_or(Family::V4);
                    from_nodes.get((group, backend.port, node, family), || {
                        let seen = model.known().seen_from_node(&nodes, backend, Some(family));
                        seen.is_some_and(Tri::possible)
                    })
                };
                rows.add(service, backend, &sources, by_node);
            }
        }
        found.extend(rows.0);
    }
    each.by_workload(found)
}

/// Whether a pod of a group, on a node, is reached at a port by addresses of nodes.
type FromNode = (GroupId, (Protocol, u16), Option<NodeId>, Family);

/// What is found about the pods behind one Service, in the order of its backends.
#[derive(Default)]
struct Rows(Vec<(EndpointId, ByService)>, HashMap<EndpointId, usize>);

impl Rows {
    fn add(&mut self, service: usize, backend: &Backend, sources: &Sources, by_node: bool) {
        let at = *self.1.entry(backend.endpoint).or_insert(self.0.len());
        if at == self.0.len() {
            let (open, by_node) = (PortSet::empty(), PortSet::empty());
            self.0.push((backend.endpoint, ByService { service, entrances: Vec::new(), open, by_node }));
        }
        let Some((_, it)) = self.0.get_mut(at) else { return };
        let port = PortSet::one(backend.port.0, backend.port.1);
        let is_certain = backend.certain == Tri::Yes;
        if sources.open || !is_certain && !sources.from.is_empty() {
            it.open = it.open.union(&port);
        } else if by_node && sources.from.is_empty() {
            it.by_node = it.by_node.union(&port);
        }
        if !is_certain || sources.from.is_empty() {
            return;
        }
        match it.entrances.iter_mut().find(|it| it.from == sources.from) {
            Some(it) => it.ports = it.ports.union(&port),
            None => {
                it.entrances.push(Entrance { ports: port, from: sources.from.clone(), all: sources.all });
            }
        }
    }
}

pub(super) async fn by_ingress(each: &Each<'_>, pause: &Pause) -> Vec<Found<ByIngress>> {
    let mut found: Vec<(EndpointId, ByIngress)> = Vec::new();
    let mut positions: HashMap<(EndpointId, usize, Tri), usize> = HashMap::default();
    for it in each.model.known().published() {
        let PublishedTarget::Service(resolved, flows) = &it.target else { continue };
        pause.after(POD).await;
        for (backend, flow) in resolved.backends.iter().zip(flows) {
            let reached = if backend.certain == Tri::Yes { flow.allowed } else { Tri::Unknown };
            let ports = PortSet::one(backend.port.0, backend.port.1);
            let key = (backend.endpoint, it.manifest, reached);
            let at = *positions.entry(key).or_insert(found.len());
            match found.get_mut(at) {
                Some((_, old)) => old.ports = old.ports.union(&ports),
                None => found.push((backend.endpoint, ByIngress { manifest: it.manifest, ports, reached })),
            }
        }
    }
    each.by_workload(found)
}
