//! The looks of what the later part brings: they come with it, and not before the first matrix.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::embed::framed;

const SHEET: &str = concat!(
    include_str!("../../style/overlays.css"),
    include_str!("../../style/explanation.css"),
    include_str!("../../style/services.css"),
    include_str!("../../style/settings.css"),
    include_str!("../../style/drafts.css"),
    include_str!("../../style/share.css"),
);
const FRAME: &str = include_str!("../../style/frame.css");

/// Adds them to the document's. A sheet made here is no inline style, so the content security policy lets it in.
pub fn run() {
    if adopt(SHEET).is_err() || (framed() && adopt(FRAME).is_err()) {
        // A browser too old for it still has the words, one below the other.
        web_sys::console::warn_1(&"some styles could not be added".into());
    }
}

fn adopt(text: &str) -> Result<(), JsValue> {
    let class: Function = Reflect::get(&window(), &"CSSStyleSheet".into())?.dyn_into()?;
    let sheet = Reflect::construct(&class, &Array::new())?;
    let replace: Function = Reflect::get(&sheet, &"replaceSync".into())?.dyn_into()?;
    replace.call1(&sheet, &text.into())?;
    let document = document();
    let sheets: Array = Reflect::get(&document, &"adoptedStyleSheets".into())?.unchecked_into();
    sheets.push(&sheet);
    Reflect::set(&document, &"adoptedStyleSheets".into(), &sheets)?;
    Ok(())
}
