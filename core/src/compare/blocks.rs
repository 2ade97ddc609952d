//! The differences, found where a group says something else about a joint class than before.

use rustc_hash::FxHashMap;

use super::ends::Matched;
use super::joint::JointClass;
use super::line::Line;
use super::sets::{Common, Said};
use super::{Block, Both, CellPorts, Change};
use crate::eval::{GroupRows, Pair};
use crate::ids::{GroupId, IdSet, IdVec};
use crate::model::Model;
use crate::order::sort_by_key;
use crate::policy::{Direction, PortSet};
use crate::tri::Tri;

/// All blocks, in the order in which they are told.
pub(super) fn blocks(
    models: Both<&Model>,
    ends: &IdVec<u32, Matched>,
    classes: &IdVec<u32, JointClass>,
) -> Vec<Block> {
    let mut finder = Finder::new(models, ends, classes);
    finder.find();
    finder.finish()
}

/// Joint classes by the groups that they are in.
struct Groups {
    groups: IdVec<u32, Both<GroupId>>,
    of: Vec<u32>,
    members: Vec<Vec<u32>>,
}

/// So many numbers are low.
const FEW: usize = 512;

/// What egress groups say.
struct Egress {
    groups: Groups,
    /// What each of them says.
    lines: Vec<Line>,
    /// For each destination the groups of sources that say something else about it than before.
    changed: Vec<Vec<u32>>,
}

impl Egress {
    /// Whether all groups say about a destination what they said before.
    fn is_same(&self, to: u32) -> bool {
        self.changed.get(to as usize).is_none_or(Vec::is_empty)
    }

    /// What a source says about a destination.
    fn at(&self, from: u32, to: u32) -> u32 {
        let line = self.groups.of.get(from as usize).and_then(|it| self.lines.get(*it as usize));
        line.map_or(0, |it| it.at(to))
    }
}

/// So many pairs of decisions are kept in a table; more are looked for.
const TABLE: usize = 1 << 16;

/// A change that several destinations share: its number, and the sources.
type Key = (u32, Vec<u32>);

struct Finder<'m> {
    models: Both<&'m Model>,
    ends: &'m IdVec<u32, Matched>,
    classes: &'m IdVec<u32, JointClass>,
    rows: Both<GroupRows<'m>>,
    common: Common,
    said: IdSet<u32, Said>,
    /// Whether each of them differs.
    differs: Vec<bool>,
    /// Cells that differ.
    changes: IdSet<u32, Said>,
    /// The change that follows from what both ends say; `None`: no difference.
    known: FxHashMap<(u32, u32), Option<u32>>,
    /// The same of low numbers: nearly all are asked for millions of times.
    few: Vec<Option<Option<u32>>>,
    found: IdSet<u32, Key>,
    destinations: Vec<Vec<u32>>,
}

impl<'m> Finder<'m> {
    fn new(
        models: Both<&'m Model>,
        ends: &'m IdVec<u32, Matched>,
        classes: &'m IdVec<u32, JointClass>,
    ) -> Finder<'m> {
        Finder {
            models,
            ends,
            classes,
            rows: Both {
                before: models.before.reach.group_rows(models.before.inputs()),
                after: models.after.reach.group_rows(models.after.inputs()),
            },
            common: Common::default(),
            said: IdSet::default(),
            differs: Vec::new(),
            changes: IdSet::default(),
            known: FxHashMap::default(),
            few: vec![None; FEW * FEW],
            found: IdSet::default(),
            destinations: Vec::new(),
        }
    }

    fn groups(&self, direction: Direction) -> Groups {
        let mut groups: IdSet<u32, Both<GroupId>> = IdSet::default();
        let mut res = Groups { groups: IdVec::default(), of: Vec::new(), members: Vec::new() };
        for (at, it) in self.classes.enumerate() {
            let group = groups.add(Both {
                before: self.models.before.reach.group_of(direction, it.class.before),
                after: self.models.after.reach.group_of(direction, it.class.after),
            });
            res.of.push(group);
            if group as usize == res.members.len() {
                res.members.push(Vec::new());
            }
            if let Some(members) = res.members.get_mut(group as usize) {
                members.push(at);
            }
        }
        res.groups = groups.into_items();
        res
    }

    fn line(&mut self, direction: Direction, group: Both<GroupId>) -> Line {
        let before = self.rows.before.row(direction, group.before);
        let after = self.rows.after.row(direction, group.after);
        let (heights, width) = (before.decisions(), after.decisions().len());
        let size = Some(heights.len() * width).filter(|it| *it <= TABLE).unwrap_or_default();
        let mut table: Vec<Option<u32>> = vec![None; size];
        let mut known: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut said = |before_at: u32, after_at: u32| -> u32 {
            let slot = before_at as usize * width + after_at as usize;
            if let Some(&Some(it)) = table.get(slot) {
                return it;
            }
            if let Some(&it) = known.get(&(before_at, after_at)) {
                return it;
            }
            let (Some(old), Some(new)) =
                (heights.get(before_at as usize), after.decisions().get(after_at as usize))
            else {
                return 0;
            };
            let it = [
                self.common.before(&self.rows.before, old.allowed),
                self.common.before(&self.rows.before, old.possible),
                self.common.after(&self.rows.after, new.allowed),
                self.common.after(&self.rows.after, new.possible),
            ];
            let number = add_said(&mut self.said, &mut self.differs, it);
            match table.get_mut(slot) {
                Some(slot) => *slot = Some(number),
                None => drop(known.insert((before_at, after_at), number)),
            }
            number
        };
        if heights.len() == 1 && width == 1 {
            return Line::Same(said(0, 0));
        }
        let each = self
            .classes
            .iter()
            .map(|it| said(before.position(it.class.before), after.position(it.class.after)));
        Line::Each(each.collect())
    }

    fn differs(&self, said: u32) -> bool {
        self.differs.get(said as usize).copied().unwrap_or_default()
    }

    fn find(&mut self) {
        let egress = self.egress();
        let ingress = self.groups(Direction::Ingress);
        let nodes: Vec<u32> = self.classes.enumerate().filter(|it| it.1.may_be_node).map(|it| it.0).collect();
        let mut is_source = vec![false; self.classes.len()];
        for (at, group) in ingress.groups.enumerate() {
            let line = self.line(Direction::Ingress, *group);
            let dirty = self.changed_in(&line);
            for &to in ingress.members.get(at as usize).into_iter().flatten() {
                if dirty.is_empty() && nodes.is_empty() && egress.is_same(to) {
                    continue;
                }
                self.sources_of(to, &egress, &dirty, &nodes, &mut is_source);
                let mut changed = self.changes_of(to, &egress, &line, &is_source);
                self.keep(to, &mut changed);
            }
        }
    }

    /// What each group lets out.
    fn egress(&mut self) -> Egress {
        let groups = self.groups(Direction::Egress);
        let mut lines: Vec<Line> = Vec::with_capacity(groups.members.len());
        let mut changed: Vec<Vec<u32>> = vec![Vec::new(); self.classes.len()];
        for (at, group) in groups.groups.enumerate() {
            let line = self.line(Direction::Egress, *group).packed();
            for to in self.changed_in(&line) {
                if let Some(it) = changed.get_mut(to as usize) {
                    it.push(at);
                }
            }
            lines.push(line);
        }
        Egress { groups, lines, changed }
    }

    /// The classes about which a line says something else than before.
    fn changed_in(&self, line: &Line) -> Vec<u32> {
        match line {
            Line::Same(it) if !self.differs(*it) => Vec::new(),
            Line::Most(most, others) if !self.differs(*most) => {
                others.iter().filter(|it| self.differs(it.1)).map(|it| it.0).collect()
            }
            Line::Same(_) | Line::Most(..) | Line::Each(_) => {
                (0..self.classes.len() as u32).filter(|&it| self.differs(line.at(it))).collect()
            }
        }
    }

    /// Marks the sources of which something may have changed for a destination.
    fn sources_of(&self, to: u32, egress: &Egress, dirty: &[u32], nodes: &[u32], is_source: &mut [bool]) {
        // Which pods run on a node is asked one by one.
        is_source.fill(self.classes.at(to).may_be_node);
        let groups = egress.changed.get(to as usize).into_iter().flatten();
        let members = groups.filter_map(|it| egress.groups.members.get(*it as usize)).flatten();
        for &from in dirty.iter().chain(members).chain(nodes) {
            if let Some(it) = is_source.get_mut(from as usize) {
                *it = true;
            }
        }
    }

    /// What changed for a destination, each with its source.
    fn changes_of(&mut self, to: u32, egress: &Egress, line: &Line, is_source: &[bool]) -> Vec<(u32, u32)> {
        let class = self.classes.at(to);
        let mut res = Vec::new();
        for (from, _) in (0..).zip(is_source).filter(|it| *it.1) {
            let source = self.classes.at(from);
            if source.is_outside && class.is_outside || from == to && is_only_self(source) {
                continue;
            }
            let (out, into) = (egress.at(from, to), line.at(from));
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
    fn keep(&mut self, to: u32, changed: &mut Vec<(u32, u32)>) {
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
    fn change(&mut self, out: u32, into: u32) -> Option<u32> {
        let at = if (into as usize) < FEW { out as usize * FEW + into as usize } else { usize::MAX };
        if let Some(&Some(it)) = self.few.get(at) {
            return it;
        }
        if let Some(it) = self.known.get(&(out, into)) {
            return *it;
        }
        let (a, b) = (*self.said.items().at(out), *self.said.items().at(into));
        let it = self.together(a, b);
        match self.few.get_mut(at) {
            Some(slot) => *slot = Some(it),
            None => drop(self.known.insert((out, into), it)),
        }
        it
    }

    fn together(&mut self, out: Said, into: Said) -> Option<u32> {
        let mut cell = [0; 4];
        for ((cell, a), b) in cell.iter_mut().zip(out).zip(into) {
            *cell = self.common.intersection(a, b);
        }
        let differs = cell[0] != cell[2] || cell[1] != cell[3];
        differs.then(|| self.changes.add(cell))
    }

    /// The same where one end may be the node that the other runs on.
    fn placed(&mut self, from: u32, to: u32, (out, into): (u32, u32)) -> Option<u32> {
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

    fn first(&self, class: u32) -> Option<Matched> {
        self.classes.at(class).members.first().map(|it| self.ends.at(*it).clone())
    }

    fn finish(self) -> Vec<Block> {
        let Finder { classes, common, changes, found, destinations, .. } = self;
        let size = |it: &u32| classes.at(*it).members.len() as u64;
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
            res.push(Block { change, ports, sources: sources.clone(), destinations, pairs });
        }
        let order = |it: &Block| Change::ALL.iter().position(|change| *change == it.change);
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

fn add_said(said: &mut IdSet<u32, Said>, differs: &mut Vec<bool>, it: Said) -> u32 {
    let number = said.add(it);
    if number as usize == differs.len() {
        differs.push(it[0] != it[2] || it[1] != it[3]);
    }
    number
}
