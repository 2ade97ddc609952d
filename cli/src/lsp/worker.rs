//! The thread that evaluates: answers questions, and tells the problems of all files when nothing else is to be done.
//!
//! Enters: texts and questions of [`Shared`]. Leaves: answers, each exactly once. What goes wrong with one question is told,
//! and the next one is answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::ErrorCode;
use lsp_types::{LogMessageParams, MessageType, notification};
use netpol_core::{Options, analyze_after};
use serde_json::{Value, json};

use super::abilities::Words;
use super::actions::{self, Edits};
use super::address;
use super::assist;
use super::disk::Disk;
use super::seen::Seen;
use super::state::{Ask, Question, Shared, Task, Texts, Touched};
use super::text::Encoding;
use super::told::Told;
use super::wire::Client;
use super::wishes::Wishes;
use crate::lint;

/// What does not change while the server runs.
pub(super) struct Base {
    /// What the command line says.
    pub(super) options: Options,
    /// How many bytes one file may have.
    pub(super) limit: u64,
    pub(super) encoding: Encoding,
    pub(super) edits: Edits,
    pub(super) words: Words,
}

/// The thread's own state.
pub(super) struct Worker {
    shared: Shared,
    client: Client,
    base: Base,
    disk: Option<Disk>,
    wishes: Arc<Wishes>,
    /// The last evaluation, and of which revision it is.
    seen: Option<(u64, Seen)>,
    told: Told,
}

impl Worker {
    pub(super) fn new(shared: Shared, client: Client, base: Base) -> Worker {
        let wishes = Arc::default();
        Worker { shared, client, base, disk: None, wishes, seen: None, told: Told::default() }
    }

    /// Works until the server ends.
    pub(super) fn run(mut self) {
        loop {
            match self.shared.next() {
                Task::End => return,
                Task::Answer(ask, texts, touched) => self.answer(ask, &texts, touched),
                Task::Tell(texts, touched) => {
                    let done = self.guarded(|it| {
                        it.look(&texts, touched);
                        if let Some((_, seen)) = &it.seen {
                            it.told.tell(seen, &it.client);
                        }
                    });
                    if done.is_none() {
                        self.log("the problems of the files could not be found out");
                    }
                }
            }
        }
    }

    /// A mistake of the evaluator costs one answer, and not the server.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Worker) -> T) -> Option<T> {
        let res = catch_unwind(AssertUnwindSafe(|| work(self)));
        if res.is_err() {
            // What was half done is done anew.
            (self.seen, self.disk) = (None, None);
        }
        res.ok()
    }

    fn log(&self, message: &str) {
        let message = format!("netpol: {message}");
        self.client.tell::<notification::LogMessage>(LogMessageParams { typ: MessageType::ERROR, message });
    }

    fn answer(&mut self, ask: Ask, texts: &Texts, touched: Touched) {
        let Ask { id, .. } = &ask;
        let is_current =
            texts.open.get(ask.uri.as_str()).is_some_and(|it| it.version == ask.version && it.is_yaml);
        let mut answer = None;
        if is_current && !self.shared.is_canceled(id) {
            answer = self.guarded(|it| {
                it.look(texts, touched);
                it.seen.as_ref().map(|(_, seen)| it.found(seen, &ask))
            });
        } else {
            self.note(touched);
        }
        let is_closed = !texts.open.contains_key(ask.uri.as_str());
        if !self.shared.is_wanted(id) {
            self.client.refuse(ask.id, ErrorCode::RequestCanceled, "the request was canceled");
        } else if let Some(answer) = answer {
            self.client.answer(ask.id, answer.unwrap_or(Value::Null));
        } else if is_current {
            self.client.refuse(ask.id, ErrorCode::InternalError, "the evaluator failed over this text");
        } else if is_closed || texts.open.get(ask.uri.as_str()).is_some_and(|it| !it.is_yaml) {
            self.client.answer(ask.id, Value::Null);
        } else {
            self.client.refuse(ask.id, ErrorCode::ContentModified, "the text has changed since");
        }
    }

    fn found(&self, seen: &Seen, ask: &Ask) -> Value {
        let Some(file) = seen.index(&ask.uri) else { return Value::Null };
        match &ask.question {
            Question::Actions(range, only) => {
                json!(actions::actions(seen, file, *range, only.as_deref(), self.base.edits))
            }
            Question::Completion(at) => json!(assist::completions(seen, file, *at, self.base.words)),
            Question::Hover(at) => json!(assist::hover(seen, file, *at, self.base.words)),
        }
    }

    /// What changed on disk, for the next time that something is evaluated.
    fn note(&mut self, touched: Touched) {
        let is_config = |it: &PathBuf| it.file_name().is_some_and(|it| it == lint::CONFIG);
        let files: Vec<PathBuf> = touched.files.iter().filter(|it| !is_config(it)).cloned().collect();
        if touched.all || files.len() < touched.files.len() {
            self.seen = None;
        }
        if touched.all || self.disk.as_mut().is_some_and(|it| !it.refresh(&files)) {
            self.disk = None;
        }
    }

    /// Evaluates the texts, unless that was done.
    fn look(&mut self, texts: &Texts, touched: Touched) {
        self.note(touched);
        if self.disk.is_some() && self.seen.as_ref().is_some_and(|it| it.0 == texts.revision) {
            return;
        }
        let limit = self.base.limit;
        let disk = self.disk.get_or_insert_with(|| Disk::read(&texts.folders, limit));
        let last = self.seen.take().map(|it| it.1);
        if last.is_none() {
            let mut paths = texts.folders.clone();
            if paths.is_empty() {
                paths.extend(texts.open.values().filter_map(|it| address::path(&it.uri)));
            }
            self.wishes = Arc::new(Wishes::new(&texts.given, &self.base.options, &paths));
        }
        // What is longer than a file may be is not evaluated, wherever it is.
        let (open, large): (Vec<_>, Vec<_>) =
            texts.open.values().filter(|it| it.is_yaml).partition(|it| it.text.text.len() as u64 <= limit);
        let mut sources = disk.with(open.iter().map(|it| (it.name.clone(), &it.text.text)));
        for it in large {
            let most = limit / 1_000_000;
            let why = format!("it is larger than {most} MB; `--limit-file` raises the limit");
            sources.miss(it.name.as_ref(), &why);
        }
        let analysis =
            analyze_after(last.as_ref().map(|it| &it.analysis), &sources.files, &self.wishes.options);
        let analysis = analysis.without(sources.unread.clone());
        let seen = Seen::new(analysis, sources, texts, Arc::clone(&self.wishes), self.base.encoding);
        self.seen = Some((texts.revision, seen));
    }
}
