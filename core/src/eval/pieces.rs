//! The walk: what one direction says about one peer, as disjoint pieces of the port space.
//!
//! A connection meets the stages ([`STAGES`](crate::policy::STAGES)) one after the other. What a stage does with a
//! port is a set of ends ([`Said`]), because rules and selectors may be undecidable: "an unknown rule match splits
//! the walk" (A-59). The verdict is certain where every way through the stages ends the same.
//!
//! The walk knows the modes of stages (`first_match`, `union`), not their names.

mod first_match;
mod line;
mod union;

use std::borrow::Cow;

use self::line::Line;
pub(crate) use self::union::only_adds_up;
use super::places::places;
use super::reason::Reason;
use crate::ids::PolicyId;
use crate::options::{EqualPriority, Options};
use crate::order::sort_by;
use crate::policy::{Action, Mode, PerStage, Policies, PortSet, RuleRef, Stage, Tier};
use crate::tri::Tri;

/// Ports that share a verdict and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Never empty.
    pub ports: PortSet,
    /// Yes: allowed. No: denied.
    pub allowed: Tri,
    /// Why.
    pub reason: Reason,
    /// Which rules passed it on.
    pub passed: Passed,
}

/// Rules that passed something on for certain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passed {
    by_stage: PerStage<Option<RuleRef>>,
}

impl Passed {
    /// In the order of the stages, at most one in each.
    pub fn rules(&self) -> impl Iterator<Item = RuleRef> {
        self.by_stage.iter().copied().flatten()
    }
}

impl Piece {
    /// The piece when the peer may be the subject's own node, from which everything is allowed.
    pub(super) fn unless_own_node(self) -> Piece {
        match self.allowed {
            Tri::Yes => self,
            Tri::Unknown if self.reason == Reason::LeftOut => self,
            Tri::No | Tri::Unknown => Piece { allowed: Tri::Unknown, reason: Reason::PerhapsOwnNode, ..self },
        }
    }
}

/// A rule that matches a peer, or may match it.
pub(crate) struct Matching<'p> {
    pub(crate) rule: RuleRef,
    pub(crate) action: Action,
    pub(crate) tier: Tier,
    pub(crate) priority: u32,
    pub(crate) matches: Tri,
    /// Whether its policy selects the subject.
    pub(crate) selected: Tri,
    /// Its ports on the destination.
    pub(crate) ports: Cow<'p, PortSet>,
}

/// What is known of a subject apart from rules.
pub(crate) struct Subject {
    /// What each stage that isolates knows of it.
    stages: PerStage<Isolation>,
    /// Whether names decide between equal priorities.
    by_name: bool,
}

/// What a stage that isolates knows of a subject.
struct Isolation {
    /// Whether some policy isolates it in this direction.
    isolated: Tri,
    /// Whether being selected for the other direction keeps later stages from being asked (C-05).
    shielded: Tri,
    /// The policies of which it is unknown whether they isolate it.
    unsure: Vec<PolicyId>,
}

impl Subject {
    /// `applying`: the policies that apply in this direction, or perhaps do.
    pub(crate) fn new(
        policies: &Policies,
        applying: &[(PolicyId, Tri)],
        shielded: &PerStage<Tri>,
        options: &Options,
    ) -> Subject {
        let isolation = |stage: Stage| {
            let here = |it: &&(PolicyId, Tri)| policies.policies.at(it.0).tier == stage.tier;
            let here = || applying.iter().filter(|_| stage.mode.isolates()).filter(here);
            Isolation {
                isolated: here().map(|it| it.1).fold(Tri::No, Tri::or),
                shielded: *shielded.at(stage.tier),
                unsure: here().filter(|it| it.1 == Tri::Unknown).map(|it| it.0).collect(),
            }
        };
        Subject {
            stages: PerStage::from_fn(isolation),
            by_name: options.equal_priority == EqualPriority::ByName,
        }
    }
}

/// How a stage may end for some ports, and why.
#[derive(Clone, Copy)]
struct Said {
    accept: bool,
    deny: bool,
    /// The next stage may be asked.
    goes_on: bool,
    /// What ends the walk here, if nothing doubtful does.
    reason: Option<Reason>,
    /// What makes the stage undecided, if it is.
    doubt: Option<Reason>,
    /// The rule that certainly passes it on.
    passed: Option<RuleRef>,
}

/// Cuts the port space into disjoint pieces that together cover it. `matching`: in the order of
/// [`Policies`](crate::policy::Policies), which is that of the stages.
pub(crate) fn pieces<const N: usize>(
    stages: &[Stage; N],
    subject: &Subject,
    matching: &[Matching<'_>],
) -> Vec<Piece> {
    let lines = lines(stages, subject, matching);
    let ordered = stages.iter().filter(|it| it.mode.is_ordered());
    let ordered = ordered.flat_map(|it| rules_of(it.tier, matching)).map(|it| &*it.ports);
    let ordered: Vec<&[(u32, u32)]> = ordered.filter(|it| !it.is_all()).map(PortSet::intervals).collect();
    let places = places(&ordered);
    let mut stretches = Vec::new();
    sweep(&lines, &places, |ports, way, place| stretches.push((way.end(), place, ports)));
    // Pieces that differ in nothing but ports are one. It stands where the first of them does.
    sort_by(&mut stretches, |a, b| a.0.cmp(&b.0));
    let same = stretches.chunk_by(|a, b| a.0 == b.0);
    let mut res: Vec<(Option<Place<N>>, Piece)> = same
        .filter_map(|those| {
            let &((allowed, reason, passed), ..) = those.first()?;
            let mut ports = PortSet::empty();
            those.iter().for_each(|it| ports.append(it.2.0, it.2.1));
            Some((those.iter().map(|it| it.1).min(), Piece { ports, allowed, reason, passed }))
        })
        .collect();
    sort_by(&mut res, |a, b| a.0.cmp(&b.0));
    res.into_iter().map(|it| it.1).collect()
}

/// The ports that the pieces allow for certain, and those that they do not certainly deny, without the pieces.
pub(crate) fn ways<const N: usize>(
    stages: &[Stage; N],
    subject: &Subject,
    matching: &[Matching<'_>],
) -> (PortSet, PortSet) {
    let (mut allowed, mut possible) = (PortSet::empty(), PortSet::empty());
    sweep(&lines(stages, subject, matching), &[(0, 0)], |ports, way, _| match way.end().0 {
        Tri::No => {}
        Tri::Unknown => possible.append(ports.0, ports.1),
        Tri::Yes => {
            allowed.append(ports.0, ports.1);
            possible.append(ports.0, ports.1);
        }
    });
    (allowed, possible)
}

/// The ports that pieces allow for certain, and those that they do not certainly deny.
pub(crate) fn allowed_and_possible(pieces: &[Piece]) -> (PortSet, PortSet) {
    let at_least =
        |least| PortSet::of_all(pieces.iter().filter(|it| it.allowed >= least).map(|it| &it.ports));
    (at_least(Tri::Yes), at_least(Tri::Unknown))
}

/// One piece for every port.
pub(crate) fn whole(allowed: Tri, reason: Reason) -> Vec<Piece> {
    vec![Piece { ports: PortSet::all(), allowed, reason, passed: Passed::default() }]
}

/// The rules of a stage.
fn rules_of<'m, 'p>(tier: Tier, matching: &'m [Matching<'p>]) -> &'m [Matching<'p>] {
    let start = matching.partition_point(|it| it.tier < tier);
    let end = matching.partition_point(|it| it.tier <= tier);
    matching.get(start..end).unwrap_or_default()
}

/// What each stage says; `None`: nothing.
fn lines<const N: usize>(
    stages: &[Stage; N],
    subject: &Subject,
    matching: &[Matching<'_>],
) -> [Option<(Tier, Line)>; N] {
    stages.map(|stage| {
        let rules = rules_of(stage.tier, matching);
        let isolation = subject.stages.at(stage.tier);
        let line = match stage.mode {
            Mode::FirstMatch if rules.is_empty() => return None,
            Mode::FirstMatch => first_match::line(rules, subject.by_name),
            Mode::Union => union::line(isolation, rules, false),
            Mode::DenyOverrides => union::line(isolation, rules, true),
        };
        Some((stage.tier, line))
    })
}

/// Where a stretch stands among all: by the rules of stages with an order, then by what the other stages say.
type Place<const N: usize> = (u32, [u32; N]);

/// Goes through all ports from the first to the last, and tells each stretch of them about which every stage says the
/// same, with what becomes of it. `places`: the place of each stretch by the rules of stages with an order.
fn sweep<const N: usize>(
    lines: &[Option<(Tier, Line)>; N],
    places: &[(u32, u32)],
    mut tell: impl FnMut((u32, u32), Way, Place<N>),
) {
    let mut positions = [0; N];
    let mut position = 0;
    let mut at = 0;
    while at < u32::MAX {
        let mut next = u32::MAX;
        let mut way = Way::new();
        let place = stretch(places, &mut position, at, &mut next);
        let mut parts = [0; N];
        for ((stage, position), part) in lines.iter().zip(&mut positions).zip(&mut parts) {
            let Some((tier, line)) = stage else { continue };
            let which = stretch(&line.starts, position, at, &mut next);
            if let Some(said) = line.said.get(which as usize).filter(|_| way.open) {
                way.meet(*tier, said);
                *part = if line.is_ordered { which } else { 0 };
            }
        }
        for &(first, last) in PortSet::ALL {
            if first < next && at <= last {
                tell((first.max(at), last.min(next - 1)), way, (place, parts));
            }
        }
        at = next;
    }
}

/// What holds at a code, for codes that ascend, and where something else begins to hold.
fn stretch(starts: &[(u32, u32)], position: &mut usize, at: u32, next: &mut u32) -> u32 {
    while let Some(it) = starts.get(*position + 1) {
        if it.0 > at {
            *next = it.0.min(*next);
            break;
        }
        *position += 1;
    }
    starts.get(*position).map_or(0, |it| it.1)
}

/// Ports on their way through the stages.
///
/// Where the verdict is certain, its reason is what ends the walk if nothing doubtful does before; it is one of
/// the possible ends, and they are all the same. Where it is not, the reason is the first doubt.
#[derive(Clone, Copy)]
struct Way {
    /// Whether the next stage may be asked.
    open: bool,
    allow: bool,
    deny: bool,
    reason: Reason,
    doubt: Option<Reason>,
    passed: Passed,
}

impl Way {
    fn new() -> Way {
        Way {
            open: true,
            allow: false,
            deny: false,
            reason: Reason::NotIsolated,
            doubt: None,
            passed: Passed::default(),
        }
    }

    fn meet(&mut self, tier: Tier, said: &Said) {
        self.allow |= said.accept;
        self.deny |= said.deny;
        self.open = said.goes_on;
        self.reason = said.reason.unwrap_or(self.reason);
        self.doubt = self.doubt.or(said.doubt);
        *self.passed.by_stage.at_mut(tier) = said.passed;
    }

    /// After all stages comes the cluster's default: allowed.
    fn end(self) -> (Tri, Reason, Passed) {
        let (allowed, reason) = match (self.allow || self.open, self.deny) {
            (true, true) => (Tri::Unknown, self.doubt.unwrap_or(self.reason)),
            (allow, _) => (allow.into(), self.reason),
        };
        (allowed, reason, self.passed)
    }
}

#[cfg(test)]
mod definition;
#[cfg(test)]
mod tests;
