//! What the matrix leaves out, or that it is not of this text at all.

use leptos::prelude::*;

use crate::state::Playground;
use crate::ui::{ResultTab, Ui};

/// A line over the matrix when the evaluator failed on this text.
#[component]
pub fn CrashBanner() -> impl IntoView {
    let page = expect_context::<Playground>();
    let crash = Memo::new(move |_| page.analysis.read().crash.clone());
    move || {
        crash.get().map(|it| {
            view! {
                <div class="banner error" role="alert" data-testid="crash">
                    <span>
                        <b>"The evaluator failed on this text; that is our mistake. "</b>
                        "The matrix shows the last state that worked. Your text is kept: change it and go on."
                    </span>
                    <details>
                        <summary>"What it said"</summary>
                        <pre>{it}</pre>
                    </details>
                </div>
            }
        })
    }
}

/// What the matrix was drawn without. It has a place of its own, so that nothing jumps while somebody types.
#[component]
pub fn Incomplete() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let text = move || page.incomplete.get();
    view! {
        <button
            type="button"
            class="incomplete"
            data-testid="incomplete"
            title="See the problems"
            class:nothing-missing=move || page.incomplete.read().is_empty()
            on:click=move |_| ui.tab.set(ResultTab::Problems)
        >
            {text}
        </button>
    }
}
