//! One state of the workspace, evaluated, with places as the client counts.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use lsp_types::{Location as Place, Uri};
use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Edit, Fix, Severity};
use netpol_core::source::Location;

use super::address;
use super::merged::Merged;
use super::state::Open;
use super::text::{Encoding, Text};
use super::wishes::Wishes;
use crate::input::Sources;

/// A file of the evaluation.
pub(super) struct File {
    /// Its address on disk.
    on_disk: Option<Uri>,
    /// The documents of the editor that show its text; none: it is read from disk.
    open: Vec<Arc<Open>>,
    source: Arc<str>,
    encoding: Encoding,
    text: OnceCell<Text>,
}

impl File {
    pub(super) fn text(&self) -> &Text {
        if let Some(it) = self.open.first() {
            return &it.text;
        }
        self.text.get_or_init(|| Text::new(Arc::clone(&self.source), self.encoding))
    }

    /// The addresses at which its text is shown, with versions: of each document, or the one on disk.
    pub(super) fn shown_at(&self) -> impl Iterator<Item = (&Uri, Option<i32>)> {
        let on_disk = self.on_disk.iter().filter(|_| self.open.is_empty()).map(|it| (it, None));
        self.open.iter().map(|it| (&it.uri, Some(it.version))).chain(on_disk)
    }

    /// Whether its problems are told: it looks like manifests of Kubernetes. An editor shows files of many other tools.
    pub(super) fn is_told(&self) -> bool {
        self.source.lines().any(|line| {
            let line = line.trim_start_matches(['{', '-', ' ', '"', '\'', '\t', '\u{feff}']);
            let name = line.split([':', '"', '\'', ' ', '=']).next().unwrap_or_default();
            name.eq_ignore_ascii_case("apiVersion") || name.eq_ignore_ascii_case("kind")
        })
    }
}

/// The whole of it.
pub(super) struct Seen {
    pub(super) analysis: Analysis,
    pub(super) sources: Sources,
    pub(super) files: Vec<File>,
    /// Position of the first file whose problems are told.
    pub(super) told_from: usize,
    /// What does not count, a sentence each.
    pub(super) said: Vec<String>,
    pub(super) wishes: Arc<Wishes>,
    problems: OnceCell<Vec<Diagnostic>>,
    /// What the fixes that were tried do. An editor asks for the same ones at each move of the caret.
    effects: RefCell<Vec<(Vec<Edit>, Option<String>)>>,
}

/// The workspace as it is, and with texts that are no files of it.
pub(super) struct Evaluated {
    pub(super) files: Seen,
    /// The same files, and behind them texts that the editor alone has: a new one, or an old version beside a file. They see
    /// what the files have, and change nothing in what is said of those.
    drafts: Option<Seen>,
}

impl Evaluated {
    pub(super) fn new(files: Seen, drafts: Option<Seen>) -> Evaluated {
        Evaluated { files, drafts }
    }

    /// What is told. Where there are only texts without a file, of no file there is nothing to say.
    pub(super) fn all(&self) -> impl Iterator<Item = &Seen> {
        let files = Some(&self.files).filter(|it| self.drafts.is_none() || !it.files.is_empty());
        files.into_iter().chain(&self.drafts)
    }

    /// The document at an address, and where it was evaluated.
    pub(super) fn document(&self, uri: &Uri) -> Option<(&Seen, Own)> {
        self.all().find_map(|it| Some((it, it.document(uri)?)))
    }
}

/// A document that is asked about.
#[derive(Clone, Copy)]
pub(super) struct Own {
    /// Position of its file.
    pub(super) file: usize,
    /// Its position among the documents that show the file.
    document: usize,
}

/// The answer is not wanted any more.
pub(super) struct Canceled;

impl Seen {
    pub(super) fn new(
        analysis: Analysis,
        merged: Merged,
        told_from: usize,
        wishes: Arc<Wishes>,
        encoding: Encoding,
    ) -> Seen {
        let Merged { sources, open, said } = merged;
        let file = |(it, open): (&netpol_core::SourceFile, Vec<Arc<Open>>)| {
            let on_disk = address::of(it.name.as_ref());
            File { on_disk, open, source: Arc::clone(&it.text), encoding, text: OnceCell::new() }
        };
        let files = sources.files.iter().zip(open).map(file).collect();
        let (problems, effects) = (OnceCell::new(), RefCell::default());
        Seen { analysis, sources, files, told_from, said, wishes, problems, effects }
    }

    /// Everything that is to be told.
    pub(super) fn problems(&self) -> &[Diagnostic] {
        self.problems.get_or_init(|| self.wishes.wanted.found(&self.analysis, Some(&self.sources)))
    }

    /// What a fix does, which is tried once at most, and only while the answer is wanted.
    pub(super) fn effect(
        &self,
        fix: &Fix,
        is_wanted: &dyn Fn() -> bool,
        tried: impl FnOnce() -> Option<String>,
    ) -> Result<Option<String>, Canceled> {
        if let Some((_, known)) = self.effects.borrow().iter().find(|it| it.0 == fix.edits) {
            return Ok(known.clone());
        }
        if !is_wanted() {
            return Err(Canceled);
        }
        let res = tried();
        self.effects.borrow_mut().push((fix.edits.clone(), res.clone()));
        Ok(res)
    }

    /// The file of a place.
    pub(super) fn file(&self, it: Location) -> Option<&File> {
        self.files.get(it.file.0 as usize)
    }

    /// The document at an address.
    pub(super) fn document(&self, uri: &Uri) -> Option<Own> {
        self.files.iter().enumerate().find_map(|(file, it)| {
            Some(Own { file, document: it.open.iter().position(|it| it.uri == *uri)? })
        })
    }

    /// The address of a file, with its version: as the document has it that is asked about, where it shows that file.
    pub(super) fn address(&self, file: usize, own: Option<Own>) -> Option<(&Uri, Option<i32>)> {
        let nth = own.filter(|it| it.file == file).map_or(0, |it| it.document);
        self.files.get(file)?.shown_at().nth(nth)
    }

    /// A place as the client has it.
    pub(super) fn place(&self, it: Location) -> Option<Place> {
        let (uri, _) = self.address(it.file.0 as usize, None)?;
        Some(Place::new(uri.clone(), self.file(it)?.text().range(it.span)))
    }

    /// The place that is marked for a problem. What is only worth knowing marks one line: it is often about a whole object,
    /// of which nothing is wrong.
    pub(super) fn marked(&self, it: &Diagnostic) -> Option<Location> {
        let mut at = it.location?;
        let text = self.file(at)?.text();
        if it.severity == Severity::Info {
            let end = text.end_of_line(at.span.start as usize) as u32;
            at.span.end = at.span.end.min(end.max(at.span.start));
        }
        Some(at)
    }
}
