//! Elements, small in code.
//!
//! Leptos' own views give every element a type of its own, and every type a copy of the code that builds,
//! updates and removes it: for this page that was half a megabyte. Here an element is a [`web_sys::Element`], and
//! what changes is a boxed closure in an effect.
//!
//! Whatever is built inside a closure of [`El::parts`] or [`El::keyed`] is cleaned up when the closure runs again.

use std::borrow::Cow;

use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventTarget, Node};

use crate::markup::visible;
pub use crate::markup::{shown, word};

use leptos::prelude::*;
use leptos::reactive::owner::{LocalStorage, Storage, StorageAccess};

const SVG: &str = "http://www.w3.org/2000/svg";

/// An element under construction. Cheap to clone: a handle.
#[derive(Clone, Debug)]
pub struct El {
    element: Element,
}

/// A new element.
pub fn el(tag: &str) -> El {
    El::from_result(document().create_element(tag))
}

/// A new element of an SVG drawing.
pub fn svg(tag: &str) -> El {
    El::from_result(document().create_element_ns(Some(SVG), tag))
}

/// A new button with these class names.
pub fn button(class: &str) -> El {
    let it = el("button").attr("type", "button");
    if class.is_empty() { it } else { it.class(class) }
}

impl El {
    fn from_result(made: Result<Element, JsValue>) -> El {
        // Tags are literals of this crate: `createElement` refuses none of them.
        let element = made.unwrap_or_else(|_| {
            document().document_element().unwrap_or_else(|| JsValue::NULL.unchecked_into())
        });
        El { element }
    }

    /// An element that is in the page already.
    pub fn of(element: Element) -> El {
        El { element }
    }

    /// The element itself.
    pub fn element(&self) -> &Element {
        &self.element
    }

    /// The element as what it is known to be: `el("input").as_a::<HtmlInputElement>()`.
    pub fn as_a<T: JsCast>(&self) -> T {
        self.element.clone().unchecked_into()
    }

    /// Sets the class names.
    pub fn class(self, names: &str) -> El {
        self.attr("class", names)
    }

    /// Adds a class name while something holds.
    pub fn class_if(self, name: &'static str, on: impl Fn() -> bool + 'static) -> El {
        let list = self.element.class_list();
        watch(move || {
            let _cannot_fail = list.toggle_with_force(name, on());
        });
        self
    }

    /// Sets an attribute.
    pub fn attr(self, name: &str, value: &str) -> El {
        set(&self.element, name, Some(value));
        self
    }

    /// Keeps an attribute; `None` takes it away.
    pub fn attr_with(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> El {
        self.attr_boxed(name, Box::new(value));
        self
    }

    fn attr_boxed(&self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) {
        let element = self.element.clone();
        watch(move || set(&element, name, value().as_deref()));
    }

    /// Keeps an attribute that is there (and empty) or not: `disabled`, `hidden`.
    pub fn flag(self, name: &'static str, on: impl Fn() -> bool + 'static) -> El {
        self.attr_with(name, move || on().then(String::new))
    }

    /// Keeps an attribute at `true` or `false`: `aria-pressed`, `aria-expanded`.
    pub fn aria(self, name: &'static str, on: impl Fn() -> bool + 'static) -> El {
        self.attr_with(name, move || Some(if on() { "true" } else { "false" }.to_owned()))
    }

    /// Sets a style property, through the object model: the content security policy refuses `style="…"`.
    pub fn style(self, property: &str, value: &str) -> El {
        set_style(&self.element, property, value);
        self
    }

    /// Keeps a style property.
    pub fn style_with(self, property: &'static str, value: impl Fn() -> String + 'static) -> El {
        let element = self.element.clone();
        watch(move || set_style(&element, property, &value()));
        self
    }

    /// Keeps the value of an input or text area, without moving its caret when it is the same.
    pub fn value_with(self, value: impl Fn() -> String + 'static) -> El {
        let input: web_sys::HtmlInputElement = self.as_a();
        watch(move || {
            let value = value();
            if input.value() != value {
                input.set_value(&value);
            }
        });
        self
    }

    /// Appends text.
    pub fn text(self, text: &str) -> El {
        append(&self.element, &document().create_text_node(&visible(text)));
        self
    }

    /// Appends text that changes.
    pub fn text_with(self, text: impl Fn() -> String + 'static) -> El {
        let node = document().create_text_node("");
        append(&self.element, &node);
        watch(move || node.set_data(&visible(&text())));
        self
    }

    /// Appends an element.
    pub fn child(self, child: El) -> El {
        append(&self.element, &child.element);
        self
    }

    /// Appends elements.
    pub fn children(self, children: impl IntoIterator<Item = El>) -> El {
        children.into_iter().for_each(|it| append(&self.element, &it.element));
        self
    }

    /// Appends elements that are made anew whenever a signal that making them reads has changed.
    pub fn parts(self, make: impl Fn() -> Vec<El> + 'static) -> El {
        self.parts_boxed(Box::new(make));
        self
    }

    fn parts_boxed(&self, make: Box<dyn Fn() -> Vec<El>>) {
        let (first, end) = self.markers();
        let parent: Node = self.element.clone().into();
        watch(move || {
            clear(&parent, &first, &end);
            for it in make() {
                insert(&parent, &it.element, &end);
            }
        });
    }

    /// Appends one element while something is there.
    pub fn part(self, make: impl Fn() -> Option<El> + 'static) -> El {
        self.parts(move || make().into_iter().collect())
    }

    /// Appends one element for each key, in their order. An element stays as long as its key does.
    pub fn keyed(self, keys: impl Fn() -> Vec<u64> + 'static, make: impl Fn(u64) -> El + 'static) -> El {
        self.keyed_boxed(Box::new(keys), Box::new(make));
        self
    }

    fn keyed_boxed(&self, keys: Box<dyn Fn() -> Vec<u64>>, make: Box<dyn Fn(u64) -> El>) {
        let (_, end) = self.markers();
        let parent: Node = self.element.clone().into();
        let mut there: Vec<(u64, Element, Owner)> = Vec::new();
        let owner = Owner::current().unwrap_or_default();
        watch(move || {
            let keys = keys();
            there.retain(|(key, element, owner)| {
                let stays = keys.contains(key);
                if !stays {
                    element.remove();
                    owner.cleanup();
                }
                stays
            });
            let mut next: Node = end.clone();
            for key in keys.iter().rev() {
                let element =
                    there.iter().find(|it| it.0 == *key).map(|it| it.1.clone()).unwrap_or_else(|| {
                        let own = owner.with(Owner::new);
                        let made = untrack(|| own.with(|| make(*key)));
                        there.push((*key, made.element.clone(), own));
                        made.element
                    });
                if element.next_sibling().as_ref() != Some(&next) {
                    insert(&parent, &element, &next);
                }
                next = element.into();
            }
        });
    }

    /// Calls back on an event.
    pub fn on<E: JsCast>(self, event: &str, mut call: impl FnMut(E) + 'static) -> El {
        listen(&self.element, event, Box::new(move |it: Event| call(it.unchecked_into())));
        self
    }

    /// Calls back on a click.
    pub fn on_click(self, mut call: impl FnMut() + 'static) -> El {
        self.on("click", move |_: Event| call())
    }

    fn markers(&self) -> (Node, Node) {
        let comment = || -> Node { document().create_comment("").into() };
        let (first, end) = (comment(), comment());
        append(&self.element, &first);
        append(&self.element, &end);
        (first, end)
    }
}

/// Runs now, and again whenever something that it read has changed, until its owner goes.
///
/// Where it reads a memo and another that follows from it, it must read the first one first. Leptos (0.2.16 of
/// `reactive_graph`) asks them in this order what has changed; the second, asked first, would update the other on the
/// way and, where it comes out the same itself, leave nobody to say so.
pub fn watch(run: impl FnMut() + 'static) {
    watch_boxed(Box::new(run));
}

fn watch_boxed(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| run());
    on_cleanup(move || drop(effect));
}

/// Does something when the owner goes.
pub fn at_end(work: impl FnOnce() + 'static) {
    at_end_boxed(Box::new(work));
}

type Work = Box<dyn FnOnce()>;

fn at_end_boxed(work: Work) {
    // The graph asks for functions that may go to another thread; this one never does.
    let work: <LocalStorage as Storage<Work>>::Wrapped = LocalStorage::wrap(work);
    on_cleanup(move || StorageAccess::<Work>::into_taken(work)());
}

/// Builds a Leptos view at the end of an element. It goes with the owner.
pub fn mount(into: &El, view: impl leptos::IntoView + 'static) {
    mount_boxed(into, Box::new(view.into_view().build()));
}

fn mount_boxed(into: &El, mut state: Box<dyn Mountable>) {
    state.mount(&into.element, None);
    at_end(move || drop(state));
}

/// Calls back on an event, until the owner goes.
pub fn listen(target: &EventTarget, event: &str, call: Box<dyn FnMut(Event)>) {
    let closure = Closure::wrap(call);
    let _cannot_fail = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    // Lives as long as its owner, and so as long as the element. The listener goes first: taking away an element
    // that has the focus is an event too.
    let (target, event) = (target.clone(), event.to_owned());
    at_end(move || {
        let call = closure.as_ref().unchecked_ref();
        let _cannot_fail = target.remove_event_listener_with_callback(&event, call);
    });
}

/// Sets an attribute, or takes it away.
pub fn set(element: &Element, name: &str, value: Option<&str>) {
    let value = match name {
        "title" | "aria-label" => value.map(visible),
        _ => value.map(Cow::Borrowed),
    };
    let _cannot_fail = match value.as_deref() {
        Some(it) => element.set_attribute(name, it),
        None => element.remove_attribute(name),
    };
}

/// Sets a style property, through the object model: the content security policy refuses `style="…"`.
pub fn set_style(element: &Element, property: &str, value: &str) {
    let element: &web_sys::HtmlElement = element.unchecked_ref();
    let _cannot_fail = element.style().set_property(property, value);
}

/// Puts a node behind all others in its parent.
pub fn append(parent: &Node, child: &Node) {
    let _cannot_fail = parent.append_child(child);
}

fn insert(parent: &Node, child: &Node, before: &Node) {
    let _cannot_fail = parent.insert_before(child, Some(before));
}

fn clear(parent: &Node, first: &Node, end: &Node) {
    while let Some(it) = first.next_sibling().filter(|it| it != end) {
        let _cannot_fail = parent.remove_child(&it);
    }
}
