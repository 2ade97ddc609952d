//! The values of messages.

use js_sys::Array;
use netpol_core::SourceFile;
use wasm_bindgen::prelude::*;

use crate::base::values::{field, object};
use crate::model::embed::Content;

/// A value as an attribute would say it.
pub(super) fn text(data: &JsValue, key: &str) -> Option<String> {
    let value = field(data, key)?;
    let truth = || [true, false].into_iter().find(|&it| value == it).map(|it| it.to_string());
    value.as_string().or_else(truth)
}

/// The files that a message brings.
pub(super) fn content(data: &JsValue) -> Option<Content> {
    if let Some(it) = field(data, "files").filter(Array::is_array) {
        let items = (0..).map_while(|at: u32| field(&it, &at.to_string()));
        let file = |it: JsValue| Some(SourceFile::new(text(&it, "name")?, text(&it, "text")?));
        return items.map(file).collect::<Option<Vec<_>>>().map(Content::Files);
    }
    text(data, "yaml").map(Content::Yaml).or_else(|| text(data, "link").map(Content::Link))
}

/// Files as a message has them.
pub(super) fn list(files: &[SourceFile]) -> JsValue {
    let file = |it: &SourceFile| -> JsValue {
        object(&[("name", it.name.as_str().into()), ("text", it.text.as_ref().into())]).into()
    };
    files.iter().map(file).collect::<Array>().into()
}
