//! One pane at a time on small screens.

use leptos::prelude::*;

use crate::dom::{El, button, el};
use crate::ui::{Pane, Ui};

/// The bar at the bottom.
pub fn phone_bar(ui: Ui) -> El {
    let pane = move |(pane, label): (Pane, &str)| {
        button("")
            .aria("aria-pressed", move || ui.pane.get() == pane)
            .on_click(move || ui.pane.set(pane))
            .text(label)
    };
    let panes = [(Pane::Edit, "Edit"), (Pane::Matrix, "Matrix"), (Pane::Why, "Why?")];
    el("nav").class("phone-bar").attr("aria-label", "Panes").children(panes.map(pane))
}
