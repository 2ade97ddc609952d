//! `netpol matrix --by-class`.

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::run::Folder;

/// Three pods that are alike, one that a policy singles out.
fn frontends() -> String {
    let pod = |name: &str, app: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop, labels: {{app: {app}, n: {name}}}}}\n---\n"
        )
    };
    let policy = |name: &str, spec: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec: {spec}\n---\n"
        )
    };
    let pods = ["web-1", "web-2", "web-3"].map(|it| pod(it, "web")).concat();
    let api = "{podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}";
    let web = "{podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}";
    format!("{pods}{}{}{}", pod("api", "api"), policy("api", api), policy("web", web))
}

#[track_caller]
fn check(arguments: &str, expected: Expect) {
    let output = Folder::new(&[("frontends.yaml", frontends())]).run(&format!("{arguments} frontends.yaml"));
    expected.assert_eq(&output.fine().stdout);
}

#[test]
fn pods_that_nothing_tells_apart_share_a_row() {
    check(
        "matrix --by-class",
        expect![[r#"
          from \ to                 1     2     3
        1 shop/web-1 and 2 more     ✓    80     ✓
        2 shop/api                  ✕     –     ✓
        3 internet                  ✕     ✕

        ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
    "#]],
    );
    check(
        "matrix --by-class -o markdown --port 80",
        expect![[r#"
        | from ↓ to → | shop/web-1 and 2 more | shop/api | internet |
        |---|:-:|:-:|:-:|
        | shop/web-1 and 2 more | ✓ | ✓ | ✓ |
        | shop/api | ✕ | – | ✓ |
        | internet | ✕ | ✕ |  |
    "#]],
    );
}

#[test]
fn a_list_speaks_of_all_of_them() {
    check(
        "matrix --by-class -o list",
        expect![[r#"
        shop/web-1 and 2 more => shop/web-1 and 2 more : all
        shop/web-1 and 2 more => shop/api : TCP 80
        shop/web-1 and 2 more => ip:0.0.0.0-255.255.255.255 : all
        shop/api => ip:0.0.0.0-255.255.255.255 : all
    "#]],
    );
}

#[test]
fn json_names_all_members_and_the_cell_between_two_of_them() {
    let folder = Folder::new(&[("frontends.yaml", frontends())]);
    let json: Value =
        serde_json::from_str(&folder.run("matrix --by-class -o json frontends.yaml").fine().stdout).unwrap();
    let members: Vec<_> =
        json["endpoints"].as_array().unwrap().iter().map(|it| it["members"].clone()).collect();
    assert_eq!(members[0], serde_json::json!(["shop/web-1", "shop/web-2", "shop/web-3"]));
    assert_eq!(members[1..], [Value::Null, Value::Null]);
    let itself = |it: &&Value| it["from"] == it["to"];
    let verdicts: Vec<_> =
        json["cells"].as_array().unwrap().iter().filter(itself).map(|it| it["verdict"].clone()).collect();
    assert_eq!(verdicts, ["all", "self"]);
}

#[test]
fn nodes_whose_pods_are_not_all_known_are_told_apart() {
    let pod = |name: &str, spec: &str, status: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: x}}, spec: {spec}, status: {status}}}\n---\n"
        )
    };
    let text = pod("a", "{nodeName: n1}", "{}")
        + &pod("b", "{nodeName: n2}", "{hostIP: 10.0.0.2}")
        + &pod("z", "{}", "{hostIP: 10.0.0.9}")
        + "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: x}, spec: {podSelector: {}}}\n";
    let print = |arguments: &str| {
        Folder::new(&[("nodes.yaml", text.clone())])
            .run(&format!("{arguments} nodes.yaml"))
            .fine()
            .stdout
            .clone()
    };
    // Which node has the pod `a` is known, but not its address: it may be the one of `z`.
    let plain = print("matrix");
    assert_eq!(print("matrix --by-class"), plain, "{plain}");
    assert!(plain.contains('?'), "{plain}");
}
