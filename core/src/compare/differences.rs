//! The differences, found where a group says something else about a joint class than before. A group with the same policies as
//! before, whose questions have the same answers, is not looked at unless another one asks for it.

mod rows;

use rustc_hash::FxHashMap;

use super::ends::Matched;
use super::joint::JointClass;
use super::line::Line;
use super::sets::{Common, Said};
use super::{Both, CellPorts, Change, Difference};
use crate::eval::{Alike, GroupRows, Pair};
use crate::ids::{CommonId, EndId, GroupId, Id, IdSet, IdVec, JointGroupId, JointId, SaidId};
use crate::model::Model;
use crate::order::sort_by_key;
use crate::policy::{Direction, PortSet};
use crate::tri::Tri;

/// All differences, in the order in which they are told.
pub(super) fn differences(
    models: Both<&Model>,
    ends: &IdVec<EndId, Matched>,
    classes: &IdVec<JointId, JointClass>,
) -> Vec<Difference> {
    let mut finder = Finder::new(models, ends, classes);
    finder.find();
    finder.finish()
}

/// Joint classes by the groups that they are in.
struct Groups {
    groups: IdVec<JointGroupId, Both<GroupId>>,
    of: IdVec<JointId, JointGroupId>,
    members: IdVec<JointGroupId, Vec<JointId>>,
}

/// So many numbers are low.
const FEW: usize = 512;

/// What egress groups say.
struct Egress {
    groups: Groups,
    /// What each of them says; `None`: the same as before, and it was not asked for yet.
    lines: IdVec<JointGroupId, Option<Line>>,
    /// For each destination the groups of sources that say something else about it than before.
    changed: IdVec<JointId, Vec<JointGroupId>>,
}

impl Egress {
    /// Whether all groups say about a destination what they said before.
    fn is_same(&self, to: JointId) -> bool {
        self.changed.get(to).is_none_or(Vec::is_empty)
    }
}

/// So many pairs of decisions are kept in a table; more are looked for.
const TABLE: usize = 1 << 16;

/// A change that several destinations share: its number, and the sources.
type Key = (SaidId, Vec<JointId>);

struct Finder<'m> {
    models: Both<&'m Model>,
    ends: &'m IdVec<EndId, Matched>,
    classes: &'m IdVec<JointId, JointClass>,
    rows: Both<GroupRows<'m>>,
    alike: Option<Alike<'m>>,
    common: Common,
    said: IdSet<SaidId, Said>,
    /// Whether each of them differs.
    differs: IdVec<SaidId, bool>,
    /// Cells that differ.
    changes: IdSet<SaidId, Said>,
    /// The change that follows from what both ends say; `None`: no difference.
    known: FxHashMap<(SaidId, SaidId), Option<SaidId>>,
    /// The same of low numbers: nearly all are asked for millions of times.
    few: Vec<Option<Option<SaidId>>>,
    found: IdSet<u32, Key>,
    destinations: Vec<Vec<JointId>>,
}

impl<'m> Finder<'m> {
    fn new(
        models: Both<&'m Model>,
        ends: &'m IdVec<EndId, Matched>,
        classes: &'m IdVec<JointId, JointClass>,
    ) -> Finder<'m> {
        let Both { before, after } = models;
        let pairs: Vec<_> = classes.iter().map(|it| (it.class.before, it.class.after)).collect();
        let sides = [(&before.reach, before.inputs()), (&after.reach, after.inputs())];
        Finder {
            models,
            ends,
            classes,
            // What is compared with is compared with again.
            rows: Both {
                before: before.reach.kept_group_rows(before.inputs()),
                after: after.reach.group_rows(after.inputs()),
            },
            alike: Alike::new(sides, &pairs),
            common: Common::default(),
            said: IdSet::default(),
            differs: IdVec::default(),
            changes: IdSet::default(),
            known: FxHashMap::default(),
            few: Vec::new(),
            found: IdSet::default(),
            destinations: Vec::new(),
        }
    }

    fn differs(&self, said: SaidId) -> bool {
        self.differs.get(said).copied().unwrap_or_default()
    }

    fn find(&mut self) {
        let mut egress = self.egress();
        let ingress = self.groups(Direction::Ingress);
        let nodes: Vec<JointId> =
            self.classes.enumerate().filter(|it| it.1.may_be_node).map(|it| it.0).collect();
        let mut is_source = IdVec::from_vec(vec![false; self.classes.len()]);
        for (at, group) in ingress.groups.enumerate() {
            let members = || ingress.members.get(at).into_iter().flatten();
            let line = if !self.is_alike(Direction::Ingress, *group) {
                self.line(Direction::Ingress, *group)
            } else if nodes.is_empty() && members().all(|it| egress.is_same(*it)) {
                continue;
            } else {
                self.same_line(Direction::Ingress, *group)
            };
            let dirty = self.changed_in(&line);
            for &to in members() {
                if dirty.is_empty() && nodes.is_empty() && egress.is_same(to) {
                    continue;
                }
                self.sources_of(to, &egress, &dirty, &nodes, &mut is_source);
                let mut changed = self.changes_of(to, &mut egress, &line, &is_source);
                self.keep(to, &mut changed);
            }
        }
    }

    /// What each group lets out.
    fn egress(&mut self) -> Egress {
        let groups = self.groups(Direction::Egress);
        let mut lines: IdVec<JointGroupId, Option<Line>> = IdVec::default();
        let mut changed: IdVec<JointId, Vec<JointGroupId>> =
            IdVec::from_vec(vec![Vec::new(); self.classes.len()]);
        for (at, group) in groups.groups.enumerate() {
            if self.is_alike(Direction::Egress, *group) {
                lines.push(None);
                continue;
            }
            let line = self.line(Direction::Egress, *group).packed();
            for to in self.changed_in(&line) {
                changed.at_mut(to).push(at);
            }
            lines.push(Some(line));
        }
        Egress { groups, lines, changed }
    }

    /// What a source says about a destination.
    fn said_of(&mut self, egress: &mut Egress, from: JointId, to: JointId) -> SaidId {
        let Some(&group) = egress.groups.of.get(from) else { return SaidId(0) };
        let (Some(line), Some(&both)) = (Some(egress.lines.at_mut(group)), egress.groups.groups.get(group))
        else {
            return SaidId(0);
        };
        line.get_or_insert_with(|| self.same_line(Direction::Egress, both).packed()).at(to)
    }

    /// The classes about which a line says something else than before.
    fn changed_in(&self, line: &Line) -> Vec<JointId> {
        match line {
            Line::Same(it) if !self.differs(*it) => Vec::new(),
            Line::Most(most, others) if !self.differs(*most) => {
                others.iter().filter(|it| self.differs(it.1)).map(|it| it.0).collect()
            }
            Line::Same(_) | Line::Most(..) | Line::Each(_) => {
                self.classes.ids().filter(|&it| self.differs(line.at(it))).collect()
            }
        }
    }

    /// Marks the sources of which something may have changed for a destination.
    fn sources_of(
        &self,
        to: JointId,
        egress: &Egress,
        dirty: &[JointId],
        nodes: &[JointId],
        is_source: &mut IdVec<JointId, bool>,
    ) {
        // Which pods run on a node is asked one by one.
        let may_be_node = self.classes.at(to).may_be_node;
        is_source.iter_mut().for_each(|it| *it = may_be_node);
        let groups = egress.changed.get(to).into_iter().flatten();
        let members = groups.filter_map(|it| egress.groups.members.get(*it)).flatten();
        for &from in dirty.iter().chain(members).chain(nodes) {
            *is_source.at_mut(from) = true;
        }
    }

    /// What changed for a destination, each with its source.
    fn changes_of(
        &mut self,
        to: JointId,
        egress: &mut Egress,
        line: &Line,
        is_source: &IdVec<JointId, bool>,
    ) -> Vec<(SaidId, JointId)> {
        let class = self.classes.at(to);
        let mut res = Vec::new();
        for (from, _) in is_source.enumerate().filter(|it| *it.1) {
            let source = self.classes.at(from);
            if source.is_outside && class.is_outside || from == to && is_only_self(source) {
                continue;
            }
            let (out, into) = (self.said_of(egress, from, to), line.at(from));
            let change = if class.may_be_node || source.may_be_node {
                self.placed(from, to, (out, into))
            } else {
                self.change(out, into)
            };
            res.extend(change.map(|it| (it, from)));
        }
        res
    }

    /// Puts a destination to those for which the same changed for the same sources.
    fn keep(&mut self, to: JointId, changed: &mut Vec<(SaidId, JointId)>) {
        sort_by_key(changed, |it| *it);
        for those in changed.chunk_by(|a, b| a.0 == b.0) {
            let Some(&(change, _)) = those.first() else { continue };
            let at = self.found.add((change, those.iter().map(|it| it.1).collect()));
            if at as usize == self.destinations.len() {
                self.destinations.push(Vec::new());
            }
            if let Some(it) = self.destinations.get_mut(at as usize) {
                it.push(to);
            }
        }
    }

    /// What follows from what both ends say.
    fn change(&mut self, out: SaidId, into: SaidId) -> Option<SaidId> {
        let is_low = out.index() < FEW && into.index() < FEW;
        let at = if is_low { out.index() * FEW + into.index() } else { usize::MAX };
        if let Some(&Some(it)) = self.few.get(at) {
            return it;
        }
        if let Some(it) = self.known.get(&(out, into)) {
            return *it;
        }
        let (a, b) = (*self.said.items().at(out), *self.said.items().at(into));
        let it = self.together(a, b);
        // As long as it has to be: most edits change next to nothing.
        if is_low && self.few.len() <= at {
            self.few.resize((out.index() + 1) * FEW, None);
        }
        match self.few.get_mut(at) {
            Some(slot) => *slot = Some(it),
            None => drop(self.known.insert((out, into), it)),
        }
        it
    }

    fn together(&mut self, out: Said, into: Said) -> Option<SaidId> {
        let mut cell = [CommonId(0); 4];
        for ((cell, a), b) in cell.iter_mut().zip(out).zip(into) {
            *cell = self.common.intersection(a, b);
        }
        let differs = cell[0] != cell[2] || cell[1] != cell[3];
        differs.then(|| self.changes.add(cell))
    }

    /// The same where one end may be the node that the other runs on.
    fn placed(&mut self, from: JointId, to: JointId, (out, into): (SaidId, SaidId)) -> Option<SaidId> {
        let (source, destination) = (self.first(from)?, self.first(to)?);
        let mut sides = [*self.said.items().at(out), *self.said.items().at(into)];
        let all = self.common.add(PortSet::all());
        let Both { before, after } = self.models;
        for (side, direction) in sides.iter_mut().zip(Direction::BOTH) {
            let pairs = [
                (before, Pair::new(source.both.before, destination.both.before)),
                (after, Pair::new(source.both.after, destination.both.after)),
            ];
            for (at, (model, pair)) in pairs.into_iter().enumerate() {
                let exempt = model.reach.exempt(model.inputs(), direction, pair);
                let (allowed, possible) = (at * 2, at * 2 + 1);
                for (which, is_all) in [(allowed, exempt == Tri::Yes), (possible, exempt != Tri::No)] {
                    if let Some(it) = side.get_mut(which).filter(|_| is_all) {
                        *it = all;
                    }
                }
            }
        }
        let [out, into] = sides;
        self.together(out, into)
    }

    fn first(&self, class: JointId) -> Option<Matched> {
        self.classes.at(class).members.first().map(|it| self.ends.at(*it).clone())
    }

    fn finish(self) -> Vec<Difference> {
        let Finder { classes, common, changes, found, destinations, .. } = self;
        let size = |it: &JointId| classes.at(*it).members.len() as u64;
        let mut res = Vec::with_capacity(destinations.len());
        for ((change, sources), destinations) in found.into_items().iter().zip(destinations) {
            let [old, old_possible, new, new_possible] = *changes.items().at(*change);
            let cell = |allowed, possible| CellPorts {
                allowed: common.get(allowed).clone(),
                possible: common.get(possible).clone(),
            };
            let ports = Both { before: cell(old, old_possible), after: cell(new, new_possible) };
            let both_ways = sources.iter().filter(|it| destinations.binary_search(it).is_ok());
            let selves: u64 = both_ways.map(|it| classes.at(*it).selves).sum();
            let pairs =
                sources.iter().map(size).sum::<u64>() * destinations.iter().map(size).sum::<u64>() - selves;
            let Some(change) = ports.change() else { continue };
            res.push(Difference { change, ports, sources: sources.clone(), destinations, pairs });
        }
        let order = |it: &Difference| Change::ALL.iter().position(|change| *change == it.change);
        sort_by_key(&mut res, |it| {
            (order(it), it.destinations.first().copied(), it.sources.first().copied())
        });
        res
    }
}

/// Whether all pairs of a class with itself are pods with themselves.
fn is_only_self(class: &JointClass) -> bool {
    class.members.len() == 1 && class.selves == 1
}
