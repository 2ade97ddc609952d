//! What the author of a field that the API does not know may have meant (D-11).

use super::path::Path;
use super::schema::Object;
use crate::yaml::{Node, Value};

/// Help for an unknown field `name` of `object`, which is the value of `parent`.
pub(super) fn unknown_field(object: &Object, name: &str, parent: &str) -> String {
    if let Some(it) = misplaced(object.name, name, parent) {
        return it;
    }
    let known: Vec<_> = object.fields.iter().map(|it| it.0).filter(|it| *it != "status").collect();
    known_fields(object.name, &known, name)
}

/// Help that knows no more than the fields there are.
pub(super) fn known_fields(object: &str, known: &[&str], name: &str) -> String {
    if let Some(it) = closest(name, known.iter().copied()) {
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

fn misplaced(object: &str, name: &str, parent: &str) -> Option<String> {
    let hint = match (object, name) {
        ("NetworkPolicyPeer", "ports" | "port" | "protocol") => {
            return Some(format!("`ports` stands beside `{parent}`, not inside of it: indent it less"));
        }
        ("NetworkPolicyPeer", "cidr" | "except") => "put it under `ipBlock`",
        ("NetworkPolicyPeer", "namespace" | "namespaces") => {
            "use `namespaceSelector` with `matchLabels: {kubernetes.io/metadata.name: …}`"
        }
        ("NetworkPolicyPeer", "matchLabels" | "matchExpressions") => {
            "put it under `podSelector` or `namespaceSelector`"
        }
        ("NetworkPolicyIngressRule", "to") => "an ingress rule has `from`; `to` belongs to egress rules",
        ("NetworkPolicyEgressRule", "from") => "an egress rule has `to`; `from` belongs to ingress rules",
        (
            "NetworkPolicyIngressRule" | "NetworkPolicyEgressRule",
            "podSelector" | "namespaceSelector" | "ipBlock",
        ) => "peers are entries of a list under `from` or `to`",
        ("NetworkPolicyIngressRule" | "NetworkPolicyEgressRule", "port" | "protocol" | "endPort") => {
            "port, protocol and endPort are fields of an entry of `ports`"
        }
        ("NetworkPolicySpec", "from" | "to" | "ports") => "put it into an entry of `ingress` or `egress`",
        ("NetworkPolicySpec", "matchLabels" | "matchExpressions") => "put it under `podSelector`",
        ("NetworkPolicy", "podSelector" | "ingress" | "egress" | "policyTypes") => "put it under `spec`",
        ("PartialObjectMetadata", "tier" | "priority" | "subject" | "ingress" | "egress") => {
            "put it under `spec`"
        }
        ("NetworkPolicyPort", "portRange") => "a range is written `port` and `endPort`",
        (_, "action" | "priority" | "order") => {
            "a NetworkPolicy only allows, and policies have no order: there is no such field"
        }
        ("LabelSelectorRequirement", "value") => "did you mean `values`, a list?",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// Help for a value of the wrong shape; what is `expected` is one of [`Shape::expected`].
///
/// [`Shape::expected`]: super::schema::Shape::expected
pub(super) fn wrong_shape(expected: &str, node: &Node<'_>, written: &str, path: &Path<'_>) -> String {
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

/// The candidate that differs in case only, or in a letter or two.
fn closest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() <= 4 { 1 } else { 2 };
    let distances = candidates.map(|it| (distance(&name, &it.to_ascii_lowercase()), it));
    distances.filter(|it| it.0 <= allowed).min_by_key(|it| it.0).map(|it| it.1)
}

/// Edits between two words; swapped neighbours count as two.
pub(super) fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let best = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
