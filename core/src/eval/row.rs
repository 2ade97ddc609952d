//! Groups of subjects, and what each says about every class of peers.

mod matching;
mod sums;

use rustc_hash::FxHashMap;

pub(super) use self::matching::Rules;
use self::matching::lists;
use self::sums::Sums;
use super::budget::Meter;
use super::classes::{Class, ClassKind, Classes, NamesId};
use super::family::{Wanted, flow_family};
use super::lists::ListId;
use super::pieces::{Matching, Piece, Subject, allowed_and_possible, only_adds_up, pieces, ways, whole};
use super::reason::Reason;
use super::rules::Gathered;
use super::sets::Sets;
use crate::cluster::Family;
use crate::ids::{ClassId, FamiliesId, GroupId, IdSet, IdVec, PolicyId, PortSetId};
use crate::options::{NetworkPolicyTier, Options};
use crate::pause::Pause;
use crate::policy::{Direction, PerStage, Policies, PortSet, STAGES};
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
    /// Whether their rules are not evaluated, because that takes more steps than are left.
    pub(super) is_left_out: bool,
}

impl Group {
    /// Whether the rules of the subjects are not evaluated.
    pub(crate) fn is_left_out(&self) -> bool {
        self.is_left_out
    }

    /// Whether the subjects are the same sort of endpoint as those of a group of another evaluation, apart from policies.
    pub(super) fn is_like(&self, other: &Group) -> bool {
        self.kind == other.kind && self.shielded == other.shielded
    }
}

/// The groups of one direction.
#[derive(Debug, Default)]
pub(super) struct Groups {
    pub(super) of: IdVec<ClassId, GroupId>,
    pub(super) groups: IdVec<GroupId, Group>,
}

impl Groups {
    pub(super) async fn new(
        direction: Direction,
        (policies, options): (&Policies, &Options),
        classes: &Classes,
        meter: &mut Meter,
        pause: &Pause,
    ) -> Groups {
        // A selected class is kept, and a class gets its group, in the time that reading so many bytes takes.
        const CLASS: usize = 4;
        // What a class that a policy selects takes, most of all memory.
        const SELECTED: u64 = 200;
        let either = options.network_policy_tier == NetworkPolicyTier::EitherDirection;
        let mut shielded: IdVec<ClassId, PerStage<Tri>> =
            IdVec::from_vec(vec![PerStage::from_fn(|_| Tri::No); classes.classes.len()]);
        let mut selected: IdVec<ClassId, Vec<(PolicyId, Tri)>> =
            IdVec::from_vec(vec![Vec::new(); classes.classes.len()]);
        for (id, policy) in policies.policies.enumerate() {
            let here = policy.rules.get(direction).is_some();
            let shields = either && !here && policy.tier.mode().isolates();
            if !meter.take_for(classes.pods.at(policy.subject).len(), SELECTED) {
                break;
            }
            for &(class, tri) in classes.pods.at(policy.subject) {
                if here {
                    selected.at_mut(class).push((id, tri));
                } else if shields {
                    let it = shielded.at_mut(class).at_mut(policy.tier);
                    *it = tri.or(*it);
                }
            }
            pause.after(classes.pods.at(policy.subject).len() / CLASS + 1).await;
        }
        let mut groups: IdSet<GroupId, Group> = IdSet::default();
        let mut of: IdVec<ClassId, GroupId> = IdVec::default();
        for (id, class) in classes.classes.enumerate() {
            let policies = std::mem::take(selected.at_mut(id));
            let own = direction == Direction::Ingress && !policies.is_empty();
            let names = if own { class.names } else { NamesId(0) };
            let families = class.families;
            let shielded = *shielded.at(id);
            of.push(groups.add(Group {
                kind: class.kind,
                policies,
                shielded,
                names,
                families,
                is_left_out: false,
            }));
            pause.after(CLASS).await;
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

    /// Every decision.
    pub(super) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The position of the decision about a peer.
    pub(super) fn position(&self, peer: ClassId) -> u32 {
        *self.of.at(peer)
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
        // As many rules as lists are quicker for.
        const FEW: usize = 16;
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
        let subject = Subject::new(policies, &group.policies, &group.shielded, options);
        // Mostly rules add up. What a name stands for is another matter for each destination.
        let adds_up =
            !rules.any_names && only_adds_up(&STAGES, &subject, rules.rules.iter().map(Gathered::parts));
        let any_unreachable = unreachable.is_some();
        let decisions = unreachable.into_iter().collect();
        let mut row = Row { decisions, allowed: Vec::new(), of: IdVec::default() };
        let alike = (rules.rules.len() > FEW).then(|| rules.alike());
        let sums = alike.as_ref().filter(|_| adds_up).and_then(|it| Sums::new(it, classes, families));
        if let Some(sums) = sums {
            sums.decide(&mut row, (classes, families), sets);
            return row;
        }
        let lists = match alike {
            Some(alike) => lists(alike.iter().map(|it| (it.first, &*it.peers)), classes, families),
            None => rules.matches(classes, families),
        };
        let mut known: FxHashMap<(ListId, NamesId), u32> = FxHashMap::default();
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
                let decision = if adds_up && codes.iter().all(|it| it.matches == Tri::Yes) {
                    let ports = codes.iter().filter_map(|it| rules.rules.get(it.rule as usize));
                    let sum = sets.intern(PortSet::of_all(ports.map(|it| &it.rule.ports.numbers)));
                    Decision { allowed: sum, possible: sum }
                } else {
                    let matching = codes.iter().filter_map(|it| rules.matching(*it, names, classes));
                    decide(ways(&STAGES, &subject, &matching.collect::<Vec<_>>()), sets)
                };
                row.decisions.push(decision);
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
        ClassKind::Pod if group.is_left_out => Some(whole(Tri::Unknown, Reason::LeftOut)),
        ClassKind::Pod if group.policies.is_empty() => Some(whole(Tri::Yes, Reason::NotIsolated)),
        ClassKind::Pod => None,
    }
}

fn decide((allowed, possible): (PortSet, PortSet), sets: &mut Sets) -> Decision {
    Decision { allowed: sets.intern(allowed), possible: sets.intern(possible) }
}
