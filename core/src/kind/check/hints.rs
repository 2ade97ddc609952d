//! What the author of a field that the API does not know may have meant (D-11).

use super::decode::Object;
use super::path::Path;
use crate::words;
use crate::yaml::{self, Node, Value};

/// What to do about a field that is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::kind) struct Hint {
    /// In words.
    pub(in crate::kind) help: String,
    /// The field that was probably meant.
    pub(in crate::kind) meant: Option<String>,
}

impl Hint {
    /// That this field was meant, and what else there is to say.
    pub(in crate::kind) fn meant(field: &str, more: &str) -> Hint {
        Hint { help: format!("did you mean `{field}`{more}"), meant: Some(field.to_owned()) }
    }
}

impl From<String> for Hint {
    fn from(help: String) -> Hint {
        Hint { help, meant: None }
    }
}

/// Help for an unknown field `name` of `object` that knows no more than the fields there are.
pub(in crate::kind) fn known_field(object: &Object, name: &str) -> Hint {
    let known: Vec<_> = object.fields.iter().map(|it| it.0).filter(|it| *it != "status").collect();
    known_fields(object.name, &known, name)
}

/// The same, of an object that these fields are known of.
pub(in crate::kind) fn known_fields(object: &str, known: &[&str], name: &str) -> Hint {
    if object == "LabelSelectorRequirement" && name == "value" {
        return Hint::meant("values", ", a list?");
    }
    if let Some(it) = words::closest(name, known.iter().copied()) {
        return Hint::meant(it, if it.eq_ignore_ascii_case(name) { "? Capital letters count" } else { "?" });
    }
    let help = match object {
        "LabelSelector" => "put it under `matchLabels`".to_owned(),
        "ObjectMeta" if matches!(name, "podSelector" | "policyTypes" | "ingress" | "egress") => {
            format!("put it under `spec`: `{name}` is not part of `metadata`")
        }
        "ObjectMeta" if matches!(name, "spec" | "status" | "data" | "apiVersion" | "kind") => {
            format!(
                "`{name}` stands beside `metadata`, not inside of it: indent it less, with all of its lines"
            )
        }
        "ObjectMeta" => "it is not part of `metadata`".to_owned(),
        _ => {
            let known: Vec<_> = known.iter().map(|it| format!("`{it}`")).collect();
            format!("known here: {}", known.join(", "))
        }
    };
    help.into()
}

/// What is wrong with the shape of a value: what is `expected` is one of [`Shape::expected`].
///
/// [`Shape::expected`]: super::decode::Shape::expected
pub(in crate::kind) fn not_as_expected(
    expected: &str,
    node: &Node<'_>,
    written: &str,
    path: &Path<'_>,
) -> String {
    const LONGEST: usize = 40;
    let is_short = !written.contains('\n') && written.chars().count() <= LONGEST;
    let found = match &node.value {
        Value::Mapping(it) if it.is_empty() => "an empty group, `{}`".to_owned(),
        Value::Mapping(_) => "a group of fields".to_owned(),
        Value::Sequence(it) if it.is_empty() => "an empty list".to_owned(),
        Value::Sequence(_) => "a list".to_owned(),
        Value::String(it) if it.is_empty() => "an empty text".to_owned(),
        Value::String(_) if is_short => format!("the text `{}`", written.trim_end()),
        Value::String(_) => "a text".to_owned(),
        Value::Bool(_) if is_short => format!("`{}`, which YAML takes for true or false", written.trim_end()),
        Value::Int(_) | Value::Float(_) if is_short => format!("the number {}", written.trim_end()),
        Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Null => "another value".to_owned(),
    };
    let expected = match expected {
        "an object" => "a group of fields",
        "an object with string values" => "a group of fields with texts",
        other => other,
    };
    format!("`{}` must be {expected}, but it is {found}", path.last_field())
}

/// Help for it.
pub(in crate::kind) fn wrong_shape(
    expected: &str,
    node: &Node<'_>,
    written: &str,
    path: &Path<'_>,
) -> String {
    let what_to_do = match (expected, &node.value) {
        ("a list", Value::Mapping(_)) => ": begin each of its entries with a dash".to_owned(),
        ("a list", Value::String(_) | Value::Int(_)) if !written.is_empty() && !written.contains('\n') => {
            format!(": write `[{}]`", written.trim_end())
        }
        ("an object" | "an object with string values", Value::Sequence(it)) if it.is_empty() => {
            ": write `{}`".to_owned()
        }
        ("an object" | "an object with string values", Value::Sequence(_)) => ": delete the dash".to_owned(),
        ("a string", Value::Bool(_) | Value::Int(_) | Value::Float(_)) if !written.contains('\n') => {
            format!(": put quotes around it, \"{written}\"")
        }
        ("a whole number", Value::String(_)) => ": without quotes".to_owned(),
        ("an object" | "an object with string values", Value::String(_)) => {
            match yaml::without_colon(written) {
                Some(key) => format!(": put a colon after `{}`", written.get(key).unwrap_or_default()),
                None => String::new(),
            }
        }
        _ => String::new(),
    };
    format!("expected {expected} at {path}{what_to_do}")
}
