//! Labels as numbers: a key or value that is written twice is stored once and compared as an integer.

use crate::ids::{IdSet, Symbol};

/// Strings by number.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    strings: IdSet<Symbol, Box<str>>,
}

impl Interner {
    /// The string's number, a new one if it was never seen.
    pub fn intern(&mut self, text: &str) -> Symbol {
        self.find(text).unwrap_or_else(|| self.strings.add(text.into()))
    }

    /// The string's number, if it was seen.
    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.strings.find(text)
    }

    /// The string of a number.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.strings.items().at(symbol)
    }
}

/// What is known about a label that is present, or may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LabelValue {
    /// This one.
    Known(Symbol),
    /// A controller adds the label; its value is not in the input.
    Unknown,
    /// The node that a pod runs on gives the label; neither whether it does nor its value is in the input.
    PerhapsAbsent,
    /// It may be there or not, with any value: it is a label of a pod or namespace that stands for any.
    Anything,
}

/// Labels of one object, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct LabelSet {
    labels: Vec<(Symbol, LabelValue)>,
}

impl LabelSet {
    /// From pairs in any order; of a key that comes twice the first counts.
    pub fn new(mut labels: Vec<(Symbol, LabelValue)>) -> LabelSet {
        crate::order::sort_by_key(&mut labels, |it| it.0);
        labels.dedup_by_key(|it| it.0);
        LabelSet { labels }
    }

    /// The value of a key; `None` when the label is certainly absent.
    pub fn get(&self, key: Symbol) -> Option<LabelValue> {
        let at = self.labels.binary_search_by_key(&key, |it| it.0).ok()?;
        self.labels.get(at).map(|it| it.1)
    }

    /// All labels in the order of their keys' numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, LabelValue)> + '_ {
        self.labels.iter().copied()
    }
}
