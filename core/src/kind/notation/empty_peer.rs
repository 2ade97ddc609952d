//! L-102: a peer without any field.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::yaml::Node;

pub(super) struct EmptyPeer;

impl Notation for EmptyPeer {
    const ABOUT: &'static About = &About::new(
        "L-102",
        "empty-peer",
        Severity::Error,
        "A peer has no field. The API server refuses it, and each way out does something else: all pods of the namespace, everybody, or no one.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - {}
    ports:
    - port: 8080
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {}
    ports:
    - port: 8080
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let is_peer = place.entry.is_none() && (place.is_in_rule("from") || place.is_in_rule("to"));
        let is_empty =
            place.node.is_null() || place.node.json_kind() == "object" && place.node.entries().is_empty();
        if !scene.is_network_policy() || !is_peer || !is_empty {
            return None;
        }
        let list = place.parent?;
        let rule = list.parent?;
        let section = rule.parent?;
        let (path, key) = (place.path.to_string(), list.entry?.key.as_ref());
        let own = Yaml::map([("podSelector", Yaml::nothing())]);
        let mut fixes = scene.fix("all pods of the namespace: podSelector: {}", |it| [it.set(&path, &own)]);
        if place.count() > 1 {
            let help = "for all pods of the namespace write `podSelector: {}`; else delete this entry, and the other peers remain";
            fixes.extend(scene.fix("only the other peers: delete this entry", |it| [it.delete(&path)]));
            return Some(meant(place).help(help).fixes(fixes));
        }
        let (list_path, rule_path) = (list.path.to_string(), rule.path.to_string());
        fixes.extend(scene.fix(format!("everybody: delete `{key}`"), |it| [it.delete(&list_path)]));
        let section_path = section.path.to_string();
        let is_last = section.node.items().len() == 1;
        // A section without rules closes its direction only where the direction is in the types (F-03).
        if !is_last || closes(scene.root, &section_path) {
            fixes.extend(scene.fix("no one: delete the rule", |it| match is_last {
                true => [it.set(&section_path, &Yaml::list([]))],
                false => [it.delete(&rule_path)],
            }));
        }
        let help = format!(
            "for all pods of the namespace write `podSelector: {{}}`; for everybody delete `{key}`; for no one delete the rule. To delete only this entry leaves `{key}: []`, which is everybody"
        );
        Some(meant(place).help(help).fixes(fixes))
    }
}

fn meant(place: &Place<'_>) -> Meant {
    let it = Meant::at(place, "this peer has no field, so it is neither everybody nor no one");
    // Where nothing stands, the problem is at the dash.
    Meant {
        covers: vec![
            place.node.span,
            crate::source::Span::new(place.node.span.start, place.node.span.end + 1),
        ],
        ..it
    }
}

/// Whether an empty list of rules closes a direction.
fn closes(root: &Node<'_>, section: &str) -> bool {
    let types = root.at(&["spec", "policyTypes"]).map_or(&[][..], Node::items);
    match section {
        "spec.ingress" => types.is_empty() || types.iter().any(|it| it.as_str() == Some("Ingress")),
        _ => types.iter().any(|it| it.as_str() == Some("Egress")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    #[test]
    fn each_way_out_is_named_by_what_it_does() {
        let text = policy("  podSelector: {}\n  ingress:\n  - from:\n    - {}\n    ports: [{port: 80}]");
        let it = finding(&text, "L-102");
        assert!(
            it.message
                .starts_with("this peer has no field, so it is neither everybody nor no one (Required value")
        );
        assert!(it.help.contains("leaves `from: []`, which is everybody"));
        let fixed: Vec<String> = it.fixes.iter().map(|it| applied(&text, it)).collect();
        assert_eq!(
            fixed,
            [
                policy(
                    "  podSelector: {}\n  ingress:\n  - from:\n    - podSelector: {}\n    ports: [{port: 80}]"
                ),
                policy("  podSelector: {}\n  ingress:\n  - ports: [{port: 80}]"),
                policy("  podSelector: {}\n  ingress: []"),
            ]
        );
    }

    #[test]
    fn an_empty_egress_closes_only_what_the_types_name() {
        let without = policy("  podSelector: {}\n  egress: [{to: [{}]}]");
        assert_eq!(finding(&without, "L-102").fixes.len(), 2);
        let with = policy("  podSelector: {}\n  policyTypes: [Egress]\n  egress: [{to: [~]}]");
        assert_eq!(finding(&with, "L-102").fixes.len(), 3);
    }

    #[test]
    fn beside_others_the_entry_may_go_alone() {
        let text = policy("  podSelector: {}\n  ingress: [{from: [{}, {podSelector: {}}]}]");
        let it = finding(&text, "L-102");
        assert_eq!(
            applied(&text, &it.fixes[1]),
            policy("  podSelector: {}\n  ingress: [{from: [{podSelector: {}}]}]")
        );
        none(&policy("  podSelector: {}\n  ingress: [{from: [{podSelector: }]}]"), "L-102");
    }
}
