//! A stage in which all rules count at once. A rule that denies wins over every rule that accepts. What no rule
//! accepts is denied where a policy isolates the subject.
//!
//! NetworkPolicy is the case in which no rule denies. It is assumed that a policy with a rule that accepts isolates
//! the subjects it selects; a policy that only denies may do so or not.

use std::borrow::Cow;

use super::line::{Line, Takes, shares};
use super::{Isolation, Matching, Reason, Said, Subject};
use crate::ids::PolicyId;
use crate::order::sort_by_key;
use crate::policy::{Action, Mode, Policy, PortSet, Rule, Stage};
use crate::tri::Tri;

/// What the stage says. `may_deny`: whether rules that deny count.
pub(super) fn line(isolation: &Isolation, rules: &[Matching<'_>], may_deny: bool) -> Line {
    let Isolation { isolated, shielded, ref unsure } = *isolation;
    let rules = Rules { rules, may_deny };
    let mut takes = Takes::default();
    for it in rules.denying().filter(|it| it.effect() == Tri::Yes) {
        takes.take(Cow::Borrowed(&it.ports), said([false, true, false], Some(Reason::Rule(it.rule))));
    }
    let doubtful = |it: &&Matching<'_>| it.effect() == Tri::Unknown;
    let unknown = |it: &Matching<'_>| Some(Reason::Unknown(it.rule));
    match isolated {
        Tri::No => {
            let [accept, fall] = [shielded.possible(), shielded != Tri::Yes];
            for it in rules.denying().filter(doubtful) {
                takes.take(Cow::Borrowed(&it.ports), said([accept, true, fall], unknown(it)));
            }
            takes.rest(said([accept, false, fall], None))
        }
        Tri::Yes => {
            let accepting = || rules.accepting().filter(|it| it.effect() == Tri::Yes);
            let doubts: Vec<&Matching<'_>> = rules.denying().filter(doubtful).collect();
            if !doubts.is_empty() {
                let accepted = PortSet::of_all(accepting().map(|it| &*it.ports));
                for (it, ports) in shares_of(&PortSet::all().difference(&accepted), &doubts) {
                    takes.take(ports, said([true, true, false], unknown(it)));
                }
            }
            for it in accepting() {
                let ports = Cow::Borrowed(&*it.ports);
                takes.take(ports, said([true, false, false], Some(Reason::Rule(it.rule))));
            }
            for (it, ports) in rules.accepted(doubtful) {
                takes.take(ports, said([true, true, false], unknown(it)));
            }
            takes.rest(said([false, true, false], Some(Reason::Isolated)))
        }
        Tri::Unknown => {
            // "Evaluate with and without it; equal outcomes => that outcome, otherwise unknown." Without any of
            // them it is not isolated; so certain is what each of them alone allows.
            let fall = shielded != Tri::Yes;
            let denied = PortSet::of_all(rules.denying().map(|it| &*it.ports));
            let certain = rules.accepted_by_each(unsure).difference(&denied);
            takes.take(Cow::Owned(certain), said([true, false, fall], Some(Reason::EitherWay)));
            for (_, ports) in rules.accepted(|_| true) {
                takes.take(ports, said([true, true, fall], Some(Reason::UnknownIsolation)));
            }
            takes.rest(said([shielded.possible(), true, fall], Some(Reason::UnknownIsolation)))
        }
    }
}

/// Whether what is allowed is what those of some rules accept that match, if all of these match for certain: there is one
/// stage, it isolates the subject, and nothing in it denies or is in doubt.
pub(crate) fn only_adds_up<'r>(
    stages: &[Stage],
    subject: &Subject,
    mut rules: impl Iterator<Item = (&'r Policy, &'r Rule, Tri)>,
) -> bool {
    let Some(stage) = stages.iter().find(|it| it.mode.isolates()) else { return false };
    let isolated = stage.mode == Mode::Union && subject.stages.at(stage.tier).isolated == Tri::Yes;
    isolated
        && rules.all(|(policy, it, selected)| {
            policy.tier == stage.tier && it.action == Action::Accept && selected == Tri::Yes
        })
}

/// Which ends are possible for some ports: accept, deny, the next stage.
fn said([accept, deny, goes_on]: [bool; 3], reason: Option<Reason>) -> Said {
    let ways = [accept, deny, goes_on].into_iter().filter(|it| *it).count();
    let by_rule = reason.filter(|it| matches!(it, Reason::Unknown(_)));
    let doubt = (ways > 1).then(|| by_rule.unwrap_or(Reason::UnknownIsolation));
    // A doubt is no end.
    let reason = reason.filter(|it| !matches!(it, Reason::Unknown(_)));
    Said { accept, deny, goes_on, reason, doubt, passed: None }
}

impl Matching<'_> {
    /// Whether it matches, and its policy selects the subject.
    pub(crate) fn effect(&self) -> Tri {
        self.matches.and(self.selected)
    }
}

struct Rules<'m> {
    rules: &'m [Matching<'m>],
    may_deny: bool,
}

/// A rule and ports.
type Share<'m> = (&'m Matching<'m>, Cow<'m, PortSet>);

impl<'m> Rules<'m> {
    fn accepting(&self) -> impl Iterator<Item = &'m Matching<'m>> + use<'m> {
        self.rules.iter().filter(|it| it.action == Action::Accept)
    }

    fn denying(&self) -> impl Iterator<Item = &'m Matching<'m>> + use<'m> {
        let counted = if self.may_deny { self.rules } else { &[] };
        counted.iter().filter(|it| it.action == Action::Deny)
    }

    /// The ports that some of the rules accept if their policies select the subject: not what the same policy then
    /// denies. Where it denies something, a port is the first rule's alone.
    fn accepted(&self, which: impl Fn(&&'m Matching<'m>) -> bool) -> Vec<Share<'m>> {
        if self.denying().next().is_none() {
            return self.accepting().filter(which).map(|it| (it, Cow::Borrowed(&*it.ports))).collect();
        }
        let mut res = Vec::new();
        for rules in self.rules.chunk_by(|a, b| a.rule.policy == b.rule.policy) {
            let own = Rules { rules, may_deny: true };
            let denied = own.denying().filter(|it| it.matches == Tri::Yes);
            let accepting: Vec<&Matching<'_>> = own.accepting().filter(&which).collect();
            res.extend(shares_of(&PortSet::of_all(denied.map(|it| &*it.ports)), &accepting));
        }
        res
    }

    /// The ports that each of some policies accepts for certain, if it is the only one that selects the subject.
    fn accepted_by_each(&self, policies: &[PolicyId]) -> PortSet {
        let certain: Vec<&Matching<'_>> = self.accepting().filter(|it| it.matches == Tri::Yes).collect();
        let by_policy = certain.chunk_by(|a, b| a.rule.policy == b.rule.policy);
        let by_policy = by_policy.filter_map(|it| {
            let policy = it.first()?.rule.policy;
            Some((policy, PortSet::of_all(it.iter().map(|it| &*it.ports))))
        });
        let mut by_policy: Vec<(PolicyId, PortSet)> = by_policy.collect();
        sort_by_key(&mut by_policy, |it| it.0);
        // What is left of all ports without those that one of them does not accept: linear in all of their ports.
        let not_by = |policy: &PolicyId| {
            let found =
                by_policy.binary_search_by_key(policy, |it| it.0).ok().and_then(|at| by_policy.get(at));
            found.map_or_else(PortSet::all, |it| PortSet::all().difference(&it.1))
        };
        let missing: Vec<PortSet> = policies.iter().map(not_by).collect();
        PortSet::all().difference(&PortSet::of_all(&missing))
    }
}

/// The ports of each rule, apart from some and from those of the rules before.
fn shares_of<'m>(apart_from: &PortSet, rules: &[&'m Matching<'m>]) -> Vec<Share<'m>> {
    let sets: Vec<&PortSet> = rules.iter().map(|it| &*it.ports).collect();
    let shares = shares(apart_from, &sets).into_iter();
    shares.filter_map(|(at, ports)| Some((*rules.get(at)?, Cow::Owned(ports)))).collect()
}
