//! Taking off what is on the lines of a text: numbers, marks of a diff, characters of typesetting.

mod conflict;
mod diff;
mod numbered;
mod quoted;
mod separators;
mod typographic;

use std::ops::Range;

use super::{FASTER, Note, is_object};
use crate::pause::Pause;
use crate::source::{Location, Mapped, Span};
use crate::yaml;

/// A way to clean a text. `None` where there is nothing to clean.
type Cleaner = fn(&Mapped, &mut Vec<Note>) -> Option<Mapped>;

/// All of them, in the order in which they are tried; each works on what the one before left.
const CLEANERS: &[Cleaner] =
    &[diff::clean, conflict::clean, quoted::clean, numbered::clean, separators::clean, typographic::clean];

/// What the button says that leads to the text without it.
const CLICK: &str = "make it plain YAML";

/// Whether a line of dashes is no separator and looks like one.
pub(super) fn has_wrong_separator(text: &str) -> bool {
    separators::may_be_wrong(text)
}

/// The text without what only its page or its tool put on the lines.
pub(super) async fn clean(mut text: Mapped, notes: &mut Vec<Note>, pause: &Pause) -> Mapped {
    for clean in CLEANERS {
        text = clean(&text, notes).unwrap_or(text);
        pause.after(text.text().len() / FASTER).await;
    }
    text
}

/// A line of a text.
#[derive(Clone, Copy, Debug)]
struct Line<'t> {
    /// Where it begins.
    start: usize,
    /// Without its end.
    text: &'t str,
    /// Where the next one begins.
    next: usize,
}

impl Line<'_> {
    /// Without its end.
    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = next;
        next += line.len();
        let text = line.strip_suffix('\n').unwrap_or(line);
        Line { start, text: text.strip_suffix('\r').unwrap_or(text), next }
    })
}

fn at(text: &Mapped, range: Range<usize>) -> Location {
    text.locate(Span::new(range.start as u32, range.end as u32))
}

/// Whether a line, with what was before it taken off, has a key, as a manifest's lines have.
fn has_key(line: &str) -> bool {
    let line = line.trim_start_matches(['-', ' ', '"', '{', '[']);
    let length = line.find(|it: char| !it.is_ascii_alphanumeric()).unwrap_or(line.len());
    let behind = line.get(length..).unwrap_or_default().trim_start_matches('"');
    let is_ended = behind.strip_prefix(':').is_some_and(|it| it.is_empty() || it.starts_with(' '));
    line.starts_with(|it: char| it.is_ascii_alphabetic()) && is_ended
}

/// The documents that are objects as they stand: what their strings hold is their own.
fn objects(text: &str) -> Vec<Range<usize>> {
    let documents = yaml::split(text).into_iter().filter(|it| is_object(it.text));
    documents.map(|it| it.start as usize..it.start as usize + it.text.len()).collect()
}

/// The stretches that begin in none of some others, which are in order.
fn outside(stretches: Vec<Range<usize>>, others: &[Range<usize>]) -> Vec<Range<usize>> {
    let is_inside = |at: usize| {
        let before = others.partition_point(|it| it.start <= at);
        before.checked_sub(1).and_then(|it| others.get(it)).is_some_and(|it| at < it.end)
    };
    stretches.into_iter().filter(|it| !is_inside(it.start)).collect()
}
