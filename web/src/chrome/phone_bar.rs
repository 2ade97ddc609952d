//! One pane at a time on small screens.

use crate::state::{Pane, Playground, Tab, TabPlace, Ui};
use leptos::prelude::*;

use crate::base::markup::word;
use crate::panels::places::Badges;

/// The bar at the bottom.
#[component]
pub fn PhoneBar(page: Playground, ui: Ui) -> impl IntoView {
    let is_terminal =
        move || ui.pane.get() == Pane::Why && ui.tabs.at(TabPlace::Below) == Some(Tab::TERMINAL);
    let is_at =
        move |pane: Pane| ui.pane.get() == pane && !ui.has_list() && !(pane == Pane::Why && is_terminal());
    let pane = move |pane: Pane| {
        view! {
            <button
                type="button"
                aria-pressed=move || word(is_at(pane))
                on:click=move |_| {
                    ui.leave_list();
                    if pane == Pane::Why && is_terminal() {
                        ui.tabs.open(Tab::WHY);
                    }
                    ui.pane.set(pane);
                }
            >
                {pane.label()}
                {(pane == Pane::Edit).then(|| view! { <Badges page ui place=TabPlace::UnderEditor/> })}
            </button>
        }
    };
    let terminal = view! {
        <button
            type="button"
            aria-pressed=move || word(is_terminal() && !ui.has_list())
            on:click=move |_| {
                ui.leave_list();
                ui.open_tab(Tab::TERMINAL);
            }
        >
            "Terminal"
        </button>
    };
    let practice = move || match ui.task() {
        Some(_) => pane(Pane::Task).into_any(),
        None => view! {
            <button
                type="button"
                aria-pressed=move || word(ui.has_list())
                on:click=move |_| ui.turn_catalogue()
            >
                "Practice"
            </button>
        }
        .into_any(),
    };
    view! {
        <nav class="phone-bar" aria-label="Panes">{Pane::ALL.map(pane).collect_view()} {terminal} {practice}</nav>
    }
}
