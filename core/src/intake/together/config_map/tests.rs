use super::super::tests::{read, said};

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
fn policies_in_a_template_are_missing() {
    let text = "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n- {kind: NetworkPolicy, spec: {}}\n- {kind: Pod}\n";
    said(&read(&[("a.yaml", text)]).1, &["held-policies", "`t` holds a policy", "(incomplete)"]);
}
