//! `netpol matrix --by-workload`.

use expect_test::{Expect, expect};

use crate::run::Folder;

/// Four pods of one Deployment, one of which has another label, and three of another.
fn shop() -> String {
    let pod = |set: &str, name: &str, labels: &str, port: u16| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {set}-1-{name}, namespace: shop, labels: {{{labels}, pod-template-hash: '1'}}, \
             ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: {set}-1, uid: u, controller: true}}]}}\n\
             spec: {{containers: [{{name: c, image: i, ports: [{{name: http, containerPort: {port}}}]}}]}}\n---\n"
        )
    };
    let web = ["a", "b", "c"].map(|it| pod("web", it, "app: web, track: stable", 80)).concat();
    let canary = pod("web", "d", "app: web, track: canary", 80);
    let api = pod("api", "a", "app: api", 8080) + &pod("api", "b", "app: api", 8081);
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: api, namespace: shop}\n\
                  spec: {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {track: stable}}}], ports: [{port: http}]}]}\n";
    format!("{web}{canary}{api}{policy}")
}

#[track_caller]
fn check(arguments: &str, expected: Expect) {
    let output = Folder::new(&[("shop.yaml", shop())]).run(&format!("{arguments} shop.yaml"));
    expected.assert_eq(&output.fine().stdout);
}

#[test]
fn replicas_share_a_row_and_a_cell_says_for_how_many_it_is() {
    check(
        "matrix --by-workload",
        expect![[r#"
          from \ to        1      2      3
        1 shop/web ×4      ✓ 6 of 8      ✓
        2 shop/api ×2      ✓      ✕      ✓
        3 internet         ✓      ✕

        ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
        3 of 4, 30/40   allowed for so many of its pods   mixed   something for all, but not the same
    "#]],
    );
    check(
        "matrix --by-workload --port 8080",
        expect![[r#"
          from \ to        1      2      3
        1 shop/web ×4      ✓ 3 of 8      ✓
        2 shop/api ×2      ✓      ✕      ✓
        3 internet         ✓      ✕

        ✓ allowed   ✕ denied   ? not decidable   – itself
        3 of 4, 30/40   allowed for so many of its pods   mixed   something for all, but not the same
    "#]],
    );
    check(
        "matrix --by-workload --port http -o markdown",
        expect![[r#"
        | from ↓ to → | `shop/web ×4` | `shop/api ×2` | internet |
        |---|:-:|:-:|:-:|
        | `shop/web ×4` | ✓ | 3 of 4 | · |
        | `shop/api ×2` | ✓ | ✕ | · |
        | internet | ✓ | ✕ |  |
    "#]],
    );
}

#[test]
fn a_list_has_a_line_for_each_answer() {
    check(
        "matrix --by-workload -o list",
        expect![[r#"
        shop/web ×4 => shop/web ×4 : all
        shop/web ×4 => shop/api ×2 : TCP 8080 (3 of 8 pairs)
        shop/web ×4 => shop/api ×2 : TCP 8081 (3 of 8 pairs)
        shop/web ×4 => internet : all
        shop/api ×2 => shop/web ×4 : all
        shop/api ×2 => internet : all
        internet => shop/web ×4 : all
    "#]],
    );
    check(
        "matrix --by-workload -o list --port http",
        expect![[r#"
        shop/web ×4 => shop/web ×4 : http
        shop/web ×4 => shop/api ×2 : http (from 3 of 4 pods)
        shop/api ×2 => shop/web ×4 : http
        internet => shop/web ×4 : http
    "#]],
    );
}

#[test]
fn json_has_every_pod() {
    let folder = Folder::new(&[("shop.yaml", shop())]);
    let output = folder.run("matrix --by-workload -o json shop.yaml");
    assert!(output.stderr.contains("JSON has every pod; `--by-class` folds those"), "{}", output.stderr);
    let output = folder.run("matrix --by-workload --by-class shop.yaml");
    assert!(output.stderr.contains("cannot be used with"), "{}", output.stderr);
}
