//! The keys, dashes and brackets of a document that is being written, and what the caret is at.
//!
//! Enters: the text of a file, and a byte of it. Leaves: the entries of the document around it as a tree, and the
//! [`Spot`]. It takes every text: what it does not understand is passed over, and what is not closed ends where the next
//! line is less deep. Deliberately not here: what the keys mean, and what scalars are.

mod block;
mod flow;

use crate::source::Span;

/// A document that is being written.
#[derive(Debug)]
pub(super) struct Sketch<'t> {
    /// The whole text that it is a part of.
    pub(super) text: &'t str,
    /// The byte that was asked about, or the one before it that begins a character.
    pub(super) caret: u32,
    /// Where the document stands in it, without the lines that separate it from others.
    pub(super) document: Span,
    /// In the order of the text; a parent stands before its children.
    pub(super) entries: Vec<Entry<'t>>,
    /// What the caret is at.
    pub(super) spot: Spot,
}

/// A key with its value, or an element of a list.
#[derive(Clone, Debug)]
pub(super) struct Entry<'t> {
    /// The entry that it stands in, by position.
    pub(super) parent: Option<usize>,
    /// The key; `None` for an element of a list.
    pub(super) key: Option<&'t str>,
    /// The key as it is written, or the dash; of an element in brackets its first byte.
    pub(super) at: Span,
    /// How far from the margin it begins; in brackets of no meaning.
    pub(super) column: u32,
    /// What stands behind it on its line.
    pub(super) value: Inline<'t>,
    /// Whether it stands in brackets.
    pub(super) in_flow: bool,
}

/// What stands behind a key or dash on the same line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Inline<'t> {
    /// Nothing, so that what is deeper on the next lines belongs to it.
    Nothing,
    /// A scalar: its text without quotes, and where it stands with them.
    Scalar(&'t str, Span),
    /// A list or map in brackets.
    Flow(Span),
    /// A text of several lines, or an alias: nothing that can be completed.
    Other,
}

/// What the caret is at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spot {
    /// Nothing that can be completed: a comment, a text of several lines, a line that separates documents.
    Nowhere,
    /// Where a key stands or may be written, or an element that is a scalar.
    Key(KeySpot),
    /// Behind the colon of a key.
    Value(ValueSpot),
}

/// Where a key stands or may be written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct KeySpot {
    /// The entry that it would be in; `None` for a key of the document itself.
    pub(super) holder: Option<usize>,
    /// What is there of it.
    pub(super) word: Span,
    /// How far from the margin it begins.
    pub(super) column: u32,
    /// Whether it stands in brackets.
    pub(super) in_flow: bool,
    /// The entry that it is, where it has a colon already.
    pub(super) entry: Option<usize>,
    /// Whether nothing but blanks is before it on its line.
    pub(super) begins_line: bool,
    /// Whether it is an element of a list in brackets that has no braces of its own (yet).
    pub(super) is_bare_element: bool,
}

/// Behind the colon of a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ValueSpot {
    /// The key.
    pub(super) entry: usize,
    /// What is there of the value.
    pub(super) word: Span,
    /// Whether a blank has to be put between the colon and the value.
    pub(super) needs_blank: bool,
}

/// So many entries of a document are looked at.
const MOST_ENTRIES: usize = 200_000;

impl<'t> Sketch<'t> {
    /// Of the document around a byte of a text; a byte inside of a character, or behind the text, counts as the one
    /// before it.
    pub(super) fn new(text: &'t str, caret: usize) -> Sketch<'t> {
        let mut caret = caret.min(text.len());
        while !text.is_char_boundary(caret) {
            caret -= 1;
        }
        let document = document(text, caret);
        let mut sketch = Sketch {
            text,
            caret: caret as u32,
            document: document.unwrap_or_default(),
            entries: Vec::new(),
            spot: Spot::Nowhere,
        };
        if document.is_some() {
            block::read(&mut sketch, caret as u32);
        }
        sketch
    }

    /// The entries that stand in another one, or in the document itself.
    pub(super) fn children(&self, of: Option<usize>) -> impl Iterator<Item = (usize, &Entry<'t>)> {
        let first = of.map_or(0, |it| it + 1);
        // Entries stand in the order of the text: behind the last that is inside of it come others only.
        let is_inside = move |it: &(usize, &Entry<'t>)| of.is_none() || it.1.parent >= of;
        self.entries.iter().enumerate().skip(first).take_while(is_inside).filter(move |it| it.1.parent == of)
    }

    /// The entry of that key in another one.
    pub(super) fn child(&self, of: Option<usize>, key: &str) -> Option<usize> {
        self.children(of).find(|it| it.1.key == Some(key)).map(|it| it.0)
    }

    /// The scalar below several keys.
    pub(super) fn scalar(&self, of: Option<usize>, keys: &[&str]) -> Option<&'t str> {
        let mut at = of;
        for key in keys {
            at = Some(self.child(at, key)?);
        }
        match self.entries.get(at?)?.value {
            Inline::Scalar(text, _) => Some(text),
            Inline::Nothing | Inline::Flow(_) | Inline::Other => None,
        }
    }

    /// The entry and all that it stands in, outermost first.
    pub(super) fn path(&self, entry: Option<usize>) -> Vec<usize> {
        let mut path: Vec<usize> = std::iter::successors(entry, |it| self.entries.get(*it)?.parent).collect();
        path.reverse();
        path
    }

    /// A stretch of the text.
    pub(super) fn at(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// How many blanks the line of a byte begins with.
    pub(super) fn indent(&self, at: u32) -> u32 {
        let before = self.text.get(..at as usize).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |it| it + 1);
        let blanks =
            self.text.get(line..at as usize).unwrap_or_default().bytes().take_while(|it| *it == b' ');
        blanks.count() as u32
    }

    /// Where it is among the entries; behind the last where there are too many already.
    fn push(&mut self, entry: Entry<'t>) -> usize {
        let at = self.entries.len();
        if at < MOST_ENTRIES {
            self.entries.push(entry);
        }
        at
    }

    fn set_value(&mut self, entry: usize, value: Inline<'t>) {
        if let Some(it) = self.entries.get_mut(entry) {
            it.value = value;
        }
    }

    fn byte(&self, at: u32) -> Option<u8> {
        if at < self.document.end { self.text.as_bytes().get(at as usize).copied() } else { None }
    }
}

/// Where the document around a byte stands; `None` on a line that separates documents.
fn document(text: &str, caret: usize) -> Option<Span> {
    let line = text.get(..caret)?.rfind('\n').map_or(0, |it| it + 1);
    let of_caret = text.get(line..)?.lines().next().unwrap_or_default();
    if separates(of_caret) {
        return None;
    }
    let before = text.get(..line)?;
    let mut start = 0;
    let mut at = line;
    for it in before.split_inclusive('\n').rev() {
        if separates(it) {
            start = at;
            break;
        }
        at -= it.len();
    }
    let mut end = line;
    for it in text.get(line..)?.split_inclusive('\n') {
        if separates(it) {
            break;
        }
        end += it.len();
    }
    Some(Span::new(start as u32, end as u32))
}

fn separates(line: &str) -> bool {
    let behind = line.strip_prefix("---").or_else(|| line.strip_prefix("..."));
    behind.is_some_and(|it| it.is_empty() || it.starts_with([' ', '\t', '\r', '\n', '-']))
}
