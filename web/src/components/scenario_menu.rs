//! Chooses a scenario, an empty page, or what was put aside.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use super::menu::Menu;
use crate::scenario::Scenario;
use crate::share::ShareState;
use crate::state::Playground;
use crate::ui::Ui;

/// The menu of scenarios.
#[component]
pub fn ScenarioMenu() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();

    let title = Memo::new(move |_| {
        Scenario::by_slug(&page.scenario()).map_or_else(|| "Your own files".to_owned(), Scenario::title)
    });
    let open = move |state: ShareState, title: String| {
        if page.open(state) {
            ui.say_with(
                format!("Opened “{title}”. What you had written is put aside."),
                "Bring it back",
                move || {
                    page.take_back();
                },
            );
        }
        ui.lesson_hidden.set(String::new());
    };
    let choices = move || {
        let current = page.scenario();
        Scenario::all()
            .map(|it| {
                view! {
                    <button
                        type="button"
                        role="menuitemradio"
                        aria-checked=(it.slug == current).to_string()
                        on:click=move |_| open(it.open(), it.title())
                    >
                        {it.title()}
                    </button>
                }
            })
            .collect_view()
    };
    let aside = move || {
        page.aside().map(|_| {
            view! {
                <button type="button" role="menuitem" on:click=move |_| page.take_back()>
                    "Bring back what you had written"
                </button>
            }
        })
    };
    let label = move || {
        view! {
            <span class="menu-title">{move || title.get()}</span>
            <Glyph icon=Icon::Down />
        }
    };
    view! {
        <Menu label name=Signal::derive(move || format!("Scenario: {}", title.get()))>
            {choices}
            <hr />
            {aside}
            <button
                type="button"
                role="menuitem"
                on:click=move |_| open(ShareState::blank(), "Empty page".to_owned())
            >
                "Start with empty files"
            </button>
        </Menu>
    }
}
