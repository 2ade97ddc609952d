//! An editor: starts the server and writes messages to it.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::run::Folder;

/// More than any answer takes, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(60);

/// Two pods.
pub(super) const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
";
/// A policy for one of them, with a rule twice.
pub(super) const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - ports: [{port: 8080}]
  - ports: [{port: 8080}]
";

pub(super) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    came: Receiver<Value>,
    /// What came and was not asked for yet.
    kept: VecDeque<Value>,
    last: i32,
    told: BTreeMap<String, Value>,
}

impl Client {
    /// Starts a server in a folder.
    pub(super) fn new(folder: &Folder) -> Client {
        Client::with(folder, &[])
    }

    /// The same with flags.
    pub(super) fn with(folder: &Folder, flags: &[&str]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_netpol"));
        command.current_dir(folder.path(".")).args(["lsp", "--stdio"]).args(flags);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, came) = channel();
        std::thread::spawn(move || {
            while let Some(it) = message(&mut output) {
                if send.send(it).is_err() {
                    return;
                }
            }
        });
        Client { child, input, came, kept: VecDeque::new(), last: 0, told: BTreeMap::new() }
    }

    /// Starts one and says hello, with the folder as the workspace.
    pub(super) fn hello(folder: &Folder, options: Value, capabilities: Value) -> (Client, Value) {
        let mut client = Client::new(folder);
        let root = uri(folder, "");
        let answer = client.ask(
            "initialize",
            json!({
                "processId": null,
                "workspaceFolders": [{"uri": root, "name": "shop"}],
                "initializationOptions": options,
                "capabilities": capabilities,
            }),
        );
        client.tell("initialized", json!({}));
        (client, answer["result"].clone())
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        // A server that ended reads no more.
        let _closed = self.input.as_mut().unwrap().write_all(bytes);
    }

    pub(super) fn send(&mut self, it: &Value) {
        let text = it.to_string();
        self.bytes(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    pub(super) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request; its id.
    pub(super) fn request(&mut self, method: &str, params: Value) -> i32 {
        self.last += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": method, "params": params}));
        self.last
    }

    /// The answer to a request.
    #[track_caller]
    pub(super) fn answer(&mut self, id: &Value) -> Value {
        self.find(|it| it.get("method").is_none() && it["id"] == *id)
    }

    /// Asks and waits.
    #[track_caller]
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.answer(&id.into())
    }

    /// The next problems of a file.
    #[track_caller]
    pub(super) fn problems(&mut self, uri: &str) -> Value {
        let is_it =
            |it: &Value| it["method"] == "textDocument/publishDiagnostics" && it["params"]["uri"] == uri;
        self.find(is_it)["params"].clone()
    }

    #[track_caller]
    pub(super) fn find(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&is_it) {
            return self.kept.remove(at).unwrap();
        }
        loop {
            let it = self
                .came
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| panic!("it did not come; {:#?}", self.kept));
            if is_it(&it) {
                return it;
            }
            self.kept.push_back(it);
        }
    }

    /// What is told of every address by now, once all that was sent is evaluated: a text that comes last is told last.
    #[track_caller]
    pub(super) fn told(&mut self) -> BTreeMap<String, Value> {
        self.last += 1;
        let last = format!("untitled:~{}", self.last);
        self.open(&last, "kind: Namespace\n");
        self.problems(&last);
        for it in self.kept.iter().filter(|it| it["method"] == "textDocument/publishDiagnostics") {
            let params = &it["params"];
            self.told.insert(params["uri"].as_str().unwrap().to_owned(), params.clone());
        }
        self.kept.retain(|it| it["method"] != "textDocument/publishDiagnostics");
        self.tell("textDocument/didClose", json!({"textDocument": {"uri": last}}));
        let is_own = |it: &str| it.starts_with("untitled:~");
        self.told.iter().filter(|it| !is_own(it.0)).map(|it| (it.0.clone(), it.1.clone())).collect()
    }

    /// The id of the last request.
    pub(super) fn last(&self) -> i32 {
        self.last
    }

    /// No problems of these files came.
    #[track_caller]
    pub(super) fn no_problems_of(&mut self, files: &[String]) {
        for it in self.rest() {
            let has = it["params"]["diagnostics"].as_array().is_some_and(|it| !it.is_empty());
            assert!(!has || files.iter().all(|file| it["params"]["uri"] != **file), "{it:#}");
        }
    }

    /// All that came and will come of a server that ends.
    #[track_caller]
    pub(super) fn rest(&mut self) -> Vec<Value> {
        loop {
            match self.came.recv_timeout(PATIENCE) {
                Ok(it) => self.kept.push_back(it),
                Err(RecvTimeoutError::Disconnected) => return self.kept.drain(..).collect(),
                Err(RecvTimeoutError::Timeout) => panic!("it did not end; {:#?}", self.kept),
            }
        }
    }

    pub(super) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Replaces all of a text.
    pub(super) fn write(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({"uri": uri, "version": version});
        self.tell(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [{"text": text}]}),
        );
    }

    /// Closes the pipe and waits; the status.
    pub(super) fn end(mut self) -> i32 {
        drop(self.input.take());
        self.child.wait().unwrap().code().unwrap()
    }

    /// Says goodbye.
    #[track_caller]
    pub(super) fn goodbye(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null)["result"], Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.end(), 0);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _gone = self.child.kill();
    }
}

fn message(from: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(it) => length = it.parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            None => panic!("{line}"),
        }
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes).ok()?;
    Some(serde_json::from_slice(&bytes).unwrap())
}

/// The address of a file.
pub(super) fn uri(folder: &Folder, name: &str) -> String {
    let path = folder.path(name).display().to_string();
    format!("file://{}", path.trim_end_matches('/').replace(' ', "%20"))
}

/// A position.
pub(super) fn at(line: u32, character: u32) -> Value {
    json!({"line": line, "character": character})
}

/// A text with edits of the protocol; all in ASCII.
pub(super) fn edited(text: &str, edits: &Value) -> String {
    let lines: Vec<usize> = [0].into_iter().chain(text.match_indices('\n').map(|it| it.0 + 1)).collect();
    let byte = |it: &Value| {
        let line = usize::try_from(it["line"].as_u64().unwrap()).unwrap();
        lines.get(line).map_or(text.len(), |it| *it)
            + usize::try_from(it["character"].as_u64().unwrap()).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (byte(&it["range"]["start"]), byte(&it["range"]["end"]), it["newText"].as_str().unwrap()))
        .collect();
    edits.sort_unstable();
    let mut res = text.to_owned();
    for (from, to, new) in edits.into_iter().rev() {
        res.replace_range(from..to, new);
    }
    res
}
