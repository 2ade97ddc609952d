//! Asks before work makes room for a link.

use std::sync::Arc;

use leptos::prelude::*;

use super::refuse;
use crate::base::markup::shown;
use crate::effects::url;
use crate::model::share::ShareState;
use crate::state::Ui;

/// What the dialog holds. `arrived` says whether the link stands in the address already.
#[component]
pub fn Replace(ui: Ui, state: Arc<ShareState>, arrived: bool) -> impl IntoView {
    let names: Vec<&str> = state.files.iter().map(|it| it.name.as_str()).collect();
    let names = shown(&names.join(", "));
    let open = move |_| {
        ui.dialog.set(None);
        url::take(ui, (*state).clone(), arrived);
    };
    view! {
        <p>
            "It holds " {names}
            ". What you have written is put aside for it, and stays among the drafts."
        </p>
        <div class="dialog-choices">
            <button type="button" class="primary" autofocus="" on:click=open>"Open the link"</button>
            <button type="button" on:click=move |_| refuse(ui)>"Stay with my files"</button>
        </div>
    }
}
