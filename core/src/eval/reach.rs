//! Both directions together: every cell of the matrix, computed when it is asked for.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::address::AddressSpace;
use super::budget::{self, Meter};
use super::classes::{ClassKind, Classes};
use super::family::{Families, FamilyFacts, Wanted, flow_family};
use super::known::see;
use super::node::{Asks, Nodes};
use super::pieces::{Piece, whole};
use super::reason::Reason;
use super::row::{Decision, FlowFamilies, Group, Groups, Row, pieces_about};
use super::sets::Sets;
use crate::cluster::{Cluster, Endpoint, Family};
use crate::ids::{ClassId, EndpointId, GroupId, IdVec, PolicyId, PortSetId};
use crate::options::Options;
use crate::pause::Pause;
use crate::policy::atom::{NamesOfPods, Seen};
use crate::policy::{Direction, PerDirection, Policies, PortSet};
use crate::tri::Tri;

/// What a cell says about all ports together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Every port is allowed.
    All,
    /// Some are.
    Some,
    /// None is.
    None,
    /// For some port the input does not decide.
    Unknown,
    /// For some port it was not found out: rules are left out that decide it.
    NotComputed,
    /// The pod itself: always allowed (M-60).
    SelfPod,
    /// The two ends have no address family in common: no matter of policies (M-44).
    Unreachable,
    /// Both ends are outside the cluster.
    Void,
}

/// A cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    /// All ports together.
    pub verdict: Verdict,
    /// Ports that are certainly allowed.
    pub allowed: PortSet,
    /// Ports that are not certainly denied; never fewer than `allowed`.
    pub possible: PortSet,
}

/// Who reaches whom. Rows are computed when they are first needed, and kept.
#[derive(Debug)]
pub struct Reach {
    /// Endpoints that nothing tells apart.
    pub classes: Classes,
    groups: PerDirection<(Groups, Rows)>,
    pub(super) nodes: Nodes,
    host_names: NamesOfPods,
    pub(super) families: FamilyFacts,
    sets: Mutex<Sets>,
    #[cfg_attr(not(feature = "internals"), allow(dead_code, reason = "for tests"))]
    pub(super) steps: u64,
}

/// For each group its default row, and those where the question fixes the family of the flows.
type Rows = IdVec<GroupId, [OnceLock<Row>; 3]>;

/// Two ends, and how they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Who opens the connection.
    pub source: EndpointId,
    /// Who receives it.
    pub destination: EndpointId,
    /// The family of the address that was asked for, of each end: the flow has it (M-44).
    pub asked: [Option<Family>; 2],
    /// Whether the very same pod is meant, also where the endpoint stands for several.
    pub itself: bool,
}

impl Pair {
    /// Two ends by name.
    pub fn new(source: EndpointId, destination: EndpointId) -> Pair {
        Pair { source, destination, asked: [None; 2], itself: false }
    }

    /// A pod and its loopback address (M-67).
    pub fn of_itself(it: EndpointId) -> Pair {
        Pair { itself: true, ..Pair::new(it, it) }
    }
}

/// What a cell is computed from.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The endpoints.
    pub cluster: &'a Cluster,
    /// The rules.
    pub policies: &'a Policies,
    /// The knobs.
    pub options: &'a Options,
}

impl Reach {
    /// Sorts endpoints into classes and subjects into groups, stopping in between. Cells come later.
    pub(crate) async fn new(
        inputs: Inputs<'_>,
        space: &AddressSpace,
        host_names: NamesOfPods,
        pause: &Pause,
    ) -> Reach {
        let Inputs { cluster, policies, options } = inputs;
        let families = FamilyFacts::new(cluster, options);
        let mut meter = Meter::new(options.limit_work);
        let classes = Classes::new(inputs, space, &families, &host_names, (&mut meter, pause)).await;
        let knobs = (policies, options);
        let mut groups = PerDirection {
            egress: Groups::new(Direction::Egress, knobs, &classes, &mut meter, pause).await,
            ingress: Groups::new(Direction::Ingress, knobs, &classes, &mut meter, pause).await,
        };
        let steps = budget::leave_out(meter, (policies, &classes), &mut groups, pause).await;
        let with_rows = |groups: Groups| {
            let rows = groups.groups.iter().map(|_| std::array::from_fn(|_| OnceLock::new())).collect();
            (groups, IdVec::from_vec(rows))
        };
        let groups = PerDirection { egress: with_rows(groups.egress), ingress: with_rows(groups.ingress) };
        let nodes = Nodes::new(cluster, options);
        Reach { classes, groups, nodes, host_names, families, sets: Mutex::new(Sets::new()), steps }
    }

    /// The groups of a direction.
    pub(super) fn groups(&self, direction: Direction) -> &Groups {
        &self.groups.get(direction).0
    }

    /// Ports that the end which `direction` does not judge allows for certain.
    pub(super) fn far_side(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        source: ClassId,
        destination: ClassId,
    ) -> PortSet {
        let sets = &mut self.sets();
        let allowed = self.decision(inputs, direction.opposite(), (source, destination), None, sets).allowed;
        sets.get(allowed).clone()
    }

    /// What one direction says about a class of peers.
    pub(super) fn pieces_of_classes(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        subject: ClassId,
        peer: ClassId,
    ) -> Vec<Piece> {
        self.pieces_about(inputs, direction, (subject, peer), None)
    }

    fn pieces_about(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        (subject, peer): (ClassId, ClassId),
        asked: Option<Family>,
    ) -> Vec<Piece> {
        let groups = self.groups(direction);
        let group = groups.groups.at(*groups.of.at(subject));
        let families = FlowFamilies::new(direction, group, &self.classes, inputs.options, asked);
        let knobs = (inputs.policies, inputs.options);
        pieces_about(direction, group, knobs, (&self.classes, &families), peer)
    }

    /// The group of a subject.
    pub fn group(&self, direction: Direction, subject: EndpointId) -> &Group {
        let groups = self.groups(direction);
        groups.groups.at(*groups.of.at(*self.classes.of.at(subject)))
    }

    pub(super) fn sets(&self) -> MutexGuard<'_, Sets> {
        // Interned sets are never left half-written.
        self.sets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn row(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        subject: ClassId,
        asked: Option<Family>,
        sets: &mut Sets,
    ) -> &Row {
        self.row_of_group(inputs, direction, *self.groups(direction).of.at(subject), asked, sets)
    }

    /// The same by the group.
    pub(super) fn row_of_group(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        id: GroupId,
        asked: Option<Family>,
        sets: &mut Sets,
    ) -> &Row {
        let [default, v4, v6] = self.groups.get(direction).1.at(id);
        let row = match asked {
            None => default,
            Some(Family::V4) => v4,
            Some(Family::V6) => v6,
        };
        row.get_or_init(|| self.fresh(inputs, direction, id, asked, sets))
    }

    /// A row that is not kept.
    pub(super) fn fresh(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        group: GroupId,
        asked: Option<Family>,
        sets: &mut Sets,
    ) -> Row {
        let group = self.groups(direction).groups.at(group);
        let families = FlowFamilies::new(direction, group, &self.classes, inputs.options, asked);
        let knobs = (inputs.policies, inputs.options);
        Row::new(direction, group, knobs, (&self.classes, &families), sets)
    }

    fn decision(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        (source, destination): (ClassId, ClassId),
        asked: Option<Family>,
        sets: &mut Sets,
    ) -> Decision {
        let (subject, peer) = direction.subject_and_peer(source, destination);
        self.row(inputs, direction, subject, asked, sets).decision(peer)
    }

    /// The family of a flow; `None`: its ends have none in common.
    pub fn family(&self, inputs: Inputs<'_>, pair: Pair) -> Option<Family> {
        let wanted = Wanted { asked: pair.asked, service: &[], knob: inputs.options.family };
        let families = |it| self.families.of(inputs.cluster.endpoints.at(it));
        flow_family(&families(pair.source), &families(pair.destination), wanted)
    }

    /// The address families of an endpoint.
    pub(crate) fn families(&self, endpoint: &Endpoint) -> Families {
        self.families.of(endpoint)
    }

    /// An endpoint as questions see it, in a flow of this family.
    pub(crate) fn see<'a>(&'a self, inputs: Inputs<'a>, it: EndpointId, family: Option<Family>) -> Seen<'a> {
        see(inputs, (&self.families, &self.host_names), it, family)
    }

    /// The family of a flow, where the question fixes it; `Err`: its ends do not have it both.
    fn fixed(&self, inputs: Inputs<'_>, pair: Pair) -> Result<Option<Family>, ()> {
        match pair.asked {
            [None, None] => Ok(None),
            [Some(_), _] | [None, Some(_)] => self.family(inputs, pair).map(Some).ok_or(()),
        }
    }

    fn may_be_unreachable(&self, pair: Pair) -> bool {
        self.classes.families.len() > 1 || pair.asked != [None, None]
    }

    fn classes_of(&self, pair: Pair) -> (ClassId, ClassId) {
        (*self.classes.of.at(pair.source), *self.classes.of.at(pair.destination))
    }

    /// What one direction says about a flow, as pieces of the port space.
    pub fn pieces(&self, inputs: Inputs<'_>, direction: Direction, pair: Pair) -> Vec<Piece> {
        let Ok(fixed) = self.fixed(inputs, pair) else { return whole(Tri::No, Reason::Unreachable) };
        let (source, destination) = self.classes_of(pair);
        let classes = direction.subject_and_peer(source, destination);
        let pieces = self.pieces_about(inputs, direction, classes, fixed);
        match self.exempt(inputs, direction, pair) {
            Tri::No => pieces,
            Tri::Yes => whole(Tri::Yes, Reason::OwnNode),
            Tri::Unknown => pieces.into_iter().map(Piece::unless_own_node).collect(),
        }
    }

    /// Whether it matters which node an endpoint runs on.
    pub(crate) fn asks_for_nodes(&self) -> Asks {
        self.nodes.asks()
    }

    /// Whether a direction of a cell needs no rule: the peer is the node that the subject runs on.
    pub(crate) fn exempt(&self, inputs: Inputs<'_>, direction: Direction, pair: Pair) -> Tri {
        if !self.nodes.any() {
            return Tri::No;
        }
        let (subject, peer) = direction.subject_and_peer(pair.source, pair.destination);
        let endpoint = |it| inputs.cluster.endpoints.at(it);
        if self.classes.class(subject).kind != ClassKind::Pod || self.family(inputs, pair).is_none() {
            return Tri::No;
        }
        self.nodes.exempt(direction, endpoint(subject), endpoint(peer), (inputs.cluster, inputs.options))
    }

    /// The same with other options than those that the classes were made with.
    pub(crate) fn exempt_under(&self, inputs: Inputs<'_>, direction: Direction, pair: Pair) -> Tri {
        let (subject, peer) = direction.subject_and_peer(pair.source, pair.destination);
        let (subject, peer) = (inputs.cluster.endpoints.at(subject), inputs.cluster.endpoints.at(peer));
        self.nodes.exempt(direction, subject, peer, (inputs.cluster, inputs.options))
    }

    /// Allowed and possible ports of one cell.
    pub(super) fn sides(&self, inputs: Inputs<'_>, pair: Pair, sets: &mut Sets) -> (PortSetId, PortSetId) {
        let Ok(fixed) = self.fixed(inputs, pair) else { return (Sets::EMPTY, Sets::EMPTY) };
        let classes = self.classes_of(pair);
        let mut res = (Sets::ALL, Sets::ALL);
        for direction in Direction::BOTH {
            let decision = self.decision(inputs, direction, classes, fixed, sets);
            let (allowed, possible) = match self.exempt(inputs, direction, pair) {
                Tri::No => (decision.allowed, decision.possible),
                Tri::Unknown => (decision.allowed, Sets::ALL),
                Tri::Yes => continue,
            };
            res = (sets.intersection(res.0, allowed), sets.intersection(res.1, possible));
        }
        res
    }

    /// What one direction by itself allows for certain, and what it does not certainly deny. For a pod and
    /// itself, that is everything.
    pub fn side(&self, inputs: Inputs<'_>, direction: Direction, pair: Pair) -> (PortSet, PortSet) {
        if self.is_self(inputs, pair) {
            return (PortSet::all(), PortSet::all());
        }
        self.judged_side(inputs, direction, pair)
    }

    /// The same, with a pod and itself judged as two pods.
    pub(crate) fn judged_side(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        pair: Pair,
    ) -> (PortSet, PortSet) {
        let Ok(fixed) = self.fixed(inputs, pair) else { return (PortSet::empty(), PortSet::empty()) };
        let sets = &mut self.sets();
        let decision = self.decision(inputs, direction, self.classes_of(pair), fixed, sets);
        match self.exempt(inputs, direction, pair) {
            Tri::No => (sets.get(decision.allowed).clone(), sets.get(decision.possible).clone()),
            Tri::Yes => (PortSet::all(), PortSet::all()),
            Tri::Unknown => (sets.get(decision.allowed).clone(), PortSet::all()),
        }
    }

    /// Whether a cell is about a pod and itself.
    pub fn is_self(&self, inputs: Inputs<'_>, pair: Pair) -> bool {
        let replicas = || inputs.cluster.endpoints.at(pair.source).pod().map_or(1, |it| it.replicas);
        pair.itself || pair.source == pair.destination && replicas() == 1
    }

    /// One cell.
    pub fn cell(&self, inputs: Inputs<'_>, pair: Pair) -> Cell {
        let outside = |it| self.classes.class(it).kind == ClassKind::External;
        if outside(pair.source) && outside(pair.destination) {
            return Cell { verdict: Verdict::Void, allowed: PortSet::empty(), possible: PortSet::empty() };
        }
        if self.is_self(inputs, pair) {
            return Cell { verdict: Verdict::SelfPod, allowed: PortSet::all(), possible: PortSet::all() };
        }
        if self.may_be_unreachable(pair) && self.family(inputs, pair).is_none() {
            let verdict = Verdict::Unreachable;
            return Cell { verdict, allowed: PortSet::empty(), possible: PortSet::empty() };
        }
        let mut sets = self.sets();
        let (allowed, possible) = self.sides(inputs, pair, &mut sets);
        let verdict = verdict(allowed, possible);
        let open = verdict == Verdict::Unknown && self.is_left_out(inputs, pair);
        let verdict = if open { Verdict::NotComputed } else { verdict };
        Cell { verdict, allowed: sets.get(allowed).clone(), possible: sets.get(possible).clone() }
    }

    /// The policies that apply to a subject, or perhaps do, in the order of the walk.
    pub fn applying(&self, direction: Direction, subject: EndpointId) -> &[(PolicyId, Tri)] {
        &self.group(direction, subject).policies
    }
}

fn verdict(allowed: PortSetId, possible: PortSetId) -> Verdict {
    match (allowed, possible) {
        (Sets::ALL, _) => Verdict::All,
        (_, Sets::EMPTY) => Verdict::None,
        (a, b) if a == b => Verdict::Some,
        _ => Verdict::Unknown,
    }
}
