//! Why the connections of a group are allowed or denied: the reasons of their pieces, in words that hold for all of them.

use crate::eval::{Cell, Pair, Piece, Reason, Verdict};
use crate::ids::PolicyId;
use crate::model::Model;
use crate::policy::{Direction, RuleRef};
use crate::probe::Probe;
use crate::tri::Tri;
use crate::view::Fragment;
use crate::view::matrix::NOT_COMPUTED;
use crate::view::why::side;

/// What decides, of both ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Why {
    /// No packet can be sent.
    Unreachable,
    /// What each of these ends says is the answer.
    Ends(Vec<EndWhy>),
    /// Each end allows something, but no port is allowed by both.
    NothingInCommon(Vec<EndWhy>),
}

/// What one end says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct EndWhy {
    direction: Direction,
    allowed: Tri,
    reasons: Vec<Reason>,
    /// The policies that isolate it, where that is a reason.
    isolating: Vec<PolicyId>,
}

/// Whom a sentence is about.
#[derive(Clone, Copy)]
pub(super) enum Whom<'a> {
    /// One endpoint, by its name.
    One(&'a str),
    /// All peers of the group.
    Them,
    /// All pods behind a Service.
    Backends,
}

impl Whom<'_> {
    fn fragment(self) -> Fragment {
        match self {
            Whom::One(name) => Fragment::Code(name.to_owned()),
            Whom::Them => Fragment::Text("them".to_owned()),
            Whom::Backends => Fragment::Text("the backends".to_owned()),
        }
    }
}

/// The reasons of a cell. `answer`: whether something is allowed.
pub(super) fn why(model: &Model, pair: Pair, probe: Probe, cell: &Cell, answer: Tri) -> Why {
    if cell.verdict == Verdict::Unreachable {
        return Why::Unreachable;
    }
    let pieces = Direction::BOTH.map(|it| (it, model.reach.pieces(model.inputs(), it, pair)));
    let meant = |it: &&Piece| match probe {
        Probe::Port(protocol, port) => it.ports.contains(protocol, port),
        Probe::Any => true,
    };
    let end = |(direction, pieces): &(Direction, Vec<Piece>), allowed: Tri| {
        let counts = |it: &&Piece| {
            let is_used = || !it.ports.intersection(&cell.allowed).is_empty();
            it.allowed == allowed && (probe != Probe::Any || answer != Tri::Yes || is_used())
        };
        let of = pieces.iter().filter(meant).filter(counts).map(|it| it.reason);
        let mut reasons: Vec<Reason> = Vec::new();
        for it in of {
            if !reasons.contains(&it) {
                reasons.push(it);
            }
        }
        EndWhy::new(model, pair, *direction, allowed, reasons)
    };
    let denies = |it: &(Direction, Vec<Piece>)| it.1.iter().filter(meant).all(|it| it.allowed == Tri::No);
    let ends = match answer {
        Tri::Yes | Tri::Unknown => pieces.iter().map(|it| end(it, answer)).collect(),
        Tri::No => pieces.iter().filter(|it| denies(it)).map(|it| end(it, Tri::No)).collect::<Vec<_>>(),
    };
    let ends: Vec<EndWhy> = ends.into_iter().filter(|it: &EndWhy| !it.reasons.is_empty()).collect();
    if ends.is_empty() && answer != Tri::Yes {
        return Why::NothingInCommon(pieces.iter().map(|it| end(it, Tri::Yes)).collect());
    }
    Why::Ends(ends)
}

impl EndWhy {
    fn new(
        model: &Model,
        pair: Pair,
        direction: Direction,
        allowed: Tri,
        mut reasons: Vec<Reason>,
    ) -> EndWhy {
        let (subject, _) = direction.subject_and_peer(pair.source, pair.destination);
        // Nothing is enforced there.
        reasons.retain(|it| *it != Reason::NotApplicable);
        let least = match reasons.contains(&Reason::Isolated) {
            true => Some(Tri::Yes),
            false => reasons.contains(&Reason::UnknownIsolation).then_some(Tri::Unknown),
        };
        let applying = model.reach.applying(direction, subject).iter();
        let applying = applying.filter(|it| least.is_some_and(|least| least <= it.1));
        let isolating = applying.filter(|it| model.policies.tier(it.0).mode().isolates());
        EndWhy { direction, allowed, isolating: isolating.map(|it| it.0).collect(), reasons }
    }
}

/// More reasons, or policies, than these are counted instead.
const NAMED: usize = 3;

/// The reasons in words, with what source and destination are called. `missing`: whom a policy may select that takes no
/// part.
pub(super) fn words(
    model: &Model,
    it: &Why,
    [source, destination]: [Whom<'_>; 2],
    missing: Option<Whom<'_>>,
) -> Vec<Fragment> {
    let text = |it: &str| Fragment::Text(it.to_owned());
    let (mut res, ends) = match it {
        Why::Unreachable => (vec![text("no address family in common, so no packet can be sent")], &[][..]),
        Why::Ends(ends) => (Vec::new(), ends.as_slice()),
        Why::NothingInCommon(ends) => (vec![text("no port is allowed at both ends: ")], ends.as_slice()),
    };
    let mut first = true;
    for end in ends {
        let whom = match end.direction {
            Direction::Egress => source,
            Direction::Ingress => destination,
        };
        for &reason in end.reasons.iter().take(NAMED) {
            if !std::mem::take(&mut first) {
                res.push(text("; "));
            }
            res.extend(reason_words(model, end, reason, whom));
        }
        if let Some(more) = end.reasons.len().checked_sub(NAMED).filter(|it| *it > 0) {
            res.push(text(&format!("; {more} more for {}", end.direction.as_str())));
        }
    }
    if let Some(whom) = missing {
        let before = if res.is_empty() { "" } else { "; " };
        res.push(text(&format!("{before}without a policy that may select ")));
        res.push(whom.fragment());
        res.push(text(" and takes no part"));
    }
    res
}

fn reason_words(model: &Model, end: &EndWhy, reason: Reason, whom: Whom<'_>) -> Vec<Fragment> {
    let direction = end.direction.as_str();
    let text = |it: &str| vec![Fragment::Text(it.to_owned())];
    // "for the egress of shop/web"
    let about = |before: &str, after: &str| {
        let mut res = text(before);
        res.push(whom.fragment());
        res.extend(text(after));
        res
    };
    let by = |rule: RuleRef, before: &str, after: &str| {
        let mut res = if before.is_empty() { Vec::new() } else { text(before) };
        res.push(rule_link(model, rule));
        res.extend(text(&format!(" {direction} rule {}{after}", rule.index + 1)));
        res
    };
    match reason {
        Reason::NotIsolated => about("no policy isolates ", &format!(" for {direction}")),
        Reason::Rule(it) => by(it, "", if end.allowed == Tri::Yes { " allows it" } else { " denies it" }),
        Reason::Isolated => {
            let mut res = listed(model, &end.isolating);
            let verb = if end.isolating.len() == 1 { " isolates " } else { " isolate " };
            res.extend(about(verb, &format!(" for {direction}, and no rule allows it")));
            res
        }
        Reason::Unknown(it) => by(it, "it is open whether ", " matches"),
        Reason::Tied(it) => by(it, "", " and others of the same priority differ"),
        Reason::UnknownIsolation => {
            let mut res = text("it is open whether ");
            res.extend(listed(model, &end.isolating));
            let verb = if end.isolating.len() == 1 { " isolates " } else { " isolate " };
            res.extend(about(verb, &format!(" for {direction}")));
            res
        }
        Reason::EitherWay => about("allowed whether or not policies isolate ", &format!(" for {direction}")),
        Reason::HostNetwork => about("policies do not select ", ", in the network of the node"),
        Reason::OwnNode => text("a pod and its own node are always let through"),
        Reason::PerhapsOwnNode => text("it is open whether it is the pod's own node"),
        Reason::LeftOut => text(NOT_COMPUTED),
        Reason::Unreachable => text("no address family in common"),
        Reason::NotApplicable => Vec::new(),
    }
}

fn listed(model: &Model, policies: &[PolicyId]) -> Vec<Fragment> {
    let mut res = side::listed(model, policies.iter().copied().take(NAMED));
    if let Some(more) = policies.len().checked_sub(NAMED).filter(|it| *it > 0) {
        res.push(Fragment::Text(format!(" and {more} more")));
    }
    res
}

/// The policy's name, which leads to the rule.
fn rule_link(model: &Model, it: RuleRef) -> Fragment {
    let name = model.policy_name(it.policy).to_owned();
    let place = model.policies.rule(it).and_then(|it| model.places.place(it.location));
    match place {
        Some(place) => Fragment::Link(name, place),
        None => Fragment::Code(name),
    }
}
