//! A field whose text says what is looked for.

use leptos::prelude::*;

use crate::widgets::icons::{Glyph, Icon};

/// The field. It shows what the signal says, and writes into it.
#[component]
pub fn FilterField(
    text: RwSignal<String>,
    placeholder: &'static str,
    label: &'static str,
    title: &'static str,
) -> impl IntoView {
    view! {
        <label class="filter">
            <Glyph icon=Icon::Search/>
            <input
                type="search"
                spellcheck="false"
                autocomplete="off"
                placeholder=placeholder
                aria-label=label
                title=title
                prop:value=text
                on:input=move |event| text.set(event_target_value(&event))
            />
        </label>
    }
}
