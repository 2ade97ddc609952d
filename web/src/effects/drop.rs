//! Files dropped onto the page, and YAML pasted outside of any field, become files of the page. A link pasted there is
//! opened. What looks like two versions (two folders, two files of one name, a diff of the open files) is offered as a review.

use std::sync::Arc;

use crate::later::{late, run as run_part};
use crate::state::{Dialog, Playground, UNDO, Ui};
use js_sys::{Array, JsString, Promise};
use leptos::ev;
use leptos::prelude::*;
use netpol_core::link::MAX_FILES;
use netpol_core::{SourceFile, redact};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DataTransfer, DragEvent, File};

use crate::base::browser::{TEXT, on_window, on_window_first};
use crate::base::modules::load_module;
use crate::effects::keys::target_is_in;
use crate::effects::url;
use crate::model::files::LARGE;
use crate::model::patch;
use crate::model::review::{Gaps, Versions, are_versions};
use crate::model::share;

/// A longer paste is refused: an editor takes it as a whole.
const MAX_PASTE: f64 = 8e6;
/// So many bytes of files are taken at once; what is more has no room in the memory that a page has.
const MAX_BYTES: f64 = 64e6;

#[wasm_bindgen]
extern "C" {
    /// What is pasted, as text that stays in the browser: [`DataTransfer`] copies it into this program.
    #[wasm_bindgen(extends = DataTransfer)]
    type Pasted;

    #[wasm_bindgen(method, catch, js_name = getData)]
    fn text(this: &Pasted, format: &str) -> Result<JsString, JsValue>;

    /// What is dropped, with folders.
    #[wasm_bindgen(extends = DataTransfer)]
    type Dropped;
    type Items;
    type Item;
    /// A folder or file.
    type Entry;

    /// A drop that was kept until this program came: what it brought itself is gone.
    #[wasm_bindgen(extends = DragEvent)]
    type Kept;

    #[wasm_bindgen(method, getter)]
    fn entries(this: &Kept) -> Option<Array>;
    #[wasm_bindgen(method, getter)]
    fn items(this: &Dropped) -> Items;
    #[wasm_bindgen(method, getter)]
    fn length(this: &Items) -> u32;
    #[wasm_bindgen(method, indexing_getter)]
    fn get(this: &Items, at: u32) -> Option<Item>;
    #[wasm_bindgen(method, js_name = webkitGetAsEntry)]
    fn entry(this: &Item) -> Option<Entry>;
    #[wasm_bindgen(method, getter, js_name = isDirectory)]
    fn is_directory(this: &Entry) -> bool;
    #[wasm_bindgen(method, getter)]
    fn name(this: &Entry) -> String;

    /// The review's program, which knows the way through folders.
    type Walker;

    #[wasm_bindgen(method, catch, js_name = filesIn)]
    fn files_in(this: &Walker, entry: &Entry, most: u32) -> Result<Promise, JsValue>;

    /// What it finds.
    type Walked;

    #[wasm_bindgen(method, getter)]
    fn files(this: &Walked) -> Array;
    #[wasm_bindgen(method, getter)]
    fn unread(this: &Walked) -> Array;
    #[wasm_bindgen(method, getter, js_name = isCut)]
    fn is_cut(this: &Walked) -> bool;
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
        let Some(transfer) = event.data_transfer() else { return };
        let entries = folders(event.unchecked_ref(), transfer.unchecked_ref());
        if !entries.is_empty() {
            return run_part(ui, folders_come(page, ui, entries));
        }
        if let Some(list) = transfer.files() {
            let files = (0..list.length()).filter_map(|at| list.get(at)).collect();
            run_part(ui, files_come(page, ui, files));
        }
    });
    refuse_large(ui);
    // Before the editor, too: a diff of the open files is no text of theirs.
    on_window_first(ev::paste, move |event| {
        if !target_is_in(event, TEXT) {
            return;
        }
        let text = event.clipboard_data().and_then(|it| it.get_data("text/plain").ok()).unwrap_or_default();
        if let Some(it) = Versions::of_diff(&text, &page.files_now().list) {
            event.prevent_default();
            event.stop_propagation();
            ui.dialog.set(Some(Dialog::Versions(Arc::new(it))));
        }
    });
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
        run_part(ui, text_comes(page, ui, text));
    });
}

late! {
    in files;
    /// Files were dropped.
    fn files_come(page: Playground, ui: Ui, files: Vec<File>) {
        read(page, ui, files);
    }
}

late! {
    in files;
    /// Folders were dropped, perhaps with files.
    fn folders_come(page: Playground, ui: Ui, entries: Vec<Entry>) {
        read_folders(page, ui, entries);
    }
}

late! {
    in files;
    /// A text was pasted outside of any field.
    fn text_comes(page: Playground, ui: Ui, text: String) {
        if !review_diff(page, ui, &text) {
            add(page, ui, &[("pasted.yaml".to_owned(), text)]);
        }
    }
}

late! {
    in files;
    /// Files are added that are not to be compared.
    pub(crate) fn others_come(page: Playground, ui: Ui, files: Vec<(String, String)>) {
        add(page, ui, &files);
    }
}

/// Offers the review of a diff. Of one that fits nothing it says what becomes of it; `false`: then it is a file like others.
fn review_diff(page: Playground, ui: Ui, text: &str) -> bool {
    if let Some(it) = Versions::of_diff(text, &page.files_now().list) {
        ui.dialog.set(Some(Dialog::Versions(Arc::new(it))));
        return true;
    }
    if patch::is_diff(text) {
        ui.complain(
            "This diff does not fit the open files, and shows only parts of its own, so there is nothing to compare. It \
             was added as a file: only the lines after the change are read.",
        );
    }
    false
}

/// Keeps from the editor and every field what would stop the page.
fn refuse_large(ui: Ui) {
    on_window_first(ev::paste, move |event| {
        let pasted = event.clipboard_data().map(JsCast::unchecked_into::<Pasted>);
        let length = pasted.and_then(|it| it.text("text/plain").ok()).map_or(0, |it| it.length());
        if MAX_PASTE < f64::from(length) {
            event.prevent_default();
            event.stop_propagation();
            let megabytes = length / 1_000_000;
            ui.complain(format!(
                "What you pasted is {megabytes} MB long, and this page takes 8 MB at once. Of a file that you drop, or \
                 open from the menu of the files, it takes 64 MB."
            ));
        }
    });
}

fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().as_ref().map(DataTransfer::types);
    types.is_some_and(|it| it.includes(&"Files".into(), 0))
}

/// Reads files one after the other, and adds them in one change: each would be evaluated.
pub(crate) fn read(page: Playground, ui: Ui, files: Vec<File>) {
    spawn_local(async move {
        let (mut read, mut gaps) = (Vec::new(), Gaps::default());
        let mut room = MAX_BYTES;
        for file in files {
            let name = file.name();
            if let Some(text) = text_of(&name, &file, &mut room, &mut gaps).await {
                read.push((name, text));
            }
        }
        if let [(first, old), (second, new)] = read.as_slice()
            && gaps.is_empty()
            && old.len() + new.len() <= LARGE
            && are_versions(first, second)
        {
            let sides = [(first, old), (second, new)]
                .map(|(name, text)| vec![SourceFile::new(name.as_str(), text.as_str())]);
            let it = Versions::of([first.clone(), second.clone()], sides);
            return ui.dialog.set(Some(Dialog::Versions(Arc::new(it))));
        }
        if let [(_, text)] = read.as_slice()
            && review_diff(page, ui, text)
        {
            return;
        }
        add(page, ui, &read);
        tell(ui, &gaps);
        // Any two files may be versions of one, whatever they are called.
        if let [(first, old), (second, new)] = read.as_slice() {
            let sides = [(first, old), (second, new)]
                .map(|(name, text)| vec![SourceFile::new(name.as_str(), text.as_str())]);
            let it = Arc::new(Versions::of([first.clone(), second.clone()], sides));
            ui.offer("Are these two versions of one file?", "Compare them", move || {
                ui.dialog.set(Some(Dialog::Versions(Arc::clone(&it))));
            });
        }
    });
}

/// What was dropped, where a folder is among it; nothing else knows what is in one.
fn folders(event: &Kept, dropped: &Dropped) -> Vec<Entry> {
    let items = dropped.items();
    let entries: Vec<Entry> = match event.entries() {
        Some(it) => it.iter().map(JsCast::unchecked_into).collect(),
        None => (0..items.length()).filter_map(|at| items.get(at)).filter_map(|it| it.entry()).collect(),
    };
    if entries.iter().any(Entry::is_directory) { entries } else { Vec::new() }
}

/// Reads folders. Two of them are two versions, unless something of them is missing: that would seem new or gone.
fn read_folders(page: Playground, ui: Ui, entries: Vec<Entry>) {
    spawn_local(async move {
        let module = JsFuture::from(load_module("review")).await.ok().map(JsCast::unchecked_into::<Walker>);
        let Some(module) = module else {
            return ui.complain("What reads folders could not be loaded. Drop the files themselves.");
        };
        let (mut sides, mut gaps) = (Vec::new(), Gaps::default());
        let mut room = MAX_BYTES;
        for entry in &entries {
            sides.push(side_of(&module, entry, &mut room, &mut gaps).await);
        }
        let is_two = entries.len() == 2 && entries.iter().all(Entry::is_directory);
        let has_both = is_two && sides.iter().all(|it| !it.is_empty());
        let all: Vec<(String, String)> = sides.concat();
        if has_both && !gaps.is_empty() {
            let why = format!("The two folders are not compared. {}", gaps.words());
            return ui.complain_with(why, "Add what was read", move || add(page, ui, &all));
        }
        if let ([first, second], [old, new]) = (entries.as_slice(), sides.as_slice())
            && has_both
        {
            let files = [old, new].map(|side| {
                side.iter().map(|(name, text)| SourceFile::new(name.as_str(), text.as_str())).collect()
            });
            let it = Versions::of([first.name(), second.name()], files);
            return ui.dialog.set(Some(Dialog::Versions(Arc::new(it))));
        }
        if all.is_empty() && gaps.is_empty() {
            return ui.complain("There are no .yaml, .yml or .json files in what was dropped.");
        }
        add(page, ui, &all);
        tell(ui, &gaps);
    });
}

/// The files of a folder, or the file itself; and what is missing of it.
async fn side_of(module: &Walker, entry: &Entry, room: &mut f64, gaps: &mut Gaps) -> Vec<(String, String)> {
    let found = match module.files_in(entry, MAX_FILES as u32) {
        Ok(it) => JsFuture::from(it).await.ok(),
        Err(_) => None,
    };
    let Some(found) = found.map(JsCast::unchecked_into::<Walked>) else {
        gaps.unread.push(entry.name());
        return Vec::new();
    };
    if found.is_cut() {
        gaps.cut.push(entry.name());
    }
    gaps.unread.extend(found.unread().iter().filter_map(|it| it.as_string()));
    let mut side = Vec::new();
    for pair in found.files().iter() {
        let pair = Array::from(&pair);
        let (Some(path), Ok(file)) = (pair.get(0).as_string(), pair.get(1).dyn_into::<File>()) else {
            continue;
        };
        if let Some(text) = text_of(&path, &file, room, gaps).await {
            side.push((path, text));
        }
    }
    side
}

/// The text of a file; where there is none, or no room for it, that is noted.
async fn text_of(name: &str, file: &File, room: &mut f64, gaps: &mut Gaps) -> Option<String> {
    if *room < file.size() {
        gaps.large.push(name.to_owned());
        return None;
    }
    *room -= file.size();
    let text = JsFuture::from(file.text()).await.ok().and_then(|it| it.as_string());
    if text.is_none() {
        gaps.unread.push(name.to_owned());
    }
    text
}

/// Says what is missing.
fn tell(ui: Ui, gaps: &Gaps) {
    if !gaps.is_empty() {
        ui.complain(gaps.words());
    }
}

/// Adds files to the page, and says what they may hold.
fn add(page: Playground, ui: Ui, files: &[(String, String)]) {
    if files.is_empty() {
        return;
    }
    ui.take_files(files);
    // Files that no link and no draft holds do not leave the page.
    if share::is_large(&untrack(|| page.snapshot())) {
        return;
    }
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
    if found.is_empty() && !redact::is_suspect(&before.task) {
        return ui.say("There is nothing of that kind in the files.");
    }
    page.redact(loaded);
    let has_lost_task = !before.task.is_empty() && untrack(|| page.files_now().task.is_empty());
    let task = has_lost_task.then(|| "the task, whose text may hold what is secret".to_owned());
    let all: Vec<String> = Some(found).filter(|it| !it.is_empty()).into_iter().chain(task).collect();
    ui.say_with(format!("Left out: {}.", all.join("; ")), UNDO, move || page.restore(before.clone()));
}
