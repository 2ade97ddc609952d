//! L-51: a peer as releases 0.1.0 and 0.1.1 of the API of cluster-wide policies had it.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, Code, FixClass};
use crate::edit::Yaml;

pub(super) struct OldPeerShape;

impl Notation for OldPeerShape {
    const ABOUT: &'static About = Code::OldPeerShape.about();
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: monitoring}
spec:
  priority: 10
  subject:
    namespaces: {}
  ingress:
  - action: Allow
    from:
    - namespaces:
        namespaceSelector:
          matchLabels: {team: monitoring}
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: {name: monitoring}
spec:
  priority: 10
  subject:
    namespaces: {}
  ingress:
  - action: Allow
    from:
    - namespaces:
        matchLabels: {team: monitoring}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let (entry, parent) = (place.entry?, place.parent?);
        // Nothing took the place of `sameLabels` and `notSameLabels`.
        let is_old = entry.key == "namespaceSelector" && parent.entry?.key == "namespaces";
        if scene.is_network_policy() || !is_old {
            return None;
        }
        let selector = if place.node.is_null() { Yaml::nothing() } else { Yaml::of(place.node)? };
        let holder = parent.parent?;
        let is_in_pods = holder.entry.is_some_and(|it| it.key == "pods");
        let key = if is_in_pods { "namespaceSelector" } else { "namespaces" };
        let path = parent.path.to_string();
        let fixes = scene.fix_of(FixClass::Effect, "write it as the API has it now", |it| {
            let mut edits = vec![it.set(&path, &selector)?];
            if is_in_pods {
                edits.push(it.rename(&path, key)?);
            }
            Some(edits)
        });
        let at = if is_in_pods { parent.entry?.key_span } else { entry.key_span };
        Some(Meant { at, covers: vec![at], ..Meant::at_key(place, "") }.fixes(fixes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding};
    use super::*;

    #[test]
    fn pods_have_both_selectors_side_by_side() {
        let text = OldPeerShape::FIRES.replace(
            "    - namespaces:\n        namespaceSelector:\n          matchLabels: {team: monitoring}\n",
            "    - pods:\n        namespaces:\n          namespaceSelector: {matchLabels: {team: monitoring}}\n        podSelector: {}\n",
        );
        let it = finding(&text, "L-51");
        let fixed = applied(&text, &it.fixes[0]);
        assert!(fixed.contains("    - pods:\n        namespaceSelector:\n          matchLabels:\n            team: monitoring\n        podSelector: {}\n"), "{fixed}");
    }
}
