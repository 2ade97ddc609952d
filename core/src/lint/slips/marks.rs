//! Missing colons, and brackets that are not closed.

use super::{Candidate, Slip, is_empty};
use crate::yaml::{close_in_line, closing_brackets, unclosed_brackets, without_colon};

/// Puts the colon where a line, that of the problem or the one before it, has a key without one.
pub(super) fn colons(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let Some(at) = Slip::line_of(&lines, slip.at.start) else { return Vec::new() };
    let before = lines.iter().take(at).rposition(|it| !is_empty(it.1));
    let of_line = |it: usize| {
        let (start, line) = lines.get(it)?;
        let key = without_colon(line)?;
        let end = start + key.end;
        Some(Candidate::new(
            format!("put a colon after `{}`", line.get(key)?),
            vec![(end..end, ":".to_owned())],
        ))
    };
    [at].into_iter().chain(before).filter_map(of_line).collect()
}

/// Puts a colon into each line of a text that was meant to be pairs: `app db`.
pub(super) fn colons_in_text(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some(value) = slip.text.get(slip.at.clone()) else { return Vec::new() };
    let (mut edits, mut names, mut start) = (Vec::new(), Vec::new(), slip.at.start);
    for line in value.split_inclusive('\n') {
        let content = line.trim();
        let mut words = content.split_whitespace();
        let (Some(key), Some(_), None) = (words.next(), words.next(), words.next()) else {
            return Vec::new();
        };
        let at = start + (line.len() - line.trim_start().len()) + key.len();
        edits.push((at..at, ":".to_owned()));
        names.push(format!("`{key}`"));
        start += line.len();
    }
    vec![Candidate::new(format!("put a colon after {}", names.join(" and ")), edits)]
}

/// Closes the brackets that a line opens and nothing closes, at its end.
pub(super) fn brackets(slip: &Slip<'_>) -> Vec<Candidate> {
    let open = unclosed_brackets(slip.text);
    let lines = slip.lines();
    let Some((start, line)) =
        open.first().and_then(|it| Slip::line_of(&lines, it.0)).and_then(|it| lines.get(it))
    else {
        return Vec::new();
    };
    let closing = closing_brackets(slip.text, &open);
    let end = line.find(" #").map_or(*line, |it| line.get(..it).unwrap_or(line)).trim_end().len();
    let at = start + end;
    vec![Candidate::new(close_in_line(&closing), vec![(at..at, closing)])]
}
