//! What the matrix leaves out, or that it is not of this text at all.

use crate::state::{Playground, Tab, Ui};
use leptos::prelude::*;

use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::panels::problems::PANEL as PROBLEMS;

/// A line over the matrix when the evaluator failed on this text.
#[component]
pub fn CrashBanner(page: Playground) -> impl IntoView {
    let crash = Memo::new(move |_| page.settled.read().crash.clone());
    move || {
        crash.get().map(|said| {
            view! {
                <div class="banner error" role="alert" data-testid="crash">
                    <span>
                        <b>"The evaluator failed on this text. That is a mistake in the program, not in your text. "</b>
                        "The matrix shows the last state that worked. Your text is kept: change it and go on."
                    </span>
                    <details>
                        <summary>"Its message"</summary>
                        <pre>{shown(&said)}</pre>
                    </details>
                </div>
            }
        })
    }
}

/// What the matrix was drawn without. It has a place of its own, so that nothing moves while the user types.
#[component]
pub fn Incomplete(
    page: Playground,
    ui: Ui,
    #[prop(default = "incomplete")] testid: &'static str,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="incomplete"
            class:nothing-missing=move || page.incomplete.read().is_empty()
            data-testid=testid
            title=move || shown(&format!("{}. See the problems", page.incomplete.read()))
            on:click=move |_| {
                ui.open_tab(Tab::PROBLEMS);
                // Once the list is drawn.
                focus_awaited(PROBLEMS.focus);
            }
        >
            {move || missing(&page.incomplete.read())}
        </button>
    }
}

/// What is missing, and how many errors there are, which is seen where there is no room for both.
fn missing(words: &str) -> Option<impl IntoView + use<>> {
    let is_count = |it: &(&str, &str)| it.1.starts_with(|it: char| it.is_ascii_digit());
    let (what, count) = words.rsplit_once(": ").filter(is_count).unwrap_or((words, ""));
    let count =
        (!count.is_empty()).then(|| view! { <span class="incomplete-count">": "{shown(count)}</span> });
    (!words.is_empty()).then(|| view! { <span>{shown(what)}</span>{count} })
}
