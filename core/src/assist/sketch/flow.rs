//! Brackets: maps and lists that are written in line.

use super::block::unquoted;
use super::{Entry, Inline, KeySpot, Sketch, Spot, ValueSpot};
use crate::source::Span;

/// Brackets that are open.
struct Frame {
    /// Whether it is a list.
    is_list: bool,
    /// The entry whose value it is; `None` for the document itself.
    holder: Option<usize>,
    /// Its first byte.
    start: u32,
    expects: Expects,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq)]
enum Expects {
    /// A key, or an element of a list.
    Start,
    /// The value of a key, behind its colon.
    Value { entry: usize, colon: u32 },
    /// A comma, or the end.
    End,
}

struct Flow<'s, 't> {
    sketch: &'s mut Sketch<'t>,
    caret: u32,
    /// How deep the key is whose value the whole is: a line that is no deeper ends it.
    limit: Option<u32>,
    frames: Vec<Frame>,
}

/// Reads brackets that begin at that byte; gives the byte behind them.
pub(super) fn read(
    sketch: &mut Sketch<'_>,
    holder: Option<usize>,
    at: u32,
    limit: Option<u32>,
    caret: u32,
) -> u32 {
    let mut flow = Flow { sketch, caret, limit, frames: Vec::new() };
    flow.enter(holder, at);
    let mut end = at + 1;
    while !flow.frames.is_empty() {
        let next = flow.skip_gap(end);
        flow.look_into_gap(end, next);
        let Some(byte) = next.and_then(|it| flow.sketch.byte(it)) else {
            flow.leave_all(flow.sketch.line_end(end));
            break;
        };
        end = flow.token(next.unwrap_or(end), byte).max(end + 1);
    }
    end
}

impl Flow<'_, '_> {
    fn enter(&mut self, holder: Option<usize>, at: u32) {
        let is_list = self.sketch.byte(at) == Some(b'[');
        if let Some(it) = holder {
            self.sketch.set_value(it, Inline::Flow(Span::new(at, at + 1)));
        }
        self.frames.push(Frame { is_list, holder, start: at, expects: Expects::Start });
    }

    fn leave(&mut self, end: u32) {
        if let Some(it) = self.frames.pop()
            && let Some(holder) = it.holder
        {
            self.sketch.set_value(holder, Inline::Flow(Span::new(it.start, end)));
        }
    }

    fn leave_all(&mut self, end: u32) {
        while !self.frames.is_empty() {
            self.leave(end);
        }
    }

    /// Over blanks, line breaks and comments; `None` at the end of what belongs to the brackets.
    fn skip_gap(&self, mut at: u32) -> Option<u32> {
        loop {
            match self.sketch.byte(at)? {
                b' ' | b'\t' | b'\r' => at += 1,
                b'\n' => {
                    at += 1;
                    let end = self.sketch.line_end(at);
                    let first = self.sketch.skip_blanks(at, end);
                    let closes = matches!(self.sketch.byte(first), Some(b'}' | b']' | b','));
                    if first < end && self.limit.is_some_and(|it| first - at <= it) && !closes {
                        return None;
                    }
                }
                b'#' if matches!(self.sketch.byte(at.saturating_sub(1)), Some(b' ' | b'\t' | b'\n')) => {
                    at = self.sketch.line_end(at);
                }
                _ => return Some(at),
            }
        }
    }

    /// Whether the caret is between two tokens, where something may be written: not before something that would have to
    /// be told apart from it.
    fn look_into_gap(&mut self, from: u32, next: Option<u32>) {
        let closes = next.is_none_or(|it| matches!(self.sketch.byte(it), Some(b'}' | b']' | b',')));
        let to = next.unwrap_or_else(|| self.sketch.line_end(from));
        if !closes || !(from..=to).contains(&self.caret) || self.is_in_comment(from) {
            return;
        }
        self.spot(Span::new(self.caret, self.caret));
    }

    /// Whether a comment begins between a token and the caret.
    fn is_in_comment(&self, from: u32) -> bool {
        let gap = self.sketch.at(Span::new(from, self.caret));
        gap.rsplit('\n').next().unwrap_or_default().contains('#')
    }

    /// The caret is at a word, or at the place for one.
    fn spot(&mut self, word: Span) {
        let Some(Frame { is_list, holder, expects, .. }) = self.frames.last() else { return };
        let (is_list, holder) = (*is_list, *holder);
        self.sketch.spot = match *expects {
            Expects::End => Spot::Nowhere,
            Expects::Value { entry, colon } => {
                Spot::Value(ValueSpot { entry, word, needs_blank: word.start == colon + 1 })
            }
            Expects::Start => {
                // An element that is about to be written is one already.
                let holder = if is_list { Some(self.element(word, Inline::Nothing)) } else { holder };
                let key =
                    KeySpot { holder, in_flow: true, is_bare_element: is_list, ..KeySpot::new(word, 0) };
                Spot::Key(key)
            }
        };
    }

    fn element(&mut self, at: Span, value: Inline<'static>) -> usize {
        let parent = self.frames.last().and_then(|it| it.holder);
        self.sketch.push(Entry { parent, key: None, at, column: 0, value, in_flow: true })
    }

    fn expect(&mut self, it: Expects) {
        if let Some(frame) = self.frames.last_mut() {
            frame.expects = it;
        }
    }

    /// Reads a token; gives the byte behind it.
    fn token(&mut self, at: u32, byte: u8) -> u32 {
        let Some(frame) = self.frames.last() else { return at + 1 };
        let (is_list, holder, expects) = (frame.is_list, frame.holder, frame.expects);
        match (byte, expects) {
            (b'}' | b']', _) => {
                self.leave(at + 1);
                self.expect(Expects::End);
            }
            (b',', _) => self.expect(Expects::Start),
            (b'{' | b'[', Expects::Value { entry, .. }) => self.enter(Some(entry), at),
            (b'{' | b'[', Expects::Start) if is_list => {
                let entry = self.element(Span::new(at, at + 1), Inline::Nothing);
                self.enter(Some(entry), at);
            }
            (b'{' | b'[', Expects::Start | Expects::End) | (b':', _) => {}
            (_, Expects::Value { entry, .. }) => {
                let word = self.word(at);
                self.sketch.set_value(entry, Inline::Scalar(unquoted(self.sketch.at(word)), word));
                if word.touches(self.caret) {
                    self.spot(word);
                }
                self.expect(Expects::End);
                return word.end;
            }
            (_, Expects::Start) if is_list => {
                let word = self.word(at);
                if word.touches(self.caret) {
                    self.spot(word);
                }
                let last = self.sketch.entries.len().saturating_sub(1);
                let entry = if word.touches(self.caret) { last } else { self.element(word, Inline::Nothing) };
                self.sketch.set_value(entry, Inline::Scalar(unquoted(self.sketch.at(word)), word));
                self.expect(Expects::End);
                return word.end;
            }
            (_, Expects::Start) => return self.key(holder, at),
            (_, Expects::End) => return self.word(at).end,
        }
        at + 1
    }

    /// A key, whose colon may not have been written yet.
    fn key(&mut self, holder: Option<usize>, at: u32) -> u32 {
        let word = self.word(at);
        let colon = self.sketch.skip_blanks(word.end, self.sketch.document.end);
        if self.sketch.byte(colon) != Some(b':') {
            if word.touches(self.caret) {
                self.spot(word);
            }
            self.expect(Expects::End);
            return word.end;
        }
        let key = Some(unquoted(self.sketch.at(word)));
        let entry = Entry { parent: holder, key, at: word, column: 0, value: Inline::Nothing, in_flow: true };
        let entry = self.sketch.push(entry);
        if word.touches(self.caret) {
            let it = KeySpot { holder, in_flow: true, entry: Some(entry), ..KeySpot::new(word, 0) };
            self.sketch.spot = Spot::Key(it);
        }
        self.expect(Expects::Value { entry, colon });
        colon + 1
    }

    /// A scalar in brackets, which ends with its line at the latest. A line may be as long as the text, so nothing looks
    /// for its end.
    fn word(&self, at: u32) -> Span {
        let end = self.sketch.document.end;
        if let Some(b'"' | b'\'') = self.sketch.byte(at) {
            return self.sketch.quoted(at, end);
        }
        let mut last = at;
        while last < end {
            let next = self.sketch.byte(last + 1);
            let is_end = match self.sketch.byte(last) {
                Some(b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}') => true,
                Some(b':') => matches!(
                    next,
                    None | Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}')
                ),
                Some(b'#') => matches!(self.sketch.byte(last.saturating_sub(1)), Some(b' ' | b'\t')),
                _ => false,
            };
            if is_end && last > at {
                break;
            }
            last += 1;
        }
        let word = self.sketch.at(Span::new(at, last)).trim_end();
        Span::new(at, at + word.len() as u32)
    }
}
