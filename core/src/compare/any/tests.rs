use super::{Agreement, any};
use crate::testing::short;

fn agreement(before: &str, after: &str) -> Agreement {
    let found = any(short(before).model(), short(after).model());
    let differs = !matches!(found.agreement, Agreement::Equal | Agreement::NotFound);
    assert_eq!(found.example.is_some(), differs);
    found.agreement
}

fn rule(from: &str) -> String {
    format!("np shop/p {{podSelector: {{matchLabels: {{app: db}}}}, ingress: [{from}]}}")
}

#[test]
fn what_is_written_in_another_way_is_equal() {
    let equal = [
        (
            "{from: [{podSelector: {matchLabels: {a: x}}}, {podSelector: {matchLabels: {a: z}}}]}",
            "{from: [{podSelector: {matchExpressions: [{key: a, operator: In, values: [x, z]}]}}]}",
        ),
        (
            "{from: [{podSelector: {}}]}",
            "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]}",
        ),
        (
            "{from: [{podSelector: {matchExpressions: [{key: a, operator: Exists}]}}, {podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}}]}",
            "{from: [{podSelector: {}}]}",
        ),
        ("{ports: [{port: 80}, {port: 81}]}", "{ports: [{port: 80, endPort: 81}]}"),
        (
            "{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}",
            "{from: [{ipBlock: {cidr: 10.0.0.0/9}}, {ipBlock: {cidr: 10.128.0.0/9}}]}",
        ),
    ];
    for (one, other) in equal {
        assert_eq!(agreement(&rule(one), &rule(other)), Agreement::Equal, "{one} {other}");
    }
}

#[test]
fn what_allows_more_contains_the_other() {
    let within = [
        ("{from: [{podSelector: {matchLabels: {a: x}}}]}", "{from: [{podSelector: {}}]}"),
        ("{from: [{podSelector: {}}]}", "{from: [{namespaceSelector: {}}]}"),
        (
            "{from: [{podSelector: {matchLabels: {a: x, b: z}}}]}",
            "{from: [{podSelector: {matchLabels: {b: z}}}]}",
        ),
        ("{from: [{ipBlock: {cidr: 10.0.0.0/9}}]}", "{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}"),
    ];
    for (less, more) in within {
        assert_eq!(agreement(&rule(less), &rule(more)), Agreement::Within, "{less} {more}");
        assert_eq!(agreement(&rule(more), &rule(less)), Agreement::Beyond, "{more} {less}");
    }
}

#[test]
fn what_differs_has_a_small_example() {
    let one = rule("{from: [{podSelector: {matchLabels: {a: x}}}], ports: [{port: http}]}");
    let other = rule("{from: [{podSelector: {matchLabels: {a: x}}}], ports: [{port: 80}]}");
    assert_eq!(agreement(&one, &other), Agreement::Different);
    let found = any(short(&one).model(), short(&other).model());
    let example = found.example.unwrap();
    assert_eq!(example.port.1, 80);
    let super::ExampleEnd::Pod(source) = &example.source else { panic!("{example:?}") };
    assert_eq!(source.labels, [("a".to_owned(), "x".to_owned())]);
}

#[test]
fn what_cannot_all_be_tried_is_never_equal() {
    let keys = (0..16).map(|it| format!("{{podSelector: {{matchLabels: {{key{it}: x}}}}}}"));
    let many = rule(&format!("{{from: [{}]}}", keys.collect::<Vec<_>>().join(", ")));
    assert_eq!(agreement(&many, &many), Agreement::NotFound);
}
