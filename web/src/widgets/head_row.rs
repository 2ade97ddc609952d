//! The first line of a column: what it is about, and the button that closes it.

use leptos::prelude::*;

use super::icons::{Glyph, Icon};

/// The line. Its children stand before the button.
#[component]
pub fn HeadRow(
    /// How it is drawn.
    class: &'static str,
    /// What the button does, for screen readers.
    label: &'static str,
    /// The same for the pointer.
    title: &'static str,
    close: Callback<()>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=class>
            {children()}
            <button
                type="button"
                class="ghost square"
                aria-label=label
                title=title
                on:click=move |_| close.run(())
            >
                <Glyph icon=Icon::Close/>
            </button>
        </div>
    }
}
