//! All drafts as one file, and back. `docs/drafts.md` describes it.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Date, JSON};
use leptos::prelude::*;
use netpol_core::SourceFile;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, Url};

use crate::base::browser::when;
use crate::base::values::{field, object, text};
use crate::effects::drafts;
use crate::effects::refused::Refused;
use crate::model::drafts::{self as records, Draft};
use crate::model::share::{self, ShareState};
use crate::state::Ui;

/// What the file says first.
const FORMAT: &str = "netpol-playground drafts 1";
/// A larger file is not one of ours: the browser's storage holds less.
const MAX_BYTES: f64 = 50e6;

/// Hands the user a file with all drafts.
pub(crate) fn save(ui: Ui) {
    let name = format!("netpol-drafts-{}.json", day());
    if to_text().and_then(|it| download(&name, &it)).is_err() {
        Refused::Download.tell(ui);
    }
}

/// Reads such a file; `then` hears what came of it.
pub(crate) fn load(file: &File, then: impl Fn(String) + 'static) {
    if MAX_BYTES < file.size() {
        return then("This file is larger than 50 MB and was not read.".to_owned());
    }
    when(&file.text(), move |text| {
        let text = text.and_then(|it| it.as_string());
        then(match text.as_deref().and_then(from_text) {
            Some(found) => add(&found),
            None => "This file holds no drafts of this page.".to_owned(),
        });
    });
}

/// Adds drafts to those of this browser, but for those that are here already.
fn add(found: &[(String, u64, ShareState)]) -> String {
    let (mut added, mut known) = (0, 0);
    for (name, changed, state) in found {
        let all = drafts::all();
        let mut draft = Draft::of(state, name, *changed);
        let same = |it: &Draft| {
            it.fingerprint == draft.fingerprint && (it.name == draft.name || draft.name.is_empty())
        };
        if all.iter().any(|(_, it)| same(it)) {
            known += 1;
            continue;
        }
        // One without a name would go when there are many.
        let name = if draft.name.is_empty() { "Imported" } else { &draft.name };
        draft.name = records::other_name(name, &drafts::names());
        if let Err(error) = drafts::put(None, &draft) {
            return format!("{added} of {} added. {}", found.len(), error.message());
        }
        added += 1;
    }
    match known {
        0 => format!("{added} added."),
        _ => format!("{added} added, {known} were here already."),
    }
}

fn to_text() -> Result<String, JsValue> {
    let list: Array = drafts::all().iter().filter_map(|(_, it)| written(it)).collect();
    let whole = object(&[("format", FORMAT.into()), ("drafts", list.into())]);
    JSON::stringify_with_replacer_and_space(&whole, &JsValue::NULL, &1.into()).map(String::from)
}

/// A draft in the file. One whose state cannot be read is left out.
fn written(draft: &Draft) -> Option<JsValue> {
    let state = share::decode(&draft.state).ok()?;
    let file = |it: &SourceFile| -> JsValue {
        object(&[("name", it.name.as_str().into()), ("text", it.text.as_ref().into())]).into()
    };
    let files: Array = state.files.iter().map(file).collect();
    let fields = [
        ("name", draft.name.as_str().into()),
        ("changed", iso(draft.changed).map_or(JsValue::NULL, JsValue::from)),
        ("files", files.into()),
        ("link", draft.state.as_str().into()),
    ];
    Some(object(&fields).into())
}

/// Name, time and state of each. The texts are those of `files`, where there are any; the rest is that of the link.
fn from_text(file: &str) -> Option<Vec<(String, u64, ShareState)>> {
    let whole = JSON::parse(file).ok()?;
    if text(&whole, "format")? != FORMAT {
        return None;
    }
    let list: Array = field(&whole, "drafts")?.dyn_into().ok()?;
    Some(list.iter().filter_map(|it| read(&it)).collect())
}

fn read(draft: &JsValue) -> Option<(String, u64, ShareState)> {
    let mut state = text(draft, "link").and_then(|it| share::decode(&it).ok()).unwrap_or_default();
    let file = |it: JsValue| Some(SourceFile::new(text(&it, "name")?, text(&it, "text")?));
    let files = field(draft, "files").and_then(|it| it.dyn_into::<Array>().ok());
    let files: Vec<SourceFile> = files.iter().flat_map(Array::iter).filter_map(file).collect();
    if !files.is_empty() {
        state.files = files;
        state.active = state.active.min(state.files.len().saturating_sub(1));
    }
    let changed = text(draft, "changed").map(|it| Date::parse(&it)).filter(|it| it.is_finite());
    let changed = changed.map_or_else(drafts::now, |it| (it / 1000.0) as u64);
    (!state.files.is_empty()).then(|| (text(draft, "name").unwrap_or_default(), changed, state))
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

fn download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
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
