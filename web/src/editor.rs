//! The text: CodeMirror once it has loaded, a plain text field until then and where it cannot.
//!
//! Neither is a source of truth: both show the state's text and report what their user does.

mod bindings;
mod code_mirror;
mod model;
mod plain;

use leptos::prelude::*;

use crate::state::Playground;
use crate::ui::Ui;
use model::Shown;

/// How far the editor's own program has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loading {
    /// Not yet there: the plain field stands in.
    Waiting,
    /// There.
    Ready,
    /// It does not come: the plain field stays.
    Failed,
}

/// The editor of the file that is shown.
#[component]
pub fn Editor() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let module = StoredValue::new_local(None::<bindings::Module>);
    let (loading, set_loading) = signal(Loading::Waiting);

    // The first matrix comes first: the editor is asked for in a task after the frame that shows it.
    request_animation_frame(move || {
        gloo::timers::callback::Timeout::new(0, move || {
            leptos::task::spawn_local(async move {
                match bindings::load().await {
                    Ok(it) => {
                        module.set_value(Some(it));
                        set_loading.try_set(Loading::Ready);
                    }
                    Err(_) => {
                        set_loading.try_set(Loading::Failed);
                    }
                }
            });
        })
        .forget();
    });

    let shown = Shown::new(page, ui);
    view! {
        {move || match (loading.get(), module.get_value()) {
            (Loading::Ready, Some(module)) => code_mirror::code_mirror(module, shown).into_any(),
            _ => plain::plain(shown).into_any(),
        }}
        <Show when=move || loading.get() == Loading::Failed>
            <p class="editor-note">"The full editor could not be loaded. This plain one does the same to the matrix."</p>
        </Show>
    }
}
