//! One file is one file, however its address is written, and each document is told its own problems.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use super::client::{Client, PODS, POLICY, at, uri};
use crate::run::Folder;

/// A workspace with a link to one of its files, and one beside it to the whole.
fn workspace() -> Folder {
    let folder = Folder::new(&[("in/sub/pods.yaml", PODS), ("in/policies.yaml", POLICY)]);
    symlink("sub/pods.yaml", folder.path("in/zz.yaml")).unwrap();
    symlink("in", folder.path("other")).unwrap();
    folder
}

fn hello(folder: &Folder, roots: &[&str]) -> Client {
    let mut client = Client::new(folder);
    let roots: Vec<Value> = roots.iter().map(|it| json!({"uri": uri(folder, it), "name": it})).collect();
    client.ask("initialize", json!({"processId": null, "workspaceFolders": roots, "capabilities": {}}));
    client.tell("initialized", json!({}));
    client
}

fn codes(told: &BTreeMap<String, Value>, uri: &str) -> Vec<String> {
    let all = told.get(uri).and_then(|it| it["diagnostics"].as_array());
    all.into_iter().flatten().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

fn has(told: &BTreeMap<String, Value>, uri: &str, code: &str) -> bool {
    codes(told, uri).iter().any(|it| it == code)
}

/// Addresses of one file, of which the first one is the usual one.
fn spellings(folder: &Folder, name: &str, links: &[&str]) -> Vec<String> {
    let usual = uri(folder, name);
    let path = usual.strip_prefix("file://").unwrap();
    let (parent, last) = path.rsplit_once('/').unwrap();
    let up = parent.rsplit_once('/').unwrap().1;
    let mut res = vec![
        usual.clone(),
        format!("FILE://{path}"),
        format!("file://localhost{path}"),
        format!("file:{path}"),
        format!("file://{parent}//{last}"),
        format!("file://{parent}/./{last}"),
        format!("file://{parent}/../{up}/{last}"),
        format!("file://{}", path.replace("yaml", "%79aml").replace('-', "%2D")),
        format!("file://{}", path.replace("yaml", "y%61ml").replace('-', "%2d")),
    ];
    res.extend(links.iter().map(|it| uri(folder, it)));
    res
}

#[test]
fn a_file_counts_once_however_its_address_is_written() {
    let folder = workspace();
    let policies = uri(&folder, "in/policies.yaml");
    for own in spellings(&folder, "in/sub/pods.yaml", &["in/zz.yaml", "other/sub/pods.yaml"]) {
        let mut client = hello(&folder, &["in"]);
        client.open(&own, &PODS.replace("app: api", "app: apy"));
        let told = client.told();
        // The pod of the disk is not there beside the one of the editor.
        assert!(has(&told, &policies, "missed-by-one-label"), "{own} {told:#?}");
        assert!(codes(&told, &own).iter().all(|it| !it.contains("repeated")), "{own} {told:#?}");
        let params = json!({"textDocument": {"uri": policies}, "position": at(4, 5)});
        client.open(&policies, POLICY);
        client.write(&own, 2, PODS);
        let said = client.ask("textDocument/hover", params)["result"]["contents"]["value"].clone();
        assert!(said.as_str().unwrap().contains("shop/api"), "{own} {said}");
        assert!(!has(&client.told(), &policies, "missed-by-one-label"), "{own}");
        client.goodbye();
    }
}

#[test]
fn problems_are_told_at_the_address_under_which_a_file_is_open() {
    let folder = workspace();
    symlink("policies.yaml", folder.path("in/link.yaml")).unwrap();
    // Of a file that is not open, at the first of its names.
    let listed = uri(&folder, "in/link.yaml");
    for own in spellings(&folder, "in/policies.yaml", &["in/link.yaml", "other/link.yaml"]) {
        let mut client = hello(&folder, &["in"]);
        assert_eq!(client.problems(&listed)["version"], Value::Null);
        client.open(&own, POLICY);
        let told = client.told();
        assert_eq!(told[&own]["version"], 1, "{told:#?}");
        assert!(has(&told, &own, "repeated-rule"), "{told:#?}");
        assert!(!has(&told, &own, "repeated-object"), "{told:#?}");
        assert_eq!(told.keys().filter(|it| has(&told, it, "repeated-rule")).count(), 1, "{told:#?}");
        // A fix writes into that document.
        let range = json!({"start": at(7, 0), "end": at(9, 0)});
        let params = json!({"textDocument": {"uri": own}, "range": range, "context": {"diagnostics": []}});
        let all = client.ask("textDocument/codeAction", params)["result"].clone();
        assert!(all[0]["edit"]["changes"][&own].is_array(), "{all:#}");
        client.tell("textDocument/didClose", json!({"textDocument": {"uri": own}}));
        let told = client.told();
        assert!(has(&told, &listed, "repeated-rule"), "{told:#?}");
        assert_eq!(told.keys().filter(|it| has(&told, it, "repeated-rule")).count(), 1, "{told:#?}");
        client.goodbye();
    }
}

#[test]
fn a_document_is_known_again_where_its_address_comes_in_other_letters() {
    let folder = workspace();
    let own = uri(&folder, "in/policies.yaml");
    let other = own.replace("file://", "FILE://").replace("yaml", "%79aml");
    let mut client = hello(&folder, &["in"]);
    client.open(&own, POLICY);
    assert!(has(&client.told(), &own, "repeated-rule"));
    client.write(&other, 2, &POLICY.replacen("  - ports: [{port: 8080}]\n", "", 1));
    assert!(!has(&client.told(), &own, "repeated-rule"));
    let params = json!({"textDocument": {"uri": other}, "position": at(4, 5)});
    assert!(client.ask("textDocument/hover", params)["result"].is_object());
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": other}}));
    assert!(has(&client.told(), &own, "repeated-rule"));
    client.goodbye();
}

#[test]
fn a_folder_that_comes_under_two_names_is_read_once() {
    let folder = workspace();
    for roots in [["in", "other"], ["other", "in"], ["in", "other/sub"], ["in/../in", "in"]] {
        let mut client = hello(&folder, &roots);
        let told = client.told();
        let policies: Vec<&String> = told.keys().filter(|it| it.ends_with("policies.yaml")).collect();
        assert_eq!(policies.len(), 1, "{told:#?}");
        assert!(told.keys().all(|it| !has(&told, it, "repeated-object")), "{told:#?}");
        // Its other name removes it.
        let removed = json!([{"uri": uri(&folder, "other"), "name": ""}]);
        client
            .tell("workspace/didChangeWorkspaceFolders", json!({"event": {"added": [], "removed": removed}}));
        let gone = roots != ["in", "other/sub"];
        let told = client.told();
        assert_eq!(told.values().all(|it| it["diagnostics"] == json!([])), gone, "{roots:?} {told:#?}");
        client.goodbye();
    }
}

#[test]
fn one_file_in_two_documents_is_evaluated_once_and_told_in_both() {
    let folder = workspace();
    let (own, other) = (uri(&folder, "in/policies.yaml"), uri(&folder, "other/policies.yaml"));
    let mut client = hello(&folder, &["in"]);
    client.open(&own, POLICY);
    client.open(&other, POLICY);
    let told = client.told();
    for it in [&own, &other] {
        assert!(has(&told, it, "repeated-rule") && !has(&told, it, "repeated-object"), "{told:#?}");
        let range = json!({"start": at(7, 0), "end": at(9, 0)});
        let params = json!({"textDocument": {"uri": it}, "range": range, "context": {"diagnostics": []}});
        let all = client.ask("textDocument/codeAction", params)["result"].clone();
        assert!(all[0]["edit"]["changes"][it].is_array(), "{all:#}");
    }
    // With two texts, the one that was written last counts, and that is said.
    client.write(&other, 2, &POLICY.replacen("  - ports: [{port: 8080}]\n", "", 1));
    let said = client.find(|it| it["method"] == "window/showMessage")["params"]["message"].clone();
    assert!(said.as_str().unwrap().contains("one file with two texts"), "{said}");
    let told = client.told();
    assert!(codes(&told, &own).is_empty() && !has(&told, &other, "repeated-rule"), "{told:#?}");
    client.write(&own, 2, POLICY);
    let told = client.told();
    assert!(has(&told, &own, "repeated-rule") && codes(&told, &other).is_empty(), "{told:#?}");
    client.goodbye();
}

#[test]
fn a_copy_without_a_file_takes_no_problem_of_the_file() {
    let folder = workspace();
    let own = uri(&folder, "in/policies.yaml");
    let mut client = hello(&folder, &["in"]);
    assert!(has(&client.told(), &own, "repeated-rule"));
    // A new text, and what an editor shows beside a file that has changed.
    let copies = ["untitled:Untitled-1", "git:/in/policies.yaml?HEAD"];
    for copy in copies {
        client.open(copy, POLICY);
        let told = client.told();
        assert!(has(&told, &own, "repeated-rule"), "{told:#?}");
        assert!(has(&told, copy, "repeated-rule"), "{told:#?}");
        client.open(&own, POLICY);
        // Nor where it is another one by now: what it allows is no verdict of the files.
        client.write(copy, 2, &POLICY.replace("app: api", "app: apx"));
        let told = client.told();
        assert_eq!(told[&own]["version"], 1);
        assert!(has(&told, &own, "repeated-rule"), "{told:#?}");
        assert!(!has(&told, &own, "missed-by-one-label"), "{told:#?}");
        // It sees the pods of the files, though.
        assert!(has(&told, copy, "missed-by-one-label"), "{told:#?}");
        let params = json!({"textDocument": {"uri": copy}, "position": at(4, 5)});
        assert!(client.ask("textDocument/hover", params)["result"].is_object());
        client.tell("textDocument/didClose", json!({"textDocument": {"uri": copy}}));
        client.tell("textDocument/didClose", json!({"textDocument": {"uri": own}}));
        assert!(codes(&client.told(), copy).is_empty());
    }
    client.goodbye();
}
