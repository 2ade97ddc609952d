//! What is wrong with one object, collected while it is read; and getters that say when a field has the
//! wrong type.
//!
//! Validation speaks in one severity per object: errors for policies, warnings for everything else, because
//! "rejecting an application manifest is not this tool's business".

use super::path::Path;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{FileId, Location, Span};
use crate::yaml::{Node, Value};

/// More than that about one object is not read.
pub(super) const MAX_PROBLEMS: usize = 200;

/// The problems of one object.
pub(super) struct Report<'t> {
    /// The document's text, for values that are shown as they were written.
    pub(super) text: &'t str,
    /// Severity of what the API server refuses.
    pub(super) severity: Severity,
    /// In the order in which they were found.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the API server would refuse the object.
    pub(super) refused: bool,
}

/// A place in the document as a location; the file is filled in later.
pub(super) fn location(span: Span) -> Location {
    Location { file: FileId(0), span }
}

impl<'t> Report<'t> {
    pub(super) fn new(text: &'t str, severity: Severity) -> Report<'t> {
        Report { text, severity, diagnostics: Vec::new(), refused: false }
    }

    /// A problem that refuses nothing.
    pub(super) fn note(
        &mut self,
        severity: Severity,
        code: &'static str,
        path: &Path<'_>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Report<'t> {
        if self.diagnostics.len() >= MAX_PROBLEMS {
            return self;
        }
        self.diagnostics.push(Diagnostic {
            field: path.to_string(),
            location: Some(location(span)),
            ..Diagnostic::new(severity, code, message)
        });
        self
    }

    /// A problem for which the API server refuses the object.
    pub(super) fn refuse(
        &mut self,
        code: &'static str,
        path: &Path<'_>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Report<'t> {
        self.refused = true;
        self.note(self.severity, code, path, span, message)
    }

    /// `Invalid value: <value>: <detail>`; strings come quoted.
    pub(super) fn invalid(&mut self, path: &Path<'_>, span: Span, value: &str, detail: &str) -> &mut Self {
        self.refuse("invalid-value", path, span, format!("Invalid value: {value}: {detail}"))
    }

    /// `Invalid value` of a string.
    pub(super) fn invalid_text(&mut self, path: &Path<'_>, span: Span, value: &str, detail: &str) {
        self.invalid(path, span, &quoted(value), detail);
    }

    /// `Required value: <detail>`.
    pub(super) fn required(&mut self, path: &Path<'_>, span: Span, detail: &str) -> &mut Self {
        let colon = if detail.is_empty() { "" } else { ": " };
        self.refuse("required-value", path, span, format!("Required value{colon}{detail}"))
    }

    /// `Forbidden: <detail>`.
    pub(super) fn forbidden(&mut self, path: &Path<'_>, span: Span, detail: &str) -> &mut Self {
        self.refuse("forbidden", path, span, format!("Forbidden: {detail}"))
    }

    /// `Unsupported value: "<value>": supported values: …`.
    pub(super) fn unsupported(
        &mut self,
        path: &Path<'_>,
        span: Span,
        value: &str,
        supported: &[&str],
    ) -> &mut Self {
        let list: Vec<_> = supported.iter().map(|it| quoted(it)).collect();
        let message = format!("Unsupported value: {}: supported values: {}", quoted(value), list.join(", "));
        self.refuse("unsupported-value", path, span, message)
    }

    /// A second place that the last problem speaks of.
    pub(super) fn related(&mut self, span: Span, what: &str) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.related.push((location(span), what.to_owned()));
        }
    }

    /// Drops those of the problems from the `known`-th on that are not to be kept.
    pub(super) fn keep_from(&mut self, known: usize, keep: impl Fn(&Diagnostic) -> bool) {
        let later = self.diagnostics.split_off(known.min(self.diagnostics.len()));
        self.diagnostics.extend(later.into_iter().filter(keep));
    }

    /// Says what to do about the last problem.
    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help = help.into();
        }
        self
    }

    /// A text field; `None` where it is missing or null. A number is reported and taken as it was written.
    pub(super) fn text<'n>(
        &mut self,
        parent: &'n Node<'_>,
        path: &Path<'_>,
        key: &str,
    ) -> Option<(&'n str, Span)>
    where
        't: 'n,
    {
        let node = parent.get(key)?;
        if let Some(it) = node.as_str() {
            return Some((it, node.span));
        }
        self.wrong_type::<()>(node, &path.field(key), "a string");
        let is_scalar = !matches!(node.value, Value::Sequence(_) | Value::Mapping(_));
        is_scalar.then(|| (self.written(node), node.span))
    }

    /// A whole number.
    pub(super) fn int(&mut self, parent: &Node<'_>, path: &Path<'_>, key: &str) -> Option<(i64, Span)> {
        let node = parent.get(key)?;
        match node.as_int() {
            Some(it) => Some((it, node.span)),
            None => self.wrong_type(node, &path.field(key), "a whole number"),
        }
    }

    /// A boolean; false where it is missing.
    pub(super) fn bool(&mut self, parent: &Node<'_>, path: &Path<'_>, key: &str) -> bool {
        let Some(node) = parent.get(key) else { return false };
        match node.as_bool() {
            Some(it) => it,
            None => self.wrong_type(node, &path.field(key), "true or false").unwrap_or_default(),
        }
    }

    /// A mapping.
    pub(super) fn object<'n, 'd>(
        &mut self,
        parent: &'n Node<'d>,
        path: &Path<'_>,
        key: &str,
    ) -> Option<&'n Node<'d>> {
        let node = parent.get(key)?;
        if matches!(node.value, Value::Mapping(_)) {
            return Some(node);
        }
        self.wrong_type(node, &path.field(key), "an object")
    }

    /// A list; empty where it is missing.
    pub(super) fn list<'n, 'd>(
        &mut self,
        parent: &'n Node<'d>,
        path: &Path<'_>,
        key: &str,
    ) -> &'n [Node<'d>] {
        let Some(node) = parent.get(key) else { return &[] };
        if !matches!(node.value, Value::Sequence(_)) {
            self.wrong_type::<()>(node, &path.field(key), "a list");
        }
        node.items()
    }

    fn wrong_type<T>(&mut self, node: &Node<'_>, path: &Path<'_>, expected: &str) -> Option<T> {
        let message = format!("expected {expected} at {path}");
        let written = self.written(node);
        self.refuse("wrong-type", path, node.span, message);
        let is_scalar = !matches!(node.value, Value::Sequence(_) | Value::Mapping(_));
        if expected == "a string" && is_scalar {
            self.help(format!("put quotes around it: {}", quoted(written)));
        }
        None
    }

    /// A scalar as it was written; empty for what spans several lines.
    pub(super) fn written(&self, node: &Node<'_>) -> &'t str {
        let text = self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        if text.contains('\n') { "" } else { text }
    }
}

/// As Go's `%q` prints it.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for it in text.chars() {
        match it {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            _ if it.is_control() => quoted.push_str(&format!("\\x{:02x}", u32::from(it))),
            _ => quoted.push(it),
        }
    }
    quoted.push('"');
    quoted
}
