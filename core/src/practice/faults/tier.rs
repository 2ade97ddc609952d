//! Policies of the whole cluster: another action, and another priority.

use super::Finder;
use crate::edit::Yaml;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    if policy.is_namespaced() {
        return;
    }
    let allows = if policy.tree.text_at(&["kind"]) == "ClusterNetworkPolicy" { "Accept" } else { "Allow" };
    for place in policy.places_of(&["action"]) {
        for other in [allows, "Deny", "Pass"].into_iter().filter(|it| place.node.as_str() != Some(it)) {
            it.edit(&place.path, policy.scalar(&place, other));
        }
    }
    for place in policy.places_of(&["priority"]) {
        let Some(own) = place.node.as_int() else { continue };
        for other in [own / 10, own * 10, own * 10 + 5] {
            if other != own && (0..=1000).contains(&other) {
                it.edit(&place.path, policy.written.set(&place.path, &Yaml::Number(other)));
            }
        }
    }
    for place in policy.places_of(&["tier"]) {
        let other = if place.node.as_str() == Some("Admin") { "Baseline" } else { "Admin" };
        it.edit(&place.path, policy.scalar(&place, other));
    }
}
