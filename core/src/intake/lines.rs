//! What lines look like: of a terminal, of a manifest.

use std::ops::Range;

use super::{is_object, markdown, shell};
use crate::kubectl;
use crate::source::Mapped;

/// Whether a line stands in a terminal.
pub(super) fn is_terminal(line: &str) -> bool {
    !line.starts_with([' ', '\t'])
        && (shell::prompt(line).is_some()
            || kubectl::is_command(line)
            || shell::is_answer(line)
            || line.trim_end() == "EOF")
}

/// Whether lines that stand four blanks inwards are a manifest, or begin with a command. They are `looked` at once.
pub(super) fn is_code(all: &Mapped, body: &Range<usize>, looked: &mut usize) -> bool {
    *looked = body.end;
    let inner = markdown::Fence::block().dedented(all, body.clone());
    let first = inner.text().lines().next().unwrap_or_default();
    let typed = shell::prompt(first).and_then(|it| first.get(it..)).unwrap_or(first);
    is_object(inner.text()) || kubectl::is_command(typed)
}

pub(super) fn is_separator(line: &str) -> bool {
    line.starts_with("---")
}

/// Whether a line behind an empty one may go on with a manifest.
pub(super) fn goes_on(line: &str) -> bool {
    let key = line.split(':').next().unwrap_or_default();
    let is_key = line.contains(':')
        && key.starts_with(|it: char| it.is_ascii_lowercase())
        && key.chars().all(|it| it.is_ascii_alphanumeric());
    is_key
        || line.starts_with([' ', '#', '}', ']', '{', '%'])
        || line.starts_with("- ")
        || line.starts_with("---")
}

/// Whether lines are meant as a manifest, or a part of one, whether they can be read or not.
pub(super) fn is_manifest(text: &str) -> bool {
    const KEYS: [&str; 12] = [
        "apiVersion:",
        "kind:",
        "metadata:",
        "spec:",
        "ingress:",
        "egress:",
        "podSelector:",
        "policyTypes:",
        "- from:",
        "- to:",
        "- podSelector:",
        "- namespaceSelector:",
    ];
    let text = text.trim_start();
    let is_json = text.starts_with('{') && text.contains("\"kind\"");
    let mut lines = text.lines().filter(|it| !it.starts_with('#')).take(3);
    is_json || lines.any(|it| KEYS.iter().any(|key| it.starts_with(key)))
}

/// How long a quoted text is; `text` begins behind the quote.
pub(super) fn quoted_length(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, it)) = chars.next() {
        match it {
            '\\' if quote == '"' => {
                chars.next();
            }
            '\'' if quote == '\'' && text.get(at + 1..)?.starts_with('\'') => {
                chars.next();
            }
            it if it == quote => return Some(at),
            _ => {}
        }
    }
    None
}
