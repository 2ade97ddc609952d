//! A key that stands twice in its object: one of both goes.

use std::ops::Range;

use super::{Candidate, Slip};
use crate::yaml::{self, Entry, Node};

/// Deletes the first or the second of the two, each with its value. Which is meant, only the author knows.
pub(super) fn candidates(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some(root) = yaml::parse(slip.text, &mut Vec::new()) else { return Vec::new() };
    let Some((entries, later)) = around(&root, &slip.at) else { return Vec::new() };
    let Some(key) = entries.get(later).map(|it| &it.key) else { return Vec::new() };
    let Some(earlier) = entries.iter().take(later).rposition(|it| it.key == *key) else { return Vec::new() };
    let delete = |which: &str, at: usize| {
        let edit = (stretch(slip.text, entries, at)?, String::new());
        Some(Candidate::new(format!("delete the {which} `{key}`"), vec![edit]))
    };
    [delete("first", earlier), delete("second", later)].into_iter().flatten().collect()
}

/// The mapping that holds the key at a place, and which it is.
fn around<'n, 't>(node: &'n Node<'t>, key: &Range<usize>) -> Option<(&'n [Entry<'t>], usize)> {
    let entries = node.entries();
    let is_here = |it: &Entry<'_>| it.key_span.start as usize == key.start;
    if let Some(at) = entries.iter().position(is_here) {
        return Some((entries, at));
    }
    let is_around = |it: &&Node<'_>| it.span.start as usize <= key.start && key.start < it.span.end as usize;
    let values = entries.iter().map(|it| &it.value);
    node.items().iter().chain(values).filter(is_around).find_map(|it| around(it, key))
}

/// The bytes of a pair: its lines, or up to the pair beside it where it shares a line.
fn stretch(text: &str, entries: &[Entry<'_>], at: usize) -> Option<Range<usize>> {
    let own = entries.get(at)?;
    let (start, end) = (own.key_span.start as usize, own.key_span.to(own.value.span).end as usize);
    let line = text.get(..start)?.rfind('\n').map_or(0, |it| it + 1);
    let line_end = text.get(end..)?.find('\n').map_or(text.len(), |it| end + it + 1);
    let behind = text.get(end..line_end)?.trim_start();
    let is_alone = text.get(line..start)?.trim().is_empty() && (behind.is_empty() || behind.starts_with('#'));
    if is_alone {
        return Some(line..line_end);
    }
    let before = at.checked_sub(1).and_then(|it| entries.get(it));
    match (entries.get(at + 1), before) {
        (Some(next), _) => Some(start..next.key_span.start as usize),
        (None, Some(it)) => Some(it.key_span.to(it.value.span).end as usize..end),
        (None, None) => None,
    }
}
