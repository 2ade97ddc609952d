//! A stage in which all rules count at once. A rule that denies wins over every rule that accepts. What no rule
//! accepts is denied where a policy isolates the subject.
//!
//! NetworkPolicy is the case in which no rule denies. It is assumed that a policy with a rule that accepts isolates
//! the subjects it selects; a policy that only denies may do so or not.

use super::{Isolation, Matching, Reason, Said};
use crate::ids::PolicyId;
use crate::policy::{Action, PortSet};
use crate::tri::Tri;

/// What the stage says, as disjoint sets of ports that together are all. `may_deny`: whether rules that deny count.
pub(super) fn parts(isolation: &Isolation, rules: &[Matching], may_deny: bool) -> Vec<(PortSet, Said)> {
    let Isolation { isolated, shielded, ref unsure } = *isolation;
    let rules = Rules { rules, may_deny };
    let mut walk = Walk { open: PortSet::all(), parts: Vec::new() };
    for it in rules.denying().filter(|it| it.effect() == Tri::Yes) {
        walk.take(&it.ports, [false, true, false], Some(Reason::Rule(it.rule)));
    }
    let doubtful = |it: &&Matching| it.effect() == Tri::Unknown;
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

impl Matching {
    /// Whether it matches, and its policy selects the subject.
    fn effect(&self) -> Tri {
        self.matches.and(self.selected)
    }
}

struct Rules<'m> {
    rules: &'m [Matching],
    may_deny: bool,
}

impl<'m> Rules<'m> {
    fn accepting(&self) -> impl Iterator<Item = &'m Matching> + use<'m> {
        self.rules.iter().filter(|it| it.action == Action::Accept)
    }

    fn denying(&self) -> impl Iterator<Item = &'m Matching> + use<'m> {
        let counted = if self.may_deny { self.rules } else { &[] };
        counted.iter().filter(|it| it.action == Action::Deny)
    }

    /// The ports that a rule accepts if its policy selects the subject: not what the same policy then denies.
    fn accepted(&self, rule: &Matching) -> PortSet {
        let policy = rule.rule.policy;
        let denied = self.denying().filter(|it| it.rule.policy == policy && it.matches == Tri::Yes);
        denied.fold(rule.ports.clone(), |acc, it| acc.difference(&it.ports))
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
