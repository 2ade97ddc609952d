//! A button that opens a list of choices below it.

use leptos::children::ViewFn;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};

use crate::base::browser::{frame, on_window};
use crate::base::markup::{Shown, word};

/// A menu: a button that says what its children hold and is called `name`, and the choices, made when it opens:
/// elements with `role="menuitem"` or `menuitemradio`.
#[component]
pub fn Menu(
    /// What the button is called.
    #[prop(into)]
    name: Signal<Shown>,
    /// What it looks like.
    class: &'static str,
    /// The list.
    #[prop(into)]
    choices: ViewFn,
    /// What the button says.
    children: Children,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (root, face) = (NodeRef::<html::Div>::new(), NodeRef::<html::Button>::new());
    let close = move || {
        // What was chosen may have taken the menu away.
        if open.try_get_untracked() == Some(true) {
            open.set(false);
            // A button that is gone needs no focus.
            let _ = face.try_get_untracked().flatten().map(|it| it.focus());
        }
    };
    let go = move |to: Step| {
        if let Some(it) = root.try_get_untracked().flatten() {
            step(&it, to);
        }
    };
    // In a pane that cuts off what reaches over its edge, the list stands by the window (see `.bar .menu-list`).
    let place = move || {
        if let (Some(root), Some(face)) = (root.get_untracked(), face.get_untracked()) {
            let at = face.get_bounding_client_rect();
            let style = (*root).style();
            for (name, value) in [("--menu-left", at.left()), ("--menu-top", at.bottom() + 5.0)] {
                // Without it, the list stands where the style sheet has it. A whole number: what writes others is 18 kB.
                let _ = style.set_property(name, &format!("{}px", value.round() as i32));
            }
        }
    };
    let show = move || {
        place();
        open.set(true);
        frame(move || go(Step::First));
    };
    on_window(ev::pointerdown, move |event| {
        let target = event.target().map(JsCast::unchecked_into::<Node>);
        let inside = root.get_untracked().is_some_and(|it| it.contains(target.as_ref()));
        if open.get_untracked() && !inside {
            open.set(false);
        }
    });
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
            "ArrowDown" => go(Step::By(1)),
            "ArrowUp" => go(Step::By(-1)),
            "Home" => go(Step::First),
            "End" => go(Step::Last),
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
                aria-haspopup="menu"
                aria-expanded=move || word(open.get())
                aria-label=name
                node_ref=face
                on:click=move |_| if open.get_untracked() { close() } else { show() }
            >
                {children()}
            </button>
            <Show when=move || open.get()>
                <div class="menu-list" role="menu" aria-label=name on:click=move |_| close()>
                    {untrack(|| choices.run())}
                </div>
            </Show>
        </div>
    }
}

/// A choice.
#[component]
pub fn Choice(text: &'static str, call: impl FnMut() + 'static) -> impl IntoView {
    let mut call = call;
    view! {
        <button type="button" role="menuitem" on:click=move |_| call()>
            {text}
        </button>
    }
}

#[derive(Clone, Copy)]
enum Step {
    First,
    Last,
    By(i32),
}

/// Moves the focus among the choices, around the ends.
fn step(root: &Element, step: Step) {
    let Ok(all) = root.query_selector_all("[role^=menuitem]") else { return };
    let length = all.length() as i32;
    if length == 0 {
        return;
    }
    let active = document().active_element().map(Node::from);
    let now = (0..length).find(|&it| all.item(it as u32) == active);
    let next = match step {
        Step::First => 0,
        Step::Last => length - 1,
        Step::By(by) => (now.unwrap_or(-1) + by).rem_euclid(length),
    };
    if let Some(it) = all.item(next as u32) {
        // A choice that is gone needs no focus.
        let _ = it.unchecked_into::<HtmlElement>().focus();
    }
}
