//! *Undo* and *Redo* of the whole page: they name what an edit changed, and take it back or make it again, whatever wrote it.
//! Edits that follow each other quickly are one. The editor has an undo of its own, letter by letter.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;

use crate::base::browser::{after, effect, keep_focus};
use crate::base::markup::shown;
use crate::effects::keys::{REDO_BUTTON, UNDO_BUTTON};
use crate::engine::{Analyzed, Comparing};
use crate::model::share::ShareState;
use crate::state::{Playground, REDO, UNDO, Ui};
use crate::widgets::icons::{Glyph, Icon};

/// Milliseconds without another edit.
const PAUSE: u32 = 1200;
/// So many edits are kept, while their texts are no more than that many bytes.
const STEPS: usize = 50;
const BYTES: usize = 16_000_000;

/// The files and settings at a pause.
#[derive(Clone)]
struct Known {
    files: Vec<SourceFile>,
    settings: String,
    /// What was found out about them. It is large, so an edit that can be taken back has none.
    analyzed: Option<Analyzed>,
}

impl Known {
    fn is_same(&self, other: &Known) -> bool {
        self.files == other.files && self.settings == other.settings
    }
}

/// An edit: what was there before it, or of one that was taken back after it, and what it changed.
struct Step {
    before: Known,
    words: String,
}

/// What is remembered.
#[derive(Default)]
struct History {
    steps: Vec<Step>,
    /// What was taken back since the last edit.
    undone: Vec<Step>,
    /// The last pause.
    known: Option<Known>,
    /// What was compared with then: opening something, and *Pin*, end an edit at once.
    pin: Option<u64>,
    /// Whether something was opened that is not known yet.
    opens: bool,
}

/// Both buttons.
#[component]
pub fn Undo(page: Playground, ui: Ui) -> impl IntoView {
    let history: Rc<RefCell<History>> = Rc::default();
    // What they would take back, and make again; nothing where there is nothing.
    let next = RwSignal::new([None::<String>, None]);
    let told = Rc::clone(&history);
    effect(move || {
        let analyzed = page.settled.get();
        let pinned = page.pinned();
        let is_other = told.borrow().pin != Some(pinned.number);
        if is_other && !pinned.by_hand {
            told.borrow_mut().opens = true;
        }
        if page.is_behind() || analyzed.revision != page.files().revision {
            return;
        }
        let now = untrack(|| now(page, Some(analyzed.clone())));
        let mut history = told.borrow_mut();
        if is_other {
            if history.opens {
                // What is opened is no edit, and has a way back of its own.
                *history = History { known: Some(now.clone()), ..History::default() };
            } else {
                history.note(now.clone(), page.own.comparing.get_untracked().here());
            }
            history.pin = Some(pinned.number);
            next.set(history.next());
        }
        let Some(known) = &mut history.known else { return };
        if known.is_same(&now) {
            known.analyzed.clone_from(&now.analyzed);
        } else {
            next.set([Some("the last edit".to_owned()), None]);
        }
        let told = Rc::clone(&told);
        drop(history);
        after(PAUSE, move || {
            // The page may be gone by then, or the text another one.
            if page.settled.try_get_untracked().is_some_and(|it| it == analyzed) {
                let mut history = told.borrow_mut();
                history.note(now, page.own.comparing.get_untracked().here());
                next.set(history.next());
            }
        });
    });
    let history = StoredValue::new_local(history);
    let undo = move |_| {
        let back = history.with_value(|it| it.borrow_mut().back(page));
        let Some((before, words)) = back else { return };
        let now = untrack(|| page.snapshot());
        page.restore(ShareState { files: before.files, settings: before.settings, ..now.clone() });
        next.set(history.with_value(|it| it.borrow().next()));
        keep_focus(&[UNDO_BUTTON, REDO_BUTTON]);
        ui.say_with(format!("Undone: {words}."), REDO, move || page.restore(now.clone()));
    };
    let redo = move |_| {
        let forth = history.with_value(|it| it.borrow_mut().forth(page));
        let Some((after, words)) = forth else { return };
        let now = untrack(|| page.snapshot());
        page.restore(ShareState { files: after.files, settings: after.settings, ..now.clone() });
        next.set(history.with_value(|it| it.borrow().next()));
        keep_focus(&[REDO_BUTTON, UNDO_BUTTON]);
        ui.say_with(format!("Done again: {words}."), UNDO, move || page.restore(now.clone()));
    };
    let label = move |at: usize| {
        let (name, none) =
            if at == 0 { ("Undo", "no edit to take back") } else { ("Redo", "nothing was undone") };
        let next = next.read();
        let what = next.get(at).and_then(Option::as_deref).unwrap_or(none);
        shown(&format!("{name}: {what}"))
    };
    let is_off = move |at: usize| next.read().get(at).is_none_or(Option::is_none) || ui.readonly.get();
    view! {
        <button
            type="button"
            id="undo"
            class="ghost square"
            aria-label=move || label(0)
            title=move || label(0)
            disabled=move || is_off(0)
            on:click=undo
        >
            <Glyph icon=Icon::Undo/>
        </button>
        <button
            type="button"
            id="redo"
            class="ghost square"
            aria-label=move || label(1)
            title=move || label(1)
            disabled=move || is_off(1)
            on:click=redo
        >
            <Glyph icon=Icon::Redo/>
        </button>
    }
}

fn now(page: Playground, analyzed: Option<Analyzed>) -> Known {
    let files = page.files_now();
    Known { files: files.list.to_vec(), settings: page.settings(), analyzed }
}

impl History {
    /// The page has come to rest.
    fn note(&mut self, now: Known, part: Option<&Comparing>) {
        let known = self.known.replace(now.clone());
        let Some(mut before) = known.filter(|it| !it.is_same(&now)) else { return };
        let words = words(part, before.analyzed.take(), &before, &now);
        self.undone.clear();
        self.steps.push(Step { before, words });
        let mut room = BYTES;
        let mut after = now.files.as_slice();
        let kept = self.steps.iter().rev().take(STEPS).take_while(|it| {
            let bytes = own_bytes(&it.before.files, after);
            after = &it.before.files;
            let fits = bytes <= room;
            room = room.saturating_sub(bytes);
            fits
        });
        let kept = kept.count();
        self.steps.drain(..self.steps.len() - kept);
    }

    /// What the buttons take back, and make again.
    fn next(&self) -> [Option<String>; 2] {
        [&self.steps, &self.undone].map(|it| it.last().map(|it| it.words.clone()))
    }

    /// What was there before the last edit, and what that changed.
    fn back(&mut self, page: Playground) -> Option<(Known, String)> {
        let now = untrack(|| now(page, None));
        let known = self.known.as_ref()?;
        let (before, words) = if known.is_same(&now) {
            let Step { before, words } = self.steps.pop()?;
            (before, words)
        } else {
            (Known { analyzed: None, ..known.clone() }, "the last edit".to_owned())
        };
        self.known = Some(before.clone());
        self.undone.push(Step { before: now, words: words.clone() });
        Some((before, words))
    }

    /// What was there before the last edit was taken back, and what that edit changed.
    fn forth(&mut self, page: Playground) -> Option<(Known, String)> {
        let now = untrack(|| now(page, None));
        // After an edit there is nothing to make again.
        self.known.as_ref().filter(|it| it.is_same(&now))?;
        let Step { before: after, words } = self.undone.pop()?;
        self.steps.push(Step { before: now, words: words.clone() });
        self.known = Some(after.clone());
        Some((after, words))
    }
}

/// Bytes of the texts that an edit changed: what it left alone is kept once, however large it is.
fn own_bytes(before: &[SourceFile], after: &[SourceFile]) -> usize {
    let is_kept = |it: &&SourceFile| after.iter().any(|after| Arc::ptr_eq(&after.text, &it.text));
    before.iter().filter(|it| !is_kept(it)).map(|it| it.text.len()).sum()
}

/// What differs, in few words.
fn words(part: Option<&Comparing>, analyzed: Option<Analyzed>, before: &Known, now: &Known) -> String {
    let both = analyzed.zip(now.analyzed.clone());
    let told = both.zip(part).and_then(|((before, now), part)| (part.edit)(&before, &now));
    if let Some(it) = told.filter(|it| !it.is_empty()) {
        return it;
    }
    let changed = now.files.iter().find(|it| !before.files.contains(it));
    let gone = before.files.iter().find(|it| now.files.iter().all(|now| now.name != it.name));
    match (changed, gone) {
        (Some(it), _) => format!("a change of {}", it.name),
        (None, Some(it)) => format!("{} removed", it.name),
        (None, None) => "a change of the settings".to_owned(),
    }
}
