//! The functions of `web/editor`, by name: the module comes by `import()` when the page is on screen.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// The editor's program.
pub struct Module(pub(super) JsValue);

/// One editor in the page.
pub(super) struct Handle(JsValue);

#[wasm_bindgen]
extern "C" {
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

impl Module {
    pub(super) fn create(&self, parent: &Element, options: &Object) -> Handle {
        Handle(self.call("create", &[parent.into(), options.into()]))
    }

    pub(super) fn open(&self, it: &Handle, file: &str, text: &str) {
        self.call("open", &[it.0.clone(), file.into(), text.into()]);
    }

    pub(super) fn update(&self, it: &Handle, parts: &Object) {
        self.call("update", &[it.0.clone(), parts.into()]);
    }

    pub(super) fn reveal(&self, it: &Handle, from: u32, to: u32) {
        self.call("reveal", &[it.0.clone(), from.into(), to.into(), true.into()]);
    }

    pub(super) fn scroll_to(&self, it: &Handle, from: u32) {
        self.call("scrollTo", &[it.0.clone(), from.into()]);
    }

    pub(super) fn rename(&self, it: &Handle, from: &str, to: &str) {
        self.call("rename", &[it.0.clone(), from.into(), to.into()]);
    }

    pub(super) fn forget(&self, it: &Handle, file: &str) {
        self.call("forget", &[it.0.clone(), file.into()]);
    }

    pub(super) fn set_dark(&self, it: &Handle, dark: bool) {
        self.call("setDark", &[it.0.clone(), dark.into()]);
    }

    pub(super) fn set_read_only(&self, it: &Handle, readonly: bool) {
        self.call("setReadOnly", &[it.0.clone(), readonly.into()]);
    }

    pub(super) fn destroy(&self, it: &Handle) {
        self.call("destroy", std::slice::from_ref(&it.0));
    }

    /// A failure inside the editor stays there: the console has it, the page goes on.
    fn call(&self, name: &str, arguments: &[JsValue]) -> JsValue {
        let list: Array = arguments.iter().collect();
        let outcome = Reflect::get(&self.0, &name.into())
            .and_then(|it| it.dyn_into::<Function>())
            .and_then(|it| it.apply(&self.0, &list));
        outcome.unwrap_or_else(|error| {
            web_sys::console::error_1(&error);
            JsValue::UNDEFINED
        })
    }
}

/// A plain object.
pub(super) fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        // A fresh object refuses no field.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object
}
