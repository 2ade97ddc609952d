//! One pane at a time on small screens.

use crate::state::{Pane, Playground, TabPlace, Ui};
use leptos::prelude::*;

use crate::base::markup::word;
use crate::panels::places::Badges;

/// The bar at the bottom.
#[component]
pub fn PhoneBar(page: Playground, ui: Ui) -> impl IntoView {
    let pane = move |pane: Pane| {
        view! {
            <button
                type="button"
                aria-pressed=move || word(ui.pane.get() == pane)
                on:click=move |_| {
                    ui.catalogue.set(false);
                    ui.pane.set(pane);
                }
            >
                {pane.label()}
                {(pane == Pane::Edit).then(|| view! { <Badges page ui place=TabPlace::UnderEditor/> })}
            </button>
        }
    };
    view! { <nav class="phone-bar" aria-label="Panes">{move || ui.task().is_some().then(|| pane(Pane::Task))} {Pane::ALL.map(pane).collect_view()}</nav> }
}
