//! What people paste, to the documents in it.
//!
//! Enters: the files as the user has them. Leaves: documents, each a stretch of a file or a text that was made of files
//! ([`Mapped`]), so that every place leads to what the user sees; and notes about what was done. Nothing is rewritten: a
//! note may offer the plain text as a fix.
//! A file whose documents are manifests already is passed through after a look at its margin. Any other goes through some
//! steps: [`clean`] takes off what is on its lines, [`around`] cuts away what is no manifest, [`together`] makes YAML of
//! templates, [`repair`] mends documents that lack something, and [`together`] reads what several documents mean together.
//! Deliberately not here: what is in a document.

mod again;
mod around;
mod binary;
mod clean;
mod comments;
mod described;
mod draft;
mod json;
mod lines;
mod markdown;
mod plain;
mod regions;
mod repair;
mod shell;
mod table;
mod together;

use std::pin::Pin;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::find::has;
use crate::pause::{Pause, Task, at_once};
use crate::source::{FileId, Location, Mapped, SourceFile, Span};
use crate::yaml::{self, Value};

pub use again::{Before, Plain};
use draft::Draft;

/// What files hold.
#[derive(Debug, Default)]
pub struct Intake {
    /// In the order in which they are read.
    pub documents: Vec<Document>,
    /// Texts that were made of files. The first has the number that follows the last file's, for a [`FileId`].
    pub made: Vec<Mapped>,
    /// What there is to say, by place.
    pub notes: Vec<Note>,
    /// Texts that were read and are in no document: what was deleted, replaced, or never applied.
    pub aside: Vec<Mapped>,
    /// Values in commands that may be secret: of `--from-literal`, of `--env`.
    pub confidential: Vec<Location>,
    /// Whether a file needs a form that is not there ([`Forms::PLAIN`]).
    pub is_unread: bool,
    /// All files, where they are manifests as they stand: for their next versions.
    pub(crate) plain: Vec<Plain>,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its file, or the text that was made.
    pub file: FileId,
    /// Its bytes in that.
    pub span: Span,
    /// Text behind the three dashes other than a comment, which `kubectl` refuses: of the file that the user sees.
    pub separator_text: Option<Span>,
    /// A `%YAML` line before it with another version than 1.1, the one that `kubectl` reads.
    pub version: Option<Span>,
    /// Whether it is one way of several to read what stands there: policies in it are in force perhaps.
    pub is_in_doubt: bool,
}

impl Document {
    /// A document of a file as it stands.
    fn new(file: FileId, it: &yaml::Document<'_>) -> Document {
        Document {
            file,
            span: Span::new(it.start, it.start + it.text.len() as u32),
            separator_text: it.separator_text,
            version: it.version,
            is_in_doubt: false,
        }
    }
}

/// Something to say about a place that is in no document.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Where, and what.
    pub problem: Diagnostic,
    /// Whether an object is missing because of it.
    pub is_incomplete: bool,
    /// Whether nothing tells which pods that object is about: the cells of all are marked.
    pub is_unbounded: bool,
    /// What a button says that makes plain YAML of the file.
    click: Option<&'static str>,
    /// What may stand there instead of the object that is missing: the policies among them are in force perhaps.
    readings: Vec<Mapped>,
}

impl Note {
    /// A note of some kind about a place of a file, with what to do about it; no help is an empty text.
    fn new(at: Location, (severity, code): (Severity, Code), message: impl Into<String>, help: &str) -> Note {
        let problem = Diagnostic {
            help: help.to_owned(),
            location: Some(at),
            ..Diagnostic::new(severity, code, message)
        };
        Note { problem, is_incomplete: false, is_unbounded: false, click: None, readings: Vec::new() }
    }

    /// What a form did with text that is no plain YAML.
    fn did(at: Location, message: impl Into<String>) -> Note {
        Note::new(at, (Severity::Info, Code::Rewritten), message, "")
    }

    /// The same with the title of the click that makes the text plain.
    fn titled(self, title: &'static str) -> Note {
        Note { click: Some(title), ..self }
    }

    /// The same, where an object is missing because of it.
    fn incomplete(self) -> Note {
        Note { is_incomplete: true, ..self }
    }
}

/// The forms of text that can be read. The page loads most of them only when such a text comes.
#[derive(Clone, Copy)]
pub struct Forms(fn(Arc<[SourceFile]>, Before, Pause) -> Work);

/// Finding documents, which stops in between.
type Work = Pin<Box<dyn Future<Output = Intake>>>;

impl Forms {
    /// All that there are.
    pub const ALL: Forms =
        Forms(|files, before, pause| Box::pin(async move { all_forms(&files, &before, &pause).await }));
    /// Manifests as they stand. Of files that need another form nothing is read: [`Intake::is_unread`].
    #[cfg(any(test, feature = "page"))]
    pub const PLAIN: Forms =
        Forms(|files, before, pause| Box::pin(async move { plain_only(&files, &before, &pause).await }));

    /// None: for texts that this program wrote.
    pub const NONE: Forms =
        Forms(|files, _, pause| Box::pin(async move { as_they_stand(&files, &pause).await }));

    /// Finds the documents of some files.
    pub fn intake(self, files: &[SourceFile]) -> Intake {
        at_once(async |pause| (self.0)(files.into(), Before::default(), pause).await)
    }

    /// The same, which stops in between, for files that may be later versions of others.
    pub(crate) fn task(self, files: Arc<[SourceFile]>, before: Before) -> Task<Intake> {
        Task::new(|pause| (self.0)(files, before, pause))
    }
}

/// A file of more documents is no page and no session: they are read as they stand.
const MOST_DOCUMENTS: usize = 20_000;

/// To look for one thing in a text takes so much less time than to read it.
const FASTER: usize = 16;

/// Finds the documents of some files.
#[cfg(any(test, feature = "internals"))]
pub fn intake(files: &[SourceFile]) -> Intake {
    Forms::ALL.intake(files)
}

/// The text of a file behind its byte-order mark, which every reader of YAML passes over there.
fn without_mark(file: FileId, text: &str) -> Mapped {
    const MARK: char = '\u{feff}';
    let Some(rest) = text.strip_prefix(MARK) else { return Mapped::whole(file, text) };
    let span = Span::new(MARK.len_utf8() as u32, text.len() as u32);
    Mapped::stretch(Location { file, span }, rest)
}

async fn all_forms(files: &[SourceFile], before: &Before, pause: &Pause) -> Intake {
    let is_binary = |it: &SourceFile| binary::recognise(&it.text).is_some();
    // Nearly all inputs are manifests and nothing else. There may be a million of them: nothing is kept of each on its way.
    if !files.iter().any(is_binary) {
        let plain = plain_only(files, before, pause).await;
        let is_small = plain.documents.len() <= MOST_DOCUMENTS;
        if !plain.is_unread && (is_small || !files.iter().any(|it| has(&it.text, "{{"))) {
            return plain;
        }
    }
    let mut plain = Vec::with_capacity(files.len());
    for it in files {
        plain.push(!is_binary(it) && is_plain(&it.text, pause).await);
    }
    let mut res = Intake::default();
    let mut drafts: Vec<Draft> = Vec::new();
    for ((file, is_plain), id) in files.iter().zip(plain).zip((0..).map(FileId)) {
        if let Some(what) = binary::recognise(&file.text) {
            res.notes.push(binary::note(id, what));
            continue;
        }
        if is_plain {
            drafts.extend(yaml::split(&file.text).iter().map(|it| Draft::plain(id, it)));
            continue;
        }
        let text = clean::clean(without_mark(id, &file.text), &mut res.notes, pause).await;
        let read = around::cut_away(&text, files, &mut res.notes);
        pause.after(text.text().len()).await;
        drafts.extend(read.drafts);
        res.aside.extend(read.aside);
        res.confidential.extend(read.confidential);
    }
    together::render(&mut drafts, files, &mut res.notes);
    pause.here().await;
    repair::repair(&mut drafts, files, &mut res.notes, pause).await;
    together::read_together(&mut drafts, files, &mut res.notes, pause).await;
    draft::offer_plain(&drafts, files, &mut res.notes);
    for note in &mut res.notes {
        note.is_unbounded = note.is_incomplete && note.readings.is_empty();
        drafts.extend(std::mem::take(&mut note.readings).into_iter().map(Draft::in_doubt));
    }
    draft::finish(drafts, files, &mut res);
    crate::order::sort_by_key(&mut res.notes, |it| it.problem.location);
    res
}

/// The same where only files that need no form can be read: what is in any other is not known.
async fn plain_only(files: &[SourceFile], before: &Before, pause: &Pause) -> Intake {
    let mut found = Vec::with_capacity(files.len());
    for (at, file) in files.iter().enumerate() {
        let id = FileId(at as u32);
        let documents = match before.documents(id, &file.text, pause).await {
            Some(it) => it,
            None => {
                let documents = plain_documents(&file.text, pause).await;
                let Some(documents) = documents.filter(|_| !together::may_change_others(&file.text)) else {
                    return Intake { is_unread: true, ..Intake::default() };
                };
                documents.iter().map(|it| Document::new(id, it)).collect()
            }
        };
        found.push(documents);
    }
    let is_small = found.iter().map(Vec::len).sum::<usize>() <= MOST_DOCUMENTS;
    let pairs = files.iter().zip(&found).filter(|_| is_small);
    let plain = pairs.map(|(file, it)| Plain::new(Arc::clone(&file.text), it.clone())).collect();
    let documents = found.into_iter().reduce(|mut all, it| {
        all.extend(it);
        all
    });
    Intake { documents: documents.unwrap_or_default(), plain, ..Intake::default() }
}

/// The same where all files are manifests already.
async fn as_they_stand(files: &[SourceFile], pause: &Pause) -> Intake {
    let mut res = Intake::default();
    for (file, id) in files.iter().zip((0..).map(FileId)) {
        res.documents.extend(yaml::split(&file.text).iter().map(|it| Document::new(id, it)));
        pause.after(file.text.len() / FASTER).await;
    }
    res
}

/// Whether all documents of a file are manifests as they stand, and so are the lines between them.
async fn is_plain(text: &str, pause: &Pause) -> bool {
    plain_documents(text, pause).await.is_some()
}

/// The documents of a file, if they are manifests as they stand, and so are the lines between them.
async fn plain_documents<'t>(text: &'t str, pause: &Pause) -> Option<Vec<yaml::Document<'t>>> {
    let documents = yaml::split(text);
    pause.after(text.len() / FASTER).await;
    if MOST_DOCUMENTS < documents.len() {
        return Some(documents);
    }
    if clean::has_wrong_separator(text) {
        return None;
    }
    for it in &documents {
        if !plain::is_plain(it.text) {
            return None;
        }
        pause.after(it.text.len() / FASTER).await;
    }
    Some(documents)
}

/// Whether a document has the form of a manifest; its content plays no part.
fn is_object(text: &str) -> bool {
    // Without the word there is no such key, unless it is written in numbers of characters.
    if !text.contains("kind") && !text.contains('\\') {
        return false;
    }
    let root = yaml::parse(text, &mut Vec::new());
    root.is_some_and(|it| matches!(it.value, Value::Mapping(_)) && it.get("kind").is_some())
}

/// Where a whole text came from.
fn place(text: &Mapped) -> Location {
    text.locate(Span::new(0, text.text().trim_end().len() as u32))
}

/// "`a`, `b` and `c`".
fn list(words: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|it| format!("`{it}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} {conjunction} {last}", before.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
