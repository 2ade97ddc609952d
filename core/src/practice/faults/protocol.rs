//! Another protocol, or the one that is meant where none is written.

use super::Finder;
use crate::edit::Yaml;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["protocol"]) {
        let Some(own) = place.node.as_str() else { continue };
        for other in ["TCP", "UDP", "SCTP"].into_iter().filter(|it| *it != own) {
            it.edit(&place.path, policy.scalar(&place, other));
        }
        if own != "TCP" && policy.is_namespaced() {
            // Without a word it is TCP.
            it.edit(&place.path, policy.written.delete(&place.path));
        }
    }
    for place in policy.places_of(&["ports"]) {
        let is_item = place.path.ends_with(']') && policy.is_namespaced();
        if is_item && place.node.get("protocol").is_none() {
            let edit = policy.written.insert(&place.path, "protocol", &Yaml::text("UDP"));
            it.edit(&format!("{}.protocol", place.path), edit);
        }
    }
}
