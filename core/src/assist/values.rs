//! The values that a field may have.

use super::items::Asked;
use super::place::Place;
use super::style::Style;
use crate::kind::fields::Shape;
use crate::view::{Completion, CompletionKind, Insert};

/// The values that fit a shape.
pub(super) fn of(
    _asked: &Asked<'_, '_>,
    _place: &Place,
    shape: &'static Shape,
    style: &Style,
) -> Vec<Completion> {
    match shape {
        Shape::Words(words) => {
            words.iter().map(|it| value(style, it.text, CompletionKind::Word, "", it.doc)).collect()
        }
        Shape::Bool => ["true", "false"].map(|it| plain(style, it, CompletionKind::Word, "", "")).into(),
        Shape::Anything
        | Shape::Text(_)
        | Shape::Int(_)
        | Shape::Port(_)
        | Shape::Labels(_)
        | Shape::Map
        | Shape::Selector(_)
        | Shape::List(_)
        | Shape::Object(_) => Vec::new(),
    }
}

/// A text, in quotes where it needs them.
pub(super) fn value(style: &Style, text: &str, kind: CompletionKind, detail: &str, doc: &str) -> Completion {
    Completion {
        insert: style.insert([Insert::Text(style.scalar(text))]),
        ..plain(style, text, kind, detail, doc)
    }
}

/// A number, or another value that is no text.
pub(super) fn plain(style: &Style, text: &str, kind: CompletionKind, detail: &str, doc: &str) -> Completion {
    Completion {
        label: text.to_owned(),
        insert: style.insert([Insert::Text(text.to_owned())]),
        kind,
        detail: detail.to_owned(),
        documentation: doc.to_owned(),
    }
}
