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

/// What evaluates.
pub(super) struct Judge {
    page: Playground,
    known: RefCell<Vec<Known>>,
    /// Whether a part of the program was missing that some of the files need.
    lacks: Cell<bool>,
}

struct Known {
    files: Vec<SourceFile>,
    settings: String,
    analysis: Arc<Analysis>,
}

impl Judge {
    pub(super) fn new(page: Playground) -> Judge {
        Judge { page, known: RefCell::default(), lacks: Cell::new(false) }
    }

    pub(super) fn evaluate(&self, files: &[SourceFile]) -> Arc<Analysis> {
        let page = self.page;
        let analyzed = page.analysis.get_untracked();
        let asked = page.asked.get_untracked();
        let is_of_now = analyzed.revision == asked.source.revision && analyzed.awaits.is_none();
        if is_of_now && analyzed.crash.is_none() && *asked.source.list == *files {
            return analyzed.analysis;
        }
        let is_known = |it: &&Known| it.files == files && it.settings == asked.settings;
        if let Some(it) = self.known.borrow().iter().find(is_known) {
            return Arc::clone(&it.analysis);
        }
        let Some((engine, loaded)) = page.arrival.get_untracked().here().zip(page.loaded()) else {
            self.lacks.set(true);
            return analyzed.analysis;
        };
        let options: Options = (engine.options)(&asked.settings);
        // A manifest by itself is read as it is; what the files were before a slip of the keys stays in force.
        let is_alone = matches!(files, [only] if only.name.is_empty());
        let (last, edit) =
            if is_alone { (None, Edit::Replaced) } else { (Some(&*analyzed.analysis), Edit::Typed) };
        let analysis = Arc::new(analyze_with(loaded, last, files, &options, edit));
        if let Some(it) = Lack::of(&analysis) {
            self.lacks.set(true);
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

    /// Whether something could not be judged since this was asked last.
    pub(super) fn lacked(&self) -> bool {
        self.lacks.take()
    }
}
