//! The baseline: the state that the page compares with. What is opened becomes it quietly, and *Pin* makes it the present
//! state.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::RevertView;

use super::{Playground, waiting};
use crate::engine::{Analyzed, Arrival, Compared, Pinned};
use crate::model::files::{Files, Origin};
use crate::model::share::ShareState;
use crate::state::Pause;
use netpol_core::api::page::Forms;

/// The signals that a comparison follows from.
pub(super) struct From {
    pub(super) pinned: RwSignal<Pinned>,
    pub(super) files: RwSignal<Files>,
    pub(super) settings: RwSignal<String>,
    pub(super) settled: Memo<Analyzed>,
    pub(super) pause: RwSignal<Option<Pause>>,
    pub(super) arrival: RwSignal<Arrival>,
    pub(super) forms: RwSignal<Arrival<Forms>>,
}

/// The pin of some files.
pub(super) fn pin_of(files: &Files, settings: &str, number: u64, by_user: bool) -> Pinned {
    let (list, revision) = (Arc::clone(&files.list), files.revision);
    Pinned { number, list, settings: settings.to_owned(), revision, by_user }
}

impl From {
    /// What differs from the baseline. While nothing is known of the files of now, the last answer stays.
    pub(super) fn compared(&self, last: Option<&Option<Compared>>) -> Option<Compared> {
        let engine = self.arrival.get().here()?;
        let pinned = self.pinned.get();
        let last = last.and_then(Option::as_ref).filter(|it| it.pinned == pinned);
        let settled = self.settled.read();
        let files = self.files.read();
        let is_known = settled.revision == files.revision
            && settled.crash.is_none()
            && !settled.awaits_forms
            && !settled.analysis.is_unread()
            && self.pause.get().is_none();
        if !is_known {
            return last.cloned();
        }
        if pinned.is_blank() {
            return None;
        }
        let settings = self.settings.get();
        let is_same = *pinned.list == *files.list && pinned.settings == settings;
        let after = Arc::clone(&settled.analysis);
        let before = match last.filter(|it| !it.before.is_unread()) {
            Some(it) => Arc::clone(&it.before),
            None if is_same => Arc::clone(&after),
            None => {
                pinned.analyzed(waiting::loaded(engine, self.forms), (engine.options)(&pinned.settings))?
            }
        };
        let changes = if is_same { None } else { Some((engine.compare)(&before, &after)?) };
        Some(Compared { pinned, before, after, changes })
    }
}

impl Playground {
    /// Makes the present state the one to compare with. `by_user`: they asked for it.
    pub fn pin(self, by_user: bool) {
        let number = self.pinned.read_untracked().number + 1;
        let settings = self.settings.get_untracked();
        self.pinned.set(pin_of(&self.files.read_untracked(), &settings, number, by_user));
    }

    /// What is compared with.
    pub fn pinned(self) -> Pinned {
        self.pinned.get()
    }

    /// Compares with another state again.
    pub fn pin_again(self, pinned: Pinned) {
        self.pinned.set(pinned);
    }

    /// Gives an object its text of before. `false` where the files are no longer those that it was made for: then nothing
    /// is done.
    pub fn revert(self, it: &RevertView) -> bool {
        if !self.is_of_now() {
            return false;
        }
        match &it.append {
            Some((file, text)) => {
                self.change(Origin::Program, |it| it.append(file, text));
                true
            }
            None => self.put(it.edits.iter().map(|it| (it.place, it.text.as_str()))),
        }
    }

    /// Puts the files and settings of the baseline back.
    pub fn revert_all(self) {
        let pinned = self.pinned.get_untracked();
        let state = ShareState {
            files: pinned.list.to_vec(),
            settings: pinned.settings,
            ..untrack(|| self.snapshot())
        };
        self.restore(state);
    }
}
