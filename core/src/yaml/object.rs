//! One object of a text, read by itself.

use super::tree::{into_owned, shift};
use super::{Node, parse};
use crate::source::Span;

/// The tree of an object that stands somewhere in a text, with places that count from the start of that text. `None` where
/// it cannot be read by itself.
pub(crate) fn object(whole: &str, span: Span) -> Option<Node<'static>> {
    let before = whole.get(..span.start as usize)?;
    let text = whole.get(span.start as usize..span.end as usize)?;
    let lead = before.rsplit('\n').next().unwrap_or_default();
    // An item of a list in lines: its first key stands behind a dash, and blanks take the place of what is before it.
    let is_item = lead.bytes().all(|it| matches!(it, b' ' | b'-'));
    let pad = if is_item { lead.len() } else { 0 };
    let padded = format!("{}{text}", " ".repeat(pad));
    let mut node = into_owned(parse(&padded, &mut Vec::new())?);
    let start = span.start - pad as u32;
    shift(&mut node, &|it| it.shifted(start));
    Some(node)
}
