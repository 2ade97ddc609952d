//! Quotes that are opened and not closed, or that stand at one end of a value only.

use super::{Candidate, Slip};

/// So many lines above the problem are looked at.
const LINES: usize = 30;

/// Closes the last quote that is opened in a line and not closed there.
pub(super) fn candidates(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let Some(last) = Slip::line_of(&lines, slip.at.start) else { return Vec::new() };
    let mut above = lines.iter().take(last + 1).rev().take(LINES);
    let found = above.find_map(|(start, line)| Some((*start, *line, open_quote(line)?)));
    let Some((start, line, (open, quote))) = found else { return Vec::new() };
    // What stands before a comment or, in brackets, before what ends the entry.
    let rest = line.get(open + 1..).unwrap_or_default();
    let is_flow = line.get(..open).is_some_and(|it| it.contains(['{', '[']));
    let length = |ends: &[&str]| ends.iter().filter_map(|it| rest.find(it)).min().unwrap_or(rest.len());
    let in_flow = is_flow.then(|| length(&[",", "}", "]", " #"]));
    let close = |length: usize| {
        let value = rest.get(..length)?.trim_end();
        let at = start + open + 1 + value.len();
        // A number in quotes is none.
        let key = line.get(..open)?.trim_end();
        if key.ends_with("ort:") && value.bytes().all(|it| it.is_ascii_digit()) && !value.is_empty() {
            let quote = start + open..start + open + 1;
            return Some(Candidate::new(
                format!("write `{value}`, without the quote"),
                vec![(quote, String::new())],
            ));
        }
        let title = format!("close the quote: {quote}{value}{quote}");
        (!value.is_empty()).then(|| Candidate::new(title, vec![(at..at, quote.to_string())]))
    };
    in_flow.into_iter().chain([length(&[" #"])]).filter_map(close).collect()
}

/// Takes a quote away that stands at one end of a value only.
pub(super) fn stray(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some(value) = slip.text.get(slip.at.clone()) else { return Vec::new() };
    let is_quote = |it: char| it == '"' || it == '\'';
    let (first, last) = (value.starts_with(is_quote), value.ends_with(is_quote));
    let plain = value.trim_matches(is_quote);
    if first == last || plain.is_empty() {
        return Vec::new();
    }
    vec![Candidate::new(
        format!("write `{plain}`, without the quote"),
        vec![(slip.at.clone(), plain.to_owned())],
    )]
}

/// The quote that a line opens and does not close, with its place.
pub(super) fn open_quote(line: &str) -> Option<(usize, char)> {
    let mut open: Option<(usize, char)> = None;
    let mut before = '\n';
    let mut chars = line.char_indices().peekable();
    while let Some((at, it)) = chars.next() {
        match open {
            Some((_, '"')) if it == '\\' => {
                chars.next();
            }
            // Two of them are one in the value.
            Some((_, '\'')) if it == '\'' && chars.peek().is_some_and(|it| it.1 == '\'') => {
                chars.next();
            }
            Some((_, quote)) if it == quote => open = None,
            Some(_) => {}
            None if it == '#' && before.is_whitespace() => return None,
            None if (it == '"' || it == '\'') && begins_value(line.get(..at)?) => open = Some((at, it)),
            None => {}
        }
        before = it;
    }
    open
}

/// Whether a value may begin behind this.
fn begins_value(before: &str) -> bool {
    let word = before.trim_end();
    let is_apart = word.len() < before.len();
    word.is_empty() || word.ends_with(['[', '{', ',']) || is_apart && word.ends_with([':', '-'])
}
