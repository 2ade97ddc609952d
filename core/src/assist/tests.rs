//! What is offered at a caret, which `§` stands for.

use crate::testing::short;
use crate::view::Completions;

/// What is asked and where: the text without the mark, and the byte at which it stood.
fn split(marked: &str) -> (String, usize) {
    let at = marked.find('§').expect("a caret");
    (marked.replacen('§', "", 1), at)
}

fn asked(cluster: &str, marked: &str) -> (String, Completions) {
    let (text, at) = split(marked);
    let completions = short(cluster).completions(&text, at);
    (text, completions)
}

fn labels(marked: &str) -> String {
    let it = asked("", marked).1;
    it.items.iter().map(|it| it.label.as_str()).collect::<Vec<_>>().join(" ")
}

const NP: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";

/// With each choice written into the text at the place of the caret.
fn written(marked: &str, label: &str) -> String {
    let (text, it) = asked("", marked);
    let chosen = it.items.iter().find(|it| it.label == label).unwrap_or_else(|| panic!("{label}: {it:?}"));
    format!("{}{}§{}", &text[..it.from as usize], it.text(chosen), &text[it.to as usize..])
}

#[test]
fn the_keys_of_a_place_come_in_the_order_of_the_api_without_those_that_are_there() {
    for (text, expected) in [
        ("spec:\n  §", "podSelector policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n  §", "policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n  in§\n  egress: []\n", "policyTypes ingress"),
        ("spec:\n  podSelector:\n    §", "matchLabels matchExpressions"),
        ("spec:\n  podSelector:\n  §", "policyTypes ingress egress"),
        ("spec:\n  podSelector: {}\n    §", ""),
        ("spec:\n  ingress:\n  - §", "from ports"),
        ("spec:\n  ingress:\n  - from:\n    - §", "podSelector namespaceSelector ipBlock"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n      §", "namespaceSelector"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n    §", "ports"),
        ("spec:\n  ingress:\n  - from:\n    - podSelector: {}\n  §", "podSelector policyTypes egress"),
        ("spec:\n  ingress:\n  - {§}", "from ports"),
        ("spec:\n  ingress: [{from: [{§}]}]", "podSelector namespaceSelector ipBlock"),
        ("spec:\n  ingress: [{from: [{podSelector: {}, §}]}]", "namespaceSelector"),
        ("spec:\n  ingress: [{from: [{podSelector: {}}], §", "ports"),
        ("spec:\n  policyTypes: [§]", "Ingress Egress"),
        ("spec:\n  policyTypes: [Ingress, §", "Egress"),
        ("spec:\n  policyTypes:\n  - §", "Ingress Egress"),
        ("spec:\n  egress:\n  - ports:\n    - protocol: §", "TCP UDP SCTP"),
        ("spec:\n  egress:\n  - ports:\n    - protocol: §\n      port: 53\n", "TCP UDP SCTP"),
        ("spec:\n  egress:\n  - ports:\n    - port: 53\n      §", "protocol endPort"),
        ("# §", ""),
        ("spec: # §", ""),
    ] {
        assert_eq!(labels(&format!("{NP}{text}")), expected, "{text}");
    }
}

#[test]
fn a_choice_is_written_in_the_style_of_its_place() {
    for (text, label, expected) in [
        ("spec:\n  pod§", "podSelector", "spec:\n  podSelector:\n    §"),
        ("spec:\n  pod§Selector: {}", "podSelector", "spec:\n  podSelector§: {}"),
        ("spec:\n  §", "ingress", "spec:\n  ingress:\n    - §"),
        ("spec:\n  ingress:\n  - {}\n  §", "egress", "spec:\n  ingress:\n  - {}\n  egress:\n  - §"),
        ("spec:\n  ingress:\n  - §", "from", "spec:\n  ingress:\n  - from:\n    - §"),
        ("spec:\n  ingress:\n    §", "from", "spec:\n  ingress:\n    - from:\n        - §"),
        ("spec:\n  ingress: [§]", "from", "spec:\n  ingress: [{from: [{}]}§]"),
        ("spec: {§}", "podSelector", "spec: {podSelector: {}§}"),
        (
            "spec:\n  egress:\n  - ports:\n    - protocol:§",
            "UDP",
            "spec:\n  egress:\n  - ports:\n    - protocol: UDP§",
        ),
        ("spec: {\"pod§\"}", "podSelector", "spec: {\"podSelector\": {}§}"),
    ] {
        assert_eq!(written(&format!("{NP}{text}"), label), format!("{NP}{expected}"), "{text}");
    }
}
