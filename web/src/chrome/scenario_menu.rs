//! Chooses a scenario, an empty page, or what was put aside.

use crate::state::{BRING_BACK, Dialog, Playground, Ui};
use leptos::prelude::*;

use crate::base::markup::{shown, word};
use crate::effects::url;
use crate::model::scenario::{self, Scenario};
use crate::model::share::{self, ShareState};
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::menu::{Choice, Menu};

/// The menu of scenarios.
#[component]
pub fn ScenarioMenu(page: Playground, ui: Ui) -> impl IntoView {
    let title = Memo::new(move |_| match Scenario::by_slug(&page.scenario()) {
        Some(it) => it.title,
        None if ui.task().is_some() => "A task",
        None => "Your own files",
    });
    let name = Signal::derive(move || shown(&format!("Scenario: {}", title.get())));
    let choices = move || {
        let current = page.scenario();
        let one = |it: Scenario| {
            let checked = word(it.slug == current);
            view! {
                <button type="button" role="menuitemradio" aria-checked=checked on:click=move |_| open_scenario(ui, it)>
                    {shown(it.title)}
                </button>
            }
        };
        let group = |(name, those): (&'static str, Vec<Scenario>)| {
            view! {
                <div role="group" aria-label=name>
                    <div class="menu-heading" aria-hidden="true">{name}</div>
                    {those.into_iter().map(one).collect_view()}
                </div>
            }
        };
        view! {
            {groups().into_iter().map(group).collect_view()}
            <div class="menu-foot">
                <hr/>
                {page.aside().is_some().then(|| view! {
                    <Choice text="Restore your own files" call=move || ui.take_back()/>
                })}
                <Choice text="Tasks to practise with…" call=move || ui.open_catalogue()/>
                <Choice text="Drafts…" call=move || ui.dialog.set(Some(Dialog::Drafts))/>
                <Choice text="Start with empty files" call=move || open(ui, share::blank(), "Empty page")/>
            </div>
        }
    };
    view! {
        <Menu name class="" choices>
            <span class="menu-title">{move || title.get()}</span>
            <Glyph icon=Icon::Down/>
        </Menu>
    }
}

/// The scenarios under their headings, which are in the order of the file names as the scenarios are.
fn groups() -> Vec<(&'static str, Vec<Scenario>)> {
    let mut groups: Vec<(&str, Vec<Scenario>)> = Vec::new();
    for it in Scenario::all() {
        match groups.last_mut() {
            Some((name, those)) if *name == it.group => those.push(it),
            _ => groups.push((it.group, vec![it])),
        }
    }
    groups
}

/// Asks for the scenario's text and opens it; what is on the page stays where it cannot be had.
fn open_scenario(ui: Ui, it: Scenario) {
    scenario::fetch(it.slug, move |text| match text {
        Some(text) => open(ui, scenario::open(it.slug, &text), it.title),
        None => ui.complain(format!("“{}” could not be loaded. Your text is unchanged.", it.title)),
    });
}

fn open(ui: Ui, state: ShareState, title: &str) {
    if url::open(ui, state) {
        ui.say_with(
            format!("Opened “{title}”. Your own files are kept as a draft."),
            BRING_BACK,
            move || {
                ui.take_back();
            },
        );
    }
    ui.lesson_hidden.set(String::new());
    ui.leave_list();
}
