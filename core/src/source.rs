//! Text and places in it. Enters: the files as the user has them. Leaves: spans, lines, columns.
//! Deliberately not here: anything that knows YAML or Kubernetes.

mod mapped;
mod places;
mod unchanged;
mod whole;

use std::sync::Arc;

pub use mapped::Mapped;
pub use places::{Place, Places};
pub(crate) use places::{line_end, real, verbatim};
pub(crate) use unchanged::{Unchanged, in_common};

/// One file as the user sees it: a name and its whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Shown to the user. Files are read in the order given; they are never sorted by name.
    pub name: String,
    /// UTF-8 text. Line ends may be `\n` or `\r\n`.
    pub text: Arc<str>,
}

impl SourceFile {
    /// A file from its name and text.
    pub fn new(name: impl Into<String>, text: impl Into<Arc<str>>) -> SourceFile {
        SourceFile { name: name.into(), text: text.into() }
    }
}

/// Index of a file in the list given to [`crate::analyze`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes.
///
/// Inside a manifest it counts from the start of its document, so that a document which did not change
/// keeps its spans when the text above it does; [`Origin::locate`] makes a [`Location`] of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte; never less than `start`.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end`.
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Moved right by `offset` bytes.
    #[must_use]
    pub fn shifted(self, offset: u32) -> Span {
        Span { start: self.start.saturating_add(offset), end: self.end.saturating_add(offset) }
    }

    /// Whether the byte lies in the span, its end included (a caret may stand behind the last letter).
    pub fn touches(self, byte: u32) -> bool {
        self.start <= byte && byte <= self.end
    }
}

/// A value and where it was written (see [`Span`] for what it counts from).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }
}

/// Bytes of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// Which file.
    pub file: FileId,
    /// Which bytes of the whole file.
    pub span: Span,
}

/// Where an object was written: its file, document, and the byte its document starts at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Which file.
    pub file: FileId,
    /// Zero-based index of the document in its file.
    pub document: u32,
    /// First byte of the document's text in its file; spans inside the document count from here.
    pub start: u32,
}

impl Origin {
    /// The place in the file of a span that counts from the document's start.
    pub fn locate(self, span: Span) -> Location {
        Location { file: self.file, span: span.shifted(self.start) }
    }
}

/// A place as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// One-based.
    pub line: u32,
    /// One-based, in Unicode scalar values.
    pub column: u32,
}

/// Byte offsets of one text as lines, columns and UTF-16 units.
#[derive(Clone, Debug)]
pub struct LineIndex {
    text: Arc<str>,
    /// Byte at which each line starts.
    starts: Vec<u32>,
    /// What stands before some bytes, so that nothing is counted from far away: a line may be the whole text. Empty
    /// where every byte is a letter.
    marks: Vec<Mark>,
}

/// What stands before a byte.
#[derive(Clone, Copy, Debug, Default)]
struct Mark {
    byte: u32,
    /// UTF-16 units.
    units: u32,
    /// Unicode scalar values.
    letters: u32,
}

impl Mark {
    fn behind(self, it: char) -> Mark {
        Mark {
            byte: self.byte + it.len_utf8() as u32,
            units: self.units + it.len_utf16() as u32,
            letters: self.letters + 1,
        }
    }
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: Arc<str>) -> LineIndex {
        /// So many letters are counted at most.
        const APART: u32 = 256;
        let breaks = text.bytes().enumerate().filter(|&(_, it)| it == b'\n');
        let starts = [0].into_iter().chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut mark = Mark::default();
            for it in text.chars() {
                if mark.letters % APART == 0 {
                    marks.push(mark);
                }
                mark = mark.behind(it);
            }
        }
        LineIndex { text, starts, marks }
    }

    /// Line and column of a byte. A byte past the end gives the end.
    pub fn line_column(&self, byte: u32) -> LineColumn {
        let line = self.starts.partition_point(|&it| it <= byte);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let column = self.before(byte).letters - self.before(start).letters;
        LineColumn { line: line as u32, column: column + 1 }
    }

    /// UTF-16 units before a byte, as editors in a browser count.
    pub fn utf16(&self, byte: u32) -> u32 {
        self.before(byte).units
    }

    /// The byte before which `units` UTF-16 units stand: the inverse of [`LineIndex::utf16`].
    pub fn byte_of_utf16(&self, units: u32) -> u32 {
        if self.marks.is_empty() {
            return units.min(self.text.len() as u32);
        }
        self.count(self.marks.partition_point(|it| it.units <= units), |it| it.units >= units).byte
    }

    /// What stands before a byte, or before the letter that the byte is a part of.
    fn before(&self, byte: u32) -> Mark {
        let mut end = byte.min(self.text.len() as u32);
        if self.marks.is_empty() {
            return Mark { byte: end, units: end, letters: end };
        }
        while !self.text.is_char_boundary(end as usize) {
            end -= 1;
        }
        self.count(self.marks.partition_point(|it| it.byte <= end), |it| it.byte >= end)
    }

    /// Counts from the mark before a position, until it is enough.
    fn count(&self, behind: usize, is_enough: impl Fn(Mark) -> bool) -> Mark {
        let mut mark = behind.checked_sub(1).and_then(|it| self.marks.get(it)).copied().unwrap_or_default();
        for it in self.text.get(mark.byte as usize..).unwrap_or_default().chars() {
            if is_enough(mark) {
                break;
            }
            mark = mark.behind(it);
        }
        mark
    }

    /// How many lines the text has; a final line break begins an empty one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }
}

#[cfg(test)]
mod tests;
