//! The audit for the page: a few facts in sentences, each with a count and what it counts.

mod facts;
mod items;
#[cfg(test)]
mod tests;

use super::{Fragment, Place, audit};
use crate::audit as found;
use crate::model::Model;
use crate::pause::Pause;

/// What an engineer asks of a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExposureView {
    /// "300 pods of 26 workloads in 14 namespaces"; empty where there is no pod.
    pub sentence: String,
    /// How many policies there are.
    pub policies: usize,
    /// In the order in which they are shown.
    pub facts: Vec<FactView>,
}

/// One fact: "3 workloads can be reached from the internet".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FactView {
    /// A name that stays, for programs: `from-internet`.
    pub key: &'static str,
    /// How many; `None` where the input does not decide, or it is not computed.
    pub count: Option<usize>,
    /// What follows the count, or the whole sentence where there is none.
    pub sentence: String,
    /// Whether it is worth a look: what most clusters do not want.
    pub warns: bool,
    /// The head of the lists.
    pub title: &'static str,
    /// What is counted; empty ones are left out.
    pub lists: Vec<FactListView>,
    /// What the reader should know about the lists; may be empty.
    pub foot: &'static str,
}

/// Part of what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FactListView {
    /// "Through a Service: 3 workloads".
    pub title: String,
    /// In the order of the matrix; policies in the order in which they are met.
    pub items: Vec<FactItemView>,
}

/// A workload, a namespace, a policy, or a question that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FactItemView {
    /// The namespace; empty where there is none.
    pub group: String,
    /// The name; empty where it is about the whole input.
    pub name: String,
    /// "×4"; "3 of 4" where it holds for some of its pods; may be empty.
    pub count: String,
    /// More about it, with a link to the Service or Ingress that it goes through; may be empty.
    pub text: Vec<Fragment>,
    /// False where the input does not decide, and this only may be so.
    pub certain: bool,
    /// Cells that show it.
    pub cells: Vec<FactCellView>,
    /// The words that filter the matrix for it, where it has no cell; may be empty.
    pub filter: String,
    /// Where the object is written.
    pub place: Option<Place>,
}

/// A cell of the matrix, or with one empty end all cells of a row or column.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FactCellView {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
    /// "from internet", "what it reaches": what tells it from the other cells.
    pub label: String,
}

/// The facts of a model.
pub(crate) async fn exposure(model: &Model, pause: &Pause) -> ExposureView {
    let found = found::audit(model, pause).await;
    let audit = audit::of(model, &found);
    pause.here().await;
    // With the limit of counted work reached, what is not certain is not known.
    let any = if model.left_out.is_none() && audit.pods > 0 {
        Some(found::any_pod(model, pause).await)
    } else {
        None
    };
    pause.here().await;
    let facts = facts::Facts { model, found: &found, audit: &audit, any: any.as_ref() };
    ExposureView {
        sentence: facts.sentence(),
        policies: model.policies.policies.iter().count(),
        facts: if audit.pods == 0 { Vec::new() } else { facts.all() },
    }
}
