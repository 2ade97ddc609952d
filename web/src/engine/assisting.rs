//! What helps while a text is written: what can be written at a place, and what stands there.

use std::sync::Arc;

use wasm_bindgen::JsValue;

use super::Analyzed;

/// The questions, with answers as the editor takes them; null where there is nothing to say. The part is asked for with the
/// first of them.
pub struct Assist {
    /// Lists what can be written.
    pub completions: Question,
    /// Says what stands there.
    pub hover: Question,
}

/// What is asked about a place.
pub type Question = fn(&Analyzed, Written) -> JsValue;

/// A place of a text as it stands in the editor, which may be newer than what was analyzed.
#[derive(Clone, Debug)]
pub struct Written {
    /// The whole text.
    pub text: Arc<str>,
    /// UTF-16 units before the place.
    pub at: u32,
}
