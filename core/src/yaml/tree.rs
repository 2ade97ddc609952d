//! Trees of a text that was changed for the parser, as trees of the text as it is.

use std::borrow::Cow;

use super::{Entry, Node, Value};
use crate::source::Span;

/// The same without borrowing from the text.
pub(super) fn into_owned(node: Node<'_>) -> Node<'static> {
    let value = match node.value {
        Value::Null => Value::Null,
        Value::Bool(it) => Value::Bool(it),
        Value::Int(it) => Value::Int(it),
        Value::Float(it) => Value::Float(it),
        Value::String(it) => Value::String(Cow::Owned(it.into_owned())),
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(into_owned).collect()),
        Value::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|it| Entry {
                    key: Cow::Owned(it.key.into_owned()),
                    key_span: it.key_span,
                    value: into_owned(it.value),
                })
                .collect(),
        ),
    };
    Node { span: node.span, value }
}

/// Moves every span.
pub(super) fn shift(node: &mut Node<'_>, to: &impl Fn(Span) -> Span) {
    node.span = to(node.span);
    match &mut node.value {
        Value::Sequence(items) => items.iter_mut().for_each(|it| shift(it, to)),
        Value::Mapping(entries) => {
            for it in entries {
                it.key_span = to(it.key_span);
                shift(&mut it.value, to);
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
    }
}
