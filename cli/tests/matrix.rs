//! `netpol matrix`.

use std::collections::BTreeSet;

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::run::{BLOCK, Folder, SHOP};

const KUBECTL: &str = include_str!("kubectl.yaml");

#[track_caller]
fn check(text: &str, arguments: &str, expected: Expect) {
    let output = Folder::new(&[("shop.yaml", text)]).run(&format!("{arguments} shop.yaml")).fine();
    expected.assert_eq(&output.stdout);
}

#[test]
fn a_table_has_numbered_rows_and_columns() {
    check(
        SHOP,
        "matrix",
        expect![[r#"
              from \ to     1     2     3     4
            1 shop/web      –     ◐     ✓     ✓
            2 shop/api      ✓     ✕     ✓     ✓
            3 ops/probe     ✓     ✕     –     ✓
            4 internet      ✓     ✕     ✓

            ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
        "#]],
    );
    check(
        SHOP,
        "matrix --port UDP/53",
        expect![[r#"
              from \ to     1     2     3     4
            1 shop/web      –     ✓     ✓     ✓
            2 shop/api      ✓     ✕     ✓     ✓
            3 ops/probe     ✓     ✕     –     ✓
            4 internet      ✓     ✕     ✓

            ✓ allowed   ✕ denied   ? not decidable   – itself
        "#]],
    );
    check(
        SHOP,
        "matrix -o table --port http",
        expect![[r#"
              from \ to     1     2     3     4
            1 shop/web      –     ✓     ·     ·
            2 shop/api      ·     ✕     ·     ·
            3 ops/probe     ·     ✕     –     ·
            4 internet      ·     ✕     ·

            ✓ allowed   ✕ denied   ? not decidable   · no port of this name   ◐ several, some allowed   – itself
        "#]],
    );
}

#[test]
fn a_list_has_a_line_for_each_pair_with_something_allowed() {
    check(
        SHOP,
        "matrix -o list",
        expect![[r#"
        shop/web => shop/api : TCP 8080; UDP 53
        shop/web => ops/probe : all
        shop/web => ip:0.0.0.0-255.255.255.255 : all
        shop/api => shop/web : all
        shop/api => ops/probe : all
        shop/api => ip:0.0.0.0-255.255.255.255 : all
        ops/probe => shop/web : all
        ops/probe => ip:0.0.0.0-255.255.255.255 : all
        ip:0.0.0.0-255.255.255.255 => shop/web : all
        ip:0.0.0.0-255.255.255.255 => ops/probe : all
    "#]],
    );
    check(
        SHOP,
        "matrix -o list --port 8080",
        expect![[r#"
        shop/web => shop/api : TCP 8080
        shop/web => ops/probe : TCP 8080
        shop/web => ip:0.0.0.0-255.255.255.255 : TCP 8080
        shop/api => shop/web : TCP 8080
        shop/api => ops/probe : TCP 8080
        shop/api => ip:0.0.0.0-255.255.255.255 : TCP 8080
        ops/probe => shop/web : TCP 8080
        ops/probe => ip:0.0.0.0-255.255.255.255 : TCP 8080
        ip:0.0.0.0-255.255.255.255 => shop/web : TCP 8080
        ip:0.0.0.0-255.255.255.255 => ops/probe : TCP 8080
    "#]],
    );
    check(
        &format!("{SHOP}{BLOCK}"),
        "matrix -o list --external 203.0.113.9",
        expect![[r#"
        shop/web => ip:203.0.113.0-203.0.113.8 : TCP 443
        shop/web => ip:203.0.113.10-203.0.113.255 : TCP 443
        shop/api => shop/web : all
        shop/api => ops/probe : all
        shop/api => ip:203.0.113.0-203.0.113.8 : all
        shop/api => ip:203.0.113.10-203.0.113.255 : all
        shop/api => ip:0.0.0.0-203.0.112.255 : all
        shop/api => ip:203.0.114.0-255.255.255.255 : all
        shop/api => ip:203.0.113.9 : all
        ops/probe => shop/web : all
        ops/probe => ip:203.0.113.0-203.0.113.8 : all
        ops/probe => ip:203.0.113.10-203.0.113.255 : all
        ops/probe => ip:0.0.0.0-203.0.112.255 : all
        ops/probe => ip:203.0.114.0-255.255.255.255 : all
        ops/probe => ip:203.0.113.9 : all
        ip:203.0.113.0-203.0.113.8 => shop/web : all
        ip:203.0.113.0-203.0.113.8 => ops/probe : all
        ip:203.0.113.10-203.0.113.255 => shop/web : all
        ip:203.0.113.10-203.0.113.255 => ops/probe : all
        ip:0.0.0.0-203.0.112.255 => shop/web : all
        ip:0.0.0.0-203.0.112.255 => ops/probe : all
        ip:203.0.114.0-255.255.255.255 => shop/web : all
        ip:203.0.114.0-255.255.255.255 => ops/probe : all
        ip:203.0.113.9 => shop/web : all
        ip:203.0.113.9 => ops/probe : all
    "#]],
    );
}

#[test]
fn markdown_is_a_table_with_the_ports_spelt_out() {
    check(
        SHOP,
        "matrix -o markdown --external 2001:db8::1",
        expect![[r#"
            | from ↓ to → | shop/web | shop/api | ops/probe | internet | internet (IPv6) | 2001:db8::1 |
            |---|:-:|:-:|:-:|:-:|:-:|:-:|
            | shop/web | – | TCP 8080; UDP 53 | ✓ | ✓ | ✓ | ✓ |
            | shop/api | ✓ | ✕ | ✓ | ✓ | – | – |
            | ops/probe | ✓ | ✕ | – | ✓ | – | – |
            | internet | ✓ | ✕ | ✓ |  |  |  |
            | internet (IPv6) | ✓ | – | – |  |  |  |
            | 2001:db8::1 | ✓ | – | – |  |  |  |
        "#]],
    );
}

#[test]
fn a_summary_counts_and_measures() {
    let output = Folder::new(&[("a.yaml", SHOP)]).run("matrix --summary a.yaml").fine();
    let lines: Vec<(&str, &str)> =
        output.stdout.lines().map(|it| it.split_at(14)).map(|it| (it.0.trim(), it.1.trim())).collect();
    let counts = [
        ("endpoints", "4"),
        ("classes", "4"),
        ("policies", "1"),
        ("allowed pairs", "10"),
        ("errors", "0"),
        ("warnings", "0"),
    ];
    assert_eq!(lines[..6], counts);
    let times: Vec<&str> = lines[6..].iter().filter(|it| it.1.ends_with(" ms")).map(|it| it.0).collect();
    assert_eq!(times, ["read", "classes", "matrix", "total"]);
}

fn json(text: &str, arguments: &str) -> Value {
    let output = Folder::new(&[("a.yaml", text)]).run(&format!("matrix -o json {arguments} a.yaml"));
    assert_eq!(output.stderr, "", "problems are in the JSON");
    output.json()
}

fn strings<'v>(value: &'v Value, list: &str, key: &str) -> Vec<&'v str> {
    value[list].as_array().unwrap().iter().map(|it| it[key].as_str().unwrap()).collect()
}

fn cell<'v>(value: &'v Value, from: &str, to: &str) -> &'v Value {
    let mut cells = value["cells"].as_array().unwrap().iter();
    cells.find(|it| it["from"] == from && it["to"] == to).unwrap()
}

#[test]
fn json_holds_endpoints_with_what_is_known_of_them() {
    let value = json(&format!("{SHOP}{BLOCK}"), "");
    assert_eq!(
        strings(&value, "endpoints", "id"),
        [
            "shop/web",
            "shop/api",
            "ops/probe",
            "ip:203.0.113.0-203.0.113.8",
            "ip:203.0.113.10-203.0.113.255",
            "ip:0.0.0.0-203.0.112.255",
            "ip:203.0.113.9",
            "ip:203.0.114.0-255.255.255.255",
        ]
    );
    expect![[r#"
        {"id":"shop/web","kind":"Pod","namespace":"shop","name":"web","addresses":["10.244.0.7"],"owner":null,"replicas":1,"hostNetwork":false,"running":true,"node":null,"ranges":[["10.244.0.7","10.244.0.7"]],"details":"Pod shop/web · app=web · 10.244.0.7"}
        {"id":"shop/api","kind":"Deployment","namespace":"shop","name":"api","addresses":[],"owner":null,"replicas":2,"hostNetwork":false,"running":true,"node":null,"ranges":[],"details":"Deployment shop/api · 2 replicas · app=api"}
        {"id":"ip:203.0.113.0-203.0.113.8","kind":"External","namespace":"","name":"rest of 203.0.113.0/24","addresses":["203.0.113.0-203.0.113.8"],"owner":null,"replicas":null,"hostNetwork":null,"running":null,"node":null,"ranges":[["203.0.113.0","203.0.113.8"]],"details":"rest of 203.0.113.0/24: addresses outside the cluster, 203.0.113.0-203.0.113.8, 203.0.113.10-203.0.113.255"}"#]].assert_eq(&format!(
        "{}\n{}\n{}",
        value["endpoints"][0], value["endpoints"][1], value["endpoints"][3]
    ));
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["schema", "endpoints", "cells", "services", "ingresses", "problems", "incomplete"];
    assert_eq!(keys, [&expected[..], &["incompleteWords"]].concat());
    assert_eq!(value["schema"], 1);
}

#[test]
fn json_cells_hold_both_ends_in_the_same_form() {
    let value = json(SHOP, "");
    expect![[r#"
        {"from":"shop/web","to":"shop/api","verdict":"some","ports":"TCP 8080; UDP 53","egress":{"verdict":"all","ports":"all"},"ingress":{"verdict":"some","ports":"TCP 8080; UDP 53"},"sign":"some","onlyPort":"","label":"shop/web to shop/api: TCP 8080 and UDP 53 allowed, everything else denied"}
        {"from":"shop/api","to":"shop/api","verdict":"none","ports":"","egress":{"verdict":"all","ports":"all"},"ingress":{"verdict":"none","ports":""},"sign":"none","onlyPort":"","label":"shop/api to shop/api: all ports denied"}
        {"from":"shop/web","to":"shop/web","verdict":"self","ports":"all","egress":{"verdict":"self","ports":"all"},"ingress":{"verdict":"self","ports":"all"},"sign":"self","onlyPort":"","label":"shop/web to shop/web: the pod itself, always allowed"}"#]].assert_eq(&format!(
        "{}\n{}\n{}",
        cell(&value, "shop/web", "shop/api"),
        cell(&value, "shop/api", "shop/api"),
        cell(&value, "shop/web", "shop/web")
    ));
    let value = json(SHOP, "--port 8080");
    expect![[r#"
        {"from":"shop/web","to":"shop/api","verdict":"all","ports":"TCP 8080","egress":{"verdict":"all","ports":"TCP 8080"},"ingress":{"verdict":"all","ports":"TCP 8080"},"sign":"allowed","onlyPort":"","label":"shop/web to shop/api: TCP 8080 allowed"}
        {"from":"ops/probe","to":"shop/api","verdict":"none","ports":"","egress":{"verdict":"all","ports":"TCP 8080"},"ingress":{"verdict":"none","ports":""},"sign":"denied","onlyPort":"","label":"ops/probe to shop/api: TCP 8080 denied"}"#]].assert_eq(&format!(
        "{}\n{}",
        cell(&value, "shop/web", "shop/api"),
        cell(&value, "ops/probe", "shop/api"),
    ));
}

#[test]
fn json_says_what_is_not_decided() {
    let text = SHOP.replace(
        "podSelector: {matchLabels: {app: web}}\n    ports",
        "ipBlock: {cidr: 10.244.3.0/24}\n    ports",
    );
    let value = json(&text, "");
    expect![[r#"{"from":"ops/probe","to":"shop/api","verdict":"unknown","ports":"","unknown":"TCP 8080; UDP 53","egress":{"verdict":"all","ports":"all"},"ingress":{"verdict":"unknown","ports":"","unknown":"TCP 8080; UDP 53"},"sign":"unknown","onlyPort":"","label":"ops/probe to shop/api: TCP 8080 and UDP 53 not decidable from the input, everything else denied"}"#]].assert_eq(&cell(&value, "ops/probe", "shop/api").to_string());
    let value = json(&text, "--pod-cidr 10.244.3.0/25");
    assert_eq!(cell(&value, "ops/probe", "shop/api")["verdict"], "some");
}

#[test]
fn json_cells_are_complete() {
    for (text, arguments) in [
        (SHOP, ""),
        (SHOP, "--port 8080"),
        (&format!("{SHOP}{BLOCK}"), "--external 203.0.113.9 --external 198.51.100.1 --external 203.0.113.9"),
        (KUBECTL, ""),
        (KUBECTL, "--external 172.18.0.2"),
    ] {
        let value = json(text, arguments);
        let ids = strings(&value, "endpoints", "id");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "ids are unique: {ids:?}");
        let outside = |it: &str| it.starts_with("ip:");
        let pairs: BTreeSet<(&str, &str)> = ids
            .iter()
            .flat_map(|from| ids.iter().map(move |to| (*from, *to)))
            .filter(|it| !outside(it.0) || !outside(it.1))
            .collect();
        let found: Vec<(&str, &str)> =
            strings(&value, "cells", "from").into_iter().zip(strings(&value, "cells", "to")).collect();
        assert_eq!(found.len(), pairs.len());
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), pairs);
        for it in value["cells"].as_array().unwrap() {
            for side in [it, &it["egress"], &it["ingress"]] {
                let (verdict, ports) = (side["verdict"].as_str().unwrap(), side["ports"].as_str().unwrap());
                let fits = match verdict {
                    "all" => !ports.is_empty(),
                    "self" => ports == "all" || !arguments.is_empty(),
                    "some" => !ports.is_empty() && ports != "all",
                    "none" => ports.is_empty(),
                    "unknown" => side["unknown"].as_str().is_some_and(|it| !it.is_empty()),
                    other => panic!("{other}"),
                };
                assert!(fits, "{it}");
            }
        }
    }
}

#[test]
fn the_list_has_the_pairs_of_the_json() {
    let folder = Folder::new(&[("a.yaml", KUBECTL)]);
    let value = folder.run("matrix -o json --external 8.8.8.8 a.yaml").json();
    let expected: Vec<String> = value["cells"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["verdict"] != "self" && it["ports"] != "")
        .map(|it| format!("{} => {} : {}", it["from"], it["to"], it["ports"]).replace('"', ""))
        .collect();
    let list = folder.run("matrix -o list --external 8.8.8.8 a.yaml").fine();
    assert_eq!(list.stdout.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn what_kubectl_prints_is_read_without_complaint() {
    check(
        KUBECTL,
        "matrix",
        expect![[r#"
              from \ to                                         1     2     3     4     5     6
            1 shop/web-7c5ddbdf54-abcde                         –  9090     ✓     ✕     ✓     ✓
            2 shop/api                                          ✓     ✕     ✓     ✓     ✓     ✓
            3 kube-system/kube-apiserver-kind-control-plane     ✓     ?     –     ✓     ✓     ✓
            4 private 10.0.0.0/8, cloud metadata                ✓     ✕     ✓
            5 internet                                          ✓     ✕     ✓
            6 node kind-control-plane                           ✓     ?     ✓

            ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
        "#]],
    );
    let value = json(KUBECTL, "");
    assert_eq!(value["incomplete"], false);
    let problems: Vec<&str> = strings(&value, "problems", "severity");
    assert!(problems.iter().all(|it| *it == "info"), "{}", value["problems"]);
    let as_json: Value = serde_json::to_value(&value).unwrap();
    assert_eq!(as_json["endpoints"][0]["owner"]["kind"], "ReplicaSet");
}

#[test]
fn blocks_and_pods_meet_as_the_knobs_say() {
    let text = SHOP.replace(
        "podSelector: {matchLabels: {app: web}}\n    ports",
        "ipBlock: {cidr: 10.244.0.0/16}\n    ports",
    );
    let verdicts = |arguments: &str| {
        let value = json(&text, arguments);
        ["shop/web", "ops/probe"]
            .map(|it| cell(&value, it, "shop/api")["verdict"].as_str().unwrap().to_owned())
    };
    for (arguments, expected) in [
        ("", ["some", "some"]),
        ("--ipblock-pods never", ["none", "none"]),
        ("--ipblock-pods always --pod-cidr none", ["some", "some"]),
        ("--pod-cidr none", ["some", "unknown"]),
        ("--pod-cidr 10.9.0.0/16", ["some", "none"]),
        ("--pod-cidr 10.9.0.0/16 --pod-cidr 10.244.0.0/16", ["some", "unknown"]),
    ] {
        assert_eq!(verdicts(arguments), expected, "{arguments}");
    }
}

#[test]
fn other_knobs_reach_the_evaluation() {
    let host = "apiVersion: v1\nkind: Pod\nmetadata: {name: agent, labels: {app: web}}\nspec: {hostNetwork: true, nodeName: n1}\n---\n\
        apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {nodeName: n1}\n---\n\
        apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}]}\n";
    for (arguments, to, from) in [
        ("", "all", "none"),
        ("--no-own-node-ingress", "none", "none"),
        ("--own-node-egress", "all", "all"),
        ("--host-network-pods as-pod", "none", "none"),
    ] {
        let value = json(host, arguments);
        let verdicts = [("default/agent", "default/a"), ("default/a", "default/agent")]
            .map(|it| cell(&value, it.0, it.1)["verdict"].clone());
        assert_eq!(verdicts, [to, from], "{arguments}");
    }
    let value = json(host, "--default-namespace team-a");
    assert_eq!(value["endpoints"][0]["id"], "team-a/agent");
}

#[test]
fn folders_are_read_by_name_and_files_in_the_order_they_are_given() {
    let pod = |name: &str| format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n");
    let folder = Folder::new(&[
        ("d/b.yaml", pod("b")),
        ("d/a.yml", pod("a")),
        (
            "d/c/d.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"d\"}}".to_owned(),
        ),
        ("d/readme.md", "not: read".to_owned()),
        ("z.yaml", pod("z")),
    ]);
    let ids = |arguments: &str, input: &str| {
        let value = folder.pipe(arguments, input).json();
        let names = strings(&value, "endpoints", "name").into_iter().map(str::to_owned);
        names.filter(|it| it != "internet").collect::<Vec<_>>()
    };
    assert_eq!(ids("matrix -o json d", ""), ["a", "b", "d"]);
    assert_eq!(ids("matrix -o json z.yaml d", ""), ["z", "a", "b", "d"]);
    assert_eq!(ids("matrix -o json z.yaml - d/b.yaml", &pod("piped")), ["z", "piped", "b"]);
}
