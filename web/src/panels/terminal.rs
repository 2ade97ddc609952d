//! The tab *Terminal*: a shell and a kubectl whose cluster is the files of the page.

mod asked;
pub mod entry;
pub mod field;
pub mod files;
pub mod held;
pub mod judge;
pub mod link;
pub mod log;
pub mod screen;
pub mod text;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::later::{ahead, late};
use screen::Screen;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::TERMINAL,
    name: "Terminal",
    key: Some("Digit7"),
    focus: "#terminal-field",
    place: TabPlace::Below,
    part: Part::Own { view, ahead: ahead!(terminal) },
    badge: None,
    beside: None,
};

late! {
    in terminal;
    /// The transcript, and the field for the next command.
    fn view(page: Playground, ui: Ui) {
        view! { <Screen page ui/> }.into_any()
    }
}
