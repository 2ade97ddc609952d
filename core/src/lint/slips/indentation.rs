//! Lines that stand too far left or right.

use super::{Candidate, Slip, indent, is_empty};
use crate::kind::entry_fields;
use crate::order::sort_by_key;
use crate::yaml::is_boolean_or_number;

/// By how much lines are moved: nearest first.
const STEPS: [isize; 12] = [-1, 1, -2, 2, -3, 3, -4, 4, -6, 6, -8, 8];

/// The fields of `spec`.
const FIELDS: [&str; 4] = ["podSelector", "policyTypes", "ingress", "egress"];

/// An indentation that is so much larger.
pub(super) fn shifted(indent: usize, by: isize) -> Option<usize> {
    indent.checked_add_signed(by)
}

/// Moves the line of a problem or the one before it, with what belongs to it, or with all that follows at its level; and
/// puts the blank behind a colon or dash that lacks there.
pub(super) fn of_lines(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let Some(at) = Slip::line_of(&lines, slip.at.start) else { return Vec::new() };
    let before = lines.iter().take(at).rposition(|it| !is_empty(it.1));
    let mut moves: Vec<(usize, usize, isize)> = Vec::new();
    moves.extend(unlike_its_siblings(&lines, at));
    // A line that stands too far right goes on with the value above it: `- Ingress`, and below it ` ingress:`.
    let has_value = lines.get(at).is_some_and(|it| !it.1.contains(':'));
    let after = lines.iter().skip(at + 1).position(|it| !is_empty(it.1)).map(|it| at + 1 + it);
    for first in after.filter(|_| has_value).into_iter().chain(before).chain([at]) {
        for by in STEPS {
            let mut ends = vec![
                first + 1,
                entries(&lines, first),
                block(&lines, first),
                level(&lines, first),
                until(&lines, first, by),
            ];
            ends.sort_unstable();
            ends.dedup();
            moves.extend(ends.into_iter().map(|end| (first, end, by)));
        }
    }
    let even = |(first, _, by): &(usize, usize, isize)| {
        let own = lines.get(*first).map_or(0, |it| indent(it.1));
        shifted(own, *by).is_some_and(|it| it % 2 == 0)
    };
    // The smallest step, to where lines mostly stand.
    sort_by_key(&mut moves, |it| it.2.unsigned_abs() + if even(it) { 0 } else { 2 });
    let moved = moves.into_iter().flat_map(|(first, end, by)| {
        let moved =
            moved(&lines, first..end, by).map(|it| if first == at { it } else { told(&lines, first, it) });
        let quoted = moved.as_ref().filter(|_| end == first + 1).and_then(|it| in_quotes(&lines, first, it));
        moved.into_iter().chain(quoted)
    });
    let dashes = lines.iter().enumerate().take(at).rev().filter(|it| is_dash_without_space(it.1.1));
    let marks = before.into_iter().chain([at]).chain(dashes.take(2).map(|it| it.0));
    let blanks = marks.filter_map(|it| blank_behind_mark(&lines, it));
    blanks.chain(moved).collect()
}

/// Moves of the lines above one that may not stand where it was meant to: the key that stands too far left for what is below
/// it, `podSelector` at the margin; its elder siblings, which stand too far right; and the second key of an entry, which
/// stands where dashes do.
fn unlike_its_siblings(lines: &[(usize, &str)], at: usize) -> Vec<(usize, usize, isize)> {
    let own = lines.get(at).map_or(0, |it| indent(it.1));
    let is_dash = |nth: usize| lines.get(nth).is_some_and(|it| it.1.trim_start().starts_with("- "));
    let by = |nth: usize, column: usize| Some(column as isize - indent(lines.get(nth)?.1) as isize);
    let mut res = Vec::new();
    let mut add = |nth: usize, column: usize| {
        let Some(by) = by(nth, column) else { return };
        let own = [nth + 1, entries(lines, nth), entry(lines, nth), block(lines, nth)];
        let mut ends = [&own[..], &[until(lines, nth, by)]].concat();
        ends.retain(|it| *it <= at);
        ends.sort_unstable();
        ends.dedup();
        res.extend(ends.into_iter().map(|end| (nth, end, by)));
    };
    let above = || lines.iter().enumerate().take(at).rev().filter(|it| !is_empty(it.1.1));
    if let Some((nth, _)) = above().find(|it| indent(it.1.1) < own) {
        add(nth, own);
        // The same, where that key stands behind a dash.
        if is_dash(nth) && own.abs_diff(indent(lines.get(nth).map_or("", |it| it.1)) + 2) < 3 {
            add(nth, own.saturating_sub(2));
        }
    }
    let deeper = above().take_while(|it| indent(it.1.1) > own);
    if let Some((nth, _)) = deeper.min_by_key(|it| indent(it.1.1)) {
        add(nth, own);
    }
    let beside = above().take_while(|it| indent(it.1.1) >= own).find(|it| indent(it.1.1) == own);
    if let Some((nth, _)) = beside.filter(|it| is_dash(at) && !is_dash(it.0)) {
        add(nth, own + 2);
    }
    res
}

/// Puts the space behind each dash or colon that lacks it in the lines of a problem: `- port:80`, `-podSelector:`.
pub(super) fn spaces(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let here =
        |it: &(usize, &str)| it.0 + it.1.len() > slip.at.start && it.0 < slip.at.end.max(slip.at.start + 1);
    let those = lines.iter().enumerate().filter(|it| here(it.1)).filter(|it| {
        let content = it.1.1.trim_start().trim_start_matches("- ");
        let lacks = content
            .split_once(':')
            .is_some_and(|it| !it.1.is_empty() && !it.1.starts_with(' ') && is_word(it.0));
        lacks || is_dash_without_space(it.1.1)
    });
    those.take(4).filter_map(|it| blank_behind_mark(&lines, it.0)).collect()
}

fn is_word(it: &str) -> bool {
    !it.is_empty() && it.chars().all(|it| it.is_ascii_alphanumeric())
}

fn is_dash_without_space(line: &str) -> bool {
    let key = line.trim_start().strip_prefix('-').and_then(|it| it.split_once(':'));
    key.is_some_and(|it| is_word(it.0))
}

/// Says of a move of another line than that of the problem that this is the line.
fn told(lines: &[(usize, &str)], nth: usize, it: Candidate) -> Candidate {
    let Some((start, line)) = lines.get(nth) else { return it };
    let place = start + indent(line)..start + line.trim_end().len();
    let message = "the indentation of this line does not fit the lines around it".to_owned();
    Candidate { says: Some((place, message, it.title.clone())), ..it }
}

/// Moves the lines of a key that stands around `spec` into it: those of this key alone, or those of all that stand at the
/// margin below a `spec:` with nothing in it.
pub(super) fn into_spec(slip: &Slip<'_>) -> Vec<Candidate> {
    let Some((lines, first)) = slip.own_line() else { return Vec::new() };
    let Some(spec) =
        lines.iter().position(|it| it.1.split(" #").next().unwrap_or_default().trim_end() == "spec:")
    else {
        return Vec::new();
    };
    let Some(below) = lines.iter().skip(spec + 1).position(|it| !is_empty(it.1)).map(|it| spec + 1 + it)
    else {
        return Vec::new();
    };
    let inner = lines.get(below).map_or(0, |it| indent(it.1));
    if inner == 0 {
        let is_other = |line: &str| {
            ["apiVersion:", "kind:", "metadata:", "status:"].iter().any(|it| line.starts_with(it))
        };
        let rest = lines.iter().skip(below).take_while(|it| !is_other(it.1)).count();
        let end = trimmed(&lines, below, below + rest);
        let title = "move what stands below `spec` 2 spaces to the right";
        let all = moved(&lines, below..end, 2).filter(|_| (below..end).contains(&first));
        let all = all.map(|it| Candidate { title: title.to_owned(), ..it });
        let ends = [until(&lines, first, 2), up_to_sibling(&lines, first, 2)];
        return all
            .into_iter()
            .chain(ends.into_iter().filter_map(|it| moved(&lines, first..it, 2)))
            .collect();
    }
    let (own, end) = (lines.get(first).map_or(0, |it| indent(it.1)), block(&lines, first));
    let (Some(by), Some(those)) = (inner.checked_sub(own), lines.get(first..end)) else { return Vec::new() };
    let name = slip.text.get(slip.at.clone()).unwrap_or_default();
    let title = format!("move `{name}` into `spec`");
    let between = lines.iter().take(first).skip(below);
    if first > below && between.clone().all(|it| is_empty(it.1) || indent(it.1) >= inner) {
        // It stands right below.
        let here =
            [entries(&lines, first), end].into_iter().filter_map(|it| moved(&lines, first..it, by as isize));
        return here.map(|it| Candidate { title: title.clone(), ..it }).collect();
    }
    let place = |nth: usize| lines.get(nth).map_or(slip.text.len(), |it| it.0);
    let mut text = String::new();
    for (nth, (_, line)) in (first..end).zip(those) {
        let raw = slip.text.get(place(nth)..place(nth + 1)).unwrap_or_default();
        let blanks = if line.trim().is_empty() { 0 } else { by };
        text.push_str(&" ".repeat(blanks));
        text.push_str(raw);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let (there, gone) = (place(spec + 1), place(first)..place(end));
    let mut edits = vec![(there..there, text), (gone, String::new())];
    if first <= spec {
        edits.reverse();
    }
    vec![Candidate::new(title, edits)]
}

/// Moves the lines of a key that is not known where it stands.
pub(super) fn of_key(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let begins = |it: &usize| {
        let content = lines.get(*it).map_or("", |it| it.1).trim_start_matches([' ', '-']);
        lines.get(*it).is_some_and(|it| it.0 + it.1.len() - content.len() == slip.at.start)
    };
    let Some(first) = Slip::line_of(&lines, slip.at.start).filter(begins) else { return Vec::new() };
    let (own, level) = (block(&lines, first), level(&lines, first));
    let of = |by: &isize| {
        let mut ends = vec![until(&lines, first, *by), own, level];
        ends.dedup();
        ends.into_iter().map(|end| (first, end, *by)).collect::<Vec<_>>()
    };
    // One pair is at home in any map of labels: only the next one may be meant.
    let is_pair = lines.get(first).is_some_and(|it| !it.1.trim_end().ends_with(':'));
    let most = if is_pair { 2 } else { 8 };
    let moves = STEPS.iter().filter(|it| *it % 2 == 0 && it.unsigned_abs() <= most).flat_map(of);
    moves.filter_map(|(first, end, by)| moved(&lines, first..end, by)).collect()
}

/// Behind the last line that belongs to one: those that stand further right, and the dashes of its list.
pub(super) fn block(lines: &[(usize, &str)], first: usize) -> usize {
    until(lines, first, 0)
}

/// The same, for lines that are to be moved to the right: those that stand further right than it will then.
fn until(lines: &[(usize, &str)], first: usize, by: isize) -> usize {
    let line = lines.get(first).map_or("", |it| it.1);
    let own = indent(line);
    let least = own + by.max(0).unsigned_abs();
    let list = line.trim_end().strip_suffix(':').map(|it| it.trim_start_matches([' ', '-']));
    let fields = list.map(entry_fields).unwrap_or_default();
    // What begins with a field of other entries is of another list.
    let is_entry = |line: &str| {
        let key = line.trim_start().strip_prefix("- ").map(|it| it.split(':').next().unwrap_or_default());
        list.is_some() && key.is_some_and(|it| fields.is_empty() || fields.contains(&it))
    };
    let (mut is_list, mut deepest) = (false, least);
    let mut belongs = |line: &str| {
        let here = indent(line);
        is_list |= here == own && is_entry(line);
        if here == own && is_list {
            deepest = own + by.clamp(0, 1).unsigned_abs();
        }
        is_empty(line) || here > deepest || here == own && is_entry(line)
    };
    let rest = lines.iter().skip(first + 1).take_while(|it| belongs(it.1)).count();
    trimmed(lines, first, first + 1 + rest)
}

/// Up to the first line that is a field of `spec` where the key will stand when it is moved that much to the right.
fn up_to_sibling(lines: &[(usize, &str)], first: usize, by: usize) -> usize {
    let column = lines.get(first).map_or(0, |it| indent(it.1)) + by;
    let is_sibling = |line: &str| {
        let key = line.trim_start().split(':').next();
        indent(line) == column && key.is_some_and(|it| FIELDS.contains(&it))
    };
    let rest = lines.iter().skip(first + 1).take_while(|it| !is_sibling(it.1)).count();
    trimmed(lines, first, first + 1 + rest)
}

/// Behind an entry: what stands further right than its dash, up to the next dash.
fn entry(lines: &[(usize, &str)], first: usize) -> usize {
    let own = lines.get(first).map_or(0, |it| indent(it.1));
    let belongs = |line: &str| {
        is_empty(line)
            || indent(line) > own + 1 && !(indent(line) < own + 4 && line.trim_start().starts_with("- "))
    };
    let rest = lines.iter().skip(first + 1).take_while(|it| belongs(it.1)).count();
    trimmed(lines, first, first + 1 + rest)
}

/// Behind the entries of a list that are words below its key: `policyTypes:`, `- Ingress`.
fn entries(lines: &[(usize, &str)], first: usize) -> usize {
    let own = lines.get(first).map_or(0, |it| indent(it.1));
    let is_entry = |line: &str| {
        let word = line.trim_start().strip_prefix("- ");
        indent(line) == own && word.is_some_and(|it| !it.contains(": ") && !it.trim_end().ends_with(':'))
    };
    first + 1 + lines.iter().skip(first + 1).take_while(|it| is_entry(it.1)).count()
}

/// Behind the last line that does not stand further left.
pub(super) fn level(lines: &[(usize, &str)], first: usize) -> usize {
    let own = lines.get(first).map_or(0, |it| indent(it.1));
    let rest = lines.iter().skip(first + 1).take_while(|it| is_empty(it.1) || indent(it.1) >= own).count();
    trimmed(lines, first, first + 1 + rest)
}

/// Without the empty lines at the end.
fn trimmed(lines: &[(usize, &str)], first: usize, end: usize) -> usize {
    let last = lines.iter().take(end).rposition(|it| !is_empty(it.1));
    last.map_or(end, |it| it + 1).max(first + 1)
}

fn moved(lines: &[(usize, &str)], range: std::ops::Range<usize>, by: isize) -> Option<Candidate> {
    let those = lines.get(range)?;
    let first = those.first()?.1.trim();
    let mut edits = Vec::new();
    for (start, line) in those.iter().filter(|it| !it.1.trim().is_empty()) {
        let own = indent(line);
        let new = match shifted(own, by) {
            Some(it) => it,
            None if is_empty(line) => own,
            None => return None,
        };
        edits.push((*start..start + own, " ".repeat(new)));
    }
    let name = first.trim_start_matches("- ").split(": ").next().unwrap_or(first).trim_end_matches(':');
    let (steps, direction) = (by.unsigned_abs(), if by < 0 { "left" } else { "right" });
    let spaces = crate::words::count(steps, "space");
    let rest = match edits.len() {
        1 => String::new(),
        _ => " with the lines that belong to it".to_owned(),
    };
    Some(Candidate::new(format!("move `{name}`{rest} {spaces} to the {direction}"), edits))
}

/// The same with quotes around the value of the line, where it is no text without them: `x: y` is a pair of labels as little
/// as `x: 1` is.
fn in_quotes(lines: &[(usize, &str)], at: usize, moved: &Candidate) -> Option<Candidate> {
    let (start, line) = lines.get(at)?;
    let (key, rest) = line.split_once(": ")?;
    let value = rest.split(" #").next()?.trim();
    // A number of a port in quotes is a name, which a server refuses.
    let is_port = ["port", "endPort"].contains(&key.trim_start_matches([' ', '-']).trim_end());
    if is_port || !is_boolean_or_number(value) {
        return None;
    }
    let from = start + key.len() + 2 + (rest.len() - rest.trim_start().len());
    let mut res = moved.clone();
    res.title.push_str(&format!(", and put `{value}` in quotes"));
    res.edits.push((from..from + value.len(), format!("\"{value}\"")));
    Some(res)
}

/// `app:web`, `-port: 80`: what follows a colon or dash begins behind a blank.
fn blank_behind_mark(lines: &[(usize, &str)], at: usize) -> Option<Candidate> {
    let (start, line) = lines.get(at)?;
    let content = line.trim_start();
    let lead = line.len() - content.len();
    let mark = match content.strip_prefix('-').filter(|it| it.starts_with(|it: char| it.is_alphabetic())) {
        Some(_) => lead + 1,
        None => {
            lead + content
                .find(':')
                .filter(|it| !content.get(it + 1..).unwrap_or_default().trim().is_empty())?
                + 1
        }
    };
    let what = if line.get(..mark)?.ends_with('-') { "dash" } else { "colon" };
    let at = start + mark;
    let says = format!("a space is missing behind the {what}");
    let place = start + lead..start + line.trim_end().len();
    Some(Candidate {
        says: Some((
            place,
            says,
            format!("write it: `{} {}`", line.get(lead..mark)?, line.get(mark..)?.trim_end()),
        )),
        ..Candidate::new(format!("put a space after the {what}"), vec![(at..at, " ".to_owned())])
    })
}
