//! A button that opens a list of choices below it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent, Node};

use crate::dom::{El, button, el};
use crate::effects::page::{frame, hear};
use crate::reactive::{Signal, document, untrack};

/// A menu: a button that says what `label` holds and is called `name`, and the choices, made when it opens:
/// elements with `role="menuitem"` or `menuitemradio`.
pub fn menu(
    label: Vec<El>,
    name: impl Fn() -> String + Clone + 'static,
    class: &str,
    choices: impl Fn() -> Vec<El> + 'static,
) -> El {
    let open = Signal::new(false);
    let called = move || Some(name());
    let face = button(&format!("menu-button {class}"))
        .attr("aria-haspopup", "menu")
        .aria("aria-expanded", move || open.get())
        .attr_with("aria-label", called.clone())
        .children(label);
    let root = el("div").class("menu-root");
    let (all, focused) = (root.element().clone(), face.as_a::<HtmlElement>());
    let close = move || {
        if open.get_untracked() {
            open.set(false);
            // A button that is gone needs no focus.
            let _ = focused.focus();
        }
    };
    let show = move |all: &Element| {
        open.set(true);
        let all = all.clone();
        frame(move || step(&all, Step::First));
    };

    let inside = all.clone();
    hear("pointerdown", move |event| {
        let target = event.target().map(JsCast::unchecked_into::<Node>);
        if open.get_untracked() && !inside.contains(target.as_ref()) {
            open.set(false);
        }
    });
    let (root_at_click, close_at_click) = (all.clone(), close.clone());
    let face =
        face.on_click(move || if open.get_untracked() { close_at_click() } else { show(&root_at_click) });
    let close_at_key = close.clone();
    let on_key = move |event: KeyboardEvent| {
        if !open.get_untracked() {
            if event.key() == "ArrowDown" {
                event.prevent_default();
                show(&all);
            }
            return;
        }
        match event.key().as_str() {
            "Escape" => close_at_key(),
            "Tab" => return open.set(false),
            "ArrowDown" => step(&all, Step::By(1)),
            "ArrowUp" => step(&all, Step::By(-1)),
            "Home" => step(&all, Step::First),
            "End" => step(&all, Step::Last),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    root.on("keydown", on_key).child(face).part(move || {
        open.get().then(|| {
            let list =
                el("div").class("menu-list").attr("role", "menu").attr_with("aria-label", called.clone());
            list.on_click(close.clone()).children(untrack(&choices))
        })
    })
}

/// A choice.
pub fn choice(text: &str, call: impl FnMut() + 'static) -> El {
    button("").attr("role", "menuitem").on_click(call).text(text)
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
