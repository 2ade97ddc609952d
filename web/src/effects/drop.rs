//! Files dropped onto the page, and YAML pasted outside of any field, become files of the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys::{DataTransfer, DragEvent, Element, File};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// Larger files are refused: reading them would stop the page.
const MAX_BYTES: f64 = 8e6;

/// Listens to drops and pastes.
pub fn run(page: Playground, ui: Ui) {
    let over = window_event_listener(leptos::ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
        }
    });
    let dropped = window_event_listener(leptos::ev::drop, move |event| {
        if !has_files(&event) {
            return;
        }
        event.prevent_default();
        let list = event.data_transfer().and_then(|it| it.files());
        for at in 0..list.as_ref().map_or(0, |it| it.length()) {
            if let Some(file) = list.as_ref().and_then(|it| it.get(at)) {
                read(page, ui, file);
            }
        }
    });
    let pasted = window_event_listener(leptos::ev::paste, move |event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let field = target.is_some_and(|it| {
            it.closest("input, textarea, [contenteditable=true]").is_ok_and(|it| it.is_some())
        });
        let text = event.clipboard_data().and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
        if field || !text.contains(':') {
            return;
        }
        event.prevent_default();
        add(page, ui, "pasted.yaml", &text);
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
        pasted.remove();
    });
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().as_ref().map(DataTransfer::types);
    types.is_some_and(|it| it.includes(&"Files".into(), 0))
}

fn read(page: Playground, ui: Ui, file: File) {
    let name = file.name();
    if MAX_BYTES < file.size() {
        return ui.complain(format!("{name} is larger than 8 MB and was not read."));
    }
    spawn_local(async move {
        match JsFuture::from(file.text()).await.ok().and_then(|it| it.as_string()) {
            Some(text) => add(page, ui, &name, &text),
            None => ui.complain(format!("{name} could not be read.")),
        }
    });
}

fn add(page: Playground, ui: Ui, name: &str, text: &str) {
    page.add_file(name, text);
    ui.pane.set(Pane::Edit);
    let name = page.files_now().shown().name;
    ui.say(format!("Added {name}."));
}
