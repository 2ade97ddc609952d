//! That what is shown is not that of the files: because it takes long, or because nothing is evaluated for now, or
//! because what reads them is not here.

use crate::engine::Arrival;
use crate::later::{Again, late};
use crate::state::{Pause, Playground, Ui};
use leptos::prelude::*;

late! {
    /// A line over the pictures, with what the user can do.
    pub(super) fn banner(page: Playground, _ui: Ui) {
        view! {
            <Banner page/>
            <Unread page/>
        }
    }
}

late! {
    /// What stands in the place of a list.
    pub(super) fn instead(page: Playground, _ui: Ui) {
        view! {
            <div class="nothing">
                <Show when=move || page.pause().is_some() fallback=move || view! { <Reading page/> }>
                    <h2>"Not evaluated"</h2>
                    <Evaluate page/>
                </Show>
            </div>
        }
    }
}

#[component]
fn Banner(page: Playground) -> impl IntoView {
    let takes_long = Memo::new(move |_| page.takes_long());
    let stop = move || view! { <button type="button" on:click=move |_| page.stop()>"Stop"</button> };
    let said = move || match page.pause() {
        Some(Pause::Stopped) => {
            Some("Stopped: the matrix is not that of these files. You can go on writing.")
        }
        Some(Pause::Unfinished) => Some("Not evaluated: the last visit did not get to the end of it."),
        Some(Pause::Asked) => Some("Not evaluated: the address of this page asks for that (safe)."),
        None => takes_long.get().then_some("These files take a while to evaluate."),
    };
    // The line stays while its words change, so that they are read out.
    let line = move || {
        said().map(|it| {
            view! {
                <div class="banner" data-testid="pause">
                    <span>{it}</span>
                    <Show when=move || page.pause().is_some() fallback=stop>
                        <Evaluate page/>
                    </Show>
                </div>
            }
        })
    };
    view! { <div class="banners" role="status">{line}</div> }
}

/// Whether the third part, which reads the files, could not be loaded.
fn is_missing(page: Playground) -> bool {
    page.lacks_forms() && matches!(page.forms.get(), Arrival::Failed)
}

/// A line over the pictures where the files cannot be read.
#[component]
fn Unread(page: Playground) -> impl IntoView {
    view! {
        <Show when=move || is_missing(page)>
            <div class="banner error" role="alert" data-testid="unread">
                <span>
                    "The part of this page that reads this text could not be loaded. It is no plain YAML, so there is no matrix of it. "
                </span>
                <Again again=move || page.ask_for_forms()/>
            </div>
        </Show>
    }
}

/// What stands where the findings about the files will be, once they are read.
#[component]
pub fn Reading(page: Playground) -> impl IntoView {
    let words = move || if is_missing(page) { "Not read" } else { "Reading …" };
    view! { <h2>{words}</h2> }
}

#[component]
fn Evaluate(page: Playground) -> impl IntoView {
    view! { <button type="button" on:click=move |_| page.go_on()>"Evaluate"</button> }
}
