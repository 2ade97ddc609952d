//! Texts and folders as they are never written by hand: right answers all the same.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::client::{Client, at, uri};
use crate::run::Folder;

const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop, annotations: {note: 😀😀}, labels: {a: b}}
spec:
  podSelector: {}
  policyTypes: [Ingres]
";

fn pod(nth: usize) -> String {
    format!(
        "{{apiVersion: v1, kind: Pod, metadata: {{name: pod-{nth}, namespace: shop, labels: {{app: a}}}}}}\n"
    )
}

fn hover(client: &mut Client, uri: &str, position: &Value) -> Value {
    client.ask("textDocument/hover", json!({"textDocument": {"uri": uri}, "position": position}))
}

#[test]
fn positions_behind_characters_of_two_units_and_lines_that_end_in_other_ways_are_right() {
    let folder = Folder::new(&[("a.yaml", "")]);
    let own = uri(&folder, "a.yaml");
    for (end, encodings, units) in [
        ("\n", json!(["utf-16"]), 2),
        ("\r\n", json!(["utf-16"]), 2),
        ("\r\n", json!(["utf-8", "utf-16"]), 4),
    ] {
        let text = POLICY.replace('\n', end);
        let general = json!({"general": {"positionEncodings": encodings}});
        let (mut client, _) = Client::hello(&folder, Value::Null, general);
        client.open(&own, &text);
        // The word `labels` behind the two smileys.
        let line = text.split(end).nth(2).unwrap();
        let ascii = line.find("labels").unwrap() - 2 * '😀'.len_utf8();
        let column = u32::try_from(ascii).unwrap() + 2 * units;
        let found = hover(&mut client, &own, &at(2, column + 1))["result"].clone();
        let range = json!({"start": at(2, column), "end": at(2, column + 6)});
        assert_eq!(found["range"], range, "{end:?} {found:#}");
        let told = client.problems(&own)["diagnostics"].clone();
        let wrong = told.as_array().unwrap().iter().find(|it| it["message"].to_string().contains("Ingres"));
        assert_eq!(wrong.unwrap()["range"], json!({"start": at(5, 15), "end": at(5, 23)}), "{told:#}");
        // An edit behind them, up to a column past the end of the line.
        let change =
            json!([{"range": {"start": at(2, column), "end": at(2, 9_000)}, "text": "namespace: x}"}]);
        let document = json!({"uri": own, "version": 2});
        client.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": change}));
        let found = hover(&mut client, &own, &at(2, column + 1))["result"].clone();
        assert_eq!(found["range"]["end"], at(2, column + 9), "{end:?} {found:#}");
        assert!(found["contents"].to_string().contains("namespace"), "{found:#}");
        client.goodbye();
    }
}

#[test]
fn ten_thousand_files_are_one_workspace() {
    let folder = Folder::new(&[("policy.yaml", POLICY.replace("[Ingres]", "[Ingress]"))]);
    for nth in 0..10_000 {
        folder.write(&format!("pods/{}/{nth}.yaml", nth % 100), pod(nth));
    }
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let own = uri(&folder, "policy.yaml");
    client.open(&own, &folder.read("policy.yaml"));
    let said = hover(&mut client, &own, &at(4, 5))["result"]["contents"]["value"].to_string();
    assert!(said.contains("10000 pods") || said.contains("10,000 pods"), "{said}");
    // All of them go at once.
    std::fs::remove_dir_all(folder.path("pods")).unwrap();
    let gone: Vec<Value> = (0..10_000)
        .map(|nth| json!({"uri": uri(&folder, &format!("pods/{}/{nth}.yaml", nth % 100)), "type": 3}))
        .collect();
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": gone}));
    let said = hover(&mut client, &own, &at(4, 5))["result"]["contents"]["value"].to_string();
    assert!(!said.contains("000 pods"), "{said}");
    client.goodbye();
}

#[test]
fn a_folder_that_goes_and_comes_takes_its_files_with_it() {
    let folder = Folder::new(&[("policy.yaml", POLICY.to_owned()), ("pods/a.yaml", pod(7))]);
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let own = uri(&folder, "policy.yaml");
    client.open(&own, POLICY);
    let pods = |client: &mut Client, kind: u8| {
        let change = json!([{"uri": uri(&folder, "pods"), "type": kind}]);
        client.tell("workspace/didChangeWatchedFiles", json!({"changes": change}));
        hover(client, &own, &at(4, 5))["result"]["contents"]["value"].to_string().contains("pod-7")
    };
    assert!(pods(&mut client, 2));
    std::fs::remove_dir_all(folder.path("pods")).unwrap();
    assert!(!pods(&mut client, 3));
    folder.write("pods/b.yaml", pod(7));
    assert!(pods(&mut client, 1));
    // The workspace itself: what is open is still answered.
    std::fs::remove_dir_all(folder.path("")).unwrap();
    client
        .tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri(&folder, ""), "type": 3}]}));
    let said = hover(&mut client, &own, &at(4, 5))["result"]["contents"]["value"].to_string();
    assert!(said.contains("podSelector") && !said.contains("pod-7"), "{said}");
    let told = client.told();
    assert!(told[&uri(&folder, "")].to_string().contains("No such file"), "{told:#?}");
    client.goodbye();
}

#[test]
fn a_text_that_is_too_large_is_told_and_its_file_does_not_count_in_its_place() {
    let folder = Folder::new(&[("policy.yaml", POLICY.to_owned()), ("pods.yaml", pod(7))]);
    let mut client = Client::with(&folder, &["--limit-file", "1"]);
    client.ask("initialize", json!({"rootUri": uri(&folder, ""), "capabilities": {}}));
    client.tell("initialized", json!({}));
    let (own, pods) = (uri(&folder, "policy.yaml"), uri(&folder, "pods.yaml"));
    client.open(&own, POLICY);
    assert!(hover(&mut client, &own, &at(4, 5))["result"].to_string().contains("pod-7"));
    let mut large = String::new();
    for nth in 0..12_000 {
        writeln!(large, "---\n{}", pod(nth)).unwrap();
    }
    assert!(large.len() > 1_000_000);
    client.open(&pods, &large);
    let told = client.told();
    assert!(told[&pods].to_string().contains("larger than 1 MB"), "{told:#?}");
    assert!(!hover(&mut client, &own, &at(4, 5))["result"].to_string().contains("pod-7"));
    for method in ["textDocument/hover", "textDocument/completion"] {
        let params = json!({"textDocument": {"uri": pods}, "position": at(1, 3)});
        assert_eq!(client.ask(method, params)["error"], Value::Null);
    }
    client.write(&pods, 2, &pod(7));
    assert!(hover(&mut client, &own, &at(4, 5))["result"].to_string().contains("pod-7"));
    client.goodbye();
}

#[test]
fn a_text_that_is_one_long_line_is_read_and_edited() {
    let folder = Folder::new(&[("a.yaml", "")]);
    let own = uri(&folder, "a.yaml");
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let items: Vec<String> = (0..5_000).map(|nth| pod(nth).trim().to_owned()).collect();
    let text = format!("{{apiVersion: v1, kind: List, items: [{}]}}", items.join(", "));
    client.open(&own, &text);
    let far = u32::try_from(text.rfind("labels").unwrap()).unwrap();
    let found = hover(&mut client, &own, &at(0, far + 1))["result"].clone();
    assert_eq!(found["range"]["start"], at(0, far), "{found:#}");
    client.goodbye();
}

#[test]
fn a_document_that_is_closed_while_its_questions_wait_is_answered_all_the_same() {
    let folder = Folder::new(&[("policy.yaml", POLICY)]);
    for nth in 0..2_000 {
        folder.write(&format!("{nth}.yaml"), pod(nth));
    }
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let own = uri(&folder, "policy.yaml");
    client.open(&own, POLICY);
    let range = json!({"start": at(0, 0), "end": at(9, 0)});
    let mut asked = Vec::new();
    for _ in 0..5 {
        let document = json!({"uri": own});
        let position = json!({"textDocument": document, "position": at(4, 5)});
        asked.push(client.request("textDocument/hover", position.clone()));
        asked.push(client.request("textDocument/completion", position));
        let context = json!({"diagnostics": []});
        let params = json!({"textDocument": document, "range": range, "context": context});
        asked.push(client.request("textDocument/codeAction", params));
    }
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": own}}));
    for id in asked {
        let answer = client.answer(&id.into());
        assert_eq!(answer["error"], Value::Null, "{answer:#}");
    }
    // And it can be opened again.
    client.open(&own, POLICY);
    assert!(hover(&mut client, &own, &at(4, 5))["result"].is_object());
    client.goodbye();
}
