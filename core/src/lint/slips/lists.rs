//! Entries of lists without their dash or brackets, dashes where no list is wanted, and a dash behind its key.

use std::ops::Range;

use super::indentation::level;
use super::{Candidate, Slip, indent, is_empty};
use crate::kind::entry_fields;
use crate::source::line_end;

/// Puts a dash before the only entry of a list that was written as an object, in the place of the problem or in all such
/// places of the document.
pub(super) fn missing(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some(value) = slip.text.get(slip.at.clone()) else { return Vec::new() };
    if value.starts_with('{') {
        let (start, end) = (slip.at.start, slip.at.end);
        let edits = vec![(start..start, "[".to_owned()), (end..end, "]".to_owned())];
        return vec![Candidate::new("put it in brackets, as the only entry of a list", edits)];
    }
    let Some((lines, first)) = slip.own_line() else { return Vec::new() };
    let own = first..level(&lines, first);
    let key = value.split(':').next().unwrap_or(value).trim();
    let one =
        Candidate::new(format!("put a dash before `{key}`"), dashed(&lines, std::slice::from_ref(&own)));
    let all = without_dash(&lines);
    let several = Candidate::new("put the dashes before the entries of lists", dashed(&lines, &all));
    [one].into_iter().chain((all.len() > 1).then_some(several)).collect()
}

/// The lines below keys of lists that begin with no dash.
fn without_dash(lines: &[(usize, &str)]) -> Vec<Range<usize>> {
    let mut res = Vec::new();
    for (nth, (_, line)) in lines.iter().enumerate() {
        let content = line.trim();
        let key = content.trim_start_matches("- ").strip_suffix(':');
        let column = line.len() - line.trim_start_matches([' ', '-']).len();
        if key.is_none_or(|it| entry_fields(it).is_empty()) {
            continue;
        }
        let first = lines.iter().skip(nth + 1).position(|it| !is_empty(it.1)).map(|it| nth + 1 + it);
        let below = first.and_then(|it| Some((it, lines.get(it)?.1)));
        if let Some((first, line)) = below
            && indent(line) > column
            && !line.trim_start().starts_with(['-', '[', '{'])
        {
            res.push(first..level(lines, first));
        }
    }
    res
}

/// A dash before the first line of each stretch, and its other lines two further right.
fn dashed(lines: &[(usize, &str)], stretches: &[Range<usize>]) -> Vec<(Range<usize>, String)> {
    let mut edits = Vec::new();
    for (nth, (start, line)) in lines.iter().enumerate().filter(|it| !it.1.1.trim().is_empty()) {
        let own = indent(line);
        let deeper = stretches.iter().filter(|it| it.contains(&nth) && it.start != nth).count();
        let dashes = stretches.iter().filter(|it| it.start == nth).count();
        if deeper + dashes > 0 {
            edits.push((
                *start..start + own,
                format!("{}{}", " ".repeat(own + 2 * deeper), "- ".repeat(dashes)),
            ));
        }
    }
    edits
}

/// Takes away the dash or the brackets of a list of one entry, where an object is wanted.
pub(super) fn stray(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some(value) = slip.text.get(slip.at.clone()) else { return Vec::new() };
    let (start, end) = (slip.at.start, slip.at.end);
    if value.starts_with('[') && value.ends_with(']') {
        let edits = vec![(start..start + 1, String::new()), (end - 1..end, String::new())];
        return vec![Candidate::new("take the brackets away", edits)];
    }
    let Some(entry) = value.strip_prefix("- ") else { return Vec::new() };
    let key = entry.trim_start().split(':').next().unwrap_or_default();
    vec![Candidate::new(
        format!("take the dash before `{key}` away"),
        vec![(start..start + 1, " ".to_owned())],
    )]
}

/// `ingress: - from:`: the dash goes into a line of its own.
pub(super) fn behind_key(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let Some((start, line)) = Slip::line_of(&lines, slip.at.start).and_then(|it| lines.get(it)) else {
        return Vec::new();
    };
    let Some(colon) = crate::yaml::dash_behind_key(line) else { return Vec::new() };
    let blanks = line.get(colon..).map_or(0, |it| it.len() - it.trim_start().len());
    let at = start + colon..start + colon + blanks;
    let line_end = line_end(slip.text);
    let with = |more: usize| {
        let column = " ".repeat(indent(line) + more);
        Candidate::new("write the dash in the next line", vec![(at.clone(), format!("{line_end}{column}"))])
    };
    vec![with(0), with(2)]
}
