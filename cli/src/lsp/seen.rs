//! One state of the workspace, evaluated, with places as the client counts.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use lsp_types::{Location as Place, Uri};
use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Edit, Fix, Severity};
use netpol_core::source::Location;

use super::address;
use super::state::{Open, Texts};
use super::text::{Encoding, Text};
use super::wishes::Wishes;
use crate::input::Sources;

/// A file of the evaluation.
pub(super) struct File {
    pub(super) uri: Option<Uri>,
    /// The text of the editor; `None`: it is read from disk.
    pub(super) open: Option<Arc<Open>>,
    source: Arc<str>,
    encoding: Encoding,
    text: OnceCell<Text>,
}

impl File {
    pub(super) fn text(&self) -> &Text {
        if let Some(it) = &self.open {
            return &it.text;
        }
        self.text.get_or_init(|| Text::new(Arc::clone(&self.source), self.encoding))
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
    pub(super) wishes: Arc<Wishes>,
    problems: OnceCell<Vec<Diagnostic>>,
    /// What the fixes that were tried do. An editor asks for the same ones at each move of the caret.
    effects: RefCell<Vec<(Vec<Edit>, Option<String>)>>,
}

/// The answer is not wanted any more.
pub(super) struct Canceled;

impl Seen {
    pub(super) fn new(
        analysis: Analysis,
        sources: Sources,
        texts: &Texts,
        wishes: Arc<Wishes>,
        encoding: Encoding,
    ) -> Seen {
        let file = |it: &netpol_core::SourceFile| {
            let open = texts.open.values().find(|open| open.is_yaml && open.name == it.name);
            let uri = open.map(|it| it.uri.clone()).or_else(|| address::of(it.name.as_ref()));
            let source = Arc::clone(&it.text);
            File { uri, open: open.cloned(), source, encoding, text: OnceCell::new() }
        };
        let files = sources.files.iter().map(file).collect();
        Seen { analysis, sources, files, wishes, problems: OnceCell::new(), effects: RefCell::default() }
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

    /// Position of a file by its address.
    pub(super) fn index(&self, uri: &Uri) -> Option<usize> {
        self.files.iter().position(|it| it.open.as_ref().is_some_and(|it| it.uri == *uri))
    }

    /// A place as the client has it.
    pub(super) fn place(&self, it: Location) -> Option<Place> {
        let file = self.file(it)?;
        Some(Place::new(file.uri.clone()?, file.text().range(it.span)))
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
