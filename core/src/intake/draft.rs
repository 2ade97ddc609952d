//! Documents on their way through the forms.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Document, Intake, Note, comments, plain};
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::source::{FileId, Location, Mapped, SourceFile, Span, line_end};
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
    /// What the text around it calls its file: a caption, the name under which a command wrote it.
    pub(super) name: Option<String>,
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
            name: None,
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
        Draft { text, is_plain, separator_text: None, version: None, is_in_doubt: false, name: None }
    }

    /// One way of several to read what stands there.
    pub(super) fn in_doubt(text: Mapped) -> Draft {
        Draft { is_in_doubt: true, ..Draft::made(text) }
    }

    /// The same in a file of some name.
    pub(super) fn named(self, name: Option<String>) -> Draft {
        Draft { name, ..self }
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

    /// Whether parts of it came from different files.
    fn is_of_several(&self) -> bool {
        match &self.text {
            Text::Stretch(_) => false,
            Text::Made(it) => it.is_of_several(),
        }
    }

    /// The file that the user sees it in, of what was made of several the first.
    fn file(&self) -> FileId {
        match &self.text {
            Text::Stretch(it) => it.file,
            Text::Made(it) => it.locate(Span::default()).file,
        }
    }
}

/// What the file of each document is called. A pasted text may hold several files: then a caption or a comment above the
/// first document of each tells its name, and those below are of the same file.
pub(super) fn file_names(drafts: &[Draft], files: &[SourceFile]) -> Vec<String> {
    let mut last: Option<(FileId, String)> = None;
    let name = |draft: &Draft| {
        let file = draft.file();
        let own = draft.name.clone().or_else(|| commented(draft.text(files)).map(str::to_owned));
        let inherited = || last.take().filter(|it| it.0 == file).map(|it| it.1);
        let of_file = || files.get(file.0 as usize).map(|it| it.name.clone());
        let name = own.or_else(inherited).or_else(of_file).unwrap_or_default();
        last = Some((file, name.clone()));
        name
    };
    drafts.iter().map(name).collect()
}

/// The name in the first comments of a document: `# base/web.yaml`, `# file: web.yaml`, `# Source: shop/templates/web.yaml`.
fn commented(text: &str) -> Option<&str> {
    let comments = text.lines().map(str::trim).skip_while(|it| it.is_empty() || *it == "---");
    comments.map_while(|it| it.strip_prefix('#')).find_map(|it| {
        let it = it.trim_start_matches('#').trim();
        let (label, behind) = it.split_once(':').unwrap_or(("", it));
        let is_label = ["", "file", "filename", "source"].contains(&label.to_ascii_lowercase().as_str());
        behind.split_whitespace().next().filter(|it| is_label && is_file_name(it))
    })
}

/// Whether a word is the name of a file that manifests are in.
pub(super) fn is_file_name(word: &str) -> bool {
    let endings = [".yaml", ".yml", ".json", ".tpl"];
    let stem = endings.iter().find_map(|it| word.strip_suffix(it));
    stem.is_some_and(|it| {
        !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || "._-/+~".contains(it))
    })
}

fn stretch(files: &[SourceFile], it: Location) -> &str {
    let range: Range<usize> = it.span.start as usize..it.span.end as usize;
    files.get(it.file.0 as usize).and_then(|it| it.text.get(range)).unwrap_or_default()
}

/// Gives the first note of a file that speaks of a click the edit that makes plain YAML of it: the texts of its documents,
/// with the lines between them that `kubectl` wants. Not of a file with an object that can be read in several ways: none of
/// them is what stands there.
pub(super) fn offer_plain(drafts: &[Draft], files: &[SourceFile], notes: &mut [Note]) {
    let in_doubt = notes.iter().filter(|it| !it.readings.is_empty());
    let in_doubt: BTreeSet<FileId> =
        in_doubt.filter_map(|it| it.problem.location).map(|it| it.file).collect();
    let mut offered: BTreeSet<(FileId, &str)> = BTreeSet::new();
    for note in notes {
        let Some((title, file)) = note.click.zip(note.problem.location.map(|it| it.file)) else { continue };
        if in_doubt.contains(&file) || !offered.insert((file, title)) {
            continue;
        }
        let Some(old) = files.get(file.0 as usize) else { continue };
        let documents: Vec<&Draft> = drafts.iter().filter(|it| it.file() == file).collect();
        // What was made of several files cannot take the place of one of them.
        if documents.is_empty() || documents.iter().any(|it| it.is_of_several()) {
            continue;
        }
        let text =
            documents.iter().map(|it| it.text(files).replace("\r\n", "\n").trim_matches('\n').to_owned());
        let text = text.map(|it| it + "\n").collect::<Vec<_>>().join("---\n");
        let location = Location { file, span: Span::new(0, old.text.len() as u32) };
        let (title, class) = match comments::are_kept(&old.text, &text) {
            true => (title.to_owned(), FixClass::Safe),
            // That is not done unasked.
            false => (format!("{title}, without some of its comments"), FixClass::Effect),
        };
        let text = text.replace('\n', line_end(&old.text));
        note.problem.fixes.push(Fix { title, edits: vec![Edit { location, text }], class });
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

#[cfg(test)]
mod tests {
    use super::*;

    fn names(texts: &[(&str, Option<&str>)]) -> Vec<String> {
        let files: Vec<SourceFile> =
            texts.iter().zip(["a.yaml", "b.yaml"]).map(|(it, name)| SourceFile::new(name, it.0)).collect();
        let ids = (0..).map(FileId);
        let drafts = texts.iter().zip(ids).flat_map(|((text, name), id)| {
            let whole = Mapped::whole(id, text);
            let drafts: Vec<Draft> = yaml::split(text).iter().map(|it| Draft::of(&whole, it)).collect();
            drafts.into_iter().map(|it| it.named(name.map(str::to_owned)))
        });
        file_names(&drafts.collect::<Vec<_>>(), &files)
    }

    #[test]
    fn a_comment_above_a_document_names_its_file_and_that_of_those_below() {
        let text = "kind: A\n---\n# base/b.yaml (the rules)\nkind: B\n---\n# by hand\nkind: C\n---\n# Source: d.yml\nkind: D\n";
        assert_eq!(names(&[(text, None)]), ["a.yaml", "base/b.yaml", "base/b.yaml", "d.yml"]);
        assert_eq!(names(&[(text, None), ("kind: E", None)]).last().map(String::as_str), Some("b.yaml"));
    }

    #[test]
    fn a_caption_goes_before_a_comment() {
        assert_eq!(names(&[("# a/b.yaml\nkind: A", Some("c.yaml"))]), ["c.yaml"]);
        assert_eq!(names(&[("# see x.yaml below\nkind: A", None)]), ["a.yaml"], "a sentence is no name");
    }
}
