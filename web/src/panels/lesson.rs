//! What a scenario teaches, in a strip that can be hidden.

use crate::base::browser::{effect, focus};
use crate::state::{Playground, Ui};
use leptos::prelude::*;

use crate::base::markup::{shown, word};
use crate::later::{Later, late};
use crate::model::embed::framed;
use crate::model::scenario::{self, Scenario};
use crate::widgets::icons::{Glyph, Icon};

/// The lesson of the scenario that is open. That of the first one is there before the second part of the program is, so
/// that the matrix does not move when that comes.
#[component]
pub fn Lesson(page: Playground, ui: Ui) -> impl IntoView {
    let early = page.arrival.get_untracked().here().is_none()
        && untrack(|| page.scenario()) == scenario::first_slug();
    let first = move || {
        let text = scenario::first_lesson().to_owned();
        early.then(|| view! { <Strip text><span class="ghost square"></span></Strip> })
    };
    view! { <div class="lessons"><Later page ui view=current>{first()}</Later></div> }
}

#[component]
fn Strip(text: String, children: Children) -> impl IntoView {
    view! {
        <aside class="lesson" aria-label="What this scenario shows">
            <p>{shown(&text)}</p>
            {children()}
        </aside>
    }
}

late! {
    /// The lesson of the scenario that is open, with the button that hides it. A page in a frame has none: the page around
    /// it is the lesson.
    fn current(page: Playground, ui: Ui) {
        (!framed()).then(|| view! { <Current page ui/> })
    }
}

#[component]
fn Current(page: Playground, ui: Ui) -> impl IntoView {
    let slug = Memo::new(move |_| page.scenario());
    // With the scenario that it belongs to: while that of another one is on its way, it is not shown.
    let lesson = RwSignal::new(None::<(&str, String)>);
    effect(move || {
        if let Some(it) = Scenario::by_slug(&slug.read()) {
            scenario::fetch(it.slug, move |text| {
                // Another scenario may have been opened meanwhile, or the strip gone with its tab.
                let is_stale = slug.try_get_untracked().as_deref() != Some(it.slug);
                if let (Some(text), false) = (text, is_stale) {
                    lesson.set(Some((it.slug, scenario::lesson(&text))));
                }
            });
        }
    });
    move || {
        let slug = slug.get();
        let text = lesson.get().filter(|it| it.0 == slug).map(|it| it.1).unwrap_or_default();
        let is_shown = !text.is_empty() && ui.lesson_hidden.get() != slug;
        let hide = move |_| {
            ui.lesson_hidden.set(slug.clone());
            // The button is gone.
            focus("[role=gridcell][tabindex='0']");
        };
        // On a low screen two lines are shown, and the rest on request: controls.css.
        let whole = RwSignal::new(false);
        is_shown.then(|| {
            view! {
                <Strip text>
                    <button
                        type="button"
                        class="link more"
                        aria-expanded=move || word(whole.get())
                        on:click=move |_| whole.update(|it| *it = !*it)
                    >
                        {move || if whole.get() { "less" } else { "more" }}
                    </button>
                    <button type="button" class="ghost square" aria-label="Hide this text" on:click=hide>
                        <Glyph icon=Icon::Close/>
                    </button>
                </Strip>
            }
        })
    }
}
