//! One line: its indentation, its dashes, its key, its value.

use crate::intake::lines::quoted_length;
use std::ops::Range;

use super::chars::{is_any_blank, is_blank, is_dash, is_invisible, quote};

/// So far is looked for what follows blanks.
const MAX_BLANKS: usize = 64;
/// So far is looked for the other quote of a text in braces.
const MAX_TEXT: usize = 256;

/// What a line is.
#[derive(Default)]
pub(super) struct Found {
    pub(super) key: Option<String>,
    /// Whether the text below is content.
    pub(super) opens_block: bool,
    /// The quote of a text that goes on in the next line.
    pub(super) opens_quote: Option<char>,
}

/// A walk through a line.
pub(super) struct Scan<'s> {
    text: &'s str,
    /// Where the line begins.
    start: usize,
    at: usize,
    edits: &'s mut Vec<(Range<usize>, String)>,
}

impl<'s> Scan<'s> {
    pub(super) fn new(text: &'s str, start: usize, edits: &'s mut Vec<(Range<usize>, String)>) -> Scan<'s> {
        Scan { text, start, at: 0, edits }
    }

    /// The whole line.
    pub(super) fn line(&mut self) -> Found {
        self.blanks();
        while let Some(it) = self.peek() {
            let behind = self.rest().chars().nth(1);
            if !(it == '-' || is_dash(it)) || behind.is_some_and(|it| !is_any_blank(it) && !is_invisible(it))
            {
                break;
            }
            self.replace(it, "-");
            self.blanks();
        }
        let mut found = Found { key: self.key(), ..Found::default() };
        if found.key.is_some() {
            self.blanks();
        }
        self.value(&mut found);
        found
    }

    /// What stands behind the three dashes of a separator, if it is nothing that is seen.
    pub(super) fn separator(&mut self) {
        self.at = 3;
        self.tail();
    }

    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Goes over a character, which is read as a text.
    fn replace(&mut self, it: char, text: &str) {
        let end = self.at + it.len_utf8();
        if self.text.get(self.at..end) != Some(text) {
            self.edits.push((self.start + self.at..self.start + end, text.to_owned()));
        }
        self.at = end;
    }

    /// Blanks of all kinds become such of ASCII, and what is not seen goes.
    pub(super) fn blanks(&mut self) {
        while let Some(it) = self.peek().filter(|it| is_any_blank(*it) || is_invisible(*it)) {
            match it {
                ' ' => self.at += 1,
                '\t' => self.at += 1,
                _ => self.replace(it, if is_blank(it) { " " } else { "" }),
            }
        }
    }

    /// A key and its colon.
    fn key(&mut self) -> Option<String> {
        let rest = self.rest();
        let first = rest.chars().next()?;
        let (key, end) = match quote(first).or(Some(first).filter(|it| matches!(it, '"' | '\''))) {
            Some(kind) => {
                let inner = rest.get(first.len_utf8()..)?;
                let is_closing = |it: char| it == kind || quote(it) == Some(kind);
                let length = inner.find(is_closing)?;
                let closing = inner.get(length..)?.chars().next()?;
                (inner.get(..length)?, first.len_utf8() + length + closing.len_utf8())
            }
            None => {
                let is_key = |it: char| it.is_ascii_alphanumeric() || "._/-".contains(it) || is_invisible(it);
                let end = rest.find(|it| !is_key(it)).unwrap_or(rest.len());
                (rest.get(..end)?, end)
            }
        };
        let behind = rest.get(end..)?;
        let colon = behind.trim_start_matches(is_any_blank);
        let next = colon.chars().nth(1);
        let is_colon = colon.starts_with('\u{ff1a}')
            || colon.starts_with(':') && next.is_none_or(|it| is_any_blank(it) || is_invisible(it));
        if !is_colon || key.is_empty() {
            return None;
        }
        let key: String = key.chars().filter(|it| !is_invisible(*it)).collect();
        let key_end = self.at + end;
        if let Some(kind) = quote(first) {
            self.quoted(key_end, kind);
        } else if !matches!(first, '"' | '\'') {
            while self.at < key_end {
                let Some(it) = self.peek() else { break };
                if is_invisible(it) { self.replace(it, "") } else { self.at += it.len_utf8() }
            }
        }
        self.at = key_end;
        self.blanks();
        match self.peek() {
            Some(it @ '\u{ff1a}') => {
                let is_blank = next.is_none_or(|it| is_any_blank(it) || is_invisible(it));
                self.replace(it, if is_blank { ":" } else { ": " });
            }
            _ => self.at += 1,
        }
        Some(key)
    }

    /// Quotes of typesetting from here to an end: those of ASCII, if the text between allows it.
    fn quoted(&mut self, end: usize, kind: char) {
        let (Some(first), Some(text)) = (self.peek(), self.text.get(self.at..end)) else { return };
        let Some(last) = text.chars().next_back() else { return };
        let inner = text.get(first.len_utf8()..text.len() - last.len_utf8()).unwrap_or_default();
        let fits = |it: char| if it == '"' { !inner.contains(['"', '\\']) } else { !inner.contains('\'') };
        let other = if kind == '"' { '\'' } else { '"' };
        let Some(sign) = [kind, other].into_iter().find(|it| fits(*it)) else {
            self.at = end;
            return;
        };
        self.replace(first, &sign.to_string());
        self.at = end - last.len_utf8();
        self.replace(last, &sign.to_string());
    }

    fn value(&mut self, found: &mut Found) {
        let rest = self.rest();
        let Some(first) = rest.chars().next().filter(|it| *it != '#') else { return };
        match first {
            '|' | '>' => {
                let is_sign = |it: char| "|>+-".contains(it) || it.is_ascii_digit() || is_any_blank(it);
                let sign = rest.split('#').next().unwrap_or_default();
                found.opens_block = sign.chars().all(is_sign);
                if found.opens_block {
                    self.at += sign.trim_end_matches(is_any_blank).len();
                    self.tail();
                }
            }
            '"' | '\'' => match quoted_length(rest.get(1..).unwrap_or_default(), first) {
                Some(length) => {
                    self.at += length + 2;
                    self.tail();
                }
                None => found.opens_quote = Some(first),
            },
            '{' | '[' => self.flow(),
            _ => match quote(first) {
                Some(kind) => self.quoted_value(kind),
                None => self.plain(),
            },
        }
    }

    /// A value that begins with a quote of typesetting.
    fn quoted_value(&mut self, kind: char) {
        let rest = self.rest();
        let end = rest.char_indices().skip(1).find_map(|(at, it)| {
            let end = at + it.len_utf8();
            let behind = rest.get(end..)?;
            let tail = behind.trim_start_matches(|it| is_any_blank(it) || is_invisible(it));
            let is_end = tail.is_empty() || tail.starts_with('#') && behind.starts_with(is_any_blank);
            (quote(it) == Some(kind) && is_end).then_some(end)
        });
        match end {
            Some(end) => {
                self.quoted(self.at + end, kind);
                self.tail();
            }
            None => self.plain(),
        }
    }

    /// A value without quotes.
    fn plain(&mut self) {
        let rest = self.rest();
        let comment = rest
            .char_indices()
            .find(|(at, it)| *it == '#' && rest.get(..*at).is_some_and(|it| it.ends_with(is_any_blank)));
        let text = comment.map_or(rest, |it| rest.get(..it.0).unwrap_or_default());
        let text = text.trim_end_matches(|it| is_any_blank(it) || is_invisible(it));
        let end = self.at + text.len();
        // In a word they are a mistake; in a text, and in what consists of several characters, they may be meant.
        if text.chars().all(|it| it.is_ascii_graphic() || is_invisible(it)) {
            while self.at < end {
                let Some(it) = self.peek() else { break };
                if is_invisible(it) { self.replace(it, "") } else { self.at += it.len_utf8() }
            }
        }
        self.at = end;
        self.tail();
    }

    /// What stands behind a value: blanks, and perhaps a comment.
    fn tail(&mut self) {
        let rest = self.rest();
        let tail = rest.trim_start_matches(|it| is_any_blank(it) || is_invisible(it));
        if tail.starts_with('#') {
            self.blanks();
        } else if tail.is_empty() {
            while let Some(it) = self.peek() {
                if it.is_ascii() { self.at += 1 } else { self.replace(it, "") }
            }
        }
    }

    /// Braces and brackets, as far as they stand in this line.
    fn flow(&mut self) {
        let mut is_start = true;
        while let Some(it) = self.peek() {
            let rest = self.rest();
            if is_start && (it == '"' || it == '\'') {
                self.at +=
                    quoted_length(rest.get(1..).unwrap_or_default(), it).map_or(rest.len(), |it| it + 2);
                is_start = false;
            } else if let Some(kind) = quote(it).filter(|_| is_start) {
                let mut ends =
                    rest.char_indices().take(MAX_TEXT).skip(1).filter(|it| quote(it.1) == Some(kind));
                match ends.find_map(|(at, it)| Some(at + it.len_utf8()).filter(|it| Self::ends_at(rest, *it)))
                {
                    Some(end) => self.quoted(self.at + end, kind),
                    None => self.at += it.len_utf8(),
                }
                is_start = false;
            } else if is_blank(it) && (is_start || Self::ends_at(rest, 0)) {
                self.replace(it, " ");
            } else if is_invisible(it) && (is_start || Self::ends_at(rest, it.len_utf8())) {
                self.replace(it, "");
            } else if it == '#' && rest.len() < self.text.len() && self.is_behind_blank() {
                return;
            } else {
                is_start = "{[,:".contains(it) || is_start && it == ' ';
                self.at += it.len_utf8();
            }
        }
    }

    fn is_behind_blank(&self) -> bool {
        self.text.get(..self.at).is_some_and(|it| it.ends_with(is_any_blank))
    }

    /// Whether what stands at a place of a flow ends a value.
    fn ends_at(rest: &str, at: usize) -> bool {
        let behind = rest.get(at..).unwrap_or_default();
        let next = behind.chars().take(MAX_BLANKS).find(|it| !is_any_blank(*it));
        next.is_none_or(|it| matches!(it, ',' | ':' | ']' | '}' | '\u{ff1a}'))
    }
}
