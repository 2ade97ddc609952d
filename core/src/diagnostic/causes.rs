//! Which problems have the same cause: one message says them, "and 13 more".
//!
//! Enters: the problems of a run. Leaves: for each the first one of its cause. Nothing is dropped: a
//! caller that shows each place still has all of them.

use super::{Code, Diagnostic, Severity};
use crate::hash::HashMap;

/// What is wrong, apart from where. The same field of another rule, peer or object is the same cause; another field,
/// value or advice is another one.
#[derive(PartialEq, Eq, Hash)]
struct Cause {
    severity: Severity,
    code: Code,
    field: String,
    message: String,
    help: String,
}

/// For each problem the position of the first one with the same cause; `None` for a first one.
pub fn repeats(problems: &[Diagnostic]) -> Vec<Option<usize>> {
    let mut firsts: HashMap<Cause, usize> = HashMap::default();
    let first = |(at, it): (usize, &Diagnostic)| {
        // What speaks of a second place is about that place.
        if !it.related.is_empty() {
            return None;
        }
        let first = *firsts.entry(cause(it)).or_insert(at);
        (first != at).then_some(first)
    };
    problems.iter().enumerate().map(first).collect()
}

fn cause(it: &Diagnostic) -> Cause {
    let without = |text: &str| match it.field.as_str() {
        "" => text.to_owned(),
        field => text.replace(field, ""),
    };
    // What is worth knowing of one whole object after the other is known once.
    let is_of_many = it.severity == Severity::Info && it.field.is_empty() && matches!(it.code, Code::Lint(_));
    Cause {
        severity: it.severity,
        code: it.code,
        field: anywhere(&it.field),
        message: if is_of_many { String::new() } else { without(&it.message) },
        help: without(&it.help),
    }
}

/// `spec.rule.peer.ipBlock` of `spec.ingress[0].from[1].ipBlock`: rules of both directions have the same fields.
fn anywhere(field: &str) -> String {
    let plain = |it: &str| match it.split('[').next().unwrap_or_default() {
        "ingress" | "egress" => "rule".to_owned(),
        "from" | "to" => "peer".to_owned(),
        other => other.to_owned(),
    };
    field.split('.').map(plain).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests;
