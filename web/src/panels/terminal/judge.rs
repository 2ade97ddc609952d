//! How the terminal has files evaluated: what the matrix is drawn from is used where it is about the same files, and what
//! was evaluated for the last commands is kept.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::{Edit, analyze_with};
use netpol_core::{Analysis, Options, SourceFile};

use crate::engine::Lack;
use crate::state::Playground;

/// So many evaluations are kept: with and without DNS servers that the files do not have, and a manifest by itself.
const KEPT: usize = 3;

/// What is said while the matrix is still to come, or the user stopped it.
const WAIT: &str = "Wait until the matrix is there.\n";
/// What is said where a part of the program is missing that some of the files need.
const MISSING: &str = "A part of this page is not loaded yet, so this cannot be judged. Try it again.\n";

/// What evaluates.
pub(super) struct Judge {
    page: Playground,
    known: RefCell<Vec<Known>>,
    /// What it was that could not be judged.
    lacks: Cell<Option<&'static str>>,
}

struct Known {
    files: Vec<SourceFile>,
    settings: String,
    analysis: Arc<Analysis>,
}

impl Judge {
    pub(super) fn new(page: Playground) -> Judge {
        Judge { page, known: RefCell::default(), lacks: Cell::new(None) }
    }

    pub(super) fn evaluate(&self, files: &[SourceFile]) -> Arc<Analysis> {
        let page = self.page;
        let analyzed = page.analysis.get_untracked();
        let asked = page.asked.get_untracked();
        let is_here = analyzed.awaits.is_none() && !analyzed.analysis.is_unread();
        let is_of_now = analyzed.revision == asked.source.revision && is_here;
        if is_of_now && analyzed.crash.is_none() && *asked.source.list == *files {
            return analyzed.analysis;
        }
        let is_known = |it: &&Known| it.files == files && it.settings == asked.settings;
        if let Some(it) = self.known.borrow().iter().find(is_known) {
            return Arc::clone(&it.analysis);
        }
        if untrack(|| self.waits()) {
            self.lacks.set(Some(WAIT));
            return analyzed.analysis;
        }
        let Some((engine, loaded)) = page.arrival.get_untracked().here().zip(page.loaded()) else {
            self.lacks.set(Some(MISSING));
            page.ask_again();
            return analyzed.analysis;
        };
        let options: Options = (engine.options)(&asked.settings);
        // A manifest by itself is read as it is; what the files were before a slip of the keys stays in force.
        let is_alone = matches!(files, [only] if only.name.is_empty());
        let (last, edit) =
            if is_alone { (None, Edit::Replaced) } else { (Some(&*analyzed.analysis), Edit::Typed) };
        let analysis = Arc::new(analyze_with(loaded, last, files, &options, edit));
        if let Some(it) = Lack::of(&analysis) {
            self.lacks.set(Some(MISSING));
            page.ask_for_reader(it);
            return analysis;
        }
        let mut known = self.known.borrow_mut();
        if KEPT <= known.len() {
            known.remove(0);
        }
        let (files, settings) = (files.to_vec(), asked.settings);
        known.push(Known { files, settings, analysis: Arc::clone(&analysis) });
        analysis
    }

    /// A command begins.
    pub(super) fn begin(&self) {
        self.lacks.set(None);
    }

    /// Why something of the command could not be judged, where that is so.
    pub(super) fn lacks(&self) -> Option<&'static str> {
        self.lacks.get()
    }

    /// Whether the page is stopped, or still takes its time over much input: what a command asks for would take as long,
    /// and the page would stand still meanwhile. With a subscription.
    fn waits(&self) -> bool {
        let page = self.page;
        let (revision, in_slices) = page.asked.with(|it| (it.source.revision, it.source.in_slices));
        let is_behind = page.analysis.read().revision != revision;
        page.pause().is_some() || in_slices && is_behind
    }

    /// Whether nothing is to come that commands need. With a subscription.
    pub(super) fn is_ready(&self) -> bool {
        let page = self.page;
        !self.waits() && page.lack().is_none_or(|it| page.is_missing(it))
    }
}
