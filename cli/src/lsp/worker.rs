//! The thread that evaluates: answers questions, and tells the problems of all files when nothing else is to be done.
//!
//! Enters: texts and questions of [`Shared`]. Leaves: answers, each exactly once. What goes wrong with one question is told,
//! and the next one is answered.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use lsp_server::ErrorCode;
use lsp_types::{LogMessageParams, MessageType, notification};
use netpol_core::{Analysis, Options, analyze_after};
use serde_json::{Value, json};

use super::abilities::Words;
use super::actions::{self, Edits};
use super::assist;
use super::disk::Disk;
use super::merged::Merged;
use super::seen::{Evaluated, Seen};
use super::state::{Ask, Open, Question, Shared, Task, Texts, Touched};
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
    seen: Option<(u64, Evaluated)>,
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
        let open = texts.find(&ask.uri);
        let current = open.filter(|it| it.version == ask.version && it.is_yaml);
        let mut answer = None;
        if let Some(open) = current
            && self.shared.is_wanted(id)
        {
            answer = self.guarded(|it| it.found(&ask, open, texts, touched));
        } else {
            self.note(touched);
        }
        self.shared.answer(id, |is_wanted| {
            let refuse = |code, why| self.client.refuse(id.clone(), code, why);
            if !is_wanted {
                refuse(ErrorCode::RequestCanceled, "the request was canceled");
            } else if let Some(answer) = answer {
                self.client.answer(id.clone(), answer);
            } else if current.is_some() {
                refuse(ErrorCode::InternalError, "the evaluator failed over this text");
            } else if open.is_none_or(|it| !it.is_yaml) {
                self.client.answer(id.clone(), Value::Null);
            } else {
                refuse(ErrorCode::ContentModified, "the text has changed since");
            }
        });
    }

    fn found(&mut self, ask: &Ask, open: &Open, texts: &Texts, touched: Touched) -> Value {
        let Base { limit, edits, words, .. } = self.base;
        if let Question::Completion(at) = ask.question {
            // While a text is written, what was in the cluster before the last letter will do.
            self.note(touched);
            if self.seen.is_none() {
                self.look(texts, Touched::default());
            }
            let seen = self.seen.as_ref().filter(|_| open.text.text.len() as u64 <= limit);
            // A text that has come since sees what the files have.
            let seen = seen.map(|it| it.1.document(&open.uri).map_or(&it.1.files, |it| it.0));
            return json!(seen.map(|it| assist::completions(&it.analysis, &open.text, at, words)));
        }
        self.look(texts, touched);
        let found = self.seen.as_ref().and_then(|it| it.1.document(&open.uri));
        let Some((seen, own)) = found else { return Value::Null };
        match &ask.question {
            Question::Actions(range, only) => {
                let is_wanted = || self.shared.is_wanted(&ask.id);
                json!(actions::actions(seen, own, *range, only.as_deref(), edits, &is_wanted))
            }
            Question::Completion(_) => Value::Null,
            Question::Hover(at) => json!(assist::hover(seen, own.file, *at, words)),
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
                paths.extend(texts.open.values().filter_map(|it| it.path.clone()));
            }
            self.wishes = Arc::new(Wishes::new(&texts.given, &self.base.options, &paths));
        }
        let open = texts.open.values().filter(|it| it.is_yaml).cloned();
        let (files, drafts): (Vec<_>, Vec<_>) = open.partition(|it| it.path.is_some());
        let merged = Merged::files(disk, &files);
        let with_drafts = (!drafts.is_empty()).then(|| (merged.sources.files.len(), merged.and(&drafts)));
        let files = self.evaluated(merged, 0, last.as_ref().map(|it| &it.files.analysis));
        // What is new against the files is the drafts alone.
        let drafts = with_drafts.map(|(from, it)| self.evaluated(it, from, Some(&files.analysis)));
        self.seen = Some((texts.revision, Evaluated::new(files, drafts)));
    }

    fn evaluated(&self, merged: Merged, told_from: usize, last: Option<&Analysis>) -> Seen {
        let Merged { sources, .. } = &merged;
        let analysis = analyze_after(last, &sources.files, &self.wishes.options);
        let analysis = analysis.without(sources.unread.clone());
        Seen::new(analysis, merged, told_from, Arc::clone(&self.wishes), self.base.encoding)
    }
}

#[cfg(test)]
mod tests {
    use lsp_types::Position;
    use netpol_core::Options;
    use serde_json::Value;

    use super::{Base, Worker};
    use crate::lsp::abilities::Words;
    use crate::lsp::actions::Edits;
    use crate::lsp::state::{Ask, Open, Question, Shared, Task};
    use crate::lsp::text::{Encoding, Text};
    use crate::lsp::wire::{Client, Written};

    const URI: &str = "untitled:x";

    fn worker() -> (Worker, Shared, Written) {
        let (shared, (client, written)) = (Shared::new(), Client::to_memory());
        let base = Base {
            options: Options::default(),
            limit: 1_000,
            encoding: Encoding::Utf8,
            edits: Edits::default(),
            words: Words::default(),
        };
        (Worker::new(shared.clone(), client, base), shared, written)
    }

    fn write(shared: &Shared, version: i32, text: &str) {
        let text = Text::new(text.into(), Encoding::Utf8);
        let open = Open::new(URI.parse().unwrap(), "yaml", version, text);
        shared.change(|texts, _| texts.open.insert(URI.to_owned(), open.into()));
    }

    /// Asks, and does with the question what `before` says before it is answered.
    fn ask(
        worker: &mut Worker,
        shared: &Shared,
        (id, version): (i32, i32),
        question: Question,
        before: fn(&Shared),
    ) {
        let ask = Ask { id: id.into(), uri: URI.parse().unwrap(), version, question };
        assert!(shared.ask(ask).is_ok());
        let Task::Answer(ask, texts, touched) = shared.next() else { panic!("no question") };
        before(shared);
        worker.answer(ask, &texts, touched);
    }

    #[test]
    fn what_the_end_has_refused_is_not_answered_again() {
        let (mut worker, shared, written) = worker();
        write(&shared, 1, "kind: Pod\n");
        let hover = Question::Hover(Position::new(0, 1));
        ask(&mut worker, &shared, (1, 1), hover.clone(), |it| it.cancel(&1.into()));
        ask(&mut worker, &shared, (2, 1), hover.clone(), |_| ());
        ask(&mut worker, &shared, (3, 1), hover, |it| assert_eq!(it.end(), [3.into()]));
        assert_eq!(written.codes(), [(Some(1), Some(-32800)), (Some(2), None)]);
    }

    #[test]
    fn a_list_of_what_can_be_written_waits_for_no_evaluation_but_the_first() {
        let (mut worker, shared, written) = worker();
        let texts = ["apiVersion: v1\nki", "apiVersion: v1\nkin", "apiVersion: v1\nkind: Po"];
        for (version, text) in (1..).zip(texts) {
            write(&shared, version, text);
            let last = text.lines().last().unwrap().len() as u32;
            ask(
                &mut worker,
                &shared,
                (version, version),
                Question::Completion(Position::new(1, last)),
                |_| (),
            );
            assert_eq!(worker.seen.as_ref().map(|it| it.0), Some(1));
        }
        let has = ["kind", "kind", "Pod"];
        for (answer, label) in written.answers().iter().zip(has) {
            let items = answer.pointer("/result/items").unwrap().as_array().unwrap();
            assert!(items.iter().any(|it| it.get("label").unwrap() == label), "{items:#?}");
        }
        assert_eq!(written.answers().len(), has.len());
        // A larger text than a file may be is not looked at.
        write(&shared, 4, &"#".repeat(1_001));
        ask(&mut worker, &shared, (4, 4), Question::Completion(Position::new(0, 0)), |_| ());
        assert_eq!(written.answers().last().unwrap().get("result"), Some(&Value::Null));
    }
}
