//! What a server refuses an object for: what reading it by itself finds wrong, and what a server knows beside that.

use super::Evaluate;
use super::resource::Resource;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::server;
use crate::source::SourceFile;
use crate::yaml;

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
    name: &str,
    evaluate: &Evaluate<'_>,
) -> Option<Refused> {
    let kind = resource.kind.as_str();
    let own = yaml::parse(text, &mut Vec::new()).map(|it| server::refusals(kind, text, &it));
    let own = own.unwrap_or_default();
    let read = evaluate(&[SourceFile::new("", text)]);
    // What is said of values only warns where pods are evaluated all the same; a server refuses it there, too.
    let counts = |it: &&Diagnostic| it.severity == Severity::Error || it.code.is_of_value();
    let (mut decoding, mut invalid) = (Vec::new(), Vec::new());
    let own_count = own.len();
    for (nth, it) in own.iter().chain(read.diagnostics_of_reading().iter().filter(counts)).enumerate() {
        if it.code == Code::WrongType {
            let words = &it.message;
            let words = words.split_once("(json: ").map_or(&**words, |it| it.1.trim_end_matches(')'));
            return Some(Refused::Decoding(form(resource, &format!("json: {words}"))));
        }
        // What both say is said once.
        let is_known =
            |all: &[(String, String)]| own_count <= nth && all.iter().any(|known| known.0 == it.field);
        if it.code == Code::UnknownField {
            decoding.push(it.message.clone());
        } else if it.code.is_of_value() && !is_known(&invalid) {
            invalid.push((it.field.clone(), format!("{}: {}", it.field, it.message)));
        }
    }
    if !decoding.is_empty() {
        decoding.sort();
        decoding.dedup();
        let what = format!("strict decoding error: {}", decoding.join(", "));
        return Some(Refused::Decoding(form(resource, &what)));
    }
    let invalid: Vec<String> = invalid.into_iter().map(|it| it.1).collect();
    let start = format!("The {} \"{name}\" is invalid: ", resource.kind);
    match invalid.as_slice() {
        [] => None,
        [one] => Some(Refused::Invalid(format!("{start}{one}"))),
        them => Some(Refused::Invalid(format!("{start}\n* {}", them.join("\n* ")))),
    }
}

/// Keys that are there twice, of which kubectl sends the last: what is worth knowing about them.
pub(super) fn twice(text: &str) -> Option<String> {
    let node = yaml::parse(text, &mut Vec::new())?;
    let fields: Vec<String> = server::twice(&node).into_iter().map(|it| it.field).collect();
    let (first, rest) = fields.split_first()?;
    let more = if rest.is_empty() { String::new() } else { format!(", and {} more", rest.len()) };
    Some(format!("{first} is written twice{more}: kubectl sends the last one and says nothing"))
}

fn form(resource: &Resource, what: &str) -> String {
    let (kind, version) = (resource.kind, resource.version);
    format!("{kind} in version \"{version}\" cannot be handled as a {kind}: {what}")
}
