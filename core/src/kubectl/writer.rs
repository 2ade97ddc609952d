//! Manifests as a person would write them: a key on each line, two blanks for each step inwards.

use std::ops::Range;

use crate::source::{Location, Mapped};
use crate::yaml::{self, Value};

/// A manifest on its way. What is put in leads to the command that made it, values to their words.
pub(super) struct Writer {
    text: Mapped,
    at: Location,
}

impl Writer {
    pub(super) fn new(api_version: &str, kind: &str, at: Location) -> Writer {
        let mut res = Writer { text: Mapped::new(), at };
        res.line(0, &format!("apiVersion: {api_version}"));
        res.line(0, &format!("kind: {kind}"));
        res
    }

    /// A line whose words stand in no command.
    pub(super) fn line(&mut self, indent: usize, text: &str) {
        self.text.put(&" ".repeat(indent), self.at);
        self.text.put(text, self.at);
        self.text.put("\n", self.at);
    }

    /// `key: value`, whose value is a word.
    pub(super) fn pair(&mut self, indent: usize, key: &str, value: &Mapped) {
        self.raw(indent, key, &scalar(value));
    }

    /// The same with a value that is YAML already.
    pub(super) fn raw(&mut self, indent: usize, key: &str, value: &Mapped) {
        self.text.put(&" ".repeat(indent), self.at);
        self.text.put(key, self.at);
        if !key.ends_with("- ") {
            self.text.put(": ", self.at);
        }
        self.text.copy(value, 0..value.text().len());
        self.text.put("\n", self.at);
    }

    /// `key: value` of words.
    pub(super) fn both(&mut self, indent: usize, key: &Mapped, value: &Mapped) {
        self.text.put(&" ".repeat(indent), self.at);
        self.text.copy(key, 0..key.text().len());
        self.text.put(": ", self.at);
        self.text.copy(value, 0..value.text().len());
        self.text.put("\n", self.at);
    }

    pub(super) fn finish(self) -> Mapped {
        self.text
    }
}

/// Text that leads to one place.
pub(super) fn text_at(text: &str, at: Location) -> Mapped {
    let mut res = Mapped::new();
    res.put(text, at);
    res
}

/// A word as a string of YAML: in quotes where it would be read as something else.
pub(super) fn scalar(word: &Mapped) -> Mapped {
    let text = word.text();
    let is_simple = text.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '/')
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "-_./:@=+".contains(it))
        && !text.ends_with(':');
    if is_simple && yaml::parse(text, &mut Vec::new()).is_some_and(|it| matches!(it.value, Value::String(_)))
    {
        return word.clone();
    }
    let at = super::command::place(word);
    let mut res = Mapped::new();
    if text.is_empty() || text.chars().any(|it| it == '"' || it == '\\' || it.is_control()) {
        res.put(&yaml::quoted(text), at);
    } else {
        res.put("\"", at);
        res.copy(word, 0..text.len());
        res.put("\"", at);
    }
    res
}

/// A text with a stretch of it replaced.
pub(super) fn spliced(text: &Mapped, range: Range<usize>, put: &Mapped) -> Mapped {
    let mut res = Mapped::new();
    res.copy(text, 0..range.start);
    res.copy(put, 0..put.text().len());
    res.copy(text, range.end..text.text().len());
    res
}
