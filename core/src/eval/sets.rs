//! Port sets by number: two equal sets have one number, and what two have in common is computed once.

use rustc_hash::FxHashMap;

use crate::ids::{IdSet, PortSetId};
use crate::policy::PortSet;

/// Interned sets.
#[derive(Clone, Debug)]
pub(super) struct Sets {
    sets: IdSet<PortSetId, PortSet>,
    common: FxHashMap<(PortSetId, PortSetId), PortSetId>,
}

impl Sets {
    /// The number of the empty set.
    pub(super) const EMPTY: PortSetId = PortSetId(0);
    /// The number of the set of all ports.
    pub(super) const ALL: PortSetId = PortSetId(1);

    pub(super) fn new() -> Sets {
        let mut res = Sets { sets: IdSet::default(), common: FxHashMap::default() };
        res.intern(PortSet::empty());
        res.intern(PortSet::all());
        res
    }

    pub(super) fn intern(&mut self, set: PortSet) -> PortSetId {
        self.sets.add(set)
    }

    pub(super) fn get(&self, id: PortSetId) -> &PortSet {
        self.sets.items().at(id)
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
