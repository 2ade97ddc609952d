//! What single rules do: the cells that a policy or rule decides.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::budget::Meter;
use super::classes::NamesId;
use super::lists::ListId;
use super::pieces::{Matching, Piece};
use super::reach::{Inputs, Reach};
use super::reason::By;
use super::row::{FlowFamilies, Groups, Rules};
use crate::ids::{ClassId, PolicyId};
use crate::policy::{Action, Direction, Mode, Policies, PortSet, RuleRef};
use crate::tri::Tri;

/// So many steps are taken for one policy or rule: what is said of it stands above a text, and many of them are on screen at
/// once. A step is a rule that is added up with others.
const MOST_STEPS: u64 = 1 << 17;
/// So many rules are looked at in a step, where nothing is added up.
const LOOKED_AT: u64 = 8;

/// A pair of classes between which some rules decide something: of what they allow, only what the other end
/// allows too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Class of the sources.
    pub source: ClassId,
    /// Class of the destinations.
    pub destination: ClassId,
    /// Whether some of it is allowed by no other rule. Always so in a stage with an order, where one rule decides.
    pub only_here: bool,
}

impl Reach {
    /// What one rule of a policy, or all its rules of a direction, open; of a cluster-wide policy, what rules
    /// of this action decide. `None` where more rules meet than can be added up while somebody waits.
    pub fn contributions(
        &self,
        inputs: Inputs<'_>,
        direction: Direction,
        policy: PolicyId,
        rule: Option<u32>,
        action: Action,
    ) -> Option<Vec<Contribution>> {
        let mut res = Vec::new();
        let mut meter = Meter::new(MOST_STEPS);
        let groups: &Groups = self.groups(direction);
        let policies = inputs.policies;
        let stage = policies.tier(policy);
        let is_first_match = stage.mode().is_ordered();
        // Rules that only add up tell by themselves what they open.
        let adds_up = stage.mode() == Mode::Union && !policies.have_several_stages();
        let ours = |it: RuleRef| it.policy == policy && rule.is_none_or(|index| index == it.index);
        for (group_id, group) in groups.groups.enumerate() {
            if !group.policies.contains(&(policy, Tri::Yes)) {
                continue;
            }
            let rules = Rules::new(direction, group, policies);
            let families = FlowFamilies::new(direction, group, &self.classes, inputs.options, None);
            let lists = rules.matches(&self.classes, &families);
            let mut known: FxHashMap<(ListId, NamesId, bool), (PortSet, PortSet)> = FxHashMap::default();
            let subjects: Vec<ClassId> =
                groups.of.enumerate().filter(|it| *it.1 == group_id).map(|it| it.0).collect();
            for (peer, &list) in lists.of.enumerate() {
                let names = rules.names(direction, group, peer, &self.classes);
                let codes = lists.codes(list);
                // Of ends that no packet goes between, no rule decides anything.
                let meets = families.of(self.classes.classes.at(peer)).is_some();
                if !meter.take(codes.len() as u64 / LOOKED_AT) {
                    return None;
                }
                let key = (list, names, meets);
                if let Entry::Vacant(vacant) = known.entry(key) {
                    if !meter.take(codes.len() as u64) {
                        return None;
                    }
                    let pieces = match subjects.first() {
                        Some(&subject) if !adds_up && meets => {
                            self.pieces_of_classes(inputs, direction, subject, peer)
                        }
                        _ => Vec::new(),
                    };
                    let both = if is_first_match || action != Action::Accept {
                        let by_us = |it: &Piece| is_by(policies, it, action, &ours);
                        let these = union(pieces.iter().filter(|it| by_us(it)));
                        (these.clone(), these)
                    } else {
                        let matching =
                            codes.iter().filter_map(|it| rules.matching(*it, names, &self.classes));
                        let accepts = |it: &Matching<'_>| it.tier == stage && it.action == Action::Accept;
                        let accepting = matching.filter(|it| accepts(it) && it.effect() == Tri::Yes);
                        let (own, foreign): (Vec<_>, Vec<_>) = accepting.partition(|it| ours(it.rule));
                        let mut these = PortSet::of_all(own.iter().map(|it| &*it.ports));
                        if !adds_up {
                            // What another stage decides is not opened here.
                            let here = |it: &&Piece| {
                                let by = it.reason.rule().map(|it| policies.tier(it.policy));
                                it.allowed == Tri::Yes && by == Some(stage)
                            };
                            these = these.intersection(&union(pieces.iter().filter(here)));
                        }
                        // Most rules admit few peers: what others allow of the rest matters to none.
                        let others = if these.is_empty() { Vec::new() } else { foreign };
                        let others = PortSet::of_all(others.iter().map(|it| &*it.ports));
                        let only = these.difference(&others);
                        (these, only)
                    };
                    vacant.insert(both);
                }
                let Some((these, only)) = known.get(&key) else { continue };
                if these.is_empty() {
                    continue;
                }
                if !meter.take(subjects.len() as u64 / LOOKED_AT) {
                    return None;
                }
                for &subject in &subjects {
                    let (source, destination) = match direction {
                        Direction::Egress => (subject, peer),
                        Direction::Ingress => (peer, subject),
                    };
                    let far = match action {
                        Action::Accept => self.far_side(inputs, direction, source, destination),
                        Action::Deny | Action::Pass => PortSet::all(),
                    };
                    if !these.intersection(&far).is_empty() {
                        let only_here = !only.intersection(&far).is_empty();
                        res.push(Contribution { source, destination, only_here });
                    }
                }
            }
        }
        Some(res)
    }
}

/// Whether some of these rules, with this action, decided a piece.
fn is_by(policies: &Policies, piece: &Piece, action: Action, ours: &dyn Fn(RuleRef) -> bool) -> bool {
    if action == Action::Pass {
        return piece.passed.rules().any(ours);
    }
    let By::Rule(it) = piece.reason.by() else { return false };
    ours(it) && policies.rule(it).is_some_and(|it| it.action == action)
}

fn union<'p>(pieces: impl Iterator<Item = &'p Piece>) -> PortSet {
    PortSet::of_all(pieces.map(|it| &it.ports))
}

#[cfg(test)]
mod tests;
