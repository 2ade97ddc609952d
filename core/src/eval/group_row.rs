//! What the subjects of a group say about every class of peers, row after row: for comparisons, which look at all of
//! them.

use super::reach::{Inputs, Reach};
use super::row::{Decision, Row};
use super::sets::Sets;
use crate::ids::{ClassId, GroupId, PortSetId};
use crate::policy::{Direction, PortSet};

/// The rows of one evaluation.
#[derive(Debug)]
pub(crate) struct GroupRows<'r> {
    reach: &'r Reach,
    inputs: Inputs<'r>,
    /// Those of rows that are not kept; `None`: all of them are.
    sets: Option<Sets>,
}

/// What one group says about every class. It is that of the cells, but for a pod and itself, a pod and its own node, and
/// what the other direction says.
#[derive(Debug)]
pub(crate) struct GroupRow<'r>(Whose<'r>);

#[derive(Debug)]
enum Whose<'r> {
    Fresh(Row),
    Kept(&'r Row),
}

impl<'r> GroupRows<'r> {
    /// The row of a group.
    pub(crate) fn row(&mut self, direction: Direction, group: GroupId) -> GroupRow<'r> {
        match &mut self.sets {
            Some(sets) => GroupRow(Whose::Fresh(self.reach.fresh(self.inputs, direction, group, None, sets))),
            None => {
                let sets = &mut self.reach.sets();
                GroupRow(Whose::Kept(self.reach.row_of_group(self.inputs, direction, group, None, sets)))
            }
        }
    }

    /// The set of a number.
    pub(crate) fn set(&self, id: PortSetId) -> PortSet {
        match &self.sets {
            Some(sets) => sets.get(id).clone(),
            None => self.reach.sets().get(id).clone(),
        }
    }
}

impl GroupRow<'_> {
    fn row(&self) -> &Row {
        match &self.0 {
            Whose::Fresh(it) => it,
            Whose::Kept(it) => it,
        }
    }

    /// The decisions that it holds.
    pub(crate) fn decisions(&self) -> &[Decision] {
        self.row().decisions()
    }

    /// The position of the decision about a class.
    pub(crate) fn position(&self, peer: ClassId) -> u32 {
        self.row().position(peer)
    }
}

impl Reach {
    /// All rows, each computed when it is asked for.
    pub(crate) fn group_rows<'r>(&'r self, inputs: Inputs<'r>) -> GroupRows<'r> {
        GroupRows { reach: self, inputs, sets: Some(self.sets().clone()) }
    }

    /// The same, and rows are kept for the next comparison where there are not too many for that.
    pub(crate) fn kept_group_rows<'r>(&'r self, inputs: Inputs<'r>) -> GroupRows<'r> {
        /// Positions, of four bytes each.
        const MOST: usize = 1 << 22;
        let groups: usize = Direction::BOTH.iter().map(|it| self.groups(*it).groups.len()).sum();
        match groups.saturating_mul(self.classes.classes.len()) <= MOST {
            true => GroupRows { reach: self, inputs, sets: None },
            false => self.group_rows(inputs),
        }
    }

    /// The group of a class of subjects.
    pub(crate) fn group_of(&self, direction: Direction, subject: ClassId) -> GroupId {
        *self.groups(direction).of.at(subject)
    }
}
