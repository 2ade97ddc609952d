//! The tag of a rule, which leads to the page of rules.

use leptos::prelude::*;
use netpol_core::view::rule_address;

/// The tag, such as `C-04`. It opens another tab of the browser: the page stays as it is.
#[component]
pub fn Rule(tag: &'static str, title: &'static str) -> impl IntoView {
    view! {
        <a class="tag" href=rule_address(tag) target="_blank" rel="noopener" title=title>
            {tag}
        </a>
    }
}
