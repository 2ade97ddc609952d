//! Plain values of JavaScript, as files and messages of other programs bring them. Their form is not known before it is
//! looked at. What belongs to the browser has types, those of `web-sys` and `js-sys`, and is not looked up here.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// A field that holds something.
pub fn field(of: &JsValue, key: &str) -> Option<JsValue> {
    // What is no object has no fields.
    let value = Reflect::get(of, &key.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// A field that holds text.
pub fn text(of: &JsValue, key: &str) -> Option<String> {
    field(of, key)?.as_string()
}

/// A new object.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in fields {
        put(&object, key, value);
    }
    object
}

/// Sets a field.
pub fn put(object: &Object, key: &str, value: &JsValue) {
    // An object of our own refuses no field.
    let _cannot_fail = Reflect::set(object, &key.into(), value);
}
