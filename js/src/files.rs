//! The files that a caller hands over.

use netpol_core::SourceFile;
use serde::Deserialize;
use wasm_bindgen::{JsError, JsValue};

#[derive(Deserialize)]
struct File {
    name: String,
    text: String,
}

/// One text, one file, or several, which are read in this order.
#[derive(Deserialize)]
#[serde(untagged)]
enum Files {
    Text(String),
    One(File),
    Many(Vec<File>),
}

pub(crate) fn read(files: JsValue) -> Result<Vec<SourceFile>, JsError> {
    let wrong = |_| JsError::new("files are a text, or an array of objects with `name` and `text`");
    Ok(match serde_wasm_bindgen::from_value(files).map_err(wrong)? {
        Files::Text(text) => vec![SourceFile::new("input.yaml", text)],
        Files::One(it) => vec![file(it)],
        Files::Many(all) => all.into_iter().map(file).collect(),
    })
}

fn file(it: File) -> SourceFile {
    SourceFile::new(it.name, it.text)
}
