//! What joint groups say about every joint class, before and after.

use rustc_hash::FxHashMap;

use super::{Finder, Groups, TABLE};
use crate::compare::Both;
use crate::compare::line::Line;
use crate::compare::sets::Said;
use crate::ids::{ClassId, GroupId, Id, IdSet, IdVec, JointGroupId, SaidId};
use crate::policy::Direction;

impl Finder<'_> {
    pub(super) fn groups(&self, direction: Direction) -> Groups {
        let mut groups: IdSet<JointGroupId, Both<GroupId>> = IdSet::default();
        let mut res = Groups { groups: IdVec::default(), of: IdVec::default(), members: IdVec::default() };
        for (at, it) in self.classes.enumerate() {
            let group = groups.add(Both {
                before: self.models.before.reach.group_of(direction, it.class.before),
                after: self.models.after.reach.group_of(direction, it.class.after),
            });
            res.of.push(group);
            if group.index() == res.members.len() {
                res.members.push(Vec::new());
            }
            res.members.at_mut(group).push(at);
        }
        res.groups = groups.into_items();
        res
    }

    /// Whether a group says what it said before, about all.
    pub(super) fn is_alike(&self, direction: Direction, group: Both<GroupId>) -> bool {
        self.alike.as_ref().is_some_and(|it| it.are(direction, (group.before, group.after)))
    }

    /// The line of a group that says what it said before.
    pub(super) fn same_line(&mut self, direction: Direction, group: Both<GroupId>) -> Line {
        let row = self.rows.before.row(direction, group.before);
        let mut said = Vec::with_capacity(row.decisions().len());
        for it in row.decisions() {
            let allowed = self.common.before(&self.rows.before, it.allowed);
            let possible = self.common.before(&self.rows.before, it.possible);
            said.push(add_said(&mut self.said, &mut self.differs, [allowed, possible, allowed, possible]));
        }
        if let [one] = said.as_slice() {
            return Line::Same(*one);
        }
        let at = |class: ClassId| said.get(row.position(class) as usize).copied().unwrap_or(SaidId(0));
        Line::Each(self.classes.iter().map(|it| at(it.class.before)).collect())
    }

    pub(super) fn line(&mut self, direction: Direction, group: Both<GroupId>) -> Line {
        let before = self.rows.before.row(direction, group.before);
        let after = self.rows.after.row(direction, group.after);
        let (heights, width) = (before.decisions(), after.decisions().len());
        let size = Some(heights.len() * width).filter(|it| *it <= TABLE).unwrap_or_default();
        let mut table: Vec<Option<SaidId>> = vec![None; size];
        let mut known: FxHashMap<(u32, u32), SaidId> = FxHashMap::default();
        let mut said = |before_at: u32, after_at: u32| -> SaidId {
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
                return SaidId(0);
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
}

fn add_said(said: &mut IdSet<SaidId, Said>, differs: &mut IdVec<SaidId, bool>, it: Said) -> SaidId {
    let number = said.add(it);
    if number.index() == differs.len() {
        differs.push(it[0] != it[2] || it[1] != it[3]);
    }
    number
}
