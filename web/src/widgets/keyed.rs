//! Lists whose items stay as long as their keys do.

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;

use crate::base::browser::after;

/// So many items are drawn at once, and of longer lists as many again in each task that follows.
pub const AT_ONCE: usize = 200;

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
    let drawn = StoredValue::new(HashSet::<String>::new());
    let next = RwSignal::new(());
    let keys = move || {
        next.track();
        let all = keys();
        if all.len() <= AT_ONCE {
            drawn.set_value(HashSet::new());
            return all;
        }
        let mut news = 0;
        let mut is_drawn = |it: &String| {
            drawn.with_value(|drawn| drawn.contains(it)) || {
                news += 1;
                news <= AT_ONCE
            }
        };
        let some: Vec<String> = all.iter().filter(|it| is_drawn(it)).cloned().collect();
        drawn.set_value(some.iter().cloned().collect());
        if some.len() < all.len() {
            // The list may be gone by then.
            after(0, move || {
                next.try_set(());
            });
        }
        some
    };
    view! {
        <For each=keys key=String::clone let:key>
            {item(key)}
        </For>
    }
    .into_any()
}
