//! Bytes of files to places in an editor.
//!
//! Enters: the files. Leaves: lines, columns and UTF-16 offsets, which editors count in.

use std::sync::OnceLock;

use super::{LineColumn, LineIndex, Location, SourceFile};

/// A place in one of the files, ready for an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub struct Place {
    /// Index of the file in the list that was analysed.
    pub file: u32,
    /// UTF-16 units before the first character.
    pub from: u32,
    /// UTF-16 units before the end.
    pub to: u32,
    /// One-based line of the first character.
    pub from_line: u32,
    /// One-based line of the last character.
    pub to_line: u32,
}

/// The files of an analysis, each indexed when it is first needed.
#[derive(Debug)]
pub struct Places {
    files: Vec<(SourceFile, OnceLock<LineIndex>)>,
}

impl Places {
    /// The places of some files.
    pub fn new(files: &[SourceFile]) -> Places {
        Places { files: files.iter().map(|it| (it.clone(), OnceLock::new())).collect() }
    }

    /// The files.
    pub fn files(&self) -> Vec<SourceFile> {
        self.files.iter().map(|it| it.0.clone()).collect()
    }

    fn index(&self, file: u32) -> Option<&LineIndex> {
        let (file, index) = self.files.get(file as usize)?;
        Some(index.get_or_init(|| LineIndex::new(file.text.clone())))
    }

    /// Where a location is; a final line break does not count as a line of its own.
    pub fn place(&self, it: Location) -> Option<Place> {
        let index = self.index(it.file.0)?;
        let last = if it.span.end > it.span.start { it.span.end - 1 } else { it.span.end };
        Some(Place {
            file: it.file.0,
            from: index.utf16(it.span.start),
            to: index.utf16(it.span.end),
            from_line: index.line_column(it.span.start).line,
            to_line: index.line_column(last).line,
        })
    }

    /// Line and column of a location's start.
    pub fn line_column(&self, it: Location) -> Option<LineColumn> {
        Some(self.index(it.file.0)?.line_column(it.span.start))
    }

    /// The byte at a number of UTF-16 units.
    pub fn byte(&self, file: u32, utf16: u32) -> Option<u32> {
        Some(self.index(file)?.byte_of_utf16(utf16))
    }

    /// How many spaces and dashes stand between a byte and the next letter of its line.
    pub fn dent(&self, file: u32, byte: u32) -> u32 {
        let rest = self.files.get(file as usize).and_then(|it| it.0.text.get(byte as usize..));
        rest.map_or(0, |it| it.bytes().take_while(|it| matches!(it, b' ' | b'-')).count() as u32)
    }

    /// The name of a file.
    pub fn name(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |it| &it.0.name)
    }
}
