//! A dash that was deleted: the entry that it began runs into the list above it or into the entry before it.

use std::ops::Range;

use super::indentation::{block, level, shifted};
use super::{Candidate, Slip, indent, is_empty};
use crate::kind::entry_fields;

/// So many lines an entry may have before one is refused.
const MOST: usize = 500;
/// So many lines are tried: each is a document that is read again.
const TRIED: usize = 4;

/// Where the dash of an entry may have stood.
struct Lost<'m> {
    /// The line of its first key.
    nth: usize,
    /// The list that it is an entry of.
    list: &'m str,
    /// The column of the dash.
    column: usize,
}

/// A line that holds the key of a list alone, as far as lists of policies are known.
struct List<'m> {
    nth: usize,
    name: &'m str,
    column: usize,
    /// What its entries may have.
    fields: Vec<&'static str>,
}

/// All such lines, in their order.
fn lists<'m>(lines: &[(usize, &'m str)]) -> Vec<List<'m>> {
    let list = |(nth, (_, line)): (usize, &(usize, &'m str))| {
        let list = line.split(" #").next()?.trim_end().strip_suffix(':')?;
        let name = list.trim_start_matches([' ', '-']);
        let fields = entry_fields(name);
        (!fields.is_empty()).then(|| List { nth, name, column: list.len() - name.len(), fields })
    };
    lines.iter().enumerate().filter_map(list).collect()
}

/// Puts back the dash before the first key of an entry that the parser does not understand, or whose keys are not known
/// there: `ingress:`, and below it `from:`; or `from:` below the peers of a rule, where the dashes of rules stand. What
/// the parser stumbles over comes later.
///
/// Two lists: what is likely, and keys that the entry above has not, which may as well be meant to be its own.
pub(super) fn lost(slip: &Slip<'_>) -> (Vec<Candidate>, Vec<Candidate>) {
    let lines = slip.lines();
    let Some(at) = Slip::line_of(&lines, slip.at.start) else { return Default::default() };
    let above = (at.saturating_sub(MOST)..=at).rev();
    let lists = lists(&lines);
    let found =
        above.filter_map(|nth| begins_list(&lines, &lists, nth).or_else(|| goes_on(&lines, &lists, nth)));
    let (likely, others): (Vec<_>, Vec<_>) = found.take(TRIED).partition(|it| is_second(&lines, it));
    let tried = |those: Vec<Lost<'_>>| those.iter().flat_map(|it| with_dash(&lines, it)).collect();
    (tried(likely), tried(others))
}

/// Whether the entry above has such a key already, or there is none.
fn is_second(lines: &[(usize, &str)], it: &Lost<'_>) -> bool {
    let Some((_, line)) = lines.get(it.nth) else { return false };
    for (_, above) in lines.iter().take(it.nth).skip(it.nth.saturating_sub(MOST)).rev() {
        let column = above.len() - above.trim_start_matches([' ', '-']).len();
        if is_empty(above) || column > it.column + 2 {
            continue;
        }
        if column <= it.column {
            return true;
        }
        if key(above) == key(line) {
            return true;
        }
        if indent(above) <= it.column {
            return false;
        }
    }
    true
}

/// Puts back the dash of an entry that is a word, below the key of its list or below other entries: `Ingress`.
pub(super) fn of_value(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let line = Slip::line_of(&lines, slip.at.start).and_then(|it| Some((it, *lines.get(it)?)));
    let Some((nth, (start, line))) = line else { return Vec::new() };
    let word = line.split(" #").next().unwrap_or_default().trim();
    let above = lines.iter().take(nth).rfind(|it| !is_empty(it.1)).map_or("", |it| it.1);
    let above = above.split(" #").next().unwrap_or_default().trim_end();
    let own = indent(line);
    let is_entry = indent(above) == own && (above.ends_with(':') || above.trim_start().starts_with("- "));
    if !is_entry || word.is_empty() || !word.chars().all(|it| it.is_ascii_alphanumeric()) {
        return Vec::new();
    }
    let at = start + own;
    let says = format!("a dash is missing before `{word}`, which is an entry of a list");
    vec![Candidate {
        says: Some((at..at + word.len(), says, format!("write the dash before it, as in `- {word}`"))),
        ..Candidate::new(format!("put a dash before `{word}`"), vec![(at..at, "- ".to_owned())])
    }]
}

/// Puts back the dash before the entry that runs into the one before it, so that a key stands twice in one: `from` and
/// `ports`, and below them `from`.
pub(super) fn between(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some((lines, at)) = slip.own_line() else { return Vec::new() };
    let own = lines.get(at).map_or(0, |it| indent(it.1));
    // The other keys of this entry, up to the dash that begins it.
    let mut keys = vec![at];
    let mut first = None;
    let above = lines.iter().enumerate().take(at).skip(at.saturating_sub(MOST));
    for (nth, (_, line)) in above.rev() {
        let content = line.trim_start_matches([' ', '-']);
        let column = line.len() - content.len();
        if is_empty(line) || column > own {
            continue;
        }
        if column < own || indent(line) < own {
            first = (column == own).then(|| key(content)).flatten();
            break;
        }
        keys.push(nth);
    }
    let is_like_first =
        |nth: &usize| lines.get(*nth).is_some_and(|it| key(it.1).is_some() && key(it.1) == first);
    let (like, others): (Vec<usize>, Vec<usize>) = keys.into_iter().partition(is_like_first);
    let lists = lists(&lines);
    let lost = like.into_iter().chain(others).filter_map(|nth| {
        let (list, column) = list_of(&lines, &lists, nth)?;
        (column + 2 == own).then_some(Lost { nth, list, column })
    });
    lost.take(TRIED).flat_map(|it| with_dash(&lines, &it)).collect()
}

/// The key of a line.
fn key(line: &str) -> Option<&str> {
    Some(line.trim_start_matches([' ', '-']).split_once(':')?.0)
}

/// What an entry may be where a line right below the key of a list begins with no dash.
fn begins_list<'m>(lines: &[(usize, &str)], lists: &[List<'m>], nth: usize) -> Option<Lost<'m>> {
    let (_, line) = lines.get(nth)?;
    let above = lines.iter().take(nth).rposition(|it| !is_empty(it.1))?;
    let list = lists.iter().find(|it| it.nth == above)?;
    let (own, column) = (indent(line), list.column);
    let is_entry = !line.trim_start().starts_with('-') && list.fields.contains(&key(line)?);
    // Where it stands as far right as its other keys, the dash was written over.
    let column = if own > column + 1 { own - 2 } else { column };
    is_entry.then_some(Lost { nth, list: list.name, column })
}

/// A line without a dash where the dashes of a list stand, which it would be an entry of.
fn goes_on<'m>(lines: &[(usize, &str)], lists: &[List<'m>], nth: usize) -> Option<Lost<'m>> {
    let (list, column) = list_of(lines, lists, nth)?;
    (lines.get(nth).map(|it| indent(it.1)) == Some(column)).then_some(Lost { nth, list, column })
}

/// The nearest list above that a line without a dash would be an entry of, and the column of its dashes.
fn list_of<'m>(lines: &[(usize, &str)], lists: &[List<'m>], nth: usize) -> Option<(&'m str, usize)> {
    let (_, line) = lines.get(nth)?;
    let (own, key) = (indent(line), key(line)?);
    if is_empty(line) || line.trim_start().starts_with('-') {
        return None;
    }
    let mut above = lists.iter().rev().filter(|it| it.nth < nth);
    let list = above.find(|it| it.column <= own && it.fields.contains(&key))?;
    let mut entries = lines.iter().take(nth).skip(list.nth + 1);
    let (_, first) = entries.find(|it| it.1.trim_start().starts_with("- ") && indent(it.1) <= own)?;
    (list.column <= indent(first)).then(|| (list.name, indent(first)))
}

/// The dash, and what belongs to its entry moved with the first key: that key alone, all beside it, or what is below it.
fn with_dash(lines: &[(usize, &str)], it: &Lost<'_>) -> Vec<Candidate> {
    let Lost { nth, list, column } = *it;
    let Some((start, line)) = lines.get(nth) else { return Vec::new() };
    let (own, key) = (indent(line), line.trim_start().split(':').next().unwrap_or_default());
    let dash: (Range<usize>, String) = (*start..start + own, format!("{}- ", " ".repeat(column)));
    let by = (column + 2) as isize - own as isize;
    let with = |end: usize| {
        let below = lines.iter().take(end).skip(nth + 1).filter(|it| !it.1.trim().is_empty());
        let below = below.map(|(start, line)| {
            let new = shifted(indent(line), by).unwrap_or_default();
            (*start..start + indent(line), " ".repeat(new))
        });
        let says = format!("a dash is missing before `{key}`, which begins an entry of `{list}`");
        Candidate {
            says: Some((
                start + own..start + own + key.len(),
                says,
                format!("write the dash before it, as in `- {key}:`"),
            )),
            ..Candidate::new(
                format!("put a dash before `{key}`"),
                [dash.clone()].into_iter().chain(below).collect(),
            )
        }
    };
    // What stands beside it belongs to the entry too, unless that is refused.
    let next = lines.iter().skip(nth + 1).find(|it| !it.1.trim().is_empty() && indent(it.1) <= own);
    let has_more = next.is_some_and(|it| indent(it.1) == own && !it.1.trim_start().starts_with('-'));
    let mut ends = match (by, has_more) {
        (0, _) => vec![nth + 1],
        (_, true) => vec![level(lines, nth), nth + 1, block(lines, nth)],
        (_, false) => vec![nth + 1, level(lines, nth), block(lines, nth)],
    };
    ends.dedup();
    ends.into_iter().map(with).collect()
}
