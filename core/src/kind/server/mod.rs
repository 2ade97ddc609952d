//! What a server refuses of objects that are no policies, and of a policy its status. Readers only warn about these, or
//! pass over them: rejecting the manifest of an application is not their business. Where an object is to be applied it is
//! a server's.
//!
//! Enters: the tree of one object. Leaves: what a server says against it, in its words. Policies have readers of their own
//! that check everything else.

mod rules;
mod shapes;

use std::collections::BTreeMap;

use super::check::{Path, Report, decode, location};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::yaml::{Node, Value};

/// What a server says against an object of this kind that is no policy. Places count from the start of the text.
pub(crate) fn refusals(kind: &str, text: &str, root: &Node<'_>) -> Vec<Diagnostic> {
    if kind == "NetworkPolicy" {
        return status(root);
    }
    if kind.ends_with("NetworkPolicy") {
        return Vec::new();
    }
    let mut report = Report::new(text, Severity::Error);
    match shapes::of(kind) {
        Some(it) => drop(decode(root, it, true, &mut report)),
        None => {
            decode(root, &shapes::ANY, true, &mut report);
            // Of other kinds only the metadata is known.
            report
                .diagnostics
                .retain(|it| it.code != Code::UnknownField || it.field.starts_with("metadata."));
        }
    }
    let mut res = report.diagnostics;
    if res.is_empty() {
        rules::broken(kind, root, &mut res);
    }
    res
}

/// A NetworkPolicy has no status since Kubernetes 1.28: readers pass over it, and a server does not.
fn status(root: &Node<'_>) -> Vec<Diagnostic> {
    let own = root.entries().iter().find(|it| it.key == "status");
    let found = own.map(|it| Diagnostic {
        field: "status".to_owned(),
        location: Some(location(it.key_span)),
        ..Diagnostic::new(Severity::Error, Code::UnknownField, "unknown field \"status\"".to_owned())
    });
    found.into_iter().collect()
}

/// Keys that are there twice in one map. kubectl sends the last one, and says nothing; a server refuses both.
pub(crate) fn twice(root: &Node<'_>) -> Vec<Diagnostic> {
    let mut res = Vec::new();
    find_twice(root, &Path::Root, &mut res);
    res
}

fn find_twice(node: &Node<'_>, path: &Path<'_>, res: &mut Vec<Diagnostic>) {
    for (index, it) in node.items().iter().enumerate() {
        find_twice(it, &path.item(index), res);
    }
    let mut seen: BTreeMap<&str, ()> = BTreeMap::new();
    for it in node.entries() {
        let path = path.field(&it.key);
        if seen.insert(&it.key, ()).is_some() {
            res.push(Diagnostic {
                field: path.to_string(),
                location: Some(location(it.key_span)),
                ..Diagnostic::new(Severity::Error, Code::DuplicateKey, format!("duplicate field \"{path}\""))
            });
        }
        if matches!(it.value.value, Value::Sequence(_) | Value::Mapping(_)) {
            find_twice(&it.value, &path, res);
        }
    }
}

#[cfg(test)]
mod tests;
