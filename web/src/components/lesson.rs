//! What a scenario teaches, in a strip that can be waved away.

use leptos::prelude::*;

use super::icons::{Icon, glyph};
use crate::dom::{El, button, el};
use crate::embed::framed;
use crate::later::filled;
use crate::scenario::{self, Scenario};
use crate::state::Playground;
use crate::ui::Ui;

/// The lesson of the scenario that is open. That of the first one is there before the later part is, so that the matrix
/// does not move when that comes.
pub fn lesson(page: Playground, ui: Ui) -> El {
    let place = el("div").class("lessons");
    let early = page.arrival.get_untracked().here().is_none();
    let place = if early { place.child(strip(scenario::first_lesson(), el("span"))) } else { place };
    filled(place, page, ui, |it| it.lesson)
}

fn strip(text: &str, hide: El) -> El {
    let strip = el("aside").class("lesson").attr("aria-label", "What this scenario shows");
    strip.child(el("p").text(text)).child(hide.class("ghost square"))
}

pub(crate) fn fill(place: El, page: Playground, ui: Ui) {
    place.element().set_text_content(None);
    // In a frame, the page around it is the lesson.
    if framed() {
        return;
    }
    let slug = Memo::new(move |_| page.scenario());
    let text = RwSignal::new(String::new());
    Effect::new(move |_| {
        let now = slug.get();
        text.set(String::new());
        if let Some(it) = Scenario::by_slug(&now) {
            scenario::fetch(it.slug, move |found| {
                // Another scenario may have been opened while this one was on its way, or the strip gone with its tab.
                if slug.try_get_untracked().as_deref() == Some(it.slug) {
                    text.set(found.map(|it| scenario::lesson(&it)).unwrap_or_default());
                }
            });
        }
    });
    place.part(move || {
        let (slug, text) = (slug.get(), text.get());
        if text.is_empty() || ui.lesson_hidden.get() == slug {
            return None;
        }
        let hide = button("")
            .attr("aria-label", "Hide this text")
            .on_click(move || ui.lesson_hidden.set(slug.clone()))
            .child(glyph(Icon::Close));
        Some(strip(&text, hide))
    });
}
