//! The baseline: the state that the page compares with. What is opened becomes it quietly, and *Pin* makes it the present
//! state.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::view::RevertView;

use super::{OwnParts, Playground, waiting};
use crate::engine::{Analyzed, Arrival, Before, Compared, Lack, Pinned};
use crate::model::files::{self, Files, Origin};
use crate::model::share::{Baseline, ShareState};
use crate::state::Pause;
use netpol_core::api::page::Forms;

/// The signals that a comparison follows from.
pub(super) struct From {
    pub(super) pinned: RwSignal<Pinned>,
    pub(super) files: RwSignal<Files>,
    pub(super) settings: RwSignal<String>,
    /// What was found out about the files.
    pub(super) of: Memo<Analyzed>,
    pub(super) pause: RwSignal<Option<Pause>>,
    pub(super) arrival: RwSignal<Arrival>,
    pub(super) forms: RwSignal<Arrival<Forms>>,
    pub(super) own: OwnParts,
    pub(super) before: RwSignal<Option<Before>>,
}

/// The pin of some files.
pub(super) fn pin_of(files: &Files, settings: &str, number: u64, by_user: bool) -> Pinned {
    let (list, revision) = (Arc::clone(&files.list), files.revision);
    Pinned { number, list, settings: settings.to_owned(), revision, by_user, by_hand: by_user }
}

/// The pin of a state that is opened: what it brings to compare with, else itself.
pub(super) fn pin_of_opened(
    baseline: Option<Baseline>,
    files: &Files,
    settings: &str,
    number: u64,
) -> Pinned {
    let pinned = pin_of(files, settings, number, false);
    match baseline {
        Some(it) => Pinned { list: it.files.into(), settings: it.settings, by_user: true, ..pinned },
        None => pinned,
    }
}

/// A comparison once everything else has followed: until then the one before.
pub(super) fn once_settled(
    compared: Memo<Option<Compared>>,
    settled: Memo<Analyzed>,
) -> Memo<Option<Compared>> {
    Memo::new(move |last: Option<&Option<Compared>>| {
        let (compared, settled) = (compared.get(), settled.read());
        match (&compared, last) {
            (Some(it), Some(last)) if !Arc::ptr_eq(&it.after, &settled.analysis) => last.clone(),
            _ => compared,
        }
    })
}

impl From {
    /// What differs from the baseline. While nothing is known of the files of now, the last answer stays.
    pub(super) fn compared(&self, last: Option<&Option<Compared>>) -> Option<Compared> {
        let engine = self.arrival.get().here()?;
        let pinned = self.pinned.get();
        let last = last.and_then(Option::as_ref).filter(|it| it.pinned == pinned);
        let found = self.of.read();
        let files = self.files.read();
        let is_known = found.revision == files.revision
            && found.crash.is_none()
            && found.awaits.is_none()
            && !found.analysis.is_unread()
            && self.pause.get().is_none();
        if !is_known {
            return last.cloned();
        }
        if pinned.is_blank() {
            return None;
        }
        let settings = self.settings.get();
        let is_same = pinned.holds(&files.list, &settings);
        let after = Arc::clone(&found.analysis);
        let before = match last.filter(|it| !it.before.is_unread()) {
            Some(it) => Arc::clone(&it.before),
            None if is_same => Arc::clone(&after),
            None if pinned.is_long() => {
                let read = self.before.read();
                let had = has(self.forms, self.own);
                let read = read.as_ref().filter(|it| it.is_of(&pinned, had))?;
                Arc::clone(read.analysis.as_ref()?)
            }
            None => pinned.analyzed(
                waiting::loaded(engine, self.forms, self.own),
                (engine.options)(&pinned.settings),
            )?,
        };
        let is_unread = before.is_unread();
        if is_unread {
            // It is read again once that is here.
            self.forms.track();
            self.own.kinds.track();
        }
        let may_differ = !is_same && !is_unread;
        let part = if may_differ { self.own.comparing.get().here() } else { None };
        let changes = match part {
            Some(part) => Some(((part.compare)(&before, &after)?, part)),
            None => None,
        };
        let lacks_part = may_differ && part.is_none();
        Some(Compared { pinned, before, after, changes, lacks_part })
    }
}

/// Whether what reads rare forms of text is here, and what reads rare kinds.
fn has(forms: RwSignal<Arrival<Forms>>, own: OwnParts) -> [bool; 2] {
    [forms.read().here().is_some(), own.kinds.read().here().is_some()]
}

impl Before {
    fn is_of(&self, pinned: &Pinned, had: [bool; 2]) -> bool {
        (self.number, self.had) == (pinned.number, had)
    }
}

impl Playground {
    /// The baseline, where it is to be read in short tasks, and whether that is with all forms. With a subscription.
    pub fn baseline_to_read(self) -> Option<(Pinned, [bool; 2])> {
        self.arrival.get().here()?;
        let pinned = self.pinned.get();
        let had = has(self.forms, self.own);
        let is_read = self.before.read().as_ref().is_some_and(|it| it.is_of(&pinned, had));
        if is_read || !pinned.is_long() || self.pause.get().is_some() || self.is_behind() {
            return None;
        }
        let is_same = pinned.holds(&self.files.read().list, &self.settings.read());
        let is_known =
            || self.compared.read().as_ref().is_some_and(|it| it.pinned == pinned && !it.is_unread());
        (!is_same && !is_known()).then_some((pinned, had))
    }

    /// Reads a baseline in short tasks. Another one may be asked for meanwhile: then nothing comes of it.
    pub async fn read_baseline(self, pinned: Pinned, had: [bool; 2]) {
        let Some(engine) = self.arrival.get_untracked().here() else { return };
        let options = (engine.options)(&pinned.settings);
        let analysis = pinned.in_tasks(waiting::loaded(engine, self.forms, self.own), options).await;
        if self.pinned.read_untracked().number == pinned.number {
            self.before.set(Some(Before { number: pinned.number, had, analysis }));
        }
    }

    /// The part that reads the baseline, where it is not here.
    pub fn baseline_lack(self) -> Option<Lack> {
        self.compared.read().as_ref().and_then(|it| Lack::of(&it.before))
    }

    /// Makes the present state the one to compare with. `by_user`: they asked for it.
    pub fn pin(self, by_user: bool) {
        let number = self.pinned.read_untracked().number + 1;
        let settings = self.settings.get_untracked();
        self.pinned.set(pin_of(&self.files.read_untracked(), &settings, number, by_user));
    }

    /// The same for a state that is opened, and what it brings to compare with.
    pub(super) fn pin_opened(self, baseline: Option<Baseline>) {
        let number = self.pinned.read_untracked().number + 1;
        let settings = self.settings.get_untracked();
        self.pinned.set(pin_of_opened(baseline, &self.files.read_untracked(), &settings, number));
    }

    /// What is compared with, for a link; nothing where that says the same as `state`, or is too large for one. With a subscription to it.
    pub fn baseline(self, state: &ShareState) -> Option<Baseline> {
        let pinned = self.pinned.read();
        if files::LARGE < files::size(&pinned.list) || pinned.holds(&state.files, &state.settings) {
            return None;
        }
        let it = Baseline { files: pinned.list.to_vec(), settings: pinned.settings.clone() };
        it.tells(state).then_some(it)
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

    /// Makes a file what it is in the baseline, where it may be missing.
    pub fn revert_file(self, name: &str) {
        let pinned = self.pinned.get_untracked();
        let old = pinned.list.iter().find(|it| it.name == name);
        let now = self.files.read_untracked().list.iter().position(|it| it.name == name);
        self.change(Origin::Program, |it| match (old, now) {
            (Some(old), Some(at)) => it.set_text(at, &old.text),
            (Some(old), None) => it.add(name, &old.text),
            (None, Some(at)) => it.remove(at),
            (None, None) => (),
        });
    }

    /// Puts the files and settings of the baseline back. Those of these names stay as they are.
    pub fn revert_all(self, kept: &[String]) {
        let pinned = self.pinned.get_untracked();
        let now = untrack(|| self.snapshot());
        let is_kept = |it: &&SourceFile| kept.contains(&it.name);
        let old = pinned.list.iter().map(|old| {
            let own = now.files.iter().filter(is_kept).find(|it| it.name == old.name);
            own.unwrap_or(old).clone()
        });
        let mut files: Vec<SourceFile> = old.collect();
        for it in now.files.iter().filter(is_kept) {
            if !files.iter().any(|known| known.name == it.name) {
                files.push(it.clone());
            }
        }
        self.restore(ShareState { files, settings: pinned.settings, ..now });
    }
}
