//! What the files expect, and whether it is so.

use std::sync::Arc;

use netpol_core::Analysis;
use netpol_core::api::{self, ExpectedTotals};

use super::{Analyzed, Expecting};
use crate::base::guard::attempt;

/// The expectations of one analysis.
#[derive(Clone)]
pub struct Expected {
    /// Of what they are.
    pub analysis: Arc<Analysis>,
    /// What answers questions about them.
    pub part: &'static Expecting,
    /// How many have which outcome.
    pub totals: ExpectedTotals,
    /// "2 failed, 3 passed".
    pub sentence: String,
    /// Whether cells are marked.
    pub has_marks: bool,
}

/// Those of another analysis are news.
impl PartialEq for Expected {
    fn eq(&self, other: &Expected) -> bool {
        Arc::ptr_eq(&self.analysis, &other.analysis)
    }
}

/// What the files expect; `None` when the evaluator fails over it.
pub(crate) fn expected(part: &'static Expecting, it: &Analyzed) -> Option<Expected> {
    let analysis = Arc::clone(&it.analysis);
    it.ask(move |it| {
        let found = it.expectations();
        Expected {
            analysis,
            part,
            totals: found.totals(),
            sentence: found.sentence(),
            has_marks: found.has_marks(),
        }
    })
}

impl Expected {
    /// How many there are.
    pub fn count(&self) -> usize {
        let ExpectedTotals { passed, failed, undecided, not_found } = self.totals;
        passed + failed + undecided + not_found
    }

    /// Asks them something; `None` when the evaluator fails over it.
    pub fn ask<T: 'static>(&self, question: impl FnOnce(&api::Expected<'_>) -> T + 'static) -> Option<T> {
        let analysis = Arc::clone(&self.analysis);
        attempt(move || question(&analysis.expectations())).ok()
    }
}
