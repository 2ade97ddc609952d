//! Text with code in it.

use leptos::prelude::*;

use crate::base::markup::shown;

/// Text with what stands in backticks as code.
#[component]
pub fn Marked(#[prop(into)] text: String) -> impl IntoView {
    let part = |(at, it): (usize, &str)| match at % 2 {
        0 => shown(it).into_any(),
        _ => view! { <code>{shown(it)}</code> }.into_any(),
    };
    text.split('`').enumerate().map(part).collect_view()
}
