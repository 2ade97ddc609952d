//! JSON that is no manifest as it stands: an array of objects, and JSON with comments. It becomes YAML, and so do its
//! comments.

use std::iter::Peekable;
use std::ops::Range;

use super::Work;
use crate::intake::{Mapped, Note, json};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// What the button says.
const CLICK: &str = "make it plain YAML";

/// So many bytes more than the text has may be made of it: deep levels take many blanks.
const MADE_BYTES: usize = 64 << 10;

/// The objects of an array, or the one without its comments.
pub(super) fn repair(text: &Mapped, notes: &mut Vec<Note>, _: &mut Work) -> Option<Vec<Mapped>> {
    let begin = json::begin(text.text());
    if !text.text().get(begin..).is_some_and(|it| it.starts_with(['{', '[', '/'])) {
        return None;
    }
    let comments = json::comments(text.text());
    // As many blanks, so that what is read is where it is written.
    let blanks: Vec<String> = comments.iter().map(|it| " ".repeat(it.len())).collect();
    let bare = text.edited(comments.iter().cloned().zip(blanks.iter().map(String::as_str)));
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
        let at = bare.locate(Span::new(root.span.start, root.span.start + 1));
        let message = "this array is no manifest: its objects are read one by one";
        notes.push(Note::did(at, message).titled(CLICK));
    }
    let most = MADE_BYTES + 4 * bare.text().len();
    let (mut made, mut comments) = (0, Comments { text, left: comments.into_iter().peekable() });
    let last = objects.len() - 1;
    let write = |(nth, it): (usize, &Node<'_>)| {
        let (mut res, most_now) = (Mapped::new(), most.saturating_sub(made));
        let mut writer = Writer { source: &bare, res: &mut res, comments: &mut comments, most: most_now };
        writer.above(first(it), 0);
        writer.value(it, 0);
        if nth == last {
            writer.above(u32::MAX, 0);
        }
        if most < made + res.text().len() {
            res = Mapped::new();
            res.copy(&bare, it.span.start as usize..it.span.end as usize);
        }
        made += res.text().len();
        res
    };
    Some(objects.iter().enumerate().map(write).collect())
}

/// Where the first key or value of a tree begins.
fn first(node: &Node<'_>) -> u32 {
    match &node.value {
        Value::Mapping(entries) => entries.first().map_or(node.span.start, |it| it.key_span.start),
        Value::Sequence(items) => items.first().map_or(node.span.start, first),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => node.span.start,
    }
}

/// The comments that are not written yet.
struct Comments<'c> {
    text: &'c Mapped,
    left: Peekable<std::vec::IntoIter<Range<usize>>>,
}

impl Comments<'_> {
    /// The next one that begins before a byte.
    fn before(&mut self, end: u32) -> Option<Range<usize>> {
        self.left.next_if(|it| it.start < end as usize)
    }

    /// The next one, where it stands behind a byte in its line, and nothing but punctuation is in between.
    fn in_line(&mut self, byte: u32) -> Option<Range<usize>> {
        let text = self.text.text();
        let between = |to: usize| text.get(byte as usize..to);
        let is_apart = |it: &str| it.bytes().all(|it| b" \t,:{}[]".contains(&it));
        let is_one_line = |it: &Range<usize>| text.get(it.clone()).is_some_and(|it| !it.contains('\n'));
        self.left.next_if(|it| between(it.start).is_some_and(is_apart) && is_one_line(it))
    }

    /// The lines of one, without its marks.
    fn lines(&self, it: &Range<usize>) -> Vec<&str> {
        let text = self.text.text().get(it.clone()).unwrap_or_default();
        let words = match text.strip_prefix("/*") {
            Some(it) => it.strip_suffix("*/").unwrap_or(it),
            None => text.trim_start_matches('/'),
        };
        let lines = words.lines().map(|it| it.trim().trim_start_matches('*').trim());
        lines.filter(|it| !it.is_empty()).collect()
    }
}

/// Writes a tree as YAML, with the places of its keys and values.
struct Writer<'w, 'c> {
    source: &'w Mapped,
    res: &'w mut Mapped,
    comments: &'w mut Comments<'c>,
    /// What is longer is not written on: it stays JSON.
    most: usize,
}

impl Writer<'_, '_> {
    /// A value that begins where the line is. Its depth is that of what was parsed, which is bounded.
    fn value(&mut self, node: &Node<'_>, indent: usize) {
        if self.most < self.res.text().len() {
            return;
        }
        match &node.value {
            Value::Mapping(entries) if !entries.is_empty() => {
                for (at, entry) in entries.iter().enumerate() {
                    if at > 0 {
                        self.above(entry.key_span.start, indent);
                        self.blanks(indent, node.span);
                    }
                    self.scalar(entry.key_span);
                    self.put(":", entry.key_span);
                    let is_list = matches!(&entry.value.value, Value::Sequence(it) if !it.is_empty());
                    let is_map = matches!(&entry.value.value, Value::Mapping(it) if !it.is_empty());
                    if is_list || is_map {
                        self.end(entry.key_span);
                        let inner = if is_list { indent } else { indent + 2 };
                        self.above(first(&entry.value), inner);
                        self.blanks(inner, entry.value.span);
                        self.value(&entry.value, inner);
                    } else {
                        self.put(" ", entry.key_span);
                        self.value(&entry.value, indent);
                        self.end(entry.value.span);
                    }
                }
            }
            Value::Sequence(items) if !items.is_empty() => {
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.above(first(item), indent);
                        self.blanks(indent, item.span);
                    }
                    self.put("- ", item.span);
                    self.value(item, indent + 2);
                    let is_block = match &item.value {
                        Value::Mapping(it) => !it.is_empty(),
                        Value::Sequence(it) => !it.is_empty(),
                        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
                            false
                        }
                    };
                    if !is_block {
                        self.end(item.span);
                    }
                }
            }
            Value::Mapping(_) => self.put("{}", node.span),
            Value::Sequence(_) => self.put("[]", node.span),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
                self.scalar(node.span)
            }
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

    /// The comments before a byte, in lines of their own. The line before is at its end.
    fn above(&mut self, byte: u32, indent: usize) {
        while let Some(it) = self.comments.before(byte) {
            let at = self.comments.text.locate(Span::new(it.start as u32, it.end as u32));
            for line in self.comments.lines(&it) {
                self.res.put(&format!("{}# {line}\n", " ".repeat(indent)), at);
            }
        }
    }

    /// The end of a line, with the comments that stand behind its last key or value.
    fn end(&mut self, span: Span) {
        while let Some(it) = self.comments.in_line(span.end) {
            let at = self.comments.text.locate(Span::new(it.start as u32, it.end as u32));
            for line in self.comments.lines(&it) {
                self.res.put(&format!(" # {line}"), at);
            }
        }
        self.put("\n", span);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn made(text: &str) -> Option<Vec<String>> {
        let mut work = Work { steps: 0, fragments: 0 };
        let made = repair(&Mapped::whole(FileId(0), text), &mut Vec::new(), &mut work);
        made.map(|it| it.iter().map(|it| it.text().to_owned()).collect())
    }

    #[test]
    fn an_array_is_its_objects() {
        let text =
            r#"[{"kind": "Pod", "spec": {"a": ["b", {"c": 1, "d": []}], "on": "no"}}, {"kind": "Job"}]"#;
        let pod = "kind: Pod\nspec:\n  a:\n  - b\n  - c: 1\n    d: []\n  \"on\": \"no\"\n";
        assert_eq!(made(text).unwrap(), [pod, "kind: Job\n"]);
    }

    #[test]
    fn comments_become_comments_of_yaml() {
        assert_eq!(
            made("// a\n{\"kind\": \"Pod\",\n/* b */ \"c\": \"//\",}").unwrap(),
            ["# a\nkind: Pod\n# b\nc: \"//\"\n"]
        );
        let text = "// first\n{ \"kind\": \"Pod\", // what\n  \"spec\": { // how\n    // deep\n    \"a\": [ /* list\n    * of two */ \"b\", 1 // one\n    ]\n  } // end\n}\n// last\n";
        let yaml = "# first\nkind: Pod # what\nspec: # how\n  # deep\n  a:\n  # list\n  # of two\n  - b\n  - 1 # one\n# end\n# last\n";
        assert_eq!(made(text).unwrap(), [yaml]);
        let text = "[ // two\n{\"kind\": \"Pod\"}, // a pod\n// a job\n{\"kind\": \"Job\"}] // done";
        assert_eq!(made(text).unwrap(), ["# two\nkind: Pod # a pod\n", "# a job\nkind: Job # done\n"]);
    }

    #[test]
    fn other_json_stays() {
        for text in ["[{\"op\": \"add\"}]", "[]", "{\"kind\": \"Pod\"}", "{\"a\": 1} // b"] {
            assert_eq!(made(text), None, "{text}");
        }
    }

    #[test]
    fn what_would_grow_too_much_stays_json() {
        let deep = format!("{{\"kind\":{}1{}}}", "{\"a\":".repeat(90), "}".repeat(90));
        let text = format!("[{}]", vec![deep.as_str(); 2000].join(","));
        let made = made(&text).unwrap();
        assert_eq!(made.len(), 2000);
        assert_eq!(made.last(), Some(&deep));
        assert!(made.iter().map(String::len).sum::<usize>() < MADE_BYTES + 6 * text.len());
    }
}
