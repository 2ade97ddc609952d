//! Sets of ports of two evaluations under common numbers.

use super::Both;
use crate::eval::GroupRows;
use crate::ids::{Id, IdSet, PortSetId};
use crate::policy::PortSet;
use rustc_hash::FxHashMap;

/// What both evaluations say, by common number: allowed and possible before, allowed and possible after.
pub(super) type Said = [u32; 4];

/// Common numbers.
#[derive(Default)]
pub(super) struct Common {
    sets: IdSet<u32, PortSet>,
    /// The common number of each set of the evaluations.
    of: Both<Vec<Option<u32>>>,
    shared: FxHashMap<(u32, u32), u32>,
}

impl Common {
    /// The number of a set before the change.
    pub(super) fn before(&mut self, rows: &GroupRows<'_>, id: PortSetId) -> u32 {
        number(&mut self.sets, &mut self.of.before, rows, id)
    }

    /// The number of a set after the change.
    pub(super) fn after(&mut self, rows: &GroupRows<'_>, id: PortSetId) -> u32 {
        number(&mut self.sets, &mut self.of.after, rows, id)
    }

    /// The number of a set.
    pub(super) fn add(&mut self, set: PortSet) -> u32 {
        self.sets.add(set)
    }

    /// A set.
    pub(super) fn get(&self, it: u32) -> &PortSet {
        self.sets.items().at(it)
    }

    /// What two sets have in common.
    pub(super) fn intersection(&mut self, a: u32, b: u32) -> u32 {
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
    sets: &mut IdSet<u32, PortSet>,
    of: &mut Vec<Option<u32>>,
    rows: &GroupRows<'_>,
    id: PortSetId,
) -> u32 {
    let at = id.index();
    if of.len() <= at {
        of.resize(at + 1, None);
    }
    match of.get_mut(at) {
        Some(Some(known)) => *known,
        Some(unknown) => *unknown.insert(sets.add(rows.set(id).clone())),
        None => sets.add(rows.set(id).clone()),
    }
}
