//! What pieces are, by definition: rule after rule and stage after stage, with no thought of time. The sweep must come to
//! the same, in the same order.

use std::borrow::Cow;

use super::{Isolation, Matching, Passed, Piece, Reason, Said, Subject};
use crate::ids::PolicyId;
use crate::policy::{Action, Mode, PortSet, RuleRef, Stage, Tier};
use crate::tri::Tri;

/// What the rules of a stage say.
enum Asked<'m> {
    /// The same about all ports that no rule divides, so it is asked when these are known.
    InOrder(&'m [Matching<'m>]),
    /// Disjoint sets of ports that together are all.
    Parts(Vec<(PortSet, Said)>),
}

/// Cuts the port space into disjoint pieces that together cover it. `matching`: in the order of
/// [`Policies`](crate::policy::Policies), which is that of the stages.
fn defined<const N: usize>(stages: &[Stage; N], subject: &Subject, matching: &[Matching<'_>]) -> Vec<Piece> {
    let mut rest = matching;
    let stages = stages.map(|stage| {
        let end = rest.iter().position(|it| it.tier != stage.tier).unwrap_or(rest.len());
        let (rules, later) = rest.split_at_checked(end).unwrap_or((rest, &[]));
        rest = later;
        let isolation = subject.stages.at(stage.tier);
        let asked = match stage.mode {
            Mode::FirstMatch => Asked::InOrder(rules),
            Mode::Union => Asked::Parts(parts(isolation, rules, false)),
            Mode::DenyOverrides => Asked::Parts(parts(isolation, rules, true)),
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
                        let said = said_in_order(rules, region, subject.by_name);
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

/// Disjoint sets of ports that together are all, and none of which a rule divides.
fn regions<'m>(rules: impl Iterator<Item = &'m Matching<'m>>) -> Vec<PortSet> {
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

/// What the stage says, as disjoint sets of ports that together are all. `may_deny`: whether rules that deny count.
fn parts(isolation: &Isolation, rules: &[Matching<'_>], may_deny: bool) -> Vec<(PortSet, Said)> {
    let Isolation { isolated, shielded, ref unsure } = *isolation;
    let rules = Rules { rules, may_deny };
    let mut walk = Walk { open: PortSet::all(), parts: Vec::new() };
    for it in rules.denying().filter(|it| it.effect() == Tri::Yes) {
        walk.take(&it.ports, [false, true, false], Some(Reason::Rule(it.rule)));
    }
    let doubtful = |it: &&Matching<'_>| it.effect() == Tri::Unknown;
    match isolated {
        Tri::No => {
            let [accept, fall] = [shielded.possible(), shielded != Tri::Yes];
            for it in rules.denying().filter(doubtful) {
                walk.take(&it.ports, [accept, true, fall], Some(Reason::Unknown(it.rule)));
            }
            walk.rest([accept, false, fall], None);
        }
        Tri::Yes => {
            let accepting = || rules.accepting().filter(|it| it.effect() == Tri::Yes);
            for deny in rules.denying().filter(doubtful) {
                for it in accepting() {
                    let ports = deny.ports.intersection(&it.ports);
                    walk.take(&ports, [true, true, false], Some(Reason::Unknown(deny.rule)));
                }
            }
            for it in accepting() {
                walk.take(&it.ports, [true, false, false], Some(Reason::Rule(it.rule)));
            }
            for it in rules.accepting().filter(doubtful) {
                walk.take(&rules.accepted(it), [true, true, false], Some(Reason::Unknown(it.rule)));
            }
            walk.rest([false, true, false], Some(Reason::Isolated));
        }
        Tri::Unknown => {
            // "Evaluate with and without it; equal outcomes => that outcome, otherwise unknown." Without any of
            // them it is not isolated; so certain is what each of them alone allows.
            let fall = shielded != Tri::Yes;
            let certain =
                unsure.iter().fold(PortSet::all(), |acc, &it| acc.intersection(&rules.accepted_alone(it)));
            let certain = rules.denying().fold(certain, |acc, it| acc.difference(&it.ports));
            walk.take(&certain, [true, false, fall], Some(Reason::EitherWay));
            for it in rules.accepting() {
                walk.take(&rules.accepted(it), [true, true, fall], Some(Reason::UnknownIsolation));
            }
            walk.rest([shielded.possible(), true, fall], Some(Reason::UnknownIsolation));
        }
    }
    walk.parts
}

struct Rules<'m> {
    rules: &'m [Matching<'m>],
    may_deny: bool,
}

impl<'m> Rules<'m> {
    fn accepting(&self) -> impl Iterator<Item = &'m Matching<'m>> + use<'m> {
        self.rules.iter().filter(|it| it.action == Action::Accept)
    }

    fn denying(&self) -> impl Iterator<Item = &'m Matching<'m>> + use<'m> {
        let counted = if self.may_deny { self.rules } else { &[] };
        counted.iter().filter(|it| it.action == Action::Deny)
    }

    /// The ports that a rule accepts if its policy selects the subject: not what the same policy then denies.
    fn accepted(&self, rule: &Matching<'_>) -> PortSet {
        let policy = rule.rule.policy;
        let denied = self.denying().filter(|it| it.rule.policy == policy && it.matches == Tri::Yes);
        denied.fold(rule.ports.clone().into_owned(), |acc, it| acc.difference(&it.ports))
    }

    /// The ports that a policy accepts for certain, if it selects the subject.
    fn accepted_alone(&self, policy: PolicyId) -> PortSet {
        let certain = self.accepting().filter(|it| it.rule.policy == policy && it.matches == Tri::Yes);
        certain.fold(PortSet::empty(), |acc, it| acc.union(&it.ports))
    }
}

struct Walk {
    /// Ports that nothing has decided yet.
    open: PortSet,
    parts: Vec<(PortSet, Said)>,
}

impl Walk {
    /// Which ends are possible for some ports: accept, deny, the next stage.
    fn take(&mut self, ports: &PortSet, [accept, deny, goes_on]: [bool; 3], reason: Option<Reason>) {
        let taken = self.open.intersection(ports);
        if taken.is_empty() {
            return;
        }
        self.open = self.open.difference(&taken);
        let ways = [accept, deny, goes_on].into_iter().filter(|it| *it).count();
        let by_rule = reason.filter(|it| matches!(it, Reason::Unknown(_)));
        let doubt = (ways > 1).then(|| by_rule.unwrap_or(Reason::UnknownIsolation));
        // A doubt is no end.
        let reason = reason.filter(|it| !matches!(it, Reason::Unknown(_)));
        self.parts.push((taken, Said { accept, deny, goes_on, reason, doubt, passed: None }));
    }

    fn rest(&mut self, ends: [bool; 3], reason: Option<Reason>) {
        self.take(&PortSet::all(), ends, reason);
    }
}

/// How a stage, or one policy of it, may end for a port, and which rules make it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    accept: bool,
    deny: bool,
    /// A rule passes it on.
    pass: bool,
    /// No rule matches. With `pass`, this means for a stage that the next one is asked.
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

    /// What the rest of the walk needs to know.
    fn said(&self) -> Said {
        let goes_on = self.pass || self.fall;
        let ways = [self.accept, self.deny, goes_on].into_iter().filter(|it| *it).count();
        let doubt = self.tied.map(Reason::Tied).or(self.unknown.map(Reason::Unknown));
        let passes = self.pass && !(self.accept || self.deny || self.fall);
        Said {
            accept: self.accept,
            deny: self.deny,
            goes_on,
            reason: self.last.filter(|_| !goes_on).map(|it| Reason::Rule(it.0)),
            doubt: doubt.filter(|_| ways > 1),
            passed: self.last.filter(|_| passes).map(|it| it.0),
        }
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

/// What the rules of a stage say about ports that none of them divides. `by_name`: names decide between equal
/// priorities.
fn said_in_order(rules: &[Matching<'_>], region: &PortSet, by_name: bool) -> Said {
    let mut ends = Ends::OPEN;
    for level in rules.chunk_by(|a, b| a.priority == b.priority) {
        let mut together = Ends::OPEN;
        for rules in level.chunk_by(|a, b| a.rule.policy == b.rule.policy) {
            let one = policy(rules, region);
            if by_name { together.then(one) } else { together.beside(one) }
        }
        ends.then(together);
    }
    ends.said()
}

/// One cluster-wide policy: "the first matching rule decides".
fn policy(rules: &[Matching<'_>], region: &PortSet) -> Ends {
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

mod tests;
