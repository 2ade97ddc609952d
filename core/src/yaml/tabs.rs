//! Tabs where lines begin. Inside of brackets Go's `yaml.v2`, and so `kubectl`, takes them for blanks, and the parser does
//! not; outside of them it is the other way round where a blank stands before the tab.
//!
//! Enters: a text that failed at a tab in brackets. Leaves: its tree, with spans that fit the text as it is, for a
//! blank is as long as a tab.

use super::parse::read;
use super::tree::into_owned;
use super::{Node, Value};
use crate::pause::Pause;
use crate::source::Span;

/// How many stretches of indented lines are tried.
const MAX_STRETCHES: usize = 32;

/// Reads the text with blanks for the tabs that its lines begin with, as far as they stand in brackets; `tab` is
/// the first of them. `None` if that does not help.
pub(super) async fn without_flow_tabs(text: &str, tab: usize, pause: &Pause) -> Option<Node<'static>> {
    let mut bytes = text.as_bytes().to_vec();
    let mut tab = Some(tab);
    let mut tried = Vec::new();
    for _ in 0..MAX_STRETCHES {
        let at = tab.take()?;
        tried.push(at);
        blank_out(&mut bytes, at);
        let blanked = std::str::from_utf8(&bytes).ok()?;
        match read(blanked, pause).await {
            Ok(root) => {
                return root
                    .filter(|root| tried.iter().all(|&it| in_brackets(root, text, it)))
                    .map(into_owned);
            }
            Err(it) => tab = it.tab(blanked),
        }
    }
    None
}

/// The tab among the blanks and dashes that stand before a value or key in its line, and what follows it up to there;
/// `None` where something else stands before it.
pub(super) fn indenting(text: &str, at: u32) -> Option<Span> {
    let before = text.as_bytes().get(..at as usize)?;
    let lead = before.iter().rev().take_while(|it| matches!(it, b' ' | b'\t' | b'-')).count();
    let start = before.len() - lead;
    let is_first = start.checked_sub(1).is_none_or(|it| before.get(it) == Some(&b'\n'));
    let tab = before.get(start..)?.iter().position(|it| *it == b'\t').filter(|_| is_first)?;
    let is_followed = !matches!(text.as_bytes().get(at as usize), None | Some(b'\n' | b'\r'));
    is_followed.then(|| Span::new((start + tab) as u32, at))
}

/// Whether the byte stands inside of a list or mapping that is written in brackets.
fn in_brackets(node: &Node<'_>, text: &str, at: usize) -> bool {
    if !(node.span.start as usize..node.span.end as usize).contains(&at) {
        return false;
    }
    let values = node.entries().iter().map(|it| &it.value);
    let is_collection = matches!(node.value, Value::Sequence(_) | Value::Mapping(_));
    let opening = text.as_bytes().get(node.span.start as usize);
    (is_collection && matches!(opening, Some(b'[' | b'{')))
        || node.items().iter().chain(values).any(|it| in_brackets(it, text, at))
}

/// Blanks for the leading tabs of this line and of those after it that have some too.
fn blank_out(bytes: &mut [u8], tab: usize) {
    for line in bytes.get_mut(tab..).unwrap_or_default().split_mut(|&it| it == b'\n') {
        let indentation = line.iter_mut().take_while(|it| matches!(it, b' ' | b'\t'));
        let mut tabs = indentation.filter(|it| **it == b'\t').peekable();
        if tabs.peek().is_none() {
            return;
        }
        tabs.for_each(|it| *it = b' ');
    }
}
