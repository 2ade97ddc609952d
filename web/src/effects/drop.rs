//! Files dropped onto the page, and YAML pasted outside of any field, become files of the page. A link pasted there is
//! opened.

use crate::state::{Playground, Ui};
use js_sys::JsString;
use leptos::ev;
use leptos::prelude::*;
use netpol_core::redact;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, DragEvent, File};

use crate::base::browser::{on_window, on_window_first};
use crate::effects::keys::target_is_in;
use crate::effects::url;

/// Larger files are refused: reading them would stop the page.
const MAX_BYTES: f64 = 8e6;

#[wasm_bindgen]
extern "C" {
    /// What is pasted, as text that stays in the browser: [`DataTransfer`] copies it into this program.
    #[wasm_bindgen(extends = DataTransfer)]
    type Pasted;

    #[wasm_bindgen(method, catch, js_name = getData)]
    fn text(this: &Pasted, format: &str) -> Result<JsString, JsValue>;
}

/// Listens to drops and pastes.
pub fn run(page: Playground, ui: Ui) {
    // Before the editor, which would write the text of a file at the caret besides.
    on_window_first(ev::dragover, move |event| {
        if has_files(event) {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    on_window_first(ev::drop, move |event| {
        if !has_files(event) {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        if let Some(list) = event.data_transfer().and_then(|it| it.files()) {
            read(page, ui, (0..list.length()).filter_map(|at| list.get(at)).collect());
        }
    });
    refuse_large(ui);
    on_window(ev::paste, move |event| {
        if target_is_in(&event, "input, textarea, [contenteditable=true]") {
            return;
        }
        let text = event.clipboard_data().and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
        if url::paste(ui, &text) {
            return event.prevent_default();
        }
        if !text.contains(':') {
            return;
        }
        event.prevent_default();
        add(page, ui, &[("pasted.yaml".to_owned(), text)]);
    });
}

/// Keeps from the editor and every field what would stop the page.
fn refuse_large(ui: Ui) {
    on_window_first(ev::paste, move |event| {
        let pasted = event.clipboard_data().map(JsCast::unchecked_into::<Pasted>);
        let length = pasted.and_then(|it| it.text("text/plain").ok()).map_or(0, |it| it.length());
        if MAX_BYTES < f64::from(length) {
            event.prevent_default();
            event.stop_propagation();
            let megabytes = length / 1_000_000;
            ui.complain(format!(
                "What you pasted is {megabytes} MB long, and this page takes 8 MB at once. The command line tool takes \
                 more."
            ));
        }
    });
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().as_ref().map(DataTransfer::types);
    types.is_some_and(|it| it.includes(&"Files".into(), 0))
}

/// Reads files one after the other, and adds them in one change: each would be evaluated.
fn read(page: Playground, ui: Ui, files: Vec<File>) {
    spawn_local(async move {
        let mut read = Vec::new();
        for file in files {
            let name = file.name();
            if MAX_BYTES < file.size() {
                ui.complain(format!("{name} is larger than 8 MB and was not read."));
                continue;
            }
            match JsFuture::from(file.text()).await.ok().and_then(|it| it.as_string()) {
                Some(text) => read.push((name, text)),
                None => ui.complain(format!("{name} could not be read.")),
            }
        }
        add(page, ui, &read);
    });
}

/// Adds files to the page, and says what they may hold.
fn add(page: Playground, ui: Ui, files: &[(String, String)]) {
    if files.is_empty() {
        return;
    }
    ui.take_files(files);
    if files.iter().any(|it| redact::is_suspect(&it.1)) {
        ui.offer(
            "What was added may hold what is secret: data of Secrets, environment values, or what was last applied.",
            "Leave that out",
            move || leave_out(page, ui),
        );
    }
}

/// Takes out of all files what may be secret.
fn leave_out(page: Playground, ui: Ui) {
    let before = untrack(|| page.snapshot());
    let loaded = page.loaded();
    let found = loaded.and_then(|it| it.confidential(before.files.iter().map(|it| &*it.text)));
    let Some((loaded, found)) = loaded.zip(found) else {
        page.ask_for_forms();
        return ui.complain("Nothing was left out: what reads these files is not loaded yet.");
    };
    if found.is_empty() {
        return ui.say("There is nothing of that kind in the files.");
    }
    page.redact(loaded);
    ui.say_with(format!("Left out: {found}."), "Undo", move || page.restore(before.clone()));
}
