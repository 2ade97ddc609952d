//! What is wrong with the files of one analysis.

use std::sync::Arc;

use netpol_core::Analysis;
use netpol_core::api::page::{Finder, Findings};

use super::{Analyzed, in_slices};
use crate::base::guard::attempt;

/// What was found, as far as what finds it is here.
#[derive(Clone)]
pub struct Found {
    /// The revision of the files in which it was found.
    pub revision: u64,
    analysis: Arc<Analysis>,
    findings: Arc<Findings>,
}

/// What is looked for in slices: in what, and by what of the program that is not always here.
#[derive(Clone, PartialEq)]
pub struct Seeking {
    /// The files.
    pub analyzed: Analyzed,
    /// What finds it.
    pub by: Finders,
}

/// What finds more problems than reading does, as far as it is here: expectations that cannot be read, and the lints.
#[derive(Clone, Copy)]
pub struct Finders {
    /// The former.
    pub unread: Option<Finder>,
    /// The latter.
    pub lints: Option<Finder>,
}

/// There is only one of each.
impl PartialEq for Finders {
    fn eq(&self, other: &Finders) -> bool {
        let has = |it: &Finders| (it.unread.is_some(), it.lints.is_some());
        has(self) == has(other)
    }
}

impl Finders {
    /// Those that are here.
    pub fn list(self) -> Vec<Finder> {
        self.unread.into_iter().chain(self.lints).collect()
    }
}

/// What came of it.
#[derive(Clone)]
pub struct Sought {
    /// What was looked for.
    pub seeking: Seeking,
    /// `None` where the evaluator failed over it.
    pub found: Option<Found>,
}

/// What was found anew is news.
impl PartialEq for Found {
    fn eq(&self, other: &Found) -> bool {
        Arc::ptr_eq(&self.findings, &other.findings)
    }
}

impl Seeking {
    /// Whether this takes long enough to be done in slices: the lints of a text of some hundred objects.
    pub(crate) fn is_long(&self) -> bool {
        const MUCH: usize = 30_000;
        MUCH <= self.analyzed.analysis.size()
    }

    /// Looks for it at once; `None` when the evaluator fails over it.
    pub(crate) fn at_once(&self) -> Option<Found> {
        let (analysis, by) = (Arc::clone(&self.analyzed.analysis), self.by.list());
        let mut finding = Finder::finding(&by, Arc::clone(&analysis));
        let find = move || loop {
            if let Some(it) = finding.go_on(usize::MAX) {
                return it;
            }
        };
        let findings = attempt(find).ok().flatten()?;
        Some(Found { revision: self.analyzed.revision, analysis, findings: Arc::new(findings) })
    }

    /// The same in slices; `None` where `goes_on` says that it is no longer asked for.
    pub(crate) async fn in_slices(self, goes_on: impl Fn() -> bool) -> Option<Sought> {
        let analysis = Arc::clone(&self.analyzed.analysis);
        let finding = Finder::finding(&self.by.list(), Arc::clone(&analysis));
        let findings = in_slices(finding, |_| goes_on()).await?;
        let revision = self.analyzed.revision;
        let found = findings.map(|it| Found { revision, analysis, findings: Arc::new(it) });
        Some(Sought { seeking: self, found })
    }
}

impl Found {
    /// Whether it was found in the files of this analysis.
    pub fn is_of(&self, analyzed: &Analyzed) -> bool {
        Arc::ptr_eq(&self.analysis, &analyzed.analysis)
    }

    /// Asks the analysis something about it; `None` when the evaluator fails over it.
    pub fn ask<T: 'static>(&self, question: impl FnOnce(&Analysis, &Findings) -> T + 'static) -> Option<T> {
        let it = self.clone();
        attempt(move || question(&it.analysis, &it.findings)).ok()
    }
}
