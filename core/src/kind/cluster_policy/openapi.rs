//! Checks a tree against [`super::schema`], as an API server does for custom resources.
//!
//! Enters: the value of `spec`. Leaves: unknown fields, in the words of strict decoding, and what the OpenAPI
//! schema refuses, in the words of its checker. Deliberately not here: CEL rules, and what no server checks.
//!
//! Null is treated as a server treats it for a structural schema without `nullable`: as the value of a field, or
//! of a key in a map, it is dropped before anything is checked; as an element of a list it is of the wrong type.

use super::hints;
use super::schema::{DOMAIN_PATTERN, Field, List, Need, Object, Type};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::check::hints::Hint;
use crate::kind::check::{MAX_PROBLEMS, Path, Report, location, quoted};
use crate::options::Options;
use crate::order::sort_by;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// What a walk through `spec` finds.
pub(super) struct Walk<'w, 't> {
    options: &'w Options,
    /// What the schema refuses.
    pub(super) report: Report<'t>,
    /// Fields that the schema does not have.
    pub(super) unknown: Vec<Diagnostic>,
    /// How many more there are.
    pub(super) left_out: usize,
    /// Whether something is of the wrong type, so that nothing can be read from it.
    pub(super) wrong: bool,
    /// Whether the object was said to use the experimental channel.
    said_experimental: bool,
}

impl<'w, 't> Walk<'w, 't> {
    /// Checks the value of `spec`; `root` is the object around it.
    pub(super) fn spec(
        root: &Node<'_>,
        object: &'static Object,
        options: &'w Options,
        text: &'t str,
    ) -> Self {
        let report = Report::new(text, Severity::Error);
        let mut walk = Walk {
            options,
            report,
            unknown: Vec::new(),
            left_out: 0,
            wrong: false,
            said_experimental: false,
        };
        let at = root.entries().first().map_or(root.span, |it| it.key_span);
        walk.field(
            root,
            &Field { name: "spec", need: Need::Required, kind: Type::Object(object) },
            at,
            &Path::Root,
        );
        sort_by(&mut walk.unknown, |a, b| a.field.cmp(&b.field));
        walk
    }

    /// A field that may be missing; `at` is what then is marked.
    fn field(&mut self, parent: &Node<'_>, field: &Field, at: Span, path: &Path<'_>) -> bool {
        let path = path.field(field.name);
        let Some(entry) = parent.entry(field.name).filter(|it| !it.value.is_null()) else {
            // The tools that read these policies take a missing selector for an empty one.
            let means_all = matches!(field.name, "podSelector" | "namespaceSelector");
            if field.need == Need::Required && means_all && !self.options.strict {
                let message = "Required value".to_owned();
                self.report.note(Severity::Warning, Code::RequiredValue, &path, at, message);
                self.report.help("read as `{}`, which selects all");
            } else if field.need == Need::Required {
                self.report.required(&path, at, "").help(hints::required(field.name));
            }
            return false;
        };
        self.value(&entry.value, &field.kind, entry.key_span, &path);
        true
    }

    /// `at` is what is marked where the value as a whole is meant: its key, or the first of its keys.
    fn value(&mut self, node: &Node<'_>, kind: &Type, at: Span, path: &Path<'_>) {
        match (kind, &node.value) {
            (Type::Text, Value::String(_)) => {}
            (Type::Short(max), Value::String(it)) => {
                if it.chars().count() > *max {
                    let message = format!("Too long: may not be more than {max} bytes");
                    self.report.refuse(Code::TooLong, path, node.span, message);
                }
            }
            (Type::Word(words), Value::String(it)) => {
                if !words.contains(&it.as_ref()) {
                    self.report.unsupported(path, node.span, it, words).help(hints::word(words, it));
                }
            }
            (Type::DomainName, Value::String(it)) => {
                if !is_domain_name(it) {
                    let detail = format!("{path} in body should match '{DOMAIN_PATTERN}'");
                    self.report.invalid(path, node.span, &quoted(it), &detail);
                    self.report.help("write at least two labels, and a `*` only as the whole first one");
                }
            }
            (Type::Int(min, max), Value::Int(_) | Value::Float(_)) => match node.as_int() {
                None => self.wrong(node, kind, path),
                Some(it) if it < *min => self.bound(node, path, it, "greater", *min),
                Some(it) if it > *max => self.bound(node, path, it, "less", *max),
                Some(_) => {}
            },
            (Type::TextMap, Value::Mapping(_)) => self.text_map(node, path),
            (Type::List(list), Value::Sequence(items)) => self.list(items, list, at, path),
            (Type::Object(object), Value::Mapping(_)) => self.object(node, object, at, path),
            _ => self.wrong(node, kind, path),
        }
    }

    fn bound(&mut self, node: &Node<'_>, path: &Path<'_>, value: i64, than: &str, bound: i64) {
        let detail = format!("{path} in body should be {than} than or equal to {bound}");
        self.report.invalid(path, node.span, &value.to_string(), &detail);
    }

    fn list(&mut self, items: &[Node<'_>], list: &List, at: Span, path: &Path<'_>) {
        if items.len() < list.min {
            self.too_few(at, path, "items");
        }
        if items.len() > list.max {
            let message = format!("Too many: {}: must have at most {} items", items.len(), list.max);
            self.report.refuse(Code::TooMany, path, at, message);
        }
        for (index, it) in items.iter().enumerate() {
            let path = path.item(index);
            let at = it.entries().first().map_or(it.span, |it| it.key_span);
            self.value(it, list.item, at, &path);
            if list.unique
                && let Some(text) = it.as_str()
                && items.iter().take(index.min(list.max)).any(|earlier| earlier.as_str() == Some(text))
            {
                self.report.refuse(
                    Code::DuplicateValue,
                    &path,
                    it.span,
                    format!("Duplicate value: {}", quoted(text)),
                );
            }
        }
    }

    /// Too few elements or fields. Two cases were not refused by all releases, or not by the words of the API:
    /// `ports: []` (C-42) and `tcp: {}` (C-22). Lenient reading takes them for all ports.
    fn too_few(&mut self, at: Span, path: &Path<'_>, what: &str) {
        let detail = format!("{path} in body should have at least 1 {what}");
        let means_all_ports = matches!(path.last_field(), "ports" | "tcp" | "udp" | "sctp");
        if means_all_ports && !self.options.strict {
            let message = format!("Invalid value: 0: {detail}");
            self.report.note(Severity::Warning, Code::InvalidValue, path, at, message);
            self.report.help("read as all ports");
        } else {
            self.report.invalid(path, at, "0", &detail).help(hints::empty(path.last_field()));
        }
    }

    fn text_map(&mut self, node: &Node<'_>, path: &Path<'_>) {
        for it in node.entries() {
            let path = path.field(&it.key);
            if it.value.is_null() {
                let message =
                    "the API server drops a label without a value: the selector does not ask for it";
                self.report.note(Severity::Warning, Code::BlankLabelValue, &path, it.key_span, message);
                self.report
                    .help("write `\"\"` for the empty value, or an expression with `Exists` for any value");
            } else {
                self.value(&it.value, &Type::Text, it.key_span, &path);
            }
        }
    }

    fn object(&mut self, node: &Node<'_>, object: &'static Object, at: Span, path: &Path<'_>) {
        let (mut count, mut has_old, mut has_pruned) = (0, false, false);
        for entry in node.entries() {
            let need = object.fields.iter().find(|it| it.name == entry.key).map(|it| it.need);
            let path = path.field(&entry.key);
            match need {
                Some(Need::Experimental) if self.options.experimental_channel => {
                    self.experimental(&path, entry.key_span, &entry.key);
                }
                Some(Need::Experimental) => {
                    has_pruned = true;
                    let help = if self.options.strict {
                        "only the experimental channel knows it, and that is switched off"
                    } else {
                        "only the experimental channel knows it: a rule with nothing else in its place fails closed"
                    };
                    self.unknown(Code::UnknownField, &path, entry.key_span, help.to_owned().into());
                }
                Some(Need::Old) => {
                    has_old |= !entry.value.is_null();
                    let help = hints::old_shape(&entry.key).to_owned();
                    self.unknown(Code::OldPeerShape, &path, entry.key_span, help.into());
                }
                Some(Need::Optional | Need::Required) => {}
                None => {
                    let hint = hints::unknown_field(object, &entry.key);
                    self.unknown(Code::UnknownField, &path, entry.key_span, hint);
                }
            }
        }
        for field in object.fields {
            let is_replaced = has_old && field.need == Need::Required && field.name == "namespaceSelector";
            let is_unknown = field.need == Need::Experimental && !self.options.experimental_channel;
            if !(is_unknown || is_replaced && node.get(field.name).is_none()) {
                count += usize::from(self.field(node, field, at, path));
            }
        }
        if object.exactly_one && count > 1 {
            let message = format!("Too many: {count}: must have at most 1 item");
            self.report.refuse(Code::TooMany, path, at, message);
            self.report.help("make an entry of its own of each, with a dash");
        }
        // What remains of a pruned item is nothing that anybody understands: its rule fails closed.
        if object.exactly_one && count == 0 && !has_pruned {
            self.too_few(at, path, "properties");
            if let Some(blank) = node.entries().iter().find(|it| it.value.is_null()) {
                self.report.help(format!("`{0}` is blank; for all of them write `{0}: {{}}`", blank.key));
            }
        }
    }

    /// Said once per object.
    fn experimental(&mut self, path: &Path<'_>, at: Span, name: &str) {
        if !std::mem::replace(&mut self.said_experimental, true) {
            let message = format!("`{name}` belongs to the experimental channel: few clusters have it");
            self.report.note(Severity::Info, Code::ExperimentalChannel, path, at, message);
        }
    }

    fn unknown(&mut self, code: Code, path: &Path<'_>, at: Span, hint: Hint) {
        if self.unknown.len() >= MAX_PROBLEMS {
            self.left_out += 1;
        } else {
            self.unknown.push(Diagnostic {
                field: path.to_string(),
                help: hint.help,
                meant: hint.meant,
                location: Some(location(at)),
                ..Diagnostic::new(Severity::Error, code, format!("unknown field \"{path}\""))
            });
        }
    }

    fn wrong(&mut self, node: &Node<'_>, kind: &Type, path: &Path<'_>) {
        self.wrong = true;
        let found = match &node.value {
            Value::Int(_) => "integer",
            Value::Bool(_) => "boolean",
            Value::Null | Value::Float(_) | Value::String(_) | Value::Sequence(_) | Value::Mapping(_) => {
                node.json_kind()
            }
        };
        let (wanted, expected) = match kind {
            Type::Text | Type::Short(_) | Type::Word(_) | Type::DomainName => ("string", "a string"),
            Type::Int(..) => ("integer", "a whole number"),
            Type::List(_) => ("array", "a list"),
            Type::TextMap | Type::Object(_) => ("object", "an object"),
        };
        let message =
            format!("Invalid value: \"{found}\": {path} in body must be of type {wanted}: \"{found}\"");
        let written = self.report.written(node);
        self.report.refuse(Code::WrongType, path, node.span, message);
        let help = if node.is_null() {
            "this dash has nothing after it: delete it".to_owned()
        } else {
            crate::kind::check::hints::wrong_shape(expected, node, written, path)
        };
        self.report.help(help);
    }
}

/// [`DOMAIN_PATTERN`] by hand.
fn is_domain_name(text: &str) -> bool {
    let text = text.strip_prefix("*.").unwrap_or(text);
    let text = text.strip_suffix('.').unwrap_or(text);
    let is_label = |label: &str| {
        let label = label.as_bytes();
        let middle = |it: &u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_');
        match label {
            [first] => is_first(*first),
            [first, inner @ .., last] => {
                is_first(*first) && inner.iter().all(middle) && last.is_ascii_alphanumeric()
            }
            [] => false,
        }
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// `[a-zA-z0-9]`
fn is_first(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'A'..=b'z').contains(&byte)
}

#[cfg(test)]
mod tests;
