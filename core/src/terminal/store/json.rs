//! Edits of objects that are written as JSON, which stay JSON: values behind a path of keys, items of lists.

use super::super::print;
use super::super::value::Value;
use crate::source::Span;
use crate::yaml::{Node, Value as Read};

/// Whether the text of an object is JSON: in brackets, its keys in quotes.
pub(super) fn is_json(text: &str) -> bool {
    let inner = text.trim_start().strip_prefix('{').map(str::trim_start);
    inner.is_some_and(|it| it.starts_with(['"', '}']))
}

/// The stretch of a text that changes, and what it becomes, so that a value stands behind a path of keys, or none.
pub(super) fn edit(
    text: &str,
    node: &Node<'_>,
    path: &[&str],
    value: Option<&Value>,
) -> Option<(Span, String)> {
    let (key, rest) = path.split_first()?;
    let Read::Mapping(entries) = &node.value else { return None };
    let at = entries.iter().position(|it| it.key == *key);
    match (at.and_then(|at| entries.get(at)), value) {
        (Some(it), _) if !rest.is_empty() => edit(text, &it.value, rest, value),
        (Some(it), Some(value)) => Some((it.value.span, print::compact(value))),
        (Some(_), None) => {
            let spans: Vec<Span> = entries.iter().map(|it| it.key_span.to(it.value.span)).collect();
            Some((without(&spans, at?)?, String::new()))
        }
        (None, None) => None,
        (None, Some(value)) => {
            let mut whole = value.clone();
            for it in rest.iter().rev() {
                whole = Value::map([(*it, whole)]);
            }
            let pair = format!("{}: {}", print::compact(&Value::text(*key)), print::compact(&whole));
            let Some(last) = entries.last() else { return Some((node.span, format!("{{{pair}}}"))) };
            // On a line of its own where the last pair has one.
            let start = last.key_span.start as usize;
            let line = text.get(..start)?.rsplit('\n').next()?;
            let is_own = line.len() < start && line.trim().is_empty();
            let lead = if is_own { format!(",\n{line}") } else { ", ".to_owned() };
            let end = last.value.span.end;
            Some((Span::new(end, end), format!("{lead}{pair}")))
        }
    }
}

/// The stretch that one of several parts takes with its comma.
pub(super) fn without(spans: &[Span], at: usize) -> Option<Span> {
    let own = *spans.get(at)?;
    let before = at.checked_sub(1).and_then(|it| spans.get(it));
    Some(match (before, spans.get(at + 1)) {
        (_, Some(next)) => Span::new(own.start, next.start),
        (Some(before), None) => Span::new(before.end, own.end),
        (None, None) => own,
    })
}
