//! Rules and policies that change nothing in any cluster, because others match all that they match.
//!
//! Only what the text of the policies shows counts here, whatever pods there are. What changes nothing in the cluster of
//! the input alone is asked of [`Analysis::unused`](crate::Analysis::unused). Where a pod or an address perhaps answers a
//! question, nothing is said: without the rule less may be certain.
//!
//! It takes time in proportion to the rules where policies are what they usually are. What meets nearly everything is
//! looked at within a budget, and beyond it nothing is found.

mod one;
mod subjects;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub(crate) use one::of_rule;
use subjects::Subjects;

use crate::hash::{HashMap, HashSet};
use crate::ids::{AtomId, PolicyId};
use crate::kind::Operator;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::policy::{
    Action, Atom, Direction, Peers, Pods, Policy, Ports, Requirement, Rule, RuleRef, Scope, Selector, Usable,
};

/// So many comparisons of selectors, blocks and ports are made at most, and so many of them for one policy.
const ALL: usize = 400_000;
const EACH: usize = 40_000;

/// How a rule is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The other rule of its list says the same.
    Repeated,
    /// Another rule allows all that it allows.
    Covered,
    /// Another rule of its list allows everything.
    Wide,
    /// A rule before it decides about all that it matches.
    Unreachable,
}

/// A rule that changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CoveredRule {
    pub(super) rule: RuleRef,
    /// The rule that takes its place.
    pub(crate) by: RuleRef,
    pub(super) how: How,
}

/// All that is covered.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    /// Policies with the subject and the rules of another one, each with the first of these.
    pub(super) policies: Vec<(PolicyId, PolicyId)>,
    /// In the order of the policies.
    pub(super) rules: Vec<CoveredRule>,
    /// How many rules and policies were looked at.
    #[cfg(test)]
    steps: usize,
}

impl Coverage {
    pub(super) fn of(model: &Model) -> Coverage {
        let mut search = Search::new(model);
        let mut res = Coverage { policies: search.repeated_policies(), ..Coverage::default() };
        let repeated: HashSet<PolicyId> = res.policies.iter().map(|it| it.0).collect();
        let subjects = Subjects::new(&search, &repeated);
        for (id, policy) in model.policies.policies.enumerate() {
            if !search.counts(policy) || repeated.contains(&id) {
                continue;
            }
            let mut left = EACH.min(search.left);
            search.left -= left;
            for direction in Direction::BOTH {
                let rules = if policy.tier.mode().is_ordered() {
                    search.unreachable(id, direction, &mut left)
                } else {
                    search.covered(id, direction, &subjects, &mut left)
                };
                res.rules.extend(rules);
            }
            search.left += left;
        }
        #[cfg(test)]
        {
            res.steps = search.steps.get();
        }
        res
    }
}

/// What a rule says, in one form for all ways of writing it.
type Said<'m> = (Option<Vec<AtomId>>, Action, &'m Ports);

struct Search<'m> {
    model: &'m Model,
    /// How many comparisons are left.
    left: usize,
    /// Policies of which it is unknown whether they select some pod.
    in_doubt: HashSet<PolicyId>,
    /// One question for all that ask the same in another order.
    same: HashMap<AtomId, AtomId>,
    /// Objects that are several policies: what holds for one need not hold for the others.
    several: HashSet<usize>,
    /// Policies of stages with an order, of which something can be said, in that order.
    ordered: Vec<PolicyId>,
    /// How many rules and policies were looked at, also where that cost nothing of what is left.
    #[cfg(test)]
    steps: std::cell::Cell<usize>,
}

impl<'m> Search<'m> {
    fn new(model: &'m Model) -> Search<'m> {
        let mut first: HashMap<Atom, AtomId> = HashMap::default();
        let mut same = HashMap::default();
        for (id, atom) in model.policies.atoms.enumerate() {
            let Some(sorted) = sorted(atom) else { continue };
            same.insert(id, *first.entry(sorted).or_insert(id));
        }
        let (mut seen, mut several) = (HashSet::default(), HashSet::default());
        for it in model.policies.policies.iter() {
            let is_relative = it.namespace.is_none()
                && matches!(
                    model.policies.atoms.at(it.subject),
                    Atom::Pods(Pods { scope: Scope::Own(_), .. })
                );
            if !seen.insert(it.manifest) || is_relative {
                several.insert(it.manifest);
            }
        }
        let mut res = Search {
            model,
            left: ALL,
            in_doubt: model.reach.policies_in_doubt(),
            same,
            several,
            ordered: Vec::new(),
            #[cfg(test)]
            steps: std::cell::Cell::default(),
        };
        let all = model.policies.policies.enumerate();
        let ordered = all.filter(|it| it.1.tier.mode().is_ordered() && res.counts(it.1));
        res.ordered = ordered.map(|it| it.0).collect();
        res
    }

    /// Counts one step for tests of the bounds.
    fn step(&self) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
    }

    /// Whether something can be said about a policy.
    fn counts(&self, it: &Policy) -> bool {
        let is_certain = match self.model.policies.atoms.at(it.subject) {
            Atom::Pods(subject) => !subject.is_in_doubt,
            Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
        };
        is_certain && !self.several.contains(&it.manifest)
    }

    fn same(&self, it: AtomId) -> AtomId {
        self.same.get(&it).copied().unwrap_or(it)
    }

    fn said(&self, it: &'m Rule) -> Option<Said<'m>> {
        (it.usable == Usable::Yes).then_some(())?;
        let peers = match &it.peers {
            Peers::Any => None,
            Peers::Only(all) => {
                let mut all: Vec<AtomId> = all.iter().map(|it| self.same(*it)).collect();
                sort_dedup(&mut all);
                Some(all)
            }
        };
        Some((peers, it.action, &it.ports))
    }

    /// NetworkPolicies with the subject and the rules of an earlier one.
    fn repeated_policies(&self) -> Vec<(PolicyId, PolicyId)> {
        type Key<'m> = (AtomId, [Option<Vec<Said<'m>>>; 2]);
        let mut first: HashMap<Key<'m>, PolicyId> = HashMap::default();
        let mut res = Vec::new();
        for (id, policy) in self.model.policies.policies.enumerate() {
            if !policy.tier.mode().isolates() || !self.counts(policy) || self.in_doubt.contains(&id) {
                continue;
            }
            let rules = |direction| -> Option<Option<Vec<Said<'m>>>> {
                let Some(rules) = policy.rules.get(direction) else { return Some(None) };
                let mut all = rules.iter().map(|it| self.said(it)).collect::<Option<Vec<_>>>()?;
                all.sort_by(|a, b| {
                    (&a.0, a.2.numbers.intervals(), &a.2.names).cmp(&(
                        &b.0,
                        b.2.numbers.intervals(),
                        &b.2.names,
                    ))
                });
                all.dedup();
                Some(Some(all))
            };
            let [Some(egress), Some(ingress)] = Direction::BOTH.map(rules) else { continue };
            match first.entry((self.same(policy.subject), [egress, ingress])) {
                std::collections::hash_map::Entry::Occupied(it) => res.push((id, *it.get())),
                std::collections::hash_map::Entry::Vacant(it) => drop(it.insert(id)),
            }
        }
        res
    }

    /// Whether the first of two rules matches all that the second does, within what is left.
    fn covers(&self, wide: &Rule, narrow: &Rule, left: &mut usize) -> bool {
        let Model { policies, cluster, .. } = self.model;
        // Most rules differ in their ports, which costs next to nothing to see.
        let weight = if wide.ports.cover(&narrow.ports) { policies.weight(wide, narrow) } else { 1 };
        match left.checked_sub(weight) {
            Some(rest) => *left = rest,
            None => {
                *left = 0;
                return false;
            }
        }
        policies.rule_covers(cluster, wide, narrow)
    }

    /// Rules of a stage in which rules add up.
    fn covered(
        &self,
        id: PolicyId,
        direction: Direction,
        subjects: &Subjects,
        left: &mut usize,
    ) -> Vec<CoveredRule> {
        let model = self.model;
        let own = model.policies.rules(id, direction);
        let others = subjects.around(self, id, left);
        let mut res = Vec::new();
        let mut first: HashMap<Said<'m>, u32> = HashMap::default();
        let reference = |policy, index| RuleRef { policy, direction, index };
        let wide = own.iter().position(|it| it.usable == Usable::Yes && it.is_wide()).map(|it| it as u32);
        for (index, rule) in (0u32..).zip(own) {
            let Some(said) = self.said(rule) else { continue };
            let at = *first.entry(said).or_insert(index);
            let found = |by, how| CoveredRule { rule: reference(id, index), by, how };
            if let Some(wide) = wide.filter(|_| !rule.is_wide()) {
                res.push(found(reference(id, wide), How::Wide));
                continue;
            }
            if at != index {
                res.push(found(reference(id, at), How::Repeated));
                continue;
            }
            if *left == 0 {
                continue;
            }
            let candidates = [&id].into_iter().chain(&others);
            let all = candidates.flat_map(|&policy| {
                let rules = (0u32..).zip(model.policies.rules(policy, direction));
                rules.map(move |(at, it)| (reference(policy, at), it))
            });
            for (by, other) in all {
                self.step();
                if *left == 0 {
                    break;
                }
                if other.usable != Usable::Yes {
                    *left -= 1;
                    continue;
                }
                let is_itself = by == reference(id, index);
                if is_itself || !self.covers(other, rule, left) {
                    continue;
                }
                // Of two that cover each other the first stays.
                let selects_as_many = by.policy == id || Subjects::covers(self, id, by.policy);
                let is_mutual = selects_as_many && (self.covers(rule, other, left) || *left == 0);
                if !is_mutual || by < reference(id, index) {
                    res.push(found(by, How::Covered));
                    break;
                }
            }
        }
        res
    }

    /// Rules of a stage in which the first rule that matches decides.
    fn unreachable(&self, id: PolicyId, direction: Direction, left: &mut usize) -> Vec<CoveredRule> {
        let Model { policies, cluster, reach, .. } = self.model;
        let policy = policies.policies.at(id);
        let mut before: Vec<(RuleRef, &Rule)> = Vec::new();
        let mut add = |it: PolicyId, most: u32| {
            let rules = (0u32..).zip(policies.rules(it, direction)).take_while(|it| it.0 < most);
            let rules = rules.filter(|it| it.1.usable == Usable::Yes);
            before.extend(rules.map(|(index, rule)| (RuleRef { policy: it, direction, index }, rule)));
        };
        // Of equal priorities none is before the other.
        let at = |it: PolicyId| {
            let it = policies.policies.at(it);
            (it.tier, it.priority)
        };
        let from = self.ordered.partition_point(|it| at(*it).0 < policy.tier);
        let to = self.ordered.partition_point(|it| at(*it) < (policy.tier, policy.priority));
        for &other in self.ordered.get(from..to).unwrap_or_default() {
            self.step();
            let it = policies.policies.at(other);
            let weight =
                policies.atom_weight(it.subject).saturating_mul(policies.atom_weight(policy.subject));
            *left = left.saturating_sub(weight.saturating_add(1));
            if *left == 0 {
                return Vec::new();
            }
            if !self.in_doubt.contains(&other) && policies.covers(cluster, it.subject, policy.subject) {
                add(other, u32::MAX);
            }
        }
        let is_certain = |it: &Rule| match &it.peers {
            Peers::Any => true,
            Peers::Only(all) => all.iter().all(|it| !reach.is_in_doubt(*it)),
        };
        let own_counts = !self.in_doubt.contains(&id);
        let mut known: BTreeMap<RuleRef, bool> = BTreeMap::new();
        let mut res = Vec::new();
        for (index, rule) in (0u32..).zip(policies.rules(id, direction)) {
            let rule_ref = RuleRef { policy: id, direction, index };
            if rule.usable == Usable::Yes {
                let mut by = None;
                for (other, it) in &before {
                    self.step();
                    if *left == 0 {
                        break;
                    }
                    if self.covers(it, rule, left) && *known.entry(*other).or_insert_with(|| is_certain(it)) {
                        by = Some(*other);
                        break;
                    }
                }
                res.extend(by.map(|by| CoveredRule { rule: rule_ref, by, how: How::Unreachable }));
                if own_counts {
                    before.push((rule_ref, rule));
                }
            }
        }
        res
    }
}

/// A question about labels with its requirements in one order; `None` for all others.
fn sorted(atom: &Atom) -> Option<Atom> {
    let selector = |it: &Selector| {
        let one = |it: &Requirement| {
            let mut values = it.values.clone();
            sort_dedup(&mut values);
            let operator = if it.operator == Operator::Equals { Operator::In } else { it.operator };
            Requirement { key: it.key, operator, values }
        };
        let mut requirements: Vec<Requirement> = it.requirements.iter().map(one).collect();
        requirements.sort_by(|a, b| (a.key, a.operator, &a.values).cmp(&(b.key, b.operator, &b.values)));
        requirements.dedup();
        Selector { requirements }
    };
    match atom {
        Atom::Pods(it) => {
            let scope = match &it.scope {
                Scope::Own(it) => Scope::Own(*it),
                Scope::Matching(it) => Scope::Matching(selector(it)),
                Scope::AnyOf(all) => Scope::AnyOf(all.iter().map(selector).collect()),
            };
            Some(Atom::Pods(Pods { scope, selector: selector(&it.selector), ..it.clone() }))
        }
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
    }
}
