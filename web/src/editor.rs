//! The text: CodeMirror once it has loaded, a plain text field until then and where it cannot.
//!
//! Neither is a source of truth: both show the state's text and report what their user does.

mod assist;
mod bindings;
pub mod code_mirror;
mod excerpt;
mod model;
pub mod plain;
mod rewritten;

pub(crate) use assist::{completions, hover};
pub(crate) use model::lens_of;

use crate::state::{Playground, Ui};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::base::browser::{after, frame, when};
use crate::base::modules::{load_module, seen};
use crate::later::{Later, late};
use crate::model::preferences::Preferences;
use code_mirror::CodeMirror;
use plain::Plain;

const FAILED: &str = "The full editor could not be loaded. This plain one works too, except for long files: of these it shows the beginning only.";

/// Which editor there is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The plain one, while the full one is on its way.
    Plain,
    /// The plain one, because the full one did not come.
    Failed,
    /// The full one.
    Full,
}

/// The editor of the file that is shown: the plain one, which the full one replaces once it has loaded.
#[component]
pub fn Editor(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> impl IntoView {
    let stage = RwSignal::new(Stage::Plain);
    let module = StoredValue::new_local(None::<bindings::Module>);
    let plain = NodeRef::<html::Div>::new();
    // The first matrix comes first: the editor is asked for in a task after the frame that shows it.
    let arrived = move |found: Option<bindings::Module>| {
        let failed = found.is_none();
        // The page may be gone by now.
        if module.try_update_value(|it| *it = found).is_some() {
            stage.set(if failed { Stage::Failed } else { Stage::Full });
        }
    };
    let load = move || when(&load_module("editor"), move |it| arrived(it.map(JsCast::unchecked_into)));
    plain.on_load(move |it| {
        frame(move || {
            after(0, move || when(&seen(&it), move |_| load()));
        });
    });
    // The plain one stays until the second part of the program, which the full one needs too, is here.
    let full = move |page, ui| {
        let module = module.try_update_value(Option::take).flatten();
        full(Start { module, page, ui, preferences })
    };
    let is_full = Memo::new(move |_| stage.get() == Stage::Full);
    view! {
        <Later page ui view=rewritten::line/>
        <Later page ui view=full when=is_full>
            <Plain page ui host=plain/>
        </Later>
        <Show when=move || stage.get() == Stage::Failed>
            <p class="editor-note">{FAILED}</p>
        </Show>
    }
}

/// What the full editor begins with.
pub struct Start {
    module: Option<bindings::Module>,
    page: Playground,
    ui: Ui,
    preferences: RwSignal<Preferences>,
}

late! {
    /// The full editor.
    fn full(start: Start) {
        // The plain field may have had the focus, and the caret, while this was loading.
        let was_focused = plain::is_focused();
        let Start { module, page, ui, preferences } = start;
        module.map(|module| view! { <CodeMirror module page ui preferences was_focused/> })
    }
}
