//! `--port NAME`: the port of that name on each destination (M-53).

use expect_test::expect;

use crate::run::Folder;

/// A client and two servers that call different ports `http`, and one without.
const NAMES: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: shop}, spec: {containers: [{name: a, ports: [{name: http, containerPort: 9090}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: two, namespace: shop}, spec: {containers: [{name: a, ports: [{name: http, containerPort: 80}]}, {name: b, ports: [{name: http, containerPort: 80, protocol: UDP}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {containers: [{name: a, ports: [{name: http, containerPort: 8080}]}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}, ingress: [{ports: [{port: 8080}, {port: 80, protocol: UDP}]}]}
";

#[test]
fn a_port_by_name_is_that_of_each_column() {
    let folder = Folder::new(&[("a.yaml", NAMES)]);
    expect![[r#"
          from \ to     1     2     3     4
        1 shop/cli     –     ◐     ✓     ·
        2 shop/two     ✕     –     ✓     ·
        3 shop/web     ✕     ◐     –     ·
        4 internet     ✕     ◐     ✓

        ✓ allowed   ✕ denied   ? not decidable   · no port of this name   ◐ several, some allowed   – itself
    "#]]
    .assert_eq(&folder.run("matrix --port http a.yaml").fine().stdout);
    let list = folder.run("matrix -o list --port http a.yaml").fine().stdout;
    assert!(
        list.contains("shop/cli => shop/two : UDP 80\nshop/cli => shop/web : TCP 8080\nshop/two"),
        "{list}"
    );
    let cells = folder.run("matrix -o json --port http a.yaml").fine().json()["cells"].clone();
    let cell = |from: &str, to: &str| {
        let found = cells.as_array().unwrap().iter().find(|it| it["from"] == from && it["to"] == to).unwrap();
        (found["verdict"].as_str().unwrap().to_owned(), found["ports"].as_str().unwrap().to_owned())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(cell("shop/cli", "shop/web"), pair("all", "TCP 8080"));
    assert_eq!(cell("shop/web", "shop/cli"), pair("none", ""));
    assert_eq!(cell("shop/cli", "shop/two"), pair("some", "UDP 80"));
    assert_eq!(cell("shop/cli", "ip:0.0.0.0-255.255.255.255"), pair("no-port", ""));
    let markdown = folder.run("matrix -o markdown --port http a.yaml").fine().stdout;
    assert!(markdown.contains("| shop/cli | – | ◐ | ✓ | · |"), "{markdown}");
    let two = folder.run("matrix -o list --port http/UDP a.yaml").fine().stdout;
    assert!(two.contains("shop/cli => shop/two : UDP 80") && !two.contains("TCP"), "{two}");
}

#[test]
fn a_port_by_name_is_explained_for_the_destination() {
    let folder = Folder::new(&[("a.yaml", NAMES)]);
    let explained = folder.run("explain shop/cli shop/web --port http a.yaml -o json").fine().json();
    assert_eq!((&explained["port"], &explained["verdict"]), (&"TCP 8080".into(), &"allowed".into()));
    for (to, expected) in [
        ("shop/two", "netpol: `http` stands for TCP 80 and UDP 80 on shop/two: choose one\n"),
        ("203.0.113.9", "netpol: no container port of ip:203.0.113.9 is called `http`\n"),
    ] {
        let output = folder.run(&format!("explain shop/cli {to} --port http a.yaml"));
        assert_eq!((output.status, output.stderr.as_str()), (2, expected));
    }
    let state = |cell: &str| {
        let link = folder.run(&format!("link --port http {cell} a.yaml"));
        let link = if link.status == 0 { link.stdout } else { return link.stderr };
        folder.run(&format!("unlink -o json {}", link.trim())).fine().json()["port"].to_string()
    };
    assert_eq!(state("--cell shop/cli shop/web"), "\"TCP 8080\"", "a page has one port: that of its cell");
    assert!(state("").contains("choose one"), "without a cell it must be one of all");
}
