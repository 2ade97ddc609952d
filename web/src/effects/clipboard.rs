//! Copies a link, or shows it where it can be copied by hand.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::web_sys;
use wasm_bindgen_futures::JsFuture;

use crate::effects::url;
use crate::state::Playground;
use crate::ui::{Dialog, Ui};

/// The link of the page as it is now, into the clipboard.
pub fn share(page: Playground, ui: Ui) {
    let fragment = match page.link() {
        Ok(it) => it,
        Err(error) => return ui.complain(error.message()),
    };
    let link = url::address(&fragment);
    spawn_local(async move {
        match copy(&link).await {
            true => {
                ui.say(format!("Link copied ({} characters). It holds everything on this page.", link.len()))
            }
            false => ui.dialog.set(Some(Dialog::Link(link))),
        }
    });
}

/// Whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    // Without a secure context there is no clipboard, whatever the type says.
    let navigator = window.navigator();
    if !js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object()) {
        return false;
    }
    JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
