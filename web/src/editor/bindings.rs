//! The functions of `web/editor`: the module comes by `import()` when the page is on screen.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The editor's program.
    pub type Module;
    /// One editor in the page.
    pub(super) type Handle;

    #[wasm_bindgen(method, catch)]
    pub(super) fn create(this: &Module, parent: &Element, options: &Object) -> Result<Handle, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn open(
        this: &Module,
        it: &Handle,
        file: &str,
        text: &str,
        read_only: bool,
        lead: u32,
    ) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn begin(this: &Module, it: &Handle) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn update(this: &Module, it: &Handle, parts: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn reveal(this: &Module, it: &Handle, from: u32, to: u32, focus: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn fold(this: &Module, it: &Handle, places: &[u32]) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = scrollTo)]
    pub(super) fn scroll_to(this: &Module, it: &Handle, from: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn rename(this: &Module, it: &Handle, from: &str, to: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn forget(this: &Module, it: &Handle, file: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setDark)]
    pub(super) fn set_dark(this: &Module, it: &Handle, dark: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = setReadOnly)]
    pub(super) fn set_read_only(this: &Module, it: &Handle, readonly: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    pub(super) fn destroy(this: &Module, it: &Handle) -> Result<(), JsValue>;

    /// What the user did to the text.
    pub(super) type Event;

    #[wasm_bindgen(method, getter)]
    pub(super) fn changes(this: &Event) -> Array;
    /// Of the text after it, in UTF-16 units.
    #[wasm_bindgen(method, getter)]
    pub(super) fn length(this: &Event) -> f64;
    /// The whole text after it.
    #[wasm_bindgen(method)]
    pub(super) fn text(this: &Event) -> String;

    /// One stretch and what stands in its place.
    pub(super) type Part;

    #[wasm_bindgen(method, getter)]
    pub(super) fn from(this: &Part) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn to(this: &Part) -> f64;
    #[wasm_bindgen(method, getter)]
    pub(super) fn insert(this: &Part) -> String;
}

/// A failure inside the editor stays there: the console has it, the page goes on.
pub(super) fn log(outcome: Result<(), JsValue>) {
    if let Err(error) = outcome {
        web_sys::console::error_1(&error);
    }
}
