//! Typed indices, and the one place that turns them into positions in a vector.

mod set;

use std::marker::PhantomData;

pub use set::IdSet;

/// An index into an [`IdVec`] of its own kind.
pub trait Id: Copy + Eq + Ord {
    /// From a position.
    fn from_index(index: usize) -> Self;
    /// To a position.
    fn index(self) -> usize;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl Id for $name {
            fn from_index(index: usize) -> $name {
                $name(index as u32)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A namespace of the cluster.
    NamespaceId
    /// A pod, workload or external entry: a row and column of the matrix.
    EndpointId
    /// A policy of any kind that takes part in the evaluation.
    PolicyId
    /// A set of endpoints that no policy of the input can tell apart.
    ClassId
    /// A selector together with the namespaces it looks at, or an address block: one question about endpoints.
    AtomId
    /// Subjects that the same policies select in one direction.
    GroupId
    /// A machine of the cluster.
    NodeId
    /// A way of having address families, as far as that makes a difference.
    FamiliesId
    /// An interned set of ports.
    PortSetId
    /// An end that two analyses have which are compared.
    EndId
    /// Ends that neither of the two tells apart.
    JointId
    /// Joint classes that are in one group before, and in one after.
    JointGroupId
    /// What an end says before and after, in a comparison.
    SaidId
    /// A set of ports, in a comparison: the same number before and after.
    CommonId
    /// An interned string: a label key or value.
    Symbol
}

/// A number that needs no kind of its own.
impl Id for u32 {
    fn from_index(index: usize) -> u32 {
        index as u32
    }
    fn index(self) -> usize {
        self as usize
    }
}

/// A vector that only its own kind of id can index.
///
/// INVARIANT: ids are made by `push` of the same vector; an id of another one is a bug of this crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdVec<I, T> {
    items: Vec<T>,
    id: PhantomData<I>,
}

impl<I, T> Default for IdVec<I, T> {
    fn default() -> IdVec<I, T> {
        IdVec { items: Vec::new(), id: PhantomData }
    }
}

impl<I: Id, T> IdVec<I, T> {
    /// Takes over a vector; position `n` becomes id `n`.
    pub fn from_vec(items: Vec<T>) -> IdVec<I, T> {
        IdVec { items, id: PhantomData }
    }

    /// Appends, and returns the new item's id.
    pub fn push(&mut self, item: T) -> I {
        let id = I::from_index(self.items.len());
        self.items.push(item);
        id
    }

    /// Makes room for so many more items at once.
    pub(crate) fn reserve(&mut self, count: usize) {
        self.items.reserve(count);
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The items in the order of their ids, to change.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// The items in the order of their ids.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The items with their ids.
    pub fn enumerate(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(index, it)| (I::from_index(index), it))
    }

    /// All ids.
    pub fn ids(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::from_index)
    }

    /// The item, if the id is of this vector: for ids that came from outside.
    pub fn get(&self, id: I) -> Option<&T> {
        self.items.get(id.index())
    }

    /// The item of an id that this vector made.
    #[expect(clippy::indexing_slicing, reason = "ids come from `push` of the same vector")]
    pub fn at(&self, id: I) -> &T {
        &self.items[id.index()]
    }

    /// The item of an id that this vector made, to change.
    #[expect(clippy::indexing_slicing, reason = "ids come from `push` of the same vector")]
    pub fn at_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }

    /// The items as a slice.
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
}
