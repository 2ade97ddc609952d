use super::super::tests::{applied, finding, none, policy};

#[track_caller]
fn check(before: &str, says: &str, help: &str, after: &str) {
    let text = policy(&format!("  {before}"));
    let it = finding(&text, "L-100");
    assert!(it.message.starts_with(says), "{before}: {}", it.message);
    assert_eq!(it.help, help, "{before}");
    let fixed: Vec<String> = it.fixes.iter().map(|it| applied(&text, it)).collect();
    assert_eq!(fixed, [policy(&format!("  {after}"))], "{before}");
}

#[test]
fn labels_are_a_map() {
    check(
        "podSelector: {matchLabels: app=web}",
        "`matchLabels` holds labels as `key: value`, but `app=web` is plain text (json:",
        "write `matchLabels: {app: web}`",
        "podSelector: {matchLabels: {app: web}}",
    );
    check(
        "podSelector:\n    matchLabels:\n      app:\"web\"",
        "`app:\"web\"` is one text, because there is no space after the colon",
        "write `matchLabels: {app: web}`",
        "podSelector:\n    matchLabels:\n      {app: web}",
    );
    check(
        "podSelector: {matchLabels: [{app: web}, tier=db]}",
        "`matchLabels` holds labels as `key: value`, but this is a list",
        "write `matchLabels: {app: web, tier: db}`",
        "podSelector: {matchLabels: {app: web, tier: db}}",
    );
    check(
        "podSelector: {matchLabels: {matchLabels: {app: web}}}",
        "`matchLabels` stands inside of `matchLabels`",
        "delete one of the two: `matchLabels: {app: web}`",
        "podSelector: {matchLabels: {app: web}}",
    );
}

#[test]
fn a_selector_is_an_object() {
    check(
        "podSelector: \"\"",
        "`podSelector` is an empty text, which happens",
        "for all pods write `podSelector: {}`",
        "podSelector: {}",
    );
    check(
        "podSelector: []",
        "`podSelector` needs labels below `matchLabels:`, but this is an empty list",
        "for all pods write `podSelector: {}`",
        "podSelector: {}",
    );
    check(
        "podSelector: app=web",
        "`podSelector` needs labels below `matchLabels:`, but `app=web` is plain text",
        "write `podSelector: {matchLabels: {app: web}}`",
        "podSelector: {matchLabels: {app: web}}",
    );
    check(
        "podSelector: {app: web}",
        "pods are chosen by labels, and `app` is no field of a selector (unknown field",
        "put it under `matchLabels`: write `podSelector: {matchLabels: {app: web}}`",
        "podSelector: {matchLabels: {app: web}}",
    );
    check(
        "podSelector: [{key: app, operator: Exists}]",
        "`podSelector` is one selector",
        "write `podSelector: {matchExpressions: [{key: app, operator: Exists}]}`",
        "podSelector: {matchExpressions: [{key: app, operator: Exists}]}",
    );
}

#[test]
fn namespaces_have_a_label_with_their_name() {
    let rule = |it: &str| format!("podSelector: {{}}\n  ingress: [{{from: [{{namespaceSelector: {it}}}]}}]");
    let name = "{matchLabels: {kubernetes.io/metadata.name: ops}}";
    let help = format!("write `namespaceSelector: {name}`");
    check(
        &rule("ops"),
        "`namespaceSelector` needs labels below `matchLabels:`, but `ops` is plain text",
        &help,
        &rule(name),
    );
    check(
        &rule("{name: ops}"),
        "namespaces are chosen by labels, and `name` is no field",
        &help,
        &rule(name),
    );
    let both = "{matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [a, b]}]}";
    check(
        &rule("{matchNames: [a, b]}"),
        "namespaces are chosen",
        &format!("write `namespaceSelector: {both}`"),
        &rule(both),
    );
}

#[test]
fn expressions_are_a_list_with_known_operators() {
    let selector = |it: &str| format!("podSelector: {{matchExpressions: {it}}}");
    let right = "[{key: app, operator: In, values: [web]}]";
    check(
        &selector("{key: app, operator: In, values: [web]}"),
        "`matchExpressions` is a list",
        &format!("write a dash before it: `matchExpressions: {right}`"),
        &selector(right),
    );
    check(
        &selector("[{key: app, operator: In, values: web}]"),
        "`values` is a list, and `web` is one value",
        "write `values: [web]`",
        &selector(right),
    );
    check(
        &selector("[{key: app, operator: '=', values: [web]}]"),
        "`=` is no operator; `In` is meant (Invalid value",
        "write `operator: In`; operators are `In`, `NotIn`, `Exists` and `DoesNotExist`",
        &selector(right),
    );
}

#[test]
fn values_have_neither_wildcards_nor_blanks() {
    let wildcard = finding(&policy("  podSelector: {matchLabels: {app: \"web-*\"}}"), "L-100");
    assert!(
        wildcard.message.starts_with("`web-*` has a wildcard, and selectors know none")
            && wildcard.fixes.is_empty()
    );
    let inner = finding(
        &policy("  podSelector: {matchExpressions: [{key: app, operator: In, values: [\"my web\"]}]}"),
        "L-100",
    );
    assert!(inner.message.starts_with("`my web` has a space in it") && inner.fixes.is_empty());
    check(
        "podSelector: {matchLabels: {a.b/app: \"web \"}}",
        "`web ` has a space in it",
        "write `web`",
        "podSelector: {matchLabels: {a.b/app: web}}",
    );
    none(&policy("  podSelector: {matchLabels: {app: \"-web\"}}"), "L-100");
}

#[test]
fn a_word_that_is_nearly_a_field_is_that_field() {
    none(&policy("  podSelector: {matchLabel: {app: web}}"), "L-100");
    none(&policy("  podSelector: {matchlabels: {app: web}}"), "L-100");
}
