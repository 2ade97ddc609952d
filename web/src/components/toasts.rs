//! Messages at the edge of the page.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use crate::ui::{Toast, Tone, Ui};

/// All that were not yet taken away.
#[component]
pub fn Toasts() -> impl IntoView {
    let ui = expect_context::<Ui>();
    let toast = move |it: Toast| {
        let Toast { id, tone, text, action } = it;
        let class = match tone {
            Tone::Done => "toast",
            Tone::Failed => "toast failed",
        };
        view! {
            <div class=class>
                <span>{text}</span>
                {action.map(|(label, action)| view! {
                    <button type="button" class="link" on:click=move |_| {
                        action();
                        ui.dismiss(id);
                    }>{label}</button>
                })}
                <button type="button" class="ghost square" aria-label="Close" on:click=move |_| ui.dismiss(id)>
                    <Glyph icon=Icon::Close />
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || ui.toasts.get() key=|it| it.id children=toast />
        </div>
    }
}
