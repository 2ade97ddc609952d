//! The audit of a whole cluster.

use super::SCHEMA;
use super::problems::{ProblemReport, ProblemsReport};
use crate::model::Model;
use crate::view::Place;
use crate::view::audit::{self, AuditItemView, AuditKind, AuditSectionView, AuditView};

/// What an engineer asks of a whole cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct AuditReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// How many pods the input has, without those that have finished or were made up.
    pub pods: u32,
    /// How many workloads they belong to.
    pub workloads: usize,
    /// How many namespaces have pods.
    pub namespaces: usize,
    /// One for each question, whether or not something was found.
    pub sections: Vec<AuditSectionReport>,
    /// Everything that is wrong with the files, or worth knowing.
    pub problems: Vec<ProblemReport>,
    /// Whether something was left out that its author meant to be there, or is not computed.
    pub incomplete: bool,
    /// What was left out, in one sentence; empty when nothing was.
    pub incomplete_words: String,
}

/// A question, and everything that it is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct AuditSectionReport {
    /// Which question.
    pub kind: AuditKind,
    /// What all its items are: "Pods that no policy selects".
    pub title: &'static str,
    /// How many there are, in words.
    pub summary: String,
    /// False where the input does not decide it for any pod, or it is not computed: then there are no items.
    pub decided: bool,
    /// Workloads, namespaces or policies.
    pub items: Vec<AuditItemReport>,
}

/// A workload, namespace or policy for which something holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct AuditItemReport {
    /// `namespace/name` of a workload or policy, the name of a namespace; empty where it is about the whole input.
    pub id: String,
    /// `Deployment`, `Namespace`, `NetworkPolicy`, …; empty where it is about the whole input.
    pub kind: String,
    /// For how many of its pods it holds; 0 for policies.
    pub pods: u32,
    /// How many pods it has; 0 for policies.
    pub of: u32,
    /// False where the input does not decide, and this only may be so.
    pub certain: bool,
    /// More about it; may be empty.
    pub sentence: String,
    /// The ports that it is about: `all`, `TCP 80,443`, or empty.
    pub ports: String,
    /// Ids of the entries outside the cluster that it is about; empty where that is all of the internet.
    pub outside: Vec<String>,
    /// The Service, `svc:namespace/name`, or the Ingress, `namespace/name`, that it goes through; else empty.
    pub through: String,
    /// Cells of the matrix that show it: one for each thing that is said.
    pub cells: Vec<AuditCellReport>,
    /// Where the object is written.
    pub place: Option<Place>,
}

/// A cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct AuditCellReport {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
}

pub(crate) fn audit(model: &Model, problems: ProblemsReport) -> AuditReport {
    let AuditView { pods, workloads, namespaces, sections } = audit::audit(model);
    let ProblemsReport { problems, incomplete, incomplete_words, .. } = problems;
    AuditReport {
        schema: SCHEMA,
        pods,
        workloads,
        namespaces,
        sections: sections.into_iter().map(section).collect(),
        problems,
        incomplete,
        incomplete_words,
    }
}

fn section(it: AuditSectionView) -> AuditSectionReport {
    let items = it.items.into_iter().map(item).collect();
    AuditSectionReport { kind: it.kind, title: it.title, summary: it.summary, decided: it.decided, items }
}

fn item(it: AuditItemView) -> AuditItemReport {
    AuditItemReport {
        id: it.id,
        kind: it.kind,
        pods: it.pods,
        of: it.of,
        certain: it.certain,
        sentence: it.sentence,
        ports: it.ports,
        outside: it.outside,
        through: it.through,
        cells: it.cells.into_iter().map(|(from, to)| AuditCellReport { from, to }).collect(),
        place: it.place,
    }
}
