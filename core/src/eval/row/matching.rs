//! Which rules of a group match whom.

use super::{FlowFamilies, Group};
use crate::cluster::Family;
use crate::eval::classes::{Classes, NamesId};
use crate::eval::lists::{Code, Lists};
use crate::eval::pieces::Matching;
use crate::eval::rules::{Gathered, gather};
use crate::hash::HashMap;
use crate::ids::{AtomId, ClassId};
use crate::order::sort_dedup;
use crate::policy::{Direction, Peers, Policies};
use crate::tri::Tri;

/// The rules of a group in the order of policies and lists.
pub(in crate::eval) struct Rules<'p> {
    pub(super) rules: Vec<Gathered<'p>>,
    /// Whether some of them name ports.
    any_names: bool,
}

impl<'p> Rules<'p> {
    pub(in crate::eval) fn new(direction: Direction, group: &Group, policies: &'p Policies) -> Rules<'p> {
        let rules = gather(policies, direction, &group.policies);
        let any_names = rules.iter().any(|it| !it.rule.ports.names.is_empty());
        Rules { rules, any_names }
    }

    /// For each class of peers, the rules that match it or may do so.
    pub(in crate::eval) fn matches(&self, classes: &Classes, families: &FlowFamilies) -> Lists {
        let mut lists = Lists::new(classes.classes.len());
        for (index, it) in (0u32..).zip(&self.rules) {
            Rules::add(&mut lists, index, &it.rule.peers, classes, families);
        }
        lists
    }

    /// The same, as far as it makes a difference to what is allowed: of rules that do the same with what they match,
    /// the first stands for all. So many blocks of nearly everything are as quick as one.
    pub(super) fn matches_alike(&self, classes: &Classes, families: &FlowFamilies) -> Lists {
        // As many rules as are not worth it.
        const FEW: usize = 16;
        if self.rules.len() <= FEW {
            return self.matches(classes, families);
        }
        let mut known = HashMap::default();
        let mut alike: Vec<(u32, Vec<&Peers>)> = Vec::new();
        for (index, it) in (0u32..).zip(&self.rules) {
            let next = alike.len();
            let at = it.alike().map_or(next, |it| *known.entry(it).or_insert(next));
            match alike.get_mut(at) {
                Some(these) => these.1.push(&it.rule.peers),
                None => alike.push((index, vec![&it.rule.peers])),
            }
        }
        let mut lists = Lists::new(classes.classes.len());
        for (index, peers) in alike {
            let atoms = || {
                peers
                    .iter()
                    .filter_map(|it| if let Peers::Only(it) = it { Some(it.as_slice()) } else { None })
            };
            match peers.as_slice() {
                [one] => Rules::add(&mut lists, index, one, classes, families),
                all if all.contains(&&Peers::Any) => {
                    Rules::add(&mut lists, index, &Peers::Any, classes, families);
                }
                _ => {
                    let mut atoms: Vec<AtomId> = atoms().flatten().copied().collect();
                    sort_dedup(&mut atoms);
                    Rules::add(&mut lists, index, &Peers::Only(atoms), classes, families);
                }
            }
        }
        lists
    }

    /// Appends a rule to the lists of those it matches.
    fn add(lists: &mut Lists, index: u32, peers: &Peers, classes: &Classes, families: &FlowFamilies) {
        let Peers::Only(atoms) = peers else {
            return classes.classes.ids().for_each(|class| lists.add(class, index, Tri::Yes));
        };
        let flow = |class| families.of(classes.classes.at(class));
        for &atom in atoms {
            classes.pods.at(atom).iter().for_each(|&(class, tri)| lists.add(class, index, tri));
            for member in classes.blocks.at(atom) {
                if member.family.is_none() || member.family == flow(member.class) {
                    lists.add(member.class, index, member.tri);
                }
            }
        }
        for family in [Family::V4, Family::V6] {
            for class in classes.addressed.answering(atoms, family) {
                if flow(class) == Some(family) {
                    lists.add(class, index, Tri::Yes);
                }
            }
        }
    }

    /// The rules that match one class or may do so.
    pub(super) fn codes(&self, peer: ClassId, classes: &Classes, families: &FlowFamilies) -> Vec<Code> {
        let flow = families.of(classes.classes.at(peer));
        // Who answers a question is listed in the order of classes.
        let answer = |&atom: &AtomId| {
            let pods = classes.pods.at(atom);
            let found = pods.binary_search_by_key(&peer, |it| it.0).ok().and_then(|at| pods.get(at));
            let blocks = classes.blocks.at(atom);
            let start = blocks.partition_point(|it| it.class < peer);
            let blocks = blocks.iter().skip(start).take_while(|it| it.class == peer);
            let blocks = blocks.filter(|it| it.family.is_none() || it.family == flow).map(|it| it.tri);
            let lies = flow.is_some_and(|it| classes.addressed.answers(atom, peer, it)).into();
            found.map(|it| it.1).into_iter().chain(blocks).chain([lies]).fold(Tri::No, Tri::or)
        };
        let matches = |it: &Gathered<'_>| match &it.rule.peers {
            Peers::Any => Tri::Yes,
            Peers::Only(atoms) => atoms.iter().map(answer).fold(Tri::No, Tri::or),
        };
        let codes = (0u32..).zip(&self.rules).map(|(rule, it)| Code { rule, matches: matches(it) });
        codes.filter(|it| it.matches.possible()).collect()
    }

    /// How the destination resolves port names: the peer on the way out, the subject on the way in.
    pub(in crate::eval) fn names(
        &self,
        direction: Direction,
        group: &Group,
        peer: ClassId,
        classes: &Classes,
    ) -> NamesId {
        match direction {
            Direction::Egress if self.any_names => classes.classes.at(peer).names,
            Direction::Egress => NamesId(0),
            Direction::Ingress => group.names,
        }
    }

    /// A rule of a list with its ports.
    pub(in crate::eval) fn matching(
        &self,
        code: Code,
        names: NamesId,
        classes: &Classes,
    ) -> Option<Matching<'p>> {
        let it = self.rules.get(code.rule as usize)?;
        Some(it.matching(code.matches, |protocol, name| classes.resolve(names, protocol, name)))
    }
}
