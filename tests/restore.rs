//! Texts as pages spoil them, and what is read of them: what is restored must be what stood there.

use std::cell::Cell;

use netpol_core::internals::intake::intake;
use netpol_core::internals::yaml::{Node, Value, parse};
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::paths;
use netpol_tests::runs::run_all;
use netpol_tests::spoil::{KEEPING, flat};

/// A tree as text, in which equal trees are equal.
fn shown(node: &Node<'_>) -> String {
    match &node.value {
        Value::Sequence(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(",")),
        Value::Mapping(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|it| format!("{:?}:{}", it.key, shown(&it.value))).collect();
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
    let (mut all, mut lost, mut same, mut different) = (0, 0, 0, Vec::new());
    for path in paths::files("tests/cases", "yaml") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        // Some cases are spoilt on purpose.
        if !intake(&[SourceFile::new("a.yaml", text.as_str())]).notes.is_empty() {
            continue;
        }
        all += 1;
        lost += usize::from(flat(&text) != text);
        match restore(&text) {
            Outcome::Same => same += 1,
            Outcome::Unsure(why) => println!("{name} is unsure: {why:#?}"),
            Outcome::Different(_) if LIKE_ANOTHER.contains(&name.as_str()) => {
                println!("{name} is like another")
            }
            Outcome::Different(how) => different.push(format!("{name}: {how}")),
        }
    }
    println!("{same} of {all} are restored; {lost} had an indentation to lose");
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

/// Text that a page spoiled without losing anything says what it said before.
#[test]
fn what_stands_on_the_lines_changes_nothing() {
    run_all(30, |manifests, random| {
        let text = manifests.plain();
        let wanted = answers(&text);
        for (name, spoil) in KEEPING {
            let spoilt = spoil(&text, random);
            if answers(&spoilt) != wanted {
                return Err((spoilt, name.to_owned()));
            }
        }
        Ok(())
    });
}
