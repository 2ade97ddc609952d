//! Who can reach whom, all of it.

use super::cells::{Cells, Ports, report};
use super::endpoints::endpoint;
use super::{
    CellReport, EndpointReport, IngressReport, ProblemReport, ProblemsReport, SCHEMA, ServiceReport,
};
use super::{ingress, service};
use crate::model::{End, Model};
use crate::probe::Asked;
use crate::view::{EndpointView, entries, lines};

/// Who can reach whom.
#[derive(Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct MatrixReport<'a> {
    /// The version of the format, 1.
    pub schema: u32,
    /// Rows and columns: pods and workloads by namespace, then what is outside the cluster.
    pub endpoints: Vec<EndpointReport>,
    /// One for each ordered pair, a pod and itself included, without pairs that are both outside.
    #[cfg_attr(feature = "js", tsify(type = "CellReport[]"))]
    pub cells: Cells<'a>,
    /// The Services that can be asked about.
    pub services: Vec<ServiceReport>,
    /// What Ingress objects publish, and whether their controller can reach it.
    pub ingresses: Vec<IngressReport>,
    /// Everything that is wrong with the files, or worth knowing.
    pub problems: Vec<ProblemReport>,
    /// Whether something was left out that its author meant to be there.
    pub incomplete: bool,
    /// What was left out, in one sentence; empty when nothing was.
    pub incomplete_words: String,
}

impl MatrixReport<'_> {
    /// Leaves out the cells of all rows but the first ones. `words`: says so, in one sentence.
    pub fn keep_rows(&mut self, count: usize, words: &str) {
        self.cells.keep_rows(count);
        self.incomplete = true;
        if !self.incomplete_words.is_empty() {
            self.incomplete_words.push_str("; ");
        }
        self.incomplete_words.push_str(words);
    }
}

/// `problems`: everything that is wrong with the files.
pub(crate) fn matrix<'a>(
    model: &'a Model,
    endpoints: &[EndpointView],
    asked: &Asked,
    by_class: bool,
    problems: ProblemsReport,
) -> MatrixReport<'a> {
    let lines = lines::lines(model, endpoints, by_class);
    let entries = entries::of_lines(endpoints, &lines);
    let ProblemsReport { problems, incomplete, incomplete_words, .. } = problems;
    MatrixReport {
        schema: SCHEMA,
        endpoints: entries.iter().filter_map(|it| endpoint(model, endpoints, it)).collect(),
        cells: Cells::new(model, asked, entries),
        services: service::services(model),
        ingresses: ingress::ingresses(model),
        problems,
        incomplete,
        incomplete_words,
    }
}

/// Its rows and columns.
pub(crate) fn endpoint_reports(model: &Model, endpoints: &[EndpointView]) -> Vec<EndpointReport> {
    let lines = lines::lines(model, endpoints, false);
    entries::of_lines(endpoints, &lines).iter().filter_map(|it| endpoint(model, endpoints, it)).collect()
}

/// Its cells.
pub(crate) fn cells<'a>(model: &'a Model, endpoints: &[EndpointView], asked: &Asked) -> Cells<'a> {
    let lines = lines::lines(model, endpoints, false);
    Cells::new(model, asked, entries::of_lines(endpoints, &lines))
}

/// One cell of it; `None` for two ends that are both outside the cluster.
pub(crate) fn cell<'a>(
    model: &Model,
    endpoints: &'a [EndpointView],
    (from, to): (End, End),
    asked: &Asked,
) -> Option<CellReport<'a>> {
    let (row, column) = (from.row().or(to.row())?, to.row().or(from.row())?);
    let id = |it: u32| endpoints.get(it as usize).map(|it| &*it.id);
    report(model, (from, id(row)?), (to, id(column)?), &Ports::at(model, asked, column))
}
