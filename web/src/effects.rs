//! The outside world, one file each. Only these write to it, and what they hear from it goes through the named
//! methods of the state.

pub mod archive;
mod baseline;
pub mod clipboard;
pub mod drafts;
pub mod drop;
mod findings;
mod forms;
pub mod frame;
pub mod keys;
mod offline;
pub mod opening;
mod pause;
pub mod practice;
pub(crate) mod refused;
pub mod slices;
pub mod storage;
pub mod style;
pub mod theme;
pub mod url;

use leptos::prelude::*;

use crate::base::browser::effect;
use crate::base::early;
use crate::later;
use crate::model::embed;
use crate::state::Start;

/// Starts them, but for [`theme`], which has been at work since the first paint.
pub fn run(start: Start) {
    let Start { opening, opened, page, ui, preferences, root } = start;
    slices::run(page);
    forms::run(page);
    baseline::run(page);
    findings::run(page);
    effect(move || ui.withdraw_old());
    if let Some(task) = embed::task().filter(|_| !url::has_link()) {
        ui.wanted.set(Some(task));
    }
    if embed::framed() {
        ui.show(&opening.state.view);
        return later::run(ui, frame::begin(page, ui, preferences, root, opening.error));
    }
    // A draft does not stand in the address yet, nor what is shown in the place of a bad link.
    let unaddressed = opening.error.is_some() || (!url::has_link() && storage::has_draft());
    opening::report(opening, page, ui);
    if embed::query("exam").is_some() && !url::has_link() {
        // Over the draft, which may be a task.
        ui.catalogue.set(true);
    }
    // The user may have been faster than the effects.
    let changed = untrack(|| page.snapshot()) != opened;
    storage::run(page, ui, preferences, changed);
    url::run(ui, changed || unaddressed);
    pause::run(page);
    keys::run(ui);
    drop::run(page, ui);
    offline::run(ui);
    early::hand_over();
}
