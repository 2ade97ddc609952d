//! Keys of the whole page.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen::JsCast;

use crate::effects::clipboard;
use crate::state::Playground;
use crate::ui::{Dialog, Pane, ResultTab, Ui};

/// Listens to them.
pub fn run(page: Playground, ui: Ui) {
    let pressed = window_event_listener(leptos::ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
            clipboard::share(page, ui);
        } else if !command && !event.alt_key() && !writes(&event) && event.key() == "?" {
            event.prevent_default();
            ui.dialog.set(Some(Dialog::Shortcuts));
        } else if !command && event.alt_key() && !event.shift_key() {
            let target = match event.code().as_str() {
                "Digit1" => (Pane::Edit, ".cm-content, .plain-editor"),
                "Digit2" => (Pane::Matrix, "[role=gridcell][tabindex='0']"),
                "Digit3" => (Pane::Why, "[data-testid=why]"),
                _ => return,
            };
            event.prevent_default();
            ui.pane.set(target.0);
            if target.0 == Pane::Matrix {
                ui.tab.set(ResultTab::Matrix);
            }
            request_animation_frame(move || focus(target.1));
        }
    });
    on_cleanup(move || pressed.remove());
}

/// Moves the focus to the first element of a kind, if there is one.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(it) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot be focused is left alone.
        let _ = it.focus();
    }
}

/// Whether the key goes into a text.
fn writes(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| {
        it.closest("input, textarea, select, [contenteditable=true]").is_ok_and(|it| it.is_some())
    })
}
