use crate::testing::text;

#[track_caller]
fn check(input: &str, expected: &str) {
    let analysis = text(input);
    assert_eq!(analysis.incomplete().unwrap_or_default(), expected);
    assert_eq!(analysis.is_incomplete(), !expected.is_empty());
}

fn bad(name: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{ingress: [{{from: [{{}}]}}]}}\n---\n"
    )
}

#[test]
fn what_was_left_out_is_named() {
    check("", "");
    check(&bad("one"), "without shop/one: 1 error");
    check(&(bad("one") + &bad("two")), "without shop/one and shop/two: 2 errors");
    check(&(bad("one") + &bad("two") + &bad("three")), "without shop/one and 2 more: 3 errors");
    check("a: {{ .Values.x }}\n", "without the document at a.yaml line 1: 1 warning");
}

#[test]
fn a_policy_without_a_name_is_called_by_its_kind() {
    check(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop}\nspec: {}\n",
        "without a NetworkPolicy: 1 error",
    );
}

#[test]
fn a_cluster_policy_is_named_with_its_kind() {
    check(
        "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: p}\nspec: {}\n",
        "without ClusterNetworkPolicy p: 3 errors",
    );
}

#[test]
fn places_of_problems_are_lines_and_utf16_units() {
    let input = "# Ä 🐙\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, labels: {ü: x}}\nspec: {podSelektor: {}}\n";
    let problems = text(input).problems();
    let units: Vec<u16> = input.encode_utf16().collect();
    let it = problems.iter().find(|it| it.code == "unknown-field").unwrap();
    let place = it.place.unwrap();
    let marked = String::from_utf16(&units[place.from as usize..place.to as usize]).unwrap();
    assert_eq!((marked.as_str(), place.from_line), ("podSelektor", 5));
    assert_eq!(it.object, "NetworkPolicy default/p");
    assert_eq!(it.field, "spec.podSelektor");
}

#[test]
fn one_cause_is_one_message() {
    let input = bad("one") + &bad("two") + "a: {{ .Values.x }}\n---\n" + &bad("three");
    let repeats: Vec<_> = text(&input).problems().iter().map(|it| it.repeats).collect();
    assert_eq!(repeats, [None, Some(0), None, Some(0)], "each place is there, and tells whom it repeats");
}

#[test]
fn what_the_api_server_says_is_told_apart() {
    let parts = |input: &str| {
        let all = text(input).problems();
        let it = all.first().expect("a problem");
        let (own, server) = it.parts();
        (own.to_owned(), server.to_owned())
    };
    let policy = |spec: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a, namespace: b}}\nspec: {spec}\n"
        )
    };
    let (own, server) = parts(&policy("{podSelector: {}, ingress: [{from: [{ipBlock: 10.0.0.0/8}]}]}"));
    assert_eq!(own, "`ipBlock` needs the field `cidr:`, but `10.0.0.0/8` is plain text");
    assert!(server.starts_with("json: cannot unmarshal string") && !server.ends_with(')'), "{server}");
    let (own, server) = parts(&policy("{podSelector: {}, ingress: [{ports: [{port: \"80\"}]}]}"));
    assert!(server.starts_with("Invalid value: \"80\""), "{own} / {server}");
    // Its words alone are the message.
    let (own, server) = parts(&policy("{podSelector: {}, ingres: []}"));
    assert_eq!((own.as_str(), server.as_str()), ("unknown field \"spec.ingres\"", ""));
}
