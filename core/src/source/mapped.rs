//! Text that was made of files, and where each stretch of it came from.
//!
//! What people paste is often not what is read: a here-document with its variables filled in, a listing without its line
//! numbers, a template. What is made of it is a [`Mapped`]: places in it lead back to what the user sees.
//! Deliberately not here: how such a text is made, which is `intake`'s.

use std::ops::Range;

use super::{FileId, Location, Span};

/// A text and where it came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapped {
    text: String,
    /// In the order of the text, from its start to its end.
    pieces: Vec<Piece>,
}

/// A stretch of such a text; it ends where the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    /// First byte in the text.
    at: u32,
    /// What it was made of.
    from: Location,
    /// Whether it is the very text that stands there.
    is_verbatim: bool,
}

impl Piece {
    /// Where what a byte of the text came from begins.
    fn start(&self, at: u32) -> u32 {
        if self.is_verbatim {
            self.from.span.start + at.saturating_sub(self.at)
        } else {
            self.from.span.start
        }
    }

    /// Where what the byte before one came from ends.
    fn end(&self, at: u32) -> u32 {
        if self.is_verbatim { self.from.span.start + at.saturating_sub(self.at) } else { self.from.span.end }
    }
}

impl Mapped {
    /// A file as it is.
    pub fn whole(file: FileId, text: &str) -> Mapped {
        Mapped::stretch(Location { file, span: Span::new(0, text.len() as u32) }, text)
    }

    /// The text that stands at a place.
    pub fn stretch(from: Location, text: &str) -> Mapped {
        let pieces = Vec::from_iter((!text.is_empty()).then_some(Piece { at: 0, from, is_verbatim: true }));
        Mapped { text: text.to_owned(), pieces }
    }

    /// Nothing yet.
    pub fn new() -> Mapped {
        Mapped::default()
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Appends a stretch of another such text as it stands there, with the places that it came from.
    pub fn copy(&mut self, source: &Mapped, range: Range<usize>) {
        let Some(text) = source.text.get(range.clone()).filter(|it| !it.is_empty()) else { return };
        let offset = self.text.len() as u32;
        let (start, end) = (range.start as u32, range.end as u32);
        let first = source.pieces.partition_point(|it| it.at <= start).saturating_sub(1);
        let mut pieces = source.pieces.iter().skip(first).take_while(|it| it.at < end).peekable();
        while let Some(piece) = pieces.next() {
            let mut from = piece.from;
            if piece.is_verbatim {
                let behind = pieces.peek().map_or(end, |it| it.at);
                from.span = Span::new(piece.start(piece.at.max(start)), piece.start(behind));
            }
            self.push(Piece {
                at: piece.at.max(start) - start + offset,
                from,
                is_verbatim: piece.is_verbatim,
            });
        }
        self.text.push_str(text);
    }

    /// Appends text that stands nowhere: all of it leads to one place, what it was made of.
    pub fn put(&mut self, text: &str, from: Location) {
        if !text.is_empty() {
            self.push(Piece { at: self.text.len() as u32, from, is_verbatim: false });
            self.text.push_str(text);
        }
    }

    /// Joins pieces that are one.
    fn push(&mut self, piece: Piece) {
        let is_continued = self.pieces.last().is_some_and(|it| {
            it.is_verbatim
                && piece.is_verbatim
                && it.from.file == piece.from.file
                && it.start(piece.at) == piece.from.span.start
        });
        if is_continued {
            if let Some(it) = self.pieces.last_mut() {
                it.from.span.end = piece.from.span.end;
            }
        } else {
            self.pieces.push(piece);
        }
    }

    /// The text with some stretches replaced; they are in order and do not overlap. What is put in leads to what it
    /// took the place of.
    #[must_use]
    pub fn edited<'e>(&self, edits: impl IntoIterator<Item = (Range<usize>, &'e str)>) -> Mapped {
        let (mut res, mut at) = (Mapped::new(), 0);
        for (range, text) in edits {
            res.copy(self, at..range.start);
            res.put(text, self.locate(Span::new(range.start as u32, range.end as u32)));
            at = range.end;
        }
        res.copy(self, at..self.text.len());
        res
    }

    /// Where a stretch of the text came from. Of one that came from several places it is from the first byte of the
    /// first to the last of the last, if these are in order.
    pub fn locate(&self, span: Span) -> Location {
        let piece =
            |at: u32| self.pieces.get(self.pieces.partition_point(|it| it.at <= at).saturating_sub(1));
        let is_empty = span.start == span.end;
        let (Some(first), Some(last)) =
            (piece(span.start), piece(span.end.saturating_sub(1).max(span.start)))
        else {
            return Location { file: FileId(0), span: Span::default() };
        };
        let (start, end) = (first.start(span.start), last.end(span.end));
        let file = first.from.file;
        let span = if is_empty {
            Span::new(start, start)
        } else if file == last.from.file && start <= end {
            Span::new(start, end)
        } else {
            Span::new(start, first.from.span.end)
        };
        Location { file, span }
    }

    /// Where a stretch of the text stands word for word, if it does.
    pub fn verbatim(&self, span: Span) -> Option<Location> {
        let index = self.pieces.partition_point(|it| it.at <= span.start).saturating_sub(1);
        let piece = self.pieces.get(index).filter(|it| it.is_verbatim)?;
        let end = self.pieces.get(index + 1).map_or(self.text.len() as u32, |it| it.at);
        let range = Span::new(piece.start(span.start), piece.start(span.end));
        (span.end <= end).then_some(Location { file: piece.from.file, span: range })
    }

    /// Whether its pieces came from different files.
    pub fn is_of_several(&self) -> bool {
        self.pieces.windows(2).any(|it| matches!(it, [one, other] if one.from.file != other.from.file))
    }

    /// Whether a piece of it came from a file.
    pub(crate) fn is_of(&self, file: FileId) -> bool {
        self.pieces.iter().any(|it| it.from.file == file)
    }

    /// Whether it holds the text that stands at a place, word for word.
    pub(crate) fn has(&self, at: Location) -> bool {
        let ends = self.pieces.iter().skip(1).map(|it| it.at).chain([self.text.len() as u32]);
        self.pieces.iter().zip(ends).any(|(it, end)| {
            let last = it.start(end);
            it.is_verbatim
                && it.from.file == at.file
                && it.from.span.start <= at.span.start
                && at.span.end <= last
        })
    }

    /// Where the whole text stands, if it is a stretch of a file.
    pub fn as_stretch(&self) -> Option<Location> {
        self.verbatim(Span::new(0, self.text.len() as u32))
    }
}

#[cfg(test)]
mod tests;
