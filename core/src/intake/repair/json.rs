//! JSON that is no manifest as it stands: an array of objects, and JSON with comments. It becomes YAML.

use super::Work;
use crate::intake::{Mapped, Note, json};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// What the button says.
const CLICK: &str = "make it plain YAML";

/// The objects of an array, or the one without its comments.
pub(super) fn repair(text: &Mapped, notes: &mut Vec<Note>, _: &mut Work) -> Option<Vec<Mapped>> {
    if !text.text().trim_start().starts_with(['{', '[', '/']) {
        return None;
    }
    let comments = json::comments(text.text());
    let whole = Span::new(0, text.text().trim_end().len() as u32);
    let bare = text.edited(comments.iter().map(|it| (it.clone(), " ")));
    let root = yaml::parse(bare.text(), &mut Vec::new())?;
    let is_array = matches!(root.value, Value::Sequence(_));
    let objects = if is_array { root.items() } else { std::slice::from_ref(&root) };
    let are_objects = objects.iter().all(|it| it.get("kind").is_some());
    if !are_objects || objects.is_empty() || !is_array && comments.is_empty() {
        return None;
    }
    if let Some(first) = comments.first() {
        let at = text.locate(Span::new(first.start as u32, first.end as u32));
        let message = "JSON has no comments: they are passed over";
        notes.push(Note::did(at, message).titled(CLICK));
    }
    if is_array {
        let at = text.locate(Span::new(0, 1.min(whole.end)));
        let message = "this array is no manifest: its objects are read one by one";
        notes.push(Note::did(at, message).titled(CLICK));
    }
    let write = |it: &Node<'_>| {
        let mut res = Mapped::new();
        Writer { source: &bare, res: &mut res }.value(it, 0);
        res
    };
    Some(objects.iter().map(write).collect())
}

/// Writes a tree as YAML, with the places of its keys and values.
struct Writer<'w> {
    source: &'w Mapped,
    res: &'w mut Mapped,
}

impl Writer<'_> {
    /// A value that begins where the line is. Its depth is that of what was parsed, which is bounded.
    fn value(&mut self, node: &Node<'_>, indent: usize) {
        match &node.value {
            Value::Mapping(entries) if !entries.is_empty() => {
                for (at, entry) in entries.iter().enumerate() {
                    if at > 0 {
                        self.blanks(indent, node.span);
                    }
                    self.scalar(entry.key_span);
                    self.put(":", entry.key_span);
                    let is_list = matches!(&entry.value.value, Value::Sequence(it) if !it.is_empty());
                    let is_map = matches!(&entry.value.value, Value::Mapping(it) if !it.is_empty());
                    if is_list || is_map {
                        self.put("\n", entry.key_span);
                        let inner = if is_list { indent } else { indent + 2 };
                        self.blanks(inner, entry.value.span);
                        self.value(&entry.value, inner);
                    } else {
                        self.put(" ", entry.key_span);
                        self.value(&entry.value, indent);
                        self.put("\n", entry.value.span);
                    }
                }
            }
            Value::Sequence(items) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.blanks(indent, item.span);
                    }
                    self.put("- ", item.span);
                    self.value(item, indent + 2);
                    let is_block = match &item.value {
                        Value::Mapping(it) => !it.is_empty(),
                        Value::Sequence(it) => !it.is_empty(),
                        _ => false,
                    };
                    if !is_block {
                        self.put("\n", item.span);
                    }
                }
            }
            Value::Mapping(_) => self.put("{}", node.span),
            Value::Sequence(_) => self.put("[]", node.span),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => self.scalar(node.span),
        }
    }

    /// A key or value as it is written, without its quotes where it needs none.
    fn scalar(&mut self, span: Span) {
        let range = span.start as usize..span.end as usize;
        let text = self.source.text().get(range.clone()).unwrap_or_default();
        let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        match inner.filter(|it| is_word(it)) {
            Some(_) => self.res.copy(self.source, range.start + 1..range.end - 1),
            None => self.res.copy(self.source, range),
        }
    }

    fn blanks(&mut self, count: usize, span: Span) {
        self.put(&" ".repeat(count), span);
    }

    fn put(&mut self, text: &str, span: Span) {
        self.res.put(text, self.source.locate(span));
    }
}

/// Whether a string means the same without quotes.
fn is_word(text: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-_./".contains(&it);
    let begins = text.bytes().next().is_some_and(|it| it.is_ascii_alphabetic());
    let words = ["y", "n", "yes", "no", "true", "false", "on", "off", "null"];
    begins && text.bytes().all(is_plain) && !words.contains(&text.to_ascii_lowercase().as_str())
}
