//! That what is shown is not that of the files: because it takes long, or because nothing is evaluated for now, or
//! because what reads them is not here.

use crate::base::markup::shown;
use crate::engine::{Arrival, Lack};
use crate::later::{Again, late};
use crate::state::{Pause, Playground, Ui};
use leptos::prelude::*;

late! {
    /// A line over the pictures, with what the user can do.
    pub(super) fn banner(page: Playground, _ui: Ui) {
        view! {
            <Banner page/>
            <Unread page/>
            <Untold page/>
        }
    }
}

late! {
    /// What stands in the place of a list.
    pub(super) fn instead(page: Playground, _ui: Ui) {
        view! {
            <div class="nothing">
                {move || match page.pause() {
                    Some(Pause::Closed) => closed(),
                    Some(_) => view! { <h2>"Not evaluated"</h2> <Evaluate page/> }.into_any(),
                    None => view! { <Reading page/> }.into_any(),
                }}
            </div>
        }
    }
}

/// While the learner predicts.
pub(super) fn closed() -> AnyView {
    view! {
        <h2>"Closed"</h2>
        <p>"First you predict what is allowed. Answer every question, and this opens."</p>
    }
    .into_any()
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
        // What stands in the place of the matrix says so.
        Some(Pause::Closed) => None,
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

/// The part that reads the files, where it could not be loaded.
fn missing(page: Playground) -> Option<Lack> {
    page.lack().filter(|it| page.is_missing(*it))
}

/// A line over the pictures where the files cannot be read.
#[component]
fn Unread(page: Playground) -> impl IntoView {
    let part = Memo::new(move |_| missing(page));
    move || {
        part.get().map(|part| {
            let said = match part {
                Lack::Forms => {
                    "The part of this page that reads this text could not be loaded. It is no plain YAML, so there is no matrix of it. "
                }
                Lack::Kinds => {
                    "The part of this page that reads some of these objects, or uses the settings, could not be loaded. A matrix without them would be wrong, so there is none. "
                }
            };
            view! {
                <div class="banner error" role="alert" data-testid="unread">
                    <span>{said}</span>
                    <Again again=move || page.ask_for_reader(part)/>
                </div>
            }
        })
    }
}

/// A line over the pictures where something is not told of these files, because what finds it could not be loaded.
#[component]
fn Untold(page: Playground) -> impl IntoView {
    let lacks = Memo::new(move |_| {
        let own = page.own;
        let differs = matches!(own.comparing.get(), Arrival::Failed) && page.lacks_comparing();
        let expects = matches!(own.expecting.get(), Arrival::Failed) && page.lacks_expecting();
        [differs, expects, matches!(own.lints.get(), Arrival::Failed)]
    });
    let asks = [Playground::ask_for_comparing, Playground::ask_for_expecting, Playground::ask_for_lints];
    let names = ["What differs from the baseline", "Whether all is as expected", "A part of the problems"];
    move || {
        let lacks = lacks.get();
        let said: Vec<&str> = lacks.into_iter().zip(names).filter_map(|it| it.0.then_some(it.1)).collect();
        let again = move || lacks.into_iter().zip(asks).filter(|it| it.0).for_each(|it| it.1(page));
        (!said.is_empty()).then(|| {
            view! {
                <div class="banner error" role="alert" data-testid="untold">
                    <span>
                        {shown(&format!("{}: not told, because a part of this page could not be loaded. ", said.join("; ")))}
                    </span>
                    <Again again/>
                </div>
            }
        })
    }
}

/// What stands where the findings about the files will be, once they are read.
#[component]
pub fn Reading(page: Playground) -> impl IntoView {
    let words = move || if missing(page).is_some() { "Not read" } else { "Reading …" };
    view! { <h2>{words}</h2> }
}

#[component]
fn Evaluate(page: Playground) -> impl IntoView {
    view! { <button type="button" on:click=move |_| page.go_on()>"Evaluate"</button> }
}
