//! What is wrong with the files of one analysis.

use std::sync::Arc;

use netpol_core::Analysis;
use netpol_core::api::page::{Finder, Findings};

use super::Analyzed;
use crate::base::guard::attempt;

/// What was found, as far as what finds it is here.
#[derive(Clone)]
pub struct Found {
    analysis: Arc<Analysis>,
    findings: Arc<Findings>,
}

/// What was found anew is news.
impl PartialEq for Found {
    fn eq(&self, other: &Found) -> bool {
        Arc::ptr_eq(&self.findings, &other.findings)
    }
}

impl Found {
    /// Looks for it; `None` when the evaluator fails over it.
    pub(crate) fn new(it: &Analyzed, finders: Vec<Finder>) -> Option<Found> {
        let analysis = Arc::clone(&it.analysis);
        it.ask(move |it| Found { analysis, findings: Arc::new(it.findings(&finders)) })
    }

    /// Asks the analysis something about it; `None` when the evaluator fails over it.
    pub fn ask<T: 'static>(&self, question: impl FnOnce(&Analysis, &Findings) -> T + 'static) -> Option<T> {
        let it = self.clone();
        attempt(move || question(&it.analysis, &it.findings)).ok()
    }
}
