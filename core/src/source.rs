//! Text and places in it. Enters: the files as the user has them. Leaves: spans, lines, columns.
//! Deliberately not here: anything that knows YAML or Kubernetes.

mod places;

use std::sync::Arc;

pub use places::{Place, Places};

/// One file as the user sees it: a name and its whole text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Shown to the user. Files are not sorted by it: the caller's order is the reading order.
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
    /// Byte at which each line starts, and the UTF-16 units before it.
    starts: Vec<(u32, u32)>,
}

impl LineIndex {
    /// Reads the text once.
    pub fn new(text: Arc<str>) -> LineIndex {
        let mut starts = vec![(0, 0)];
        if text.is_ascii() {
            starts.extend(
                text.bytes()
                    .enumerate()
                    .filter(|&(_, it)| it == b'\n')
                    .map(|(at, _)| (at as u32 + 1, at as u32 + 1)),
            );
        } else {
            let mut units = 0;
            for (at, it) in text.char_indices() {
                units += it.len_utf16() as u32;
                if it == '\n' {
                    starts.push((at as u32 + 1, units));
                }
            }
        }
        LineIndex { text, starts }
    }

    /// Line and column of a byte. A byte past the end gives the end.
    pub fn line_column(&self, byte: u32) -> LineColumn {
        let (line, (start, _)) = self.line_of(byte);
        let column = self.between(start, byte).chars().count();
        LineColumn { line, column: column as u32 + 1 }
    }

    /// UTF-16 units before a byte, as editors in a browser count.
    pub fn utf16(&self, byte: u32) -> u32 {
        let (_, (start, units)) = self.line_of(byte);
        units + self.between(start, byte).encode_utf16().count() as u32
    }

    /// The byte before which `units` UTF-16 units stand: the inverse of [`LineIndex::utf16`].
    pub fn byte_of_utf16(&self, units: u32) -> u32 {
        let line = self.starts.partition_point(|&(_, it)| it <= units).saturating_sub(1);
        let (mut byte, mut seen) = self.starts.get(line).copied().unwrap_or_default();
        for it in self.between(byte, u32::MAX).chars() {
            if seen >= units {
                break;
            }
            seen += it.len_utf16() as u32;
            byte += it.len_utf8() as u32;
        }
        byte
    }

    /// How many lines the text has; a final line break begins an empty one.
    pub fn line_count(&self) -> u32 {
        self.starts.len() as u32
    }

    fn line_of(&self, byte: u32) -> (u32, (u32, u32)) {
        let line = self.starts.partition_point(|&(it, _)| it <= byte);
        (line as u32, self.starts.get(line.saturating_sub(1)).copied().unwrap_or_default())
    }

    /// The text between two bytes, drawn in to character boundaries.
    fn between(&self, start: u32, end: u32) -> &str {
        let mut end = (end as usize).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        self.text.get(start as usize..end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
