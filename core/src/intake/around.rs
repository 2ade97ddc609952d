//! Cutting away what stands around manifests: fences, prose, commands, tables.

use std::ops::Range;

use super::{Draft, Note, is_object, markdown, shell, table};
use crate::diagnostic::{Code, Severity};
use crate::source::{Location, Mapped, Span};
use crate::yaml::{self, Document};

/// What stands around manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// A line of three backticks or more.
    Fence,
    /// What a page says between its fenced manifests.
    Prose,
    /// A command, what it answered, or the end of what it was given to read.
    Shell,
    /// What `kubectl get` prints without `-o yaml`.
    Table,
}

impl Form {
    /// "Markdown fences, shell lines, the table of `kubectl get`: the YAML between is read" (L-83).
    fn note(self, at: Location) -> Note {
        let (what, help) = match self {
            Form::Fence => ("this Markdown fence is not part of the manifest", "delete it"),
            Form::Prose => ("this text is not part of a manifest and is not read", "delete it"),
            Form::Shell => ("this line of a terminal is not part of the manifest", "delete it"),
            Form::Table => (
                "this table is not a manifest and is not read",
                "paste what `kubectl get … -o yaml` prints instead",
            ),
        };
        let note = Note::new(at, (Severity::Error, Code::NotYaml), what, help);
        if self == Form::Table { note.incomplete() } else { note }
    }
}

/// The documents of a text without what stands around them. A document that is an object by itself is left as it is: a
/// fence in a ConfigMap or the `EOF` of a script in it is part of that object.
pub(super) fn cut_away(text: &Mapped, notes: &mut Vec<Note>) -> Vec<Draft> {
    let mut res = Vec::new();
    // What is open at the end of one document may close in the next.
    let mut open = Open::default();
    for document in yaml::split(text.text()) {
        match cut(document.text, open.clone()).filter(|_| !is_object(document.text)) {
            Some((cut, left)) => {
                cut.add_to(text, document, &mut res, notes);
                open = left;
            }
            None => res.push(Draft::of(text, &document)),
        }
    }
    res
}

/// What has begun and not ended.
#[derive(Clone, Default)]
struct Open<'t> {
    /// The marks of a fence.
    fence: Option<&'t str>,
    /// The words that end what commands read.
    heredocs: Vec<&'t str>,
}

/// A document without the lines that are no part of it.
#[derive(Default)]
struct Cut {
    around: Vec<(Range<usize>, Form)>,
    /// What is left, and whether it stands in a fence.
    stretches: Vec<(Range<usize>, bool)>,
}

/// The cut, and what is open behind it. `None` where nothing is to be cut.
fn cut<'t>(text: &'t str, mut open: Open<'t>) -> Option<(Cut, Open<'t>)> {
    let mut res = Cut::default();
    let (mut at, mut in_table, mut joined) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end();
        // Nearly every line of a manifest is indented, and all that is cut stands at the margin.
        let is_inner = line.starts_with(' ') && open.heredocs.is_empty();
        in_table = !is_inner && if in_table { table::is_row(content) } else { table::is_head(content) };
        let form = if is_inner {
            None
        } else if markdown::is_fence(content, &mut open.fence) {
            Some(Form::Fence)
        } else if in_table {
            Some(Form::Table)
        } else {
            shell::is_of_a_terminal(content, &mut open.heredocs).then_some(Form::Shell)
        };
        let Some(form) = form else {
            match res.stretches.last_mut().filter(|_| joined) {
                Some(it) => it.0.end = at,
                None => res.stretches.push((start..at, open.fence.is_some())),
            }
            joined = true;
            continue;
        };
        joined = false;
        let end = start + content.len();
        match res.around.last_mut() {
            Some((table, Form::Table)) if form == Form::Table && table.end + 2 >= start => table.end = end,
            _ => res.around.push((start..end, form)),
        }
    }
    (!res.around.is_empty()).then_some((res, open))
}

impl Cut {
    fn add_to(mut self, all: &Mapped, whole: Document<'_>, drafts: &mut Vec<Draft>, notes: &mut Vec<Note>) {
        let is_page = self.around.iter().any(|it| it.1 == Form::Fence);
        let (mut separator_text, mut version) = (whole.separator_text, whole.version);
        for (stretch, in_fence) in self.stretches {
            let text = whole.text.get(stretch.clone()).unwrap_or_default();
            for it in yaml::split(text) {
                let start = stretch.start + it.start as usize;
                if is_page && !in_fence && !is_object(it.text) {
                    let blank = it.text.len() - it.text.trim_start().len();
                    self.around.push((start + blank..start + it.text.trim_end().len(), Form::Prose));
                    continue;
                }
                let document = Document {
                    start: whole.start + start as u32,
                    separator_text: separator_text.take(),
                    version: version.take(),
                    ..it
                };
                drafts.push(Draft::of(all, &document));
            }
        }
        notes.extend(self.around.into_iter().map(|(it, form)| {
            let span = Span::new(it.start as u32, it.end as u32).shifted(whole.start);
            form.note(all.locate(span))
        }));
    }
}
