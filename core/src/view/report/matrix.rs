//! Who can reach whom, all of it.

use super::cells::{Cells, Ports, report};
use super::endpoints::endpoint;
use super::{CellReport, EndpointReport, IngressReport, ProblemReport, SCHEMA, ServiceReport};
use super::{ingress, problems, service};
use crate::analysis::{Analysis, End};
use crate::probe::Asked;
use crate::view::{entries, lines};

/// Who can reach whom.
#[derive(Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
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

pub(crate) fn matrix<'a>(analysis: &'a Analysis, asked: &Asked, by_class: bool) -> MatrixReport<'a> {
    let lines = lines::lines(analysis, by_class);
    let entries = entries::of_lines(analysis, &lines);
    MatrixReport {
        schema: SCHEMA,
        endpoints: entries.iter().filter_map(|it| endpoint(analysis, it)).collect(),
        cells: Cells {
            analysis,
            asked: asked.clone(),
            entries: entries.into_iter().map(|(entry, line)| (entry, line.line)).collect(),
        },
        services: service::services(analysis),
        ingresses: ingress::ingresses(analysis),
        problems: problems::all(analysis, analysis.diagnostics()),
        incomplete: analysis.is_incomplete(),
        incomplete_words: analysis.incomplete(),
    }
}

/// One cell of it; `None` for two ends that are both outside the cluster.
pub(crate) fn cell<'a>(analysis: &'a Analysis, from: End, to: End, asked: &Asked) -> Option<CellReport<'a>> {
    let (row, column) = (from.row().or(to.row())?, to.row().or(from.row())?);
    let id = |it: u32| analysis.endpoints().get(it as usize).map(|it| &*it.id);
    report(analysis, (from, id(row)?), (to, id(column)?), &Ports::at(analysis, asked, column))
}
