//! Groups of subjects, and what each says about every class of peers.

use rustc_hash::FxHashMap;

use super::classes::{Class, ClassKind, Classes, NamesId};
use super::family::{Wanted, flow_family};
use super::lists::{Code, ListId, Lists};
use super::pieces::{Matching, Piece, Subject, allowed_and_possible, pieces, ways, whole};
use super::reason::Reason;
use super::rules::{Gathered, gather};
use super::sets::Sets;
use crate::cluster::Family;
use crate::ids::{AtomId, ClassId, FamiliesId, GroupId, IdSet, IdVec, PolicyId, PortSetId};
use crate::options::{NetworkPolicyTier, Options};
use crate::order::sort_dedup;
use crate::policy::{Direction, Peers, PerStage, Policies, PortSet, STAGES};
use crate::tri::Tri;

/// Subjects to which the same policies apply in one direction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// What the subjects are.
    pub kind: ClassKind,
    /// The policies that apply to them, or perhaps do, in the order of the walk.
    pub policies: Vec<(PolicyId, Tri)>,
    /// For each stage that isolates: whether policies select them, if only for the other direction, and that keeps
    /// later stages from being asked (C-05).
    shielded: PerStage<Tri>,
    /// Ingress: how the subject resolves port names. Egress: nothing, there the peer does.
    names: NamesId,
    /// The address families of the subjects.
    families: FamiliesId,
}

/// The groups of one direction.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) of: IdVec<ClassId, GroupId>,
    pub(super) groups: IdVec<GroupId, Group>,
}

impl Groups {
    pub(super) fn new(
        direction: Direction,
        policies: &Policies,
        classes: &Classes,
        options: &Options,
    ) -> Groups {
        let either = options.network_policy_tier == NetworkPolicyTier::EitherDirection;
        let mut shielded: IdVec<ClassId, PerStage<Tri>> =
            IdVec::from_vec(vec![PerStage::from_fn(|_| Tri::No); classes.classes.len()]);
        let mut selected: IdVec<ClassId, Vec<(PolicyId, Tri)>> =
            IdVec::from_vec(vec![Vec::new(); classes.classes.len()]);
        for (id, policy) in policies.policies.enumerate() {
            let here = policy.rules.get(direction).is_some();
            let shields = either && !here && policy.tier.mode().isolates();
            for &(class, tri) in classes.pods.at(policy.subject) {
                if here {
                    selected.at_mut(class).push((id, tri));
                } else if shields {
                    let it = shielded.at_mut(class).at_mut(policy.tier);
                    *it = tri.or(*it);
                }
            }
        }
        let mut groups: IdSet<GroupId, Group> = IdSet::default();
        let mut of: IdVec<ClassId, GroupId> = IdVec::default();
        for (id, class) in classes.classes.enumerate() {
            let policies = std::mem::take(selected.at_mut(id));
            let own = direction == Direction::Ingress && !policies.is_empty();
            let names = if own { class.names } else { NamesId(0) };
            let families = class.families;
            let shielded = *shielded.at(id);
            of.push(groups.add(Group { kind: class.kind, policies, shielded, names, families }));
        }
        Groups { groups: groups.into_items(), of }
    }
}

/// The family of the flows between a group and each class of peers.
pub(super) struct FlowFamilies {
    /// By the way in which the peers have families; `None`: they have none in common.
    by_peer: IdVec<FamiliesId, Option<Family>>,
}

impl FlowFamilies {
    /// `asked`: all flows have this family, which was found to be possible.
    pub(super) fn new(
        direction: Direction,
        group: &Group,
        classes: &Classes,
        options: &Options,
        asked: Option<Family>,
    ) -> FlowFamilies {
        let wanted = Wanted { knob: options.family, ..Wanted::default() };
        let subject = classes.families.at(group.families);
        let family = |peer| {
            let (source, destination) = match direction {
                Direction::Egress => (subject, peer),
                Direction::Ingress => (peer, subject),
            };
            asked.or_else(|| flow_family(source, destination, wanted))
        };
        FlowFamilies { by_peer: IdVec::from_vec(classes.families.iter().map(family).collect()) }
    }

    pub(super) fn of(&self, class: &Class) -> Option<Family> {
        *self.by_peer.at(class.families)
    }

    fn all_possible(&self) -> bool {
        self.by_peer.iter().all(Option::is_some)
    }
}

/// What one direction says about one class of peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Ports that are certainly allowed.
    pub allowed: PortSetId,
    /// Ports that are not certainly denied.
    pub possible: PortSetId,
}

/// What one group says about every class.
#[derive(Debug)]
pub(super) struct Row {
    decisions: Vec<Decision>,
    /// The allowed ports of each decision, side by side: whole rows are scanned for them.
    allowed: Vec<PortSetId>,
    /// Which of them, for each class.
    of: IdVec<ClassId, u32>,
}

impl Row {
    #[expect(clippy::indexing_slicing, reason = "`of` holds positions of `decisions`")]
    pub(super) fn decision(&self, peer: ClassId) -> Decision {
        self.decisions[*self.of.at(peer) as usize]
    }

    /// The allowed ports of a peer.
    #[expect(clippy::indexing_slicing, reason = "`of` holds positions of `decisions`, and so of `allowed`")]
    pub(super) fn allowed(&self, peer: ClassId) -> PortSetId {
        self.allowed[*self.of.at(peer) as usize]
    }

    /// The allowed ports of every peer, where they are the same for all.
    pub(super) fn same_for_all(&self) -> Option<PortSetId> {
        match self.allowed.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The allowed ports of each class.
    #[expect(clippy::indexing_slicing, reason = "`of` holds positions of `decisions`, and so of `allowed`")]
    pub(super) fn each_allowed(&self) -> impl Iterator<Item = PortSetId> {
        self.of.iter().map(|&it| self.allowed[it as usize])
    }

    pub(super) fn new(
        direction: Direction,
        group: &Group,
        (policies, options): (&Policies, &Options),
        (classes, families): (&Classes, &FlowFamilies),
        sets: &mut Sets,
    ) -> Row {
        let mut row = Row::decided(direction, group, (policies, options), (classes, families), sets);
        row.allowed = row.decisions.iter().map(|it| it.allowed).collect();
        row
    }

    fn decided(
        direction: Direction,
        group: &Group,
        (policies, options): (&Policies, &Options),
        (classes, families): (&Classes, &FlowFamilies),
        sets: &mut Sets,
    ) -> Row {
        let unreachable =
            (!families.all_possible()).then(|| decide(allowed_and_possible(&unreachable()), sets));
        if let Some(pieces) = undivided(group) {
            let of = match unreachable {
                Some(_) => classes.classes.iter().map(|it| u32::from(families.of(it).is_none())).collect(),
                None => vec![0; classes.classes.len()],
            };
            let decision = decide(allowed_and_possible(&pieces), sets);
            let decisions = [decision].into_iter().chain(unreachable).collect();
            return Row { decisions, allowed: Vec::new(), of: IdVec::from_vec(of) };
        }
        let rules = Rules::new(direction, group, policies);
        let lists = rules.matches_alike(classes, families);
        let subject = Subject::new(policies, &group.policies, &group.shielded, options);
        let mut known: FxHashMap<(ListId, NamesId), u32> = FxHashMap::default();
        let mut row = Row { decisions: Vec::new(), allowed: Vec::new(), of: IdVec::default() };
        let any_unreachable = unreachable.is_some();
        row.decisions.extend(unreachable);
        // Mostly one list is asked for one way of resolving names.
        let mut latest: Vec<Option<(NamesId, u32)>> = vec![None; lists.len()];
        for (class, &list) in lists.of.enumerate() {
            if any_unreachable && families.of(classes.classes.at(class)).is_none() {
                row.of.push(0);
                continue;
            }
            let names = rules.names(direction, group, class, classes);
            let latest = latest.get_mut(list.0 as usize);
            if let Some(&mut Some((same, decision))) = latest
                && same == names
            {
                row.of.push(decision);
                continue;
            }
            let decision = *known.entry((list, names)).or_insert_with(|| {
                let codes = lists.codes(list);
                let matching: Vec<Matching<'_>> =
                    codes.iter().filter_map(|it| rules.matching(*it, names, classes)).collect();
                row.decisions.push(decide(ways(&STAGES, &subject, &matching), sets));
                row.decisions.len() as u32 - 1
            });
            if let Some(it) = latest {
                *it = Some((names, decision));
            }
            row.of.push(decision);
        }
        row
    }
}

/// What a group says about one class of peers, in pieces. No row keeps them: of all rules of all pairs they would take
/// more room than all the rest, and few are asked for.
pub(super) fn pieces_about(
    direction: Direction,
    group: &Group,
    (policies, options): (&Policies, &Options),
    (classes, families): (&Classes, &FlowFamilies),
    peer: ClassId,
) -> Vec<Piece> {
    if families.of(classes.classes.at(peer)).is_none() {
        return unreachable();
    }
    if let Some(pieces) = undivided(group) {
        return pieces;
    }
    let rules = Rules::new(direction, group, policies);
    let subject = Subject::new(policies, &group.policies, &group.shielded, options);
    let names = rules.names(direction, group, peer, classes);
    let codes = rules.codes(peer, classes, families);
    let matching: Vec<Matching<'_>> =
        codes.into_iter().filter_map(|it| rules.matching(it, names, classes)).collect();
    pieces(&STAGES, &subject, &matching)
}

fn unreachable() -> Vec<Piece> {
    whole(Tri::No, Reason::Unreachable)
}

/// What subjects say about everything, where no rule is asked.
fn undivided(group: &Group) -> Option<Vec<Piece>> {
    match group.kind {
        ClassKind::External => Some(whole(Tri::Yes, Reason::NotApplicable)),
        ClassKind::Host => Some(whole(Tri::Yes, Reason::HostNetwork)),
        ClassKind::Pod if group.policies.is_empty() => Some(whole(Tri::Yes, Reason::NotIsolated)),
        ClassKind::Pod => None,
    }
}

fn decide((allowed, possible): (PortSet, PortSet), sets: &mut Sets) -> Decision {
    Decision { allowed: sets.intern(allowed), possible: sets.intern(possible) }
}

/// The rules of a group in the order of policies and lists.
pub(super) struct Rules<'p> {
    rules: Vec<Gathered<'p>>,
    any_names: bool,
}

impl<'p> Rules<'p> {
    pub(super) fn new(direction: Direction, group: &Group, policies: &'p Policies) -> Rules<'p> {
        let rules = gather(policies, direction, &group.policies);
        let any_names = rules.iter().any(|it| !it.rule.ports.names.is_empty());
        Rules { rules, any_names }
    }

    /// For each class of peers, the rules that match it or may do so.
    pub(super) fn matches(&self, classes: &Classes, families: &FlowFamilies) -> Lists {
        let mut lists = Lists::new(classes.classes.len());
        for (index, it) in (0u32..).zip(&self.rules) {
            Rules::add(&mut lists, index, &it.rule.peers, classes, families);
        }
        lists
    }

    /// The same, as far as it makes a difference to what is allowed: of rules that do the same with what they match,
    /// the first stands for all. So many blocks of nearly everything are as quick as one.
    fn matches_alike(&self, classes: &Classes, families: &FlowFamilies) -> Lists {
        // As many rules as are not worth it.
        const FEW: usize = 16;
        if self.rules.len() <= FEW {
            return self.matches(classes, families);
        }
        let mut known = FxHashMap::default();
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
            for class in classes.lying_in(atoms, family) {
                if flow(class) == Some(family) {
                    lists.add(class, index, Tri::Yes);
                }
            }
        }
    }

    /// The rules that match one class or may do so.
    fn codes(&self, peer: ClassId, classes: &Classes, families: &FlowFamilies) -> Vec<Code> {
        let flow = families.of(classes.classes.at(peer));
        // Who answers a question is listed in the order of classes.
        let answer = |&atom: &AtomId| {
            let pods = classes.pods.at(atom);
            let found = pods.binary_search_by_key(&peer, |it| it.0).ok().and_then(|at| pods.get(at));
            let blocks = classes.blocks.at(atom);
            let start = blocks.partition_point(|it| it.class < peer);
            let blocks = blocks.iter().skip(start).take_while(|it| it.class == peer);
            let blocks = blocks.filter(|it| it.family.is_none() || it.family == flow).map(|it| it.tri);
            let lies = flow.is_some_and(|it| classes.lies_in(atom, peer, it)).into();
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
    pub(super) fn names(
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
    pub(super) fn matching(&self, code: Code, names: NamesId, classes: &Classes) -> Option<Matching<'p>> {
        let it = self.rules.get(code.rule as usize)?;
        Some(it.matching(code.matches, |protocol, name| classes.resolve(names, protocol, name)))
    }
}
