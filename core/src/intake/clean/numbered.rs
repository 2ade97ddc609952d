//! Line numbers of a page or a tool: a block `1 2 3 …` before the listing, or a number before each line.

use std::ops::Range;

use super::{CLICK, Line, at, has_key, lines, objects, outside};
use crate::intake::Note;
use crate::source::Mapped;

/// Fewer numbers that run on may be there by chance.
const MIN_LINES: usize = 3;
/// Longer ones are no line numbers.
const MAX_DIGITS: usize = 6;

/// The text without line numbers.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    let all: Vec<_> = lines(text.text().trim_end()).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut first = 0;
    while first < all.len() {
        let rest = all.get(first..).unwrap_or_default();
        if let Some((taken, marks)) = block(rest).or_else(|| run(rest)) {
            found.extend(marks);
            first += taken;
        } else {
            first += 1;
        }
    }
    if found.is_empty() {
        return None;
    }
    let found = outside(found, &objects(text.text()));
    let first = found.first()?;
    let message = "the line numbers are no part of the manifest";
    notes.push(Note::did(at(text, first.clone()), message).titled(CLICK));
    Some(text.edited(found.into_iter().map(|it| (it, ""))))
}

/// The number that a text begins with.
fn number(text: &str) -> Option<u32> {
    let length = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    text.get(..length).filter(|it| (1..=MAX_DIGITS).contains(&it.len()))?.parse().ok()
}

/// A block of numbers: how many lines it has, and what goes if a listing is behind it that is as long.
fn block(all: &[Line<'_>]) -> Option<(usize, Vec<Range<usize>>)> {
    let (mut next, mut count, mut taken, mut marks) = (None, 0, 0, Vec::new());
    for line in all {
        let mut numbers = line.text.split_whitespace().peekable();
        let is_blank = numbers.peek().is_none();
        let before = (next, count);
        let runs_on = numbers.all(|it| {
            let number = number(it).filter(|number| it.len() == number.to_string().len());
            let runs_on = number.is_some() && (next.is_none() || next == number);
            next = number.map(|it| it + 1);
            count += 1;
            runs_on
        });
        if !runs_on {
            (next, count) = before;
            break;
        }
        if is_blank && next.is_none() {
            return None;
        }
        taken += 1;
        marks.push(line.start..line.next);
    }
    let rest = all.get(taken..)?;
    let is_listing = rest.iter().take(count).any(|it| has_key(it.text));
    if next.is_none() || count < MIN_LINES {
        return None;
    }
    // Blank lines at the end of a listing are often lost. A part of a block that is longer is none either.
    Some((taken, if is_listing && rest.len() + 2 >= count { marks } else { Vec::new() }))
}

/// A line with its number.
struct Numbered<'t> {
    start: usize,
    /// Blanks before the number.
    before: usize,
    digits: usize,
    rest: &'t str,
}

/// Lines with a number each, one more than that of the line before: how many, and what goes if they are a listing.
fn run(all: &[Line<'_>]) -> Option<(usize, Vec<Range<usize>>)> {
    let mut next = number(all.first()?.text.trim_start())?;
    let (mut found, mut taken) = (Vec::new(), 0);
    for (index, line) in all.iter().enumerate() {
        let text = line.text.trim_start_matches([' ', '\t']);
        let Some(rest) = text.strip_prefix(next.to_string().as_str()) else {
            // A blank line may have lost its number; those behind the last one are no part of the listing.
            if text.is_empty() {
                continue;
            }
            break;
        };
        let before = line.text.len() - text.len();
        found.push(Numbered { start: line.start, before, digits: text.len() - rest.len(), rest });
        taken = index + 1;
        next += 1;
    }
    if found.len() < MIN_LINES {
        return None;
    }
    let separators = separators(&found).unwrap_or_default();
    let is_listing = found.iter().zip(&separators).any(|(it, separator)| {
        let content = it.rest.get(*separator..).unwrap_or_default();
        has_key(content) || content.starts_with("kubectl ")
    });
    if !is_listing {
        return Some((taken, Vec::new()));
    }
    let mark =
        |(it, separator): (&Numbered<'_>, usize)| it.start..it.start + it.before + it.digits + separator;
    Some((taken, found.iter().zip(separators).map(mark).collect()))
}

/// How much behind each number stands there to set it off.
fn separators(lines: &[Numbered<'_>]) -> Option<Vec<usize>> {
    let filled = || lines.iter().filter(|it| !it.rest.trim().is_empty());
    // `12: a`, `12 | a`.
    let sign = |it: &Numbered<'_>| {
        let rest = it.rest.trim_start_matches(' ');
        let sign = rest.chars().next().filter(|it| matches!(it, ':' | '|' | '│'));
        sign.map_or(0, |sign| it.rest.len() - rest.len() + sign.len_utf8())
    };
    let has_signs = lines.iter().all(|it| it.rest.is_empty() || sign(it) > 0);
    let offset = |it: &Numbered<'_>| if has_signs { sign(it) } else { 0 };
    let behind = |it: &Numbered<'_>| it.rest.get(offset(it)..).unwrap_or_default().to_owned();
    let blanks = |it: &Numbered<'_>| {
        let rest = behind(it);
        rest.len() - rest.trim_start_matches(' ').len()
    };
    if filled().all(|it| behind(it).starts_with('\t')) {
        return Some(lines.iter().map(|it| offset(it) + usize::from(behind(it).starts_with('\t'))).collect());
    }
    let least = filled().map(blanks).min()?;
    let digits = || lines.iter().map(|it| it.digits);
    let (shortest, longest) = (digits().min()?, digits().max()?);
    // Numbers that begin in one column, with what is behind them in one column, too: `1   a`, `10  b`.
    let least_of = |count: usize| filled().filter(|it| it.digits == count).map(blanks).min();
    let is_padded = shortest < longest
        && lines.iter().all(|it| Some(it.before) == lines.first().map(|it| it.before))
        && (shortest..=longest)
            .all(|it| least_of(it).is_none_or(|least_here| least_here >= least + longest - it));
    let width = |it: &Numbered<'_>| if is_padded { least + longest - it.digits } else { least };
    Some(lines.iter().map(|it| offset(it) + width(it).min(blanks(it))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn cleaned(text: &str) -> Option<String> {
        clean(&Mapped::whole(FileId(0), text), &mut Vec::new()).map(|it| it.text().to_owned())
    }

    const LINES: &str =
        "kind: Pod\nmetadata:\n  name: a\nspec:\n\n  b: 7\n  c:\n  - 8\n  - 9\n  d: 10\ne: 11\n";

    #[track_caller]
    fn check(number: impl Fn(usize) -> String) {
        let text: String = (1..).zip(LINES.lines()).map(|(at, it)| number(at) + it + "\n").collect();
        assert_eq!(cleaned(&text).as_deref(), Some(LINES), "{text}");
    }

    #[test]
    fn numbers_before_lines_go() {
        check(|it| format!("{it} "));
        check(|it| format!("{it:>4} "));
        check(|it| format!("{it:>6}\t"));
        check(|it| format!("{it:<4}"));
        check(|it| format!("{}  ", it + 95));
        check(|it| format!("{it}: "));
        check(|it| format!("{it:>3} | "));
        check(|it| format!("{it:>3} │ "));
        check(|it| format!("{it}"));
    }

    #[test]
    fn a_block_of_numbers_goes() {
        let count = LINES.lines().count();
        let lines: String = (1..=count).map(|it| format!("{it}\n")).collect();
        assert_eq!(cleaned(&format!("{lines}{LINES}")).as_deref(), Some(LINES));
        let line: String = (1..=count).map(|it| format!("{it} ")).collect();
        assert_eq!(cleaned(&format!("Listing:\n{line}\n{LINES}")).unwrap(), format!("Listing:\n{LINES}"));
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "1 kind: Pod\n2 a: b\n4 c: d\n",
            "1. kind: Pod\n2. a: b\n3. c: d\n",
            "1 one\n2 two\n3 three\n",
            "kind: ConfigMap\ndata:\n  a: |\n    1 a: b\n    2 c: d\n    3 e: f\n",
            "1\n2\n3\n4\n5\n6\n7\nkind: Pod\n",
        ] {
            assert_eq!(cleaned(text), None, "{text}");
        }
    }
}
