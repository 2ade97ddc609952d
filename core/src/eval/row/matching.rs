//! Which rules of a group match whom.

use super::{FlowFamilies, Group};
use std::borrow::Cow;

use crate::cluster::Family;
use crate::eval::classes::{Classes, NamesId};
use crate::eval::lists::{Code, Lists};
use crate::eval::pieces::Matching;
use crate::eval::rules::{Gathered, gather};
use crate::hash::HashMap;
use crate::ids::{AtomId, ClassId};
use crate::order::sort_dedup;
use crate::policy::{Direction, Peers, Policies, PortSet};
use crate::tri::Tri;

/// Rules that do the same with what they match.
pub(super) struct Alike<'p> {
    /// The position of the first of them.
    pub(super) first: u32,
    /// The ports of each, but for those that they name.
    pub(super) ports: &'p PortSet,
    /// Whom some of them match.
    pub(super) peers: Cow<'p, Peers>,
}

/// The rules of a group in the order of policies and lists.
pub(in crate::eval) struct Rules<'p> {
    pub(super) rules: Vec<Gathered<'p>>,
    /// Whether some of them name ports.
    pub(super) any_names: bool,
}

impl<'p> Rules<'p> {
    pub(in crate::eval) fn new(direction: Direction, group: &Group, policies: &'p Policies) -> Rules<'p> {
        let rules = gather(policies, direction, &group.policies);
        let any_names = rules.iter().any(|it| !it.rule.ports.names.is_empty());
        Rules { rules, any_names }
    }

    /// For each class of peers, the rules that match it or may do so.
    pub(in crate::eval) fn matches(&self, classes: &Classes, families: &FlowFamilies) -> Lists {
        let each = (0u32..).zip(&self.rules);
        lists(each.map(|(index, it)| (index, &it.rule.peers)), classes, families)
    }

    /// The same, as far as it makes a difference to what is allowed: of rules that do the same with what they match,
    /// the first stands for all. So many blocks of nearly everything are as quick as one.
    pub(super) fn alike(&self) -> Vec<Alike<'p>> {
        let mut known = HashMap::default();
        let mut res: Vec<(u32, &'p PortSet, Vec<&'p Peers>)> = Vec::new();
        for (index, it) in (0u32..).zip(&self.rules) {
            let at = it.alike().map_or(res.len(), |it| *known.entry(it).or_insert(res.len()));
            match res.get_mut(at) {
                Some(these) => these.2.push(&it.rule.peers),
                None => res.push((index, &it.rule.ports.numbers, vec![&it.rule.peers])),
            }
        }
        let together = |(first, ports, peers): (u32, &'p PortSet, Vec<&'p Peers>)| Alike {
            first,
            ports,
            peers: together(&peers),
        };
        res.into_iter().map(together).collect()
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

/// Whom some of several rules match.
fn together<'p>(peers: &[&'p Peers]) -> Cow<'p, Peers> {
    if let [one] = peers {
        return Cow::Borrowed(one);
    }
    let mut atoms: Vec<AtomId> = Vec::new();
    for it in peers {
        match it {
            Peers::Any => return Cow::Borrowed(it),
            Peers::Only(these) => atoms.extend(these),
        }
    }
    sort_dedup(&mut atoms);
    Cow::Owned(Peers::Only(atoms))
}

/// The lists of rules of each class. `rules`: the number of each, in ascending order, and whom it matches.
pub(super) fn lists<'p>(
    rules: impl Iterator<Item = (u32, &'p Peers)>,
    classes: &Classes,
    families: &FlowFamilies,
) -> Lists {
    let mut lists = Lists::new(classes.classes.len());
    for (rule, peers) in rules {
        each_match(peers, classes, families, |class, matches| lists.add(class, rule, matches));
    }
    lists
}

/// Tells which classes a rule matches, or perhaps does; some more than once, for another of its peers.
pub(super) fn each_match(
    peers: &Peers,
    classes: &Classes,
    families: &FlowFamilies,
    mut tell: impl FnMut(ClassId, Tri),
) {
    let Peers::Only(atoms) = peers else {
        return classes.classes.ids().for_each(|class| tell(class, Tri::Yes));
    };
    let flow = |class| families.of(classes.classes.at(class));
    for &atom in atoms {
        classes.pods.at(atom).iter().for_each(|&(class, tri)| tell(class, tri));
        for member in classes.blocks.at(atom) {
            if member.family.is_none() || member.family == flow(member.class) {
                tell(member.class, member.tri);
            }
        }
    }
    for family in [Family::V4, Family::V6] {
        for class in classes.addressed.answering(atoms, family) {
            if flow(class) == Some(family) {
                tell(class, Tri::Yes);
            }
        }
    }
}
