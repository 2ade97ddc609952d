//! A mark in the storage while large files are evaluated, and while they are not because the user stopped it.
//!
//! Who could only close a page that stands still finds the text again, and a page that answers.

use leptos::ev;
use leptos::prelude::*;
use netpol_core::SourceFile;

use crate::base::browser::{effect, on_window};
use crate::effects::storage;
use crate::model::embed::query;
use crate::model::scenario;
use crate::model::share::ShareState;
use crate::state::{Pause, Playground};

/// Holds the files of which the evaluation has not ended: their fingerprint, not their text.
const UNFINISHED: &str = "netpol-playground.unfinished";

/// Why a state that the page opens with waits to be evaluated.
pub(super) fn at_opening(state: &ShareState) -> Option<Pause> {
    if is_asked() {
        return Some(Pause::Asked);
    }
    let is_unfinished = storage::get(UNFINISHED).is_some_and(|it| it == fingerprint(&state.files));
    is_unfinished.then_some(Pause::Unfinished)
}

/// Whether the address asks that nothing be evaluated.
pub(super) fn is_asked() -> bool {
    query("safe").is_some()
}

/// Keeps the mark in step.
pub(super) fn run(page: Playground) {
    effect(move || {
        let (is_large, is_behind) = (page.asked.read().source.in_slices, page.is_behind());
        let is_stopped = matches!(page.pause(), Some(Pause::Stopped | Pause::Unfinished));
        mark(page, is_stopped || is_large && is_behind);
    });
    // A page that can still say goodbye has not stood still; but what was stopped stays so, as it is now.
    on_window(ev::pagehide, move |_| {
        let pause = untrack(|| page.pause());
        mark(page, matches!(pause, Some(Pause::Stopped | Pause::Unfinished)));
    });
}

fn mark(page: Playground, is_unfinished: bool) {
    let state = is_unfinished.then(|| fingerprint(&page.files_now().list));
    if storage::get(UNFINISHED) != state
        && let Err(refused) = storage::set(UNFINISHED, state.as_deref())
    {
        // Without the mark the files are evaluated again.
        refused.log();
    }
}

fn fingerprint(files: &[SourceFile]) -> String {
    scenario::fingerprint(files).to_string()
}
