//! Clients that go wrong: the server answers, and goes on.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::client::{Client, at, uri};
use crate::run::Folder;

fn folder() -> Folder {
    Folder::new(&[("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")])
}

fn code(answer: &Value) -> i64 {
    answer["error"]["code"].as_i64().unwrap_or_default()
}

#[test]
fn messages_at_the_wrong_time_are_refused() {
    let folder = folder();
    let mut client = Client::new(&folder);
    client.tell("textDocument/didOpen", json!({"textDocument": {}}));
    assert_eq!(code(&client.ask("textDocument/hover", json!({}))), -32002);
    assert_eq!(code(&client.ask("shutdown", Value::Null)), -32002);
    assert_eq!(client.ask("initialize", json!({"capabilities": "all", "rootUri": 7}))["error"], Value::Null);
    assert_eq!(code(&client.ask("initialize", json!({}))), -32600);
    assert_eq!(code(&client.ask("textDocument/references", json!({}))), -32601);
    assert_eq!(code(&client.ask("$/unknown", json!({}))), -32601);
    client.tell("$/setTrace", json!({"value": "off"}));
    assert_eq!(client.ask("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(code(&client.ask("textDocument/hover", json!({}))), -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), 0);
}

#[test]
fn a_client_that_goes_without_a_word_ends_the_server() {
    let folder = folder();
    assert_eq!(Client::new(&folder).end(), 1);
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    client.bytes(b"Content-Length: 500\r\n\r\n{");
    assert_eq!(client.end(), 1);
    let mut client = Client::new(&folder);
    client.tell("exit", Value::Null);
    assert_eq!(client.end(), 1);
}

#[test]
fn what_is_no_message_is_answered_and_the_next_one_is_read() {
    let folder = folder();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    client.bytes(b"Content-Length: 3\r\n\r\n{,}");
    assert_eq!(code(&client.answer(&Value::Null)), -32700);
    client.bytes(b"GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]");
    assert_eq!(code(&client.answer(&Value::Null)), -32600);
    client.send(&json!({"jsonrpc": "2.0", "id": {"a": 1}, "method": "shutdown"}));
    assert_eq!(code(&client.answer(&Value::Null)), -32600);
    for method in ["textDocument/codeAction", "textDocument/hover", "textDocument/completion"] {
        for params in [
            json!({}),
            json!([1]),
            Value::Null,
            json!({"textDocument": {"uri": "a b"}, "position": at(0, 0)}),
        ] {
            assert_eq!(code(&client.ask(method, params)), -32602);
        }
        // Nothing is known of it.
        let params = json!({"textDocument": {"uri": "file:///nowhere.yaml"}, "position": at(9, 9),
            "range": {"start": at(0, 0), "end": at(9, 9)}, "context": {"diagnostics": []}});
        assert_eq!(client.ask(method, params)["result"], Value::Null);
    }
    client.goodbye();
}

#[test]
fn notifications_that_make_no_sense_change_nothing() {
    let folder = folder();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let it = uri(&folder, "a.yaml");
    client.tell("textDocument/didOpen", json!({"textDocument": 7}));
    let said = client.find(|it| it["method"] == "window/showMessage");
    assert_eq!(said["params"]["type"], 2);
    client.write(&it, 3, "x");
    client.tell("textDocument/didClose", json!({"textDocument": {"uri": it}}));
    client.tell("$/cancelRequest", json!({"id": 99}));
    client.tell("$/cancelRequest", json!({"id": {}}));
    client.open(&it, "apiVersion: v1\nkind: Namespac\nmetadata: {name: a}\n");
    assert_eq!(client.problems(&it)["version"], 1);
    // The wrong way round, in the middle of a character, and past the end.
    client.write(&it, 2, "kind: ä𝄞\r\n");
    for (nth, (from, to)) in
        [((9, 9), (0, 0)), ((0, 9), (0, 8)), ((u32::MAX, 0), (u32::MAX, u32::MAX))].into_iter().enumerate()
    {
        let change = json!({"range": {"start": at(from.0, from.1), "end": at(to.0, to.1)}, "text": "𝄞\r"});
        let document = json!({"uri": it, "version": 3 + nth});
        client.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }
    client.goodbye();
}

#[test]
fn a_request_can_be_canceled_and_every_request_has_one_answer() {
    let folder = folder();
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    let it = uri(&folder, "a.yaml");
    client.open(&it, "kind: Pod\n");
    let params = json!({"textDocument": {"uri": it}, "position": at(0, 3)});
    for _ in 0..200 {
        let id = client.request("textDocument/hover", params.clone());
        client.tell("$/cancelRequest", json!({"id": id}));
    }
    // Two at once with one id.
    let twice = json!({"jsonrpc": "2.0", "id": "x", "method": "textDocument/hover", "params": params});
    client.send(&twice);
    client.send(&twice);
    // What waits at the end is answered too.
    for _ in 0..20 {
        client.request("textDocument/hover", params.clone());
    }
    let last = client.request("shutdown", Value::Null);
    assert_eq!(code(&client.answer(&last.into())), 0);
    client.tell("exit", Value::Null);
    let mut answers: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for it in client.rest().iter().filter(|it| it.get("method").is_none()) {
        answers.entry(it["id"].to_string()).or_default().push(code(it));
    }
    let twice = answers.remove("\"x\"").unwrap();
    assert!(twice.len() == 2 && twice.iter().all(|it| [0, -32600, -32800].contains(it)), "{twice:?}");
    // The first one was `initialize`, and the last one is answered.
    for id in 2..last {
        let codes = answers.remove(&id.to_string()).unwrap_or_default();
        assert!(codes == [0] || codes == [-32800], "{id}: {codes:?}");
    }
    assert!(answers.is_empty(), "{answers:?}");
    assert_eq!(client.end(), 0);
}

/// A small generator, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn position(&mut self) -> Value {
        let far = [0, 1, 2, 5, 9, 40, u64::from(u32::MAX)];
        json!({"line": self.of(&far), "character": self.of(&far)})
    }
}

#[test]
fn no_order_of_messages_ends_the_server() {
    let folder = folder();
    let files =
        [uri(&folder, "a.yaml"), uri(&folder, "b.yaml"), "untitled:x".to_owned(), "a:b?c#d".to_owned()];
    let texts = [
        "",
        "kind:",
        "- ",
        "apiVersion: v1\nkind: Pod\n",
        "spec: {podSelector: {",
        "\u{0}\u{feff}𝄞\r\n\r",
        "---\n",
        "a: &x [*x]\n",
        "kind: NetworkPolicy\nspec:\n  ingress:\n  - from:\n    - podSelector: {matchLabels: {app: ",
        "\"",
        "|",
        "{}",
        "tests:\n-",
    ];
    let mut random = Random(7);
    let (mut client, _) = Client::hello(&folder, Value::Null, json!({}));
    for version in 0..600 {
        let it = random.of(&files).clone();
        let range = json!({"start": random.position(), "end": random.position()});
        let text = *random.of(&texts);
        match random.below(9) {
            0 => client.open(&it, text),
            1 => client.tell("textDocument/didClose", json!({"textDocument": {"uri": it}})),
            2 => client.write(&it, version, text),
            3 | 4 => {
                let document = json!({"uri": it, "version": version});
                let change =
                    json!({"textDocument": document, "contentChanges": [{"range": range, "text": text}]});
                client.tell("textDocument/didChange", change);
            }
            5 => {
                let params =
                    json!({"textDocument": {"uri": it}, "range": range, "context": {"diagnostics": []}});
                client.request("textDocument/codeAction", params);
            }
            6 => {
                let method = *random.of(&["textDocument/hover", "textDocument/completion"]);
                client.request(method, json!({"textDocument": {"uri": it}, "position": random.position()}));
            }
            7 => client.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": it, "type": 1}]})),
            _ => {
                let given = json!({"settings": {"ignore": [text]}});
                client.tell("workspace/didChangeConfiguration", json!({"settings": {"netpol": given}}));
            }
        }
    }
    for id in 2..=client.last() {
        let answer = client.answer(&id.into());
        assert!([0, -32801].contains(&code(&answer)), "{answer}");
    }
    client.goodbye();
}
