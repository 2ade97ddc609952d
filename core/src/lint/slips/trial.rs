//! Which candidates do away with a problem: the document is read again with each.
//!
//! A slip may cover another one: of a text that cannot be parsed only the first error is known, and below a key that is not
//! known nothing is looked at. Where no candidate leaves fewer errors, the first one counts after which the next error
//! has a fix too.

use std::ops::Range;

use super::{Candidate, Slip, candidates};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Model;

/// So many bytes are read again for all problems of the files together.
const BUDGET: usize = 2 << 20;
/// What each document costs besides: a parser has room for much.
const EACH_TRY: usize = 16 << 10;
/// So many slips may lie below another.
const DEEPEST: usize = 2;
/// So many candidates that uncover something are followed, of those after which the same is wrong so many.
const FOLLOWED: usize = 10;
const ALIKE: usize = 3;
/// By how much a candidate that is followed moves a line: one that needs a second move was none.
const FURTHEST: usize = 2;

/// Reads documents until that has cost enough.
pub(super) struct Trial<'m> {
    model: &'m Model,
    left: usize,
}

/// What is left wrong with a candidate.
struct Further {
    candidate: Candidate,
    /// Whether it moves lines and does nothing else.
    is_move: bool,
    text: String,
    errors: Vec<Diagnostic>,
}

impl<'m> Trial<'m> {
    pub(super) fn new(model: &'m Model) -> Trial<'m> {
        Trial { model, left: BUDGET }
    }

    /// The candidates that are offered for a problem: the first, or of a key that stands twice all. What is written twice
    /// because a dash lacks is not to be deleted.
    pub(super) fn cures(&mut self, slip: &Slip<'_>, problem: &Diagnostic) -> Vec<Candidate> {
        match self.errors(slip.text) {
            Some(before) => self.cures_of(slip, problem, &before, DEEPEST),
            None => Vec::new(),
        }
    }

    fn cures_of(
        &mut self,
        slip: &Slip<'_>,
        problem: &Diagnostic,
        before: &[Diagnostic],
        deeper: usize,
    ) -> Vec<Candidate> {
        let is_twice = problem.code == Code::DuplicateKey;
        let before_names = names(slip.text, before);
        let (mut res, mut others) = (Vec::new(), Vec::new());
        for candidate in candidates(slip, problem) {
            let Some(text) = candidate.applied(slip.text).filter(|it| it != slip.text) else { continue };
            let Some(errors) = self.errors(&text) else { break };
            let after = names(&text, &errors);
            if after.len() < before_names.len() && after.iter().all(|it| before_names.contains(it)) {
                let is_said = candidate.says.is_some();
                res.push(candidate);
                if is_said || !is_twice {
                    break;
                }
            } else if deeper > 0 && uncovers(&candidate, slip, problem, (&text, &errors)) {
                let is_move = candidate.edits.iter().all(|it| moves(slip, it).is_some());
                others.push(Further { candidate, is_move, text, errors });
            }
        }
        if res.is_empty() { self.likely(others, deeper).into_iter().collect() } else { res }
    }

    /// The most likely candidate after which the next error can be mended as well. Where none is, the one that leaves a text
    /// which can be parsed.
    fn likely(&mut self, mut all: Vec<Further>, deeper: usize) -> Option<Candidate> {
        // Candidates are in the order in which they are likely, but for moves.
        crate::order::sort_by_key(&mut all, |it| {
            let unread = it.errors.iter().filter(|it| it.code == Code::InvalidYaml).map(start).min();
            let furthest = (usize::MAX - unread.unwrap_or(usize::MAX), it.errors.len());
            (it.is_move, if it.is_move { furthest } else { (0, 0) })
        });
        let all_names: Vec<Vec<String>> = all.iter().map(|it| names(&it.text, &it.errors)).collect();
        let mut at = 0;
        all.retain(|_| {
            at += 1;
            let earlier = all_names.iter().take(at);
            earlier.filter(|it| all_names.get(at - 1) == Some(*it)).count() <= ALIKE
        });
        all.truncate(FOLLOWED);
        let found = all.iter().position(|it| self.leads_out(it, deeper - 1));
        let found = found.or_else(|| all.iter().position(is_apart));
        found.map(|it| all.swap_remove(it).candidate)
    }

    /// Whether the next error can be mended too.
    fn leads_out(&mut self, it: &Further, deeper: usize) -> bool {
        let mut open: Vec<&Diagnostic> = it.errors.iter().filter(|it| it.fixes.is_empty()).collect();
        crate::order::sort_by_key(&mut open, |it| start(it));
        let Some(next) = open.first() else { return true };
        let Some(at) = next.location.map(|it| it.span) else { return false };
        let Some(slip) = Slip::around(&it.text, at) else { return false };
        !self.cures_of(&slip, next, &it.errors, deeper).is_empty()
    }

    /// What a document is refused for; `None` once enough was read. A character that only looks like one of YAML is told
    /// by itself, with its own fix, so what is said of its line does not count.
    fn errors(&mut self, text: &str) -> Option<Vec<Diagnostic>> {
        self.left = self.left.checked_sub(text.len() + EACH_TRY)?;
        let mut errors = self.model.errors_in(text);
        errors.retain(|it| line(text, it).is_ascii());
        Some(errors)
    }
}

/// By how much an edit moves a line, if it does that.
fn moves(slip: &Slip<'_>, (range, new): &(Range<usize>, String)) -> Option<usize> {
    let is_space = |it: &str| it.bytes().all(|it| it == b' ');
    let old = slip.text.get(range.clone())?;
    (is_space(old) && is_space(new)).then(|| old.len().abs_diff(new.len()))
}

/// Whether the problem is gone: its line is not told again, and the text can be parsed at least as far as the edit.
fn uncovers(it: &Candidate, slip: &Slip<'_>, problem: &Diagnostic, after: (&str, &[Diagnostic])) -> bool {
    let (text, errors) = after;
    let Some(edited) = it.edits.iter().map(|it| it.0.start).min() else { return false };
    if it.edits.iter().any(|it| moves(slip, it).is_some_and(|it| FURTHEST < it)) {
        return false;
    }
    let own = line_at(slip.text, slip.at.start).trim();
    errors.iter().all(|error| match (error.code, problem.code) {
        (Code::InvalidYaml, Code::InvalidYaml) => start(error) > edited,
        (Code::InvalidYaml, _) => false,
        (code, of) => code != of || line(text, error).trim() != own,
    })
}

/// Whether the text can be parsed, and what is wrong with it stands in lines that were not touched.
fn is_apart(it: &Further) -> bool {
    let lines = |to: usize| it.text.bytes().take(to).filter(|it| *it == b'\n').count();
    let edits = it.candidate.edits.iter();
    let grown = edits.clone().map(|it| it.1.len()).sum::<usize>();
    let (Some(first), Some(last)) =
        (edits.clone().map(|it| it.0.start).min(), edits.map(|it| it.0.end).max())
    else {
        return false;
    };
    let touched = lines(first)..=lines(last.saturating_add(grown));
    it.errors.iter().all(|it| it.code != Code::InvalidYaml && !touched.contains(&lines(start(it))))
}

fn start(it: &Diagnostic) -> usize {
    it.location.map_or(0, |it| it.span.start as usize)
}

/// The line that an error stands in.
fn line<'t>(text: &'t str, it: &Diagnostic) -> &'t str {
    line_at(text, start(it))
}

fn line_at(text: &str, at: usize) -> &str {
    let before = text.get(..at).and_then(|it| it.rsplit('\n').next()).unwrap_or_default();
    let behind = text.get(at..).and_then(|it| it.split('\n').next()).unwrap_or_default();
    text.get(at - before.len()..at + behind.len()).unwrap_or_default()
}

/// What errors are called, so that each is known again in a text with an edit: by their words and lines, without the
/// numbers of entries, which another entry above makes larger.
fn names(text: &str, errors: &[Diagnostic]) -> Vec<String> {
    let name = |it: &Diagnostic| {
        let said = format!("{} {}", it.field, it.message);
        let mut res = String::with_capacity(said.len());
        let mut is_number = false;
        for it in said.chars() {
            is_number = it == '[' || is_number && it.is_ascii_digit();
            if !(is_number && it.is_ascii_digit()) {
                res.push(it);
            }
        }
        res + line(text, it).trim()
    };
    errors.iter().map(name).collect()
}
