//! One pane at a time on small screens.

use crate::state::{Pane, Playground, TabPlace, Ui};
use leptos::prelude::*;

use crate::base::markup::word;
use crate::panels::places::Badges;

const PANES: [(Pane, &str); 3] = [(Pane::Edit, "Edit"), (Pane::Matrix, "Matrix"), (Pane::Why, "Why?")];

/// The bar at the bottom.
#[component]
pub fn PhoneBar(page: Playground, ui: Ui) -> impl IntoView {
    let pane = |(pane, label): (Pane, &'static str)| {
        view! {
            <button
                type="button"
                aria-pressed=move || word(ui.pane.get() == pane)
                on:click=move |_| ui.pane.set(pane)
            >
                {label}
                {(pane == Pane::Edit).then(|| view! { <Badges page ui place=TabPlace::UnderEditor/> })}
            </button>
        }
    };
    view! { <nav class="phone-bar" aria-label="Panes">{PANES.map(pane).collect_view()}</nav> }
}
