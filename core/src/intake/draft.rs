//! Documents on their way through the forms.

use std::ops::Range;

use super::{Document, Intake, Note, plain};
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::source::{FileId, Location, Mapped, SourceFile, Span};
use crate::yaml;

/// A document, and what stood before it.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    text: Text,
    /// Whether it is known to be a manifest as it stands.
    pub(super) is_plain: bool,
    /// In the file that the text came from, as the next one.
    separator_text: Option<Span>,
    version: Option<Span>,
    /// Whether it is one way of several to read what stands there.
    is_in_doubt: bool,
}

/// The text of a document.
#[derive(Clone, Debug)]
enum Text {
    /// A stretch of a file. Most are, and are not copied.
    Stretch(Location),
    /// One that was made.
    Made(Mapped),
}

impl Draft {
    /// A document of a file all of whose documents are manifests as they stand.
    pub(super) fn plain(file: FileId, it: &yaml::Document<'_>) -> Draft {
        let span = Span::new(it.start, it.start + it.text.len() as u32);
        let text = Text::Stretch(Location { file, span });
        Draft {
            text,
            is_plain: true,
            separator_text: it.separator_text,
            version: it.version,
            is_in_doubt: false,
        }
    }

    /// A document of a text that was made.
    pub(super) fn of(all: &Mapped, it: &yaml::Document<'_>) -> Draft {
        let mut text = Mapped::new();
        text.copy(all, it.start as usize..it.start as usize + it.text.len());
        let real = |span: Span| all.locate(span).span;
        Draft {
            separator_text: it.separator_text.map(real),
            version: it.version.map(real),
            ..Draft::made(text)
        }
    }

    /// A document that was made.
    pub(super) fn made(text: Mapped) -> Draft {
        let is_plain = plain::is_plain(text.text());
        let text = text.as_stretch().map_or(Text::Made(text), Text::Stretch);
        Draft { text, is_plain, separator_text: None, version: None, is_in_doubt: false }
    }

    /// One way of several to read what stands there.
    pub(super) fn in_doubt(text: Mapped) -> Draft {
        Draft { is_in_doubt: true, ..Draft::made(text) }
    }

    /// The file that most of it came from, or the first of several.
    fn file(&self) -> FileId {
        match &self.text {
            Text::Stretch(it) => it.file,
            Text::Made(it) => it.locate(Span::new(0, 0)).file,
        }
    }

    /// Its text.
    pub(super) fn text<'d>(&'d self, files: &'d [SourceFile]) -> &'d str {
        match &self.text {
            Text::Stretch(it) => stretch(files, *it),
            Text::Made(it) => it.text(),
        }
    }

    /// The same with its places.
    pub(super) fn mapped(&self, files: &[SourceFile]) -> Mapped {
        match &self.text {
            Text::Stretch(it) => Mapped::stretch(*it, stretch(files, *it)),
            Text::Made(it) => it.clone(),
        }
    }
}

fn stretch(files: &[SourceFile], it: Location) -> &str {
    let range: Range<usize> = it.span.start as usize..it.span.end as usize;
    files.get(it.file.0 as usize).and_then(|it| it.text.get(range)).unwrap_or_default()
}

/// Gives each note that speaks of a click the edit that makes plain YAML of its file: the texts of its documents, with
/// the lines between them that `kubectl` wants.
pub(super) fn offer_plain(drafts: &[Draft], files: &[SourceFile], notes: &mut [Note]) {
    for note in notes {
        let Some((title, file)) = note.click.zip(note.problem.location.map(|it| it.file)) else { continue };
        let Some(old) = files.get(file.0 as usize) else { continue };
        let documents = drafts.iter().filter(|it| it.file() == file);
        let text = documents.map(|it| it.text(files).trim_matches('\n').to_owned() + "\n");
        let text = text.collect::<Vec<_>>().join("---\n");
        let location = Location { file, span: Span::new(0, old.text.len() as u32) };
        note.problem.fixes.push(Fix {
            title: title.to_owned(),
            edits: vec![Edit { location, text }],
            class: FixClass::Safe,
        });
    }
}

/// Documents as they are read.
pub(super) fn finish(drafts: Vec<Draft>, files: &[SourceFile], intake: &mut Intake) {
    for Draft { text, separator_text, version, is_in_doubt, .. } in drafts {
        let (file, span) = match text {
            Text::Stretch(it) => (it.file, it.span),
            Text::Made(it) => {
                let file = FileId((files.len() + intake.made.len()) as u32);
                let span = Span::new(0, it.text().len() as u32);
                intake.made.push(it);
                (file, span)
            }
        };
        intake.documents.push(Document { file, span, separator_text, version, is_in_doubt });
    }
}
