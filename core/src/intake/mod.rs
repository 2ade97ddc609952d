//! What people paste, to the documents in it.
//!
//! Enters: the text of a file. Leaves: its documents, each a stretch of that text, so that every place stays what it
//! is; and what stands around them without being part of a manifest. Only a document that is no object by itself is
//! looked at: a fence in a ConfigMap or the `EOF` of a script in it is part of that object.
//! Deliberately not here: what is in a document.

mod binary;
mod markdown;
mod shell;
mod table;

use std::ops::Range;

use crate::source::Span;
use crate::yaml::{self, Document, Value};

/// What a file holds.
#[derive(Debug)]
pub struct Intake<'t> {
    /// In the order of the text.
    pub documents: Vec<Document<'t>>,
    /// Likewise.
    pub around: Vec<Around>,
}

/// Text that is no part of a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around {
    /// Bytes of the file.
    pub span: Span,
    /// What it is.
    pub form: Form,
}

/// What stands around manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line of three backticks or more.
    Fence,
    /// What a page says between its fenced manifests.
    Prose,
    /// A command, what it answered, or the end of what it was given to read.
    Shell,
    /// What `kubectl get` prints without `-o yaml`.
    Table,
    /// The whole file is no text, but what this says.
    Binary(&'static str),
}

/// Finds the documents of a file.
pub fn intake(text: &str) -> Intake<'_> {
    let mut res = Intake { documents: Vec::new(), around: Vec::new() };
    if let Some(what) = binary::recognise(text) {
        res.around.push(Around { span: Span::new(0, 0), form: Form::Binary(what) });
        return res;
    }
    // What is open at the end of one document may close in the next.
    let mut open = Open::default();
    for document in yaml::split(text) {
        match cut(document.text, open.clone()).filter(|_| !is_object(document.text)) {
            Some((cut, left)) => {
                cut.add_to(&mut res, document);
                open = left;
            }
            None => res.documents.push(document),
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
    fn add_to<'t>(mut self, intake: &mut Intake<'t>, whole: Document<'t>) {
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
                intake.documents.push(Document {
                    start: whole.start + start as u32,
                    text: it.text,
                    separator_text: separator_text.take(),
                    version: version.take(),
                });
            }
        }
        let around = self.around.into_iter().map(|(it, form)| {
            let span = Span::new(it.start as u32, it.end as u32).shifted(whole.start);
            Around { span, form }
        });
        intake.around.extend(around);
        crate::order::sort_by_key(&mut intake.around, |it| it.span);
    }
}

/// Whether a document has the form of a manifest; its content plays no part.
fn is_object(text: &str) -> bool {
    let root = yaml::parse(text, &mut Vec::new());
    root.is_some_and(|it| matches!(it.value, Value::Mapping(_)) && it.get("kind").is_some())
}

#[cfg(test)]
mod tests;
