//! Both directions together: every cell of the matrix, computed when it is asked for.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::address::AddressSpace;
use super::classes::{ClassKind, Classes};
use super::node::Nodes;
use super::pieces::{Piece, Reason, whole};
use super::row::{Decision, Group, Groups, Row};
use super::sets::Sets;
use crate::cluster::{Cluster, Family};
use crate::ids::{AtomId, ClassId, EndpointId, GroupId, IdVec, PolicyId, PortSetId};
use crate::options::Options;
use crate::policy::{Direction, Policies, PortSet};
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
    /// The pod itself: always allowed (M-60).
    SelfPod,
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
    groups: PerDirectionGroups,
    pub(super) nodes: Nodes,
    sets: Mutex<Sets>,
}

#[derive(Debug)]
struct PerDirectionGroups {
    egress: (Groups, IdVec<GroupId, OnceLock<Row>>),
    ingress: (Groups, IdVec<GroupId, OnceLock<Row>>),
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

/// Adds the entries for addresses outside the cluster; the classes need them.
pub fn add_externals(cluster: &mut Cluster, space: &AddressSpace, options: &Options) {
    let v6 = space.mentions(Family::V6)
        || options.externals.iter().any(|it| it.to_canonical().is_ipv6())
        || cluster.pods().any(|(_, it)| it.addresses.iter().any(|it| it.is_ipv6()));
    let families: &[Family] = if v6 { &[Family::V4, Family::V6] } else { &[Family::V4] };
    // "IPv4-mapped IPv6 addresses in queries are converted to IPv4" (M-43).
    let added: Vec<_> = options.externals.iter().map(|it| it.to_canonical()).collect();
    cluster.add_externals(space.externals(families, &added));
}

impl Reach {
    /// Sorts endpoints into classes and subjects into groups. Cells come later.
    pub fn new(inputs: Inputs<'_>, space: &AddressSpace) -> Reach {
        let Inputs { cluster, policies, options } = inputs;
        let classes = Classes::new(cluster, policies, space, options);
        let groups = |direction| {
            let groups = Groups::new(direction, policies, &classes, options);
            let rows = groups.groups.iter().map(|_| OnceLock::new()).collect();
            (groups, IdVec::from_vec(rows))
        };
        let groups =
            PerDirectionGroups { egress: groups(Direction::Egress), ingress: groups(Direction::Ingress) };
        let nodes = Nodes::new(cluster, options);
        Reach { classes, groups, nodes, sets: Mutex::new(Sets::new()) }
    }

    /// The groups of a direction.
    pub(super) fn groups(&self, direction: Direction) -> &Groups {
        &self.rows(direction).0
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
        let allowed = self.decision(inputs, direction.opposite(), (source, destination), sets).allowed;
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
        self.row(inputs, direction, subject, &mut self.sets()).decision(peer).pieces.clone()
    }

    fn rows(&self, direction: Direction) -> &(Groups, IdVec<GroupId, OnceLock<Row>>) {
        match direction {
            Direction::Egress => &self.groups.egress,
            Direction::Ingress => &self.groups.ingress,
        }
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
        sets: &mut Sets,
    ) -> &Row {
        let (groups, rows) = self.rows(direction);
        let id = *groups.of.at(subject);
        rows.at(id).get_or_init(|| {
            let knobs = (inputs.policies, inputs.options);
            Row::new(direction, groups.groups.at(id), knobs, &self.classes, sets)
        })
    }

    fn decision(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        (source, destination): (ClassId, ClassId),
        sets: &mut Sets,
    ) -> &Decision {
        let (subject, peer) = direction.subject_and_peer(source, destination);
        self.row(inputs, direction, subject, sets).decision(peer)
    }

    /// What one direction says about a flow, as pieces of the port space.
    pub fn pieces(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        source: EndpointId,
        destination: EndpointId,
    ) -> Vec<Piece> {
        let classes = (*self.classes.of.at(source), *self.classes.of.at(destination));
        let pieces = self.decision(inputs, direction, classes, &mut self.sets()).pieces.clone();
        match self.exempt(inputs, direction, source, destination) {
            Tri::No => pieces,
            Tri::Yes => whole(Tri::Yes, Reason::OwnNode),
            Tri::Unknown => pieces.into_iter().map(Piece::unless_own_node).collect(),
        }
    }

    /// Whether it matters which node an endpoint runs on.
    pub(crate) fn asks_for_nodes(&self) -> bool {
        self.nodes.any()
    }

    /// Whether a direction of a cell needs no rule: the peer is the node that the subject runs on.
    pub(crate) fn exempt(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        source: EndpointId,
        destination: EndpointId,
    ) -> Tri {
        if !self.nodes.any() {
            return Tri::No;
        }
        let (subject, peer) = direction.subject_and_peer(source, destination);
        let endpoint = |it| inputs.cluster.endpoints.at(it);
        if self.classes.class(subject).kind != ClassKind::Pod {
            return Tri::No;
        }
        self.nodes.exempt(direction, endpoint(subject), endpoint(peer), (inputs.cluster, inputs.options))
    }

    /// Allowed and possible ports of one cell.
    pub(super) fn sides(
        &self,
        inputs: Inputs<'_>,
        source: EndpointId,
        destination: EndpointId,
        sets: &mut Sets,
    ) -> (PortSetId, PortSetId) {
        let classes = (*self.classes.of.at(source), *self.classes.of.at(destination));
        let mut res = (Sets::ALL, Sets::ALL);
        for direction in Direction::BOTH {
            let decision = self.decision(inputs, direction, classes, sets);
            let (allowed, possible) = match self.exempt(inputs, direction, source, destination) {
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
    pub fn side(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        source: EndpointId,
        destination: EndpointId,
    ) -> (PortSet, PortSet) {
        if self.is_self(inputs, source, destination) {
            return (PortSet::all(), PortSet::all());
        }
        self.judged_side(inputs, direction, source, destination)
    }

    /// The same, with a pod and itself judged as two pods.
    pub(crate) fn judged_side(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        source: EndpointId,
        destination: EndpointId,
    ) -> (PortSet, PortSet) {
        let pieces = self.pieces(inputs, direction, source, destination);
        let at_least = |least| {
            let those = pieces.iter().filter(|it| it.allowed >= least);
            those.fold(PortSet::empty(), |acc, it| acc.union(&it.ports))
        };
        (at_least(Tri::Yes), at_least(Tri::Unknown))
    }

    /// Whether a cell is about a pod and itself.
    pub fn is_self(&self, inputs: Inputs<'_>, source: EndpointId, destination: EndpointId) -> bool {
        let replicas = || inputs.cluster.endpoints.at(source).pod().map_or(1, |it| it.replicas);
        source == destination && replicas() == 1
    }

    /// One cell.
    pub fn cell(&self, inputs: Inputs<'_>, source: EndpointId, destination: EndpointId) -> Cell {
        let outside = |it| self.classes.class(it).kind == ClassKind::External;
        if outside(source) && outside(destination) {
            return Cell { verdict: Verdict::Void, allowed: PortSet::empty(), possible: PortSet::empty() };
        }
        if self.is_self(inputs, source, destination) {
            return Cell { verdict: Verdict::SelfPod, allowed: PortSet::all(), possible: PortSet::all() };
        }
        let mut sets = self.sets();
        let (allowed, possible) = self.sides(inputs, source, destination, &mut sets);
        Cell {
            verdict: verdict(allowed, possible),
            allowed: sets.get(allowed).clone(),
            possible: sets.get(possible).clone(),
        }
    }

    /// Endpoints that answer a question about labels with yes or perhaps, in the order of the matrix.
    pub fn selected(&self, atom: AtomId) -> Vec<EndpointId> {
        let classes = self.classes.pods.get(atom).map(Vec::as_slice).unwrap_or_default();
        let mut res: Vec<EndpointId> =
            classes.iter().flat_map(|it| self.classes.classes.at(it.0).members.iter().copied()).collect();
        crate::order::sort(&mut res);
        res
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
