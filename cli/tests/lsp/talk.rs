//! A conversation as it should go.

use serde_json::{Value, json};

use super::client::{Client, PODS, POLICY, at, edited, uri};
use crate::run::Folder;

fn workspace() -> Folder {
    Folder::new(&[("pods.yaml", PODS), ("policies.yaml", POLICY)])
}

fn problem<'p>(all: &'p Value, code: &str) -> Option<&'p Value> {
    all["diagnostics"].as_array().unwrap().iter().find(|it| it["code"] == code)
}

fn actions(client: &mut Client, uri: &str, range: &Value, only: Option<&str>) -> Vec<Value> {
    let mut context = json!({"diagnostics": []});
    if let Some(it) = only {
        context["only"] = json!([it]);
    }
    let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
    client.ask("textDocument/codeAction", params)["result"].as_array().unwrap().clone()
}

#[test]
fn a_mistake_is_told_its_fix_offered_and_gone_after_it() {
    let folder = workspace();
    let (mut client, welcome) = Client::hello(&folder, Value::Null, json!({}));
    assert_eq!(welcome["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(welcome["capabilities"]["textDocumentSync"]["change"], 2);
    let policies = uri(&folder, "policies.yaml");
    // Of files that are not open too.
    let told = client.problems(&policies);
    assert_eq!(told["version"], Value::Null);
    assert!(problem(&told, "repeated-rule").is_some(), "{told:#}");

    client.open(&policies, POLICY);
    let told = client.problems(&policies);
    assert_eq!(told["version"], 1);
    let found = problem(&told, "repeated-rule").unwrap();
    assert_eq!((&found["severity"], &found["source"]), (&json!(2), &json!("netpol L-48")));
    assert_eq!(found["tags"], json!([1]));
    assert_eq!(found["data"]["rule"], "L-48");
    let related = &found["relatedInformation"][0]["location"];
    assert_eq!((&related["uri"], &related["range"]["start"]["line"]), (&json!(policies), &json!(7)));

    let all = actions(&mut client, &policies, &found["range"], None);
    let fix =
        all.iter().find(|it| it["title"] == "Delete ingress rule 2 (safe: no verdict changes)").unwrap();
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "repeated-rule");
    let edits = &fix["edit"]["changes"][&policies];
    let mended = edited(POLICY, edits);
    assert_eq!(mended, POLICY.replacen("  - ports: [{port: 8080}]\n", "", 1));

    // As an editor sends what it did itself.
    let change: Vec<Value> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|it| json!({"range": it["range"], "text": it["newText"]}))
        .collect();
    let document = json!({"uri": policies, "version": 2});
    client.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": change}));
    let told = client.problems(&policies);
    assert_eq!(told["version"], 2);
    assert!(problem(&told, "repeated-rule").is_none(), "{told:#}");

    // Closed without being saved: the file on disk counts again.
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": policies}}));
    assert!(problem(&client.problems(&policies), "repeated-rule").is_some());
    client.goodbye();
}

#[test]
fn the_text_of_one_file_brings_problems_of_another() {
    let folder = workspace();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let (pods, policies) = (uri(&folder, "pods.yaml"), uri(&folder, "policies.yaml"));
    assert!(problem(&client.problems(&policies), "missed-by-one-label").is_none());
    client.open(&pods, PODS);
    client.write(&pods, 2, &PODS.replace("app: api", "app: apy"));
    assert!(problem(&client.problems(&policies), "missed-by-one-label").is_some());
    client.write(&pods, 3, PODS);
    assert!(problem(&client.problems(&policies), "missed-by-one-label").is_none());
    client.goodbye();
}

#[test]
fn a_fix_that_changes_verdicts_says_how_many() {
    let folder = workspace();
    folder.write("pods.yaml", PODS.replace("app: api", "app: apy"));
    let (mut client, _) = Client::hello(&folder, json!({"settings": {"stand-ins": false}}), json!({}));
    let policies = uri(&folder, "policies.yaml");
    client.open(&policies, POLICY);
    let range = json!({"start": at(4, 0), "end": at(4, 40)});
    let all = actions(&mut client, &policies, &range, Some("quickfix"));
    let titles: Vec<&str> = all.iter().filter_map(|it| it["title"].as_str()).collect();
    // The web pod and the internet reach one port of the pod that is selected then, in place of all.
    assert!(titles.contains(&"Write app=apy (−2 allowed, nothing else)"), "{titles:#?}");
    client.goodbye();
}

#[test]
fn a_change_on_disk_is_noticed_where_the_client_tells_of_it() {
    let folder = workspace();
    let watching = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let (mut client, _) = Client::hello(&folder, Value::Null, watching);
    let asked = client.find(|it| it["method"] == "client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "workspace/didChangeWatchedFiles");
    client.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));
    let (pods, policies) = (uri(&folder, "pods.yaml"), uri(&folder, "policies.yaml"));
    client.problems(&policies);
    let changed = |client: &mut Client, uri: &str, kind: u8| {
        client.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": uri, "type": kind}]}));
    };
    folder.write("pods.yaml", PODS.replace("app: api", "app: apy"));
    changed(&mut client, &pods, 2);
    assert!(problem(&client.problems(&policies), "missed-by-one-label").is_some());
    folder.write("more.yaml", PODS.replace("name: api", "name: api-2"));
    changed(&mut client, &uri(&folder, "more.yaml"), 1);
    assert!(problem(&client.problems(&policies), "missed-by-one-label").is_none());
    folder.write(".netpol.toml", "[lint]\nignore = [\"repeated-rule\"]\n");
    changed(&mut client, &uri(&folder, ".netpol.toml"), 1);
    assert!(problem(&client.problems(&policies), "repeated-rule").is_none());
    folder.write(".netpol.toml", "[lint]\nignore = [\"nothing-such\"]\n");
    changed(&mut client, &uri(&folder, ".netpol.toml"), 2);
    let said = client.find(|it| it["method"] == "window/showMessage")["params"]["message"].clone();
    assert!(said.as_str().unwrap().contains("nothing-such"), "{said}");
    assert!(problem(&client.problems(&policies), "repeated-rule").is_some());
    client.goodbye();
}

#[test]
fn all_safe_fixes_of_a_file_are_one_action() {
    let folder = workspace();
    let capabilities = json!({"workspace": {"workspaceEdit": {"documentChanges": true}}});
    let (mut client, _) = Client::hello(&folder, Value::Null, capabilities);
    let policies = uri(&folder, "policies.yaml");
    client.open(&policies, POLICY);
    let range = json!({"start": at(0, 0), "end": at(0, 0)});
    assert!(actions(&mut client, &policies, &range, Some("refactor")).is_empty());
    for kind in ["source", "source.fixAll", "source.fixAll.netpol"] {
        let all = actions(&mut client, &policies, &range, Some(kind));
        let [it] = all.as_slice() else { panic!("{all:#?}") };
        assert_eq!(it["kind"], "source.fixAll.netpol");
        let change = &it["edit"]["documentChanges"][0];
        assert_eq!(change["textDocument"], json!({"uri": policies, "version": 1}));
        let mended = edited(POLICY, &change["edits"]);
        assert_eq!(mended, POLICY.replacen("  - ports: [{port: 8080}]\n", "", 1));
    }
    client.goodbye();
}

#[test]
fn positions_count_as_was_agreed() {
    // Four bytes, two UTF-16 units, before the value that is wrong.
    let text = POLICY.replace("{name: api, namespace", "{annotations: {a: \"𝄞\"}, nam: api, namespace");
    for (offered, agreed, column) in [
        (json!(["utf-8", "utf-16"]), "utf-8", 37),
        (json!(["utf-16"]), "utf-16", 35),
        (Value::Null, "utf-16", 35),
        (json!(["utf-32"]), "utf-16", 35),
    ] {
        let folder = Folder::new(&[("policies.yaml", &text)]);
        let capabilities = json!({"general": {"positionEncodings": offered}});
        let (mut client, welcome) = Client::hello(&folder, Value::Null, capabilities);
        assert_eq!(welcome["capabilities"]["positionEncoding"], agreed);
        let told = client.problems(&uri(&folder, "policies.yaml"));
        let found = problem(&told, "unknown-field").unwrap();
        assert_eq!(found["range"]["start"], at(2, column), "{agreed}");
        client.goodbye();
    }
}

#[test]
fn settings_come_from_the_client_and_from_the_tree() {
    let folder = workspace();
    folder.write(".git/HEAD", "");
    let policies = uri(&folder, "policies.yaml");
    let ignored = |options: Value| {
        let (mut client, _) = Client::hello(&folder, options, json!({}));
        client.open(&policies, POLICY);
        let mut told = client.problems(&policies);
        while told["version"] != 1 {
            told = client.problems(&policies);
        }
        let res = problem(&told, "repeated-rule").is_none();
        client.goodbye();
        res
    };
    assert!(!ignored(Value::Null));
    assert!(ignored(json!({"settings": {"ignore": "L-48"}})));
    assert!(ignored(json!({"netpol": {"select": ["wide-rule"]}})));
    folder.write(".netpol.toml", "[lint]\nignore = [\"L-48\"]\n");
    assert!(ignored(Value::Null));
    assert!(!ignored(json!({"config": "none"})));

    let (mut client, _) = Client::hello(&folder, json!({"config": "none"}), json!({}));
    assert!(problem(&client.problems(&policies), "repeated-rule").is_some());
    client.tell(
        "workspace/didChangeConfiguration",
        json!({"settings": {"netpol": {"settings": {"ignore": ["L-48"]}}}}),
    );
    assert!(problem(&client.problems(&policies), "repeated-rule").is_none());
    client.tell("workspace/didChangeConfiguration", json!({"settings": {"netpol": {"ignre": []}}}));
    let said = client.find(|it| it["method"] == "window/showMessage")["params"]["message"].clone();
    assert!(said.as_str().unwrap().contains("ignre"), "{said}");
    client.goodbye();
}

#[test]
fn files_of_other_tools_are_left_alone() {
    let compose = "services:\n  web: {image: nginx}\n";
    let folder = Folder::new(&[
        ("compose.yaml", compose),
        ("package.json", "{\"name\": \"x\"}\n"),
        ("policies.yaml", POLICY),
    ]);
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    client.problems(&uri(&folder, "policies.yaml"));
    client.open(&uri(&folder, "compose.yaml"), compose);
    client.open("untitled:Untitled-1", POLICY);
    // Both are the same policy: a problem of either names the other.
    let told = client.problems("untitled:Untitled-1");
    assert!(problem(&told, "repeated-rule").is_some());
    client.open(&uri(&folder, "notes.md"), "kind: notes");
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": "untitled:Untitled-1"}}));
    assert_eq!(client.problems("untitled:Untitled-1")["diagnostics"], json!([]));
    let others = ["compose.yaml", "package.json"].map(|it| uri(&folder, it));
    client.ask("shutdown", Value::Null);
    client.tell("exit", Value::Null);
    client.no_problems_of(&others);
    assert_eq!(client.end(), 0);
}

/// The list at the end of a text.
fn completions(client: &mut Client, uri: &str, text: &str, version: i32) -> Value {
    client.write(uri, version, text);
    let line = u32::try_from(text.matches('\n').count()).unwrap();
    let character = u32::try_from(text.len() - text.rfind('\n').map_or(0, |it| it + 1)).unwrap();
    let params = json!({"textDocument": {"uri": uri}, "position": at(line, character)});
    client.ask("textDocument/completion", params)["result"].clone()
}

/// A choice of a list.
#[track_caller]
fn choice<'l>(list: &'l Value, label: &str) -> &'l Value {
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["label"] == label)
        .unwrap_or_else(|| panic!("{list:#}"))
}

#[test]
fn keys_are_completed_with_snippets_where_the_client_has_them() {
    let snippets = json!({"textDocument": {
        "completion": {"completionItem": {"snippetSupport": true, "documentationFormat": ["markdown"]}},
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    }});
    let begun = POLICY.split("  policyTypes").next().unwrap().to_owned() + "  ingr";
    for (capabilities, format) in [(snippets, 2), (json!({}), 1)] {
        let folder = workspace();
        let (mut client, _) = Client::hello(&folder, Value::Null, capabilities);
        let policies = uri(&folder, "policies.yaml");
        client.open(&policies, POLICY);
        let list = completions(&mut client, &policies, &begun, 2);
        let it = choice(&list, "ingress");
        assert_eq!((&it["insertTextFormat"], &it["kind"]), (&json!(format), &json!(5)));
        assert_eq!(it["documentation"]["kind"], if format == 2 { "markdown" } else { "plaintext" });
        let edit = &it["textEdit"];
        assert_eq!(edit["range"], json!({"start": at(5, 2), "end": at(5, 6)}));
        let text = edit["newText"].as_str().unwrap();
        assert!(text.starts_with("ingress:\n"), "{text}");
        assert_eq!(text.contains('$'), format == 2, "{text}");
        client.goodbye();
    }
}

#[test]
fn an_empty_text_is_offered_whole_objects() {
    let folder = workspace();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    client.open("untitled:Untitled-1", "");
    let list = completions(&mut client, "untitled:Untitled-1", "", 2);
    assert!(!list["items"].as_array().unwrap().is_empty(), "{list:#}");
    client.goodbye();
}

#[test]
fn a_selector_tells_which_pods_it_takes() {
    let folder = workspace();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let policies = uri(&folder, "policies.yaml");
    client.open(&policies, POLICY);
    let params = json!({"textDocument": {"uri": policies}, "position": at(4, 5)});
    let hover = client.ask("textDocument/hover", params)["result"].clone();
    assert_eq!(hover["range"]["start"], at(4, 2));
    let said = hover["contents"]["value"].as_str().unwrap();
    assert!(said.contains("podSelector") && said.contains("shop/api"), "{said}");
    let nowhere = json!({"textDocument": {"uri": policies}, "position": at(40, 0)});
    assert_eq!(client.ask("textDocument/hover", nowhere)["result"], Value::Null);
    client.goodbye();
}
