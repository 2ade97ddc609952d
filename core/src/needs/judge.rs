//! What the texts ask for, against what is allowed.

use std::rc::Rc;

use super::asked::{Answer, Isolation, Members, Resolved};
use super::hosts::{self, Form, Host};
use super::texts::{Client, Found, Source, Text};
use super::{By, Looked, LookedAt, Need, Needs, Place, Shown, State, Undecided, Where, Who};
use crate::cluster::WorkloadPods;
use crate::explain::ingress::{Published, PublishedTarget};
use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::kind::PortRef;
use crate::model::Model;
use crate::order::sort_by_key;
use crate::pause::Pause;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::source::{Location, Span};
use crate::tri::Tri;

/// So many cells are asked for at most.
const CELLS: usize = 500_000;
/// What looking at one object that may ask for something counts for, in the measure of [`Pause::after`].
const CLIENT: usize = 512;
/// Of one need, so many places are told.
const SHOWN: usize = 100;

/// Everything that is asked for, and what is allowed beside it.
pub(crate) async fn needs(model: &Model, pause: &Pause) -> Needs {
    within(model, CELLS, pause).await.0
}

/// The same with a budget, and what is left of it.
pub(super) async fn within(model: &Model, budget: usize, pause: &Pause) -> (Needs, usize) {
    let workloads = model.cluster.by_workload();
    pause.here().await;
    let mut judge = Judge::new(model, &workloads, budget);
    pause.here().await;
    let found = Found::new(model);
    pause.here().await;
    for client in &found.clients {
        judge.client(client);
        pause.after(CLIENT).await;
    }
    judge.ingresses();
    for it in &found.routes {
        judge.route(it);
        pause.after(CLIENT).await;
    }
    judge.dns(pause).await;
    let unneeded = judge.unneeded(pause).await;
    pause.here().await;
    let left = judge.left;
    let is_complete = left > 0 && !judge.is_cut && !found.is_cut;
    let mut wanted = judge.wanted;
    for it in &mut wanted {
        sort_by_key(&mut it.shown, |it| it.by.clone());
    }
    let place = |it: &Need| match it.from {
        Who::Workload(at) => at,
        Who::Kubelet | Who::Controller(_) | Who::Gateway(_) => usize::MAX,
    };
    sort_by_key(&mut wanted, place);
    (Needs { workloads, wanted, unneeded, is_complete }, left)
}

/// What tells one need from another.
type Asked = (Who, Where, Option<(Protocol, u16)>);

pub(super) struct Judge<'m> {
    pub(super) model: &'m Model,
    pub(super) workloads: &'m [WorkloadPods],
    /// The workload of each row.
    pub(super) of: HashMap<EndpointId, usize>,
    by_name: HashMap<(&'m str, &'m str), usize>,
    wanted: Vec<Need>,
    /// Where each need stands among these.
    places: HashMap<Asked, usize>,
    pub(super) known: HashMap<(EndpointId, EndpointId, (Protocol, u16)), Tri>,
    pub(super) members: HashMap<usize, Rc<Members>>,
    /// Whether some pods or backends were not asked.
    pub(super) is_cut: bool,
    /// Whether a policy that takes no part may select a pod.
    pub(super) doubted: HashMap<EndpointId, bool>,
    /// Workloads that look names up, with the first place that shows it.
    pub(super) lookups: HashMap<usize, Location>,
    /// Services that workloads ask for.
    pub(super) used: HashSet<(usize, usize)>,
    pub(super) left: usize,
}

impl<'m> Judge<'m> {
    fn new(model: &'m Model, workloads: &'m [WorkloadPods], left: usize) -> Judge<'m> {
        let mut of = HashMap::default();
        let mut by_name = HashMap::default();
        for (at, it) in workloads.iter().enumerate() {
            of.extend(it.members.iter().map(|row| (*row, at)));
            // Where two kinds share a name, the id says which.
            let id = it.id.split_once(" [").map_or(it.id.as_str(), |it| it.0);
            by_name.insert((it.kind.as_str(), id), at);
        }
        Judge {
            model,
            workloads,
            of,
            by_name,
            wanted: Vec::new(),
            places: HashMap::default(),
            known: HashMap::default(),
            members: HashMap::default(),
            is_cut: false,
            doubted: HashMap::default(),
            lookups: HashMap::default(),
            used: HashSet::default(),
            left,
        }
    }

    /// The workload of an object; `None` where it has no pods here.
    fn workload(&self, client: &Client) -> Option<usize> {
        let id = format!("{}/{}", client.namespace, client.name);
        if let Some(&it) = self.by_name.get(&(client.kind.as_str(), id.as_str())) {
            return Some(it);
        }
        // A pod is one of its workload's.
        let row = self.model.cluster.endpoint(&id).filter(|_| client.is_pod)?;
        self.of.get(&row).copied()
    }

    fn client(&mut self, client: &Client) {
        let Some(from) = self.workload(client) else { return };
        for text in &client.texts {
            self.text(from, &client.namespace, text);
        }
        if let Some((service, location)) = &client.peers {
            self.peers(from, &client.namespace, service, *location);
        }
        for (port, location) in &client.probes {
            self.probe(from, port, *location);
        }
    }

    fn text(&mut self, from: usize, namespace: &str, text: &Text) {
        if hosts::names_exceptions(&text.key, &text.value) {
            return;
        }
        let mut found = hosts::hosts(&text.value);
        let whole = text.value.trim();
        if found.is_empty() && hosts::is_host(whole) {
            let form = if hosts::is_host_key(&text.key) { Form::Key } else { Form::Name };
            let range = 0..whole.len();
            found.push(Host { name: whole.to_owned(), port: text.port, form, range });
        }
        let mut cursor = Some(0);
        for host in found {
            let place = match &text.source {
                Source::Env => Place::Variable(text.key.clone()),
                Source::Argument if host.form == Form::Name => continue,
                Source::Argument => Place::Argument,
                Source::ConfigMap(name) => Place::ConfigMap(name.clone(), text.key.clone()),
            };
            let port = host.port.or(text.port);
            let location = self.within(
                text.location,
                text.value.get(host.range.clone()).unwrap_or_default(),
                &mut cursor,
            );
            let by = By::Value(host.form, place);
            match self.service_of(namespace, &host.name) {
                Some(service) => {
                    self.lookups.entry(from).or_insert(location);
                    self.ask_service(from, service, port, Shown { by, location });
                }
                // Any other host is outside of the cluster, or is no host.
                None if host.form == Form::ClusterName
                    || host.form == Form::Url && hosts::is_of_cluster(&host.name) =>
                {
                    self.lookups.entry(from).or_insert(location);
                    let (namespace, name) = hosts::named(namespace, &host.name);
                    let need = Need {
                        from: Who::Workload(from),
                        to: Where::NoService(format!("{namespace}/{name}")),
                        port: port.map(|it| (Protocol::Tcp, it)),
                        state: State::Undecided(Undecided::NoService),
                        shown: vec![Shown { by, location }],
                        pair: None,
                    };
                    self.add(need);
                }
                None => {}
            }
        }
    }

    /// The place of some words in a value, where they stand there as they are. `cursor`: what stands before it has been
    /// found already; `None` once some words were not found, so that no text is searched again for each host.
    fn within(&mut self, it: Location, words: &str, cursor: &mut Option<usize>) -> Location {
        /// To search as many bytes takes as long as a cell.
        const SEARCHED: usize = 256;
        let Some(from) = cursor.take() else { return it };
        let text = self.model.places.text(it).and_then(|it| it.get(from..)).filter(|_| !words.is_empty());
        let found = text.and_then(|it| it.find(words));
        let searched = found.or(text.map(str::len)).unwrap_or_default();
        self.left = self.left.saturating_sub(searched / SEARCHED);
        let Some(at) = found else { return it };
        let start = it.span.start + (from + at) as u32;
        *cursor = Some(from + at + words.len());
        Location { file: it.file, span: Span::new(start, start + words.len() as u32) }
    }

    /// The Service that a name leads to from a namespace.
    fn service_of(&self, own: &str, host: &str) -> Option<usize> {
        let cluster = &self.model.cluster;
        let (namespace, name) = hosts::named(own, host);
        if let Some(it) = cluster.service(namespace, name) {
            return Some(it);
        }
        // A pod of a StatefulSet, by its own name: `db-0.db`.
        let (_, service) = host.split_once('.')?;
        cluster.service(own, service)
    }

    fn ask_service(&mut self, from: usize, service: usize, port: Option<u16>, shown: Shown) {
        let Some(body) = self.model.cluster.services.get(service) else { return };
        let to = Where::Service(format!("{}/{}", body.namespace, body.name));
        self.used.insert((from, service));
        let members = self.members(from);
        let found = self.resolved(service, port, |judge, backends| judge.all(&members, backends));
        let Some(Resolved { told, asked, answer }) = found else { return };
        let row = answer.pair.map(|it| it.0).or(members.rows.first().copied());
        let pair = row.map(|from| Looked { from, to: LookedAt::Service(service), port: asked });
        let from = Who::Workload(from);
        self.add(Need { from, to, port: told, state: answer.state, shown: vec![shown], pair });
    }

    /// "A pod's own node is always let in", unless the settings say otherwise.
    fn probe(&mut self, of: usize, port: &str, location: Location) {
        let workloads = self.workloads;
        let members = workloads.get(of).map(|it| it.members.as_slice()).unwrap_or_default();
        let number = port.parse::<u16>().ok().or_else(|| {
            let pod = self.model.cluster.endpoints.at(*members.first()?).pod()?;
            pod.ports.iter().find(|it| it.name == port).map(|it| it.number)
        });
        let isolated = match self.model.options.own_node_ingress_exempt {
            true => Isolation::Open,
            false => self.any_isolated(Direction::Ingress, members),
        };
        let state = isolated.state(Undecided::Verdict);
        self.add(Need {
            from: Who::Kubelet,
            to: Where::Workload(of),
            port: number.map(|it| (Protocol::Tcp, it)),
            state,
            shown: vec![Shown { by: By::Probe, location }],
            pair: None,
        });
    }

    fn ingresses(&mut self) {
        for it in self.model.known().published() {
            let Some((ingress, backend)) = it.written(&self.model.read.manifests) else { continue };
            let namespace = &ingress.meta.namespace;
            let service = self.model.cluster.service(namespace, &backend.service);
            let name = format!("{namespace}/{}", backend.service);
            let state = match (service, it.allowed()) {
                (None, _) => State::Undecided(Undecided::NoService),
                (Some(_), _) if self.is_doubted_at(&it) => State::Undecided(Undecided::MissingPolicy),
                (Some(_), Tri::Yes) => State::Correct,
                (Some(_), Tri::No) => State::Missing,
                (Some(_), Tri::Unknown) => State::Undecided(Undecided::Verdict),
            };
            let port = match backend.port {
                PortRef::Number(it) => Some((Protocol::Tcp, it)),
                PortRef::Name(_) => None,
            };
            let location = ingress.meta.origin.locate(backend.span);
            self.add(Need {
                from: Who::Controller(format!("Ingress {namespace}/{}", ingress.meta.name.value)),
                to: if service.is_some() { Where::Service(name) } else { Where::NoService(name) },
                port,
                state,
                shown: vec![Shown { by: By::Ingress, location }],
                pair: None,
            });
        }
    }

    /// Whether a policy that takes no part may select a controller of an Ingress, or a pod that it leads to.
    fn is_doubted_at(&mut self, it: &Published) -> bool {
        let PublishedTarget::Service(resolved, _) = &it.target else { return false };
        let model = self.model;
        let (controllers, _) = model.cluster.controllers_of(it.manifest, &model.options);
        let ends = controllers.iter().copied().chain(resolved.backends.iter().map(|it| it.endpoint));
        ends.into_iter().any(|it| self.is_doubted(it))
    }

    fn route(&mut self, it: &super::texts::Backend) {
        let name = format!("{}/{}", it.namespace, it.service);
        let service = self.model.cluster.service(&it.namespace, &it.service);
        let found = service.and_then(|service| {
            self.resolved(service, it.port, |judge, backends| {
                // Which pods the gateway has is not in the input: who isolates nothing lets it in.
                let ends: Vec<EndpointId> = backends.iter().map(|it| it.endpoint).collect();
                Answer::of(judge.any_isolated(Direction::Ingress, &ends).state(Undecided::Gateway))
            })
        });
        let (port, state) = match (service, found) {
            (_, Some(it)) => (it.told, it.answer.state),
            (Some(_), None) => return,
            (None, None) => (it.port.map(|it| (Protocol::Tcp, it)), State::Undecided(Undecided::NoService)),
        };
        self.add(Need {
            from: Who::Gateway(it.route.clone()),
            to: if service.is_some() { Where::Service(name) } else { Where::NoService(name) },
            port,
            state,
            shown: vec![Shown { by: By::Route, location: it.location }],
            pair: None,
        });
    }

    /// Puts what shows one thing together.
    pub(super) fn add(&mut self, need: Need) {
        let real = |it: Location| self.model.places.real(it);
        let shown: Vec<Shown> =
            need.shown.into_iter().map(|it| Shown { location: real(it.location), ..it }).collect();
        let at =
            *self.places.entry((need.from.clone(), need.to.clone(), need.port)).or_insert(self.wanted.len());
        match self.wanted.get_mut(at) {
            Some(it) => {
                let room = SHOWN.saturating_sub(it.shown.len());
                let new: Vec<Shown> =
                    shown.into_iter().filter(|new| !it.shown.contains(new)).take(room).collect();
                it.shown.extend(new);
            }
            None => self.wanted.push(Need { shown, ..need }),
        }
    }
}
