//! Lines: keys and dashes by their columns.

use super::{Entry, Inline, KeySpot, Sketch, Spot, ValueSpot, flow};
use crate::source::Span;

/// The lines of a document, from the first to the last.
struct Lines<'s, 't> {
    sketch: &'s mut Sketch<'t>,
    caret: u32,
    /// The entries that what comes may stand in, outermost first.
    open: Vec<usize>,
}

/// Reads the document of a sketch.
pub(super) fn read(sketch: &mut Sketch<'_>, caret: u32) {
    let Span { start, end } = sketch.document;
    let mut lines = Lines { sketch, caret, open: Vec::new() };
    let mut at = start;
    while at < end {
        at = lines.line(at).max(at + 1);
    }
    // Behind the last line break stands one more line.
    if caret == end && lines.sketch.begins_line(end) {
        lines.line(end);
    }
}

impl Lines<'_, '_> {
    /// Reads the line that begins there, with what belongs to it of the lines below. Gives the start of the next one.
    fn line(&mut self, start: u32) -> u32 {
        let end = self.sketch.line_end(start);
        let mut at = self.sketch.skip_blanks(start, end);
        let mut begins_line = true;
        let mut free = start;
        while self.is_dash(at) {
            self.close(at - start, true);
            self.open(None, Span::new(at, at + 1), at - start);
            begins_line = false;
            // Directly behind the dash nothing can be written.
            free = at + 2;
            at = self.sketch.skip_blanks(at + 1, end);
        }
        let column = at - start;
        if at >= end || self.sketch.byte(at) == Some(b'#') {
            if (free..=at.min(end)).contains(&self.caret) {
                let column = self.caret - start;
                self.key_spot(Span::new(self.caret, self.caret), column, begins_line);
            }
            return self.sketch.next_line(end);
        }
        let Some((key, colon)) = self.sketch.key(at, end) else {
            return self.without_key(at, column, end, begins_line);
        };
        self.close(column, false);
        let holder = self.open.last().copied();
        let entry = self.open(Some(key), key, column);
        if key.touches(self.caret) {
            let it = KeySpot { holder, entry: Some(entry), ..KeySpot::new(key, column) };
            self.sketch.spot = Spot::Key(KeySpot { begins_line, ..it });
        }
        self.value(entry, colon, column, end)
    }

    fn is_dash(&self, at: u32) -> bool {
        self.sketch.byte(at) == Some(b'-')
            && matches!(self.sketch.byte(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// Leaves the entries that nothing at that column can stand in.
    fn close(&mut self, column: u32, is_dash: bool) {
        let keep = self.holders(column, is_dash);
        self.open.truncate(keep);
    }

    /// How many of the open entries something at that column stands in. A list may begin at the column of its key.
    fn holders(&self, column: u32, is_dash: bool) -> usize {
        let may_hold = |it: &usize| {
            self.sketch
                .entries
                .get(*it)
                .is_some_and(|it| it.column < column || is_dash && it.column == column && it.key.is_some())
        };
        self.open.iter().rposition(may_hold).map_or(0, |it| it + 1)
    }

    fn open(&mut self, key: Option<Span>, at: Span, column: u32) -> usize {
        let parent = self.open.last().copied();
        let key = key.map(|it| unquoted(self.sketch.at(it)));
        let entry = Entry { parent, key, at, column, value: Inline::Nothing, in_flow: false };
        let entry = self.sketch.push(entry);
        self.open.push(entry);
        entry
    }

    fn key_spot(&mut self, word: Span, column: u32, begins_line: bool) {
        let holders = self.holders(column, false);
        let holder = holders.checked_sub(1).and_then(|it| self.open.get(it)).copied();
        self.sketch.spot = Spot::Key(KeySpot { holder, begins_line, ..KeySpot::new(word, column) });
    }

    /// Something without a colon: a scalar of a list, a word that is being written, brackets.
    fn without_key(&mut self, at: u32, column: u32, end: u32, begins_line: bool) -> u32 {
        let holders = self.holders(column, false);
        let holder = holders.checked_sub(1).and_then(|it| self.open.get(it)).copied();
        if let Some(b'{' | b'[') = self.sketch.byte(at)
            && !self.sketch.is_template(at)
        {
            let limit = holder.and_then(|it| self.sketch.entries.get(it)).map(|it| it.column);
            let end = flow::read(self.sketch, holder, at, limit, self.caret);
            return self.sketch.next_line(end);
        }
        let word = self.sketch.scalar_at(at, end);
        if let Some(item) =
            holder.filter(|it| self.sketch.entries.get(*it).is_some_and(|it| it.key.is_none()))
            && !begins_line
        {
            self.sketch.set_value(item, Inline::Scalar(unquoted(self.sketch.at(word)), word));
        }
        if word.touches(self.caret) {
            self.key_spot(word, column, begins_line);
        }
        self.sketch.next_line(end)
    }

    /// What stands behind a colon.
    fn value(&mut self, entry: usize, colon: u32, column: u32, end: u32) -> u32 {
        let mut at = self.sketch.skip_blanks(colon + 1, end);
        // Tags and anchors say nothing about what a value may be.
        while let Some(b'&' | b'!') = self.sketch.byte(at) {
            while at < end && !matches!(self.sketch.byte(at), None | Some(b' ' | b'\t')) {
                at += 1;
            }
            at = self.sketch.skip_blanks(at, end);
        }
        let spot = |word: Span| Spot::Value(ValueSpot { entry, word, needs_blank: word.start == colon + 1 });
        match self.sketch.byte(at).filter(|_| at < end) {
            None | Some(b'#') => {
                let last = at.min(end);
                if (colon + 1..=last).contains(&self.caret) {
                    self.sketch.spot = spot(Span::new(self.caret, self.caret));
                }
            }
            Some(b'|' | b'>') => {
                self.sketch.set_value(entry, Inline::Other);
                return self.block_text(end, column);
            }
            Some(b'*') => self.sketch.set_value(entry, Inline::Other),
            Some(b'{' | b'[') if !self.sketch.is_template(at) => {
                let end = flow::read(self.sketch, Some(entry), at, Some(column), self.caret);
                return self.sketch.next_line(end);
            }
            Some(_) => {
                let word = self.sketch.scalar_at(at, end);
                self.sketch.set_value(entry, Inline::Scalar(unquoted(self.sketch.at(word)), word));
                if word.touches(self.caret) {
                    self.sketch.spot = spot(word);
                }
            }
        }
        self.sketch.next_line(end)
    }

    /// The first line behind a text of several lines, all of which are deeper than its key.
    fn block_text(&self, end: u32, column: u32) -> u32 {
        let mut at = self.sketch.next_line(end);
        while at < self.sketch.document.end {
            let end = self.sketch.line_end(at);
            let first = self.sketch.skip_blanks(at, end);
            if first < end && first - at <= column {
                break;
            }
            at = self.sketch.next_line(end);
        }
        at
    }
}

impl KeySpot {
    pub(super) fn new(word: Span, column: u32) -> KeySpot {
        KeySpot {
            holder: None,
            word,
            column,
            in_flow: false,
            is_bare_element: false,
            entry: None,
            begins_line: false,
        }
    }
}

impl Sketch<'_> {
    pub(super) fn begins_line(&self, at: u32) -> bool {
        at == self.document.start
            || at.checked_sub(1).and_then(|it| self.text.as_bytes().get(it as usize)) == Some(&b'\n')
    }

    fn rest(&self, at: u32) -> &str {
        self.text.get(at as usize..self.document.end as usize).unwrap_or_default()
    }

    /// The end of a line, without its break.
    pub(super) fn line_end(&self, at: u32) -> u32 {
        let line = self.rest(at).split('\n').next().unwrap_or_default();
        at + line.strip_suffix('\r').unwrap_or(line).len() as u32
    }

    /// The start of the line behind the one in which that byte is.
    pub(super) fn next_line(&self, at: u32) -> u32 {
        let rest = self.rest(at);
        at + rest.find('\n').map_or(rest.len(), |it| it + 1) as u32
    }

    pub(super) fn skip_blanks(&self, mut at: u32, end: u32) -> u32 {
        while at < end && matches!(self.byte(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        at
    }

    /// Whether it is the beginning of `{{ … }}`.
    pub(super) fn is_template(&self, at: u32) -> bool {
        self.byte(at) == Some(b'{') && self.byte(at + 1) == Some(b'{')
    }

    /// A key of a line with its colon.
    fn key(&self, at: u32, end: u32) -> Option<(Span, u32)> {
        let ends = |colon: u32| colon + 1 >= end || matches!(self.byte(colon + 1), Some(b' ' | b'\t'));
        match self.byte(at)? {
            b'"' | b'\'' => {
                let key = self.quoted(at, end);
                let colon = self.skip_blanks(key.end, end);
                (colon < end && self.byte(colon) == Some(b':') && ends(colon)).then_some((key, colon))
            }
            b'{' | b'[' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' => None,
            _ => {
                let mut colon = at;
                loop {
                    match self.byte(colon).filter(|_| colon < end)? {
                        b':' if ends(colon) => break,
                        b'#' if matches!(self.byte(colon - 1), Some(b' ' | b'\t')) => return None,
                        _ => colon += 1,
                    }
                }
                let key = self.at(Span::new(at, colon)).trim_end();
                Some((Span::new(at, at + key.len() as u32), colon))
            }
        }
    }

    /// A scalar of a line, without a comment behind it.
    pub(super) fn scalar_at(&self, at: u32, end: u32) -> Span {
        if let Some(b'"' | b'\'') = self.byte(at) {
            return self.quoted(at, end);
        }
        let line = self.at(Span::new(at, end));
        let word = line.split(" #").next().unwrap_or_default().trim_end();
        Span::new(at, at + word.len() as u32)
    }

    /// Something in quotes, which end with the line at the latest.
    pub(super) fn quoted(&self, at: u32, end: u32) -> Span {
        let quote = self.byte(at);
        let mut last = at + 1;
        while last < end {
            match self.byte(last) {
                Some(b'\r' | b'\n') => return Span::new(at, last),
                Some(b'\\') if quote == Some(b'"') => last += 2,
                it if it == quote => return Span::new(at, last + 1),
                _ => last += 1,
            }
        }
        Span::new(at, end)
    }
}

/// A scalar without its quotes.
pub(super) fn unquoted(text: &str) -> &str {
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    let Some(quote) = quote else { return text };
    let inner = text.strip_prefix(quote).unwrap_or(text);
    inner.strip_suffix(quote).unwrap_or(inner)
}
