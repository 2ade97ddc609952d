//! Which groups of two evaluations say the same about everything: for comparisons, which need not look at these.
//!
//! Enters: two evaluations, and which class of the one is which of the other. A row follows from the policies of its group
//! and from who answers their questions, so where both are the same, the rows are. Who answers is compared and not what is
//! asked: the same labels have other numbers in the other evaluation. Deliberately not here: what a row says.

use rustc_hash::FxHashMap;

use super::classes::Classes;
use super::reach::{Inputs, Reach};
use super::row::Group;
use crate::cluster::Family;
use crate::ids::{AtomId, ClassId, GroupId, IdSet, IdVec, PolicyId, Symbol};
use crate::policy::{Action, Direction, Peers, PerDirection, Policy, PortSet, Rule, Tier, Usable};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// So many answers are compared at most: where everything meets nearly everything, rows are as quick.
const ANSWERS: usize = 1 << 20;

/// One evaluation.
pub(crate) type Side<'r> = (&'r Reach, Inputs<'r>);

/// Two evaluations.
pub(crate) struct Alike<'r> {
    sides: [Side<'r>; 2],
    /// For each evaluation and policy what its rules say, by number; `None`: something that the other one may not say.
    said: [IdVec<PolicyId, PerDirection<Option<u32>>>; 2],
}

/// Who answers a question: the pair, and in which way.
type Answers = Vec<(u32, u8)>;

/// What the rules of one direction say.
type RulesKey = (Tier, u32, Option<Vec<RuleKey>>);

/// Who is matched (`None`: all), what becomes of it, and the ports.
type RuleKey = (Option<Vec<u32>>, Action, PortSet, Vec<(Protocol, String)>);

impl<'r> Alike<'r> {
    /// `pairs`: classes of the first evaluation and of the second that have the same ends. `None`: nothing can be said without
    /// looking at the rows.
    pub(crate) fn new(sides: [Side<'r>; 2], pairs: &[(ClassId, ClassId)]) -> Option<Alike<'r>> {
        let [(one, inputs), (other, others)] = sides;
        if inputs.options != others.options {
            return None;
        }
        let same = |&(a, b): &(ClassId, ClassId)| {
            let (a, b) = (one.classes.classes.at(a), other.classes.classes.at(b));
            let families = (one.classes.families.at(a.families), other.classes.families.at(b.families));
            a.kind == b.kind && families.0 == families.1
        };
        if !pairs.iter().all(same) {
            return None;
        }
        let mut left = ANSWERS;
        let mut known: IdSet<u32, Answers> = IdSet::default();
        let first = answers(one, pairs.iter().map(|it| it.0), &mut known, &mut left)?;
        let second = answers(other, pairs.iter().map(|it| it.1), &mut known, &mut left)?;
        let mut names = Names { sides, pairs, known: FxHashMap::default() };
        let mut all: IdSet<u32, RulesKey> = IdSet::default();
        let mut said = |at: usize, atoms: &IdVec<AtomId, u32>| {
            let (_, inputs) = sides.get(at).copied().unwrap_or(sides[0]);
            let policies = inputs.policies.policies.iter();
            let each = policies.map(|policy| {
                PerDirection::from_fn(|it| names.key(inputs, policy, it, atoms).map(|it| all.add(it)))
            });
            IdVec::from_vec(each.collect())
        };
        Some(Alike { sides, said: [said(0, &first), said(1, &second)] })
    }

    /// Whether two groups say the same about all of these classes.
    pub(crate) fn are(&self, direction: Direction, groups: (GroupId, GroupId)) -> bool {
        let [(one, _), (other, _)] = self.sides;
        let (a, b) = (one.groups(direction).groups.at(groups.0), other.groups(direction).groups.at(groups.1));
        let [these, those] = &self.said;
        let is_whole = |it: &Group| !it.is_left_out();
        let policies = || {
            a.policies.iter().zip(&b.policies).all(|(a, b)| {
                let said = these.at(a.0).get(direction);
                a.1 == b.1 && said.is_some() && said == those.at(b.0).get(direction)
            })
        };
        is_whole(a) && is_whole(b) && a.is_like(b) && a.policies.len() == b.policies.len() && policies()
    }
}

/// For each question the number of its answers. `None`: there are too many of them.
fn answers(
    reach: &Reach,
    pairs: impl Iterator<Item = ClassId>,
    known: &mut IdSet<u32, Answers>,
    left: &mut usize,
) -> Option<IdVec<AtomId, u32>> {
    let classes: &Classes = &reach.classes;
    let mut pairs_of: IdVec<ClassId, Vec<u32>> = IdVec::from_vec(vec![Vec::new(); classes.classes.len()]);
    for (pair, class) in (0..).zip(pairs) {
        pairs_of.at_mut(class).push(pair);
    }
    let mut res = IdVec::default();
    for atom in classes.pods.ids() {
        let mut all: Answers = Vec::new();
        let mut add = |class: ClassId, way: u8| -> Option<()> {
            let pairs = pairs_of.at(class);
            *left = left.checked_sub(pairs.len() + 1)?;
            all.extend(pairs.iter().map(|it| (*it, way)));
            Some(())
        };
        let tri = |it: Tri| if it == Tri::Yes { 0 } else { 1 };
        let family = |it| if it == Family::V4 { 2 } else { 4 };
        for &(class, answer) in classes.pods.at(atom) {
            add(class, tri(answer))?;
        }
        for it in classes.blocks.at(atom) {
            add(it.class, 8 + tri(it.tri) + it.family.map_or(0, family))?;
        }
        for of in [Family::V4, Family::V6] {
            for class in classes.addressed.answering(&[atom], of) {
                add(class, 16 + family(of))?;
            }
        }
        all.sort_unstable();
        res.push(known.add(all));
    }
    Some(res)
}

/// Names of ports, and whether each stands for the same ports in both.
struct Names<'r, 'p> {
    sides: [Side<'r>; 2],
    pairs: &'p [(ClassId, ClassId)],
    known: FxHashMap<(Protocol, String), bool>,
}

impl Names<'_, '_> {
    /// What the rules of a policy say; `None` where that cannot be compared.
    fn key(
        &mut self,
        inputs: Inputs<'_>,
        policy: &Policy,
        direction: Direction,
        atoms: &IdVec<AtomId, u32>,
    ) -> Option<RulesKey> {
        let Some(rules) = policy.rules.get(direction) else {
            return Some((policy.tier, policy.priority, None));
        };
        let mut res = Vec::with_capacity(rules.len());
        for Rule { action, usable, peers, ports, .. } in rules {
            if *usable != Usable::Yes {
                return None;
            }
            let mut names = Vec::with_capacity(ports.names.len());
            for &(protocol, name) in &ports.names {
                let name = inputs.cluster.strings.text(name).to_owned();
                if !self.are_same(protocol, &name) {
                    return None;
                }
                names.push((protocol, name));
            }
            let peers = match peers {
                Peers::Any => None,
                Peers::Only(all) => Some(all.iter().map(|it| *atoms.at(*it)).collect()),
            };
            res.push((peers, *action, ports.numbers.clone(), names));
        }
        Some((policy.tier, policy.priority, Some(res)))
    }

    /// Whether a name stands for the same ports on every end.
    fn are_same(&mut self, protocol: Protocol, name: &str) -> bool {
        if let Some(it) = self.known.get(&(protocol, name.to_owned())) {
            return *it;
        }
        let symbols = self.sides.map(|it| it.1.cluster.strings.find(name));
        let ports = |at: usize, class: ClassId| -> Option<&PortSet> {
            let (reach, _) = self.sides.get(at)?;
            let symbol: Symbol = (*symbols.get(at)?)?;
            reach.classes.resolve(reach.classes.classes.at(class).names, protocol, symbol)
        };
        let is_same = self.pairs.iter().all(|it| ports(0, it.0) == ports(1, it.1));
        self.known.insert((protocol, name.to_owned()), is_same);
        is_same
    }
}
