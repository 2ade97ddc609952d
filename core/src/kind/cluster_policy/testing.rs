//! Shared by the tests of this folder.

use super::*;
use crate::kind::Manifest;
use crate::kind::read::document::{Body, DocumentRead, read_document};
use crate::kind::testing::{check_read, manifests};
use crate::options::Options;

/// A policy of that kind with more in its `spec` than what must be there.
pub(super) fn policy(kind: ClusterPolicyKind, spec: &str) -> String {
    let (version, name, must) = match kind {
        ClusterPolicyKind::Admin => ("v1alpha1", "p", "priority: 10, "),
        ClusterPolicyKind::BaselineAdmin => ("v1alpha1", "default", ""),
        ClusterPolicyKind::Cluster => ("v1alpha2", "p", "tier: Admin, priority: 10, "),
    };
    let kind = kind.as_str();
    format!(
        "apiVersion: policy.networking.k8s.io/{version}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{{must}subject: {{namespaces: {{}}}}, {spec}}}\n"
    )
}

pub(super) const ADMIN: ClusterPolicyKind = ClusterPolicyKind::Admin;
pub(super) const BASELINE: ClusterPolicyKind = ClusterPolicyKind::BaselineAdmin;
pub(super) const CLUSTER: ClusterPolicyKind = ClusterPolicyKind::Cluster;
pub(super) const ALL: [ClusterPolicyKind; 3] = [ADMIN, BASELINE, CLUSTER];

pub(super) fn lenient() -> Options {
    Options { strict: false, ..Options::default() }
}

pub(super) fn standard_channel() -> Options {
    Options { experimental_channel: false, ..Options::default() }
}

#[track_caller]
pub(super) fn check_with(options: &Options, text: &str, expected: &[&str]) -> DocumentRead {
    let read = read_document(text, options, crate::kind::Readers::ALL);
    check_read(&read, expected, text);
    read
}

/// What is wrong with a policy; it is refused.
#[track_caller]
pub(super) fn refused(text: &str, expected: &[&str]) {
    let read = check_with(&Options::default(), text, expected);
    assert!(read.incomplete && read.objects[0].body == Body::Refused, "{text}");
}

#[track_caller]
pub(super) fn the_policy(read: DocumentRead) -> ClusterPolicy {
    assert!(!read.incomplete);
    match manifests(read).pop() {
        Some(Manifest::ClusterPolicy(it)) => it,
        other => panic!("{other:?}"),
    }
}

/// A policy that takes part although something is said about it.
#[track_caller]
pub(super) fn accepted_with(text: &str, expected: &[&str]) -> ClusterPolicy {
    the_policy(check_with(&Options::default(), text, expected))
}

#[track_caller]
pub(super) fn accepted(text: &str) -> ClusterPolicy {
    accepted_with(text, &[])
}

/// A rule in the words of the kind, with one peer and that list of ports.
pub(super) fn rule(kind: ClusterPolicyKind, side: &str, peer: &str, ports: &str) -> String {
    let peers = if side == "ingress" { "from" } else { "to" };
    let (action, field) = if kind == CLUSTER { ("Accept", "protocols") } else { ("Allow", "ports") };
    let ports = if ports.is_empty() { String::new() } else { format!(", {field}: {ports}") };
    policy(kind, &format!("{side}: [{{action: {action}, {peers}: [{peer}]{ports}}}]"))
}
