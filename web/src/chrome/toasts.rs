//! Messages at the edge of the page.

use leptos::html;
use leptos::prelude::*;

use crate::base::browser::after;
use crate::state::{Toast, Tone, Ui};
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::keyed::keyed;
use crate::widgets::marked::Marked;

/// Milliseconds for which a message stays, however short it is.
const LEAST: u32 = 4_000;
/// So many more for each character: people read twenty in a second, and begin late.
const CHARACTER: u32 = 60;
/// So many more where there is something to decide.
const ACTION: u32 = 4_000;
/// So many more for what the user did not ask for.
const NEWS: u32 = 15_000;
/// After so many it is asked again whether the user still looks at it.
const AGAIN: u32 = 2_000;

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
    let host = NodeRef::<html::Div>::new();
    if let Some(it) = stays(tone, &text, action.is_some()) {
        leave(ui, id, host, it);
    }
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
        <div class=class node_ref=host>
            <span><Marked text=text/></span>
            {action}
            <button type="button" class="ghost square" aria-label="Close" on:click=move |_| ui.dismiss(id)>
                <Glyph icon=Icon::Close/>
            </button>
        </div>
    }
}

/// For how many milliseconds a message stays; `None`: until it is closed.
fn stays(tone: Tone, text: &str, has_action: bool) -> Option<u32> {
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let reading = LEAST.saturating_add(CHARACTER.saturating_mul(length));
    let deciding = if has_action { ACTION } else { 0 };
    match tone {
        Tone::Failed => None,
        Tone::Done => Some(reading.saturating_add(deciding)),
        Tone::News => Some(reading.saturating_add(deciding).saturating_add(NEWS)),
    }
}

/// Takes a message away after a while, or once neither the pointer nor the focus is on it any more.
fn leave(ui: Ui, id: u64, host: NodeRef<html::Div>, milliseconds: u32) {
    after(milliseconds, move || {
        // It may be gone by now, and the page with it.
        let Some(it) = host.try_get_untracked().flatten() else { return };
        if it.matches(":hover, :focus-within").unwrap_or_default() {
            leave(ui, id, host, AGAIN);
        } else {
            ui.dismiss(id);
        }
    });
}
