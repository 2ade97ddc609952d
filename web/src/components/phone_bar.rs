//! One pane at a time on small screens.

use leptos::prelude::*;

use crate::ui::{Pane, Ui};

/// The bar at the bottom.
#[component]
pub fn PhoneBar() -> impl IntoView {
    let ui = expect_context::<Ui>();
    let button = move |pane: Pane, label: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || (ui.pane.get() == pane).to_string()
                on:click=move |_| ui.pane.set(pane)
            >
                {label}
            </button>
        }
    };
    view! {
        <nav class="phone-bar" aria-label="Panes">
            {button(Pane::Edit, "Edit")}
            {button(Pane::Matrix, "Matrix")}
            {button(Pane::Why, "Why?")}
        </nav>
    }
}
