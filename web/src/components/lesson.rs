//! What a scenario teaches, in a strip that can be waved away.

use std::cell::Cell;
use std::rc::Rc;

use super::icons::{Icon, glyph};
use crate::dom::{El, button, el};
use crate::embed::framed;
use crate::later::filled;
use crate::reactive::{Memo, Signal, at_end, watch};
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
    let slug = Memo::new(move || page.scenario());
    let text = Signal::new(String::new());
    let slug_now = slug;
    // A text may come when the strip has gone with its tab.
    let here = Rc::new(Cell::new(true));
    let gone = Rc::clone(&here);
    at_end(move || gone.set(false));
    watch(move || {
        let here = Rc::clone(&here);
        let slug = slug.get();
        text.set(String::new());
        if let Some(it) = Scenario::by_slug(&slug) {
            scenario::fetch(it.slug, move |found| {
                // Another scenario may have been opened while this one was on its way.
                if here.get() && slug_now.get_untracked() == it.slug {
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
