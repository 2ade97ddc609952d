//! Label selectors over numbers.

use super::atom::{Comparisons, RequirementTest};
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

    /// Whether it asks for a label that is there: without one it says nothing of the pods that it was written for.
    pub(crate) fn asks_for_labels(&self) -> bool {
        self.requirements.iter().any(|it| match it.operator {
            Operator::Equals | Operator::In | Operator::Exists => true,
            Operator::NotIn | Operator::DoesNotExist => false,
        })
    }

    /// Whether labels satisfy all requirements.
    pub fn test(&self, labels: &LabelSet) -> Tri {
        self.compare::<()>(labels, None).0
    }

    /// The same with the comparisons. `workload`: the labels that the workload of a stand-in has itself.
    pub fn compare<T: Comparisons>(&self, labels: &LabelSet, workload: Option<&LabelSet>) -> (Tri, T) {
        let (mut tri, mut comparisons) = (Tri::Yes, T::default());
        for it in &self.requirements {
            let holds = it.test(labels);
            tri = tri.and(holds);
            comparisons.add(|| {
                let would_do = workload.filter(|labels| holds == Tri::No && it.test(labels) == Tri::Yes);
                let on_workload = would_do.and_then(|labels| labels.get(it.key));
                RequirementTest { holds, actual: labels.get(it.key), on_workload }
            });
        }
        (tri, comparisons)
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
            LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => Tri::Unknown,
        };
        match (self.operator, value) {
            (_, Some(LabelValue::PerhapsAbsent | LabelValue::Anything)) => Tri::Unknown,
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
