//! Strict decoding of a tree against the shape that Go's types give it.
//!
//! Enters: a tree, and a [`Schema`] of its kind. Leaves: the errors that Go's JSON decoder would give, with its words.
//! Deliberately not here: the shapes of single kinds, and what the values mean.

use super::hints;
use super::path::Path;
use super::placeholder::{placeholder, unfilled};
use super::report::{self, Report};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::order::sort_by;
use crate::yaml::{Entry, Node, Value};

/// The shape of a kind of object.
pub(in crate::kind) struct Schema {
    /// The whole object.
    pub(in crate::kind) object: &'static Object,
    /// What the author of a field that the kind does not know may have meant, where the kind knows better than its list
    /// of fields tells.
    pub(in crate::kind) hint: fn(Unknown<'_>) -> Option<hints::Hint>,
}

/// A field that the kind does not know.
#[derive(Clone, Copy)]
pub(in crate::kind) struct Unknown<'u> {
    /// The Go struct that has no such field.
    pub(in crate::kind) object: &'static str,
    /// The field.
    pub(in crate::kind) name: &'u str,
    /// The field whose value, or an element of whose value, the struct is.
    pub(in crate::kind) parent: &'u str,
}

/// What may stand at a place.
pub(in crate::kind) enum Shape {
    /// Not looked at.
    Anything,
    /// A string, and Go's name of its type.
    Text(&'static str),
    /// `int32` or `int64`.
    Int(&'static str),
    Bool,
    /// IntOrString.
    Port,
    /// Map of strings.
    TextMap,
    List(&'static Shape),
    Object(&'static Object),
}

/// A Go struct.
pub(in crate::kind) struct Object {
    /// `LabelSelector`.
    pub(in crate::kind) name: &'static str,
    /// Package of the type.
    pub(in crate::kind) package: &'static str,
    /// In no particular order.
    pub(in crate::kind) fields: &'static [(&'static str, Shape)],
}

/// A string.
pub(in crate::kind) const TEXT: Shape = Shape::Text("string");
/// A string in a list.
pub(in crate::kind) static TEXT_ITEM: Shape = TEXT;

/// `metadata` of every kind.
pub(in crate::kind) static METADATA: Object = Object {
    name: "ObjectMeta",
    package: "v1",
    fields: &[
        ("name", TEXT),
        ("generateName", TEXT),
        ("namespace", TEXT),
        ("selfLink", Shape::Anything),
        ("uid", Shape::Anything),
        ("resourceVersion", Shape::Anything),
        ("generation", Shape::Anything),
        ("creationTimestamp", Shape::Anything),
        ("deletionTimestamp", Shape::Anything),
        ("deletionGracePeriodSeconds", Shape::Anything),
        ("labels", Shape::TextMap),
        ("annotations", Shape::TextMap),
        ("ownerReferences", Shape::Anything),
        ("finalizers", Shape::Anything),
        ("managedFields", Shape::Anything),
    ],
};

/// A selector of labels.
pub(in crate::kind) static SELECTOR: Object = Object {
    name: "LabelSelector",
    package: "v1",
    fields: &[
        ("matchLabels", Shape::TextMap),
        ("matchExpressions", Shape::List(&Shape::Object(&REQUIREMENT))),
    ],
};

static REQUIREMENT: Object = Object {
    name: "LabelSelectorRequirement",
    package: "v1",
    fields: &[
        ("key", TEXT),
        ("operator", Shape::Text("v1.LabelSelectorOperator")),
        ("values", Shape::List(&TEXT_ITEM)),
    ],
};

/// What custom resources have around their `spec`, which a schema of their own describes.
pub(in crate::kind) static CUSTOM_RESOURCE: Object = Object {
    name: "PartialObjectMetadata",
    package: "v1",
    fields: &[
        ("apiVersion", TEXT),
        ("kind", TEXT),
        ("metadata", Shape::Object(&METADATA)),
        ("spec", Shape::Anything),
        ("status", Shape::Anything),
    ],
};

/// What became of decoding.
pub(in crate::kind) enum Decoded {
    /// The API server would look at it further.
    Whole,
    /// It would not: there are fields that it does not know.
    Refused,
    /// It would not, because of values of a wrong shape; what else is wrong is worth knowing all the same, "so that
    /// one round is enough" (D-05).
    Partly(Undecoded),
}

/// What was not decoded.
pub(in crate::kind) struct Undecoded {
    /// Fields of a wrong shape.
    wrong: Vec<String>,
    /// What holds a field that is not known: it may lack something only because of that.
    holders: Vec<String>,
}

impl Undecoded {
    /// Whether a problem of that field may be no more than a part of what was not decoded.
    pub(in crate::kind) fn concerns(&self, field: &str) -> bool {
        let within = |it: &String| {
            field.strip_prefix(it.as_str()).is_some_and(|it| it.is_empty() || it.starts_with(['.', '[']))
        };
        self.wrong.iter().any(within) || self.holders.iter().any(|it| it == field)
    }
}

/// Decodes strictly. Of wrong shapes only the first is said, as the API server does; unknown fields are all said,
/// and refuse the object if `strict`.
pub(in crate::kind) fn decode(
    root: &Node<'_>,
    schema: &Schema,
    strict: bool,
    report: &mut Report<'_>,
) -> Decoded {
    let (text, hint) = (report.text, schema.hint);
    let mut walk =
        Walk { text, hint, unknown: Vec::new(), left_out: 0, first_wrong: None, wrong: Vec::new() };
    walk.object(root, schema.object, &Path::Root);
    let holder = |it: &Diagnostic| it.field.rsplit_once('.').map_or("", |it| it.0).to_owned();
    let undecoded = Undecoded { wrong: walk.wrong, holders: walk.unknown.iter().map(holder).collect() };
    report.refused |= walk.first_wrong.is_some() || strict && !walk.unknown.is_empty();
    let decoded = match &walk.first_wrong {
        Some(_) => Decoded::Partly(undecoded),
        None if strict && !walk.unknown.is_empty() => Decoded::Refused,
        None => Decoded::Whole,
    };
    report.diagnostics.extend(walk.first_wrong);
    let severity = if strict { Severity::Error } else { Severity::Warning };
    report.diagnostics.extend(walk.unknown.into_iter().map(|it| Diagnostic { severity, ..it }));
    report.leave_out(walk.left_out, severity);
    decoded
}

struct Walk<'t> {
    text: &'t str,
    hint: fn(Unknown<'_>) -> Option<hints::Hint>,
    unknown: Vec<Diagnostic>,
    /// How many more there are.
    left_out: usize,
    first_wrong: Option<Diagnostic>,
    /// The fields of all of them.
    wrong: Vec<String>,
}

impl Walk<'_> {
    /// "YAML is turned into JSON with sorted keys first", hence the order.
    fn object(&mut self, node: &Node<'_>, object: &'static Object, path: &Path<'_>) {
        let mut entries: Vec<&Entry<'_>> = node.entries().iter().collect();
        sort_by(&mut entries, |a, b| a.key.cmp(&b.key));
        for entry in entries {
            let path = path.field(&entry.key);
            match object.fields.iter().find(|it| it.0 == entry.key) {
                Some((_, shape)) => self.value(&entry.value, shape, object, &path),
                None if self.unknown.len() >= report::MAX_PROBLEMS => self.left_out += 1,
                None => {
                    let message = format!("unknown field \"{path}\"");
                    let parent = path.parent_field();
                    let unknown = Unknown { object: object.name, name: &entry.key, parent };
                    let hint = (self.hint)(unknown);
                    let hint = hint.unwrap_or_else(|| hints::known_field(object, &entry.key));
                    let it = problem(Code::UnknownField, entry.key_span, &path, message, hint.help);
                    self.unknown.push(Diagnostic { meant: hint.meant, ..it });
                }
            }
        }
    }

    fn value(&mut self, node: &Node<'_>, shape: &'static Shape, owner: &Object, path: &Path<'_>) {
        match (shape, &node.value) {
            (Shape::Anything, _) | (_, Value::Null) => {}
            (Shape::Text(_) | Shape::Port, Value::String(_)) | (Shape::Bool, Value::Bool(_)) => {}
            (Shape::Int(_) | Shape::Port, Value::Int(_) | Value::Float(_)) if fits(node) => {}
            (Shape::List(item), Value::Sequence(items)) => {
                for (index, it) in items.iter().enumerate() {
                    self.value(it, item, owner, &path.item(index));
                }
            }
            (Shape::TextMap, Value::Mapping(entries)) => {
                for it in entries.iter().filter(|it| !it.value.is_null() && it.value.as_str().is_none()) {
                    // Go names the map, and the reader of the problem looks for the key.
                    let what =
                        format!("{} into Go struct field {}", it.value.json_kind(), field(owner, path));
                    self.wrong(&it.value, &TEXT_ITEM, &path.field(&it.key), &what);
                }
            }
            (Shape::Object(object), Value::Mapping(_)) => self.object(node, object, path),
            (Shape::Port, Value::Int(_) | Value::Float(_)) => {
                let what = format!("number {} into Go value", self.written(node));
                self.wrong(node, shape, path, &what);
            }
            (Shape::Port, _) => {
                let what = format!("{} into Go value", node.json_kind());
                self.wrong(node, shape, path, &what);
            }
            (Shape::Int(_), Value::Int(_) | Value::Float(_)) => {
                let what =
                    format!("number {} into Go struct field {}", self.written(node), field(owner, path));
                self.wrong(node, shape, path, &what);
            }
            _ => {
                let what = format!("{} into Go struct field {}", node.json_kind(), field(owner, path));
                self.wrong(node, shape, path, &what);
            }
        }
    }

    fn wrong(&mut self, node: &Node<'_>, shape: &Shape, path: &Path<'_>, what: &str) {
        if self.wrong.len() < report::MAX_PROBLEMS {
            self.wrong.push(path.to_string());
        }
        if self.first_wrong.is_none() {
            if let Some(it) = node.as_str().and_then(placeholder) {
                let message = unfilled(it);
                self.first_wrong =
                    Some(problem(Code::UnfilledPlaceholder, node.span, path, message, String::new()));
                return;
            }
            let server = format!("json: cannot unmarshal {what} of type {}", shape.go_type());
            let message = format!(
                "{} ({server})",
                hints::not_as_expected(shape.expected(), node, self.written(node), path)
            );
            let help = hints::wrong_shape(shape.expected(), node, self.written(node), path);
            self.first_wrong = Some(problem(Code::WrongType, node.span, path, message, help));
        }
    }

    fn written(&self, node: &Node<'_>) -> &str {
        self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default()
    }
}

fn problem(
    code: Code,
    span: crate::source::Span,
    path: &Path<'_>,
    message: String,
    help: String,
) -> Diagnostic {
    Diagnostic {
        field: path.to_string(),
        help,
        location: Some(report::location(span)),
        ..Diagnostic::new(Severity::Error, code, message)
    }
}

/// Whether a number is a whole one of 32 bits.
fn fits(node: &Node<'_>) -> bool {
    node.as_int().is_some_and(|it| i32::try_from(it).is_ok())
}

/// "struct name, then the dotted path without indices" (D-05).
fn field(owner: &Object, path: &Path<'_>) -> String {
    format!("{}.{}", owner.name, path.without_indices())
}

/// All keys that an object may have, with their paths.
#[cfg(test)]
pub(in crate::kind) fn keys(object: &Object, path: &str, acc: &mut std::collections::BTreeSet<String>) {
    for (name, shape) in object.fields {
        let mut path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
        acc.insert(path.clone());
        let mut shape = shape;
        while let Shape::List(item) = shape {
            path.push_str("[]");
            shape = item;
        }
        if let Shape::Object(it) = shape {
            keys(it, &path, acc);
        }
    }
}

impl Shape {
    /// The name of the Go type.
    fn go_type(&self) -> String {
        match self {
            Shape::Anything => "interface {}".to_owned(),
            Shape::Text(it) | Shape::Int(it) => (*it).to_owned(),
            Shape::Bool => "bool".to_owned(),
            Shape::Port => "int32".to_owned(),
            Shape::TextMap => "map[string]string".to_owned(),
            Shape::List(item) => format!("[]{}", item.go_type()),
            Shape::Object(it) => format!("{}.{}", it.package, it.name),
        }
    }

    /// In words.
    pub(in crate::kind) fn expected(&self) -> &'static str {
        match self {
            Shape::Anything => "anything",
            Shape::Text(_) => "a string",
            Shape::Int(_) => "a whole number",
            Shape::Bool => "true or false",
            Shape::Port => "a port number or the name of a port",
            Shape::TextMap => "an object with string values",
            Shape::List(_) => "a list",
            Shape::Object(_) => "an object",
        }
    }
}
