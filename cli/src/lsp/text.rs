//! Texts as a client counts in them: lines, and characters in UTF-16 units or in bytes.
//!
//! Enters: positions and edits of a client, which may lie anywhere. Leaves: bytes of a text, and back.

use std::ops::{Range as Bytes, RangeInclusive};
use std::sync::Arc;

use lsp_types::{Position, PositionEncodingKind, Range, TextDocumentContentChangeEvent};
use netpol_core::source::Span;

/// What the character of a position counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    #[default]
    Utf16,
}

impl Encoding {
    /// The one that is counted in here, where the client can do it too.
    pub(super) fn among(known: &[&str]) -> Encoding {
        match known.contains(&PositionEncodingKind::UTF8.as_str()) {
            true => Encoding::Utf8,
            false => Encoding::Utf16,
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// A text with its lines.
#[derive(Clone, Debug)]
pub(super) struct Text {
    pub(super) text: Arc<str>,
    encoding: Encoding,
    /// The bytes at which lines begin.
    starts: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: Arc<str>, encoding: Encoding) -> Text {
        let mut starts = vec![0];
        starts.extend(starts_in(&text, 1..=text.len()));
        Text { text, encoding, starts }
    }

    fn counted(&self) -> Counted<'_> {
        Counted { text: &self.text, encoding: self.encoding, starts: &self.starts }
    }

    /// The bytes of a line, without what ends it.
    fn line(&self, nth: usize) -> Bytes<usize> {
        self.counted().line(nth)
    }

    /// The byte at a position. One past the end of its line is that end, and one past all lines the end of the text.
    pub(super) fn byte(&self, at: Position) -> usize {
        self.counted().byte(at)
    }

    /// The position of a byte.
    pub(super) fn position(&self, byte: usize) -> Position {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        let line = self.starts.partition_point(|it| *it <= byte).saturating_sub(1);
        let Bytes { start, end } = self.line(line);
        let before = self.text.get(start..byte.min(end)).unwrap_or_default();
        Position::new(line as u32, self.encoding.length(before) as u32)
    }

    /// The range of some bytes.
    pub(super) fn range(&self, span: Span) -> Range {
        Range::new(self.position(span.start as usize), self.position(span.end as usize))
    }

    /// The bytes of a range.
    pub(super) fn bytes(&self, range: Range) -> Bytes<usize> {
        self.counted().bytes(range)
    }

    /// The end of the line in which a byte stands.
    pub(super) fn end_of_line(&self, byte: usize) -> usize {
        self.line(self.starts.partition_point(|it| *it <= byte).saturating_sub(1)).end
    }

    /// The text with the edits of a client, one after the other. A client sends hundreds of them at once, where it replaces
    /// a word everywhere: the text is copied once, and only lines near an edit are looked for again.
    #[must_use]
    pub(super) fn changed(&self, changes: Vec<TextDocumentContentChangeEvent>) -> Text {
        let mut text = self.text.to_string();
        let mut starts = self.starts.clone();
        for it in changes {
            let counted = Counted { text: &text, encoding: self.encoding, starts: &starts };
            let old = it.range.map_or(0..text.len(), |range| counted.bytes(range));
            replace(&mut text, &mut starts, old, &it.text);
        }
        Text { text: text.into(), encoding: self.encoding, starts }
    }
}

/// A text whose lines are known.
#[derive(Clone, Copy)]
struct Counted<'t> {
    text: &'t str,
    encoding: Encoding,
    starts: &'t [usize],
}

impl Counted<'_> {
    fn line(self, nth: usize) -> Bytes<usize> {
        let start = self.starts.get(nth).copied().unwrap_or(self.text.len());
        let end = self.starts.get(nth + 1).copied().unwrap_or(self.text.len());
        let line = self.text.get(start..end).unwrap_or_default();
        start..start + line.trim_end_matches(['\n', '\r']).len()
    }

    fn byte(self, at: Position) -> usize {
        let line = self.line(at.line as usize);
        let text = self.text.get(line.clone()).unwrap_or_default();
        let wanted = at.character as usize;
        // A whole file may be one line.
        if text.as_bytes().get(..wanted).is_some_and(<[u8]>::is_ascii) {
            return line.start + wanted;
        }
        let mut units = 0;
        for (byte, it) in text.char_indices() {
            units += self.encoding.length(it.encode_utf8(&mut [0; 4]));
            if units > wanted {
                return line.start + byte;
            }
        }
        line.end
    }

    fn bytes(self, range: Range) -> Bytes<usize> {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        start.min(end)..start.max(end)
    }
}

/// The bytes among some at which lines begin: "\n", "\r\n" and "\r" all end a line in the protocol.
fn starts_in(text: &str, bytes: RangeInclusive<usize>) -> impl Iterator<Item = usize> {
    let text = text.as_bytes();
    bytes.filter(move |at| match at.checked_sub(1).and_then(|it| text.get(it)) {
        None => *at == 0,
        Some(b'\n') => true,
        Some(b'\r') => text.get(*at) != Some(&b'\n'),
        Some(_) => false,
    })
}

/// Writes a text in the place of some bytes, and keeps up where lines begin.
fn replace(text: &mut String, starts: &mut Vec<usize>, old: Bytes<usize>, new: &str) {
    let Bytes { start, end } = old.clone();
    text.replace_range(old, new);
    // Whether a line begins at a byte depends on it and on the one before: at both ends of the edit it may have changed.
    let (from, to) = (starts.partition_point(|it| *it < start), starts.partition_point(|it| *it <= end));
    for it in starts.iter_mut().skip(to) {
        *it = *it - end + start + new.len();
    }
    starts.splice(from..to, starts_in(text, start..=start + new.len()));
}

#[cfg(test)]
mod tests {
    use lsp_types::{Position, Range, TextDocumentContentChangeEvent};

    use super::{Encoding, Text};

    const ODD: &str = "a: ä𝄞b\r\nc\rd\n\n𝄞";

    #[test]
    fn positions_and_bytes_lead_to_each_other() {
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let text = Text::new(ODD.into(), encoding);
            // Inside of what ends a line there is no position.
            let inside = ODD.find("\r\n").unwrap() + 1;
            for (byte, _) in ODD.char_indices().filter(|it| it.0 != inside) {
                assert_eq!(text.byte(text.position(byte)), byte, "{encoding:?} {byte}");
            }
        }
        let at = |encoding, byte| Text::new(ODD.into(), encoding).position(byte);
        let b = ODD.find('b').unwrap();
        assert_eq!(at(Encoding::Utf16, b), Position::new(0, 6));
        assert_eq!(at(Encoding::Utf8, b), Position::new(0, 9));
        assert_eq!(at(Encoding::Utf16, ODD.find('d').unwrap()), Position::new(2, 0));
        assert_eq!(at(Encoding::Utf16, ODD.len()), Position::new(4, 2));
    }

    #[test]
    fn a_position_outside_is_the_nearest_one_inside() {
        let text = Text::new(ODD.into(), Encoding::Utf16);
        let line = ODD.find('\r').unwrap();
        for (position, byte) in [
            (Position::new(0, 99), line),
            (Position::new(0, 4), 5),
            // Between the two units of one character.
            (Position::new(0, 5), 5),
            (Position::new(99, 0), ODD.len()),
            (Position::new(u32::MAX, u32::MAX), ODD.len()),
        ] {
            assert_eq!(text.byte(position), byte, "{position:?}");
        }
    }

    #[test]
    fn edits_are_applied_one_after_the_other() {
        let change = |from: (u32, u32), to: (u32, u32), text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(from.0, from.1), Position::new(to.0, to.1))),
            range_length: None,
            text: text.to_owned(),
        };
        let text = Text::new("one\ntwo\n".into(), Encoding::Utf16);
        let edited = text.changed(vec![
            change((0, 3), (0, 3), "\nhalf"),
            change((1, 0), (1, 4), "𝄞"),
            change((1, 2), (2, 0), ""),
        ]);
        assert_eq!(&*edited.text, "one\n𝄞two\n");
        // The wrong way round, and past the end.
        assert_eq!(&*text.changed(vec![change((9, 9), (1, 0), "x")]).text, "one\nx");
        let all = TextDocumentContentChangeEvent { range: None, range_length: None, text: "z".to_owned() };
        assert_eq!(&*text.changed(vec![all]).text, "z");
    }

    #[test]
    fn lines_are_known_after_each_edit_of_many() {
        let pieces = ["", "\r", "\n", "\r\n", "a", "ä𝄞", "b\n\nc", "\rd\r"];
        let mut seed = 7_u64;
        let mut below = |most: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % most
        };
        for _ in 0..300 {
            let text = Text::new(ODD.into(), Encoding::Utf16);
            let changes: Vec<TextDocumentContentChangeEvent> = (0..12)
                .map(|_| {
                    let mut at = || Position::new(below(6) as u32, below(5) as u32);
                    let range = Some(Range::new(at(), at()));
                    let text = pieces.get(below(pieces.len())).unwrap().to_string();
                    TextDocumentContentChangeEvent { range, range_length: None, text }
                })
                .collect();
            let at_once = text.changed(changes.clone());
            assert_eq!(
                at_once.starts,
                Text::new(at_once.text.clone(), Encoding::Utf16).starts,
                "{changes:?}"
            );
            // Each by itself, with its lines looked for anew.
            let mut one_by_one = text;
            for it in changes {
                one_by_one = Text::new(one_by_one.changed(vec![it]).text, Encoding::Utf16);
            }
            assert_eq!(at_once.text, one_by_one.text);
        }
    }
}
