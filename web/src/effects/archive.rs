//! All drafts as one file, and back. `docs/drafts.md` describes it.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Date, JSON};
use leptos::prelude::*;
use netpol_core::SourceFile;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use crate::base::browser::{after, when};
use crate::base::values::{field, object, text};
use crate::effects::drafts;
use crate::effects::practice;
use crate::effects::refused::Refused;
use crate::model::drafts::{self as records, Draft};
use crate::model::practice::exam;
use crate::model::practice::progress::Progress;
use crate::model::share;
use crate::state::Ui;

/// What the file says first.
const FORMAT: &str = "netpol-playground drafts 1";
/// Where the file says what was done of the tasks: a line for each.
const PRACTICE: &str = "practice";
/// And what came of exams.
const EXAMS: &str = "exams";
/// A larger file is not one of ours: the browser's storage holds less.
const MAX_BYTES: f64 = 50e6;
/// So many drafts are taken from a file.
const MAX_DRAFTS: u32 = 1000;
/// So many bytes of text are written to a file; of what is more, the link is enough.
const MAX_TEXT: usize = 32 << 20;

/// Hands the user a file with all drafts.
pub(crate) fn save(ui: Ui) {
    let name = format!("netpol-drafts-{}.json", day());
    if to_text().and_then(|it| download(&name, &it, "application/json")).is_err() {
        Refused::Download.tell(ui);
    }
}

/// Reads such a file; `then` hears how it goes on, and what came of it.
pub(crate) fn load(file: &File, then: impl Fn(String) + 'static) {
    if MAX_BYTES < file.size() {
        return then("This file is larger than 50 MB and was not read.".to_owned());
    }
    when(&file.text(), move |text| {
        let text = text.and_then(|it| it.as_string());
        let Some(list) = text.as_deref().and_then(list) else {
            return then("This file holds no drafts of this page.".to_owned());
        };
        if let Some(it) = text.as_deref().and_then(solved) {
            practice::add(&it);
        }
        if let Some(it) = text.as_deref().and_then(|it| string(it, EXAMS)) {
            practice::exam::add_past(exam::from_text(&it));
        }
        then(format!("Reading {} drafts…", list.length()));
        let here = drafts::all().into_iter().map(|(_, it)| (it.fingerprint, it.name)).collect();
        Import { list, at: 0, here, added: 0, known: 0, then: Box::new(then) }.go_on();
    });
}

/// The drafts of a file on their way to those of this browser. Each is a task of its own, because a few characters may
/// unpack to megabytes: between them the page draws and hears.
struct Import {
    list: Array,
    at: u32,
    /// Fingerprints and names of what is in this browser.
    here: Vec<(u64, String)>,
    added: u32,
    known: u32,
    then: Box<dyn Fn(String)>,
}

impl Import {
    fn go_on(mut self) {
        let last = self.list.length().min(MAX_DRAFTS);
        if last <= self.at {
            return (self.then)(self.summary());
        }
        let draft = read(&self.list.get(self.at));
        self.at += 1;
        match draft.map_or(Ok(()), |it| self.add(it)) {
            Ok(()) => after(0, move || self.go_on()),
            Err(error) => (self.then)(format!("{} of {last} added. {}", self.added, error.message())),
        }
    }

    /// Adds one, unless it is here already.
    fn add(&mut self, mut draft: Draft) -> Result<(), Refused> {
        let same =
            |it: &(u64, String)| it.0 == draft.fingerprint && (it.1 == draft.name || draft.name.is_empty());
        if self.here.iter().any(same) {
            self.known += 1;
            return Ok(());
        }
        // One without a name would go when there are many.
        let name = if draft.name.is_empty() { "Imported" } else { &draft.name };
        let taken: Vec<String> = self.here.iter().map(|it| it.1.clone()).collect();
        draft.name = records::other_name(name, &taken);
        drafts::put(None, &draft)?;
        self.here.push((draft.fingerprint, draft.name));
        self.added += 1;
        Ok(())
    }

    fn summary(&self) -> String {
        let mut said = match self.known {
            0 => format!("{} added.", self.added),
            known => format!("{} added, {known} were here already.", self.added),
        };
        if self.at < self.list.length() {
            said.push_str(" Of one file, only the first 1,000 are taken.");
        }
        said
    }
}

fn to_text() -> Result<String, JsValue> {
    let mut left = MAX_TEXT;
    let list: Array = drafts::all().iter().map(|(_, it)| written(it, &mut left)).collect();
    let solved = practice::progress().to_text();
    let exams = exam::to_text(&practice::exam::past());
    let fields = [
        ("format", FORMAT.into()),
        ("drafts", list.into()),
        (PRACTICE, solved.into()),
        (EXAMS, exams.into()),
    ];
    let whole = object(&fields);
    JSON::stringify_with_replacer_and_space(&whole, &JsValue::NULL, &1.into()).map(String::from)
}

/// A draft in the file, with its texts while so many bytes are left for them.
fn written(draft: &Draft, left: &mut usize) -> JsValue {
    let state = (0 < *left).then(|| share::unpack(&draft.state).ok()).flatten();
    let files = state.map_or_else(Vec::new, |it| it.files);
    *left = left.saturating_sub(files.iter().map(|it| it.text.len()).sum());
    let file = |it: &SourceFile| -> JsValue {
        object(&[("name", it.name.as_str().into()), ("text", it.text.as_ref().into())]).into()
    };
    let files: Array = files.iter().map(file).collect();
    let fields = [
        ("name", draft.name.as_str().into()),
        ("changed", iso(draft.changed).map_or(JsValue::NULL, JsValue::from)),
        ("files", files.into()),
        ("link", draft.state.as_str().into()),
    ];
    object(&fields).into()
}

/// The drafts of a file, as they are.
fn list(file: &str) -> Option<Array> {
    let whole = JSON::parse(file).ok()?;
    if text(&whole, "format")? != FORMAT {
        return None;
    }
    field(&whole, "drafts")?.dyn_into().ok()
}

/// What was done of the tasks, as the file has it.
fn solved(file: &str) -> Option<Progress> {
    string(file, PRACTICE).map(|it| Progress::from_text(&it))
}

fn string(file: &str, key: &str) -> Option<String> {
    text(&JSON::parse(file).ok()?, key)
}

/// One of them. The texts are those of `files`, where there are any; the rest is that of the link.
fn read(draft: &JsValue) -> Option<Draft> {
    let link = text(draft, "link").unwrap_or_default();
    let packed = share::unpack(&link).ok();
    let mut state = packed.clone().unwrap_or_default();
    let file = |it: JsValue| Some(SourceFile::new(text(&it, "name")?, text(&it, "text")?));
    let files = field(draft, "files").and_then(|it| it.dyn_into::<Array>().ok());
    let files: Vec<SourceFile> = files.iter().flat_map(Array::iter).filter_map(file).collect();
    if !files.is_empty() {
        state.files = files;
        state.active = state.active.min(state.files.len().saturating_sub(1));
    }
    if state.files.is_empty() {
        return None;
    }
    let name = text(draft, "name").unwrap_or_default();
    let changed = text(draft, "changed").map(|it| Date::parse(&it)).filter(|it| it.is_finite());
    let changed = changed.map_or_else(drafts::now, |it| (it / 1000.0) as u64);
    // Packing takes ten times as long as unpacking: what the link holds is not packed again.
    Some(match packed.as_ref() == Some(&state) {
        true => Draft::packed(&state, link, &name, changed),
        false => Draft::of(&state, &name, changed),
    })
}

/// A time as `2026-11-21T09:30:00.000Z`; nothing where the calendar ends before it.
fn iso(seconds: u64) -> Option<String> {
    let date = Date::new(&(seconds as f64 * 1000.0).into());
    date.get_time().is_finite().then(|| date.to_iso_string().into())
}

/// `2026-11-21`.
fn day() -> String {
    let now = iso(drafts::now()).unwrap_or_default();
    now.split('T').next().unwrap_or_default().to_owned()
}

/// Has the browser save a text as a file.
pub fn download(name: &str, text: &str, type_of: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(type_of);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has begun to read it by then.
    Timeout::new(60_000, move || {
        // A file that is still held costs memory until the page is left.
        let _cannot_fail = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}
