//! All drafts as one file, and back. `docs/drafts.md` describes it.

use js_sys::{Array, Reflect};
use netpol_core::SourceFile;
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::dom::el;
use crate::drafts::{self as records, Draft};
use crate::effects::drafts;
use crate::effects::page::{after, call, construct, global, object, string, when};
use crate::share::{self, ShareState};
use crate::ui::Ui;

/// What the file says first.
const FORMAT: &str = "netpol-playground drafts 1";
/// A larger file is none of ours: the browser's storage holds less.
const MAX_BYTES: f64 = 50e6;

/// Hands the user a file with all drafts.
pub(crate) fn save(ui: Ui) {
    let name = format!("netpol-drafts-{}.json", day());
    if download(&name, &to_text()).is_none() {
        ui.complain("The browser does not let this page make a file.");
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

fn to_text() -> String {
    let list: Array = drafts::all()
        .iter()
        .filter_map(|(_, it)| {
            let state = share::decode(&it.state).ok()?;
            let files: Array = state
                .files
                .iter()
                .map(|it| object(&[("name", it.name.as_str().into()), ("text", it.text.as_ref().into())]))
                .collect();
            Some(object(&[
                ("name", it.name.as_str().into()),
                ("changed", iso(it.changed)),
                ("files", files.into()),
                ("link", it.state.as_str().into()),
            ]))
        })
        .collect();
    let whole = object(&[("format", FORMAT.into()), ("drafts", list.into())]);
    let text = call(&global("JSON"), "stringify", &[whole, JsValue::NULL, 1.into()]);
    text.and_then(|it| it.as_string()).unwrap_or_default()
}

/// Name, time and state of each. The texts are those of `files`, where there are any; the rest is that of the link.
fn from_text(text: &str) -> Option<Vec<(String, u64, ShareState)>> {
    let whole = call(&global("JSON"), "parse", &[text.into()])?;
    if string(&whole, "format")? != FORMAT {
        return None;
    }
    let list: Array = Reflect::get(&whole, &"drafts".into()).ok()?.dyn_into().ok()?;
    let one = |it: JsValue| {
        let link = string(&it, "link").and_then(|it| share::decode(&it).ok());
        let files = Reflect::get(&it, &"files".into()).ok().and_then(|it| it.dyn_into::<Array>().ok());
        let file = |it: JsValue| Some(SourceFile::new(string(&it, "name")?, string(&it, "text")?));
        let files: Vec<SourceFile> = files.iter().flat_map(Array::iter).filter_map(file).collect();
        let mut state = link.unwrap_or_default();
        if !files.is_empty() {
            state.files = files;
            state.active = state.active.min(state.files.len().saturating_sub(1));
        }
        let changed = string(&it, "changed").and_then(|it| call(&global("Date"), "parse", &[it.into()]));
        let changed = changed.and_then(|it| it.as_f64()).filter(|it| it.is_finite());
        let changed = changed.map_or_else(drafts::now, |it| (it / 1000.0) as u64);
        (!state.files.is_empty()).then(|| (string(&it, "name").unwrap_or_default(), changed, state))
    };
    Some(list.iter().filter_map(one).collect())
}

/// A time as `2026-11-21T09:30:00.000Z`.
fn iso(seconds: u64) -> JsValue {
    let date = construct("Date", &[(seconds as f64 * 1000.0).into()]);
    date.and_then(|it| call(&it, "toISOString", &[])).unwrap_or(JsValue::NULL)
}

/// `2026-11-21`.
fn day() -> String {
    let now = iso(drafts::now()).as_string().unwrap_or_default();
    now.split('T').next().unwrap_or_default().to_owned()
}

fn download(name: &str, text: &str) -> Option<()> {
    let parts: Array = [JsValue::from(text)].iter().collect();
    let kind = object(&[("type", "application/json".into())]);
    let blob = construct("Blob", &[parts.into(), kind])?;
    let address = call(&global("URL"), "createObjectURL", &[blob])?;
    let link = el("a").attr("href", &address.as_string()?).attr("download", name);
    call(link.element(), "click", &[])?;
    // The browser has begun to read it by then.
    after(60_000, move || {
        call(&global("URL"), "revokeObjectURL", &[address]);
    });
    Some(())
}
