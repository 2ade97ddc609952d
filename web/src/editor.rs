//! The text: CodeMirror once it has loaded, a plain text field until then and where it cannot.
//!
//! Neither is a source of truth: both show the state's text and report what their user does.

mod bindings;
mod code_mirror;
mod model;
mod plain;
mod splice;

pub(crate) use bindings::load_part;

pub(crate) use model::lens_of;

use leptos::prelude::*;

use crate::dom::{El, el};
use crate::effects::page::{after, frame, when};
use crate::later::when_here;
use crate::preferences::Preferences;
use crate::state::Playground;
use crate::ui::Ui;

const FAILED: &str = "The full editor could not be loaded. This plain one does the same to the matrix.";

/// The editor of the file that is shown: the plain one, in whose place the full one comes.
pub fn editor(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> El {
    let owner = Owner::current().unwrap_or_default();
    let own = owner.with(Owner::new);
    let plain = own.with(|| plain::plain(page, ui));
    let field = plain.clone();

    // The first matrix comes first: the editor is asked for in a task after the frame that shows it.
    let arrived = move |module: Option<bindings::Module>| match module {
        Some(module) => {
            let change = Change { plain: field, own, module, page, ui, preferences };
            owner.with(|| when_here(page.arrival, |it| (it.editor)(change)));
        }
        None => {
            let note = el("p").class("editor-note").text(FAILED);
            let _ = field.element().after_with_node_1(note.element());
        }
    };
    let load = move || when(&bindings::load(), move |it| arrived(it.map(bindings::Module)));
    let element = plain.element().clone();
    frame(move || {
        after(0, move || when(&bindings::seen(&element), move |_| load()));
    });
    plain
}

/// The full editor has come while the plain one was used.
pub(crate) struct Change {
    plain: El,
    /// What the plain one runs.
    own: Owner,
    module: bindings::Module,
    page: Playground,
    ui: Ui,
    preferences: RwSignal<Preferences>,
}

/// Puts the full editor in the place of the plain one.
pub(crate) fn exchange(change: Change) {
    let Change { plain, own, module, page, ui, preferences } = change;
    // The plain field may have had the focus, and the caret, while this was loading.
    let was_focused = plain::is_focused();
    let host = el("div").class("code").attr("data-testid", "editor");
    // The field is in the page, or the page is gone.
    let _ = plain.element().replace_with_with_node_1(host.element());
    own.cleanup();
    code_mirror::code_mirror(&host, module, page, ui, preferences, was_focused);
}
