//! One object of a file with its text: of a large file the page shows one at a time.
//!
//! Enters: a position in a file. Leaves: the lines of the object that stands there, or the lines around the position where
//! no object does. Deliberately not here: which files are large, and who looks at what.

use super::Place;
use crate::kind::Manifest;
use crate::model::Model;
use crate::source::{FileId, Location, Span};

/// So many bytes of a file are shown at most: what an editor lays out without standing still.
const MOST: usize = 200_000;

/// A stretch of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StretchView {
    /// Its text.
    pub text: String,
    /// Where it stands in the file.
    pub place: Place,
    /// The object that it is, as `Pod shop/web-1`; empty for lines that are no object, or a part of one.
    pub object: String,
    /// A position in what comes before it, in UTF-16 units.
    pub previous: Option<u32>,
    /// A position in what comes after it.
    pub next: Option<u32>,
}

/// The stretch at a position that counts UTF-16 units; `None` where there is no such file.
pub(crate) fn stretch(model: &Model, file: u32, utf16: u32) -> Option<StretchView> {
    let text = model.places.whole(FileId(file))?;
    let at = (model.places.byte(file, utf16)? as usize).min(text.len());
    let all = objects(model, file, text);
    let found = all.iter().filter(|it| (it.0.start..it.0.end.max(it.0.start + 1)).contains(&at));
    // Of objects inside of each other, the inner one.
    let found = found.min_by_key(|it| it.0.len()).filter(|it| it.0.len() <= MOST);
    let (lines, object) = match found {
        Some((lines, it)) => (lines.clone(), name(it)),
        None => (around(text, at, &all), String::new()),
    };
    let rest = |it: &str| it.contains(|it: char| !it.is_whitespace() && it != '-');
    let is_object = !object.is_empty();
    let before = all.iter().map(|it| it.0.start).filter(|it| is_object && *it < lines.start).max();
    let has_lead = rest(text.get(..lines.start).unwrap_or_default());
    let before = before.or_else(|| lines.start.checked_sub(1).filter(|_| has_lead));
    let after = all.iter().map(|it| it.0.start).filter(|it| is_object && lines.start < *it).min();
    let has_rest = rest(text.get(lines.end..).unwrap_or_default());
    let after = after.or_else(|| Some(lines.end).filter(|_| has_rest));
    let place = |start: usize, end: usize| {
        let span = Span::new(start as u32, end as u32);
        model.places.place(Location { file: FileId(file), span })
    };
    let position = |at: usize| place(at, at).map(|it| it.from);
    Some(StretchView {
        place: place(lines.start, lines.end)?,
        previous: before.and_then(position),
        next: after.and_then(position),
        text: text.get(lines)?.to_owned(),
        object,
    })
}

/// The objects of a file with their lines, in no order.
fn objects<'m>(model: &'m Model, file: u32, text: &str) -> Vec<(std::ops::Range<usize>, &'m Manifest)> {
    let one = |it: &'m Manifest| {
        let meta = it.meta();
        let Location { file: own, span } = model.places.real(meta.origin.locate(meta.span));
        (own.0 == file && !meta.is_stand_in).then(|| (whole_lines(text, span), it))
    };
    model.read.manifests.iter().filter_map(one).collect()
}

/// `Pod shop/web-1`.
fn name(it: &Manifest) -> String {
    let meta = it.meta();
    let slash = if meta.namespace.is_empty() { "" } else { "/" };
    format!("{} {}{slash}{}", it.kind_name(), meta.namespace, meta.name.value)
}

/// The lines of a span, where nothing else stands in them: an object may share its line with others.
fn whole_lines(text: &str, span: Span) -> std::ops::Range<usize> {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let is_lead = |it: &u8| matches!(it, b' ' | b'-');
    let bytes = text.as_bytes();
    let lead = bytes.get(..start).unwrap_or_default().iter().rev().take_while(|it| is_lead(it)).count();
    if start == lead || bytes.get(start - lead - 1) == Some(&b'\n') {
        start -= lead;
    }
    let blank = bytes.get(end..).unwrap_or_default().iter().take_while(|it| **it == b' ').count();
    if bytes.get(end + blank) == Some(&b'\n') {
        end += blank + 1;
    }
    start..end
}

/// Some lines around a byte, up to the objects beside it; letters of one where the line is too long.
fn around(text: &str, at: usize, objects: &[(std::ops::Range<usize>, &Manifest)]) -> std::ops::Range<usize> {
    const BEFORE: usize = MOST / 4;
    let outside = objects.iter().filter(|it| !it.0.contains(&at));
    let floor = outside.clone().map(|it| it.0.end).filter(|it| *it <= at).max().unwrap_or(0);
    let ceiling = outside.map(|it| it.0.start).filter(|it| at < *it).min().unwrap_or(text.len());
    let mut start = text.ceil_char_boundary(at.saturating_sub(BEFORE)).max(floor).min(at);
    let mut end = text.floor_char_boundary((start + MOST).min(text.len())).min(ceiling).max(start);
    if floor < start {
        let lead = text.get(start..at).and_then(|it| it.find('\n'));
        start += lead.map_or(0, |it| it + 1);
    }
    if end < ceiling {
        let rest = text.get(at..end).and_then(|it| it.rfind('\n'));
        end = rest.map_or(end, |it| at + it + 1);
    }
    start..end
}

#[cfg(test)]
mod tests;
