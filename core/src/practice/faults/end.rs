//! The wrong end: client and server exchanged, or `from` where `to` belongs.

use super::Finder;
use super::policy::{Place, step};
use crate::yaml::{Entry, Node};

/// The only label of a selector.
fn only_label<'n>(selector: &'n Node<'static>) -> Option<&'n Entry<'static>> {
    let [labels] = selector.entries() else { return None };
    let [label] = labels.value.entries() else { return None };
    (labels.key == "matchLabels").then_some(label)
}

/// The labels of the pods that the policy selects, and of those at the other end, exchanged.
pub(super) fn exchanged(it: &mut Finder<'_, '_>) {
    const OWN: &str = "spec.podSelector";
    let policy = it.policy;
    let Some(own) = policy.written.at(OWN).and_then(only_label) else { return };
    for peer in policy.places_of(&["podSelector"]).iter().filter(|it| it.path != OWN) {
        let Some(other) = only_label(peer.node).filter(|it| it.key == own.key) else { continue };
        let [Some(a), Some(b)] = [own, other].map(|it| it.value.as_str()) else { continue };
        let place = |path: &str, it: &'_ Entry<'static>| step(&format!("{path}.matchLabels"), &it.key);
        let (here, there) = (place(OWN, own), place(&peer.path, other));
        if a == b {
            continue;
        }
        let one = policy.scalar(&Place { path: here, key: "", node: &own.value }, b);
        let two = policy.scalar(&Place { path: there, key: "", node: &other.value }, a);
        it.add(OWN, one.zip(two).map(|it| vec![it.0, it.1]));
    }
}

/// `to` in an ingress rule, `from` in an egress rule.
pub(super) fn refused(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["from", "to"]).iter().filter(|it| !it.path.ends_with(']')) {
        let other = if place.key == "from" { "to" } else { "from" };
        it.edit(&place.path, policy.written.rename(&place.path, other));
    }
}
