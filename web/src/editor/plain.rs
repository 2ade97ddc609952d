//! The stand-in: a text field with line numbers, tinted lines, and the lens of the policy at the caret.

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use web_sys::{Event, HtmlTextAreaElement};

use super::model::{self, marks, problem_text, problems};
use crate::dom::{El, el};
use crate::effects::page::frame;
use crate::state::Playground;
use crate::ui::Ui;

/// Height of a line in the style sheet, in tenths of a pixel.
const LINE: u32 = 208;

/// Whether the field has the focus.
pub(super) fn is_focused() -> bool {
    let active = document().active_element();
    active.is_some_and(|it| it.class_list().contains("plain-editor"))
}

/// The plain editor.
pub(super) fn plain(page: Playground, ui: Ui) -> El {
    let area = el("textarea")
        .class("plain-editor")
        .attr("aria-label", "YAML of the file")
        .attr("wrap", "off")
        .attr("spellcheck", "false")
        .attr("autocapitalize", "off")
        .attr("autocomplete", "off");
    let field: HtmlTextAreaElement = area.as_a();
    let sheet = el("div")
        .class("plain-sheet")
        .child(el("div").class("plain-tints").parts(move || tints(page, ui)))
        .child(el("div").class("plain-numbers").parts(move || numbers(page)));

    let it = field.clone();
    let caret = move || {
        let at = it.selection_start().ok().flatten().unwrap_or_default();
        ui.caret.set((page.files_now().active, at));
    };
    let (moved, clicked) = (caret.clone(), caret.clone());
    let (it, back) = (field.clone(), sheet.clone());
    let area = area
        .value_with(move || page.files().shown().text.to_string())
        .on("keyup", move |_: Event| moved())
        .on_click(clicked)
        .on("scroll", move |_: Event| {
            let top = it.scroll_top();
            back.clone().style("transform", &format!("translateY({}px)", -top));
        });
    let it = field.clone();
    let area = area.on("input", move |_: Event| {
        page.edit(page.files_now().active, &it.value());
        caret();
    });
    Effect::new(move |_| {
        let Some(visit) = ui.visit.get() else { return };
        let field = field.clone();
        frame(move || {
            // A field that is gone by now needs no caret.
            let _ = field.focus();
            let _ = field.set_selection_range(visit.place.from, visit.place.to);
            field.set_scroll_top((visit.place.from_line * LINE / 10).saturating_sub(120) as i32);
        });
    });

    // The lens of the last policy that begins at or above the caret.
    let lens = move || {
        let (_, at) = ui.caret.get();
        let _words_follow_from = page.settled.read();
        let lenses = page.lenses.get();
        let lens = lenses.iter().rev().find(|it| it.place.from <= at).or(lenses.first());
        lens.and_then(|it| model::lens(page, it.policy)).unwrap_or_default().replace("**", "")
    };
    let back = el("div").class("plain-back").attr("aria-hidden", "true").child(sheet);
    el("div")
        .class("plain")
        .attr("data-testid", "editor")
        .child(el("p").class("plain-lens").text_with(lens))
        .child(el("div").class("plain-body").child(back).child(area))
}

fn numbers(page: Playground) -> Vec<El> {
    let problems = problems(page);
    let n_lines = page.files().shown().text.split('\n').count() as u32;
    let line = |n: u32| {
        let number = el("span").text(&n.to_string());
        let Some(here) = problems.iter().find(|it| it.place.is_some_and(|it| it.from_line == n)) else {
            return number;
        };
        let class = match here.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        number.class(class).attr("title", &problem_text(here))
    };
    (1..=n_lines.min(5000)).map(line).collect()
}

fn tints(page: Playground, ui: Ui) -> Vec<El> {
    let pixels = |lines: u32| {
        let tenths = lines * LINE;
        format!("{}.{}px", tenths / 10, tenths % 10)
    };
    let tint = |it: super::model::Mark| {
        let top = pixels(it.from_line.saturating_sub(1));
        let height = pixels(it.to_line + 1 - it.from_line.min(it.to_line));
        el("div").class(it.class).style("top", &top).style("height", &height)
    };
    marks(page, ui).into_iter().map(tint).collect()
}
