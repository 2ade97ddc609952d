//! Sets of ports of two evaluations under common numbers.

use super::Both;
use crate::eval::GroupRows;
use crate::ids::{CommonId, Id, IdSet, PortSetId};
use crate::policy::PortSet;
use rustc_hash::FxHashMap;

/// What both evaluations say, by common number: allowed and possible before, allowed and possible after.
pub(super) type Said = [CommonId; 4];

/// Common numbers.
#[derive(Default)]
pub(super) struct Common {
    sets: IdSet<CommonId, PortSet>,
    /// The common number of each set of the evaluations.
    of: Both<Vec<Option<CommonId>>>,
    shared: FxHashMap<(CommonId, CommonId), CommonId>,
}

impl Common {
    /// The number of a set before the change.
    pub(super) fn before(&mut self, rows: &GroupRows<'_>, id: PortSetId) -> CommonId {
        number(&mut self.sets, &mut self.of.before, rows, id)
    }

    /// The number of a set after the change.
    pub(super) fn after(&mut self, rows: &GroupRows<'_>, id: PortSetId) -> CommonId {
        number(&mut self.sets, &mut self.of.after, rows, id)
    }

    /// The number of a set.
    pub(super) fn add(&mut self, set: PortSet) -> CommonId {
        self.sets.add(set)
    }

    /// A set.
    pub(super) fn get(&self, it: CommonId) -> &PortSet {
        self.sets.items().at(it)
    }

    /// What two sets have in common.
    pub(super) fn intersection(&mut self, a: CommonId, b: CommonId) -> CommonId {
        if a == b {
            return a;
        }
        let key = (a.min(b), a.max(b));
        if let Some(&it) = self.shared.get(&key) {
            return it;
        }
        let set = self.get(a).intersection(self.get(b));
        let id = self.sets.add(set);
        self.shared.insert(key, id);
        id
    }
}

fn number(
    sets: &mut IdSet<CommonId, PortSet>,
    of: &mut Vec<Option<CommonId>>,
    rows: &GroupRows<'_>,
    id: PortSetId,
) -> CommonId {
    let at = id.index();
    if of.len() <= at {
        of.resize(at + 1, None);
    }
    match of.get_mut(at) {
        Some(Some(known)) => *known,
        Some(unknown) => *unknown.insert(sets.add(rows.set(id))),
        None => sets.add(rows.set(id)),
    }
}
