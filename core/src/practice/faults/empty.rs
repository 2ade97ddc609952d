//! `[]` and `{}`: nothing where everything was meant, and the other way round.

use super::Finder;
use crate::edit::Yaml;

pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    if !policy.is_namespaced() {
        return;
    }
    let everything = || Yaml::list([Yaml::nothing()]);
    let nothing = || Yaml::list([]);
    for (key, word) in [("ingress", "Ingress"), ("egress", "Egress")] {
        let path = format!("spec.{key}");
        let types = policy.tree.at(&["spec", "policyTypes"]).map(|it| it.items()).unwrap_or_default();
        match policy.written.at(&path) {
            Some(rules) => match rules.items() {
                [] => it.edit(&path, policy.written.set(&path, &everything())),
                [only] if only.entries().is_empty() => {
                    it.edit(&path, policy.written.set(&path, &nothing()));
                }
                _ => {}
            },
            None if types.iter().any(|it| it.as_text() == Some(word)) => {
                it.edit(&path, policy.written.insert("spec", key, &everything()));
            }
            None => {}
        }
    }
    for place in policy.places_of(&["from", "to"]).iter().filter(|it| !it.path.ends_with(']')) {
        match place.node.items() {
            // Every source: of an empty list of peers an empty selector is left, which has pods only.
            [] => {
                let pods = Yaml::list([Yaml::map([("podSelector", Yaml::nothing())])]);
                it.edit(&place.path, policy.written.set(&place.path, &pods));
            }
            [only] if only.entries().iter().all(|it| it.value.entries().is_empty()) => {
                it.edit(&place.path, policy.written.set(&place.path, &nothing()));
            }
            _ => {}
        }
    }
    for place in policy.places_of(&["namespaceSelector", "podSelector"]) {
        // One of two empty selectors means the own namespace, or none.
        if place.node.entries().is_empty() && place.path != "spec.podSelector" {
            it.edit(&place.path, policy.written.delete(&place.path));
        }
    }
}
