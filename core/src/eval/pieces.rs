//! The walk: what one direction says about one peer, as disjoint pieces of the port space.
//!
//! A connection meets the stages ([`STAGES`](crate::policy::STAGES)) one after the other. What a stage does with a
//! port is a set of ends ([`Said`]), because rules and selectors may be undecidable: "an unknown rule match splits
//! the walk" (A-59). The verdict is certain where every way through the stages ends the same. A stage is known here
//! by the mode in which its rules decide, never by its name.

mod first_match;
mod union;

use super::reason::Reason;
use crate::ids::PolicyId;
use crate::options::{EqualPriority, Options};
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
            Tri::No | Tri::Unknown => Piece { allowed: Tri::Unknown, reason: Reason::PerhapsOwnNode, ..self },
        }
    }
}

/// A rule that matches a peer, or may match it.
pub(crate) struct Matching {
    pub(crate) rule: RuleRef,
    pub(crate) action: Action,
    pub(crate) tier: Tier,
    pub(crate) priority: u32,
    pub(crate) matches: Tri,
    /// Whether its policy selects the subject.
    pub(crate) selected: Tri,
    /// Its ports on the destination.
    pub(crate) ports: PortSet,
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

/// A stage with what its rules say.
enum Asked<'m> {
    /// The same about all ports that no rule divides, so it is asked when these are known.
    InOrder(&'m [Matching]),
    /// Disjoint sets of ports that together are all.
    Parts(Vec<(PortSet, Said)>),
}

/// Cuts the port space into disjoint pieces that together cover it. `matching`: in the order of
/// [`Policies`](crate::policy::Policies), which is that of the stages.
pub(crate) fn pieces<const N: usize>(
    stages: &[Stage; N],
    subject: &Subject,
    matching: &[Matching],
) -> Vec<Piece> {
    let mut rest = matching;
    let stages = stages.map(|stage| {
        let end = rest.iter().position(|it| it.tier != stage.tier).unwrap_or(rest.len());
        let (rules, later) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = later;
        let isolation = subject.stages.at(stage.tier);
        let asked = match stage.mode {
            Mode::FirstMatch => Asked::InOrder(rules),
            Mode::Union => Asked::Parts(union::parts(isolation, rules, false)),
            Mode::DenyOverrides => Asked::Parts(union::parts(isolation, rules, true)),
        };
        (stage.tier, asked)
    });
    let ordered = stages.iter().flat_map(|it| match &it.1 {
        Asked::InOrder(rules) => *rules,
        Asked::Parts(_) => &[],
    });
    let mut res = Vec::new();
    for region in regions(ordered) {
        let mut ways = vec![Way::new(region.clone())];
        for (tier, asked) in &stages {
            match asked {
                Asked::InOrder([]) => {}
                Asked::InOrder(rules) => {
                    let said = first_match::said(rules, &region, subject.by_name);
                    ways.iter_mut().filter(|it| it.open).for_each(|it| it.meet(*tier, &said));
                }
                Asked::Parts(parts) => {
                    ways = ways.into_iter().flat_map(|it| it.divide(*tier, parts)).collect();
                }
            }
        }
        ways.into_iter().for_each(|it| add(&mut res, it.end()));
    }
    res
}

/// The ports that pieces allow for certain, and those that they do not certainly deny.
pub(crate) fn allowed_and_possible(pieces: &[Piece]) -> (PortSet, PortSet) {
    let at_least = |least| {
        let those = pieces.iter().filter(|it| it.allowed >= least);
        those.fold(PortSet::empty(), |acc, it| acc.union(&it.ports))
    };
    (at_least(Tri::Yes), at_least(Tri::Unknown))
}

/// One piece for every port.
pub(crate) fn whole(allowed: Tri, reason: Reason) -> Vec<Piece> {
    vec![Piece { ports: PortSet::all(), allowed, reason, passed: Passed::default() }]
}

/// Pieces that differ in nothing but ports are one.
fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    let same =
        |it: &&mut Piece| (it.allowed, it.reason, it.passed) == (piece.allowed, piece.reason, piece.passed);
    match pieces.iter_mut().find(same) {
        Some(it) => it.ports = it.ports.union(&piece.ports),
        None => pieces.push(piece),
    }
}

/// Disjoint sets of ports that together are all, and none of which a rule divides.
fn regions<'m>(rules: impl Iterator<Item = &'m Matching>) -> Vec<PortSet> {
    let mut regions = vec![PortSet::all()];
    for it in rules.filter(|it| !it.ports.is_all()) {
        let mut next = Vec::with_capacity(regions.len() + 1);
        for region in regions {
            let inside = region.intersection(&it.ports);
            let outside = region.difference(&inside);
            next.extend([inside, outside].into_iter().filter(|it| !it.is_empty()));
        }
        regions = next;
    }
    regions
}

/// Ports on their way through the stages.
///
/// Where the verdict is certain, its reason is what ends the walk if nothing doubtful does before; it is one of
/// the possible ends, and they are all the same. Where it is not, the reason is the first doubt.
struct Way {
    ports: PortSet,
    /// Whether the next stage may be asked.
    open: bool,
    allow: bool,
    deny: bool,
    reason: Reason,
    doubt: Option<Reason>,
    passed: Passed,
}

impl Way {
    fn new(ports: PortSet) -> Way {
        let passed = Passed::default();
        Way { ports, open: true, allow: false, deny: false, reason: Reason::NotIsolated, doubt: None, passed }
    }

    fn meet(&mut self, tier: Tier, said: &Said) {
        self.allow |= said.accept;
        self.deny |= said.deny;
        self.open = said.goes_on;
        self.reason = said.reason.unwrap_or(self.reason);
        self.doubt = self.doubt.or(said.doubt);
        *self.passed.by_stage.at_mut(tier) = said.passed;
    }

    /// What becomes of it in a stage that says different things about different ports.
    fn divide(self, tier: Tier, parts: &[(PortSet, Said)]) -> impl Iterator<Item = Way> {
        let (closed, open) = if self.open { (None, Some(self)) } else { (Some(self), None) };
        let each = open.into_iter().flat_map(move |way| {
            let here = parts.iter().map(move |(ports, said)| (ports.intersection(&way.ports), said));
            here.filter(|it| !it.0.is_empty()).map(move |(ports, said)| {
                let mut it = Way { ports, ..way };
                it.meet(tier, said);
                it
            })
        });
        closed.into_iter().chain(each)
    }

    /// After all stages comes the cluster's default: allowed.
    fn end(self) -> Piece {
        let Way { ports, passed, .. } = self;
        match (self.allow || self.open, self.deny) {
            (true, true) => {
                Piece { ports, allowed: Tri::Unknown, reason: self.doubt.unwrap_or(self.reason), passed }
            }
            (allow, _) => Piece { ports, allowed: allow.into(), reason: self.reason, passed },
        }
    }
}

#[cfg(test)]
mod tests;
