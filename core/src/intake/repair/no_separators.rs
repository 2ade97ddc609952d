//! Objects without `---` between them: a new one begins where `apiVersion` or `kind` comes again at the margin.

use std::ops::Range;

use super::Work;
use crate::diagnostic::{Code, Severity};
use crate::intake::plain::is_margin_key;
use crate::intake::{Mapped, Note};
use crate::source::Span;

/// The objects of a document that holds several.
pub(super) fn repair(text: &Mapped, notes: &mut Vec<Note>, _: &mut Work) -> Option<Vec<Mapped>> {
    let starts = starts(text.text(), false);
    let mut places = starts.iter().map(|it| {
        let line = text.text().get(*it..).and_then(|it| it.lines().next()).unwrap_or_default();
        text.locate(Span::new(*it as u32, (it + line.trim_end().len()) as u32))
    });
    let message = "another object begins here without a `---` line before it";
    let help =
        "write `---` above it: `kubectl` silently sends the last object only, here all of them are read";
    let mut note = Note::new(places.next()?, (Severity::Error, Code::MissingSeparator), message, help);
    note.problem.related = places.map(|it| (it, "here, too".to_owned())).collect();
    notes.push(note.titled("insert ---"));
    let part = |range| {
        let mut res = Mapped::new();
        res.copy(text, range);
        res
    };
    Some(ranges(text.text(), &starts).into_iter().map(part).collect())
}

/// The objects of a text without indentation, in which `kind` may stand inside of an object, too.
pub(super) fn starts_of_flat(text: &str) -> Vec<Range<usize>> {
    ranges(text, &starts(text, true))
}

/// The objects, with the comments above them.
fn ranges(text: &str, starts: &[usize]) -> Vec<Range<usize>> {
    let mut res = Vec::new();
    let mut begin = 0;
    for start in starts {
        let mut start = *start;
        for line in text.get(begin..start).unwrap_or_default().split_inclusive('\n').rev() {
            if !line.starts_with('#') {
                break;
            }
            start -= line.len();
        }
        res.push(begin..start);
        begin = start;
    }
    res.push(begin..text.len());
    res
}

/// What a line at the margin is, as far as it matters here.
#[derive(Clone, Copy, PartialEq)]
enum Line {
    Kind,
    Version,
    Other,
}

/// Where all objects but the first begin.
fn starts(text: &str, is_flat: bool) -> Vec<usize> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t', '#', '\r', '\n']) {
            let key = line.split_once(':').filter(|it| it.1.starts_with(char::is_whitespace)).map(|it| it.0);
            let what = match key {
                Some("kind") => Line::Kind,
                Some("apiVersion") => Line::Version,
                _ => Line::Other,
            };
            lines.push((at, what, key.is_some_and(is_margin_key)));
        }
        at += line.len();
    }
    let (mut res, mut has_kind, mut has_version, mut has_other) = (Vec::new(), false, false, false);
    let mut before = Line::Other;
    for (index, (at, what, _)) in lines.iter().enumerate() {
        let next = lines.get(index + 1).map(|it| it.1);
        let is_pair =
            matches!((what, next), (Line::Kind, Some(Line::Version)) | (Line::Version, Some(Line::Kind)));
        let begins = match what {
            // A reference to an object goes on with its name.
            _ if is_flat => {
                is_pair && has_kind && before == Line::Other && lines.get(index + 2).is_some_and(|it| it.2)
            }
            Line::Kind => has_kind,
            Line::Version => has_version || has_kind && is_pair,
            Line::Other => false,
        };
        if begins && has_other {
            res.push(*at);
            (has_kind, has_version, has_other) = (false, false, false);
        }
        has_kind |= *what == Line::Kind;
        has_version |= *what == Line::Version;
        has_other |= *what == Line::Other;
        before = *what;
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, is_flat: bool, wanted: &[&str]) {
        let ranges = ranges(text, &starts(text, is_flat));
        let found: Vec<_> = ranges.into_iter().map(|it| text.get(it).unwrap().trim()).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn an_object_begins_where_its_first_keys_come_again() {
        let (a, b) =
            ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}", "kind: Pod\napiVersion: v1\nspec:\n  kind: c");
        check(&format!("{a}\n\n# b\n{b}\n{a}\n"), false, &[a, &format!("# b\n{b}"), a]);
        let late = "metadata: {name: a}\nkind: Pod\napiVersion: v1";
        check(&format!("kind: Pod\nmetadata: {{}}\n{a}"), false, &["kind: Pod\nmetadata: {}", a]);
        check(late, false, &[late]);
        check("kind: Pod\nkind: Pod\n", false, &["kind: Pod\nkind: Pod"]);
    }

    #[test]
    fn a_reference_in_a_flat_text_is_no_object() {
        let flat = "apiVersion: v1\nkind: Pod\nmetadata:\nname: a\nownerReferences:\n- apiVersion: v1\nkind: Pod\nname: b";
        let reference = "apiVersion: a/v2\nkind: Scaler\nmetadata:\nname: a\nspec:\ntarget:\napiVersion: v1\nkind: Pod\nname: b";
        check(&format!("{flat}\n{reference}\n{flat}"), true, &[flat, reference, flat]);
    }
}
