//! What is wrong with one object, collected while it is read; and getters that say when a field has the
//! wrong type.
//!
//! Validation speaks in one severity per object: errors for policies, warnings for everything else, because
//! "rejecting an application manifest is not this tool's business".

use super::path::Path;
use super::placeholder::{placeholder, unfilled};
use crate::diagnostic::{self, About, Code, Diagnostic, Fix, Severity, left_out};
use crate::edit;
use crate::source::{FileId, Location, Span};
use crate::yaml::{Node, Value};

/// The most problems of one object that are told.
pub(in crate::kind) const MAX_PROBLEMS: usize = 200;

/// The problems of one object.
pub(in crate::kind) struct Report<'t> {
    /// The document's text, for values that are shown as they were written.
    pub(in crate::kind) text: &'t str,
    /// Severity of what the API server refuses.
    pub(in crate::kind) severity: Severity,
    /// In the order in which they were found.
    pub(in crate::kind) diagnostics: Vec<Diagnostic>,
    /// Whether the API server would refuse the object.
    pub(in crate::kind) refused: bool,
    /// How many problems there are beyond those that are told, and how bad the worst of them is.
    more: Option<(usize, Severity)>,
    /// Whether the last problem is told.
    last_is_told: bool,
}

/// A place in the document as a location; the file is filled in later.
pub(in crate::kind) fn location(span: Span) -> Location {
    Location { file: FileId(0), span }
}

impl<'t> Report<'t> {
    pub(in crate::kind) fn new(text: &'t str, severity: Severity) -> Report<'t> {
        Report { text, severity, diagnostics: Vec::new(), refused: false, more: None, last_is_told: true }
    }

    /// A problem that refuses nothing.
    pub(in crate::kind) fn note(
        &mut self,
        severity: Severity,
        code: Code,
        path: &Path<'_>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Report<'t> {
        self.last_is_told = self.diagnostics.len() < MAX_PROBLEMS;
        if !self.last_is_told {
            self.leave_out(1, severity);
            return self;
        }
        self.diagnostics.push(Diagnostic {
            field: path.to_string(),
            location: Some(location(span)),
            ..Diagnostic::new(severity, code, message)
        });
        self
    }

    /// Counts problems that are not told.
    pub(in crate::kind) fn leave_out(&mut self, more: usize, severity: Severity) {
        if more > 0 {
            let (count, worst) = self.more.unwrap_or((0, severity));
            self.more = Some((count + more, worst.min(severity)));
        }
    }

    /// Counts those that another report of the same object does not tell.
    pub(in crate::kind) fn leave_out_too(&mut self, other: &Report<'_>) {
        if let Some((count, severity)) = other.more {
            self.leave_out(count, severity);
        }
    }

    /// Whether a notation may be behind one of them.
    pub(in crate::kind) fn is_to_explain(&self) -> bool {
        self.diagnostics.iter().any(|it| is_explained(it.code))
    }

    /// All of them. Nothing is left out without a word, and what is wrong with a value that aliases repeat is told once.
    pub(in crate::kind) fn finish(self, at: Span, root: &Node<'_>) -> Vec<Diagnostic> {
        let mut res = self.diagnostics;
        if self.text.contains('*') {
            diagnostic::tell_once(&mut res, |_, one, other| edit::is_one_place(root, one, other));
        }
        res.extend(self.more.map(|(count, worst)| Diagnostic {
            location: Some(location(at)),
            ..left_out(count, worst, "of this object")
        }));
        res
    }

    /// A problem for which the API server refuses the object.
    pub(in crate::kind) fn refuse(
        &mut self,
        code: Code,
        path: &Path<'_>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Report<'t> {
        self.refused = true;
        self.note(self.severity, code, path, span, message)
    }

    /// `Invalid value: <value>: <detail>`; strings come quoted.
    pub(in crate::kind) fn invalid(
        &mut self,
        path: &Path<'_>,
        span: Span,
        value: &str,
        detail: &str,
    ) -> &mut Self {
        if let Some(it) = placeholder(value) {
            return self.unfilled(path, span, it);
        }
        let message = format!("Invalid value: {value}: {detail}");
        let stray = self.text.get(span.start as usize..span.end as usize).and_then(stray_quote);
        let message = stray.map_or(message.clone(), |it| format!("{it} ({message})"));
        self.refuse(Code::InvalidValue, path, span, message)
    }

    /// A value that is to be filled in: which characters the API server would have there is no matter (L-84).
    fn unfilled(&mut self, path: &Path<'_>, span: Span, placeholder: &str) -> &mut Self {
        self.refuse(Code::UnfilledPlaceholder, path, span, unfilled(placeholder))
    }

    /// `Invalid value` of a string.
    pub(in crate::kind) fn invalid_text(&mut self, path: &Path<'_>, span: Span, value: &str, detail: &str) {
        self.invalid(path, span, &quoted(value), detail);
    }

    /// `Required value: <detail>`.
    pub(in crate::kind) fn required(&mut self, path: &Path<'_>, span: Span, detail: &str) -> &mut Self {
        let colon = if detail.is_empty() { "" } else { ": " };
        self.refuse(Code::RequiredValue, path, span, format!("Required value{colon}{detail}"))
    }

    /// `Forbidden: <detail>`.
    pub(in crate::kind) fn forbidden(&mut self, path: &Path<'_>, span: Span, detail: &str) -> &mut Self {
        self.refuse(Code::Forbidden, path, span, format!("Forbidden: {detail}"))
    }

    /// `Unsupported value: "<value>": supported values: …`.
    pub(in crate::kind) fn unsupported(
        &mut self,
        path: &Path<'_>,
        span: Span,
        value: &str,
        supported: &[&str],
    ) -> &mut Self {
        if let Some(it) = placeholder(value) {
            return self.unfilled(path, span, it);
        }
        let list: Vec<_> = supported.iter().map(|it| quoted(it)).collect();
        let message = format!("Unsupported value: {}: supported values: {}", quoted(value), list.join(", "));
        self.refuse(Code::UnsupportedValue, path, span, message)
    }

    /// A second place that the last problem speaks of.
    pub(in crate::kind) fn related(&mut self, span: Span, what: &str) {
        if let Some(last) = self.diagnostics.last_mut().filter(|_| self.last_is_told) {
            last.related.push((location(span), what.to_owned()));
        }
    }

    /// Drops those of the problems from the `known`-th on that are not to be kept.
    pub(in crate::kind) fn keep_from(&mut self, known: usize, keep: impl Fn(&Diagnostic) -> bool) {
        let later = self.diagnostics.split_off(known.min(self.diagnostics.len()));
        self.diagnostics.extend(later.into_iter().filter(keep));
    }

    /// Says what to do about the last problem.
    pub(in crate::kind) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        if let Some(last) = self.diagnostics.last_mut().filter(|_| self.last_is_told) {
            last.help = help.into();
        }
        self
    }

    /// Offers an edit against the last problem.
    pub(in crate::kind) fn fix(&mut self, fix: Fix) {
        if let Some(last) = self.diagnostics.last_mut().filter(|_| self.last_is_told) {
            last.fixes.push(fix);
        }
    }

    /// Says which finding the last problem is.
    pub(in crate::kind) fn finding(&mut self, finding: &'static About) -> &mut Self {
        if let Some(last) = self.diagnostics.last_mut().filter(|_| self.last_is_told) {
            last.finding = Some(finding);
        }
        self
    }

    /// A text field; `None` where it is missing or null. A number is reported and taken as it was written.
    pub(in crate::kind) fn text<'n>(
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
    pub(in crate::kind) fn int(
        &mut self,
        parent: &Node<'_>,
        path: &Path<'_>,
        key: &str,
    ) -> Option<(i64, Span)> {
        let node = parent.get(key)?;
        match node.as_int() {
            Some(it) => Some((it, node.span)),
            None => self.wrong_type(node, &path.field(key), "a whole number"),
        }
    }

    /// A boolean; false where it is missing.
    pub(in crate::kind) fn bool(&mut self, parent: &Node<'_>, path: &Path<'_>, key: &str) -> bool {
        let Some(node) = parent.get(key) else { return false };
        match node.as_bool() {
            Some(it) => it,
            None => self.wrong_type(node, &path.field(key), "true or false").unwrap_or_default(),
        }
    }

    /// A mapping.
    pub(in crate::kind) fn object<'n, 'd>(
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
    pub(in crate::kind) fn list<'n, 'd>(
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
        self.refuse(Code::WrongType, path, node.span, message);
        let is_scalar = !matches!(node.value, Value::Sequence(_) | Value::Mapping(_));
        if expected == "a string" && is_scalar {
            self.help(format!("put quotes around it: {}", quoted(written)));
        }
        None
    }

    /// A scalar as it was written; empty for what spans several lines.
    pub(in crate::kind) fn written(&self, node: &Node<'_>) -> &'t str {
        let text = self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        if text.contains('\n') { "" } else { text }
    }
}

/// What is to be said of a value with a quote at one end only.
fn stray_quote(written: &str) -> Option<&'static str> {
    let is_quote = |it: char| it == '"' || it == '\'';
    match (written.starts_with(is_quote), written.ends_with(is_quote)) {
        (false, true) if written.chars().filter(|it| is_quote(*it)).count() == 1 => {
            Some("the value ends with a quote and begins with none, so the quote is a part of it")
        }
        _ => None,
    }
}

/// Whether a notation may be behind a problem of this kind.
pub(in crate::kind) fn is_explained(code: Code) -> bool {
    matches!(
        code,
        Code::WrongType
            | Code::UnknownField
            | Code::DuplicateKey
            | Code::InvalidValue
            | Code::UnsupportedValue
            | Code::RequiredValue
            | Code::Forbidden
            | Code::NonCanonicalCidr
            | Code::OldPeerShape
            | Code::UnfilledPlaceholder
    )
}

/// As Go's `%q` prints it.
pub(in crate::kind) fn quoted(text: &str) -> String {
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
