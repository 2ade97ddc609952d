//! Documents on their way through the forms.

use std::ops::Range;

use super::{Document, Intake, plain};
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
        Draft { text, is_plain: true, separator_text: it.separator_text, version: it.version }
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
        Draft { text, is_plain, separator_text: None, version: None }
    }

    /// Its text.
    pub(super) fn text<'d>(&'d self, files: &'d [SourceFile]) -> &'d str {
        match &self.text {
            Text::Stretch(it) => stretch(files, *it),
            Text::Made(it) => it.text(),
        }
    }

    /// Where it begins.
    pub(super) fn place(&self) -> Location {
        match &self.text {
            Text::Stretch(it) => Location { file: it.file, span: Span::new(it.span.start, it.span.start) },
            Text::Made(it) => it.locate(Span::new(0, 0)),
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

/// Documents as they are read.
pub(super) fn finish(drafts: Vec<Draft>, files: &[SourceFile], intake: &mut Intake) {
    for Draft { text, separator_text, version, .. } in drafts {
        let (file, span) = match text {
            Text::Stretch(it) => (it.file, it.span),
            Text::Made(it) => {
                let file = FileId((files.len() + intake.made.len()) as u32);
                let span = Span::new(0, it.text().len() as u32);
                intake.made.push(it);
                (file, span)
            }
        };
        intake.documents.push(Document { file, span, separator_text, version });
    }
}
