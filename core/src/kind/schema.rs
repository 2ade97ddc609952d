//! The shape of a NetworkPolicy and of what is around other policies, and strict decoding against it.
//!
//! Enters: a tree. Leaves: the errors that Go's JSON decoder would give, with its words. What the values mean is
//! checked later.

use super::path::Path;
use super::report::Report;
use super::{hints, report};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::order::sort_by;
use crate::yaml::{Entry, Node, Value};

/// What may stand at a place.
pub(super) enum Shape {
    /// Not looked at.
    Anything,
    /// A string, and Go's name of its type.
    Text(&'static str),
    /// `int32` or `int64`.
    Int(&'static str),
    /// IntOrString.
    Port,
    /// Map of strings.
    TextMap,
    List(&'static Shape),
    Object(&'static Object),
}

/// A Go struct.
pub(super) struct Object {
    /// `LabelSelector`.
    pub(super) name: &'static str,
    /// Package of the type.
    pub(super) package: &'static str,
    /// In no particular order.
    pub(super) fields: &'static [(&'static str, Shape)],
}

/// networking.k8s.io/v1 NetworkPolicy. `status` is gone from the API but harmless.
pub(super) static NETWORK_POLICY: Object = Object {
    name: "NetworkPolicy",
    package: "v1",
    fields: &[
        ("apiVersion", TEXT),
        ("kind", TEXT),
        ("metadata", Shape::Object(&METADATA)),
        ("spec", Shape::Object(&SPEC)),
        ("status", Shape::Anything),
    ],
};

/// What custom resources have around their `spec`, which a schema of their own describes.
pub(super) static CUSTOM_RESOURCE: Object = Object {
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

const TEXT: Shape = Shape::Text("string");
static TEXT_ITEM: Shape = TEXT;

static METADATA: Object = Object {
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

static SPEC: Object = Object {
    name: "NetworkPolicySpec",
    package: "v1",
    fields: &[
        ("podSelector", Shape::Object(&SELECTOR)),
        ("ingress", Shape::List(&Shape::Object(&INGRESS_RULE))),
        ("egress", Shape::List(&Shape::Object(&EGRESS_RULE))),
        ("policyTypes", Shape::List(&Shape::Text("v1.PolicyType"))),
    ],
};

static INGRESS_RULE: Object = Object {
    name: "NetworkPolicyIngressRule",
    package: "v1",
    fields: &[("from", Shape::List(&Shape::Object(&PEER))), ("ports", Shape::List(&Shape::Object(&PORT)))],
};

static EGRESS_RULE: Object = Object {
    name: "NetworkPolicyEgressRule",
    package: "v1",
    fields: &[("to", Shape::List(&Shape::Object(&PEER))), ("ports", Shape::List(&Shape::Object(&PORT)))],
};

static PEER: Object = Object {
    name: "NetworkPolicyPeer",
    package: "v1",
    fields: &[
        ("podSelector", Shape::Object(&SELECTOR)),
        ("namespaceSelector", Shape::Object(&SELECTOR)),
        ("ipBlock", Shape::Object(&IP_BLOCK)),
    ],
};

static PORT: Object = Object {
    name: "NetworkPolicyPort",
    package: "v1",
    fields: &[
        ("protocol", Shape::Text("v1.Protocol")),
        ("port", Shape::Port),
        ("endPort", Shape::Int("int32")),
    ],
};

static IP_BLOCK: Object =
    Object { name: "IPBlock", package: "v1", fields: &[("cidr", TEXT), ("except", Shape::List(&TEXT_ITEM))] };

static SELECTOR: Object = Object {
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

/// What became of decoding.
pub(super) enum Decoded {
    /// The API server would look at it further.
    Whole,
    /// It would not: there are fields that it does not know.
    Refused,
    /// It would not, because of values of a wrong shape; what else is wrong is worth knowing all the same, "so that
    /// one round is enough" (D-05).
    Partly(Undecoded),
}

/// What was not decoded.
pub(super) struct Undecoded {
    /// Fields of a wrong shape.
    wrong: Vec<String>,
    /// What holds a field that is not known: it may lack something only because of that.
    holders: Vec<String>,
}

impl Undecoded {
    /// Whether a problem of that field may be no more than a part of what was not decoded.
    pub(super) fn concerns(&self, field: &str) -> bool {
        let within = |it: &String| {
            field.strip_prefix(it.as_str()).is_some_and(|it| it.is_empty() || it.starts_with(['.', '[']))
        };
        self.wrong.iter().any(within) || self.holders.iter().any(|it| it == field)
    }
}

/// Decodes strictly. Of wrong shapes only the first is said, as the API server does; unknown fields are all said,
/// and refuse the object if `strict`.
pub(super) fn check(
    root: &Node<'_>,
    object: &'static Object,
    strict: bool,
    report: &mut Report<'_>,
) -> Decoded {
    let mut walk = Walk { text: report.text, unknown: Vec::new(), first_wrong: None, wrong: Vec::new() };
    walk.object(root, object, &Path::Root);
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
    decoded
}

struct Walk<'t> {
    text: &'t str,
    unknown: Vec<Diagnostic>,
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
                None if self.unknown.len() >= report::MAX_PROBLEMS => {}
                None => {
                    let message = format!("unknown field \"{path}\"");
                    let help = hints::unknown_field(object, &entry.key, path.parent_field());
                    self.unknown.push(problem(Code::UnknownField, entry.key_span, &path, message, help));
                }
            }
        }
    }

    fn value(&mut self, node: &Node<'_>, shape: &'static Shape, owner: &Object, path: &Path<'_>) {
        match (shape, &node.value) {
            (Shape::Anything, _) | (_, Value::Null) => {}
            (Shape::Text(_) | Shape::Port, Value::String(_)) => {}
            (Shape::Int(_) | Shape::Port, Value::Int(_) | Value::Float(_)) if fits(node) => {}
            (Shape::List(item), Value::Sequence(items)) => {
                for (index, it) in items.iter().enumerate() {
                    self.value(it, item, owner, &path.item(index));
                }
            }
            (Shape::TextMap, Value::Mapping(entries)) => {
                for it in entries {
                    self.value(&it.value, &TEXT_ITEM, owner, path);
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
            let message = format!("json: cannot unmarshal {what} of type {}", shape.go_type());
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

impl Shape {
    /// The name of the Go type.
    fn go_type(&self) -> String {
        match self {
            Shape::Anything => "interface {}".to_owned(),
            Shape::Text(it) | Shape::Int(it) => (*it).to_owned(),
            Shape::Port => "int32".to_owned(),
            Shape::TextMap => "map[string]string".to_owned(),
            Shape::List(item) => format!("[]{}", item.go_type()),
            Shape::Object(it) => format!("{}.{}", it.package, it.name),
        }
    }

    /// In words.
    pub(super) fn expected(&self) -> &'static str {
        match self {
            Shape::Anything => "anything",
            Shape::Text(_) => "a string",
            Shape::Int(_) => "a whole number",
            Shape::Port => "a port number or the name of a port",
            Shape::TextMap => "an object with string values",
            Shape::List(_) => "a list",
            Shape::Object(_) => "an object",
        }
    }
}

#[cfg(test)]
mod tests;
