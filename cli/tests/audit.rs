//! `netpol audit`: its forms, and with which status it ends.

use crate::run::{BLOCK, Folder, SHOP};

fn shop() -> Folder {
    Folder::new(&[("shop.yaml", format!("{SHOP}{BLOCK}"))])
}

#[test]
fn json_has_every_section_with_its_items_and_cells() {
    let json = shop().run("audit -o json shop.yaml").fine().json();
    assert_eq!(json["schema"], 1);
    assert_eq!((&json["pods"], &json["workloads"]), (&4.into(), &3.into()));
    let sections = json["sections"].as_array().unwrap();
    let section = |kind: &str| sections.iter().find(|it| it["kind"] == kind).unwrap();
    let item = &section("to-internet-partly")["items"][0];
    assert_eq!(item["id"], "shop/web");
    assert_eq!(item["ports"], "TCP 443");
    assert_eq!(item["cells"][0]["from"], "shop/web");
    let not_selected: Vec<_> = section("not-selected")["items"].as_array().unwrap().iter().collect();
    assert_eq!(not_selected.len(), 1, "{not_selected:?}");
    assert_eq!(not_selected[0]["id"], "ops/probe");
    assert_eq!(section("uses-dns")["decided"], false);
    assert_eq!(section("selects-nothing")["summary"], "none");
}

#[test]
fn findings_change_the_status_only_where_they_are_named() {
    let folder = shop();
    for (flags, status) in [
        ("", 0),
        ("--fail-on not-selected", 1),
        ("--fail-on selects-nothing", 0),
        ("--fail-on selects-nothing,not-selected", 1),
        ("--fail-on selects-nothing --fail-on matches-nothing", 0),
        ("--fail-on no-dns", 1),
        ("-o json --fail-on not-selected", 1),
        ("-o json --fail-on selects-nothing", 0),
        ("-o markdown --fail-on to-internet", 1),
        ("--fail-on nothing-of-the-kind", 2),
        ("missing.yaml", 2),
    ] {
        let output = folder.run(&format!("audit {flags} shop.yaml"));
        assert_eq!(output.status, status, "{flags}: {output:?}");
    }
}

#[test]
fn markdown_shows_names_as_code_where_they_are_more_than_names() {
    let text = "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}\n---\n\
        {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: shop}, spec: {template: {}}}\n---\n\
        {apiVersion: apps/v1, kind: Deployment, metadata: {name: db, namespace: shop}, spec: {template: {}}}\n";
    let output = Folder::new(&[("a.yaml", text)]).run("audit -o markdown a.yaml");
    let rows: Vec<&str> = output.stdout.lines().filter(|it| it.starts_with("| `")).collect();
    assert!(rows.contains(&"| `shop/db [Deployment]` |  |"), "{}", output.stdout);
    assert!(
        output.stdout.contains("\n## Pods that no policy selects\n\n3 of 3 workloads\n"),
        "{}",
        output.stdout
    );
}
