//! Asks whether what was dropped or pasted are two versions to be compared.

use std::sync::Arc;

use leptos::prelude::*;

use crate::base::markup::shown;
use crate::effects::{drop, url};
use crate::later::run;
use crate::model::review::Versions;
use crate::state::{BRING_BACK, Dialog, Playground, Ui};

/// What the dialog holds.
#[component]
pub fn Compare(page: Playground, ui: Ui, it: Arc<Versions>) -> impl IntoView {
    let (before, now) = (shown(&it.before_name), shown(&it.now_name));
    let straight = Arc::clone(&it);
    let (turned, added) = (Arc::clone(&it), Arc::clone(&it));
    let turn = it.is_guess.then(|| {
        view! {
            <button type="button" on:click=move |_| compare(ui, (*turned).clone().turned())>
                "The other way round"
            </button>
        }
    });
    let add = if it.otherwise.len() == 1 { "Add it as a file" } else { "Add all as files" };
    view! {
        <p>
            "Before: " <b>{before}</b> ". Now: " <b>{now}</b>
            ". The review shows what differs, side by side, and which connections that allows and denies."
        </p>
        <div class="dialog-choices">
            <button type="button" class="primary" autofocus="" on:click=move |_| compare(ui, (*straight).clone())>
                "Review the changes"
            </button>
            {turn}
            <button
                type="button"
                on:click=move |_| {
                    ui.dialog.set(None);
                    run(ui, drop::others_come(page, ui, added.otherwise.clone()));
                }
            >
                {add}
            </button>
        </div>
    }
}

/// Shows both versions, as a link with a baseline does.
fn compare(ui: Ui, it: Versions) {
    ui.dialog.set(None);
    let state = it.state(untrack(|| ui.snapshot()));
    if url::open(ui, state) {
        ui.say_with("Your own files are kept as a draft.", BRING_BACK, move || ui.take_back());
    }
    ui.dialog.set(Some(Dialog::Review { at: None }));
}
