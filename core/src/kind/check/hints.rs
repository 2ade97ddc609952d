//! What the author of a field that the API does not know may have meant (D-11).

use super::decode::Object;
use super::path::Path;
use crate::words;
use crate::yaml::{Node, Value};

/// Help for an unknown field `name` of `object` that knows no more than the fields there are.
pub(in crate::kind) fn known_field(object: &Object, name: &str) -> String {
    let known: Vec<_> = object.fields.iter().map(|it| it.0).filter(|it| *it != "status").collect();
    known_fields(object.name, &known, name)
}

/// The same, of an object that these fields are known of.
pub(in crate::kind) fn known_fields(object: &str, known: &[&str], name: &str) -> String {
    if object == "LabelSelectorRequirement" && name == "value" {
        return "did you mean `values`, a list?".to_owned();
    }
    if let Some(it) = words::closest(name, known.iter().copied()) {
        return format!("did you mean `{it}`?");
    }
    match object {
        "LabelSelector" => "put it under `matchLabels`".to_owned(),
        "ObjectMeta" => "it is not part of `metadata`".to_owned(),
        _ => {
            let known: Vec<_> = known.iter().map(|it| format!("`{it}`")).collect();
            format!("known here: {}", known.join(", "))
        }
    }
}

/// Help for a value of the wrong shape; what is `expected` is one of [`Shape::expected`].
///
/// [`Shape::expected`]: super::decode::Shape::expected
pub(in crate::kind) fn wrong_shape(
    expected: &str,
    node: &Node<'_>,
    written: &str,
    path: &Path<'_>,
) -> String {
    let what_to_do = match (expected, &node.value) {
        ("a list", Value::Mapping(_)) => ": begin each of its entries with a dash".to_owned(),
        ("an object" | "an object with string values", Value::Sequence(_)) => ": delete the dash".to_owned(),
        ("a string", Value::Bool(_) | Value::Int(_) | Value::Float(_)) if !written.contains('\n') => {
            format!(": put quotes around it, \"{written}\"")
        }
        ("a whole number", Value::String(_)) => ": without quotes".to_owned(),
        _ => String::new(),
    };
    format!("expected {expected} at {path}{what_to_do}")
}
