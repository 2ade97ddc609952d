//! Texts as pages spoil them, and what is read of them: what is restored must be what stood there.

use std::cell::Cell;

use netpol_core::internals::intake::intake;
use netpol_core::internals::yaml::{Node, Value, parse, split};
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::paths;
use netpol_tests::random::Random;
use netpol_tests::runs::run_all;

/// The text without the blanks before its lines.
fn flat(text: &str) -> String {
    text.lines().map(|it| it.trim_start().to_owned() + "\n").collect()
}

/// A tree as text, in which equal trees are equal.
fn shown(node: &Node<'_>) -> String {
    match &node.value {
        Value::Sequence(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
        Value::Mapping(entries) => {
            let entries: Vec<_> = entries.iter().map(|it| format!("{:?}:{}", it.key, shown(&it.value))).collect();
            format!("{{{}}}", entries.join(","))
        }
        it => format!("{it:?}"),
    }
}

fn tree(text: &str) -> Option<String> {
    parse(text, &mut Vec::new()).map(|it| shown(&it))
}

/// The trees of what is read of a text, and what is said to be unsure.
fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let found = intake(&[SourceFile::new("a.yaml", text)]);
    let is_doubt = |code: &str| ["lost-indentation", "missing-separator"].contains(&code);
    let unsure = found.notes.iter().filter(|it| is_doubt(it.problem.code.as_str()));
    let unsure = unsure.map(|it| it.problem.message.clone()).collect();
    let trees = found.documents.iter().map(|it| {
        let made = (it.file.0 as usize).checked_sub(1);
        let text = made.map_or(text, |at| found.made[at].text());
        let text = &text[it.span.start as usize..it.span.end as usize];
        tree(text).unwrap_or_else(|| format!("no YAML: {text}"))
    });
    (trees.filter(|it| !it.is_empty()).collect(), unsure)
}

/// What became of a text.
#[derive(Debug, PartialEq)]
enum Outcome {
    Same,
    /// Something of it is said to be unsure.
    Unsure(Vec<String>),
    /// A tree that is another one, without a word.
    Different(String),
}

fn restore(text: &str) -> Outcome {
    let ((wanted, _), (made, unsure)) = (read(text), read(&flat(text)));
    if !unsure.is_empty() {
        return Outcome::Unsure(unsure);
    }
    if made == wanted {
        return Outcome::Same;
    }
    let first = made.iter().zip(&wanted).find(|it| it.0 != it.1);
    Outcome::Different(format!("{first:#?} of {} and {}", made.len(), wanted.len()))
}

/// No server takes these, and their lines are those of another text that every server takes.
const LIKE_ANOTHER: [&str; 1] = ["t48-ports-under-a-peer"];

/// Every case without its indentation: what is restored is what stood there, nearly all is, and nothing else is made of
/// one without a word.
#[test]
fn the_indentation_of_cases_is_restored() {
    let (mut all, mut same, mut different) = (0, 0, Vec::new());
    for path in paths::files("tests/cases", "yaml") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        all += 1;
        match restore(&std::fs::read_to_string(path).unwrap()) {
            Outcome::Same => same += 1,
            Outcome::Unsure(why) => println!("{name} is unsure: {why:#?}"),
            Outcome::Different(_) if LIKE_ANOTHER.contains(&name.as_str()) => println!("{name} is like another"),
            Outcome::Different(how) => different.push(format!("{name}: {how}")),
        }
    }
    println!("{same} of {all} are restored");
    assert!(different.is_empty(), "silently different:\n{}", different.join("\n"));
    assert!(all >= 165 && same * 100 >= all * 95, "only {same} of {all}");
}

/// The same of random clusters, document by document, in block style.
#[test]
fn the_indentation_of_random_clusters_is_restored() {
    let (all, same) = (Cell::new(0), Cell::new(0));
    run_all(40, |manifests, _| {
        let text = manifests.plain();
        for document in text.split("---\n").filter(|it| flat(it) != **it) {
            all.set(all.get() + 1);
            match restore(document) {
                Outcome::Same => same.set(same.get() + 1),
                Outcome::Unsure(why) => println!("{why:#?}"),
                Outcome::Different(how) => return Err((document.to_owned(), how)),
            }
        }
        Ok(())
    });
    println!("{} of {} are restored", same.get(), all.get());
    assert!(all.get() > 0 && same.get() * 100 >= all.get() * 80, "only {} of {}", same.get(), all.get());
}

/// What an analysis says about connections.
fn answers(text: &str) -> (Vec<String>, Vec<String>, bool) {
    let analysis: Analysis = analyze(&[SourceFile::new("a.yaml", text)], &Options::default());
    let rows = analysis.endpoints().len() as u32;
    let cells = (0..rows).flat_map(|from| (0..rows).map(move |to| (from, to)));
    let cells = cells.map(|(from, to)| format!("{:?}", analysis.model().reachability(from, to)));
    let ids = analysis.endpoints().iter().map(|it| format!("{:?}", it.id)).collect();
    (ids, cells.collect(), analysis.is_incomplete())
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

fn quoted(text: &str, random: &mut Random) -> String {
    let mark = *random.pick(&["> ", ">", ">> "]);
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
    let blank = *random.pick(&['\u{a0}', '\u{2003}', '\u{3000}']);
    let line = |it: &str| {
        let content = it.trim_start_matches(' ');
        let indent: String = it[content.len()..].chars().map(|_| blank).take(it.len() - content.len()).collect();
        let dash = content.strip_prefix("- ").map(|it| format!("\u{2013}{blank}{it}"));
        format!("{indent}{}\u{200b}\n", dash.unwrap_or_else(|| content.to_owned()))
    };
    text.lines().map(line).collect()
}

/// Text that a page spoiled without losing anything says what it said before.
#[test]
fn what_stands_on_the_lines_changes_nothing() {
    type Spoil = fn(&str, &mut Random) -> String;
    let all: [(&str, Spoil); 6] = [
        ("numbered", numbered),
        ("with a block", with_a_block),
        ("quoted", quoted),
        ("changed", changed),
        ("in conflict", in_conflict),
        ("typeset", typeset),
    ];
    run_all(30, |manifests, random| {
        let text = manifests.plain();
        let wanted = answers(&text);
        for (name, spoil) in all {
            let spoilt = spoil(&text, random);
            if answers(&spoilt) != wanted {
                return Err((spoilt, name.to_owned()));
            }
        }
        Ok(())
    });
}
