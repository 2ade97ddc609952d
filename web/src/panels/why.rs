//! The tab *Why?*: the chosen cell, explained.

use leptos::prelude::*;

use crate::components::explanation::Explanation;
use crate::later::late;
use crate::state::Playground;
use crate::ui::{Panel, Part, Tab, TabPlace, Ui};

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::WHY,
    name: "Why?",
    key: Some("Digit3"),
    focus: "[data-testid=why]",
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
