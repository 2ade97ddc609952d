//! A strip of tabs: arrows move between them, as in every tab list.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::base::browser::frame;
use crate::base::markup::word;

/// One tab of a strip.
#[derive(Clone)]
pub struct Item<T: 'static> {
    /// What it stands for.
    pub of: T,
    /// What it says.
    pub name: &'static str,
    /// What stands beside the name.
    pub badge: ViewFn,
    /// Called when the pointer or the focus comes to it: it may be opened next.
    pub near: Option<fn()>,
}

/// The strip. `open` is called with the tab that the user wants.
#[component]
pub fn Tabs<T>(
    /// What a screen reader calls the strip.
    label: &'static str,
    /// The id of the element that the tabs change.
    controls: &'static str,
    items: Vec<Item<T>>,
    /// The open one.
    #[prop(into)]
    now: Signal<Option<T>>,
    open: impl Fn(T) + Copy + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let strip = NodeRef::<html::Div>::new();
    let all: Vec<T> = items.iter().map(|it| it.of).collect();
    let first = all.first().copied();
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => all.len() - 1,
            "ArrowRight" => 1,
            _ => return,
        };
        let at = all.iter().position(|&it| now.get_untracked() == Some(it)).unwrap_or(0);
        let Some(&next) = all.get((at + by) % all.len()).filter(|_| 1 < all.len()) else { return };
        open(next);
        frame(move || {
            let strip = strip.try_get_untracked().flatten();
            let stop = strip.and_then(|it| it.query_selector("[tabindex='0']").ok().flatten());
            if let Some(it) = stop {
                // A tab that is gone by now needs no focus.
                let _ = it.unchecked_into::<HtmlElement>().focus();
            }
        });
    };
    let tab = |Item { of, name, badge, near }: Item<T>| {
        let comes = move || near.map_or((), |it| it());
        let is_open = move || now.get() == Some(of);
        // Where none is open, the keyboard reaches the first.
        let stop = move || now.get().or(first) == Some(of);
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                aria-controls=controls
                aria-selected=move || word(is_open())
                tabindex=move || if stop() { "0" } else { "-1" }
                on:click=move |_| open(of)
                on:pointerenter=move |_| comes()
                on:focus=move |_| comes()
            >
                {name}
                {move || badge.run()}
            </button>
        }
    };
    view! {
        <div class="tab-list" role="tablist" aria-label=label node_ref=strip on:keydown=on_key>
            {items.into_iter().map(tab).collect_view()}
        </div>
    }
}
