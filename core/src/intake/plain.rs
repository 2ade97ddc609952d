//! Whether a document needs no form: it is a manifest as it stands.

use super::json;
use crate::find::has;
use crate::yaml::{self, Value};

/// The keys at the margin of manifests, of all kinds that people paste together, by the alphabet.
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
    !has(text, "{{")
        && !has_lookalike(text)
        && (has_plain_margin(text) || is_tests(text) || !is_flat(text) && is_one_object(text))
        && !has_json_comment(text)
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
        let Some((key, _)) = line.split_once(':').filter(|it| is_margin_key(it.0)) else { return false };
        kinds += u32::from(key == "kind");
        versions += u32::from(key == "apiVersion");
    }
    // The settings of other tools are JSON too.
    let names_kind = || ["\"kind\"", "kind:", "'kind'"].iter().any(|it| text.contains(it));
    let is_json = text.trim_start().starts_with('{') && names_kind();
    is_json || kinds == 1 && versions <= 1
}

/// Whether it is a list of tests of connections: that alone stands at the margin, with a line or two about it.
fn is_tests(text: &str) -> bool {
    const ABOUT: [&str; 3] = ["description", "name", "title"];
    let key = |it: &str| it.split_once(':').map_or(String::new(), |it| it.0.to_owned());
    let is_inside = |it: &&str| it.is_empty() || it.starts_with([' ', '#', '\r']) || it.starts_with("- ");
    let keys: Vec<String> = text.lines().filter(|it| !is_inside(it)).map(key).collect();
    let tests = keys.iter().filter(|it| *it == "tests").count();
    tests == 1 && keys.iter().all(|it| it == "tests" || ABOUT.contains(&it.as_str()))
}

/// Whether a key is one that stands at the margin of manifests.
pub(super) fn is_margin_key(key: &str) -> bool {
    KEYS.binary_search(&key).is_ok()
}

/// Keys that objects stand below.
const OPENERS: [&str; 11] = [
    "data",
    "ipBlock",
    "labels",
    "matchLabels",
    "metadata",
    "namespaceSelector",
    "podSelector",
    "selector",
    "spec",
    "stringData",
    "template",
];

/// How parts of a policy begin.
const PARTS: [&str; 9] =
    ["- from:", "- to:", "egress:", "from:", "ingress:", "podSelector:", "policyTypes:", "spec:", "to:"];

/// Whether the blanks before the lines are lost: all lines begin at the margin, and one that has to stand below another
/// does not.
pub(super) fn is_flat(text: &str) -> bool {
    let (mut is_manifest, mut is_lost, mut is_below, mut is_item, mut is_first) =
        (false, false, false, false, true);
    for line in text.lines().filter(|it| !it.starts_with('#') && !it.trim().is_empty()) {
        if line.starts_with([' ', '\t']) {
            return false;
        }
        let is_part = is_first && PARTS.iter().any(|it| line.starts_with(it));
        is_manifest |= is_part || line.starts_with("kind:");
        let entry = line.strip_prefix("- ").unwrap_or(line);
        let (key, value) = entry.split_once(':').unwrap_or_default();
        let has_dash = entry != line;
        is_lost |= is_below && !has_dash && !key.is_empty() && !is_margin_key(key);
        let is_head = matches!(key, "apiVersion" | "kind");
        // The kind of an item of a list stands below what stands behind its dash.
        is_lost |= is_item && is_head && !has_dash;
        is_item = is_head && has_dash;
        is_below = OPENERS.contains(&key) && (value.trim().is_empty() || value.trim_start().starts_with('#'));
        is_first = false;
    }
    is_manifest && is_lost
}

/// Whether it is JSON with comments, which JSON has none of.
fn has_json_comment(text: &str) -> bool {
    let is_json = || text.get(json::begin(text)..).is_some_and(|it| it.starts_with(['{', '[']));
    (has(text, "//") || has(text, "/*")) && is_json() && !json::comments(text).is_empty()
}

/// Whether it parses as an object of one kind.
pub(super) fn is_one_object(text: &str) -> bool {
    let Some(root) = yaml::parse(text, &mut Vec::new()) else { return false };
    let count = |key: &str| root.entries().iter().filter(|it| it.key == key).count();
    matches!(root.value, Value::Mapping(_)) && count("kind") == 1 && count("apiVersion") <= 1
}

/// Whether there is a character that only looks like one of YAML: blanks, quotes, dashes and colons of typesetting.
fn has_lookalike(text: &str) -> bool {
    let is_one = |it: char| {
        matches!(it, '\u{a0}' | '\u{2000}'..='\u{200d}' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}')
            || matches!(
                it,
                '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{2212}' | '\u{feff}' | '\u{ff1a}'
            )
    };
    !text.is_ascii() && text.chars().any(is_one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_looked_up_by_the_alphabet() {
        assert!(KEYS.is_sorted());
    }

    #[test]
    fn manifests_are_plain() {
        for text in [
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n",
            "# a\n\nkind: Pod\nmetadata: {}\r\nspec:\n  containers: []\n",
            "{\n\"kind\": \"Pod\"\n}",
            "apiVersion: v1\nitems:\n- kind: Pod\n  metadata: {}\nkind: List\n",
            "kind: Odd\ntargets:\n- a\n",
            "{kind: Pod}",
            "# a\nname: b\ntests:\n- {name: a}\n- name: c\n  source: d\n",
            "tests: []\n",
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
            "{\"name\": \"a\", \"dependencies\": {\"kind-of\": \"1\"}}\n",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }
}
