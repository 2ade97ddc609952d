//! The one line over the panes of a frame: which pane, and the way to the whole page.

use leptos::prelude::*;
use web_sys::Event;

use crate::dom::{El, button, el, set};
use crate::effects::url;
use crate::share;
use crate::ui::{Pane, Ui};

/// Fills the header of a page that is a frame.
pub(super) fn fill(header: El, ui: Ui) {
    let pane = move |(pane, name, label): (Pane, &str, &str)| {
        let choose = move || {
            ui.pane.set(pane);
            if pane == Pane::Matrix {
                // There are no tabs here: this is the way back from the problems.
                ui.show_chosen();
            }
        };
        button("")
            .attr("data-to", name)
            .aria("aria-pressed", move || ui.pane.get() == pane)
            .on_click(choose)
            .text(label)
    };
    let panes =
        [(Pane::Edit, "edit", "YAML"), (Pane::Matrix, "matrix", "Matrix"), (Pane::Why, "why", "Why?")];
    let panes = el("div")
        .class("frame-panes")
        .attr("role", "group")
        .attr("aria-label", "Panes")
        .children(panes.map(pane));
    // A page may have many frames, and each of them landmarks: this one is none.
    header
        .attr("role", "group")
        .attr("aria-label", "Netpol Playground")
        .child(panes)
        .child(el("span").class("grow"))
        .child(whole_page(ui));
}

/// A link to the page with all that the frame shows. It is written when somebody is about to use it, which every
/// keystroke would be too early for.
fn whole_page(ui: Ui) -> El {
    let link = el("a")
        .class("frame-link")
        .attr("target", "_blank")
        .attr("rel", "noopener")
        .attr("href", &address(""))
        .attr("aria-label", "Open in the playground, in another tab")
        .child(el("span").text("Open").child(el("span").class("frame-wide").text(" in the playground")))
        .child(el("span").attr("aria-hidden", "true").text("↗"));
    let element = link.element().clone();
    let write = move || match ui.link() {
        Ok(it) => set(&element, "href", Some(&address(&it))),
        Err(error) => ui.complain(share::message(error)),
    };
    let (early, last) = (write.clone(), write.clone());
    link.on("pointerdown", move |_: Event| early())
        .on("focus", move |_: Event| write())
        .on("click", move |_: Event| last())
}

/// The page itself, without what makes a frame of it.
fn address(fragment: &str) -> String {
    let whole = url::address(fragment);
    let (base, fragment) = whole.split_once('#').unwrap_or((&whole, ""));
    format!("{}#{fragment}", base.split('?').next().unwrap_or_default())
}
