//! The service worker, which keeps the site for a visit without a network: see `web/offline`.

use js_sys::{Function, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use crate::base::browser::when;
use crate::base::modules::load_module;
use crate::state::Ui;

#[wasm_bindgen]
extern "C" {
    /// `web/offline/page.js`.
    type Offline;

    #[wasm_bindgen(method, catch)]
    fn start(this: &Offline, ready: &JsValue) -> Result<Promise, JsValue>;
}

/// Asks for it, where a release names it. A page inside of another keeps nothing.
pub(super) fn run(ui: Ui) {
    let window = window();
    let outermost = window.top().is_ok_and(|it| it.as_ref() == Some(&window));
    if outermost {
        // Development builds have none.
        when(&load_module("offline"), move |module| {
            if let Some(it) = module {
                start(it.unchecked_ref(), ui);
            }
        });
    }
}

fn start(offline: &Offline, ui: Ui) {
    let ready = Closure::<dyn FnMut(Function)>::new(move |reload: Function| {
        ui.offer("A new version of this page is ready.", "Reload", move || {
            // What is neither in the address nor in the storage would be gone.
            if let (Some(unkept), Err(_)) = (ui.session().unkept.get(), ui.link()) {
                return ui.complain(unkept);
            }
            // It leaves the page, or there is nothing to change to.
            let _nothing_returned = reload.call0(&JsValue::UNDEFINED);
        });
    });
    // Where the browser forbids it, the page is as good as ever, but not without a network.
    if let Ok(it) = offline.start(&ready.into_js_value()) {
        when(&it, |_| ());
    }
}
