//! Looks in slices for what is wrong with large files: the page goes on drawing and taking keys.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::Edit;

use crate::base::browser::{after, effect};
use crate::base::timing;
use crate::state::Playground;

/// Milliseconds after a key in which the next one is not unlikely.
const PAUSE: f64 = 500.0;
/// Where it last took longer than so many milliseconds, it waits for that: each slice would hold up a key a little.
const LONG: f64 = 100.0;

/// Looks once for each state of the files.
pub(super) fn run(page: Playground) {
    let asked = Memo::new(move |_| page.to_seek());
    let lasted = Rc::new(Cell::new(0.0));
    effect(move || {
        let Some(seeking) = asked.get() else {
            // Effects write no signal of the state.
            return after(0, move || page.forget_sought());
        };
        // What was opened is not typed into yet.
        let is_typed = page.files_now().change == Edit::Typed;
        // What followed the key may have waited as long already.
        let left = (PAUSE - timing::since_edit()).max(0.0) as u32;
        let wait = if is_typed && LONG < lasted.get() { left } else { 0 };
        let lasted = Rc::clone(&lasted);
        let look = move || {
            // Another key came meanwhile: then it is looked for in what that wrote.
            if untrack(|| page.to_seek()).is_some_and(|it| it == seeking) {
                spawn_local(async move {
                    let start = timing::now();
                    let is_done = page.seek(seeking).await;
                    let time = timing::now() - start;
                    // One that a key ended would have taken longer.
                    lasted.set(if is_done { time } else { time.max(lasted.get()) });
                });
            }
        };
        after(wait, look);
    });
}
