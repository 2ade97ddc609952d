//! The walk: what one direction says about one peer, as disjoint pieces of the port space.
//!
//! A connection meets the stages ([`STAGES`](crate::policy::STAGES)) one after the other. What a stage does with a
//! port is a set of ends ([`Said`]), because rules and selectors may be undecidable: "an unknown rule match splits
//! the walk" (A-59). The verdict is certain where every way through the stages ends the same.
//!
//! The walk knows the modes of stages (`first_match`, `union`), not their names.

mod first_match;
mod union;

use std::borrow::Cow;

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

/// What the rules of a stage say.
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
    let regions = regions(ordered);
    let mut res = Vec::new();
    let (mut ways, mut divided) = (Vec::new(), Vec::new());
    for region in &regions {
        ways.push(Way::new(region));
        for (tier, asked) in &stages {
            match asked {
                Asked::InOrder([]) => {}
                Asked::InOrder(rules) => {
                    let mut open = ways.iter_mut().filter(|it| it.open).peekable();
                    if open.peek().is_some() {
                        let said = first_match::said(rules, region, subject.by_name);
                        open.for_each(|it| it.meet(*tier, &said));
                    }
                }
                Asked::Parts(parts) => {
                    ways.drain(..).for_each(|it| it.divide(*tier, parts, &mut divided));
                    std::mem::swap(&mut ways, &mut divided);
                }
            }
        }
        ways.drain(..).for_each(|it| it.end(&mut res));
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
struct Way<'r> {
    ports: Cow<'r, PortSet>,
    /// Whether the next stage may be asked.
    open: bool,
    allow: bool,
    deny: bool,
    reason: Reason,
    doubt: Option<Reason>,
    passed: Passed,
}

impl<'r> Way<'r> {
    fn new(ports: &'r PortSet) -> Way<'r> {
        Way {
            ports: Cow::Borrowed(ports),
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

    /// What becomes of it in a stage that says different things about different ports.
    fn divide(self, tier: Tier, parts: &[(PortSet, Said)], acc: &mut Vec<Way<'r>>) {
        if !self.open {
            return acc.push(self);
        }
        for (ports, said) in parts {
            let ports = ports.intersection(&self.ports);
            if !ports.is_empty() {
                let mut way = Way { ports: Cow::Owned(ports), ..self };
                way.meet(tier, said);
                acc.push(way);
            }
        }
    }

    /// After all stages comes the cluster's default: allowed. Pieces that differ in nothing but ports are one.
    fn end(self, acc: &mut Vec<Piece>) {
        let Way { ports, passed, .. } = self;
        let (allowed, reason) = match (self.allow || self.open, self.deny) {
            (true, true) => (Tri::Unknown, self.doubt.unwrap_or(self.reason)),
            (allow, _) => (allow.into(), self.reason),
        };
        let same = |it: &&mut Piece| (it.allowed, it.reason, it.passed) == (allowed, reason, passed);
        match acc.iter_mut().find(same) {
            Some(it) => it.ports = it.ports.union(&ports),
            None => acc.push(Piece { ports: ports.into_owned(), allowed, reason, passed }),
        }
    }
}

#[cfg(test)]
mod tests;
