//! A dash too many or too few: what was one peer is two, and the other way round.

use super::Finder;
use super::policy::Place;
use crate::diagnostic::Edit;
use crate::source::Span;

/// Peers of pods and namespaces, and rules with their ports.
const PAIRS: [[&str; 2]; 4] = [
    ["namespaceSelector", "podSelector"],
    ["podSelector", "namespaceSelector"],
    ["from", "ports"],
    ["to", "ports"],
];

/// One becomes two.
pub(super) fn stray(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    if !policy.is_namespaced() {
        return;
    }
    for place in policy.places_of(&["from", "to", "ingress", "egress"]) {
        if !place.path.ends_with(']') {
            continue;
        }
        let [first, second] = place.node.entries() else { continue };
        if !PAIRS.contains(&[first.key.as_ref(), second.key.as_ref()]) {
            continue;
        }
        it.edit(&place.path, dash(it, &place, second.key_span));
    }
}

/// A dash before the second key, where the first one has its own.
fn dash(it: &Finder<'_, '_>, place: &Place<'_>, key: Span) -> Option<Edit> {
    let written = &it.policy.written;
    let first = place.node.entries().first()?;
    let text = written.slice(place.node.span);
    if text.starts_with('{') {
        let between = Span::new(first.value.span.end, key.start);
        let is_plain = written.slice(between).trim() == ",";
        return is_plain.then(|| written.replaced(between, "}, {"));
    }
    let before = Span::new(key.start.checked_sub(2)?, key.start);
    let dash = Span::new(first.key_span.start.checked_sub(2)?, first.key_span.start);
    (written.slice(before) == "  " && written.slice(dash) == "- ").then(|| written.replaced(before, "- "))
}

/// Two become one.
pub(super) fn missing(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["from", "to"]) {
        for (at, pair) in place.node.items().windows(2).enumerate() {
            let [one, other] = pair else { continue };
            let is_one = |it: &crate::yaml::Node<'_>| it.entries().len() == 1;
            let differ = one.entries().first().map(|it| &it.key) != other.entries().first().map(|it| &it.key);
            let has_block = [one, other].iter().any(|it| it.get("ipBlock").is_some());
            if is_one(one) && is_one(other) && differ && !has_block {
                let list = &place.path;
                it.add(&format!("{list}[{}]", at + 1), policy.written.join(list, &[at], at + 1));
            }
        }
    }
}
