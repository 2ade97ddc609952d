//! Whether a document needs no form: it is a manifest as it stands.

use crate::yaml::{self, Value};

/// The keys at the margin of manifests, of all kinds that people paste together.
const KEYS: [&str; 25] = [
    "aggregationRule",
    "allowVolumeExpansion",
    "apiVersion",
    "binaryData",
    "data",
    "endpoints",
    "globalDefault",
    "immutable",
    "items",
    "kind",
    "metadata",
    "parameters",
    "preemptionPolicy",
    "provisioner",
    "reclaimPolicy",
    "roleRef",
    "rules",
    "secrets",
    "spec",
    "status",
    "stringData",
    "subjects",
    "subsets",
    "type",
    "value",
];

/// Whether it is a manifest as it stands. What stands at the margin tells in nearly all cases; where it does not, the
/// document is parsed.
pub(super) fn is_plain(text: &str) -> bool {
    !text.contains("{{") && !has_lookalike(text) && (has_plain_margin(text) || is_one_object(text))
}

/// Whether every line at the margin begins with a key of manifests, each of which is there once.
fn has_plain_margin(text: &str) -> bool {
    let (mut kinds, mut versions) = (0, 0);
    for line in text.lines() {
        match line.bytes().next() {
            None | Some(b' ' | b'#' | b'\r') => continue,
            // JSON, or the items of a list.
            Some(b'{' | b'}' | b'[' | b']') => continue,
            Some(b'-') if line.starts_with("- ") => continue,
            _ => {}
        }
        let Some((key, _)) = line.split_once(':').filter(|it| KEYS.contains(&it.0)) else { return false };
        kinds += u32::from(key == "kind");
        versions += u32::from(key == "apiVersion");
    }
    let is_json = text.trim_start().starts_with('{');
    is_json || kinds == 1 && versions <= 1
}

/// Whether it parses as an object of one kind.
fn is_one_object(text: &str) -> bool {
    let Some(root) = yaml::parse(text, &mut Vec::new()) else { return false };
    let count = |key: &str| root.entries().iter().filter(|it| it.key == key).count();
    matches!(root.value, Value::Mapping(_)) && count("kind") == 1 && count("apiVersion") <= 1
}

/// Whether there is a character that only looks like one of YAML: blanks, quotes, dashes and colons of typesetting.
fn has_lookalike(text: &str) -> bool {
    let is_one = |it: char| {
        matches!(it, '\u{a0}' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}')
            || matches!(it, '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}' | '\u{ff1a}')
    };
    !text.is_ascii() && text.chars().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_are_plain() {
        for text in [
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n",
            "# a\n\nkind: Pod\nmetadata: {}\r\nspec:\n  containers: []\n",
            "{\n\"kind\": \"Pod\"\n}",
            "apiVersion: v1\nitems:\n- kind: Pod\n  metadata: {}\nkind: List\n",
            "kind: Odd\ntargets:\n- a\n",
        ] {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn what_people_paste_is_not() {
        for text in [
            "kubectl run a --image=b",
            "kind: Pod\nmetadata:\nname: a\nname: b\nkind: Pod\n",
            "apiVersion: v1\nkind: Pod\napiVersion: v1\nkind: Pod\n",
            "kind: Pod\nmetadata:\n  name: {{ .Values.name }}\n",
            "kind: Pod\nmetadata:\n\u{a0} name: a\n",
            "ingress:\n- from: []\n",
            "1 kind: Pod\n2 metadata: {}\n",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
