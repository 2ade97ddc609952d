//! Cells and backends, asked for what one need comes to.

use std::rc::Rc;

use super::judge::Judge;
use super::{State, Undecided};
use crate::cluster::{self, Backend, Backing, NoPort, ServicePortChoice};
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

    fn open(why: Undecided) -> Answer {
        Answer::of(State::Undecided(why))
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

impl Isolation {
    /// What comes of it where nothing else decides. `isolated`: why it is open where a policy isolates.
    pub(super) fn state(self, isolated: Undecided) -> State {
        match self {
            Isolation::Open => State::Correct,
            Isolation::Perhaps => State::Undecided(Undecided::MissingPolicy),
            Isolation::Isolated => State::Undecided(isolated),
        }
    }
}

/// What comes of several ports of which it is not known which is meant: what holds for all of them. Where only some are
/// allowed, the first that is not shows it.
fn one_of(all: Vec<(Option<(Protocol, u16)>, Answer)>) -> Option<(Option<(Protocol, u16)>, Answer)> {
    let is_broken = |it: State| matches!(it, State::Missing | State::Partly);
    let any_allowed = all.iter().any(|it| it.1.state == State::Correct);
    let (asked, answer) = all.iter().copied().min_by_key(|it| it.1.state)?;
    let open = all.iter().copied().find(|it| matches!(it.1.state, State::Undecided(_)));
    match (is_broken(answer.state), any_allowed, open) {
        (true, true, _) => {
            Some((asked, Answer { state: State::Undecided(Undecided::WhichPort), pair: answer.pair }))
        }
        (true, false, Some(it)) => Some(it),
        _ => Some((asked, answer)),
    }
}

impl<'m> Judge<'m> {
    /// What is asked at a Service, and what comes of it. `None`: it leads out of the cluster.
    pub(super) fn resolved(
        &mut self,
        service: usize,
        port: Option<u16>,
        mut judge: impl FnMut(&mut Judge<'m>, &[Backend]) -> Answer,
    ) -> Option<Resolved> {
        let choices: Vec<ServicePortChoice> = match port {
            Some(port) => vec![ServicePortChoice { protocol: None, port: PortRef::Number(port) }],
            None => self.ports(service),
        };
        let said = port.map(|it| (Protocol::Tcp, it));
        let mut all: Vec<(Option<(Protocol, u16)>, Answer)> = Vec::new();
        for it in &choices {
            let Some(resolved) = self.resolve(service, it) else {
                let answer = Answer::open(Undecided::Budget);
                return Some(Resolved { told: said, asked: said, answer });
            };
            let (asked, answer) = match resolved {
                Ok(it) => match &it.backing {
                    Backing::Host(_) => return None,
                    Backing::Unknown => (Some(it.asked), Answer::open(Undecided::NoBackend)),
                    Backing::Selector | Backing::Listed if it.backends.is_empty() => {
                        (Some(it.asked), Answer::open(Undecided::NoBackend))
                    }
                    Backing::Selector | Backing::Listed => (Some(it.asked), judge(self, &it.backends)),
                },
                Err(NoPort::NoneListed | NoPort::Several | NoPort::NoSuch) => {
                    (said, Answer::open(Undecided::NoPort))
                }
            };
            all.push((asked, answer));
        }
        let (asked, answer) = one_of(all).unwrap_or((said, Answer::open(Undecided::NoPort)));
        Some(Resolved { told: asked.filter(|_| port.is_some() || choices.len() <= 1), asked, answer })
    }

    /// The pods behind a Service; `None` where there is no time for it.
    pub(super) fn resolve(
        &mut self,
        service: usize,
        it: &ServicePortChoice,
    ) -> Option<Result<cluster::Resolved, NoPort>> {
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
    pub(super) fn all(&mut self, members: &Members, backends: &[Backend]) -> Answer {
        let (backends, is_cut) = self.different(members, backends);
        let (mut yes, mut no, mut unread, mut open) = (None, None, None, None);
        for &from in &members.rows {
            for it in &backends {
                // A pod that is the only one reaches itself.
                if self.is_itself(from, it.endpoint) {
                    continue;
                }
                let pair = (from, it.endpoint);
                if self.is_doubted(from) || self.is_doubted(it.endpoint) {
                    unread.get_or_insert(pair);
                    continue;
                }
                let shown = match self.allowed(from, it.endpoint, it.port) {
                    None => return Answer::open(Undecided::Budget),
                    Some(Tri::Yes) => &mut yes,
                    // Perhaps it is no backend at all.
                    Some(Tri::No) if it.certain == Tri::Yes => &mut no,
                    Some(Tri::No | Tri::Unknown) => &mut open,
                };
                shown.get_or_insert(pair);
            }
        }
        let is_open = unread.is_some() || open.is_some();
        let (state, pair) = match (yes, no) {
            (Some(_), Some(_)) => (State::Partly, no),
            (None, Some(_)) if !is_open => (State::Missing, no),
            _ if unread.is_some() => (State::Undecided(Undecided::MissingPolicy), unread),
            _ if open.is_some() => (State::Undecided(Undecided::Verdict), open),
            _ if is_cut || members.is_cut => (State::Undecided(Undecided::Budget), None),
            _ => (State::Correct, yes),
        };
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
