//! What a scenario teaches, in a strip that can be waved away.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use crate::scenario::Scenario;
use crate::state::Playground;
use crate::ui::Ui;

/// The lesson of the scenario that is open.
#[component]
pub fn Lesson() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let slug = Memo::new(move |_| page.scenario());
    let lesson = move || {
        let slug = slug.get();
        let text = Scenario::by_slug(&slug).map(Scenario::lesson).filter(|it| !it.is_empty())?;
        if ui.lesson_hidden.get() == slug {
            return None;
        }
        Some(view! {
            <aside class="lesson" aria-label="What this scenario shows">
                <p>{text}</p>
                <button
                    type="button"
                    class="ghost square"
                    aria-label="Hide this text"
                    on:click=move |_| ui.lesson_hidden.set(slug.clone())
                >
                    <Glyph icon=Icon::Close />
                </button>
            </aside>
        })
    };
    view! { {lesson} }
}
