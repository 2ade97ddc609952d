//! L-89: `policyTypes` as other tools, or memory, write them.

use super::Notation;
use super::scene::{Meant, Place, Scene, cited};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::yaml::{Node, Value};

pub(super) struct PolicyTypesNotation;

impl Notation for PolicyTypesNotation {
    const ABOUT: &'static About = &About::new(
        "L-89",
        "policy-types-notation",
        Severity::Error,
        "`policyTypes` is a list with the words `Ingress` and `Egress`, each in an entry of its own.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec:
  podSelector: {}
  policyTypes: Both
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let key = place.entry?.key.as_ref();
        if !scene.is_network_policy() || place.parent?.way != "spec" {
            return None;
        }
        match key {
            "policyTypes" => value(scene, place),
            "policyType" | "types" | "type" | "policytypes" | "policytype" | "PolicyTypes" | "PolicyType"
            | "policy_types" => other_key(scene, place, key),
            _ => None,
        }
    }
}

fn value(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let types = types(scene, place.node)?;
    let list = Yaml::list(types.iter().map(|it| Yaml::text(*it)));
    let path = place.path.to_string();
    let written = scene.scalar(place.node);
    let items = place.node.items();
    let is_right = |it: &Node<'_>| matches!(it.as_str(), Some("Ingress" | "Egress"));
    let wrong: Vec<_> = items.iter().filter(|it| !is_right(it)).collect();
    if written.is_none() && wrong.is_empty() && items.len() <= 2 {
        return None;
    }
    let message = match (&written, wrong.as_slice()) {
        (Some(it), _) => format!("`policyTypes` is a list, and {} is a text", cited(it)),
        (None, [one]) => {
            let text = one.as_str().unwrap_or_default();
            match ["ingress", "egress"].iter().any(|it| text.eq_ignore_ascii_case(it)) {
                true => format!("{}: the words of `policyTypes` begin with a capital letter", cited(text)),
                false => format!("{} is none of the two words of `policyTypes`", cited(text)),
            }
        }
        (None, []) => "`policyTypes` has one entry for each direction".to_owned(),
        (None, _) => "the two words of `policyTypes` are `Ingress` and `Egress`".to_owned(),
    };
    let fixes = scene.fix(format!("write {}", list.in_line()), |it| {
        // Where one word is wrong, its entry is all that changes.
        if let [one] = wrong.as_slice()
            && let Some(nth) = items.iter().position(|it| it.span == one.span)
        {
            let others: Vec<_> = items.iter().filter_map(|it| it.as_str()).collect();
            let more: Vec<Yaml> =
                types.iter().filter(|it| !others.contains(*it)).map(|it| Yaml::text(*it)).collect();
            if !more.is_empty() {
                return [it.set_items(&format!("{path}[{nth}]"), &more)];
            }
        }
        [it.set_in_line(&path, &list)]
    });
    Some(Meant::at(place, message).help(format!("write `policyTypes: {}`", list.in_line())).fixes(fixes))
}

fn other_key(scene: &Scene<'_>, place: &Place<'_>, key: &str) -> Option<Meant> {
    if place.parent?.node.entry("policyTypes").is_some() {
        return None;
    }
    let types = types(scene, place.node)?;
    let list = Yaml::list(types.iter().map(|it| Yaml::text(*it)));
    let path = place.path.to_string();
    let is_right = place.node.items().iter().filter_map(Node::as_str).eq(types.iter().copied());
    let fixes = scene.fix_of(FixClass::Effect, format!("write policyTypes: {}", list.in_line()), |it| {
        let mut edits = vec![it.rename(&path, "policyTypes")?];
        if !is_right {
            edits.push(it.set_in_line(&path, &list)?);
        }
        Some(edits)
    });
    let mut meant = Meant::at_key(place, format!("the field is called `policyTypes`, and not `{key}`"));
    meant.covers.push(place.node.span);
    let did_you_mean = format!("did you mean `policyTypes`? Write `policyTypes: {}`", list.in_line());
    Some(meant.help(did_you_mean).fixes(fixes))
}

/// The types that were meant.
fn types(scene: &Scene<'_>, node: &Node<'_>) -> Option<Vec<&'static str>> {
    let texts: Vec<String> = match &node.value {
        Value::Sequence(items) => items.iter().map(|it| scene.scalar(it)).collect::<Option<_>>()?,
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::String(_)
        | Value::Mapping(_) => vec![scene.scalar(node)?],
    };
    let (mut res, mut add) = (Vec::new(), Vec::new());
    for text in &texts {
        for word in
            text.split([',', '/', ' ', '+', '&', '|', ';', '[', ']', '"', '\'']).filter(|it| !it.is_empty())
        {
            match word.to_ascii_lowercase().as_str() {
                "ingress" | "in" | "inbound" | "ingres" => add.push("Ingress"),
                "egress" | "out" | "outbound" | "egres" => add.push("Egress"),
                "both" | "all" | "*" | "any" => add.extend(["Ingress", "Egress"]),
                "and" => {}
                _ => return None,
            }
        }
    }
    for it in add {
        if !res.contains(&it) {
            res.push(it);
        }
    }
    (!res.is_empty()).then_some(res)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    #[track_caller]
    fn check(before: &str, says: &str, after: &str) {
        let text = policy(&format!("  podSelector: {{}}\n  {before}"));
        let it = finding(&text, "L-89");
        assert!(it.message.starts_with(says), "{before}: {}", it.message);
        assert!(
            it.help.contains("write `policyTypes: [") || it.help.contains("Write `policyTypes: ["),
            "{}",
            it.help
        );
        assert_eq!(
            applied(&text, &it.fixes[0]),
            policy(&format!("  podSelector: {{}}\n  {after}")),
            "{before}"
        );
    }

    #[test]
    fn each_direction_is_a_word_in_a_list() {
        check(
            "policyTypes: Ingress",
            "`policyTypes` is a list, and `Ingress` is a text (json:",
            "policyTypes: [Ingress]",
        );
        check(
            "policyTypes: [\"Ingress,Egress\"]",
            "`Ingress,Egress` is none of the two words",
            "policyTypes: [Ingress, Egress]",
        );
        check(
            "policyTypes: [ingress, Egress] # both",
            "`ingress`: the words of `policyTypes` begin with a capital letter (Unsupported",
            "policyTypes: [Ingress, Egress] # both",
        );
        check(
            "policyTypes:\n  - egress\n  - Ingress",
            "`egress`: the words",
            "policyTypes:\n  - Egress\n  - Ingress",
        );
        check(
            "policyTypes: [Ingress, Egress, Ingress]",
            "`policyTypes` has one entry for each direction",
            "policyTypes: [Ingress, Egress]",
        );
        check("policyTypes: ['*']", "`*` is none", "policyTypes: [Ingress, Egress]");
        check(
            "policyType: [Ingress]",
            "the field is called `policyTypes`, and not `policyType` (unknown field",
            "policyTypes: [Ingress]",
        );
        check("types: both", "the field is called `policyTypes`", "policyTypes: [Ingress, Egress]");
    }

    #[test]
    fn other_words_are_left_alone() {
        none(&policy("  podSelector: {}\n  policyTypes: [Sideways]"), "L-89");
        none(&policy("  podSelector: {}\n  policyTypes: [Ingress]\n  policyType: [Egress]"), "L-89");
    }
}
