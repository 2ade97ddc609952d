//! The tab *Why?*: the chosen cell, explained.

use leptos::prelude::*;

use crate::components::explanation::Explanation;
use crate::state::Playground;
use crate::ui::{Panel, Part, Tab, TabPlace, Ui};

/// The tab.
pub const PANEL: Panel = Panel {
    tab: Tab::WHY,
    name: "Why?",
    key: Some("Digit3"),
    focus: "[data-testid=why]",
    place: TabPlace::Below,
    part: Part::Later,
    beside: None,
};

/// The explanation.
pub fn view(page: Playground, ui: Ui) -> AnyView {
    view! { <Explanation page ui/> }.into_any()
}

/// Nothing stands beside the name.
pub fn badge(_: Playground, _: Ui) -> AnyView {
    ().into_any()
}
