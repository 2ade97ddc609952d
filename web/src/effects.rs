//! The outside world, one file each. Only these write to it, and what they hear from it goes through the named
//! methods of the state.

pub mod clipboard;
pub mod drop;
pub mod keys;
pub mod page;
pub mod storage;
pub mod theme;
pub mod url;

use crate::preferences::Preferences;
use crate::reactive::Signal;
use crate::state::Playground;
use crate::ui::Ui;

/// Starts them all.
pub fn run(page: Playground, ui: Ui, preferences: Signal<Preferences>) {
    theme::run(preferences);
    storage::run(page, ui, preferences);
    url::run(page, ui);
    keys::run(page, ui);
    drop::run(page, ui);
}
