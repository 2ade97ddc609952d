//! What a server refuses an object for: what reading it by itself finds wrong.

mod rules;

use super::Evaluate;
use super::resource::Resource;
use super::value::Value;
use crate::diagnostic::{Code, Severity};
use crate::source::SourceFile;

/// Why an object is refused.
pub(super) enum Refused {
    /// It cannot be read as its kind.
    Decoding(String),
    /// It can, and has values that are not allowed.
    Invalid(String),
}

/// The refusal of an object, if there is one.
pub(super) fn refused(
    resource: &Resource,
    text: &str,
    value: &Value,
    name: &str,
    evaluate: &Evaluate<'_>,
) -> Option<Refused> {
    let read = evaluate(&[SourceFile::new("", text)]);
    let (mut decoding, mut invalid) = (Vec::new(), Vec::new());
    for it in read.diagnostics_of_reading().iter() {
        // What is said of values only warns where pods are evaluated all the same; a server refuses it there, too.
        if it.severity != Severity::Error && !it.code.is_of_value() {
            continue;
        }
        let words = it.message.clone();
        if it.code == Code::UnknownField {
            decoding.push(words);
        } else if it.code == Code::WrongType {
            let words =
                words.split_once("(json: ").map(|it| it.1.trim_end_matches(')').to_owned()).unwrap_or(words);
            return Some(Refused::Decoding(form(resource, &format!("json: {words}"))));
        } else if it.code.is_of_value() {
            invalid.push(format!("{}: {words}", it.field));
        }
    }
    for it in rules::broken(resource.kind, value) {
        if !invalid.iter().any(|known| known.split(": ").next() == it.split(": ").next()) {
            invalid.push(it);
        }
    }
    if !decoding.is_empty() {
        decoding.sort();
        decoding.dedup();
        return Some(Refused::Decoding(form(
            resource,
            &format!("strict decoding error: {}", decoding.join(", ")),
        )));
    }
    let start = format!("The {} \"{name}\" is invalid: ", resource.kind);
    match invalid.as_slice() {
        [] => None,
        [one] => Some(Refused::Invalid(format!("{start}{one}"))),
        them => Some(Refused::Invalid(format!("{start}\n* {}", them.join("\n* ")))),
    }
}

fn form(resource: &Resource, what: &str) -> String {
    let (kind, version) = (resource.kind, resource.version);
    format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {what}")
}
