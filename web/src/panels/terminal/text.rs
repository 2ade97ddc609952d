//! Texts of the field: where its caret is, what words have in common, what is marked.

use js_sys::{Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::base::values::field as value_of;

/// What all words begin with.
pub(super) fn common(all: &[String]) -> String {
    let Some((first, rest)) = all.split_first() else { return String::new() };
    let mut res = first.as_str();
    for it in rest {
        let same = res.char_indices().zip(it.chars()).find(|(one, other)| one.1 != *other);
        let end = same.map_or(res.len().min(it.len()), |(one, _)| one.0);
        res = res.get(..end).unwrap_or_default();
    }
    res.to_owned()
}

/// The caret of a field, in bytes of what is in it.
pub(super) fn caret(field: &HtmlTextAreaElement, value: &str) -> usize {
    let units = field.selection_end().ok().flatten().map_or(usize::MAX, |it| it as usize);
    bytes(value, units)
}

/// How many bytes so many UTF-16 units at the start of a text are.
pub(super) fn bytes(text: &str, units: usize) -> usize {
    let mut left = units;
    let mut res = 0;
    for it in text.chars() {
        let Some(rest) = left.checked_sub(it.len_utf16()).filter(|_| left > 0) else { break };
        left = rest;
        res += it.len_utf8();
    }
    res
}

/// Whether something is marked that could be copied.
pub(super) fn is_marked(field: &HtmlTextAreaElement) -> bool {
    field.selection_start().ok() != field.selection_end().ok() || is_anything_marked()
}

/// Whether something is marked outside of fields.
pub(super) fn is_anything_marked() -> bool {
    let window = window();
    let get = Reflect::get(&window, &"getSelection".into()).ok();
    let marked = get.and_then(|it| it.dyn_into::<Function>().ok()?.call0(&window).ok());
    marked.is_some_and(|it| value_of(&it, "isCollapsed").is_some_and(|it| it == false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_agree_up_to_a_character() {
        let of = |all: &[&str]| common(&all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["pods", "podx"]), "pod");
        assert_eq!(of(&["pö", "pü"]), "p");
        assert_eq!(of(&["pod", "pods"]), "pod");
        assert_eq!(of(&["a", "b"]), "");
        assert_eq!(of(&[]), "");
    }

    #[test]
    fn units_are_bytes_of_whole_characters() {
        assert_eq!([0, 1, 2, 3, 9].map(|it| bytes("aü𝒳b", it)), [0, 1, 3, 3, 8]);
    }
}
