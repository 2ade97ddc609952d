//! Writes into the clipboard, and hands links to the system.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};

use crate::effects::page::when;
use crate::effects::url;
use crate::share;
use crate::ui::{Dialog, Ui};

/// The link of the page as it is now, into the clipboard; where that is refused, the dialog in which it can be copied by
/// hand.
pub fn share(ui: Ui) {
    let fragment = match ui.link() {
        Ok(it) => it,
        Err(error) => return ui.complain(share::message(error)),
    };
    let link = url::address(&fragment);
    let length = link.len();
    copy(&link, move |done| match done {
        true => ui.say(format!("Link copied ({length} characters). It holds everything on this page.")),
        false => ui.dialog.set(Some(Dialog::Share { refused: true })),
    });
}

/// Copies a text. Calls with whether the browser let it.
pub fn copy(text: &str, then: impl FnOnce(bool) + 'static) {
    // Without a secure context there is no clipboard, whatever the type says.
    let navigator = window().navigator();
    if !Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object()) {
        return then(false);
    }
    when(&navigator.clipboard().write_text(text), move |written| then(written.is_some()));
}

/// Whether the system has a dialog of its own for links.
pub fn can_hand_over() -> bool {
    hand_over_function().is_some()
}

/// Hands a link to the programs of the system. What the user chooses there, or that nothing, is nobody's business here.
pub fn hand_over(title: &str, link: &str) {
    let data = Object::new();
    for (key, value) in [("title", title), ("url", link)] {
        // A fresh object refuses no field.
        let _ = Reflect::set(&data, &key.into(), &value.into());
    }
    let promise = hand_over_function()
        .and_then(|it| it.apply(&window().navigator(), &Array::of1(&data)).ok())
        .map(JsValue::unchecked_into::<Promise>);
    if let Some(it) = promise {
        when(&it, |_| ());
    }
}

fn hand_over_function() -> Option<Function> {
    Reflect::get(&window().navigator(), &"share".into()).ok()?.dyn_into().ok()
}
