//! Expectations in comments: a line each, or a drawn matrix.
//!
//! ```text
//! # expect shop/web -> shop/api TCP 8080: allowed
//! # expect shop/web -> shop/db: TCP 5432
//! # expect tcp/8080:
//! #             shop/api  shop/db
//! #   shop/web  .         x
//! ```
//! Only comments of the files themselves that begin with it count, and no lines inside of a text of YAML ([`Texts`]). A line
//! without an arrow, an expected word and a drawing is said to people, as in `# expect high load here`.

use std::rc::Rc;

use super::budget::{Budget, LINE};
use super::end;
use super::port::{self, AskedPort};
use super::template::Unprinted;
use super::within::Texts;
use super::{Check, EndText, Named, Read, Reading, Wanted, Wrong};
use crate::model::Model;
use crate::source::{FileId, Location, Span};

const MARK: &str = "# expect ";
const ARROW: &str = " -> ";
const FORM: &str = "write `# expect shop/web -> shop/api TCP 8080: allowed`";

/// All of them, in the order of the files.
pub(super) fn read(model: &Model, budget: &mut Budget) -> Vec<Reading> {
    let files = model.places.files();
    let each = files.iter().zip(0..).map(|(file, id)| read_text(&file.text, FileId(id), Some(model), budget));
    each.flatten().collect()
}

/// Those of a text.
pub(super) fn read_text(text: &str, id: FileId, model: Option<&Model>, budget: &mut Budget) -> Vec<Reading> {
    let mut res = Vec::new();
    if may_hold(text) {
        let (mut texts, mut unprinted) = (None, None);
        let mut lines = lines(text, id).peekable();
        while let Some(line) = lines.next() {
            let Some(marked) = mark(line.text) else { continue };
            let at = line.start + line.text.find('#').unwrap_or_default() as u32;
            if texts.get_or_insert_with(|| Texts::of(text, may_hold)).hold(at)
                || unprinted.get_or_insert_with(|| Unprinted::of(text)).hold(model, id, at)
            {
                continue;
            }
            let rest = match marked {
                Marked::Meant(rest) => rest,
                Marked::Like => {
                    let text = line.text.trim().to_owned();
                    if !budget.take(LINE) {
                        res.push(Err((text, line.at(), too_many(line.at()))));
                        return res;
                    }
                    let message = "this looks like an expectation and is not read".to_owned();
                    let help = "begin the line with `# expect ` and nothing before it";
                    res.push(Err((text, line.at(), wrong(line.at(), message, help))));
                    continue;
                }
            };
            // The comments below go on with a drawing.
            let mut below = Vec::new();
            let is_drawing = !rest.contains(ARROW) && rest.trim_end().ends_with(':');
            while let Some(it) = lines.next_if(|it| is_drawing && is_row(it.text) && mark(it.text).is_none())
            {
                below.push(it);
            }
            if !is_meant(rest, &below) {
                continue;
            }
            let words: usize = below.iter().map(|it| it.text.split_whitespace().count()).sum();
            let cost = LINE * (1 + words as u64);
            if !budget.take(cost) {
                res.push(Err((rest.trim().to_owned(), line.at(), too_many(line.at()))));
                return res;
            }
            res.push(match is_drawing {
                true => drawing(&line, rest, &below, stray(lines.clone())),
                false => single(&line, rest),
            });
        }
    }
    res
}

/// Whether a comment is an expectation, right or wrong, and not a sentence for people.
fn is_meant(rest: &str, below: &[FileLine<'_>]) -> bool {
    if rest.contains("->") || !below.is_empty() {
        return true;
    }
    let Some((before, expected)) = rest.rsplit_once(':') else { return false };
    match expected.trim() {
        "" => AskedPort::parse(before).is_ok(),
        it => Wanted::of_word(it).is_some() || port::list(it).is_some(),
    }
}

/// What is said where there are more than can be read.
pub(super) fn too_many(at: Location) -> Wrong {
    let message = "there are too many expectations: this one and all below it are not read";
    Wrong { at, message: message.to_owned(), help: String::new() }
}

/// Whether a text may hold expectations.
pub(super) fn may_hold(text: &str) -> bool {
    ["xpect", "XPECT"].iter().any(|it| text.contains(it))
}

/// A line that is an expectation.
enum Marked<'t> {
    /// As they are written, and what stands behind the mark.
    Meant(&'t str),
    /// Written in another way: it says that it is one, and it is not read.
    Like,
}

fn mark(line: &str) -> Option<Marked<'_>> {
    if let Some(rest) = line.strip_prefix(MARK) {
        return Some(Marked::Meant(rest));
    }
    let (before, behind) = line.split_at_checked(line.find('#')?)?;
    let word = behind.trim_start_matches(|it: char| it == '#' || it.is_whitespace());
    let end = word.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(word.len());
    let (word, rest) = word.split_at_checked(end)?;
    let is_line = is_line(rest);
    let is_mark = before.is_empty() && !behind.starts_with("##") && word == "expect";
    if is_mark && rest.starts_with(char::is_whitespace) && (is_line || is_title(rest)) {
        return Some(Marked::Meant(rest));
    }
    let is_word = |it: &&str| word.eq_ignore_ascii_case(it);
    // What is taken away by a patch is not there.
    let is_before = |it: char| it.is_whitespace() || it.is_ascii_digit() || "+>|:.".contains(it);
    let is_like = is_line && before.chars().all(is_before);
    (is_like && ["expect", "expected", "expects"].iter().any(is_word)).then_some(Marked::Like)
}

/// Whether that can only be said to a tool: an arrow, and behind the last colon what is expected.
fn is_line(rest: &str) -> bool {
    let Some((ends, expected)) = rest.rsplit_once(':').filter(|it| it.0.contains("->")) else { return false };
    let is_asked = Wanted::of_word(expected.trim()).is_some() || port::list(expected).is_some();
    is_asked && !ends.trim().is_empty()
}

/// Whether that is the head of a drawing: a port and a colon.
fn is_title(rest: &str) -> bool {
    let Some(port) = rest.trim().strip_suffix(':') else { return false };
    port.eq_ignore_ascii_case("any") || matches!(AskedPort::parse(port), Ok(AskedPort::Number(..)))
}

/// Whether a line belongs to the drawing above it: a tab or two blanks stand behind its mark.
fn is_row(line: &str) -> bool {
    let mut letters = line.strip_prefix('#').unwrap_or_default().chars();
    match letters.next() {
        Some('\t') => true,
        first => first.is_some_and(char::is_whitespace) && letters.next().is_some_and(char::is_whitespace),
    }
}

/// The line below a drawing that has the signs of a row and does not stand where rows do. Prose may stand there.
fn stray<'t>(lines: impl Iterator<Item = FileLine<'t>>) -> Option<Location> {
    let is_sign = |it: &str| matches!(it, "." | "x" | "o" | "?" | "-" | "/" | "_");
    let mut is_near = true;
    for line in lines {
        let text = line.text.trim_start();
        if !(text.is_empty() || text.starts_with('#')) || mark(line.text).is_some() {
            return None;
        }
        let mut signs = text.trim_start_matches('#').split_whitespace().skip(1).peekable();
        let has_signs = signs.peek().is_some();
        let is_stray = if is_near { signs.any(is_sign) } else { has_signs && signs.all(is_sign) };
        if is_stray {
            return Some(line.at());
        }
        is_near = false;
    }
    None
}

/// A line of a file, without its end.
#[derive(Clone)]
struct FileLine<'t> {
    text: &'t str,
    file: FileId,
    start: u32,
}

fn lines(text: &str, file: FileId) -> impl Iterator<Item = FileLine<'_>> + Clone {
    // A byte-order mark is no part of the first line (R-02).
    let text_behind = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut start = (text.len() - text_behind.len()) as u32;
    text_behind.split_inclusive('\n').map(move |it| {
        let line = FileLine { text: it.trim_end_matches(['\n', '\r']), file, start };
        start += it.len() as u32;
        line
    })
}

impl FileLine<'_> {
    fn at(&self) -> Location {
        let span = Span::new(self.start, self.start + self.text.trim_end().len() as u32);
        Location { file: self.file, span }
    }

    /// The place of a part of the line's text.
    fn part(&self, part: &str) -> Location {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize) as u32;
        let start = self.start + offset.min(self.text.len() as u32);
        Location { file: self.file, span: Span::new(start, start + part.len() as u32) }
    }
}

/// An error of a line, with the help for its form where there is no other.
fn wrong(at: Location, message: String, help: &str) -> Wrong {
    Wrong { at, message, help: help.to_owned() }
}

fn single(line: &FileLine<'_>, rest: &str) -> Reading {
    let text = rest.trim();
    let read = || {
        let Some((from, behind)) = text.split_once(ARROW) else {
            return Err(wrong(line.part(text), "an expectation names two ends".to_owned(), FORM));
        };
        let (from, behind) = (from.trim(), behind.trim());
        let (to, behind) = behind.split_at_checked(end::length(behind)).unwrap_or((behind, ""));
        let Some((asked, expected)) = behind.rsplit_once(':').map(|it| (it.0.trim(), it.1.trim())) else {
            return Err(wrong(line.part(text), "an expectation ends with what is expected".to_owned(), FORM));
        };
        // `b: UDP 53; TCP 80` has no port before the colon.
        let part = |it: &str, message| wrong(line.part(it), message, "");
        let ends = (end_of(from).map_err(|it| part(from, it))?, end_of(to).map_err(|it| part(to, it))?);
        let port = AskedPort::parse(asked).map_err(|it| part(asked, it))?;
        let wanted = match Wanted::of_word(expected) {
            Some(it) => it,
            None => Wanted::Ports(port::list(expected).ok_or_else(|| {
                let help = "write `allowed`, `denied`, `unknown`, or without a port `all` or a list of ports";
                wrong(line.part(expected), format!("`{expected}` is nothing that can be expected"), help)
            })?),
        };
        check_port(&port, &wanted).map_err(|it| part(expected, it))?;
        Ok(Check { at: line.at(), from: ends.0, to: ends.1, port, wanted })
    };
    match read() {
        Ok(check) => {
            let text = text.to_owned();
            Ok(Read { name: String::new(), text, at: line.at(), checks: vec![check], names: Vec::new() })
        }
        Err(it) => Err((text.to_owned(), line.at(), it)),
    }
}

/// What is asked of all ports together cannot be asked of one.
pub(super) fn check_port(port: &AskedPort, wanted: &Wanted) -> Result<(), String> {
    let is_of_all = matches!(wanted, Wanted::All | Wanted::Some | Wanted::Ports(_));
    match *port != AskedPort::Any && is_of_all {
        true => Err(format!("`{}` is about all ports, and a port is named", wanted.word())),
        false => Ok(()),
    }
}

/// An end with its text.
pub(super) fn end_of(text: &str) -> Result<Rc<EndText>, String> {
    Ok(Rc::new((text.to_owned(), end::parse(text)?)))
}

fn drawing(line: &FileLine<'_>, rest: &str, below: &[FileLine<'_>], stray: Option<Location>) -> Reading {
    let title = rest.trim().trim_end_matches(':').trim();
    let size = |it: usize| below.get(it).map_or(0, |it| it.text.split_whitespace().count().saturating_sub(1));
    let columns = size(0);
    let rows = below.iter().filter(|it| it.text.len() > 1).count().saturating_sub(1);
    let named = if title.eq_ignore_ascii_case("any") { "any port" } else { title };
    let text = format!("{named}: a matrix of {rows} × {columns}");
    let whole =
        Location { span: line.at().span.to(below.last().map_or(line.at(), FileLine::at).span), ..line.at() };
    let read = || {
        let port = AskedPort::parse(title).map_err(|it| wrong(line.part(title), it, FORM))?;
        if matches!(port, AskedPort::Name(..)) {
            let message = format!("`{title}` is no port of a matrix");
            return Err(wrong(line.part(title), message, "write `tcp/8080`, `udp/53` or `any`"));
        }
        if let Some(at) = stray {
            let help = "rows stand right below each other, each after `#` and at least two spaces";
            return Err(wrong(at, "this line is no row of the matrix above".to_owned(), help));
        }
        let words = |it: &FileLine<'_>| -> Vec<(String, Location)> {
            let body = it.text.get(1..).unwrap_or_default();
            body.split_whitespace().map(|word| (word.to_owned(), it.part(word))).collect()
        };
        let rows: Vec<Vec<(String, Location)>> =
            below.iter().map(words).filter(|it| !it.is_empty()).collect();
        let [columns, rows @ ..] = rows.as_slice() else {
            let help = "below it stand a line with the destinations and one for each source, each after `#` and two spaces";
            return Err(wrong(line.at(), "there is no matrix below".to_owned(), help));
        };
        let end = |it: &(String, Location)| end_of(&it.0).map_err(|message| wrong(it.1, message, ""));
        let places: Vec<Location> = columns.iter().map(|it| it.1).collect();
        let columns = columns.iter().map(end).collect::<Result<Vec<_>, _>>()?;
        let mut names: Vec<Named> =
            columns.iter().zip(places).map(|(it, at)| (at, Rc::clone(it), true)).collect();
        let mut checks = Vec::new();
        for row in rows {
            let [source, signs @ ..] = row.as_slice() else { continue };
            let from = end(source)?;
            names.push((source.1, Rc::clone(&from), false));
            if signs.len() != columns.len() {
                let message = format!("this row has {} signs for {} columns", signs.len(), columns.len());
                return Err(wrong(source.1, message, ""));
            }
            for (sign, to) in signs.iter().zip(&columns) {
                let known = Some(sign.0.as_str()).filter(|it| it.chars().count() == 1);
                let known = known.and_then(|it| it.chars().next());
                let unknown = || {
                    let help = "signs are `.` allowed, `x` denied, `o` some ports, `?` unknown, `-` the pod itself, `/` no common address family, `_` anything";
                    wrong(sign.1, format!("`{}` is no sign", sign.0), help)
                };
                let Some(wanted) = Wanted::of_sign(known.ok_or_else(unknown)?, port == AskedPort::Any) else {
                    continue;
                };
                let wanted = wanted.ok_or_else(unknown)?;
                let (from, to, port) = (Rc::clone(&from), Rc::clone(to), port.clone());
                checks.push(Check { at: sign.1, from, to, port, wanted });
            }
        }
        if checks.is_empty() {
            let help = "an expectation that tests nothing is not passed: `.` is allowed, `x` is denied";
            return Err(wrong(line.at(), "no sign of this matrix says what is expected".to_owned(), help));
        }
        Ok((checks, names))
    };
    match read() {
        Ok((checks, names)) => Ok(Read { name: String::new(), text, at: whole, checks, names }),
        Err(it) => Err((text, whole, it)),
    }
}
