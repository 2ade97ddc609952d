//! What the subjects of a group say about every class of peers, row after row: for comparisons, which look at all of
//! them and keep none.

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
    sets: Sets,
}

/// What one group says about every class. It is that of the cells, but for a pod and itself, a pod and its own node, and
/// what the other direction says.
#[derive(Debug)]
pub(crate) struct GroupRow(Row);

impl GroupRows<'_> {
    /// The row of a group.
    pub(crate) fn row(&mut self, direction: Direction, group: GroupId) -> GroupRow {
        GroupRow(self.reach.fresh(self.inputs, direction, group, None, &mut self.sets))
    }

    /// The set of a number.
    pub(crate) fn set(&self, id: PortSetId) -> &PortSet {
        self.sets.get(id)
    }
}

impl GroupRow {
    /// The decisions that it holds.
    pub(crate) fn decisions(&self) -> &[Decision] {
        self.0.decisions()
    }

    /// The position of the decision about a class.
    pub(crate) fn position(&self, peer: ClassId) -> u32 {
        self.0.position(peer)
    }
}

impl Reach {
    /// All rows, each computed when it is asked for.
    pub(crate) fn group_rows<'r>(&'r self, inputs: Inputs<'r>) -> GroupRows<'r> {
        GroupRows { reach: self, inputs, sets: self.sets().clone() }
    }

    /// The group of a class of subjects.
    pub(crate) fn group_of(&self, direction: Direction, subject: ClassId) -> GroupId {
        *self.groups(direction).of.at(subject)
    }
}
