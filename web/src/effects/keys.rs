//! Keys of the whole page.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use crate::base::browser::{TEXT, focus, focus_awaited, frame, on_window};
use crate::effects::clipboard;
use crate::state::{Dialog, Pane, Ui};

/// The buttons of the page that take an edit back and make it again, while they can be pressed.
pub const UNDO_BUTTON: &str = "#undo:not(:disabled)";
/// The same for the other way.
pub const REDO_BUTTON: &str = "#redo:not(:disabled)";

/// Listens to them.
pub fn run(ui: Ui) {
    on_window(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && event.key().eq_ignore_ascii_case("s") {
            event.prevent_default();
            clipboard::share(ui);
        } else if let Some(button) = takes_back(&event) {
            let found = document().query_selector(button).ok().flatten();
            if let Some(it) = found.filter(|_| ui.dialog.read_untracked().is_none()) {
                event.prevent_default();
                it.unchecked_into::<HtmlElement>().click();
            }
        } else if is_for_outline(&event) {
            event.prevent_default();
            if ui.dialog.read_untracked().is_none() {
                ui.open_outline();
                // It may have been open; a new one takes the focus itself.
                frame(|| focus("#outline-search"));
            }
        } else if !command && !event.alt_key() && event.key() == "?" && !writes(&event) {
            event.prevent_default();
            ui.dialog.set(Some(Dialog::Shortcuts));
        } else if !command && event.alt_key() && !event.shift_key() {
            let code = event.code();
            let panel = ui.tabs.all().iter().find(|it| it.key == Some(code.as_str()));
            let target = match panel {
                Some(it) => {
                    ui.open_tab(it.tab);
                    it.focus
                }
                None if code == "Digit1" => {
                    ui.pane.set(Pane::Edit);
                    TEXT
                }
                None => return,
            };
            event.prevent_default();
            focus_awaited(target);
        }
    });
}

/// Ctrl or Cmd with Z, and with Shift Z or Y, outside of any text: the button that does for the page what they do in a text.
fn takes_back(event: &KeyboardEvent) -> Option<&'static str> {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key();
    if !command || event.default_prevented() || writes(event) {
        return None;
    }
    match (event.key().to_ascii_lowercase().as_str(), event.shift_key()) {
        ("z", false) => Some(UNDO_BUTTON),
        ("z", true) | ("y", false) => Some(REDO_BUTTON),
        _ => None,
    }
}

/// Ctrl or Cmd with P. Where the editor has done something with it, as with Ctrl P on a Mac, it is the editor's.
fn is_for_outline(event: &KeyboardEvent) -> bool {
    (event.ctrl_key() || event.meta_key())
        && !event.alt_key()
        && !event.shift_key()
        && event.key().eq_ignore_ascii_case("p")
        && !event.default_prevented()
}

/// Whether the key goes into a text.
fn writes(event: &KeyboardEvent) -> bool {
    target_is_in(event, "input, textarea, select, [contenteditable=true]")
}

/// Whether what an event happened to is inside such an element. The way of the event is asked, not the element: the editor
/// may have put another in its place by the time that the window hears of it.
pub(super) fn target_is_in(event: &Event, selector: &str) -> bool {
    let way = event.composed_path();
    let mut elements = way.iter().filter_map(|it| it.dyn_into::<Element>().ok());
    elements.any(|it| it.matches(selector).unwrap_or(false))
}
