//! Shared by the tests of this folder.

use super::read::document::{Body, DocumentRead, read_document};
use super::{Manifest, NetworkPolicy};
use crate::diagnostic::Diagnostic;
use crate::options::{KubeVersion, Options};

/// A NetworkPolicy with that `spec`, which stands indented by two.
pub(in crate::kind) fn policy(spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p, namespace: x}}\nspec:\n{spec}\n"
    )
}

/// The words of the API server in a message, where a sentence about the input stands before them.
pub(in crate::kind) fn server_words(message: &str) -> &str {
    let inner = |it: &str| {
        let start = message.find(&format!(" ({it}"))? + 2;
        message.get(start..message.len() - 1)
    };
    let starts =
        ["json:", "Invalid value", "Unsupported value", "Required value", "unknown field", "duplicate field"];
    starts.into_iter().find_map(inner).filter(|_| message.ends_with(')')).unwrap_or(message)
}

/// All problems of a document as `severity code field: message`, with the words of the API server.
pub(in crate::kind) fn problems(read: &DocumentRead) -> Vec<String> {
    let all = read.diagnostics.iter().chain(read.objects.iter().flat_map(|it| &it.diagnostics));
    let line = |it: &Diagnostic| {
        let colon = if it.field.is_empty() { "" } else { ": " };
        format!("{} {} {}{colon}{}", it.severity.as_str(), it.code, it.field, server_words(&it.message))
    };
    all.map(line).collect()
}

/// Each problem must begin with what is expected of it, and there must be no other.
#[track_caller]
pub(in crate::kind) fn check_read(read: &DocumentRead, expected: &[&str], why: &str) {
    let problems = problems(read);
    assert_eq!(problems.len(), expected.len(), "{why}: {problems:#?}");
    for (problem, start) in problems.iter().zip(expected) {
        assert!(problem.starts_with(start), "{why}: {problem}");
    }
}

/// As [`check_read`], of a text.
#[track_caller]
pub(in crate::kind) fn check(text: &str, expected: &[&str], why: &str) -> DocumentRead {
    let read = read_document(text, &Options::default(), crate::kind::Readers::ALL);
    check_read(&read, expected, why);
    read
}

/// The manifests of a document.
pub(in crate::kind) fn manifests(read: DocumentRead) -> Vec<Manifest> {
    let bodies = read.objects.into_iter().map(|it| it.body);
    bodies.filter_map(|it| if let Body::Manifest(it) = it { Some(*it) } else { None }).collect()
}

/// The policy of a text that is fine.
#[track_caller]
pub(in crate::kind) fn valid(spec: &str) -> NetworkPolicy {
    let read = check(&policy(spec), &[], spec);
    match manifests(read).pop() {
        Some(Manifest::NetworkPolicy(it)) => it,
        other => panic!("{spec}: {other:?}"),
    }
}

/// Options of an older server.
pub(in crate::kind) fn before_1_36() -> Options {
    Options { kube_version: KubeVersion { minor: 35 }, ..Options::default() }
}
