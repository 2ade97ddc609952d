//! Questions by text, as people and programs put them, and the answers for programs.

use super::{Analysis, End, ServiceEnd};
use crate::cluster::ServicePortChoice;
use crate::diagnostic::Diagnostic;
use crate::kind;
use crate::model;
use crate::options::Options;
use crate::pause::at_once;
use crate::probe::{Asked, Probe};
use crate::repair::{self, Wanted};
use crate::source::SourceFile;
use crate::view::report::{
    self, AuditReport, CellReport, Cells, EndpointReport, ExplanationReport, IngressReport, MatrixReport,
    NeedsReport, ProblemsReport, ServiceFlowReport, ServiceReport,
};
use crate::view::{
    self, Bundle, Destination, EndError, Entry, NamedLine, NeedsView, RepairsView, ServiceError, entries,
    folds, lines, names,
};

/// The same as [`analyze`](super::analyze). Calls `is_read` between its halves, for a caller that measures: there is no
/// clock here.
pub fn analyze_measured(files: &[SourceFile], options: &Options, is_read: impl FnOnce()) -> Analysis {
    let read = kind::read(files, options);
    is_read();
    Analysis::new(model::evaluate(files, read, options))
}

impl Analysis {
    /// Which connections the manifests themselves ask for, by what they name: Services in values and arguments, backends,
    /// probes, peers and DNS. Each with the place that shows it, and whether it is allowed. Texts are read anew.
    pub fn needs(&self) -> NeedsView {
        at_once(async |pause| view::needs::needs(&self.model, &pause).await)
    }

    /// The same for programs.
    pub fn needs_report(&self) -> NeedsReport {
        report::needs(self.needs())
    }

    /// The smallest edits of the files that make a flow between two rows allowed or denied, each evaluated. Without a wish
    /// an allowed flow is to be denied, and any other allowed. `None` where a row is out of range, or there is nothing to
    /// decide between the two.
    pub fn repairs(&self, from: u32, to: u32, probe: Probe, wanted: Option<Wanted>) -> Option<RepairsView> {
        let [from, to] = [from, to].map(|it| self.model.cluster.at(it));
        let ask = repair::Ask { from: from?, to: to?, probe, wanted };
        let found = repair::repairs(&self.model, ask)?;
        Some(view::repairs_view(&self.model, &found))
    }

    /// The end that a text means: the id of a row, a name that only one row has, `host:NAME`, or an address. `Err` says
    /// why there is none.
    pub fn end(&self, text: &str) -> Result<End, EndError> {
        names::end(&self.model, &self.endpoints, text)
    }

    /// The Service that a text means as a destination, `None` where it means no Service: `svc:namespace/name`,
    /// `namespace/name` where no row is called so, each with a port after a colon if need be, or the Service's address.
    pub fn destination(&self, text: &str) -> Option<Destination> {
        names::destination(&self.model, &self.endpoints, text)
    }

    /// What an end is called in a sentence; `id` is that of its row.
    pub fn end_title(&self, end: End, id: &str) -> String {
        names::title(&self.model, &self.endpoints, end, id)
    }

    /// Rows and columns as they are printed: one for each endpoint, or by class one for all that nothing tells apart.
    pub fn lines(&self, by_class: bool) -> Vec<NamedLine> {
        lines::lines(&self.model, &self.endpoints, by_class)
    }

    /// Rows and columns by workload, in the order of their first members. Where a port is asked for by its name, the pods of
    /// a row that give it different numbers are told apart.
    pub fn bundles(&self, asked: &Asked) -> Vec<Bundle> {
        folds::bundles(&self.model, &self.endpoints, asked)
    }

    /// The ids of those lines, with the lines.
    pub fn entries<'l>(&self, lines: &'l [NamedLine]) -> Vec<(Entry, &'l NamedLine)> {
        entries::of_lines(&self.endpoints, lines)
    }

    /// Who can reach whom. Its cells are made when they are written.
    pub fn matrix_report(&self, asked: &Asked, by_class: bool) -> MatrixReport<'_> {
        report::matrix(&self.model, &self.endpoints, asked, by_class, self.problems_of_reading())
    }

    /// The rows and columns of the matrix.
    pub fn endpoint_reports(&self) -> Vec<EndpointReport> {
        report::endpoint_reports(&self.model, &self.endpoints)
    }

    /// The cells of the matrix, each of which is made when it is asked for.
    pub fn cells(&self, asked: &Asked) -> Cells<'_> {
        report::cells(&self.model, &self.endpoints, asked)
    }

    /// One cell of the matrix; `None` for two ends that are both outside the cluster.
    pub fn cell_report(
        &self,
        from: impl Into<End>,
        to: impl Into<End>,
        asked: &Asked,
    ) -> Option<CellReport<'_>> {
        report::cell(&self.model, &self.endpoints, (from.into(), to.into()), asked)
    }

    /// Why one end reaches another or does not; `None` when out of range.
    pub fn explanation_report(
        &self,
        from: impl Into<End>,
        to: impl Into<End>,
        probe: Probe,
    ) -> Option<ExplanationReport> {
        report::explanation(&self.model, from.into(), to.into(), probe, self.problems_of_reading())
    }

    /// What becomes of a connection to a Service, as [`Analysis::service_flow`] has it for people.
    pub fn service_flow_report<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<ServiceFlowReport, ServiceError> {
        report::service_flow(&self.model, from.into(), service.into(), port, self.problems_of_reading())
    }

    /// The Services that can be asked about.
    pub fn service_reports(&self) -> Vec<ServiceReport> {
        report::services(&self.model)
    }

    /// What Ingress objects publish, and whether their controller can reach it.
    pub fn ingress_reports(&self) -> Vec<IngressReport> {
        report::ingresses(&self.model)
    }

    /// What an engineer asks of the whole cluster, as [`Analysis::audit`] has it for people.
    pub fn audit_report(&self) -> AuditReport {
        report::audit(&self.model, self.problems_of_reading())
    }

    /// Those problems: all of [`Analysis::diagnostics`], or others that were found about the same files.
    pub fn problems_report(&self, problems: &[Diagnostic]) -> ProblemsReport {
        report::problems(&self.model, self.reading_diagnostics(), problems)
    }

    /// What bears on the answers.
    fn problems_of_reading(&self) -> ProblemsReport {
        self.problems_report(self.reading_diagnostics())
    }
}
