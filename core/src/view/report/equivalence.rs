//! Whether two sets of policies agree for every pod that could exist.

use super::{Outcome, SCHEMA};
use crate::compare::any::{Equivalence, Example, ExampleEnd};
use crate::view::compare::{end_id, end_words, example_manifests};

/// How two sets of policies stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct EquivalenceReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// `narrower`: the first allows less, which is, the second allows all that the first allows, and more; `wider`: the
    /// other way round. `not-found`: no difference was found, and not everything was tried.
    #[cfg_attr(feature = "js", tsify(type = "'equal' | 'narrower' | 'wider' | 'different' | 'not-found'"))]
    pub agreement: &'static str,
    /// How many pods were made up and tried.
    pub pods: usize,
    /// The smallest difference that was found; `null` where none was.
    pub example: Option<ExampleReport>,
}

/// A flow that one set of policies allows and the other denies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ExampleReport {
    /// Id of the source: with `manifests` it is a row of the matrix.
    pub from: String,
    /// Id of the destination.
    pub to: String,
    /// The source in words.
    pub source: String,
    /// The destination in words.
    pub destination: String,
    /// `TCP 80`.
    pub port: String,
    /// What the first set says.
    pub first: Outcome,
    /// What the second set says.
    pub second: Outcome,
    /// The pods and their namespaces as YAML.
    pub manifests: String,
}

pub(crate) fn equivalence(it: &Equivalence) -> EquivalenceReport {
    EquivalenceReport {
        schema: SCHEMA,
        agreement: it.agreement.as_str(),
        pods: it.pods,
        example: it.example.as_ref().map(example),
    }
}

fn example(it: &Example) -> ExampleReport {
    let id = |end: &ExampleEnd, name| end_id(end, name);
    ExampleReport {
        from: id(&it.source, "source"),
        to: id(&it.destination, "destination"),
        source: end_words(&it.source),
        destination: end_words(&it.destination),
        port: format!("{} {}", it.port.0.as_str(), it.port.1),
        first: it.allowed.before.into(),
        second: it.allowed.after.into(),
        manifests: example_manifests(it),
    }
}
