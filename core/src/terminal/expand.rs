//! Words to what they stand for: quotes taken off, variables filled in, commands in brackets carried out.

use super::shell::{Script, State};
use super::{Evaluate, Shell};
use crate::kubectl::words::{Here, Part, Variable, Word, variable};

/// How many words a range like `{1..9}` may make.
const RANGE: i64 = 1000;
/// How many bytes a word may have.
const BYTES: usize = 1 << 18;

impl Shell {
    /// The words that one stands for: what is filled in outside of quotes may be several, and none.
    pub(super) fn words(&mut self, script: Script<'_>, word: &Word, evaluate: &Evaluate<'_>) -> Vec<String> {
        if let Some(it) = script.text.get(word.range.clone()).and_then(braces) {
            return it;
        }
        let (mut res, mut last) = (Vec::new(), None::<String>);
        let is_quoted = script.text.get(word.range.clone()).is_some_and(|it| it.starts_with('"'));
        for part in &word.parts {
            let (text, may_split) = self.part(script, part, evaluate, is_quoted);
            if !may_split {
                last.get_or_insert_default().push_str(&text);
                continue;
            }
            if text.starts_with(char::is_whitespace) {
                res.extend(last.take());
            }
            for (nth, piece) in text.split_whitespace().enumerate() {
                if nth > 0 {
                    res.extend(last.take());
                }
                last.get_or_insert_default().push_str(piece);
            }
            if text.ends_with(char::is_whitespace) {
                res.extend(last.take());
            }
        }
        res.extend(last);
        res.truncate(RANGE as usize);
        res
    }

    /// The same where it is one word in any case.
    pub(super) fn word(&mut self, script: Script<'_>, word: &Word, evaluate: &Evaluate<'_>) -> String {
        let mut res = String::new();
        for it in &word.parts {
            res.push_str(&self.part(script, it, evaluate, true).0);
        }
        res
    }

    /// A part's text, and whether blanks in it make several words.
    fn part(
        &mut self,
        script: Script<'_>,
        part: &Part,
        evaluate: &Evaluate<'_>,
        is_quoted: bool,
    ) -> (String, bool) {
        match part {
            Part::Text(it) => (script.text.get(it.clone()).unwrap_or_default().to_owned(), false),
            Part::Variable(it) => (self.state.value(it), !it.is_quoted),
            Part::Unknown(it) => {
                let text = script.text.get(it.clone()).unwrap_or_default();
                let inner = text.strip_prefix("$(").and_then(|it| it.strip_suffix(')'));
                let inner = inner.or_else(|| text.strip_prefix('`').and_then(|it| it.strip_suffix('`')));
                let Some(inner) = inner else { return (text.to_owned(), false) };
                if self.state.depth > 8 {
                    return (String::new(), false);
                }
                self.state.depth += 1;
                let mut io = self.script(inner, evaluate);
                self.state.depth -= 1;
                self.state.ended = None;
                let mut out = io.take_out();
                self.aside.extend(io.parts);
                out.truncate(out.trim_end_matches('\n').len());
                if out.len() > BYTES {
                    out.clear();
                }
                (out, !is_quoted)
            }
        }
    }

    /// The text of a here-document.
    pub(super) fn here(&self, script: Script<'_>, here: &Here) -> String {
        let body = script.text.get(here.body.clone()).unwrap_or_default();
        let mut res = String::new();
        for line in body.split_inclusive('\n') {
            let line = if here.is_stripped { line.trim_start_matches('\t') } else { line };
            if here.is_literal {
                res.push_str(line);
                continue;
            }
            let mut rest = line;
            while let Some(at) = rest.find(['$', '\\']) {
                let (before, behind) = rest.split_at(at);
                res.push_str(before);
                let escaped = ["\\$", "\\\\", "\\`"].into_iter().find(|it| behind.starts_with(it));
                if let Some(it) = escaped {
                    res.push_str(it.trim_start_matches('\\'));
                    if it == "\\\\" {
                        res.push('\\');
                    }
                    rest = behind.get(it.len()..).unwrap_or_default();
                } else if let Some((it, length)) = variable(behind) {
                    res.push_str(&self.state.value(&it));
                    rest = behind.get(length..).unwrap_or_default();
                } else {
                    let mut letters = behind.chars();
                    res.extend(letters.next());
                    rest = letters.as_str();
                }
            }
            res.push_str(rest);
            if res.len() > BYTES {
                break;
            }
        }
        res
    }
}

impl State {
    fn value(&self, it: &Variable) -> String {
        if it.name == "?" {
            return self.status.to_string();
        }
        self.variables.get(&it.name).cloned().or_else(|| it.otherwise.clone()).unwrap_or_default()
    }
}

/// `{a,b,c}`, `{1..3}`.
fn braces(text: &str) -> Option<Vec<String>> {
    let at = text.find('{')?;
    let (front, rest) = text.split_at(at);
    if front.contains(['"', '\'', '$', '\\', '=']) || front.ends_with('$') {
        return None;
    }
    let (inner, end) = rest.strip_prefix('{')?.split_once('}')?;
    if end.contains(['"', '\'', '{']) {
        return None;
    }
    let with = |it: &str| format!("{front}{it}{end}");
    if let Some((first, last)) = inner.split_once("..") {
        let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
        let count = last.checked_sub(first)?;
        return (0..RANGE).contains(&count).then(|| (first..=last).map(|it| with(&it.to_string())).collect());
    }
    (inner.contains(',') && !inner.contains(['"', ' ', '\'', ':']))
        .then(|| inner.split(',').map(with).collect())
}
