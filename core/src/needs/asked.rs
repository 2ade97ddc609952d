//! Cells and backends, asked for what one need comes to.

use super::judge::Judge;
use super::{State, Undecided};
use crate::cluster::{Backend, Backing, NoPort, ServicePortChoice};
use crate::eval::Pair;
use crate::hash::HashSet;
use crate::ids::{ClassId, EndpointId, NodeId};
use crate::kind::PortRef;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Of a workload, so many pods of different classes are asked, and so many of those behind a Service.
pub(super) const PODS: usize = 200;

/// What comes of what is asked of several pods.
#[derive(Clone, Copy)]
pub(super) struct Answer {
    pub(super) state: State,
    /// The first pair that shows it.
    pub(super) pair: Option<(EndpointId, EndpointId)>,
}

impl Answer {
    /// An answer that no pair shows.
    pub(super) fn of(state: State) -> Answer {
        Answer { state, pair: None }
    }
}

/// What comes of what is asked of a Service.
pub(super) struct Resolved {
    /// The port that is told; `None` where it is not known which of several is meant.
    pub(super) told: Option<(Protocol, u16)>,
    /// The port that the answer is about.
    pub(super) asked: Option<(Protocol, u16)>,
    pub(super) answer: Answer,
}

impl<'m> Judge<'m> {
    /// What is asked at a Service, and what comes of it. `None`: it leads out of the cluster.
    pub(super) fn resolved(
        &mut self,
        service: usize,
        port: Option<u16>,
        mut judge: impl FnMut(&mut Judge<'m>, &[Backend]) -> Answer,
    ) -> Option<Resolved> {
        let cluster = &self.model.cluster;
        let choices: Vec<ServicePortChoice> = match port {
            Some(port) => vec![ServicePortChoice { protocol: None, port: PortRef::Number(port) }],
            None => self.ports(service),
        };
        let said = port.map(|it| (Protocol::Tcp, it));
        let mut best: Option<(Option<(Protocol, u16)>, Answer)> = None;
        let open = |it| Answer::of(State::Undecided(it));
        for it in &choices {
            // To look for the pods behind a Service takes as long as some cells.
            self.left = self.left.saturating_sub(8);
            if self.left == 0 {
                return Some(Resolved { told: said, asked: said, answer: open(Undecided::Budget) });
            }
            let (asked, answer) = match cluster.resolve(service, Some(it)) {
                Ok(it) => match &it.backing {
                    Backing::Host(_) => return None,
                    Backing::Unknown => (Some(it.asked), open(Undecided::NoBackend)),
                    Backing::Selector | Backing::Listed if it.backends.is_empty() => {
                        (Some(it.asked), open(Undecided::NoBackend))
                    }
                    Backing::Selector | Backing::Listed => (Some(it.asked), judge(self, &it.backends)),
                },
                Err(NoPort::NoneListed | NoPort::Several | NoPort::NoSuch) => (said, open(Undecided::NoPort)),
            };
            // Of several ports it is not known which is meant: the best is told.
            if best.as_ref().is_none_or(|it| it.1.state < answer.state) {
                best = Some((asked, answer));
            }
        }
        let (asked, answer) = best.unwrap_or((said, open(Undecided::NoPort)));
        Some(Resolved { told: asked.filter(|_| port.is_some() || choices.len() <= 1), asked, answer })
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
    pub(super) fn members(&self, workload: usize) -> Vec<EndpointId> {
        let members = self.workloads.get(workload).map(|it| it.members.as_slice()).unwrap_or_default();
        let mut seen: HashSet<(ClassId, Option<NodeId>)> = HashSet::default();
        let key = |it: &EndpointId| {
            let node =
                self.model.cluster.endpoints.at(*it).pod().and_then(|it| self.model.cluster.node_of(it));
            (*self.model.reach.classes.of.at(*it), node)
        };
        members.iter().filter(|it| seen.insert(key(it))).take(PODS).copied().collect()
    }

    /// Whether all of these reach all backends.
    pub(super) fn all(&mut self, members: &[EndpointId], backends: &[Backend]) -> Answer {
        let (mut yes, mut no, mut open) = (None, None, None);
        for &from in members {
            for it in backends.iter().take(PODS) {
                // A pod that is the only one reaches itself.
                if self.is_itself(from, it.endpoint) {
                    continue;
                }
                let kind = match self.allowed(from, it.endpoint, it.port) {
                    None => return Answer::of(State::Undecided(Undecided::Budget)),
                    Some(Tri::Yes) => &mut yes,
                    // Perhaps it is no backend at all.
                    Some(Tri::No) if it.certain == Tri::Yes => &mut no,
                    Some(Tri::No | Tri::Unknown) => &mut open,
                };
                kind.get_or_insert((from, it.endpoint));
            }
        }
        let state = match (yes, no, open) {
            (Some(_), Some(_), _) => State::Partly,
            (None, Some(_), None) => State::Missing,
            (_, _, Some(_)) => State::Undecided(Undecided::Verdict),
            (_, None, None) => State::Correct,
        };
        let pair = if matches!(state, State::Undecided(_)) { open } else { no.or(yes) };
        Answer { state, pair }
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
}
