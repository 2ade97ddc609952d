//! Label selectors over numbers.

use crate::cluster::{Interner, LabelSet, LabelValue};
use crate::ids::Symbol;
use crate::kind::{self, LabelSelector, Operator};
use crate::tri::Tri;

/// `matchLabels` and `matchExpressions`, all of which must hold; none means that everything matches.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Selector {
    /// In the order of the manifest.
    pub requirements: Vec<Requirement>,
}

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Requirement {
    /// The label's key.
    pub key: Symbol,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub values: Vec<Symbol>,
}

impl Selector {
    /// From a manifest's selector.
    pub fn new(selector: &LabelSelector, strings: &mut Interner) -> Selector {
        Selector {
            requirements: selector.requirements.iter().map(|it| Requirement::new(it, strings)).collect(),
        }
    }

    /// The selector that matches everything.
    pub fn everything() -> Selector {
        Selector { requirements: Vec::new() }
    }

    /// Whether labels satisfy all requirements.
    pub fn test(&self, labels: &LabelSet) -> Tri {
        self.requirements.iter().map(|it| it.test(labels)).fold(Tri::Yes, Tri::and)
    }
}

impl Requirement {
    /// From a manifest's requirement.
    pub fn new(it: &kind::Requirement, strings: &mut Interner) -> Requirement {
        let values = it.values.iter().map(|it| strings.intern(it)).collect();
        Requirement { key: strings.intern(&it.key), operator: it.operator, values }
    }

    /// Whether labels satisfy it (M-22).
    pub fn test(&self, labels: &LabelSet) -> Tri {
        let value = labels.get(self.key);
        let listed = |value| match value {
            LabelValue::Known(it) => Tri::from(self.values.contains(&it)),
            LabelValue::Unknown | LabelValue::PerhapsAbsent => Tri::Unknown,
        };
        match (self.operator, value) {
            (_, Some(LabelValue::PerhapsAbsent)) => Tri::Unknown,
            (Operator::Exists, _) => value.is_some().into(),
            (Operator::DoesNotExist, _) => value.is_none().into(),
            (Operator::Equals | Operator::In, value) => value.map_or(Tri::No, listed),
            // "NotIn … also selects resources with no labels with that key."
            (Operator::NotIn, value) => value.map_or(Tri::Yes, |it| !listed(it)),
        }
    }
}

#[cfg(test)]
mod tests;
