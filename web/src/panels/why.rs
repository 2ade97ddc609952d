//! The tab *Why?*: the chosen cell, explained.

pub mod explanation;
pub mod head;
pub mod note;
pub mod repairs;
pub mod replicas;
pub mod service_flow;
pub mod steps;

use crate::state::{Panel, Part, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::later::late;
use explanation::Explanation;

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::WHY,
    name: "Why?",
    key: Some("Digit3"),
    focus: "#lists",
    place: TabPlace::Below,
    part: Part::Later(view),
    badge: None,
    beside: None,
};

late! {
    /// The explanation.
    fn view(page: Playground, ui: Ui) {
        view! { <Explanation page ui/> }.into_any()
    }
}
