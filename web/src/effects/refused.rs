//! What the browser refused to do, in words for the user.

use leptos::prelude::*;

use crate::state::{Dialog, Ui};

/// What the browser did not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The storage has no room.
    Full,
    /// The files are more than any storage takes.
    Large,
    /// The user, or the browser, allows no storage.
    Forbidden,
    /// The address was not changed.
    Address,
    /// No file was made for the user.
    Download,
    /// No style sheet was added.
    Style,
}

impl Refused {
    /// What to tell the user.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Refused::Full => {
                "The browser's storage for this page is full: what you write now is not kept. Delete drafts that you \
                 need no more, or copy a link before you close the page."
            }
            Refused::Large => {
                "The files have more than 8 MB: this page keeps no draft of them, and its address does not hold them. Copy \
                 what you write here into a file of your own before you close the page."
            }
            Refused::Forbidden => {
                "The browser does not let this page keep drafts. Copy a link before you close it."
            }
            Refused::Address => {
                "The browser does not let this page change its address: the address does not hold what you write now. \
                 Copy a link before you close the page."
            }
            Refused::Download => "The browser does not let this page make a file.",
            Refused::Style => "The browser did not take some styles of this page.",
        }
    }

    /// Tells the user.
    pub(crate) fn tell(self, ui: Ui) {
        match self {
            Refused::Full => {
                ui.complain_with(self.message(), "Drafts", move || ui.dialog.set(Some(Dialog::Drafts)))
            }
            Refused::Large | Refused::Forbidden | Refused::Address | Refused::Download | Refused::Style => {
                ui.complain(self.message())
            }
        }
    }

    /// Writes it into the console: for what costs the user nothing.
    pub(crate) fn log(self) {
        web_sys::console::warn_1(&self.message().into());
    }
}
