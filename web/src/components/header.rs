//! The top line.

use leptos::prelude::*;

use super::frame_bar;
use super::icons::{Glyph, Icon, glyph};
use super::scenario_menu::ScenarioMenu;
use crate::dom::{El, el, mount};
use crate::embed::framed;
use crate::later::when_here;
use crate::preferences::{Preferences, Theme};
use crate::state::Playground;
use crate::ui::{Dialog, Ui};
use netpol_core::settings;

/// Brand, scenario, and what concerns the whole page.
pub fn header(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> El {
    let name = el("span").text("Netpol Playground");
    let header = el("header").child(el("h1").class("logo").child(glyph(Icon::Brand)).child(name));
    let line = header.clone();
    when_here(page.arrival, move |it| (it.header)(line, page, ui, preferences));
    header
}

pub(crate) fn fill(header: El, page: Playground, ui: Ui, preferences: RwSignal<Preferences>) {
    if framed() {
        return frame_bar::fill(header, ui);
    }
    mount(&header, view! { <HeaderLine page ui preferences/> });
}

/// All behind the brand.
#[component]
fn HeaderLine(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> impl IntoView {
    view! {
        <ScenarioMenu page ui/>
        <span class="grow"></span>
        <span class="stays" title="The evaluator runs in this page. Nothing that you type is sent anywhere.">
            <Glyph icon=Icon::Lock/>
            "stays in your browser"
        </span>
        <button
            type="button"
            class="primary"
            title="Link, QR code, Markdown (Ctrl+S copies the link at once)"
            aria-haspopup="dialog"
            on:click=move |_| ui.dialog.set(Some(Dialog::Share { refused: false }))
        >
            "Share"
        </button>
        <SettingsButton page ui/>
        <ThemeButton preferences/>
        <button
            type="button"
            class="ghost square"
            aria-label="Keyboard and help"
            title="Keyboard and help (?)"
            on:click=move |_| ui.dialog.set(Some(Dialog::Shortcuts))
        >
            "?"
        </button>
    }
}

/// Opens the settings, and says whether all of them stand as usual: a link may bring others.
#[component]
fn SettingsButton(page: Playground, ui: Ui) -> impl IntoView {
    let changed = Memo::new(move |_| settings::changed(&page.settings()));
    let label = move || match changed.get() {
        0 => "Settings".to_owned(),
        n => format!("Settings, {n} changed"),
    };
    view! {
        <button
            type="button"
            class="ghost square settings-button"
            aria-haspopup="dialog"
            aria-label=label
            title=label
            on:click=move |_| ui.dialog.set(Some(Dialog::Settings))
        >
            <Glyph icon=Icon::Knobs/>
            <Show when=move || 0 < changed.get()>
                <small class="count" aria-hidden="true">{move || changed.get()}</small>
            </Show>
        </button>
    }
}

/// Goes round: system, light, dark.
#[component]
fn ThemeButton(preferences: RwSignal<Preferences>) -> impl IntoView {
    let label = move || format!("Colours: {}", preferences.read().theme.as_str());
    let icon = move || match preferences.read().theme {
        Theme::System => Icon::System,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    view! {
        <button
            type="button"
            class="ghost square"
            aria-label=label
            title=label
            on:click=move |_| preferences.update(|it| it.theme = it.theme.next())
        >
            {move || view! { <Glyph icon=icon()/> }}
        </button>
    }
}
