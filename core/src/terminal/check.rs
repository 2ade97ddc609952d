//! What a server refuses an object for: what reading it by itself finds wrong, and what a server knows beside that.

use super::flags::Command;
use super::resource::Resource;
use super::shell::Io;
use super::value::Value;
use super::{Evaluate, print};
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

/// What is done about fields that the API has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unknown {
    Refused,
    Warned,
    Dropped,
}

impl Unknown {
    /// What `--validate` asks for.
    pub(super) fn of(command: &Command) -> Result<Unknown, Io> {
        match command.value("validate").map(str::to_ascii_lowercase).as_deref() {
            None | Some("true" | "strict" | "1" | "t") => Ok(Unknown::Refused),
            Some("warn") => Ok(Unknown::Warned),
            Some("false" | "ignore" | "0" | "f") => Ok(Unknown::Dropped),
            Some(it) => Err(Io::error(format!(
                "error: invalid - validate option \"{it}\"; must be one of: strict (or true), warn, ignore (or false)"
            ))),
        }
    }
}

/// Leaves out the fields that the API has not, and tells what a server that only warns says of them.
pub(super) fn prune(resource: &Resource, value: &mut Value, evaluate: &Evaluate<'_>) -> Vec<String> {
    let (mut unknown, _) = found(resource, &print::yaml(value), "", evaluate);
    unknown.sort();
    unknown.dedup();
    unknown.iter().for_each(|it| leave_out(value, &it.0));
    unknown.into_iter().map(|it| format!("Warning: {}", it.1)).collect()
}

/// Takes the field of a path like `spec.ingress[0].form` out.
fn leave_out(value: &mut Value, field: &str) {
    let (step, rest) = field.split_once('.').unwrap_or((field, ""));
    let (key, nth) = step.split_once('[').unwrap_or((step, ""));
    if rest.is_empty() {
        let _gone = value.take(key);
        return;
    }
    let Some(mut inner) = value.get(key).cloned() else { return };
    match nth.trim_end_matches(']').parse::<usize>() {
        Ok(nth) => {
            if let Value::List(items) = &mut inner
                && let Some(it) = items.get_mut(nth)
            {
                leave_out(it, rest);
            }
        }
        Err(_) => leave_out(&mut inner, rest),
    }
    value.put(key, inner);
}

/// The refusal of an object, if there is one.
pub(super) fn refused(
    resource: &Resource,
    text: &str,
    name: &str,
    evaluate: &Evaluate<'_>,
) -> Option<Refused> {
    let (unknown, other) = found(resource, text, name, evaluate);
    if unknown.is_empty() || matches!(other, Some(Refused::Decoding(_))) {
        return other;
    }
    let mut decoding: Vec<String> = unknown.into_iter().map(|it| it.1).collect();
    decoding.sort();
    decoding.dedup();
    let what = format!("strict decoding error: {}", decoding.join(", "));
    Some(Refused::Decoding(form(resource, &what)))
}

/// Fields that the API has not, each with what is said of it, and what an object is refused for beside them.
fn found(
    resource: &Resource,
    text: &str,
    name: &str,
    evaluate: &Evaluate<'_>,
) -> (Vec<(String, String)>, Option<Refused>) {
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
            return (decoding, Some(Refused::Decoding(form(resource, &format!("json: {words}")))));
        }
        // What both say is said once.
        let is_known =
            |all: &[(String, String)]| own_count <= nth && all.iter().any(|known| known.0 == it.field);
        if it.code == Code::UnknownField {
            decoding.push((it.field.to_string(), it.message.to_string()));
        } else if it.code.is_of_value() && !is_known(&invalid) {
            invalid.push((it.field.clone(), format!("{}: {}", it.field, it.message)));
        }
    }
    let invalid: Vec<String> = invalid.into_iter().map(|it| it.1).collect();
    let start = format!("The {} \"{name}\" is invalid: ", resource.kind);
    let refused = match invalid.as_slice() {
        [] => None,
        [one] => Some(Refused::Invalid(format!("{start}{one}"))),
        them => Some(Refused::Invalid(format!("{start}\n* {}", them.join("\n* ")))),
    };
    (decoding, refused)
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
