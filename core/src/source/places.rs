//! Bytes of files to places in an editor.
//!
//! Enters: the files. Leaves: lines, columns and UTF-16 offsets, which editors count in.

use std::sync::{Arc, OnceLock};

use super::{FileId, LineColumn, LineIndex, Location, Mapped, SourceFile};

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
    /// Texts that were made of files, numbered after these.
    made: Arc<[Mapped]>,
    /// How lines end in each of them, in the order of their numbers: a file is looked through once, however many edits
    /// are made in it.
    line_ends: Vec<OnceLock<&'static str>>,
}

impl Places {
    /// The places of some files, and of texts that were made of them.
    pub fn new(files: &[SourceFile], made: Arc<[Mapped]>) -> Places {
        let line_ends = (0..files.len() + made.len()).map(|_| OnceLock::new()).collect();
        Places { files: files.iter().map(|it| (it.clone(), OnceLock::new())).collect(), made, line_ends }
    }

    /// Where a place in a text that was made of files came from; a place in a file as it is.
    pub fn real(&self, it: Location) -> Location {
        real(&self.made, self.files.len(), it)
    }

    /// The files.
    pub fn files(&self) -> Vec<SourceFile> {
        self.files.iter().map(|it| it.0.clone()).collect()
    }

    /// The whole text of a file, or of one that was made.
    pub(crate) fn whole(&self, file: FileId) -> Option<&str> {
        Some(match (file.0 as usize).checked_sub(self.files.len()) {
            None => &*self.files.get(file.0 as usize)?.0.text,
            Some(index) => self.made.get(index)?.text(),
        })
    }

    /// How the lines of a file end, or of a text that was made.
    pub(crate) fn line_end(&self, file: FileId) -> &'static str {
        let of = || self.whole(file).map_or("\n", line_end);
        self.line_ends.get(file.0 as usize).map_or("\n", |it| it.get_or_init(of))
    }

    /// The text of a place of either kind.
    pub(crate) fn text(&self, it: Location) -> Option<&str> {
        self.whole(it.file)?.get(it.span.start as usize..it.span.end as usize)
    }

    /// Where a place of either kind stands word for word in a file, if it does: only there it can be edited.
    pub fn verbatim(&self, it: Location) -> Option<Location> {
        verbatim(&self.made, self.files.len(), it)
    }

    /// Whether some text was made of a part of a file.
    pub(crate) fn is_rendered(&self, file: FileId) -> bool {
        self.made.iter().any(|it| it.is_of(file))
    }

    /// Whether the text at a place of a file stands word for word in a text that was made of it.
    pub(crate) fn is_printed(&self, at: Location) -> bool {
        self.made.iter().any(|it| it.has(at))
    }

    fn index(&self, file: u32) -> Option<&LineIndex> {
        let (file, index) = self.files.get(file as usize)?;
        Some(index.get_or_init(|| LineIndex::new(file.text.clone())))
    }

    /// Where a location is; a final line break does not count as a line of its own.
    pub fn place(&self, it: Location) -> Option<Place> {
        let it = self.real(it);
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
        let it = self.real(it);
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

/// How the lines of a text end.
pub(crate) fn line_end(text: &str) -> &'static str {
    #[cfg(test)]
    LOOKED_THROUGH.set(LOOKED_THROUGH.get() + 1);
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// Where a place in one of the texts that were made of `files` files came from.
pub(crate) fn real(made: &[Mapped], files: usize, it: Location) -> Location {
    let made = (it.file.0 as usize).checked_sub(files).and_then(|index| made.get(index));
    made.map_or(it, |made| made.locate(it.span))
}

/// Where such a place stands word for word in a file, if it does.
pub(crate) fn verbatim(made: &[Mapped], files: usize, it: Location) -> Option<Location> {
    let index = (it.file.0 as usize).checked_sub(files);
    index.map_or(Some(it), |index| made.get(index)?.verbatim(it.span))
}

#[cfg(test)]
thread_local! {
    /// How often a text was looked through for its line ends.
    static LOOKED_THROUGH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests;
