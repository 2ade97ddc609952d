//! The conversation: which messages may come when, and what each of them means.
//!
//! Enters: messages in any order. Leaves: changes of the shared texts, questions, and answers to what needs no evaluation.

use std::io;
use std::path::PathBuf;

use lsp_server::{ErrorCode, Message, Notification, Request};
use lsp_types::notification::{self as told, Notification as _};
use lsp_types::request::{self as asked, Request as _};
use lsp_types::{
    CodeActionParams, CompletionParams, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, HoverParams, MessageType, Position,
    ShowMessageParams, Uri, WorkspaceFolder,
};
use netpol_core::Options;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::abilities::{Abilities, watch, welcome};
use super::address;
use super::state::{Ask, Open, Question, Refused, Shared};
use super::text::Text;
use super::wire::Client;
use super::wishes::Given;
use super::worker::{Base, Worker};

/// Why no question is answered.
const NO_WORKER: &str = "there is no thread to evaluate in";

/// How far a conversation is.
enum Phase {
    /// Nothing is known of the client.
    Before,
    Running,
    /// The client said that it will go.
    After,
}

/// A conversation with one client.
pub(super) struct Session {
    phase: Phase,
    shared: Shared,
    client: Client,
    options: Options,
    limit: u64,
    abilities: Abilities,
    /// There is a thread that evaluates.
    has_worker: bool,
}

impl Session {
    pub(super) fn new(client: Client, options: Options, limit: u64) -> Session {
        let shared = Shared::new();
        let abilities = Abilities::default();
        Session { phase: Phase::Before, shared, client, options, limit, abilities, has_worker: false }
    }

    /// Takes a message. `Some`: the conversation is over, with that status.
    pub(super) fn take(&mut self, message: Message) -> Option<u8> {
        match message {
            Message::Request(it) => self.request(it),
            Message::Notification(it) if it.method == told::Exit::METHOD => {
                return Some(u8::from(!matches!(self.phase, Phase::After)));
            }
            Message::Notification(it) if matches!(self.phase, Phase::Running) => {
                // What is wrong with a notification cannot be answered.
                if let Err(why) = self.notification(it) {
                    self.show(MessageType::WARNING, &why);
                }
            }
            Message::Notification(_) | Message::Response(_) => (),
        }
        None
    }

    fn show(&self, typ: MessageType, what: &str) {
        let message = format!("netpol: {}", crate::text::shown(what));
        self.client.tell::<told::ShowMessage>(ShowMessageParams { typ, message });
    }

    fn request(&mut self, it: Request) {
        let Request { id, method, params } = it;
        let question = match (&self.phase, method.as_str()) {
            (Phase::Before, asked::Initialize::METHOD) => return self.begin(id, &params, spawned),
            (Phase::Before, _) => {
                return self.client.refuse(id, ErrorCode::ServerNotInitialized, "`initialize` comes first");
            }
            (Phase::After, _) => {
                return self.client.refuse(
                    id,
                    ErrorCode::InvalidRequest,
                    "nothing comes after `shutdown` but `exit`",
                );
            }
            (Phase::Running, asked::Shutdown::METHOD) => {
                self.phase = Phase::After;
                for it in self.shared.end() {
                    self.client.refuse(it, ErrorCode::RequestCanceled, "the server ends");
                }
                return self.client.answer(id, Value::Null);
            }
            (Phase::Running, asked::Initialize::METHOD) => {
                return self.client.refuse(id, ErrorCode::InvalidRequest, "`initialize` comes once");
            }
            (Phase::Running, method) => question(method, params),
        };
        let (uri, question) = match question {
            Ok(it) => it,
            Err((code, why)) => return self.client.refuse(id, code, why),
        };
        if !self.has_worker {
            return self.client.refuse(id, ErrorCode::InternalError, NO_WORKER);
        }
        // From here on its address is the one under which it was opened.
        let open = self.shared.open(&uri);
        let version = open.as_ref().map_or(0, |it| it.version);
        let uri = open.map_or(uri, |it| it.uri.clone());
        match self.shared.ask(Ask { id: id.clone(), uri, version, question }) {
            Ok(()) => (),
            Err(Refused::SameId) => {
                self.client.refuse(id, ErrorCode::InvalidRequest, "a request with this id has no answer yet");
            }
            Err(Refused::TooMany) => {
                self.client.refuse(id, ErrorCode::RequestFailed, "too many requests wait for an answer");
            }
        }
    }

    fn begin(
        &mut self,
        id: lsp_server::RequestId,
        params: &Value,
        spawned: impl FnOnce(Worker) -> io::Result<()>,
    ) {
        self.abilities = Abilities::of(params);
        let folders = folders(params);
        let given = params.get("initializationOptions").map_or(Ok(Given::default()), Given::new);
        let wrong = given.as_ref().err().cloned();
        self.shared.change(|texts, _| {
            texts.folders = folders;
            texts.given = given.unwrap_or_default();
        });
        self.client.answer(id, welcome(&self.abilities));
        if let Some(it) = wrong {
            self.show(MessageType::ERROR, &it);
        }
        self.phase = Phase::Running;
        let base = Base {
            options: self.options.clone(),
            limit: self.limit,
            encoding: self.abilities.encoding,
            edits: self.abilities.edits,
            words: self.abilities.words,
        };
        let worker = Worker::new(self.shared.clone(), self.client.clone(), base);
        match spawned(worker) {
            Ok(()) => self.has_worker = true,
            Err(it) => self.show(MessageType::ERROR, &format!("{NO_WORKER}: {it}")),
        }
    }

    fn notification(&self, it: Notification) -> Result<(), String> {
        let Notification { method, params } = it;
        match method.as_str() {
            told::Initialized::METHOD if self.abilities.watches => watch(&self.client),
            told::DidOpenTextDocument::METHOD => self.open(read(params)?),
            told::DidChangeTextDocument::METHOD => self.edit(read(params)?),
            told::DidCloseTextDocument::METHOD => self.close(&read(params)?),
            told::DidSaveTextDocument::METHOD => {
                let it: DidSaveTextDocumentParams = read(params)?;
                self.touch([it.text_document.uri]);
            }
            told::DidChangeWatchedFiles::METHOD => {
                let it: DidChangeWatchedFilesParams = read(params)?;
                self.touch(it.changes.into_iter().map(|it| it.uri));
            }
            told::DidChangeWorkspaceFolders::METHOD => {
                let DidChangeWorkspaceFoldersParams { event } = read(params)?;
                let paths = |all: &[WorkspaceFolder]| -> Vec<PathBuf> {
                    all.iter().filter_map(|it| address::path(&it.uri)).collect()
                };
                let removed = paths(&event.removed);
                let removed: Vec<PathBuf> = removed.iter().map(|it| address::real(it)).collect();
                self.shared.change(|texts, touched| {
                    texts.folders.retain(|it| !removed.contains(&address::real(it)));
                    texts.folders.extend(paths(&event.added));
                    touched.all = true;
                });
            }
            told::DidChangeConfiguration::METHOD => {
                let it: DidChangeConfigurationParams = read(params)?;
                // Clients send settings of other servers too, or none.
                if let Some(own) = it.settings.get("netpol") {
                    let given = Given::new(own)?;
                    self.shared.change(|texts, touched| {
                        texts.given = given;
                        touched.all = true;
                    });
                }
            }
            told::Cancel::METHOD => {
                if let Some(id) = params.get("id").and_then(|it| serde_json::from_value(it.clone()).ok()) {
                    self.shared.cancel(&id);
                }
            }
            _ => (),
        }
        Ok(())
    }

    fn open(&self, it: DidOpenTextDocumentParams) {
        let it = it.text_document;
        let text = Text::new(it.text.into(), self.abilities.encoding);
        let open = Open::new(it.uri, &it.language_id, it.version, text);
        self.shared.change(|texts, _| texts.put(open));
    }

    fn edit(&self, it: DidChangeTextDocumentParams) {
        let id = it.text_document;
        let Some(open) = self.shared.open(&id.uri) else { return };
        let text = open.text.changed(it.content_changes);
        let open = Open { text, version: id.version, ..(*open).clone() };
        self.shared.change(|texts, _| texts.put(open));
    }

    fn close(&self, it: &DidCloseTextDocumentParams) {
        let uri = &it.text_document.uri;
        let open = self.shared.open(uri);
        let uri = open.map_or_else(|| uri.clone(), |it| it.uri.clone());
        self.shared.change(|texts, _| texts.open.remove(uri.as_str()));
        self.touch([uri]);
    }

    /// Files may have changed on disk.
    fn touch(&self, files: impl IntoIterator<Item = Uri>) {
        let paths: Vec<PathBuf> = files.into_iter().filter_map(|it| address::path(&it)).collect();
        self.shared.change(|_, touched| touched.files.extend(paths));
    }
}

/// Starts the thread that evaluates.
fn spawned(worker: Worker) -> io::Result<()> {
    crate::sides::deep().spawn(move || worker.run()).map(drop)
}

/// A question that has to be evaluated.
fn question(method: &str, params: Value) -> Result<(Uri, Question), (ErrorCode, String)> {
    let wrong = |it| (ErrorCode::InvalidParams, it);
    Ok(match method {
        asked::CodeActionRequest::METHOD => {
            let it: CodeActionParams = read(params).map_err(wrong)?;
            let only = it.context.only.map(|it| it.iter().map(|it| it.as_str().to_owned()).collect());
            (it.text_document.uri, Question::Actions(it.range, only))
        }
        asked::Completion::METHOD => {
            let it: CompletionParams = read(params).map_err(wrong)?;
            at(it.text_document_position, Question::Completion)
        }
        asked::HoverRequest::METHOD => {
            let it: HoverParams = read(params).map_err(wrong)?;
            at(it.text_document_position_params, Question::Hover)
        }
        _ => {
            let method = crate::text::shown(method);
            return Err((ErrorCode::MethodNotFound, format!("there is no `{method}` here")));
        }
    })
}

fn at(it: lsp_types::TextDocumentPositionParams, question: fn(Position) -> Question) -> (Uri, Question) {
    (it.text_document.uri, question(it.position))
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, String> {
    serde_json::from_value(params).map_err(|it| it.to_string())
}

/// The folders that a client has open. Each is read by itself: what a client says in a newer form must not keep the server
/// from starting.
fn folders(params: &Value) -> Vec<PathBuf> {
    let uri = |it: &Value| address::path(&it.as_str()?.parse().ok()?);
    let many = params.get("workspaceFolders").and_then(Value::as_array);
    let many: Vec<PathBuf> = many.into_iter().flatten().filter_map(|it| uri(it.get("uri")?)).collect();
    if !many.is_empty() {
        return many;
    }
    let one = params.get("rootUri").and_then(uri);
    one.or_else(|| Some(address::native(params.get("rootPath")?.as_str()?))).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::io;

    use lsp_server::{Message, Request};
    use netpol_core::Options;
    use serde_json::{Value, json};

    use super::Session;
    use crate::lsp::wire::Client;

    #[test]
    fn without_a_thread_to_evaluate_in_every_request_is_refused() {
        let (client, written) = Client::to_memory();
        let mut session = Session::new(client, Options::default(), 1_000_000);
        session.begin(1.into(), &json!({}), |_| Err(io::Error::other("no room")));
        for (id, method) in [(2, "textDocument/hover"), (3, "textDocument/completion")] {
            let params =
                json!({"textDocument": {"uri": "untitled:x"}, "position": {"line": 0, "character": 0}});
            session.take(Message::Request(Request::new(id.into(), method.to_owned(), params)));
        }
        session.take(Message::Request(Request::new(4.into(), "shutdown".to_owned(), Value::Null)));
        let refused = Some(-32603);
        let expected = [(1, None), (2, refused), (3, refused), (4, None)];
        assert_eq!(written.codes(), expected.map(|(id, code)| (Some(id), code)));
    }
}
