//! A button that opens a list of choices below it.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement, Node};
use wasm_bindgen::JsCast;

/// A menu. Its children are the choices: elements with `role="menuitem"` or `menuitemradio`.
#[component]
pub fn Menu(
    /// What the button says.
    #[prop(into)]
    label: ViewFn,
    /// What the button is called, where what it says is not enough.
    #[prop(into)]
    name: Signal<String>,
    /// A class of the button.
    #[prop(optional)]
    class: &'static str,
    /// The choices, made when the menu opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let button = NodeRef::<html::Button>::new();

    let inside = move |target: Option<Element>| {
        root.get_untracked()
            .is_some_and(|root| target.is_some_and(|it| root.contains(Some(it.unchecked_ref::<Node>()))))
    };
    let close = move || {
        if open.get_untracked() {
            open.set(false);
            if let Some(it) = button.get_untracked() {
                // A button that is gone needs no focus.
                let _ = it.focus();
            }
        }
    };
    let show = move || {
        open.set(true);
        request_animation_frame(move || step(root, Step::First));
    };
    let outside = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        if open.get_untracked() && !inside(target) {
            open.set(false);
        }
    });
    on_cleanup(move || outside.remove());

    let on_key = move |event: KeyboardEvent| {
        if !open.get_untracked() {
            if event.key() == "ArrowDown" {
                event.prevent_default();
                show();
            }
            return;
        }
        match event.key().as_str() {
            "Escape" => close(),
            "Tab" => return open.set(false),
            "ArrowDown" => step(root, Step::By(1)),
            "ArrowUp" => step(root, Step::By(-1)),
            "Home" => step(root, Step::First),
            "End" => step(root, Step::Last),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    view! {
        <div class="menu-root" node_ref=root on:keydown=on_key>
            <button
                type="button"
                class=format!("menu-button {class}")
                node_ref=button
                aria-haspopup="menu"
                aria-expanded=move || open.get().to_string()
                aria-label=move || name.get()
                on:click=move |_| if open.get_untracked() { close() } else { show() }
            >
                {label.run()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" aria-label=move || name.get() on:click=move |_| close()>
                    {children()}
                </div>
            </Show>
        </div>
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    By(i32),
}

/// Moves the focus among the choices, around the ends.
fn step(root: NodeRef<html::Div>, step: Step) {
    let Some(root) = root.get_untracked() else { return };
    let Ok(all) = root.query_selector_all("[role^=menuitem]") else { return };
    let length = all.length() as i32;
    if length == 0 {
        return;
    }
    let active = document().active_element();
    let now = (0..length)
        .find(|&it| all.item(it as u32).as_ref() == active.as_ref().map(|it| it.unchecked_ref::<Node>()));
    let next = match step {
        Step::First => 0,
        Step::Last => length - 1,
        Step::By(by) => (now.unwrap_or(-1) + by).rem_euclid(length),
    };
    if let Some(it) = all.item(next as u32).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // A choice that is gone needs no focus.
        let _ = it.focus();
    }
}
