//! What the client can do, and what it is told that this server can do.
//!
//! Of the client's long list only what is asked for here is read, each entry by itself: in another entry a client may say
//! something that no version of the protocol knew when this was written.

use lsp_types::notification::Notification as _;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CompletionOptions,
    CompletionOptionsCompletionItem, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher,
    GlobPattern, HoverProviderCapability, InitializeResult, OneOf, Registration, RegistrationParams,
    SaveOptions, ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities, notification, request,
};
use serde_json::{Value, json};

use super::actions::{self, Edits};
use super::text::Encoding;
use super::wire::Client;
use crate::lint;

/// What the client can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Abilities {
    pub(super) encoding: Encoding,
    pub(super) edits: Edits,
    /// It tells of files that change, where it is asked to.
    pub(super) watches: bool,
    pub(super) words: Words,
}

/// In which forms it takes texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Words {
    /// It fills in snippets.
    pub(super) snippets: bool,
    /// It draws Markdown.
    pub(super) markdown: bool,
}

impl Abilities {
    /// What the parameters of `initialize` say.
    pub(super) fn of(params: &Value) -> Abilities {
        let has = |at: &str| params.pointer(&format!("/capabilities/{at}")) == Some(&Value::Bool(true));
        let encodings = params.pointer("/capabilities/general/positionEncodings").and_then(Value::as_array);
        let encodings: Vec<&str> = encodings.into_iter().flatten().filter_map(Value::as_str).collect();
        Abilities {
            encoding: Encoding::among(&encodings),
            edits: Edits { versioned: has("workspace/workspaceEdit/documentChanges") },
            watches: has("workspace/didChangeWatchedFiles/dynamicRegistration"),
            words: Words {
                snippets: has("textDocument/completion/completionItem/snippetSupport"),
                markdown: [
                    "textDocument/completion/completionItem/documentationFormat",
                    "textDocument/hover/contentFormat",
                ]
                .iter()
                .all(|it| {
                    let forms = params.pointer(&format!("/capabilities/{it}")).and_then(Value::as_array);
                    forms.is_some_and(|it| it.contains(&json!("markdown")))
                }),
            },
        }
    }
}

/// What this server can do.
pub(super) fn welcome(client: &Abilities) -> InitializeResult {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
        ..TextDocumentSyncOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::new(actions::ALL)]),
        resolve_provider: Some(false),
        ..CodeActionOptions::default()
    };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(OneOf::Left(true)),
    };
    let capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(false),
            completion_item: Some(CompletionOptionsCompletionItem { label_details_support: Some(true) }),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(folders),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    };
    let version = Some(env!("CARGO_PKG_VERSION").to_owned());
    InitializeResult { capabilities, server_info: Some(ServerInfo { name: "netpol".to_owned(), version }) }
}

/// Asks to be told of files that change on disk.
pub(super) fn watch(client: &Client) {
    let globs = ["**/*.{yaml,yml,json}".to_owned(), format!("**/{}", lint::CONFIG)];
    let watcher = |it| FileSystemWatcher { glob_pattern: GlobPattern::String(it), kind: None };
    let watchers = globs.into_iter().map(watcher).collect();
    let registration = Registration {
        id: "files".to_owned(),
        method: notification::DidChangeWatchedFiles::METHOD.to_owned(),
        register_options: Some(json!(DidChangeWatchedFilesRegistrationOptions { watchers })),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    client.ask::<request::RegisterCapability>("netpol/files", params);
}
