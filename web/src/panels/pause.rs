//! That what is shown is not that of the files: because it takes long, or because nothing is evaluated for now.

use crate::later::late;
use crate::state::{Pause, Playground, Ui};
use leptos::prelude::*;

late! {
    /// A line over the pictures, with what the user can do.
    pub(super) fn banner(page: Playground, _ui: Ui) {
        view! { <Banner page/> }
    }
}

late! {
    /// What stands in the place of a list.
    pub(super) fn instead(page: Playground, _ui: Ui) {
        view! {
            <div class="nothing">
                <h2>"Not evaluated"</h2>
                <Evaluate page/>
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

#[component]
fn Evaluate(page: Playground) -> impl IntoView {
    view! { <button type="button" on:click=move |_| page.go_on()>"Evaluate"</button> }
}
