//! Elements of the sheet, made and written by hand. Text goes through the filter for hidden characters here.

use leptos::prelude::document;
use netpol_core::visible::visible;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// A new element with these attributes.
pub(super) fn element(tag: &str, attributes: &[(&str, &str)]) -> HtmlElement {
    // Tags are literals of this room: `createElement` refuses none of them.
    let made = document().create_element(tag).or_else(|_| document().create_element("div"));
    let element = made.unwrap_or_else(|it| it.unchecked_into());
    for (name, value) in attributes {
        set(&element, name, value);
    }
    element.unchecked_into()
}

/// An element inside another one, at its end.
pub(super) fn append(parent: &Element, child: &Element) {
    let _cannot_fail = parent.append_child(child);
}

/// A new element with text, inside another one.
pub(super) fn append_text(parent: &Element, tag: &str, text: &str) {
    let child = element(tag, &[]);
    set_text(&child, text);
    append(parent, &child);
}

/// Writes text in place of all that an element holds.
pub(super) fn set_text(element: &Element, text: &str) {
    element.set_text_content(Some(&visible(text)));
}

/// Sets an attribute. What is read to users is shown as text is.
pub(super) fn set(element: &Element, name: &str, value: &str) {
    let _cannot_fail = match name {
        "title" | "aria-label" => element.set_attribute(name, &visible(value)),
        _ => element.set_attribute(name, value),
    };
}

/// Sets so many pixels. No transform moves a cell: with one for each of a thousand, the browser takes longer to draw a
/// keystroke than everything else does.
pub(super) fn set_pixels(element: &HtmlElement, property: &str, pixels: i32) {
    set_style(element, property, &format!("{pixels}px"));
}

/// Sets a style property, through the object model: the content security policy refuses `style="…"`.
pub(super) fn set_style(element: &HtmlElement, property: &str, value: &str) {
    let _cannot_fail = element.style().set_property(property, value);
}
