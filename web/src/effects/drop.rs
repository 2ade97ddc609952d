//! Files dropped onto the page, and YAML pasted outside of any field, become files of the page. A link pasted there is
//! opened.

use js_sys::Reflect;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File};

use crate::effects::keys::target_is_in;
use crate::effects::page::{call, construct, hear, when};
use crate::effects::url;
use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// Larger files are refused: reading them would stop the page.
const MAX_BYTES: f64 = 8e6;

/// Listens to drops and pastes.
pub fn run(page: Playground, ui: Ui) {
    // Before the editor, which would write the text of a file at the caret besides.
    hear_first("dragover", move |event| {
        if has_files(&event) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    hear_first("drop", move |event| {
        if !has_files(&event) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let list = event.unchecked_into::<DragEvent>().data_transfer().and_then(|it| it.files());
        for at in 0..list.as_ref().map_or(0, |it| it.length()) {
            if let Some(file) = list.as_ref().and_then(|it| it.get(at)) {
                read(page, ui, &file);
            }
        }
    });
    refuse_large(ui);
    hear("paste", move |event| {
        let field = target_is_in(&event, "input, textarea, [contenteditable=true]");
        let clipboard = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
        let text = clipboard.and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
        if field {
            return;
        }
        if url::paste(ui, &text) {
            return event.prevent_default();
        }
        if !text.contains(':') {
            return;
        }
        event.prevent_default();
        add(page, ui, "pasted.yaml", &text);
    });
}

/// Keeps from the editor and every field what would stop the page.
fn refuse_large(ui: Ui) {
    hear_first("paste", move |event| {
        let clipboard = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
        let text = clipboard.and_then(|it| call(&it, "getData", &["text/plain".into()]));
        // As an object, whose length is known without taking the text into this program.
        let text = text.and_then(|it| construct("String", &[it]));
        let length = text.and_then(|it| Reflect::get(&it, &"length".into()).ok()?.as_f64()).unwrap_or(0.0);
        if MAX_BYTES < length {
            event.prevent_default();
            event.stop_propagation();
            let megabytes = (length / 1e6) as u32;
            ui.complain(format!(
                "What you pasted is {megabytes} MB long, and this page takes 8 MB at once. The command line tool takes \
                 more."
            ));
        }
    });
}

/// Calls on an event before the editor and every field does.
fn hear_first(event: &str, work: impl FnMut(Event) + 'static) {
    let work: Box<dyn FnMut(Event)> = Box::new(work);
    let work = Closure::wrap(work).into_js_value();
    call(&window(), "addEventListener", &[event.into(), work, JsValue::TRUE]);
}

fn has_files(event: &Event) -> bool {
    let types = event.unchecked_ref::<DragEvent>().data_transfer().as_ref().map(DataTransfer::types);
    types.is_some_and(|it| it.includes(&"Files".into(), 0))
}

fn read(page: Playground, ui: Ui, file: &File) {
    let name = file.name();
    if MAX_BYTES < file.size() {
        return ui.complain(format!("{name} is larger than 8 MB and was not read."));
    }
    when(&file.text(), move |text| match text.and_then(|it| it.as_string()) {
        Some(text) => add(page, ui, &name, &text),
        None => ui.complain(format!("{name} could not be read.")),
    });
}

fn add(page: Playground, ui: Ui, name: &str, text: &str) {
    page.add_file(name, text);
    ui.pane.set(Pane::Edit);
    let name = page.files_now().shown().name;
    ui.say(format!("Added {name}."));
}
