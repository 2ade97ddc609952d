//! Writes into the clipboard, and hands links to the system.

use js_sys::Reflect;
use leptos::prelude::*;
use web_sys::ShareData;

use crate::base::browser::when;
use crate::effects::url;
use crate::model::share;
use crate::state::{Dialog, Ui};

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
    let clipboard = window().navigator().clipboard();
    // Without a secure context there is none, against its type.
    if clipboard.is_undefined() {
        return then(false);
    }
    when(&clipboard.write_text(text), move |written| then(written.is_some()));
}

/// Whether the system has a dialog of its own for links.
pub fn can_hand_over() -> bool {
    // Not every browser has it, against its type.
    Reflect::has(&window().navigator(), &"share".into()).unwrap_or(false)
}

/// Hands a link to the programs of the system, where [`can_hand_over`] says that it can. The user may choose one of
/// them or none: the page does not ask.
pub fn hand_over(title: &str, link: &str) {
    let data = ShareData::new();
    data.set_title(title);
    data.set_url(link);
    when(&window().navigator().share_with_data(&data), |_| ());
}
