//! What the matrix leaves out, or that it is not of this text at all.

use leptos::prelude::*;

use crate::state::Playground;
use crate::ui::{ResultTab, Ui};

/// Lines over the matrix, when there is something to say.
#[component]
pub fn Banners() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let crash = Memo::new(move |_| page.analysis.read().crash.clone());
    let crashed = move || {
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
    };
    let incomplete = move || {
        let text = page.incomplete.get();
        (!text.is_empty()).then(|| {
            view! {
                <div class="banner warning" role="status" data-testid="incomplete">
                    <span>{text}</span>
                    <button type="button" class="link" on:click=move |_| ui.tab.set(ResultTab::Problems)>
                        "See the problems"
                    </button>
                </div>
            }
        })
    };
    view! {
        {crashed}
        {incomplete}
    }
}
