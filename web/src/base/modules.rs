//! Programs of the site besides this one, such as the editor's: modules of JavaScript, each of which comes by `import()`
//! when it is asked for.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen(module = "/editor/load.js")]
extern "C" {
    #[wasm_bindgen(js_name = loadModule)]
    fn promise_module(name: &str) -> Promise;
    #[wasm_bindgen(js_name = seen)]
    fn promise_seen(element: &Element) -> Promise;
}

/// Asks for the program that the page's head knows by this name.
pub fn load_module(name: &str) -> Promise {
    promise_module(name)
}

/// Comes once an element is on screen.
pub fn seen(element: &Element) -> Promise {
    promise_seen(element)
}
