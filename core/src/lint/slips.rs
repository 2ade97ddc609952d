//! Slips of the pen that make a document unreadable or refused: what can be done about a quote that is not closed, a tab,
//! lines that stand too far left or right, missing colons, dashes and brackets, and a key in other letters. Reading finds
//! these; here are their fixes.
//!
//! Each kind of slip makes candidates, texts of the document with a small edit. A candidate is offered only where it was
//! read again and the problem is gone with no new error, so what is guessed wrong is never offered. A slip may cover
//! another one: then the error that it uncovers must have a fix too ([`trial`]).

mod dashes;
mod indentation;
mod lists;
mod marks;
mod quotes;
mod tabs;
mod trial;
mod twice;
mod words;

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::model::Model;
use crate::source::{Location, Span};

use trial::Trial;

/// So many problems get fixes, and so long a document is read again for each candidate.
const MOST: usize = 20;
const MAX_BYTES: usize = 32 << 10;

const SEPARATOR: &str = "\n---";

/// A document of a file, in which something is wrong.
struct Slip<'m> {
    text: &'m str,
    /// Where the document begins in its file.
    start: usize,
    /// Where the problem is, counted from the start of the document.
    at: Range<usize>,
}

/// An edit that may be what was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Candidate {
    title: String,
    /// New texts of stretches of the document, in its order.
    edits: Vec<(Range<usize>, String)>,
    /// Where what is wrong stands, what it is, and what to do, in place of what was stumbled over.
    says: Option<(Range<usize>, String, String)>,
}

impl Candidate {
    fn new(title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> Candidate {
        Candidate { title: title.into(), edits, says: None }
    }

    /// The document with the edits.
    fn applied(&self, text: &str) -> Option<String> {
        let (mut res, mut done) = (String::with_capacity(text.len()), 0);
        for (range, new) in &self.edits {
            res.push_str(text.get(done..range.start)?);
            res.push_str(new);
            done = range.end;
        }
        res.push_str(text.get(done..)?);
        Some(res)
    }
}

impl<'m> Slip<'m> {
    /// The document around a problem.
    fn around(text: &'m str, at: Span) -> Option<Slip<'m>> {
        let (from, to) = (at.start as usize, at.end as usize);
        let start = match text.get(..from)?.rfind(SEPARATOR) {
            Some(line) => line + 1 + text.get(line + 1..)?.find('\n')? + 1,
            None => 0,
        };
        let end = text.get(start..)?.find(SEPARATOR).map_or(text.len(), |it| start + it + 1);
        let is_inside = end - start <= MAX_BYTES && start <= from && to <= end;
        // What aliases stand for would be read again with each try.
        let is_plain = |it: &&str| !(it.contains('&') && it.contains('*'));
        let text = text.get(start..end).filter(|_| is_inside).filter(is_plain)?;
        Some(Slip { text, start, at: from - start..to - start })
    }

    /// The lines with where they begin, without their line ends.
    fn lines(&self) -> Vec<(usize, &'m str)> {
        let mut start = 0;
        let line = |it: &'m str| {
            let at = start;
            start += it.len();
            (at, it.trim_end_matches(['\n', '\r']))
        };
        self.text.split_inclusive('\n').map(line).collect()
    }

    /// The lines, and the position of the one that the problem begins; `None` where a dash, a brace or another key stands
    /// before it.
    fn own_line(&self) -> Option<(Vec<(usize, &'m str)>, usize)> {
        let lines = self.lines();
        let at = Slip::line_of(&lines, self.at.start)?;
        let begins = lines.get(at).is_some_and(|it| it.0 + indent(it.1) == self.at.start);
        begins.then_some((lines, at))
    }

    /// The position of the line that a byte is in.
    fn line_of(lines: &[(usize, &str)], byte: usize) -> Option<usize> {
        lines.partition_point(|it| it.0 <= byte).checked_sub(1)
    }
}

/// How many blanks a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether nothing but blanks or a comment stands in a line.
fn is_empty(line: &str) -> bool {
    let content = line.trim_start();
    content.is_empty() || content.starts_with('#')
}

/// Gives problems of reading the fixes that were tried and do away with them.
pub(super) fn mend(model: &Model, problems: &mut Vec<Diagnostic>) {
    look_alikes_first(model, problems);
    let wanted = problems.iter_mut().filter(|it| it.severity == Severity::Error && it.fixes.is_empty());
    let mut trial = Trial::new(model);
    for it in wanted.filter(|it| is_slip(it.code)).take(MOST) {
        fix(model, it, &mut trial);
    }
    // One dash that lacks makes several keys stand twice.
    let mut told: Vec<(Option<Location>, String)> = Vec::new();
    problems.retain(|it| {
        let is_moved = it.severity == Severity::Error && is_slip(it.code) && it.message.starts_with(DASH);
        let this = (it.location, it.message.clone());
        let is_new = !is_moved || !told.contains(&this);
        if is_moved {
            told.push(this);
        }
        is_new
    });
}

/// How what is said of a dash that lacks begins.
const DASH: &str = "a dash is missing before ";

/// Characters that only look like those of YAML are told before what is refused because of them in their line.
fn look_alikes_first(model: &Model, problems: &mut [Diagnostic]) {
    let line = |it: &Diagnostic| {
        let Location { file, span } = it.location?;
        let before = model.places.whole(file)?.get(..span.start as usize)?;
        Some((file, before.rfind('\n')))
    };
    for at in 0..problems.len() {
        let Some(it) = problems.get(at).filter(|it| it.code == Code::LookAlikeCharacter) else { continue };
        let here = line(it);
        let earlier = problems.iter().take(at);
        let refused = earlier
            .enumerate()
            .find(|it| it.1.code != Code::LookAlikeCharacter && here.is_some() && line(it.1) == here);
        if let Some(first) = refused.map(|it| it.0) {
            problems.get_mut(first..=at).unwrap_or_default().rotate_right(1);
        }
    }
}

fn is_slip(it: Code) -> bool {
    let is_of_text = matches!(it, Code::InvalidYaml | Code::DuplicateKey);
    is_of_text
        || matches!(it, Code::UnknownField | Code::InvalidValue | Code::UnsupportedValue | Code::WrongType)
}

fn candidates(slip: &Slip<'_>, problem: &Diagnostic) -> Vec<Candidate> {
    if problem.code == Code::InvalidYaml {
        let (likely, others) = dashes::lost(slip);
        [
            tabs::candidates(slip),
            quotes::candidates(slip),
            lists::behind_key(slip),
            likely,
            dashes::of_value(slip),
            marks::brackets(slip),
            marks::colons(slip),
            indentation::of_lines(slip),
            others,
        ]
        .concat()
    } else if problem.code == Code::UnknownField {
        let word = problem.meant.as_deref().map(|it| words::candidates(slip, it));
        let (likely, others) = dashes::lost(slip);
        let (spaces, spec) = (indentation::spaces(slip), indentation::into_spec(slip));
        [word.unwrap_or_default(), spaces, likely, spec, indentation::of_key(slip), others].concat()
    } else if problem.code == Code::WrongType {
        let spaces = indentation::spaces(slip);
        [lists::missing(slip), lists::stray(slip), marks::colons_in_text(slip), spaces].concat()
    } else if problem.code == Code::DuplicateKey {
        [dashes::between(slip), twice::candidates(slip)].concat()
    } else {
        quotes::stray(slip)
    }
}

/// Gives a problem the first fix that does away with it; of a key that stands twice all that do, unless a dash lacks.
fn fix(model: &Model, problem: &mut Diagnostic, trial: &mut Trial<'_>) {
    let Some(Location { file, span }) = problem.location else { return };
    let Some(slip) = model.places.whole(file).and_then(|it| Slip::around(it, span)) else { return };
    let at = |it: &Range<usize>| {
        let byte = |it: usize| (slip.start + it) as u32;
        Location { file, span: Span::new(byte(it.start), byte(it.end)) }
    };
    for Candidate { title, edits, says } in trial.cures(&slip, problem) {
        let edits = edits.iter().map(|(range, text)| Edit { location: at(range), text: text.clone() });
        problem.fixes.push(Fix { edits: edits.collect(), title, class: FixClass::Effect });
        if let Some((place, message, help)) = says {
            problem.location = Some(at(&place));
            (problem.message, problem.help) = (message, help);
            problem.related.clear();
        }
    }
}

#[cfg(test)]
mod tests;
