//! Cells and backends, asked for what one need comes to.

use std::rc::Rc;

use super::judge::Judge;
use super::{State, Undecided};
use crate::cluster::{Backend, Backing, NoPort, Resolved, ServicePortChoice};
use crate::eval::Pair;
use crate::hash::HashSet;
use crate::ids::{ClassId, EndpointId, NodeId};
use crate::kind::PortRef;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Of a workload, so many pods of different classes are asked, and so many of those behind a Service.
const PODS: usize = 200;

/// Pods of a workload of which each says something else.
#[derive(Default)]
pub(super) struct Members {
    pub(super) rows: Vec<EndpointId>,
    /// Whether there are more of them.
    pub(super) is_cut: bool,
}

/// Whether policies isolate pods in one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Isolation {
    /// None does.
    Open,
    /// One that takes no part may do so.
    Perhaps,
    /// One does.
    Isolated,
}

impl<'m> Judge<'m> {
    /// What is asked at a Service, and what comes of it. `None`: it leads out of the cluster.
    pub(super) fn resolved(
        &mut self,
        service: usize,
        port: Option<u16>,
        mut judge: impl FnMut(&mut Judge<'m>, &[Backend]) -> State,
    ) -> Option<(Option<(Protocol, u16)>, State)> {
        let choices: Vec<ServicePortChoice> = match port {
            Some(port) => vec![ServicePortChoice { protocol: None, port: PortRef::Number(port) }],
            None => self.ports(service),
        };
        let said = port.map(|it| (Protocol::Tcp, it));
        let mut best: Option<(Option<(Protocol, u16)>, State)> = None;
        for it in &choices {
            let Some(resolved) = self.resolve(service, it) else {
                return Some((said, State::Undecided(Undecided::Budget)));
            };
            let (asked, state) = match resolved {
                Ok(it) => match &it.backing {
                    Backing::Host(_) => return None,
                    Backing::Unknown => (Some(it.asked), State::Undecided(Undecided::NoBackend)),
                    Backing::Selector | Backing::Listed if it.backends.is_empty() => {
                        (Some(it.asked), State::Undecided(Undecided::NoBackend))
                    }
                    Backing::Selector | Backing::Listed => (Some(it.asked), judge(self, &it.backends)),
                },
                Err(NoPort::NoneListed | NoPort::Several | NoPort::NoSuch) => {
                    (said, State::Undecided(Undecided::NoPort))
                }
            };
            // Of several ports it is not known which is meant: the best is told.
            if best.as_ref().is_none_or(|it| it.1 < state) {
                best = Some((asked, state));
            }
        }
        let (asked, state) = best.unwrap_or((said, State::Undecided(Undecided::NoPort)));
        Some((if port.is_none() && choices.len() > 1 { None } else { asked }, state))
    }

    /// The pods behind a Service; `None` where there is no time for it.
    pub(super) fn resolve(
        &mut self,
        service: usize,
        it: &ServicePortChoice,
    ) -> Option<Result<Resolved, NoPort>> {
        /// To look for the pods takes as long as some cells, and for so many of them as one more.
        const FIRST: usize = 8;
        const EACH: usize = 16;
        if self.left == 0 {
            return None;
        }
        let resolved = self.model.cluster.resolve(service, Some(it));
        let pods = resolved.as_ref().map_or(0, |it| it.backends.len());
        self.left = self.left.saturating_sub(FIRST + pods / EACH);
        (self.left > 0).then_some(resolved)
    }

    pub(super) fn ports(&self, service: usize) -> Vec<ServicePortChoice> {
        let body = self.model.cluster.services.get(service);
        let written = body.and_then(|it| self.model.read.manifests.get(it.manifest)?.as_service());
        let ports = written.into_iter().flat_map(|it| &it.ports);
        ports
            .map(|it| ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) })
            .collect()
    }

    /// Pods of a workload of which each says something else.
    pub(super) fn members(&mut self, workload: usize) -> Rc<Members> {
        if let Some(it) = self.members.get(&workload) {
            return it.clone();
        }
        let workloads = self.workloads;
        let all = workloads.get(workload).map(|it| it.members.as_slice()).unwrap_or_default();
        let mut seen = HashSet::default();
        let new = all.iter().filter(|it| seen.insert(self.kind(**it)));
        let mut rows: Vec<EndpointId> = new.take(PODS + 1).copied().collect();
        let is_cut = rows.len() > PODS;
        rows.truncate(PODS);
        self.is_cut |= is_cut;
        let res = Rc::new(Members { rows, is_cut });
        self.members.insert(workload, res.clone());
        res
    }

    /// What cells depend on: pods of one kind have the same ones, but for those with themselves.
    fn kind(&mut self, it: EndpointId) -> (ClassId, Option<NodeId>, bool) {
        let model = self.model;
        let node = model.cluster.endpoints.at(it).pod().and_then(|it| model.cluster.node_of(it));
        (*model.reach.classes.of.at(it), node, self.is_doubted(it))
    }

    /// Backends of which each says something else to these pods, and whether there are more of them.
    pub(super) fn different<'b>(
        &mut self,
        members: &Members,
        backends: &'b [Backend],
    ) -> (Vec<&'b Backend>, bool) {
        let own: HashSet<EndpointId> = members.rows.iter().copied().collect();
        let mut seen = HashSet::default();
        let new = backends.iter().filter(|it| {
            // Whether a pod reaches itself says nothing about the others of its kind.
            let own = Some(it.endpoint).filter(|it| own.contains(it));
            seen.insert((self.kind(it.endpoint), it.port, it.certain, own))
        });
        let mut res: Vec<&Backend> = new.take(PODS + 1).collect();
        let is_cut = res.len() > PODS;
        res.truncate(PODS);
        self.is_cut |= is_cut;
        (res, is_cut)
    }

    /// Whether all of these reach all backends.
    pub(super) fn all(&mut self, members: &Members, backends: &[Backend]) -> State {
        let (backends, is_cut) = self.different(members, backends);
        let (mut yes, mut no, mut open) = (false, false, None);
        for &from in &members.rows {
            for it in &backends {
                // A pod that is the only one reaches itself.
                if self.is_itself(from, it.endpoint) {
                    continue;
                }
                if self.is_doubted(from) || self.is_doubted(it.endpoint) {
                    open = Some(Undecided::MissingPolicy);
                    continue;
                }
                match self.allowed(from, it.endpoint, it.port) {
                    None => return State::Undecided(Undecided::Budget),
                    Some(Tri::Yes) => yes = true,
                    // Perhaps it is no backend at all.
                    Some(Tri::No) if it.certain == Tri::Yes => no = true,
                    Some(Tri::No | Tri::Unknown) => open = open.or(Some(Undecided::Verdict)),
                }
            }
        }
        match (yes, no, open) {
            (true, true, _) => State::Partly,
            (false, true, None) => State::Missing,
            (_, _, Some(why)) => State::Undecided(why),
            (_, false, None) if is_cut || members.is_cut => State::Undecided(Undecided::Budget),
            (_, false, None) => State::Correct,
        }
    }

    pub(super) fn is_itself(&self, from: EndpointId, to: EndpointId) -> bool {
        from == to && self.model.cluster.endpoints.at(from).pod().is_some_and(|it| it.replicas <= 1)
    }

    pub(super) fn allowed(&mut self, from: EndpointId, to: EndpointId, port: (Protocol, u16)) -> Option<Tri> {
        if let Some(it) = self.known.get(&(from, to, port)) {
            return Some(*it);
        }
        self.left = self.left.checked_sub(1)?;
        let cell = self.model.reach.cell(self.model.inputs(), Pair::new(from, to));
        let it = if cell.allowed.contains(port.0, port.1) {
            Tri::Yes
        } else if cell.possible.contains(port.0, port.1) {
            Tri::Unknown
        } else {
            Tri::No
        };
        self.known.insert((from, to, port), it);
        Some(it)
    }

    pub(super) fn is_isolated(&self, direction: Direction, it: EndpointId) -> bool {
        !self.model.reach.applying(direction, it).is_empty()
    }

    /// Whether a policy that takes no part may select a pod: what is said of it may be wrong.
    pub(super) fn is_doubted(&mut self, it: EndpointId) -> bool {
        let model = self.model;
        if model.missing.is_empty() {
            return false;
        }
        *self.doubted.entry(it).or_insert_with(|| model.missing_for(it).next().is_some())
    }

    /// Whether one of these pods is isolated.
    pub(super) fn any_isolated(&mut self, direction: Direction, those: &[EndpointId]) -> Isolation {
        if those.iter().any(|it| self.is_isolated(direction, *it)) {
            Isolation::Isolated
        } else if those.iter().any(|it| self.is_doubted(*it)) {
            Isolation::Perhaps
        } else {
            Isolation::Open
        }
    }
}
