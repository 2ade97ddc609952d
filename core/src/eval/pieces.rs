//! The walk: what one direction says about one peer, as disjoint pieces of the port space.
//!
//! A connection meets the tiers one after the other. What a tier does with a port is a set of ends
//! ([`Ends`]), because rules and selectors may be undecidable: "an unknown rule match splits the walk".
//! The verdict is certain where every way through the tiers ends the same.

use crate::ids::PolicyId;
use crate::policy::{Action, PortSet, RuleRef, Tier};
use crate::tri::Tri;

/// Why a piece has its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The two ends have no address family in common: no packet can be sent (M-44).
    Unreachable,
    /// The subject is outside the cluster: "nothing can be enforced on the far end" (M-65).
    NotApplicable,
    /// The subject is a host-network pod, taken for its node (M-64).
    HostNetwork,
    /// The peer is the node that the subject runs on (M-62).
    OwnNode,
    /// The peer may be that node; otherwise this would not be allowed.
    PerhapsOwnNode,
    /// No policy isolates the subject in this direction, and no cluster-wide policy decides.
    NotIsolated,
    /// This rule matched.
    Rule(RuleRef),
    /// Whether a policy selects the subject is unknown; it would allow this anyway (M-91).
    EitherWay,
    /// Isolated, and no rule matches.
    Isolated,
    /// Whether this rule matches is unknown.
    Unknown(RuleRef),
    /// Whether the subject is isolated is unknown.
    UnknownIsolation,
    /// This rule and others of the same tier and priority match and differ; the API leaves their order open
    /// . It is the first by name.
    Tied(RuleRef),
}

impl Reason {
    /// The rule that decided, or would decide if it matches or comes first.
    pub fn rule(self) -> Option<RuleRef> {
        match self {
            Reason::Rule(it) | Reason::Unknown(it) | Reason::Tied(it) => Some(it),
            Reason::Unreachable
            | Reason::NotApplicable
            | Reason::HostNetwork
            | Reason::OwnNode
            | Reason::PerhapsOwnNode
            | Reason::NotIsolated
            | Reason::EitherWay
            | Reason::Isolated
            | Reason::UnknownIsolation => None,
        }
    }
}

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
    /// In the Admin tier.
    pub admin: Option<RuleRef>,
    /// In the Baseline tier.
    pub baseline: Option<RuleRef>,
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
pub(crate) struct Subject<'s> {
    /// Whether some NetworkPolicy isolates it in this direction.
    pub(crate) isolated: Tri,
    /// The NetworkPolicies of which that is unknown.
    pub(crate) unsure: &'s [PolicyId],
    /// Whether being selected for the other direction keeps the Baseline tier from being asked (C-05).
    pub(crate) shielded: Tri,
    /// Whether names decide between equal priorities.
    pub(crate) by_name: bool,
}

/// Cuts the port space into disjoint pieces that together cover it. `matching`: in the order of
/// [`Policies`](crate::policy::Policies).
pub(crate) fn pieces(subject: &Subject<'_>, matching: &[Matching]) -> Vec<Piece> {
    let first = matching.iter().position(|it| it.tier != Tier::Admin).unwrap_or(matching.len());
    let (admin, rest) = matching.split_at_checked(first).unwrap_or((matching, &[]));
    let last = rest.iter().position(|it| it.tier == Tier::Baseline).unwrap_or(rest.len());
    let (middle, baseline) = rest.split_at_checked(last).unwrap_or((rest, &[]));
    let middle = network_policies(subject, middle);
    let mut res = Vec::new();
    for region in regions(admin.iter().chain(baseline)) {
        let before = tier(admin, &region, subject.by_name);
        let behind = tier(baseline, &region, subject.by_name);
        for it in &middle {
            let ports = it.ports.intersection(&region);
            if !ports.is_empty() {
                add(&mut res, combine(ports, &before, it, &behind));
            }
        }
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

/// How a tier, or one policy of it, may end for a port, and which rules make it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    accept: bool,
    deny: bool,
    /// A rule passes it on.
    pass: bool,
    /// No rule matches. With `pass`, this means for a tier that the next one is asked.
    fall: bool,
    /// The rule that ends it when none before does: the one that matches for certain.
    last: Option<(RuleRef, Action)>,
    /// The first rule of which it is unknown whether it matches.
    unknown: Option<RuleRef>,
    /// The first rule of several with the same priority whose order matters.
    tied: Option<RuleRef>,
}

impl Ends {
    const OPEN: Ends =
        Ends { accept: false, deny: false, pass: false, fall: true, last: None, unknown: None, tied: None };

    /// Whether the next tier may be asked.
    fn goes_on(&self) -> bool {
        self.pass || self.fall
    }

    /// What makes the tier undecided, if it is.
    fn doubt(&self) -> Option<Reason> {
        let ways = [self.accept, self.deny, self.goes_on()].into_iter().filter(|it| *it).count();
        let doubt = self.tied.map(Reason::Tied).or(self.unknown.map(Reason::Unknown));
        doubt.filter(|_| ways > 1)
    }

    /// The rule that certainly passes it on.
    fn passed(&self) -> Option<RuleRef> {
        let certain = self.pass && !(self.accept || self.deny || self.fall);
        self.last.filter(|_| certain).map(|it| it.0)
    }

    fn end(&mut self, action: Action) {
        match action {
            Action::Accept => self.accept = true,
            Action::Deny => self.deny = true,
            Action::Pass => self.pass = true,
        }
    }

    /// What comes after, where this one lets go.
    fn then(&mut self, next: Ends) {
        if self.fall {
            self.accept |= next.accept;
            self.deny |= next.deny;
            self.pass |= next.pass;
            self.fall = next.fall;
            self.last = next.last;
            self.unknown = self.unknown.or(next.unknown);
            self.tied = self.tied.or(next.tied);
        }
    }

    /// Both in either order: whichever does not let go may be the first.
    fn beside(&mut self, other: Ends) {
        let ends = |it: &Ends| [it.accept, it.deny, it.pass];
        let matches = |it: &Ends| ends(it).contains(&true);
        if matches(self) && matches(&other) && ends(self) != ends(&other) {
            let first = self.last.map(|it| it.0).or(self.unknown);
            self.tied = self.tied.or(first);
        }
        self.accept |= other.accept;
        self.deny |= other.deny;
        self.pass |= other.pass;
        self.fall &= other.fall;
        self.last = self.last.or(other.last);
        self.unknown = self.unknown.or(other.unknown);
    }
}

/// One outer tier on ports that none of its rules divides.
fn tier(rules: &[Matching], region: &PortSet, by_name: bool) -> Ends {
    let mut ends = Ends::OPEN;
    for level in rules.chunk_by(|a, b| a.priority == b.priority) {
        let mut together = Ends::OPEN;
        for rules in level.chunk_by(|a, b| a.rule.policy == b.rule.policy) {
            let one = policy(rules, region);
            if by_name { together.then(one) } else { together.beside(one) }
        }
        ends.then(together);
    }
    ends
}

/// One cluster-wide policy: "the first matching rule decides".
fn policy(rules: &[Matching], region: &PortSet) -> Ends {
    let mut ends = Ends::OPEN;
    let selected = rules.first().map_or(Tri::No, |it| it.selected);
    for it in rules.iter().filter(|it| it.ports.covers(region)) {
        ends.end(it.action);
        if it.matches == Tri::Yes {
            ends.fall = false;
            ends.last = Some((it.rule, it.action));
            break;
        }
        ends.unknown = ends.unknown.or(Some(it.rule));
    }
    if selected == Tri::Unknown && ends != Ends::OPEN {
        // Without the policy there is nothing that ends it here.
        ends.unknown = ends.unknown.or(ends.last.map(|it| it.0));
        ends.last = None;
        ends.fall = true;
    }
    ends
}

/// What NetworkPolicy says about some ports.
struct Middle {
    ports: PortSet,
    accept: bool,
    deny: bool,
    /// No policy isolates the subject.
    fall: bool,
    reason: Reason,
}

impl Middle {
    fn doubt(&self) -> Option<Reason> {
        let ways = [self.accept, self.deny, self.fall].into_iter().filter(|it| *it).count();
        let by_rule = matches!(self.reason, Reason::Unknown(_));
        let doubt = if by_rule { self.reason } else { Reason::UnknownIsolation };
        (ways > 1).then_some(doubt)
    }
}

/// The tier of NetworkPolicy: "if any applies to the subject in this direction, section 3 decides, either way".
fn network_policies(subject: &Subject<'_>, matching: &[Matching]) -> Vec<Middle> {
    let mut walk = Walk { open: PortSet::all(), pieces: Vec::new() };
    let certain = |it: &&Matching| it.matches.and(it.selected) == Tri::Yes;
    match (subject.isolated, subject.shielded) {
        (Tri::No, Tri::No) => walk.rest([false, false, true], Reason::NotIsolated),
        (Tri::No, Tri::Unknown) => walk.rest([true, false, true], Reason::NotIsolated),
        (Tri::No, Tri::Yes) => walk.rest([true, false, false], Reason::NotIsolated),
        (Tri::Yes, _) => {
            for it in matching.iter().filter(certain) {
                walk.take(&it.ports, [true, false, false], Reason::Rule(it.rule));
            }
            for it in matching.iter().filter(|it| it.matches.and(it.selected) == Tri::Unknown) {
                walk.take(&it.ports, [true, true, false], Reason::Unknown(it.rule));
            }
            walk.rest([false, true, false], Reason::Isolated);
        }
        (Tri::Unknown, shielded) => {
            // "Evaluate with and without it; equal outcomes => that outcome, otherwise unknown." Without any of
            // them it is not isolated; so certain is what each of them alone allows.
            let alone = |policy| {
                let certain = matching.iter().filter(|it| it.rule.policy == policy && it.matches == Tri::Yes);
                certain.fold(PortSet::empty(), |acc, it| acc.union(&it.ports))
            };
            let fall = shielded != Tri::Yes;
            let certain = subject.unsure.iter().fold(PortSet::all(), |acc, &it| acc.intersection(&alone(it)));
            walk.take(&certain, [true, false, fall], Reason::EitherWay);
            for it in matching {
                walk.take(&it.ports, [true, true, fall], Reason::UnknownIsolation);
            }
            walk.rest([shielded.possible(), true, fall], Reason::UnknownIsolation);
        }
    }
    walk.pieces
}

struct Walk {
    /// Ports that nothing has decided yet.
    open: PortSet,
    pieces: Vec<Middle>,
}

impl Walk {
    fn take(&mut self, ports: &PortSet, ends: [bool; 3], reason: Reason) {
        let taken = self.open.intersection(ports);
        if !taken.is_empty() {
            self.open = self.open.difference(&taken);
            let [accept, deny, fall] = ends;
            self.pieces.push(Middle { ports: taken, accept, deny, fall, reason });
        }
    }

    fn rest(&mut self, ends: [bool; 3], reason: Reason) {
        self.take(&PortSet::all(), ends, reason);
    }
}

/// All tiers one after the other, then the cluster's default: allowed.
///
/// Where the verdict is certain, its reason is what ends the walk if nothing doubtful does before; it is one of
/// the possible ends, and they are all the same. Where it is not, the reason is the first doubt.
fn combine(ports: PortSet, before: &Ends, middle: &Middle, behind: &Ends) -> Piece {
    let (mut allow, mut deny) = (before.accept, before.deny);
    let mut reason = before.last.map_or(Reason::NotIsolated, |it| Reason::Rule(it.0));
    let mut doubt = before.doubt();
    let mut passed = Passed { admin: before.passed(), baseline: None };
    if before.goes_on() {
        allow |= middle.accept;
        deny |= middle.deny;
        reason = middle.reason;
        doubt = doubt.or_else(|| middle.doubt());
        if middle.fall {
            allow |= behind.accept || behind.goes_on();
            deny |= behind.deny;
            if !behind.goes_on() {
                reason = behind.last.map_or(reason, |it| Reason::Rule(it.0));
            }
            doubt = doubt.or_else(|| behind.doubt());
            passed.baseline = behind.passed();
        }
    }
    match (allow, deny) {
        (true, true) => Piece { ports, allowed: Tri::Unknown, reason: doubt.unwrap_or(reason), passed },
        (allow, _) => Piece { ports, allowed: allow.into(), reason, passed },
    }
}

#[cfg(test)]
mod tests;
