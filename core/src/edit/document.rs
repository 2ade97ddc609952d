//! An object as it is written: the tree of its text, of which edits are made.

use super::path;
use super::render::Style;
use crate::diagnostic::Edit;
use crate::source::{FileId, Location, Places, Span, line_end};
use crate::yaml::{self, Entry, Node, Value};

/// An object as it is written.
#[derive(Debug)]
pub(crate) struct Written<'m> {
    /// The text of the whole file.
    pub(super) text: &'m str,
    file: FileId,
    /// Its spans count from the start of the file.
    root: Node<'static>,
    pub(super) style: Style,
}

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) enum Inside<'w> {
    /// Behind a key of a map.
    Map(&'w Node<'static>, &'w Entry<'static>),
    /// In a list, at that position.
    List(&'w Node<'static>, usize),
    /// Nowhere: it is the object.
    Nothing,
}

impl<'m> Written<'m> {
    /// Reads the text of an object again; `None` where it cannot be read by itself, as where an alias in it repeats
    /// something that stands before it.
    pub(crate) fn of(places: &'m Places, object: Location) -> Option<Written<'m>> {
        Written::with_line_end(places.whole(object.file)?, object, || places.line_end(object.file))
    }

    /// The same of an object in the text of the file, or of the document, that its place counts in.
    pub(crate) fn in_text(text: &'m str, object: Location) -> Option<Written<'m>> {
        Written::with_line_end(text, object, || line_end(text))
    }

    fn with_line_end(
        text: &'m str,
        object: Location,
        line_end: impl FnOnce() -> &'static str,
    ) -> Option<Written<'m>> {
        let root = yaml::object(text, with_last_mark(text, object.span))?;
        let style = Style { line_end: line_end(), dash: 2 };
        let mut written = Written { text, file: object.file, root, style };
        written.style.dash = written.dash(&written.root).unwrap_or(2);
        Some(written)
    }

    /// The whole object. All places in it count from the start of the file.
    #[cfg(test)]
    pub(crate) fn root(&self) -> &Node<'static> {
        &self.root
    }

    /// What stands at a path; a value that is left out (`podSelector:`) too, as null.
    pub(crate) fn at(&self, path: &str) -> Option<&Node<'static>> {
        path::steps(path).into_iter().try_fold(&self.root, path::step)
    }

    /// The pair at a path that ends in a key: its key has a place of its own.
    pub(crate) fn entry(&self, path: &str) -> Option<&Entry<'static>> {
        match self.inside(path)? {
            Inside::Map(_, it) => Some(it),
            Inside::List(..) | Inside::Nothing => None,
        }
    }

    /// Whether two paths lead to one place of the text, because an alias repeats what is written there.
    pub(crate) fn is_one_place(&self, one: &str, other: &str) -> bool {
        path::is_one_place(&self.root, one, other)
    }

    /// A stretch of the file.
    pub(crate) fn locate(&self, span: Span) -> Location {
        Location { file: self.file, span }
    }

    /// Text in the place of a stretch of the file.
    pub(crate) fn replaced(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { location: self.locate(span), text: text.into() }
    }

    /// The text of a stretch of the file.
    pub(crate) fn slice(&self, span: Span) -> &'m str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// What a path leads through last.
    pub(super) fn inside(&self, path: &str) -> Option<Inside<'_>> {
        let steps = path::steps(path);
        let Some((last, way)) = steps.split_last() else { return Some(Inside::Nothing) };
        let mut node = &self.root;
        for it in way {
            node = self.own(node, path::step(node, *it)?)?;
        }
        if let (path::Step::Bracket(it), Value::Sequence(items)) = (last, &node.value) {
            let nth = it.parse::<usize>().ok().filter(|it| *it < items.len())?;
            return Some(Inside::List(node, nth));
        }
        // A merge brings pairs that are written elsewhere.
        path::entry(node, *last).filter(|it| holds(node, it)).map(|it| Inside::Map(node, it))
    }

    /// A part of a node, if it is written there: what an alias or a merge brings is written elsewhere, and what has an
    /// anchor may be repeated elsewhere.
    fn own<'n>(&self, whole: &Node<'static>, part: &'n Node<'static>) -> Option<&'n Node<'static>> {
        let is_inside = whole.span.start <= part.span.start && part.span.end <= whole.span.end;
        (is_inside && !self.is_shared(part)).then_some(part)
    }

    /// Whether a value has an anchor, or is an alias.
    pub(super) fn is_shared(&self, it: &Node<'static>) -> bool {
        let text = self.slice(it.span);
        let before = self.text.get(..it.span.start as usize).unwrap_or_default().trim_end();
        let word =
            before.rsplit(|it: char| it.is_whitespace() || ",[{".contains(it)).next().unwrap_or_default();
        text.starts_with(['&', '*']) || word.starts_with('&')
    }

    /// Whether a stretch holds an anchor or an alias: then it is not moved and not deleted.
    pub(super) fn has_anchor(&self, span: Span) -> bool {
        let text = self.slice(span);
        let starts = |mark: char| {
            text.starts_with(mark)
                || text.match_indices(mark).any(|(at, _)| {
                    let (before, behind) = text.split_at(at);
                    before.ends_with([' ', '\n', ',', '[', '{'])
                        && behind.chars().nth(1).is_some_and(|it| it.is_alphanumeric() || it == '_')
                })
        };
        starts('&') || starts('*')
    }

    /// Whether a collection is written in braces or brackets.
    pub(super) fn is_flow(&self, it: &Node<'static>) -> bool {
        self.slice(it.span).starts_with(['{', '['])
    }

    /// At which column of its line a byte stands, in characters.
    pub(super) fn column(&self, byte: u32) -> usize {
        let before = self.text.get(..byte as usize).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().chars().count()
    }

    /// What stands before a byte in its line.
    pub(super) fn lead(&self, byte: u32) -> &'m str {
        self.text.get(..byte as usize).unwrap_or_default().rsplit('\n').next().unwrap_or_default()
    }

    /// The end of the line that a byte is in, before its line end.
    pub(super) fn line_end(&self, byte: u32) -> u32 {
        let rest = self.text.get(byte as usize..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        byte + line.trim_end_matches('\r').len() as u32
    }

    /// The end of a value without the blanks and line ends behind it, and with the colon or dash that is its last letter
    /// where what would stand behind it is left out.
    pub(super) fn end(&self, it: &Node<'static>) -> u32 {
        let written = it.span.start + self.slice(it.span).trim_end().len() as u32;
        if self.is_flow(it) {
            return written;
        }
        let last = match &it.value {
            Value::Mapping(entries) => {
                entries.last().filter(|last| holds(it, last)).map(|it| self.end_of_pair(it))
            }
            Value::Sequence(items) => {
                items.last().map(|it| self.end_behind(it, self.dash_of(it).map_or(0, |it| it + 1)))
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => None,
        };
        last.unwrap_or(written).max(written)
    }

    /// The first byte behind the colon of a key.
    pub(super) fn behind_colon(&self, it: &Entry<'static>) -> Option<u32> {
        let rest = self.text.get(it.key_span.end as usize..)?;
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest.trim_start_matches([' ', '\t']).starts_with(':').then(|| it.key_span.end + blanks as u32 + 1)
    }

    /// Whether a comment begins somewhere in a stretch.
    pub(crate) fn has_comment(&self, span: Span) -> bool {
        self.slice(span).lines().any(|it| it.trim_start().starts_with('#') || it.contains(" #"))
    }

    /// By how much the dashes of the first list behind a key stand right of it.
    fn dash(&self, node: &Node<'static>) -> Option<usize> {
        for it in node.entries() {
            if let Some(first) = it.value.items().first()
                && !self.is_flow(&it.value)
                && let Some(dash) = self.dash_of(first)
                && let Some(by) = self.column(dash).checked_sub(self.column(it.key_span.start))
            {
                return Some(by);
            }
        }
        let below = node.entries().iter().map(|it| &it.value).chain(node.items());
        below.into_iter().find_map(|it| self.dash(it))
    }

    /// The dash before an item of a list in lines.
    pub(super) fn dash_of(&self, item: &Node<'static>) -> Option<u32> {
        let before = self.text.get(..item.span.start as usize)?;
        // What is left out has no place of its own: its span may begin behind the dash, or at it.
        if item.is_null() && self.text.get(item.span.start as usize..).is_some_and(|it| it.starts_with('-')) {
            return Some(item.span.start);
        }
        let before = before.trim_end();
        before.ends_with('-').then(|| before.len() as u32 - 1)
    }
}

/// A value that is left out has no place. Where an object ends with one, the colon or dash before it belongs to it.
fn with_last_mark(text: &str, it: Span) -> Span {
    let rest = text.get(it.end as usize..).unwrap_or_default();
    let behind = rest.trim_start_matches([' ', '\t']);
    let is_mark = behind
        .strip_prefix([':', '-'])
        .is_some_and(|it| it.is_empty() || it.starts_with(char::is_whitespace));
    let blanks = rest.len() - behind.len();
    if is_mark { Span::new(it.start, it.end + blanks as u32 + 1) } else { it }
}

/// Whether a pair is written in its map.
pub(super) fn holds(map: &Node<'static>, it: &Entry<'static>) -> bool {
    map.span.start <= it.key_span.start && it.key_span.end <= map.span.end
}
