//! The state that the page compares with, and what has changed since.

use std::sync::Arc;

use netpol_core::api::page::{Edit, Loaded, Steps, analyze_with};
use netpol_core::{Analysis, Changes, Options, Probe, SourceFile};

use super::analyzed::in_tasks;
use super::{CellChanges, Comparing, Lines};
use crate::base::guard::attempt;
use crate::base::timing;
use crate::model::files;

/// The files that the page compares with.
#[derive(Clone, Debug)]
pub struct Pinned {
    /// Counts the pins.
    pub number: u64,
    /// The files.
    pub list: Arc<[SourceFile]>,
    /// What was not set as usual.
    pub settings: String,
    /// The revision that they were on the page.
    pub revision: u64,
    /// Whether somebody asked for it, here or in the link that was opened: else it is what was opened.
    pub by_user: bool,
    /// Whether it was set on this page, by *Pin* or by taking one back: nothing is opened by it.
    pub by_hand: bool,
}

/// A pin is itself.
impl PartialEq for Pinned {
    fn eq(&self, other: &Pinned) -> bool {
        self.number == other.number
    }
}

impl Pinned {
    /// What the changes are told against: "since the pin".
    pub fn since(&self) -> &'static str {
        match (self.by_user, self.by_hand) {
            (true, true) => "since the pin",
            (true, false) => "against the baseline",
            (false, _) => "since it was opened",
        }
    }

    /// Whether these are its files and settings.
    pub fn holds(&self, list: &[SourceFile], settings: &str) -> bool {
        *self.list == *list && self.settings == settings
    }

    /// Whether there is nothing to compare with.
    pub fn is_blank(&self) -> bool {
        self.list.iter().all(|it| it.text.trim().is_empty())
    }

    /// Whether it takes so long to read that this is done in short tasks.
    pub(crate) fn is_long(&self) -> bool {
        files::MUCH_NEWS <= files::size(&self.list)
    }

    /// The same as [`Pinned::analyzed`], in short tasks.
    pub(crate) async fn in_tasks(&self, extent: Loaded, options: Options) -> Option<Arc<Analysis>> {
        let steps = Steps::new(extent, None, &self.list, &options, Edit::Replaced);
        in_tasks(Box::new(steps)).await.ok().map(Arc::new)
    }

    /// An analysis of its own, for a baseline that is no longer on the page.
    pub(crate) fn analyzed(&self, extent: Loaded, options: Options) -> Option<Arc<Analysis>> {
        let list = Arc::clone(&self.list);
        attempt(move || Arc::new(analyze_with(extent, None, &list, &options, Edit::Replaced))).ok()
    }
}

/// What came of reading a baseline that takes long to read.
#[derive(Clone)]
pub struct Before {
    /// The number of the pin.
    pub number: u64,
    /// Whether what reads texts that are no plain manifests was here, and what reads kinds that few inputs have.
    pub had: [bool; 2],
    /// `None` where the evaluator failed.
    pub analysis: Option<Arc<Analysis>>,
}

/// A baseline and the state after it.
#[derive(Clone)]
pub struct Compared {
    /// What is compared with.
    pub pinned: Pinned,
    /// What was found out about it.
    pub before: Arc<Analysis>,
    /// What was found out about the files of now.
    pub after: Arc<Analysis>,
    /// What differs, and what answers questions about it; `None` where the files are those of the baseline, or nothing is
    /// known of it yet.
    pub changes: Option<(Arc<Changes>, &'static Comparing)>,
    /// Whether something may differ, and what finds it is not here.
    pub lacks_part: bool,
}

/// Each comparison is news.
impl PartialEq for Compared {
    fn eq(&self, other: &Compared) -> bool {
        self.pinned == other.pinned
            && Arc::ptr_eq(&self.before, &other.before)
            && Arc::ptr_eq(&self.after, &other.after)
            && self.lacks_part == other.lacks_part
    }
}

/// Compares two analyses; `None` when the evaluator fails over it.
pub(crate) fn compare(before: &Arc<Analysis>, after: &Arc<Analysis>) -> Option<Arc<Changes>> {
    let (before, after) = (Arc::clone(before), Arc::clone(after));
    let start = timing::now();
    let changes = attempt(move || Arc::new(netpol_core::compare(&before, &after))).ok();
    timing::compared(start);
    changes
}

impl Compared {
    /// Whether nothing is known of the baseline, because the part of the program that reads it is not here.
    pub fn is_unread(&self) -> bool {
        self.before.is_unread()
    }

    /// What became of cells, by the rows that each row and each column stands for.
    pub(crate) fn marks(&self, lines: Lines, probe: Probe) -> CellChanges {
        self.changes.as_ref().map(|it| (it.1.marks)(self, lines, probe)).unwrap_or_default()
    }

    /// The sources and destinations of which something changed.
    pub(crate) fn changed_ends(&self, probe: Probe) -> [Vec<String>; 2] {
        self.changes.as_ref().map(|it| (it.1.changed_ends)(self, probe)).unwrap_or_default()
    }

    /// Asks the comparison something; `None` where nothing differs, or when the evaluator fails over it.
    pub fn ask<T: 'static>(&self, question: impl FnOnce(&Changes) -> T + 'static) -> Option<T> {
        let changes = Arc::clone(&self.changes.as_ref()?.0);
        attempt(move || question(&changes)).ok()
    }
}
