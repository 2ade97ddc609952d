//! The fields of a mapping, of which the names are known.

use super::Reader;
use crate::words;
use crate::yaml::{Node, Value};

/// A mapping with known fields.
pub(super) struct Fields<'n, 't> {
    /// The mapping.
    pub(super) node: &'n Node<'t>,
}

impl<'n, 't> Fields<'n, 't> {
    /// Says which fields are not known or are there twice; `None` where it is no mapping.
    pub(super) fn of(reader: &mut Reader<'_>, node: &'n Node<'t>, known: &[&str]) -> Option<Fields<'n, 't>> {
        let Value::Mapping(entries) = &node.value else {
            let message = format!("fields were expected: {}", words::and_more(known, known.len()));
            reader.say(node.span, message);
            return None;
        };
        for (at, it) in entries.iter().enumerate() {
            if !known.contains(&it.key.as_ref()) {
                let known = known.join("`, `");
                reader.say(it.key_span, format!("`{}` is not known here; known are `{known}`", it.key));
            } else if entries.iter().take(at).any(|before| before.key == it.key) {
                reader.say(it.key_span, format!("`{}` is there twice", it.key));
            }
        }
        Some(Fields { node })
    }

    fn needed(&self, reader: &mut Reader<'_>, key: &str) -> Option<&'n Node<'t>> {
        let res = self.node.get(key);
        if res.is_none() {
            reader.say(self.node.span, format!("`{key}` is missing"));
        }
        res
    }

    /// A text that is not empty.
    pub(super) fn text(&self, reader: &mut Reader<'_>, key: &str) -> Option<String> {
        let node = self.needed(reader, key)?;
        let res = node.as_str().filter(|it| !it.trim().is_empty()).map(str::to_owned);
        if res.is_none() {
            let lacks = if is_blank(node) { "is empty" } else { "must be a text" };
            reader.say(node.span, format!("`{key}` {lacks}"));
        }
        res
    }

    /// The text of a file, which may be empty.
    pub(super) fn content(&self, reader: &mut Reader<'_>, key: &str) -> Option<String> {
        let it = self.node.entry(key)?;
        match &it.value.value {
            Value::String(it) => Some(it.to_string()),
            Value::Null => Some(String::new()),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Sequence(_) | Value::Mapping(_) => {
                let message = format!("`{key}` is the text of the file: write `{key}: |` and indent it");
                reader.say(it.value.span, message);
                None
            }
        }
    }

    /// The line on which the text of a file begins; 0 where it is not written in lines.
    pub(super) fn first_line(&self, reader: &Reader<'_>, key: &str) -> u32 {
        let Some(it) = self.node.entry(key) else { return 0 };
        let key = it.key_span.shifted(reader.start);
        let after_key = reader.text.get(key.end as usize..).unwrap_or_default();
        let is_block = after_key.trim_start_matches([':', ' ']).starts_with('|');
        if is_block { reader.lines.line_column(key.start).line + 1 } else { 0 }
    }

    /// A text of one line.
    pub(super) fn line(&self, reader: &mut Reader<'_>, key: &str) -> Option<String> {
        let res = self.text(reader, key)?;
        if res.trim_end().contains('\n') {
            reader.say(self.node.span_with_key(key), format!("`{key}` is one line"));
        }
        Some(res.trim_end().to_owned())
    }

    /// The items of a list that is not empty.
    pub(super) fn list(&self, reader: &mut Reader<'_>, key: &str) -> &'n [Node<'t>] {
        let Some(node) = self.needed(reader, key) else { return &[] };
        if node.items().is_empty() {
            let is_blank = is_blank(node) || matches!(node.value, Value::Sequence(_));
            let lacks = if is_blank { "is empty" } else { "must be a list" };
            reader.say(node.span, format!("`{key}` {lacks}"));
        }
        node.items()
    }

    /// The texts of a list that is not empty.
    pub(super) fn texts(&self, reader: &mut Reader<'_>, key: &str) -> Option<Vec<String>> {
        let mut res = Vec::new();
        for (at, it) in self.list(reader, key).iter().enumerate() {
            match it.as_str() {
                Some(it) if !it.trim().is_empty() => res.push(it.trim_end().to_owned()),
                _ if is_blank(it) => reader.say(it.span, format!("number {} of `{key}` is empty", at + 1)),
                _ => reader.say(it.span, format!("number {} of `{key}` must be a text", at + 1)),
            }
        }
        (!res.is_empty()).then_some(res)
    }

    /// A word of a list.
    pub(super) fn word<T: Copy>(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<T> {
        let node = self.needed(reader, key)?;
        one_of(reader, node, all, name)
    }

    /// Words of a list.
    pub(super) fn words<T: Copy>(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        all: &[T],
        name: fn(T) -> &'static str,
    ) -> Option<Vec<T>> {
        let res: Vec<T> =
            self.list(reader, key).iter().filter_map(|it| one_of(reader, it, all, name)).collect();
        (!res.is_empty()).then_some(res)
    }

    /// A word of a list that may be missing.
    pub(super) fn optional_word(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        all: &[&'static str],
    ) -> Option<&'static str> {
        one_of(reader, self.node.get(key)?, all, |it| it)
    }
}

/// Whether nothing is written there.
fn is_blank(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Null) || node.as_str().is_some_and(|it| it.trim().is_empty())
}

fn one_of<T: Copy>(
    reader: &mut Reader<'_>,
    node: &Node<'_>,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Option<T> {
    let found = all.iter().find(|it| node.as_str() == Some(name(**it))).copied();
    if found.is_none() {
        let known: Vec<&str> = all.iter().map(|it| name(*it)).collect();
        reader.say(node.span, format!("one of `{}` was expected", known.join("`, `")));
    }
    found
}
