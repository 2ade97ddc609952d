//! Port sets by number: two equal sets have one number, and what two have in common is computed once.

use rustc_hash::FxHashMap;

use crate::ids::{IdVec, PortSetId};
use crate::policy::PortSet;

/// Interned sets.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    sets: IdVec<PortSetId, PortSet>,
    numbers: FxHashMap<PortSet, PortSetId>,
    common: FxHashMap<(PortSetId, PortSetId), PortSetId>,
}

impl Sets {
    /// The number of the empty set.
    pub(super) const EMPTY: PortSetId = PortSetId(0);
    /// The number of the set of all ports.
    pub(super) const ALL: PortSetId = PortSetId(1);

    pub(super) fn new() -> Sets {
        let mut res =
            Sets { sets: IdVec::default(), numbers: FxHashMap::default(), common: FxHashMap::default() };
        res.intern(PortSet::empty());
        res.intern(PortSet::all());
        res
    }

    pub(super) fn intern(&mut self, set: PortSet) -> PortSetId {
        if let Some(&it) = self.numbers.get(&set) {
            return it;
        }
        let id = self.sets.push(set.clone());
        self.numbers.insert(set, id);
        id
    }

    pub(super) fn get(&self, id: PortSetId) -> &PortSet {
        self.sets.at(id)
    }

    pub(super) fn intersection(&mut self, a: PortSetId, b: PortSetId) -> PortSetId {
        match (a, b) {
            (Sets::EMPTY, _) | (_, Sets::EMPTY) => Sets::EMPTY,
            (Sets::ALL, it) | (it, Sets::ALL) => it,
            _ if a == b => a,
            _ => {
                let key = (a.min(b), a.max(b));
                if let Some(&it) = self.common.get(&key) {
                    return it;
                }
                let id = self.intern(self.get(a).intersection(self.get(b)));
                self.common.insert(key, id);
                id
            }
        }
    }
}
