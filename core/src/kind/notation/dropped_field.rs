//! L-98: a field that lenient reading leaves out, and without which there is no limit of its kind.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use super::selector_labels::{Selector, labels, pairs_of};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::yaml::{Node, Value};

pub(super) struct DroppedField;

impl Notation for DroppedField {
    const ABOUT: &'static About = &About::new(
        "L-98",
        "dropped-field",
        Severity::Warning,
        "Lenient reading leaves out a field that the API does not know, as some servers do, and what it stood in has no limit now: it takes every pod, everybody, or every port.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {app: web}
  ingress:
  - namespaceSelector: {}
    ports:
    - port: 8000
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {}
    ports:
    - port: 8000
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if scene.is_strict || !scene.is_network_policy() {
            return None;
        }
        if Selector::at(scene, place).is_some() {
            return selector(scene, place);
        }
        let (key, holder) = (place.entry?.key.as_ref(), place.parent?);
        let whole = holder.node;
        let is_item = holder.entry.is_none();
        if is_item && (holder.way == "spec.ingress" || holder.way == "spec.egress") {
            let peers = if holder.way == "spec.ingress" { "from" } else { "to" };
            let is_limited = |key| whole.get(key).is_some_and(|it: &Node<'_>| !it.items().is_empty());
            return match key {
                "podSelector" | "namespaceSelector" | "ipBlock" if !is_limited(peers) => {
                    Some(peer(scene, place, peers))
                }
                "port" | "protocol" | "endPort" if !is_limited("ports") => Some(port(scene, place)),
                "from" | "to" if key != peers && !is_limited(peers) => Some(other_side(scene, place, peers)),
                _ => None,
            };
        }
        if is_item && holder.is_in_rule("ports") && !matches!(key, "port" | "protocol" | "endPort") {
            let meant = Meant::at_key(
                place,
                format!("`{key}` is left out, and the entry takes every port of its protocol"),
            );
            return (whole.get("port").is_none()).then(|| meant.help("write the port under `port`"));
        }
        None
    }
}

fn selector(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let entries = place.node.entries();
    let has = |key| {
        place.node.get(key).is_some_and(|it: &Node<'_>| !it.entries().is_empty() || !it.items().is_empty())
    };
    if entries.is_empty() || has("matchLabels") || has("matchExpressions") {
        return None;
    }
    let unknown: Vec<_> =
        entries.iter().filter(|it| it.key != "matchLabels" && it.key != "matchExpressions").collect();
    let first = *unknown.first()?;
    let key = place.entry?.key.as_ref();
    let what = if Selector::at(scene, place)? == Selector::OfPods { "pod" } else { "namespace" };
    let message = format!("`{}` is left out, and `{key}` takes every {what}", first.key);
    let covers = unknown.iter().map(|it| it.key_span).collect();
    let meant = Meant { at: first.key_span, covers, ..Meant::at(place, message) };
    let path = place.path.to_string();
    // A word that is nearly a field may be that field.
    let is_nested = unknown.iter().any(|it| matches!(it.value.value, Value::Mapping(_) | Value::Sequence(_)));
    let Some(rewritten) = pairs_of(scene, place.node).filter(|_| !is_nested).map(labels) else {
        return Some(meant.help("put the labels under `matchLabels`"));
    };
    let fixes = scene.fix("put it under matchLabels", |it| [it.set_in_line(&path, &rewritten)]);
    Some(
        meant
            .help(format!("put it under `matchLabels`: write `{key}: {}`", rewritten.in_line()))
            .fixes(fixes),
    )
}

/// A peer that stands in the rule itself.
fn peer(scene: &Scene<'_>, place: &Place<'_>, peers: &str) -> Meant {
    let key = place.entry.map_or("", |it| it.key.as_ref());
    let says = if peers == "from" { "the rule admits everybody" } else { "the rule lets out to everybody" };
    let meant = Meant::at_key(place, format!("`{key}` is left out, and {says}"));
    let help = format!("peers are entries of a list under `{peers}`");
    // Others beside it are moved with the first of them.
    let value = if place.node.is_null() { None } else { Yaml::of(place.node) };
    let is_alone = place.whole().is_some_and(|it| {
        let is_peer = |key: &str| matches!(key, "podSelector" | "namespaceSelector" | "ipBlock");
        it.entries().iter().filter(|it| is_peer(&it.key)).count() == 1 && it.entry(peers).is_none()
    });
    let path = place.path.to_string();
    let fixes = match value.filter(|_| is_alone) {
        Some(value) => scene.fix(format!("put it under {peers}"), |it| {
            let list = Yaml::list([Yaml::map([(key, value)])]);
            [it.rename(&path, peers), it.set(&path, &list)]
        }),
        None => Vec::new(),
    };
    meant.help(help).fixes(fixes)
}

/// `port` that stands in the rule itself.
fn port(scene: &Scene<'_>, place: &Place<'_>) -> Meant {
    let key = place.entry.map_or("", |it| it.key.as_ref());
    let meant = Meant::at_key(place, format!("`{key}` is left out, and the rule allows every port"));
    let help = "port, protocol and endPort are fields of an entry of `ports`";
    let is_alone = place.whole().is_some_and(|it| {
        let is_port = |key: &str| matches!(key, "port" | "protocol" | "endPort" | "ports");
        it.entries().iter().filter(|it| is_port(&it.key)).count() == 1
    });
    let path = place.path.to_string();
    let fixes = match Yaml::of(place.node).filter(|_| is_alone && key == "port") {
        Some(value) => scene.fix("put it under ports", |it| {
            let list = Yaml::list([Yaml::map([(key, value)])]);
            [it.rename(&path, "ports"), it.set(&path, &list)]
        }),
        None => Vec::new(),
    };
    meant.help(help).fixes(fixes)
}

/// `to` in an ingress rule, or `from` in an egress rule.
fn other_side(scene: &Scene<'_>, place: &Place<'_>, peers: &str) -> Meant {
    let key = place.entry.map_or("", |it| it.key.as_ref());
    let (rule, says) = match peers {
        "from" => ("an ingress rule", "the rule admits everybody"),
        _ => ("an egress rule", "the rule lets out to everybody"),
    };
    let path = place.path.to_string();
    let is_free = place.whole().is_some_and(|it| it.entry(peers).is_none());
    let fixes = if is_free {
        scene.fix(format!("write {peers}"), |it| [it.rename(&path, peers)])
    } else {
        Vec::new()
    };
    let help = format!("{rule} has `{peers}`: write it, or move the rule to the other list");
    Meant::at_key(place, format!("`{key}` is left out, and {says}")).help(help).fixes(fixes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, none, policy, problems_of};
    use crate::diagnostic::Diagnostic;
    use crate::kind::Readers;
    use crate::kind::read::document::read_document;
    use crate::options::Options;

    fn lenient(text: &str) -> Vec<Diagnostic> {
        let options = Options { strict: false, ..Options::default() };
        let found = problems_of(read_document(text, &options, Readers::ALL));
        found.into_iter().filter(|it| it.rule() == "L-98").collect()
    }

    #[track_caller]
    fn check(before: &str, says: &str, after: &str) {
        let text = policy(&format!("  {before}"));
        none(&text, "L-98");
        let found = lenient(&text);
        assert_eq!(found.len(), 1, "{text}");
        let it = &found[0];
        assert_eq!((it.severity.as_str(), it.code.as_str()), ("warning", "unknown-field"));
        assert!(it.message.starts_with(says), "{}", it.message);
        let fixed = applied(&text, &it.fixes[0]);
        assert_eq!(fixed, policy(&format!("  {after}")));
        assert_eq!(lenient(&fixed), []);
    }

    #[test]
    fn what_is_left_without_a_limit_is_told() {
        check(
            "podSelector: {app: web}",
            "`app` is left out, and `podSelector` takes every pod (unknown field",
            "podSelector: {matchLabels: {app: web}}",
        );
        check(
            "podSelector: {}\n  ingress:\n  - namespaceSelector: {}\n    ports: [{port: 8000}]",
            "`namespaceSelector` is left out, and the rule admits everybody",
            "podSelector: {}\n  ingress:\n  - from:\n    - namespaceSelector: {}\n    ports: [{port: 8000}]",
        );
        check(
            "podSelector: {}\n  ingress: [{port: 80}]",
            "`port` is left out, and the rule allows every port",
            "podSelector: {}\n  ingress: [{ports: [{port: 80}]}]",
        );
        check(
            "podSelector: {}\n  egress: [{from: [{podSelector: {}}]}]",
            "`from` is left out, and the rule lets out to everybody",
            "podSelector: {}\n  egress: [{to: [{podSelector: {}}]}]",
        );
    }

    #[test]
    fn what_limits_all_the_same_is_an_unknown_field_and_no_more() {
        for it in [
            "podSelector: {matchLabels: {app: web}, tier: db}",
            "podSelector: {}\n  ingress: [{from: [{podSelector: {}}], namespaceSelector: {}}]",
            "podSelector: {}\n  order: 5",
        ] {
            assert_eq!(lenient(&policy(&format!("  {it}"))), [], "{it}");
        }
    }
}
