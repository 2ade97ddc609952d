//! The stand-in: a text field with line numbers, tinted lines, and the lens of the policy at the caret.

use crate::state::{Playground, Ui};
use leptos::html;
use leptos::prelude::*;
use netpol_core::diagnostic::Severity;

use super::model::{self, is_quiet, marks, problem_text, problems};
use crate::base::browser::{effect, frame};
use crate::base::markup::shown;

/// Height of a line in the style sheet, in tenths of a pixel.
const LINE: u32 = 208;

/// More of a text is not shown: a text field lays out all of its lines at once, and the page stands still for it.
const MUCH: usize = 200_000;
const MANY: usize = 5000;

/// Whether the field has the focus.
pub(super) fn is_focused() -> bool {
    let active = document().active_element();
    active.is_some_and(|it| it.class_list().contains("plain-editor"))
}

/// The plain editor, in the box that `host` names.
#[component]
pub fn Plain(page: Playground, ui: Ui, host: NodeRef<html::Div>) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    let scrolled = RwSignal::new(0);
    let caret = move || {
        let at = field.try_get_untracked().flatten().and_then(|it| it.selection_start().ok().flatten());
        ui.caret.set((page.files_now().active, at.unwrap_or_default()));
    };
    let is_cut = Memo::new(move |_| {
        let text = page.files().shown().text;
        beginning(&text).len() < text.len()
    });
    let typed = move |event| {
        // What is not shown would be lost.
        if is_cut.get_untracked() {
            return;
        }
        page.edit(page.files_now().active, &event_target_value(&event));
        caret();
    };
    // The field is written only where it says something else: a text that is being composed stays as it is.
    effect(move || {
        let text = page.files().shown().text;
        if let Some(it) = field.get()
            && it.value() != beginning(&text)
        {
            it.set_value(beginning(&text));
        }
    });
    effect(move || {
        let Some(visit) = ui.visit.get() else { return };
        frame(move || {
            let Some(field) = field.try_get_untracked().flatten() else { return };
            // A field that is gone by now needs no caret.
            let _ = field.focus();
            let _ = field.set_selection_range(visit.place.from, visit.place.to);
            caret();
            field.set_scroll_top((visit.place.from_line * LINE / 10).saturating_sub(120) as i32);
        });
    });
    // The browser tells of scrolling in the next frame: the full editor may stand here by then.
    let scroll = move || scrolled.set(field.try_get_untracked().flatten().map_or(0, |it| it.scroll_top()));
    // The lens of the last policy that begins at or above the caret.
    let lens = move || {
        if is_cut.get() {
            return shown(CUT);
        }
        let (_, at) = ui.caret.get();
        let _words_follow_from = page.settled.read();
        let lenses = page.lenses.get();
        let lens = lenses.iter().rev().find(|it| it.place.from <= at).or(lenses.first());
        let lens = lens.and_then(|it| model::lens(page, it.policy)).unwrap_or_default();
        let why = if lens.why.is_empty() { String::new() } else { format!(" · {}", lens.why) };
        shown(&format!("{}{why}", lens.text.replace("**", "")))
    };
    view! {
        <div class="plain" data-testid="editor" node_ref=host>
            <p class="plain-lens">{lens}</p>
            <div class="plain-body">
                <div class="plain-back" aria-hidden="true">
                    <div
                        class="plain-sheet"
                        style=("transform", move || format!("translateY({}px)", -scrolled.get()))
                    >
                        <div class="plain-tints"><Tints page ui/></div>
                        <div class="plain-numbers"><Numbers page/></div>
                    </div>
                </div>
                <textarea
                    class="plain-editor"
                    aria-label="YAML of the file"
                    wrap="off"
                    readonly=move || ui.is_read_only() || is_cut.get()
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    node_ref=field
                    on:input=typed
                    on:keyup=move |_| caret()
                    on:click=move |_| caret()
                    on:scroll=move |_| scroll()
                ></textarea>
            </div>
        </div>
    }
}

const CUT: &str = "Here is the beginning of this file. The full editor, which is loading, shows all of it.";

/// As much of a text as is shown: whole lines, if they are not longer than that.
pub(super) fn beginning(text: &str) -> &str {
    let text = text.get(..text.floor_char_boundary(MUCH)).unwrap_or_default();
    let last = text.match_indices('\n').nth(MANY - 1);
    last.map_or(text, |(at, _)| text.get(..at).unwrap_or_default())
}

/// The numbers of the lines, with the problems of each.
#[component]
fn Numbers(page: Playground) -> impl IntoView {
    // Most keystrokes leave the number of lines as it is.
    let n_lines = Memo::new(move |_| beginning(&page.files().shown().text).split('\n').count() as u32);
    move || {
        let n_lines = n_lines.get();
        let problems = problems(page, None);
        let number = |n: u32| {
            let mut told = problems.iter().filter(|it| !is_quiet(it));
            let here = told.find(|it| it.place.is_some_and(|it| it.from_line == n));
            let class = here.map(|it| match it.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            });
            let title = here.map(|it| shown(&problem_text(it).replace('`', "")));
            view! { <span class=class title=title>{n}</span> }
        };
        (1..=n_lines).map(number).collect_view()
    }
}

/// A stripe behind each line that takes part.
#[component]
fn Tints(page: Playground, ui: Ui) -> impl IntoView {
    let pixels = |lines: u32| {
        let tenths = lines * LINE;
        format!("{}.{}px", tenths / 10, tenths % 10)
    };
    let tint = move |it: model::Mark| {
        let top = pixels(it.from_line.saturating_sub(1));
        let height = pixels(it.to_line + 1 - it.from_line.min(it.to_line));
        view! { <div class=it.class style=("top", top) style=("height", height)></div> }
    };
    move || marks(page, ui, None).into_iter().map(tint).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_texts_are_whole_and_long_ones_cut() {
        assert_eq!(beginning("a\nb\n"), "a\nb\n");
        let lines = "x\n".repeat(MANY + 10);
        assert_eq!(beginning(&lines).split('\n').count(), MANY);
        // Two bytes a letter: the cut is between two.
        let line = format!("a{}", "ä".repeat(MUCH));
        assert_eq!(beginning(&line).len(), MUCH - 1);
    }
}
