//! What the matrix leaves out, or that it is not of this text at all.

use leptos::prelude::*;

use crate::dom::{El, button, el};
use crate::later::filled;
use crate::state::Playground;
use crate::ui::{ResultTab, Ui};

/// A line over the matrix when the evaluator failed on this text.
pub fn crash_banner(page: Playground, ui: Ui) -> El {
    filled(el("div").class("banners"), page, ui, |it| it.banners)
}

pub(crate) fn fill(place: El, page: Playground, _: Ui) {
    let crash = Memo::new(move |_| page.settled.read().crash.clone());
    place.part(move || {
        let said = crash.get()?;
        let text = el("span")
            .child(el("b").text("The evaluator failed on this text; that is our mistake. "))
            .text("The matrix shows the last state that worked. Your text is kept: change it and go on.");
        let details = el("details").child(el("summary").text("What it said")).child(el("pre").text(&said));
        let banner = el("div").class("banner error").attr("role", "alert").attr("data-testid", "crash");
        Some(banner.child(text).child(details))
    });
}

/// What the matrix was drawn without. It has a place of its own, so that nothing jumps while somebody types.
pub fn incomplete(page: Playground, ui: Ui) -> El {
    button("incomplete")
        .attr("data-testid", "incomplete")
        .attr("title", "See the problems")
        .class_if("nothing-missing", move || page.incomplete.read().is_empty())
        .on_click(move || ui.tab.set(ResultTab::Problems))
        .text_with(move || page.incomplete.get())
}
