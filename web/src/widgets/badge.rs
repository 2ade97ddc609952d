//! A sign with its fill.

use leptos::prelude::*;

/// A sign with its fill; the words beside it say the same.
#[component]
pub fn Badge(
    verdict: &'static str,
    sign: &'static str,
    #[prop(optional)] title: Option<&'static str>,
) -> impl IntoView {
    view! { <i class="badge" data-verdict=verdict aria-hidden="true" title=title>{sign}</i> }
}
