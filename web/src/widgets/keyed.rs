//! Lists whose items stay as long as their keys do.

use std::sync::Arc;

use leptos::prelude::*;

/// The list of `keys`, each drawn once by `item`. Leptos' [`For`] for all lists of the page: so its code is in the program
/// once.
pub fn keyed(
    keys: impl Fn() -> Vec<String> + Send + Sync + 'static,
    item: impl Fn(String) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    boxed(Arc::new(keys), Arc::new(item))
}

fn boxed(
    keys: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    item: Arc<dyn Fn(String) -> AnyView + Send + Sync>,
) -> AnyView {
    view! {
        <For each=move || keys() key=String::clone let:key>
            {item(key)}
        </For>
    }
    .into_any()
}
