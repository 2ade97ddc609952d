//! Messages at the edge of the page.

use leptos::html;
use leptos::prelude::*;

use crate::base::markup::shown;
use crate::state::{Toast, Tone, Ui};
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::keyed::keyed;

/// All messages that were not yet dismissed, in `host`.
#[component]
pub fn Toasts(ui: Ui, host: NodeRef<html::Div>) -> impl IntoView {
    let ids = move || ui.toasts.read().iter().map(|it| it.id.to_string()).collect();
    let message = move |id: String| {
        let found = ui.toasts.read_untracked().iter().find(|it| it.id.to_string() == id).cloned();
        found.map(|toast| view! { <Message ui toast/> }).into_any()
    };
    view! {
        <div class="toasts" role="status" aria-live="polite" node_ref=host>
            {keyed(ids, message)}
        </div>
    }
}

/// One message, with what can be done about it.
#[component]
fn Message(ui: Ui, toast: Toast) -> impl IntoView {
    let Toast { id, tone, text, action, .. } = toast;
    let class = match tone {
        Tone::Done | Tone::News => "toast",
        Tone::Failed => "toast failed",
    };
    let action = action.map(|(label, action)| {
        let run = move |_| {
            action();
            ui.dismiss(id);
        };
        view! { <button type="button" class="link" on:click=run>{label}</button> }
    });
    view! {
        <div class=class>
            <span>{shown(&text)}</span>
            {action}
            <button type="button" class="ghost square" aria-label="Close" on:click=move |_| ui.dismiss(id)>
                <Glyph icon=Icon::Close/>
            </button>
        </div>
    }
}
