//! What a pasted text is made of: manifests, commands with the texts that they read, tables, and the rest.

use std::ops::Range;

use super::lines::{goes_on, is_code, is_manifest, is_separator, is_terminal};
use super::markdown::Language;
use super::{described, is_object, markdown, shell, table};
use crate::kubectl::{self, Statement};
use crate::source::{Location, Mapped, Span};
use crate::yaml;

/// A stretch of a pasted text, in the order of the text.
#[derive(Debug)]
pub(super) enum Region {
    /// Manifests as they stand, and the file that the text says they are in.
    Plain(Mapped, Option<String>),
    /// A command, with all lines that belong to it.
    Script(Mapped, Statement),
    /// What `cat FILE` printed.
    Shown(String, Mapped),
    /// What `kubectl get` printed.
    Table(Mapped),
    /// What `kubectl describe` printed of an object.
    Described(Mapped),
    /// What is no part of a manifest.
    Rest(Location, Rest),
}

/// What is no part of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    /// The line that opens a fence.
    Fence,
    /// What a page says between its fences, and code that is neither.
    Prose,
    /// What a command printed.
    Output,
    /// A command with a quote or a loop that has no end.
    Unclosed,
}

/// How often a command may turn out to have no end before only its neighbourhood is searched for one.
const UNCLOSED: usize = 16;
/// How much of the text is searched for the end of a command then.
const NEAR: usize = 4096;

/// The regions of a text. `None` where it has neither fences nor commands nor tables.
pub(super) fn regions(text: &Mapped) -> Option<Vec<Region>> {
    let documents = yaml::split(text.text());
    let mut scan = Scan::new(text);
    let mut lines = documents.iter().flat_map(|it| it.text.lines());
    // Nothing that stands in an object is around one.
    let is_special = |it: &str| {
        markdown::is_opening(it) || is_terminal(it) || table::is_head(it) || described::is_head(it)
    };
    if !lines.any(is_special) && !documents.iter().any(|it| markdown::has_block(it.text)) {
        return None;
    }
    let others: Vec<_> = documents.iter().filter(|it| !is_object(it.text)).collect();
    let in_others = || others.iter().flat_map(|it| it.text.lines());
    let is_page = markdown::is_page(in_others()) || others.iter().any(|it| markdown::has_block(it.text));
    if !is_page && !in_others().any(is_special) {
        return None;
    }
    let is_other = |start: u32| others.iter().any(|it| it.start == start);
    scan.objects = documents
        .iter()
        .filter(|it| others.len() < documents.len() && !is_other(it.start))
        .map(|it| it.start as usize..it.start as usize + it.text.len())
        .collect();
    scan.is_session = !is_page && in_others().any(|it| shell::prompt(it).is_some());
    if is_page {
        scan.page()
    } else {
        scan.lines()
    }
    Some(scan.found)
}

struct Scan<'t> {
    all: &'t Mapped,
    text: &'t str,
    at: usize,
    found: Vec<Region>,
    /// The documents that are objects by themselves.
    objects: Vec<Range<usize>>,
    /// Whether commands have prompts: then lines without one are what they printed.
    is_session: bool,
    /// Whether what follows was printed by a command that creates nothing.
    is_printed: bool,
    unclosed: usize,
    /// The names of functions that commands have defined.
    functions: Vec<String>,
}

impl<'t> Scan<'t> {
    fn new(all: &'t Mapped) -> Scan<'t> {
        Scan {
            all,
            text: all.text(),
            at: 0,
            found: Vec::new(),
            objects: Vec::new(),
            is_session: false,
            is_printed: false,
            unclosed: 0,
            functions: Vec::new(),
        }
    }

    fn line(&self, at: usize) -> &'t str {
        let rest = self.text.get(at..).unwrap_or_default();
        rest.split_inclusive('\n').next().unwrap_or_default()
    }

    fn copy(&self, range: Range<usize>) -> Mapped {
        let mut res = Mapped::new();
        res.copy(self.all, range);
        res
    }

    fn rest(&mut self, range: Range<usize>, what: Rest) {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.start + text.trim_end().len();
        if start < end {
            let at = self.all.locate(Span::new(start as u32, end as u32));
            self.found.push(Region::Rest(at, what));
        }
    }

    /// The object that begins here, if one does.
    fn object(&mut self) -> bool {
        let next = self.objects.partition_point(|it| it.start < self.at);
        let Some(range) = self.objects.get(next).filter(|it| it.start == self.at).cloned() else {
            return false;
        };
        self.at = range.end.max(range.start + 1);
        self.found.push(Region::Plain(self.copy(range), None));
        true
    }

    /// A page: what stands in its fences, and manifests between them.
    fn page(&mut self) {
        let mut prose = self.at;
        let (mut caption, mut looked) = (None, 0);
        while self.at < self.text.len() {
            let start = self.at;
            if self.object() {
                self.rest(prose..start, Rest::Prose);
                (prose, caption) = (self.at, None);
                continue;
            }
            let line = self.line(start);
            self.at += line.len();
            if let Some(fence) = markdown::Fence::open(line) {
                self.rest(prose..start, Rest::Prose);
                let body = fence.body(self.text, self.at);
                self.rest(start..start + line.len(), Rest::Fence);
                self.fence(&fence, body.clone(), caption.take());
                self.at = body.end;
                self.at += fence.closing(self.line(body.end)).unwrap_or(0);
                prose = self.at;
            } else if let Some(length) = shell::prompt(line.trim_end())
                .filter(|it| kubectl::is_command(line.get(*it..).unwrap_or_default()))
            {
                self.rest(prose..start, Rest::Prose);
                self.at = start;
                self.typed(length);
                prose = self.at;
            } else if table::is_head(line.trim_end()) {
                self.rest(prose..start, Rest::Prose);
                self.at = start;
                self.table();
                prose = self.at;
            } else if looked <= start
                && let Some(body) = markdown::block(self.text, start)
                && is_code(self.all, &body, &mut looked)
            {
                self.rest(prose..start, Rest::Prose);
                self.fence(&markdown::Fence::block(), body.clone(), caption.take());
                (self.at, prose) = (body.end, body.end);
            } else if line.starts_with("apiVersion:") || line.starts_with("kind:") {
                let end = self.block(start);
                if self.text.get(start..end).is_some_and(is_object) {
                    self.rest(prose..start, Rest::Prose);
                    self.found.push(Region::Plain(self.copy(start..end), caption.take()));
                    (self.at, prose) = (end, end);
                }
            } else if !line.trim().is_empty() {
                caption = markdown::file_name(line).map(str::to_owned);
            }
        }
        self.rest(prose..self.text.len(), Rest::Prose);
    }

    fn fence(&mut self, fence: &markdown::Fence<'_>, body: Range<usize>, caption: Option<String>) {
        let name = fence.title().map(str::to_owned).or(caption);
        let inner = fence.dedented(self.all, body.clone());
        let language = match fence.language() {
            Language::Unnamed if is_object(inner.text()) || is_manifest(inner.text()) => Language::Yaml,
            Language::Unnamed if inner.text().lines().any(|it| is_terminal(it) || table::is_head(it)) => {
                Language::Shell
            }
            // Helpers of a chart are written in the language of templates alone.
            Language::Other if inner.text().contains("{{") && inner.text().contains("define ") => {
                Language::Yaml
            }
            it @ (Language::Yaml | Language::Shell | Language::Other | Language::Unnamed) => it,
        };
        match language {
            Language::Yaml => self.found.push(Region::Plain(inner, name)),
            Language::Shell => {
                let mut scan = Scan::new(&inner);
                scan.is_session = inner.text().lines().any(|it| shell::prompt(it).is_some());
                scan.functions = std::mem::take(&mut self.functions);
                scan.lines();
                self.functions = scan.functions;
                self.found.append(&mut scan.found);
            }
            Language::Unnamed | Language::Other => self.rest(body, Rest::Prose),
        }
    }

    /// Commands, what they print, tables, and manifests between them.
    fn lines(&mut self) {
        while self.at < self.text.len() {
            let start = self.at;
            if self.object() {
                continue;
            }
            let line = self.line(start);
            let content = line.trim_end();
            if content.is_empty()
                || content.starts_with('#') && shell::prompt(content).is_none()
                || is_separator(content)
            {
                self.at += line.len();
            } else if table::is_head(content) {
                self.table();
            } else if described::begins(content, self.line(start + line.len())) {
                self.at += described::length(self.text.get(start..).unwrap_or_default());
                self.found.push(Region::Described(self.copy(start..self.at)));
            } else if let Some(length) = shell::prompt(content) {
                self.typed(length);
            } else if self.is_command(content) {
                self.statement(start, start);
            } else if shell::is_answer(content) || content == "EOF" {
                self.at += line.len();
                self.rest(start..self.at, Rest::Output);
            } else {
                let end = self.block(start).max(start + line.len());
                // An object of JSON, or one in braces, has no key at its margin.
                let is_one = |it: &str| is_manifest(it) || it.trim_start().starts_with('{') && is_object(it);
                let is_read = self.text.get(start..end).is_some_and(is_one) && !self.is_printed;
                if is_read {
                    self.found.push(Region::Plain(self.copy(start..end), None));
                } else {
                    let what = if self.is_session { Rest::Output } else { Rest::Prose };
                    self.rest(start..end, what);
                }
                self.at = end;
            }
        }
    }

    fn is_command(&self, content: &str) -> bool {
        let first = content.split(' ').next().unwrap_or_default();
        let is_indented = content.starts_with([' ', '\t']);
        if self.is_session {
            return kubectl::is_command(content)
                && (matches!(first, "kubectl" | "k" | "oc" | "for") || content.contains("<<"));
        }
        // Alone on its line, `kind` is a key that somebody is typing, and so is its beginning.
        let is_half_typed = || {
            let is_command = |it: &Region| matches!(it, Region::Script(..));
            "kind".starts_with(content.trim_end()) && !self.found.iter().any(is_command)
        };
        (kubectl::is_command(content) || self.functions.iter().any(|it| it == first))
            && !is_half_typed()
            && (!is_indented || self.found.last().is_some_and(|it| matches!(it, Region::Script(..))))
    }

    fn table(&mut self) {
        let start = self.at;
        self.at += self.line(self.at).len();
        while table::is_row(self.line(self.at).trim_end()) {
            self.at += self.line(self.at).len();
        }
        self.found.push(Region::Table(self.copy(start..self.at)));
    }

    /// A command behind a prompt. Lines that go on with it begin with `> `, or stand there as they were typed.
    fn typed(&mut self, prompt: usize) {
        let start = self.at;
        let first = self.line(start);
        self.at += first.len();
        let mut text = Mapped::new();
        text.copy(self.all, start + prompt..self.at);
        let mut is_continued = false;
        while let Some(mark) = shell::continuation(self.line(self.at)) {
            let line = self.line(self.at);
            text.copy(self.all, self.at + mark..self.at + line.len());
            self.at += line.len();
            is_continued = true;
        }
        if is_continued {
            let (mut at, whole) = (0, start..self.at);
            while at < text.text().len() {
                // What stands behind the end of the command was typed as one of its own.
                let (_, end) = kubectl::statement(text.text(), at);
                let end = if end > at { end } else { text.text().len() };
                let mut piece = Mapped::new();
                piece.copy(&text, at..end);
                let (statement, _) = kubectl::statement(piece.text(), 0);
                self.push(piece, statement, whole.clone());
                at = end;
            }
        } else {
            self.at = start;
            self.statement(start, start + prompt);
        }
        self.shown();
    }

    /// A command that begins at a byte of a line.
    fn statement(&mut self, start: usize, from: usize) {
        let line_end = start + self.line(start).len();
        let mut end = self.text.len();
        if self.unclosed > UNCLOSED {
            end = end.min(from + NEAR);
            while !self.text.is_char_boundary(end) {
                end -= 1;
            }
        }
        let (statement, behind) = kubectl::statement(self.text.get(..end).unwrap_or_default(), from);
        if statement.is_open() {
            self.unclosed += 1;
            self.at = line_end;
            self.rest(start..line_end, Rest::Unclosed);
            return;
        }
        self.at = behind.max(line_end);
        // Places in it count from its own start.
        let text = self.copy(from..self.at);
        let (statement, _) = kubectl::statement(text.text(), 0);
        self.push(text, statement, start..self.at);
    }

    fn push(&mut self, text: Mapped, statement: Statement, range: Range<usize>) {
        if statement.is_open() {
            self.rest(range, Rest::Unclosed);
            return;
        }
        self.functions.extend(statement.functions().map(str::to_owned));
        let line = text.text();
        self.is_printed = line.contains("--dry-run") || line.contains("$do");
        self.found.push(Region::Script(text, statement));
    }

    /// What `cat FILE` printed, up to the next prompt.
    fn shown(&mut self) {
        let Some(Region::Script(text, _)) = self.found.last() else { return };
        let Some(name) = shell::shown_file(text.text()) else { return };
        let (start, name) = (self.at, name.to_owned());
        while self.at < self.text.len() && shell::prompt(self.line(self.at).trim_end()).is_none() {
            self.at += self.line(self.at).len();
        }
        if start < self.at {
            self.found.push(Region::Shown(name, self.copy(start..self.at)));
        }
    }

    /// The end of the lines that belong together: of a manifest all up to a line that is none of its own.
    fn block(&self, start: usize) -> usize {
        let mut at = start;
        let mut is_behind_blank = false;
        while at < self.text.len() {
            let line = self.line(at);
            let content = line.trim_end();
            let is_around = !content.starts_with(' ')
                && (markdown::is_opening(content)
                    || shell::prompt(content).is_some()
                    || table::is_head(content)
                    || shell::is_answer(content)
                    || kubectl::is_command(content)
                        && (!content.contains(": ")
                            || content.starts_with("echo ")
                            || content.contains("<<<"))
                    || content == "EOF");
            let is_end = is_around || is_behind_blank && !goes_on(content) && !content.is_empty();
            if at > start && is_end {
                break;
            }
            is_behind_blank = content.is_empty();
            at += line.len();
        }
        at
    }
}
