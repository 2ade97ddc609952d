//! Copies a link, or shows it where it can be copied by hand.

use crate::effects::page::when;
use crate::effects::url;
use crate::reactive::window;
use crate::share;
use crate::ui::{Dialog, Ui};

/// The link of the page as it is now, into the clipboard.
pub fn share(ui: Ui) {
    let fragment = match ui.link() {
        Ok(it) => it,
        Err(error) => return ui.complain(share::message(error)),
    };
    let link = url::address(&fragment);
    // Without a secure context there is no clipboard, whatever the type says.
    let navigator = window().navigator();
    if !js_sys::Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|it| it.is_object()) {
        return ui.dialog.set(Some(Dialog::Link(link)));
    }
    when(&navigator.clipboard().write_text(&link), move |written| match written {
        Some(_) => {
            ui.say(format!("Link copied ({} characters). It holds everything on this page.", link.len()));
        }
        None => ui.dialog.set(Some(Dialog::Link(link))),
    });
}
