use super::items;

fn texts(text: &str) -> Option<Vec<&str>> {
    Some(items(text)?.into_iter().map(|it| text.get(it).unwrap()).collect())
}

#[test]
fn a_list_of_kubectl_is_cut_at_its_dashes() {
    let text = "apiVersion: v1\nitems:\n- a: 1\n  b:\n  - 2\n# of the first\n- c: |\n    - 3\nkind: List\nmetadata:\n  \
                resourceVersion: \"\"\n";
    assert_eq!(texts(text).unwrap(), ["- a: 1\n  b:\n  - 2\n# of the first\n", "- c: |\n    - 3\n"]);
}

#[test]
fn dashes_may_be_indented_all_alike() {
    let text = "kind: List\napiVersion: v1\nitems:\n  - a: 1\n    b:\n      - 2\n  - c: 3\n";
    assert_eq!(texts(text).unwrap(), ["  - a: 1\n    b:\n      - 2\n", "  - c: 3\n"]);
}

#[test]
fn every_other_layout_is_left_whole() {
    for text in [
        "",
        "apiVersion: v1\nkind: List\nitems:\n- a: 1\n",
        "apiVersion: v1\nkind: PodList\nitems:\n- a: 1\n- b: 2\n",
        "apiVersion: v1\nkind: List\nitems: [a, b]\n",
        "apiVersion: v1\nkind: List\nitems:\n- a: 1\n- b: 2\nitems:\n- c: 3\n",
        "apiVersion: v1\nkind: List\nitems:\n- a: 1\n- b: 2\nmore: 1\n",
        "apiVersion: v1\nkind: List\nitems:\n  odd:\n- a: 1\n- b: 2\n",
        "apiVersion: v1\nkind: List\nmetadata:\n- a: 1\n- b: 2\nitems: # none\n",
        "{apiVersion: v1, kind: List, items: [{a: 1}, {b: 2}]}",
        "items:\n- a: 1\n- b: 2\n",
    ] {
        assert_eq!(texts(text), None, "{text}");
    }
}

#[test]
fn what_stands_beside_the_items_is_read_with_them_unless_it_is_plain() {
    let list = |metadata: &str| {
        format!(
            "apiVersion: v1\nitems:\n- kind: Pod\n- kind: Pod\nkind: List\nmetadata:\n  resourceVersion: {metadata}\n"
        )
    };
    assert!(items(&list("\"\"")).is_some() && items(&list("\"123\"")).is_some());
    assert!(items(&list("[")).is_none() && items(&list("\"")).is_none() && items(&list("a: b")).is_none());
}

#[test]
fn a_list_in_json_is_cut_at_its_objects() {
    let text = "{\n  \"apiVersion\": \"v1\",\n  \"items\": [\n    {\"a\": \"}\\\"]\", \"b\": [1, -2.5e3, {}, null]},\n    \
                {}\n  ],\n  \"kind\": \"List\",\n  \"metadata\": {\"resourceVersion\": \"\"}\n}\n";
    assert_eq!(texts(text).unwrap(), [r#"{"a": "}\"]", "b": [1, -2.5e3, {}, null]}"#, "{}"]);
    let line = r#"{"kind":"List","apiVersion":"v1","metadata":{},"items":[{"a":1},{"b":2}]}"#;
    assert_eq!(texts(line).unwrap(), [r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn json_in_which_anything_is_odd_is_left_whole() {
    let list = |items: &str| format!(r#"{{"kind":"List","apiVersion":"v1","items":[{items}]}}"#);
    for odd in [
        "",
        "{}",
        "{},",
        "{},[]",
        "{},null",
        "{},{}}",
        "{},{]",
        "{},{a: b\"}",
        "{},{\"a\": 'b'}",
        "{},{\"a\": &x 1}",
        "{},{\"a\": b}",
        "{},{\"a\n\": 1}",
        "{} {}",
        "{}, # none\n{}",
        "{},{\"a\"",
        "{},{\"a",
    ] {
        assert_eq!(texts(&list(odd)), None, "{odd}");
    }
    for text in [
        r#"{"kind":"PodList","apiVersion":"v1","items":[{},{}]}"#,
        r#"{"kind":"List","items":[{},{}]}"#,
        r#"{"kind":"List","kind":"List","apiVersion":"v1","items":[{},{}]}"#,
        r#"{"kind":"List","apiVersion":"v1","items":[{},{}],"more":1}"#,
        r#"{"kind":"List","apiVersion":"v1","items":[{},{}],"items":[{},{}]}"#,
        r#"{"kind":"List","apiVersion":"v1","items":[{},{}],"metadata":{"a":"\q"}}"#,
        r#"{"kind":"List","apiVersion":"v1","items":[{},{}]} more"#,
    ] {
        assert_eq!(texts(text), None, "{text}");
    }
}
