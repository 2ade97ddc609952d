use super::super::tests::{read, said};
use super::MAX_BYTES;

#[test]
fn tests_and_policies_in_texts_are_named() {
    let map = |data: &str| {
        format!(
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: m, namespace: ns}}\ndata:\n  t: |\n{data}"
        )
    };
    let tests = map(
        "    tests:\n    - {source: {pod: a}, target: {pod: b}, expected: allowed}\n    - {source: {pod: a}}\n",
    );
    let (documents, notes) = read(&[("a.yaml", &tests)]);
    assert_eq!(documents, [tests.trim()]);
    said(&notes, &["`ns/m`", "1 test of connections"]);
    let policies =
        map("    kind: NetworkPolicy\n    spec: {}\n    ---\n    kind: CiliumNetworkPolicy\n    spec: {}\n");
    said(&read(&[("a.yaml", &policies)]).1, &["held-policies", "`t` of ConfigMap `ns/m` holds 2 policies"]);
    let prose = map("    tests: none of a NetworkPolicy\n");
    assert_eq!(read(&[("a.yaml", &prose)]).1, Vec::<String>::new());
}

#[test]
fn policies_in_a_template_in_a_list_are_missing() {
    let text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: template.openshift.io/v1, kind: Template, metadata: {name: t}, objects: [{kind: NetworkPolicy, spec: {}}, {kind: Pod}]}\n";
    said(&read(&[("a.yaml", text)]).1, &["held-policies", "`t` holds a policy", "(incomplete)"]);
}

#[test]
fn those_in_json_and_in_lists_are_named_and_long_ones_too() {
    let map = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "m"}, "data": {"t": "kind: NetworkPolicy\nspec: {}\n"}}"#;
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {map}\n");
    for text in [map, &list] {
        let notes = read(&[("a.yaml", text)]).1;
        said(&notes, &["held-policies", "`t` of ConfigMap `default/m` holds a policy"]);
        assert!(!notes.iter().any(|it| it.contains("(incomplete)")), "it may be a test: {notes:#?}");
    }
    let long = map.replace("spec: {}", &format!("spec: {{}} # {}", "x".repeat(MAX_BYTES)));
    said(
        &read(&[("a.yaml", &long)]).1,
        &["held-policies", "`t` of ConfigMap `default/m` is longer than 1 MiB"],
    );
}
