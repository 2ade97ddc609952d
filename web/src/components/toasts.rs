//! Messages at the edge of the page.

use leptos::prelude::*;

use super::icons::{Icon, glyph};

use crate::dom::{El, button, el};
use crate::ui::{Toast, Tone, Ui};

/// All that were not yet taken away.
pub fn toasts(ui: Ui) -> El {
    let keys = move || ui.toasts.read().iter().map(|it| it.id).collect();
    let one = move |id: u64| {
        let found = ui.toasts.read_untracked().iter().find(|it| it.id == id).cloned();
        found.map_or_else(|| el("div"), |it| toast(ui, it))
    };
    el("div").class("toasts").attr("role", "status").attr("aria-live", "polite").keyed(keys, one)
}

fn toast(ui: Ui, it: Toast) -> El {
    let Toast { id, tone, text, action } = it;
    let action = action.map(|(label, action)| {
        let run = move || {
            action();
            ui.dismiss(id);
        };
        button("link").on_click(run).text(label)
    });
    let close = button("ghost square")
        .attr("aria-label", "Close")
        .on_click(move || ui.dismiss(id))
        .child(glyph(Icon::Close));
    el("div")
        .class(match tone {
            Tone::Done | Tone::News => "toast",
            Tone::Failed => "toast failed",
        })
        .child(el("span").text(&text))
        .children(action)
        .child(close)
}
