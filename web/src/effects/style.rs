//! The looks of what the second part brings: they come with it, and not before the first matrix.

use std::cell::RefCell;

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::CssStyleSheet;

use crate::effects::refused::Refused;
use crate::model::embed::framed;

const SHEET: &str = concat!(
    include_str!("../../style/overlays.css"),
    include_str!("../../style/explanation.css"),
    include_str!("../../style/repairs.css"),
    include_str!("../../style/services.css"),
    include_str!("../../style/peers.css"),
    include_str!("../../style/changes.css"),
    include_str!("../../style/review.css"),
    include_str!("../../style/exposure.css"),
    include_str!("../../style/expectations.css"),
    include_str!("../../style/settings.css"),
    include_str!("../../style/drafts.css"),
    include_str!("../../style/share.css"),
    include_str!("../../style/offers.css"),
    include_str!("../../style/outline.css"),
    include_str!("../../style/problems.css"),
    include_str!("../../style/forced.css"),
);
const FRAME: &str = include_str!("../../style/frame.css");

/// Adds them to the document's. A sheet made here is no inline style, so the content security policy lets it in.
pub fn run() {
    if adopt(SHEET).is_err() || (framed() && adopt(FRAME).is_err()) {
        // A browser too old for it still has the words, one below the other.
        Refused::Style.log();
    }
}

/// Adds those of a part of its own, once.
pub fn add(text: &'static str) {
    thread_local! {
        static ADDED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    }
    let is_new = ADDED.with_borrow_mut(|it| {
        let is_new = !it.contains(&text);
        it.extend(is_new.then_some(text));
        is_new
    });
    if is_new && adopt(text).is_err() {
        Refused::Style.log();
    }
}

fn adopt(text: &str) -> Result<(), JsValue> {
    let sheet = CssStyleSheet::new()?;
    sheet.replace_sync(text)?;
    let document = document();
    let sheets = Array::from(&document.adopted_style_sheets());
    sheets.push(&sheet);
    document.set_adopted_style_sheets(&sheets);
    Ok(())
}
