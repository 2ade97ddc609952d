//! The service worker, which keeps the site for a visit without a network: see `web/offline`.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;

use crate::editor::load_part;
use crate::effects::page::{global, when};
use crate::effects::storage;
use crate::ui::Ui;

/// Asks for it, where a release names it. A page inside of another keeps nothing.
pub(super) fn run(ui: Ui) {
    let outermost = global("top") == global("self");
    if outermost {
        // Development builds have none.
        when(&load_part("offline"), move |module| {
            if let Some(it) = module {
                start(&it, ui);
            }
        });
    }
}

fn start(module: &JsValue, ui: Ui) {
    let ready: Box<dyn FnMut(Function)> = Box::new(move |reload| {
        ui.offer("A new version of this page is ready.", "Reload", move || {
            // What is neither in the address nor in the storage would be gone.
            if let (Some(refused), Err(_)) = (storage::refused(), ui.link()) {
                return ui.complain(refused.message());
            }
            // It leaves the page or does nothing.
            let _ = reload.call0(&JsValue::UNDEFINED);
        });
    });
    let ready = Closure::wrap(ready).into_js_value();
    let call = Reflect::get(module, &"start".into()).and_then(|it| it.dyn_into::<Function>());
    if let Ok(promise) = call.and_then(|it| it.call1(module, &ready)) {
        // Where the browser forbids it, the page is as good as ever, but not without a network.
        when(promise.unchecked_ref::<Promise>(), |_| ());
    }
}
