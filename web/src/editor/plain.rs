//! The stand-in: a text field with line numbers, tinted lines, and the lens of the policy at the caret.

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlTextAreaElement;
use netpol_core::diagnostic::Severity;
use wasm_bindgen::JsCast;

use super::model::{Shown, lens_text, problem_text};

/// Height of a line in the style sheet.
const LINE: f64 = 20.8;

/// Whether the field has the focus.
pub(super) fn is_focused() -> bool {
    let active = document().active_element();
    active.is_some_and(|it| it.class_list().contains("plain-editor"))
}

/// The plain editor.
pub(super) fn plain(shown: Shown) -> impl IntoView {
    let Shown { page, ui, .. } = shown;
    let field = NodeRef::<html::Textarea>::new();
    let (top, set_top) = signal(0.0);

    let text = Memo::new(move |_| page.files().shown().text);
    let caret = move |field: &HtmlTextAreaElement| {
        let at = field.selection_start().ok().flatten().unwrap_or_default();
        ui.caret.set((page.files_now().active, at));
    };
    let on_input = move |_| {
        if let Some(field) = field.get_untracked() {
            page.edit(page.files_now().active, &field.value());
            caret(&field);
        }
    };
    let on_move = move || {
        if let Some(field) = field.get_untracked() {
            caret(&field);
        }
    };
    Effect::new(move |_| {
        let (Some(visit), Some(field)) = (ui.visit.get(), field.get()) else { return };
        request_animation_frame(move || {
            // A field that is gone by now needs no caret.
            let _ = field.focus();
            let _ = field.set_selection_range(visit.place.from, visit.place.to);
            field.set_scroll_top((f64::from(visit.place.from_line) * LINE - 120.0).max(0.0) as i32);
        });
    });

    let numbers = move || {
        let problems = shown.problems.get();
        let n_lines = text.read().split('\n').count() as u32;
        let line = |n: u32| {
            let here = problems.iter().find(|it| it.place.is_some_and(|it| it.from_line == n));
            let class = match here.map(|it| it.severity) {
                Some(Severity::Error) => "error",
                Some(Severity::Warning) => "warning",
                Some(Severity::Info) => "info",
                None => "",
            };
            view! { <span class=class title=here.map(problem_text)>{n}</span> }
        };
        (1..=n_lines.min(5000)).map(line).collect_view()
    };
    let tints = move || {
        let tint = |it: &super::model::Mark| {
            let top = f64::from(it.from_line.saturating_sub(1)) * LINE;
            let height = f64::from(it.to_line + 1 - it.from_line.min(it.to_line)) * LINE;
            view! { <div class=it.class style:top=format!("{top}px") style:height=format!("{height}px")></div> }
        };
        shown.marks.read().iter().map(tint).collect_view()
    };
    // The lens of the last policy that begins at or above the caret.
    let lens = move || {
        let (_, at) = ui.caret.get();
        let lenses = shown.lenses.get();
        let lens = lenses.iter().rev().find(|it| it.place.from <= at).or(lenses.first())?;
        Some(lens_text(lens).replace("**", ""))
    };
    view! {
        <div class="plain" data-testid="editor">
            <p class="plain-lens">{lens}</p>
            <div class="plain-body">
                <div class="plain-back" aria-hidden="true">
                    <div class="plain-sheet" style:transform=move || format!("translateY({}px)", -top.get())>
                        <div class="plain-tints">{tints}</div>
                        <div class="plain-numbers">{numbers}</div>
                    </div>
                </div>
                <textarea
                    class="plain-editor"
                    aria-label="YAML of the file"
                    wrap="off"
                    spellcheck="false"
                    autocapitalize="off"
                    autocomplete="off"
                    node_ref=field
                    prop:value=move || text.get().to_string()
                    on:input=on_input
                    on:keyup=move |_| on_move()
                    on:click=move |_| on_move()
                    on:scroll=move |event| {
                        let field = event.target().and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
                        set_top.set(field.map_or(0.0, |it| f64::from(it.scroll_top())));
                    }
                ></textarea>
            </div>
        </div>
    }
}
