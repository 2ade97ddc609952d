//! The top line.

use crate::state::{Dialog, Playground, Ui};
use leptos::prelude::*;

use super::frame_bar::FrameBar;
use super::scenario_menu::ScenarioMenu;
use super::undo::Undo;
use crate::base::markup::{shown, word};
use crate::later::{Later, late};
use crate::model::embed::framed;
use crate::model::preferences::{Preferences, Theme};
use crate::panels::practice;
use crate::widgets::icons::{Glyph, Icon};
use netpol_core::settings;

/// Brand, scenario, and what concerns the whole page. A page in a frame has a line of panes instead; it is not a landmark,
/// because the page around it may have many frames.
#[component]
pub fn Header(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> impl IntoView {
    let framed = framed();
    view! {
        <header role=framed.then_some("group") aria-label=framed.then_some("Netpol Playground")>
            <h1 class="logo"><Glyph icon=Icon::Brand/><span>"Netpol Playground"</span></h1>
            <Later page ui view=move |page, ui| rest(page, ui, preferences)/>
        </header>
    }
}

late! {
    /// What follows the brand.
    fn rest(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) {
        match framed() {
            true => view! { <FrameBar ui/> }.into_any(),
            false => view! { <HeaderLine page ui preferences/> }.into_any(),
        }
    }
}

/// Scenario, Share, settings, theme, help.
#[component]
fn HeaderLine(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> impl IntoView {
    view! {
        <ScenarioMenu page ui/>
        <PracticeButton ui/>
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
        <Undo page ui/>
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

/// Opens the catalogue of tasks, and closes it.
#[component]
fn PracticeButton(ui: Ui) -> impl IntoView {
    let class = move || {
        if ui.practises() { "practice-button desk-only on-soft" } else { "practice-button desk-only" }
    };
    view! {
        <button
            type="button"
            class=class
            title="Tasks like those of the exams: your answer is checked by what it allows"
            aria-pressed=move || word(ui.has_list())
            on:pointerenter=move |_| practice::ahead()
            on:click=move |_| ui.turn_catalogue()
        >
            "Practice"
        </button>
    }
}

/// Opens the settings, and says whether all of them have their defaults: a link may bring others.
#[component]
fn SettingsButton(page: Playground, ui: Ui) -> impl IntoView {
    let changed = Memo::new(move |_| settings::changed(&page.settings()));
    let label = move || match changed.get() {
        0 => shown("Settings"),
        n => shown(&format!("Settings, {n} changed")),
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
    let label = move || shown(&format!("Colours: {}", preferences.read().theme.as_str()));
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
