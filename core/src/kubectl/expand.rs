//! Words to what they stand for: quotes taken off, variables filled in.

use std::collections::BTreeMap;
use std::ops::Range;

use super::words::{Here, Part, Variable, Word, variable};
use crate::source::{Mapped, Span};

/// How many words a range like `{1..9}` may make.
const RANGE: i64 = 1000;

/// What is known when words are filled in.
pub(super) struct Expander<'s> {
    pub(super) script: &'s Mapped,
    pub(super) variables: &'s BTreeMap<String, String>,
    /// The variables that had no value, and where.
    pub(super) unset: Vec<(String, Range<usize>)>,
    /// How many bytes variables may still fill in.
    pub(super) left: usize,
}

impl Expander<'_> {
    /// The words that one stands for: a variable outside of quotes may hold several, and none.
    pub(super) fn words(&mut self, word: &Word) -> Vec<Mapped> {
        if let Some(them) = self.braces(word) {
            return them;
        }
        let (mut res, mut last) = (Vec::new(), None::<Mapped>);
        for part in &word.parts {
            match part {
                Part::Variable(it) if !it.is_quoted => {
                    let Some(value) = self.value(it) else {
                        self.literal(last.get_or_insert_default(), &it.range);
                        continue;
                    };
                    let at = self.script.locate(span(&it.range));
                    let mut pieces = value.split_whitespace();
                    if let Some(first) = pieces.next() {
                        last.get_or_insert_default().put(first, at);
                    }
                    for piece in pieces {
                        res.extend(last.replace(Mapped::new()));
                        last.get_or_insert_default().put(piece, at);
                    }
                }
                Part::Text(_) | Part::Variable(_) | Part::Unknown(_) => {
                    self.part(part, last.get_or_insert_default())
                }
            }
        }
        res.extend(last);
        res
    }

    /// The same where it is one word in any case.
    pub(super) fn word(&mut self, word: &Word) -> Mapped {
        let mut res = Mapped::new();
        for part in &word.parts {
            self.part(part, &mut res);
        }
        res
    }

    fn part(&mut self, part: &Part, res: &mut Mapped) {
        match part {
            Part::Text(range) | Part::Unknown(range) => self.literal(res, range),
            Part::Variable(it) => match self.value(it) {
                Some(value) => res.put(&value, self.script.locate(span(&it.range))),
                None => self.literal(res, &it.range),
            },
        }
    }

    fn literal(&self, res: &mut Mapped, range: &Range<usize>) {
        res.copy(self.script, range.clone());
    }

    fn value(&mut self, it: &Variable) -> Option<String> {
        if it.cut.is_some() {
            self.unset.push((it.name.clone(), it.range.clone()));
            return None;
        }
        let value = self.variables.get(&it.name).cloned().or_else(|| it.otherwise.clone());
        match value {
            Some(value) if value.len() <= self.left => {
                self.left -= value.len();
                Some(value)
            }
            Some(_) => {
                self.left = 0;
                None
            }
            None => {
                self.unset.push((it.name.clone(), it.range.clone()));
                None
            }
        }
    }

    /// `{a,b,c}`, `{1..3}` and `$(seq 1 3)`.
    fn braces(&self, word: &Word) -> Option<Vec<Mapped>> {
        let text = self.script.text().get(word.range.clone())?;
        let at = self.script.locate(span(&word.range));
        let one = |it: String| {
            let mut res = Mapped::new();
            res.put(&it, at);
            res
        };
        let numbers = |first: &str, last: &str| {
            let (first, last): (i64, i64) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (last.checked_sub(first)? < RANGE).then(|| (first..=last).map(|it| one(it.to_string())).collect())
        };
        if let Some(inner) = text.strip_prefix("$(seq ").and_then(|it| it.strip_suffix(')')) {
            let (first, last) = inner.trim().split_once(' ').unwrap_or(("1", inner));
            return numbers(first, last);
        }
        let inner = text.strip_prefix('{')?.strip_suffix('}')?;
        match inner.split_once("..") {
            Some((first, last)) => numbers(first, last),
            None if inner.contains(',') && !inner.contains(['"', ' ', '{']) => {
                Some(inner.split(',').map(|it| one(it.to_owned())).collect())
            }
            None => None,
        }
    }

    /// The text of a here-document.
    pub(super) fn here(&mut self, here: &Here) -> Mapped {
        let mut res = Mapped::new();
        let mut at = here.body.start;
        let script = self.script;
        for line in script.text().get(here.body.clone()).unwrap_or_default().split_inclusive('\n') {
            let end = at + line.len();
            if here.is_stripped {
                at += line.len() - line.trim_start_matches('\t').len();
            }
            let mut from = at;
            while !here.is_literal && at < end {
                let rest = script.text().get(at..end).unwrap_or_default();
                let Some(length) = rest.find(['$', '\\']) else { break };
                at += length;
                let rest = rest.get(length..).unwrap_or_default();
                if rest.starts_with("\\$") || rest.starts_with("\\\\") || rest.starts_with("\\`") {
                    res.copy(script, from..at);
                    from = at + 1;
                    at += 2;
                } else if let Some((it, length)) = variable(rest) {
                    let range = at..at + length;
                    if let Some(value) = self.value(&Variable { range: range.clone(), ..it }) {
                        res.copy(script, from..at);
                        res.put(&value, script.locate(span(&range)));
                        from = range.end;
                    }
                    at = range.end;
                } else {
                    at += 1;
                }
            }
            res.copy(script, from..end);
            at = end;
        }
        res
    }
}

/// A range as a span.
pub(super) fn span(range: &Range<usize>) -> Span {
    Span::new(range.start as u32, range.end as u32)
}
