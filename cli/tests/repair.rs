//! `netpol repair`.

use serde_json::Value;

use crate::run::Folder;

const SHOP: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: job, namespace: shop, labels: {app: job}}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
  - from: # who
    - podSelector: {matchLabels: {app: web}}
    ports:
    - port: 5432
";

#[test]
fn edits_are_told_with_what_they_change() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let output = folder.run("repair shop/job shop/db shop.yaml --port 5432");
    assert_eq!(output.status, 0, "{}", output.stderr);
    let told = "\n1. admit pods with app=job in ingress rule 1 of shop/db\n   +1 allowed, nothing else\n   shop.yaml:21\n   +     - podSelector:\n   +         matchLabels:\n   +           app: job\n";
    assert!(output.stdout.contains(told), "{}", output.stdout);
    let json: Value =
        serde_json::from_str(&folder.run("repair shop/job shop/db shop.yaml --port 5432 -o json").stdout)
            .unwrap();
    assert_eq!(json["wanted"], "allowed");
    assert_eq!(json["repairs"][0]["others"], 0);
    assert_eq!(json["repairs"][0]["patch"][0]["added"], true);
}

#[test]
fn an_edit_is_applied_by_its_number() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let output = folder.run("repair shop/job shop/db shop.yaml --port 5432 --apply 1");
    assert_eq!(output.status, 0, "{}", output.stderr);
    let text = folder.read("shop.yaml");
    assert!(
        text.contains("  - from: # who\n    - podSelector: {matchLabels: {app: web}}\n    - podSelector:\n"),
        "{text}"
    );
    let done = folder.run("repair shop/job shop/db shop.yaml --port 5432");
    assert_eq!((done.status, done.stdout.lines().last()), (0, Some("it is so already")));
    let closed = folder.run("repair shop/web shop/db shop.yaml --port 5432 --deny --apply 1");
    assert_eq!(closed.status, 0, "{}", closed.stderr);
    let matrix = folder.run("explain shop/web shop/db shop.yaml --port 5432 -o json").stdout;
    assert_eq!(serde_json::from_str::<Value>(&matrix).unwrap()["verdict"], "denied");
    assert_eq!(folder.run("repair shop/web shop/db shop.yaml --port 5432 --apply 9").status, 2);
    assert_eq!(folder.run("repair shop/none shop/db shop.yaml").status, 2);
}
