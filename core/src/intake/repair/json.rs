//! JSON that is no manifest as it stands: an array of objects, and JSON with comments. It becomes YAML.

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
        let at = bare.locate(Span::new(root.span.start, root.span.start + 1));
        let message = "this array is no manifest: its objects are read one by one";
        notes.push(Note::did(at, message).titled(CLICK));
    }
    let most = MADE_BYTES + 4 * bare.text().len();
    let mut made = 0;
    let write = |it: &Node<'_>| {
        let mut res = Mapped::new();
        Writer { source: &bare, res: &mut res, most: most.saturating_sub(made) }.value(it, 0);
        if most < made + res.text().len() {
            res = Mapped::new();
            res.copy(&bare, it.span.start as usize..it.span.end as usize);
        }
        made += res.text().len();
        res
    };
    Some(objects.iter().map(write).collect())
}

/// Writes a tree as YAML, with the places of its keys and values.
struct Writer<'w> {
    source: &'w Mapped,
    res: &'w mut Mapped,
    /// What is longer is not written on: it stays JSON.
    most: usize,
}

impl Writer<'_> {
    /// A value that begins where the line is. Its depth is that of what was parsed, which is bounded.
    fn value(&mut self, node: &Node<'_>, indent: usize) {
        if self.most < self.res.text().len() {
            return;
        }
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
                        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
                            false
                        }
                    };
                    if !is_block {
                        self.put("\n", item.span);
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
    fn comments_are_passed_over() {
        assert_eq!(
            made("// a\n{\"kind\": \"Pod\", /* b */ \"c\": \"//\",}").unwrap(),
            ["kind: Pod\nc: \"//\"\n"]
        );
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
