//! The top line.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use super::scenario_menu::ScenarioMenu;
use crate::effects::clipboard;
use crate::preferences::{Preferences, Theme};
use crate::state::Playground;
use crate::ui::{Dialog, Ui};

/// Brand, scenario, and what concerns the whole page.
#[component]
pub fn Header() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    view! {
        <header>
            <h1 class="logo">
                <Glyph icon=Icon::Brand />
                <span>"Netpol Playground"</span>
            </h1>
            <ScenarioMenu />
            <span class="grow"></span>
            <span class="stays" title="The evaluator runs in this page. Nothing that you type is sent anywhere.">
                <Glyph icon=Icon::Lock />
                "stays in your browser"
            </span>
            <button
                type="button"
                class="primary"
                title="Copy a link that holds everything on this page (Ctrl+S)"
                on:click=move |_| clipboard::share(page, ui)
            >
                "Share"
            </button>
            <ThemeButton />
            <button
                type="button"
                class="ghost square"
                aria-label="Keyboard and help"
                title="Keyboard and help (?)"
                on:click=move |_| ui.dialog.set(Some(Dialog::Shortcuts))
            >
                "?"
            </button>
        </header>
    }
}

/// Goes round: system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let preferences = expect_context::<RwSignal<Preferences>>();
    let theme = Memo::new(move |_| preferences.read().theme);
    let label = move || format!("Colours: {}", theme.get().as_str());
    let icon = move || match theme.get() {
        Theme::System => view! { <Glyph icon=Icon::System /> },
        Theme::Light => view! { <Glyph icon=Icon::Sun /> },
        Theme::Dark => view! { <Glyph icon=Icon::Moon /> },
    };
    view! {
        <button
            type="button"
            class="ghost square"
            aria-label=label
            title=label
            on:click=move |_| preferences.update(|it| it.theme = it.theme.next())
        >
            {icon}
        </button>
    }
}
