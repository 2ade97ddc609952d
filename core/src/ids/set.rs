//! Values that have an id, each once.

use std::borrow::Borrow;
use std::hash::{BuildHasher, Hash};

use rustc_hash::FxHashMap;

use super::{Id, IdVec};
use crate::hash::Seeded;

/// Values by id, each of them once: who adds one that is there gets its id.
#[derive(Clone, Debug)]
pub struct IdSet<I, T> {
    items: IdVec<I, T>,
    places: Places,
}

impl<I, T> Default for IdSet<I, T> {
    fn default() -> IdSet<I, T> {
        IdSet { items: IdVec::default(), places: Places::default() }
    }
}

impl<I: Id, T: Hash + Eq> IdSet<I, T> {
    /// The id of a value, a new one if it is not there yet.
    pub fn add(&mut self, item: T) -> I {
        let hash = Seeded.hash_one(&item);
        self.find_hashed(hash, &item).unwrap_or_else(|| {
            self.places.push(hash);
            self.items.push(item)
        })
    }

    /// The id of a value that is there.
    pub fn find<Q>(&self, item: &Q) -> Option<I>
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        self.find_hashed(Seeded.hash_one(item), item)
    }

    fn find_hashed<Q>(&self, hash: u64, item: &Q) -> Option<I>
    where
        T: Borrow<Q>,
        Q: Eq + ?Sized,
    {
        let is_same = |at| self.items.get(I::from_index(at)).is_some_and(|it| it.borrow() == item);
        self.places.find(hash, &is_same).map(I::from_index)
    }

    /// The values in the order in which they were added.
    pub fn items(&self) -> &IdVec<I, T> {
        &self.items
    }

    /// The values alone.
    pub fn into_items(self) -> IdVec<I, T> {
        self.items
    }
}

/// Positions by the hash of what is there. Knows no types: a set of each would bring a table of its own into the page.
#[derive(Clone, Debug, Default)]
struct Places {
    /// The last position of each hash.
    last: FxHashMap<u64, u32>,
    /// For each position the one before it with the same hash.
    before: Vec<Option<u32>>,
}

impl Places {
    fn find(&self, hash: u64, is_same: &dyn Fn(usize) -> bool) -> Option<usize> {
        let mut at = self.last.get(&hash).copied();
        while let Some(it) = at.map(|it| it as usize) {
            if is_same(it) {
                return Some(it);
            }
            at = self.before.get(it).copied().flatten();
        }
        None
    }

    /// The next position.
    fn push(&mut self, hash: u64) {
        let before = self.last.insert(hash, self.before.len() as u32);
        self.before.push(before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Symbol;

    #[test]
    fn a_value_has_one_id_however_often_it_comes() {
        let mut set: IdSet<Symbol, String> = IdSet::default();
        let ids = ["a", "b", "a", "c", "b"].map(|it| set.add(it.to_owned()).0);
        assert_eq!(ids, [0, 1, 0, 2, 1]);
        assert_eq!((set.find("c"), set.find("d")), (Some(Symbol(2)), None));
        assert_eq!(set.into_items().as_slice(), ["a", "b", "c"]);
    }

    #[test]
    fn values_of_one_hash_are_told_apart() {
        let mut places = Places::default();
        (0..3).for_each(|_| places.push(7));
        for at in 0..3 {
            assert_eq!(places.find(7, &|it| it == at), Some(at));
        }
        assert_eq!((places.find(7, &|_| false), places.find(8, &|_| true)), (None, None));
    }
}
