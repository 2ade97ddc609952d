//! What the files expect, and whether it is so.

use super::Analysis;
use crate::cluster::ServicePortChoice;
use crate::expect::{self, Expectations, Unwritten, WantedEnd};
use crate::model::Model;
use crate::probe::Probe;
use crate::view::expect as view;
use crate::view::report::{self, ExpectationsReport};
use crate::view::{ExpectationView, NeedView};

pub use crate::expect::{State as ExpectedState, Totals as ExpectedTotals};

/// The expectations of an analysis, in the order of files and lines; asked for by their position.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    model: &'a Model,
    found: &'a Expectations,
}

impl Analysis {
    /// What the files expect: `# expect` comments, drawings, and lists of tests. Found when it is first asked for.
    pub fn expectations(&self) -> Expected<'_> {
        let found = self.expected.get_or_init(|| expect::expectations(&self.model));
        Expected { model: &self.model, found }
    }

    /// The same for programs.
    pub fn expectations_report(&self) -> ExpectationsReport {
        report::expectations(&self.model, self.expectations().found, self.incomplete())
    }

    /// Comments that expect of some cells what they are: a line for one cell, else a drawing. Rows and columns are given
    /// by the rows that they are made of. `Err` says why there are none.
    pub fn expect_cells(
        &self,
        rows: &[Vec<u32>],
        columns: &[Vec<u32>],
        probe: Probe,
    ) -> Result<String, &'static str> {
        expect::lines(&self.model, (rows, columns), probe).map_err(view::unwritten)
    }

    /// The same of connections to a Service, `svc:namespace/name`.
    pub fn expect_service(
        &self,
        from: &[u32],
        service: &str,
        port: Option<&ServicePortChoice>,
    ) -> Result<String, &'static str> {
        expect::service_line(&self.model, from, service, port).map_err(view::unwritten)
    }
}

impl Analysis {
    /// The line that expects of a connection that the manifests ask for that it is allowed, whether or not it is. `Err` says
    /// why there is none.
    pub fn expect_need(&self, need: &NeedView) -> Result<String, &'static str> {
        let workloads = self.model.cluster.by_workload();
        let rows = |id: &str| workloads.iter().find(|it| it.id == id).map(|it| it.members.as_slice());
        let nothing = || view::unwritten(Unwritten::Nothing);
        let from = rows(&need.from).filter(|_| need.can_be_expected).ok_or_else(nothing)?;
        let to = match need.to.starts_with("svc:") {
            true => WantedEnd::Service(&need.to),
            false => WantedEnd::Rows(rows(&need.to).ok_or_else(nothing)?),
        };
        expect::wanted_line(&self.model, from, to, need.asked).map_err(view::unwritten)
    }
}

/// The text of a file without the expectations that `new` has, too, with the same ends and port: those would contradict
/// it, or say it twice.
pub fn expected_anew(old: &str, new: &str) -> String {
    expect::without_repeated(old, new)
}

impl Expected<'_> {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.found.all.len()
    }

    /// How many have which outcome.
    pub fn totals(&self) -> ExpectedTotals {
        self.found.totals
    }

    /// "2 failed, 1 undecided, 3 passed", or "all 5 expectations passed".
    pub fn sentence(&self) -> String {
        view::totals(&self.found.totals)
    }

    /// What came of one.
    pub fn state(&self, at: usize) -> Option<ExpectedState> {
        self.found.all.get(at).map(|it| it.outcome.state())
    }

    /// One of them.
    pub fn get(&self, at: usize) -> Option<ExpectationView> {
        self.found.all.get(at).map(|it| view::view(self.model, it))
    }

    /// Whether some cell is not as asked.
    pub fn has_marks(&self) -> bool {
        !self.found.marks.is_empty()
    }

    /// For each row and each column whether the cell is not as asked. Both are given by the rows that they are made of.
    /// With a port, what is asked of others does not count.
    pub fn cells(&self, rows: &[Vec<u32>], columns: &[Vec<u32>], probe: Probe) -> Vec<Vec<bool>> {
        self.found.marks.cells(rows, columns, probe)
    }
}
