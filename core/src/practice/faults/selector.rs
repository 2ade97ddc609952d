//! The wrong selector: of pods where namespaces were meant, one of two left out, or one without labels.

use super::Finder;
use crate::edit::Yaml;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    let empty = Yaml::nothing();
    for place in policy.places_of(&["podSelector", "namespaceSelector", "namespaces"]) {
        if place.path.ends_with(']') {
            continue;
        }
        if !place.node.entries().is_empty() {
            it.edit(&place.path, policy.written.set(&place.path, &empty));
        }
        let Some(peer) = policy.written.at(place.above()).filter(|_| place.above() != "spec") else {
            continue;
        };
        if !policy.is_namespaced() {
            continue;
        }
        let other = if place.key == "podSelector" { "namespaceSelector" } else { "podSelector" };
        match peer.entries().len() {
            1 => it.edit(&place.path, policy.written.rename(&place.path, other)),
            _ => it.edit(&place.path, policy.written.delete(&place.path)),
        }
    }
}
