//! Characters that only look like those of YAML (L-82): blanks, quotes, dashes and colons of typesetting.
//!
//! They are read as what they look like where they stand as syntax: before and behind keys and values, as dash, colon, or
//! quotes around a whole key or value. In a comment, inside of a text or below `|` they are content.

mod chars;
mod line;

use std::collections::BTreeMap;
use std::ops::Range;

use super::{CLICK, at, lines};
use crate::diagnostic::{Code, Edit, Fix, FixClass, Severity};
use crate::intake::Note;
use crate::intake::plain::{is_margin_key, is_one_object};
use crate::source::{Mapped, Span};
use crate::yaml;

use line::Scan;

/// The text with the characters that are meant.
pub(super) fn clean(text: &Mapped, notes: &mut Vec<Note>) -> Option<Mapped> {
    if text.text().is_ascii() {
        return None;
    }
    let edits = edits(text.text());
    if edits.is_empty() {
        return None;
    }
    let is_literal = is_read_as_written(text.text());
    let mut found: BTreeMap<char, (Range<usize>, usize)> = BTreeMap::new();
    // An opening and a closing quote are one mistake, which one edit mends.
    let mut first_quote = None;
    for (range, _) in &edits {
        let stretch = text.text().get(range.clone()).unwrap_or_default();
        for (offset, it) in stretch.char_indices().filter(|it| !it.1.is_ascii()) {
            let start = range.start + offset;
            let it =
                if is_literal && chars::quote(it).is_some() { *first_quote.get_or_insert(it) } else { it };
            found.entry(it).or_insert((start..start + it.len_utf8(), 0)).1 += 1;
        }
    }
    let is_policy = |it: &str| it.starts_with("kind") && it.contains("Policy");
    let documents = yaml::split(text.text());
    let severity_at = |byte: usize| {
        let here = documents.iter().filter(|it| {
            !is_literal || it.start as usize <= byte && byte < it.start as usize + it.text.len()
        });
        let is_of_policy = here.flat_map(|it| it.text.lines()).any(is_policy);
        if is_of_policy { Severity::Error } else { Severity::Warning }
    };
    for (it, (range, count)) in found {
        let times = if count == 1 { String::new() } else { format!(" ({count} times)") };
        let severity = severity_at(range.start);
        let (code, name) = (u32::from(it), chars::name(it));
        if is_literal {
            let message = format!(
                "U+{code:04X}, {name}, only looks like a character of YAML, and is a part of the key or value{times}"
            );
            let is_quote = chars::quote(it).is_some();
            let help = if is_quote { "write straight quotes: \"" } else { "write the ASCII character" };
            let mut note = Note::new(at(text, range), (severity, Code::LookAlikeCharacter), message, help);
            note.problem.fixes.extend(ascii(text, &edits, it));
            notes.push(note);
            continue;
        }
        let message = format!(
            "U+{code:04X}, {name}, only looks like a character of YAML, and is read as what it looks like{times}"
        );
        let help = "`kubectl` takes it for a part of the key or value: write the ASCII character";
        let place = at(text, range);
        notes.push(Note::new(place, (severity, Code::LookAlikeCharacter), message, help).titled(CLICK));
    }
    (!is_literal).then(|| text.edited(edits.iter().map(|it| (it.0.clone(), it.1.as_str()))))
}

/// The edits that write this character as what it looks like; `None` where one of them does not stand in a file.
fn ascii(text: &Mapped, edits: &[(Range<usize>, String)], character: char) -> Option<Fix> {
    let is_quote = |it: char| chars::quote(it).is_some();
    let is_meant = |it: char| it == character || is_quote(it) && is_quote(character);
    let holds = |it: &&(Range<usize>, String)| {
        text.text().get(it.0.clone()).is_some_and(|stretch| stretch.contains(is_meant))
    };
    // A port in quotes is no number.
    let is_of_port = |range: &Range<usize>| {
        let line = |at: usize| text.text().get(..at)?.rsplit('\n').next();
        line(range.start).is_some_and(|it| {
            let value = it.split_once("ort:").map(|it| it.1.trim_matches(|it| it == ' ' || is_quote(it)));
            value.is_some_and(|it| it.bytes().all(|it| it.is_ascii_digit()))
        })
    };
    let edit = |(range, new): &(Range<usize>, String)| {
        let location = text.verbatim(Span::new(range.start as u32, range.end as u32))?;
        let digits = || text.text().get(range.end..)?.split('\n').next();
        let is_number = is_quote(character)
            && is_of_port(range)
            && digits().is_some_and(|it| it.chars().all(|it| it.is_ascii_digit() || is_quote(it)));
        Some(Edit { location, text: if is_number { String::new() } else { new.clone() } })
    };
    let edits = edits.iter().filter(holds).map(edit).collect::<Option<Vec<_>>>()?;
    let title = if is_quote(character) { "write straight quotes" } else { "write the ASCII character" };
    Some(Fix { title: title.to_owned(), edits, class: FixClass::Effect })
}

/// Whether `kubectl` reads each document as an object all the same: then it is read as it is written. A page that puts its
/// blanks before lines, or its dashes there, has others everywhere.
fn is_read_as_written(text: &str) -> bool {
    let begins = |line: &str| {
        line.trim_start_matches(' ').starts_with(|it: char| !it.is_ascii() && !it.is_alphanumeric())
    };
    !text.lines().any(begins) && yaml::split(text).iter().all(|it| is_one_object(it.text))
}

/// What is to be replaced.
fn edits(text: &str) -> Vec<(Range<usize>, String)> {
    let mut res = Vec::new();
    // Text below a key that ends with `|` is content, as are the next lines of a quoted text.
    let (mut is_manifest, mut block, mut quote): (bool, Option<usize>, Option<char>) = (false, None, None);
    for line in lines(text) {
        let width = line.text.chars().take_while(|it| *it == ' ' || chars::is_blank(*it)).count();
        let is_empty = line.text.trim().is_empty();
        if line.text.starts_with("```") || line.text.starts_with("~~~") || line.text.starts_with("---") {
            (is_manifest, block, quote) = (false, None, None);
            Scan::new(line.text, line.start, &mut res).separator();
            continue;
        }
        if let Some(it) = quote {
            quote = (!line.text.contains(it)).then_some(it);
            continue;
        }
        if let Some(depth) = block {
            if is_empty || width > depth {
                if line.text.starts_with(chars::is_blank) {
                    Scan::new(line.text, line.start, &mut res).blanks();
                }
                continue;
            }
            block = None;
        }
        let count = res.len();
        let mut scan = Scan::new(line.text, line.start, &mut res);
        let found = scan.line();
        is_manifest |= found.key.as_deref().is_some_and(is_key_of_manifests) || line.text.starts_with('{');
        if !is_manifest {
            res.truncate(count);
            continue;
        }
        block = found.opens_block.then_some(width);
        quote = found.opens_quote;
    }
    res
}

fn is_key_of_manifests(key: &str) -> bool {
    is_margin_key(key) || matches!(key, "ingress" | "egress" | "from" | "to" | "podSelector")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// What is made of a text behind one that `kubectl` does not read: alone, it might be left as it is.
    fn cleaned(text: &str) -> Option<String> {
        const BEFORE: &str = "kind: Pod\n\u{a0}a: b\n---\n";
        let found = clean(&Mapped::whole(FileId(0), &format!("{BEFORE}{text}")), &mut Vec::new())?;
        let found = found.text().strip_prefix("kind: Pod\n a: b\n---\n").unwrap().to_owned();
        (found != text).then_some(found)
    }

    #[test]
    fn what_kubectl_reads_is_read_as_it_is_written() {
        let mut notes = Vec::new();
        let text = "kind: Pod\nmetadata:\n  labels:\n    app:\u{a0}web\n";
        assert_eq!(clean(&Mapped::whole(FileId(0), text), &mut notes), None);
        assert!(notes[0].problem.message.contains("is a part of the key or value"), "{notes:?}");
        let fix = &notes[0].problem.fixes[0];
        let fixed = crate::diagnostic::edited(text, 0, &fix.edits).unwrap();
        assert_eq!(fixed, "kind: Pod\nmetadata:\n  labels:\n    app: web\n");
    }

    #[track_caller]
    fn check(text: &str, wanted: &str) {
        assert_eq!(cleaned(text).as_deref(), Some(wanted), "{text}");
    }

    #[test]
    fn blanks_around_keys_and_values_are_blanks() {
        check("kind: Pod\n\u{a0}\u{a0}a:\u{a0}b\u{a0}\n", "kind: Pod\n  a: b\n");
        check("kind: Pod\nports:\n-\u{2003}port: 80\u{200b}\n", "kind: Pod\nports:\n- port: 80\n");
        check("kind: Pod\u{a0}# a\u{a0}b\n", "kind: Pod # a\u{a0}b\n");
        check("kind: Pod\n\u{200b}na\u{200b}me: a\n", "kind: Pod\nname: a\n");
        check("kind: Pod\n---\n\u{feff}kind: Job\r\n", "kind: Pod\n---\nkind: Job\r\n");
    }

    #[test]
    fn quotes_around_a_key_or_value_are_quotes() {
        check("kind: Pod\na: “b c”\n", "kind: Pod\na: \"b c\"\n");
        check("kind: Pod\n‘a’: „b“ # “c”\n", "kind: Pod\n'a': \"b\" # “c”\n");
        check("kind: Pod\na: [“b”, ‘c’]\nd: {“e”: “f”}", "kind: Pod\na: [\"b\", 'c']\nd: {\"e\": \"f\"}");
        check("kind: Pod\n- “say \"hi\"”\n", "kind: Pod\n- 'say \"hi\"'\n");
    }

    #[test]
    fn dashes_and_colons_are_dashes_and_colons() {
        check("kind：Pod\na：\n– b\n—\u{a0}c: d\n", "kind: Pod\na:\n- b\n- c: d\n");
    }

    #[test]
    fn content_stays() {
        for text in [
            "# “a”\nkind: Pod\nmetadata:\n  annotations:\n    a: it’s “b” – c\n",
            "kind: ConfigMap\ndata:\n  a: |\n    “b”:\u{a0}c\n    – d\n",
            "kind: Pod\na: \"“b”\u{a0}\"\n",
            "kind: Pod\na: \"b\n  – c\n  d\"\n",
            "Note: “a”\n– b\n",
            "kind: Pod\na: 👩\u{200d}🚀 b\n",
        ] {
            assert_eq!(cleaned(text), None, "{text}");
        }
    }
}
