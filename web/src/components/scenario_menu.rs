//! Chooses a scenario, an empty page, or what was put aside.

use super::icons::{Icon, glyph};
use super::menu::{choice, menu};
use crate::dom::{El, el};
use crate::effects::url;
use crate::reactive::Memo;
use crate::scenario::{self, Scenario};
use crate::share::{self, ShareState};
use crate::state::Playground;
use crate::ui::{Dialog, Ui};

/// The menu of scenarios.
pub fn scenario_menu(page: Playground, ui: Ui) -> El {
    let title = Memo::new(move || {
        Scenario::by_slug(&page.scenario()).map_or("Your own files", |it| it.title).to_owned()
    });
    let choices = move || {
        let current = page.scenario();
        let mut all: Vec<El> = groups()
            .into_iter()
            .map(|(name, those)| {
                let choices = those.into_iter().map(|it| {
                    choice(it.title, move || open_scenario(ui, it))
                        .attr("role", "menuitemradio")
                        .attr("aria-checked", if it.slug == current { "true" } else { "false" })
                });
                let heading = el("div").class("menu-heading").attr("aria-hidden", "true").text(name);
                el("div").attr("role", "group").attr("aria-label", name).child(heading).children(choices)
            })
            .collect();
        all.push(el("hr"));
        if page.aside().is_some() {
            all.push(choice("Bring back what you had written", move || ui.take_back()));
        }
        all.push(choice("Drafts…", move || ui.dialog.set(Some(Dialog::Drafts))));
        all.push(choice("Start with empty files", move || open(ui, share::blank(), "Empty page")));
        all
    };
    let label = el("span").class("menu-title").text_with(move || title.get());
    menu(vec![label, glyph(Icon::Down)], move || format!("Scenario: {}", title.get()), "", choices)
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
        None => ui.complain(format!("“{}” could not be loaded. What you have written stays.", it.title)),
    });
}

fn open(ui: Ui, state: ShareState, title: &str) {
    let kept = url::open(ui, state);
    if kept {
        ui.say_with(
            format!("Opened “{title}”. What you had written is put aside."),
            "Bring it back",
            move || ui.take_back(),
        );
    }
    ui.lesson_hidden.set(String::new());
}
