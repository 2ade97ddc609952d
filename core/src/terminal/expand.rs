//! Words to what they stand for: quotes taken off, variables filled in, commands in brackets carried out.

use super::control::Ended;
use super::number;
use super::shell::{Script, State};
use super::{Evaluate, Shell};
use crate::kubectl::words::{Here, Part, Variable, Word, substitution, variable};

/// How many words a range like `{1..9}` may make.
const RANGE: i64 = 1000;
/// How many words one may stand for.
const WORDS: usize = 1000;
const TOO_MANY: &str = "bash: this makes more than 1,000 words: the terminal stops here";
/// How many bytes a word may have.
const BYTES: usize = 1 << 18;
/// How many all variables and files may have together.
const ALL_BYTES: usize = 1 << 23;
const TOO_LONG: &str = "bash: this makes a text of more than 256 kB: the terminal stops here";

impl Shell {
    /// The words that one stands for: what is filled in outside of quotes may be several, and none.
    pub(super) fn words(&mut self, script: Script<'_>, word: &Word, evaluate: &Evaluate<'_>) -> Vec<String> {
        if let Some(it) = script.text.get(word.range.clone()).and_then(braces) {
            return it.unwrap_or_else(|why| {
                self.state.refuse(why.to_owned());
                Vec::new()
            });
        }
        let (mut res, mut last, mut length) = (Vec::new(), None::<String>, 0);
        let is_quoted = script.text.get(word.range.clone()).is_some_and(|it| it.starts_with('"'));
        for part in &word.parts {
            if let Part::Variable(it) = part
                && it.is_quoted
                && it.name == "@"
            {
                // `"$@"`: each of them stays one word, and of none there is none.
                let arguments = self.state.arguments();
                if arguments.is_empty() && word.parts.len() <= 2 {
                    last = last.filter(|it| !it.is_empty());
                }
                for (nth, it) in arguments.into_iter().enumerate() {
                    if nth > 0 {
                        res.extend(last.take());
                    }
                    last.get_or_insert_default().push_str(&it);
                }
                continue;
            }
            let (text, may_split) = self.part(script, part, evaluate, is_quoted);
            length += text.len();
            if length > BYTES {
                self.state.refuse(TOO_LONG.to_owned());
                return Vec::new();
            }
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
        if res.len() > WORDS {
            self.state.refuse(TOO_MANY.to_owned());
            return Vec::new();
        }
        res
    }

    /// The same where it is one word in any case.
    pub(super) fn word(&mut self, script: Script<'_>, word: &Word, evaluate: &Evaluate<'_>) -> String {
        let mut res = String::new();
        for it in &word.parts {
            res.push_str(&self.part(script, it, evaluate, true).0);
            if res.len() > BYTES {
                self.state.refuse(TOO_LONG.to_owned());
                return String::new();
            }
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
            Part::Unknown(it) if script.text.get(it.clone()).is_some_and(|it| it.starts_with("$((")) => {
                let text = script.text.get(it.clone()).unwrap_or_default();
                let inner = text.strip_prefix("$((").and_then(|it| it.strip_suffix("))"));
                let value = inner.and_then(|it| number::value(it, &|name| self.state.number(name)));
                if value.is_none() {
                    let what = "only whole numbers with + - * / % and brackets are simulated";
                    self.state.refuse(format!("bash: {text}: {what}"));
                }
                (value.map(|it| it.to_string()).unwrap_or_default(), !is_quoted)
            }
            Part::Unknown(it) => {
                let text = script.text.get(it.clone()).unwrap_or_default();
                let inner = text.strip_prefix("$(").and_then(|it| it.strip_suffix(')'));
                let inner = inner.or_else(|| text.strip_prefix('`').and_then(|it| it.strip_suffix('`')));
                let Some(inner) = inner else { return (text.to_owned(), false) };
                if self.state.depth > 8 {
                    self.state.refuse("bash: too deep: the terminal stops here".to_owned());
                    return (String::new(), false);
                }
                self.state.depth += 1;
                // What the command around it is refused for is not its own.
                let refused = self.state.refused.take();
                let mut io = self.script(inner, evaluate);
                self.state.refused = refused;
                self.state.depth -= 1;
                self.state.ended.take_if(|it| *it != Ended::Refused);
                let mut out = io.take_out();
                self.aside.extend(io.parts);
                out.truncate(out.trim_end_matches('\n').len());
                if out.len() > BYTES {
                    self.state.refuse(TOO_LONG.to_owned());
                    out.clear();
                }
                (out, !is_quoted)
            }
        }
    }

    /// The text of a here-document.
    pub(super) fn here(&mut self, script: Script<'_>, here: &Here, evaluate: &Evaluate<'_>) -> String {
        let body = script.text.get(here.body.clone()).unwrap_or_default();
        let mut text = body.to_owned();
        if here.is_stripped {
            text = body.split_inclusive('\n').map(|it| it.trim_start_matches('\t')).collect();
        }
        if here.is_literal {
            return self.bounded(text);
        }
        let (mut res, mut rest) = (String::new(), text.as_str());
        while let Some(at) = rest.find(['$', '\\', '`']) {
            let (before, behind) = rest.split_at(at);
            res.push_str(before);
            let escaped = ["\\$", "\\\\", "\\`"].into_iter().find(|it| behind.starts_with(it));
            if let Some(it) = escaped {
                res.extend(it.chars().next_back());
                rest = behind.get(it.len()..).unwrap_or_default();
            } else if let Some((it, length)) = variable(behind) {
                res.push_str(&self.state.value(&it));
                rest = behind.get(length..).unwrap_or_default();
            } else if let Some(range) = substitution(behind) {
                let end = range.end;
                let script = Script { text: behind, heres: &[] };
                res.push_str(&self.part(script, &Part::Unknown(range), evaluate, true).0);
                rest = behind.get(end..).unwrap_or_default();
            } else {
                let mut letters = behind.chars();
                res.extend(letters.next());
                rest = letters.as_str();
            }
            if res.len() > BYTES {
                break;
            }
        }
        res.push_str(rest);
        self.bounded(res)
    }

    /// A text of a line, unless it is too long.
    fn bounded(&mut self, text: String) -> String {
        if text.len() <= BYTES {
            return text;
        }
        self.state.refuse(TOO_LONG.to_owned());
        String::new()
    }
}

impl State {
    fn value(&mut self, it: &Variable) -> String {
        let own = match it.name.as_str() {
            "?" => return self.status.to_string(),
            "#" => return self.arguments().len().to_string(),
            "@" | "*" if it.cut.is_some() => return self.arguments().len().to_string(),
            "@" | "*" => Some(self.arguments().join(" ")).filter(|it| !it.is_empty()),
            name => self.variables.get(name).cloned(),
        };
        let value = own.or_else(|| it.otherwise.clone()).unwrap_or_default();
        match it.cut.as_deref() {
            None => value,
            Some("") => value.chars().count().to_string(),
            Some(cut) => shortened(&value, cut).unwrap_or_else(|| {
                self.refuse(format!(
                    "bash: ${{{}{cut}}}: not simulated here: of variables there are ${{x}}, ${{x:-other}}, ${{#x}}, ${{x#front}} and ${{x%end}}",
                    it.name
                ));
                String::new()
            }),
        }
    }

    /// The words behind the name of the function that is carried out: `$1`, `$2` and so on.
    fn arguments(&self) -> Vec<String> {
        let numbered = |it: (&String, &String)| Some((it.0.parse::<usize>().ok()?, it.1.clone()));
        let mut res: Vec<(usize, String)> = self.variables.iter().filter_map(numbered).collect();
        res.sort();
        res.into_iter().map(|it| it.1).collect()
    }

    /// The number that a variable holds; 0 where there is none.
    fn number(&self, name: &str) -> Option<i64> {
        self.variables.get(name).map_or(Some(0), |it| it.trim().parse().ok())
    }

    /// Says why the command that is being read is not carried out.
    pub(super) fn refuse(&mut self, why: String) {
        self.refused.get_or_insert(why);
    }

    /// Whether there is room for so many bytes more in variables and files.
    pub(super) fn has_room(&self, more: usize) -> bool {
        let all = self.variables.values().chain(self.files.values()).chain(self.aliases.values());
        all.map(String::len).sum::<usize>().saturating_add(more) <= ALL_BYTES
    }
}

/// `${x#front}`, `${x##*/}`, `${x%.yaml}`, `${x%%-*}`: a text without its front or end. `*` may stand for anything.
fn shortened(value: &str, cut: &str) -> Option<String> {
    let (is_front, is_long, pattern) = match cut.as_bytes() {
        [b'#', b'#', ..] => (true, true, cut.get(2..)?),
        [b'#', ..] => (true, false, cut.get(1..)?),
        [b'%', b'%', ..] => (false, true, cut.get(2..)?),
        [b'%', ..] => (false, false, cut.get(1..)?),
        _ => return None,
    };
    if pattern.contains(['?', '[', '$', '\\', '"', '\'']) || pattern.matches('*').count() > 1 {
        return None;
    }
    let ends = || value.char_indices().map(|it| it.0).chain([value.len()]);
    let fits = |it: &str| match pattern.split_once('*') {
        Some((first, last)) => {
            it.len() >= first.len() + last.len() && it.starts_with(first) && it.ends_with(last)
        }
        None => it == pattern,
    };
    let found: Vec<usize> = ends()
        .filter(|at| fits(if is_front { value.get(..*at) } else { value.get(*at..) }.unwrap_or_default()))
        .collect();
    let at = if is_front == is_long { found.last() } else { found.first() };
    let Some(at) = at else { return Some(value.to_owned()) };
    Some(if is_front { value.get(*at..) } else { value.get(..*at) }.unwrap_or_default().to_owned())
}

/// `{a,b,c}`, `{1..3}`, and several behind one another: `{a,b}{1,2}` is `a1 a2 b1 b2`. `None` where a word has none of
/// these; `Err` says why there are too many.
///
/// A word may have as many groups as a text that was pasted: they are taken from the left, and what is made of them is
/// never longer than a word may be. At most ten of them can double the words, and each of the others makes these longer.
fn braces(text: &str) -> Option<Result<Vec<String>, &'static str>> {
    if !text.contains('{') || text.contains(['"', '\'']) {
        return None;
    }
    let (mut res, mut rest) = (vec![String::new()], text);
    while let Some((front, behind)) = rest.split_once('{') {
        if front.contains(['$', '\\', '=']) {
            return None;
        }
        let (inner, end) = behind.split_once('}')?;
        let each = match group(inner)? {
            Ok(it) => it,
            Err(why) => return Some(Err(why)),
        };
        if let Err(why) = extend(&mut res, &[front.to_owned()]).and_then(|()| extend(&mut res, &each)) {
            return Some(Err(why));
        }
        rest = end;
    }
    Some(extend(&mut res, &[rest.to_owned()]).map(|()| res))
}

/// What one group stands for; `None` where it is none.
fn group(inner: &str) -> Option<Result<Vec<String>, &'static str>> {
    if let Some((first, last)) = inner.split_once("..") {
        let (first, last): (i64, i64) = (first.parse().ok()?, last.parse().ok()?);
        let count = last.checked_sub(first).filter(|it| *it >= 0)?;
        let all = || (first..=last).map(|it| it.to_string()).collect();
        return Some(if count < RANGE { Ok(all()) } else { Err(TOO_MANY) });
    }
    if !inner.contains(',') || inner.contains([' ', ':']) {
        return None;
    }
    Some(Ok(inner.split(',').take(WORDS + 1).map(str::to_owned).collect()))
}

/// Each word with each of these ends.
fn extend(words: &mut Vec<String>, ends: &[String]) -> Result<(), &'static str> {
    let size = |all: &[String]| all.iter().map(String::len).sum::<usize>();
    if words.len().saturating_mul(ends.len()) > WORDS {
        return Err(TOO_MANY);
    }
    // Of all words together.
    if size(words).saturating_mul(ends.len()) + size(ends).saturating_mul(words.len()) > BYTES {
        return Err(TOO_LONG);
    }
    match ends {
        [end] => words.iter_mut().for_each(|it| it.push_str(end)),
        ends => {
            let each = |it: &String| ends.iter().map(|end| format!("{it}{end}")).collect::<Vec<_>>();
            *words = words.iter().flat_map(each).collect();
        }
    }
    Ok(())
}
