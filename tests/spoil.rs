//! What pages and tools make of a text that passes through them.

use crate::random::Random;

/// A way to spoil a text.
pub type Spoil = fn(&str, &mut Random) -> String;

/// Those that lose nothing, and their names.
pub const KEEPING: [(&str, Spoil); 6] = [
    ("numbered", numbered),
    ("with a block", with_a_block),
    ("quoted", quoted),
    ("changed", changed),
    ("in conflict", in_conflict),
    ("typeset", typeset),
];

/// The text without the blanks before its lines.
pub fn flat(text: &str) -> String {
    text.lines().map(|it| it.trim_start().to_owned() + "\n").collect()
}

/// Each line with a number before it, as pages and tools write them.
fn numbered(text: &str, random: &mut Random) -> String {
    let (first, style) = (random.range(1..200), random.range(0..5));
    let last = (first + text.lines().count()).to_string().len();
    let number = |at: usize| match style {
        0 => format!("{at} "),
        1 => format!("{at:>last$}  "),
        2 => format!("{at:>6}\t"),
        3 => format!("{at:<last$} "),
        _ => format!("{at:>4} | "),
    };
    (first..).zip(text.lines()).map(|(at, it)| number(at) + it + "\n").collect()
}

/// A block of numbers, and the text below.
fn with_a_block(text: &str, random: &mut Random) -> String {
    let first = random.range(1..50);
    let numbers: String = (first..first + text.lines().count()).map(|it| format!("{it}\n")).collect();
    numbers + text
}

/// As a mail quotes it.
fn quoted(text: &str, random: &mut Random) -> String {
    let mark = random.pick(&["> ", ">", ">> "]);
    text.lines().map(|it| format!("{mark}{it}\n")).collect()
}

/// The text as the new side of a diff whose old side has other lines.
fn changed(text: &str, random: &mut Random) -> String {
    let (mut hunk, mut old, mut new) = (String::new(), 0, 0);
    for line in text.lines() {
        match random.range(0..4) {
            0 => {
                hunk += &format!("-{line} # old\n+{line}\n");
                old += 1;
            }
            1 => hunk += &format!("+{line}\n"),
            _ => {
                hunk += &format!(" {line}\n");
                old += 1;
            }
        }
        new += 1;
    }
    format!("diff --git a/x.yaml b/x.yaml\n--- a/x.yaml\n+++ b/x.yaml\n@@ -1,{old} +1,{new} @@\n{hunk}")
}

/// The text as the upper side of a conflict.
fn in_conflict(text: &str, random: &mut Random) -> String {
    let at = random.range(0..text.lines().count());
    let (mut res, mut lines) = (String::new(), text.lines());
    lines.by_ref().take(at).for_each(|it| res += &format!("{it}\n"));
    let side: String = lines.by_ref().take(3).map(|it| format!("{it}\n")).collect();
    res += &format!("<<<<<<< HEAD\n{side}=======\nother: {{\n>>>>>>> topic\n");
    lines.for_each(|it| res += &format!("{it}\n"));
    res
}

/// The text with characters that look like those that are meant.
fn typeset(text: &str, random: &mut Random) -> String {
    let blank = random.pick(&["\u{a0}", "\u{2003}", "\u{3000}"]);
    let line = |it: &str| {
        let content = it.trim_start_matches(' ');
        let indent = blank.repeat(it.len() - content.len());
        let dash = content.strip_prefix("- ").map(|it| format!("\u{2013}{blank}{it}"));
        format!("{indent}{}\u{200b}\n", dash.unwrap_or_else(|| content.to_owned()))
    };
    text.lines().map(line).collect()
}

/// Any of these.
pub fn any(text: &str, random: &mut Random) -> String {
    if text.lines().count() == 0 {
        return text.to_owned();
    }
    let without = text.replace("---\n", "");
    match random.range(0..KEEPING.len() + 2) {
        0 => flat(text),
        1 => without,
        it => KEEPING[it - 2].1(text, random),
    }
}
