//! All peers of one endpoint, or all sources of a Service, grouped by what becomes of their connections and why.
//!
//! Endpoints of a class are judged alike, so each class is asked once: the number of pods only counts. The answers are
//! those of the cells.

pub(super) mod crowd;
mod service;
#[cfg(test)]
mod tests;
mod why;

use super::matrix::{outcome, people, sign};
use super::{CellSign, Fragment, ServiceOutcome};
use crate::eval::{Cell, ClassKind, Pair, Verdict};
use crate::hash::HashMap;
use crate::ids::{ClassId, EndpointId, Id};
use crate::model::Model;
use crate::policy::{Direction, PortSet};
use crate::probe::Probe;
use crate::tri::Tri;
use crowd::Crowd;
use why::{Whom, Why};

pub(crate) use service::sources;

/// Whether an endpoint is asked about as a row or as a column of the matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Heading {
    /// As a source: whom does it reach?
    Row,
    /// As a destination: what reaches it?
    Column,
}

/// All peers of one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeersView {
    /// Id of the endpoint.
    pub id: String,
    /// "What shop/web reaches, TCP 80".
    pub title: String,
    /// "3 pods allowed, 12 denied": how many there are of each answer.
    pub sentence: String,
    /// Of the pods that belong to the same workload and are not judged like it, one for each way: ids and names.
    pub differing: Vec<(String, String)>,
    /// Allowed first.
    pub groups: Vec<PeerGroupView>,
}

/// Peers for which the answer and its reason are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeerGroupView {
    /// What becomes of their connections.
    pub answer: PeerAnswer,
    /// The same in words: "TCP 80 and 443 allowed"; "denied".
    pub sentence: String,
    /// Which policies and rules decide it.
    pub reason: Vec<Fragment>,
    /// "12 pods of 3 workloads", "2 outside the cluster".
    pub count: String,
    /// Workloads, and what is outside, in the order of the matrix.
    pub peers: Vec<PeerView>,
}

/// What becomes of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeerAnswer {
    /// To or from a row of the matrix.
    Cell(CellSign),
    /// To a Service.
    Service(ServiceOutcome),
}

/// A peer: a workload with those of its pods that belong to the group, or an entry outside the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PeerView {
    /// Id of its first row: it stands for the others.
    pub id: String,
    /// The namespace, or `outside`.
    pub group: String,
    /// Its name.
    pub name: String,
    /// "×4"; "3 of 4" where the others belong to another group; empty for one of one.
    pub count: String,
}

/// Answer and reason: what a group has in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Judged {
    sign: CellSign,
    /// What is allowed for certain; nothing where one port is asked about.
    allowed: PortSet,
    possible: PortSet,
    why: Why,
    /// Whether a policy that takes no part may select the peers.
    is_missing_a_policy: bool,
}

/// What peers must have in common to be judged alike: class, what is theirs as nodes, and that mark.
type Alike = (ClassId, [Tri; 2], bool);

/// The peers of a row; `None` when out of range.
pub(crate) fn peers(model: &Model, of: u32, heading: Heading, probe: Probe) -> Option<PeersView> {
    let own = model.cluster.at(of).filter(|it| it.index() < model.cluster.visible())?;
    let crowd = Crowd::new(model);
    let groups = grouped(model, own, heading, probe);
    let title = model.title(own);
    let port = match probe {
        Probe::Any => String::new(),
        Probe::Port(..) => format!(", {}", probe.label()),
    };
    let group = |(judged, members): &(Judged, Vec<EndpointId>)| {
        let peer = match members.as_slice() {
            [one] => Whom::One(model.title(*one)),
            _ => Whom::Them,
        };
        let whom = match heading {
            Heading::Row => [Whom::One(title), peer],
            Heading::Column => [peer, Whom::One(title)],
        };
        PeerGroupView {
            answer: PeerAnswer::Cell(judged.sign),
            sentence: says(judged, probe),
            reason: why::words(model, &judged.why, whom, judged.is_missing_a_policy.then_some(peer)),
            count: crowd.count(members),
            peers: crowd.peers(members),
        }
    };
    Some(PeersView {
        id: model.id(own)?.to_owned(),
        title: match heading {
            Heading::Row => format!("What {title} reaches{port}"),
            Heading::Column => format!("What reaches {title}{port}"),
        },
        sentence: crowd.sentence(groups.iter().map(|it| (answer_word(it.0.sign), it.1.as_slice()))),
        differing: crowd.differing(own),
        groups: groups.iter().map(group).collect(),
    })
}

/// The peers by what they have in common, in the order of the view.
fn grouped(model: &Model, own: EndpointId, heading: Heading, probe: Probe) -> Vec<(Judged, Vec<EndpointId>)> {
    let mut groups: Vec<(Judged, Vec<EndpointId>)> = Vec::new();
    let mut positions: HashMap<Judged, usize> = HashMap::default();
    let mut known: HashMap<Alike, usize> = HashMap::default();
    for peer in rows(model) {
        let pair = heading.pair(own, peer);
        if is_no_question(model, pair) {
            continue;
        }
        let exempt = Direction::BOTH.map(|it| model.reach.exempt(model.inputs(), it, pair));
        let is_missing = model.missing_for(peer).next().is_some();
        // A workload that stands for several pods, and itself, are two of them.
        let alike = (*model.reach.classes.of.at(peer), exempt, is_missing);
        let at = *known.entry(alike).or_insert_with(|| {
            let judged = Judged { is_missing_a_policy: is_missing, ..judged(model, pair, probe) };
            let at = *positions.entry(judged.clone()).or_insert(groups.len());
            if at == groups.len() {
                groups.push((judged, Vec::new()));
            }
            at
        });
        if let Some((_, members)) = groups.get_mut(at) {
            members.push(peer);
        }
    }
    // Stable: the order of the matrix within.
    crate::order::sort_by_key(&mut groups, |it| rank(it.0.sign));
    groups
}

impl Heading {
    fn pair(self, own: EndpointId, peer: EndpointId) -> Pair {
        match self {
            Heading::Row => Pair::new(own, peer),
            Heading::Column => Pair::new(peer, own),
        }
    }
}

/// All rows of the matrix.
fn rows(model: &Model) -> impl Iterator<Item = EndpointId> + use<> {
    (0..model.cluster.visible() as u32).map(EndpointId)
}

/// Two ends outside the cluster, or a pod and itself.
fn is_no_question(model: &Model, pair: Pair) -> bool {
    let is_outside = |it| model.reach.classes.class(it).kind == ClassKind::External;
    is_outside(pair.source) && is_outside(pair.destination) || model.reach.is_self(model.inputs(), pair)
}

fn judged(model: &Model, pair: Pair, probe: Probe) -> Judged {
    let cell = model.reach.cell(model.inputs(), pair);
    let why = why::why(model, pair, probe, &cell, answer(&cell, probe));
    let sign = sign(&cell, probe);
    let (allowed, possible) = match probe {
        Probe::Any => (cell.allowed, cell.possible),
        Probe::Port(..) => (PortSet::empty(), PortSet::empty()),
    };
    Judged { sign, allowed, possible, why, is_missing_a_policy: false }
}

/// Whether something is allowed.
fn answer(cell: &Cell, probe: Probe) -> Tri {
    match (cell.verdict, probe) {
        (Verdict::Unreachable | Verdict::Void, _) => Tri::No,
        (Verdict::SelfPod, _) => Tri::Yes,
        (_, Probe::Port(protocol, port)) => outcome(cell, protocol, port),
        (Verdict::All | Verdict::Some, Probe::Any) => Tri::Yes,
        (Verdict::None, Probe::Any) => Tri::No,
        (Verdict::Unknown | Verdict::NotComputed, Probe::Any) => Tri::Unknown,
    }
}

/// The place of an answer in a list.
fn rank(it: CellSign) -> u8 {
    match it {
        CellSign::All | CellSign::Allowed | CellSign::SelfPod => 0,
        CellSign::Some => 1,
        CellSign::Unknown => 2,
        CellSign::None | CellSign::Denied => 3,
        CellSign::Unreachable | CellSign::Void => 4,
    }
}

fn answer_word(it: CellSign) -> &'static str {
    match it {
        CellSign::All | CellSign::Allowed | CellSign::SelfPod => "allowed",
        CellSign::Some => "on some ports",
        CellSign::Unknown => "undecided",
        CellSign::None | CellSign::Denied => "denied",
        CellSign::Unreachable | CellSign::Void => "without a common address family",
    }
}

fn says(it: &Judged, probe: Probe) -> String {
    match (it.sign, probe) {
        (CellSign::Some, _) => format!("{} allowed", people(&it.allowed)),
        (CellSign::Unknown, Probe::Any) if !it.allowed.is_empty() => {
            let open = it.possible.difference(&it.allowed);
            format!("{} allowed, {} undecided", people(&it.allowed), people(&open))
        }
        (CellSign::All, _) => "every port allowed".to_owned(),
        (CellSign::None, _) => "every port denied".to_owned(),
        (sign, _) => answer_word(sign).to_owned(),
    }
}
