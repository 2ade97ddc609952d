use netpol_core::Probe;
use netpol_core::protocol::Protocol;

use super::*;

const TEXT: &str = "\
# title: Two tiers
# lesson: The first line
#   and the second.
# open: shop/web -> shop/api TCP 8080
# expect any:
#   web api
# file: policies.yaml
kind: NetworkPolicy
# a comment that stays
---
# file: cluster.yaml
kind: Pod
";

#[test]
fn the_head_is_read_and_left_out_of_the_files() {
    assert_eq!(parse::head(TEXT, "title").as_deref(), Some("Two tiers"));
    assert_eq!(lesson(TEXT), "The first line and the second.");
    let state = open("two-tiers", TEXT);
    assert_eq!(
        state.files,
        [
            SourceFile::new("policies.yaml", "kind: NetworkPolicy\n# a comment that stays\n"),
            SourceFile::new("cluster.yaml", "kind: Pod\n"),
        ]
    );
    assert_eq!(state.probe, Probe::Port(Protocol::Tcp, 8080));
    assert_eq!(state.selection.unwrap().cell.to, "shop/api");
}

#[test]
fn a_file_without_sections_is_one_file() {
    let state = open("x", "# title: X\n\nkind: Pod\n");
    assert_eq!(state.files, [SourceFile::new("policies.yaml", "kind: Pod\n")]);
    assert_eq!(state.selection, None);
}

#[test]
fn every_shipped_scenario_has_a_title_a_lesson_and_files_that_are_known_again() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/scenarios");
    assert!(10 < Scenario::all().count());
    for it in Scenario::all() {
        let text = std::fs::read_to_string(folder.join(format!("{}.yaml", it.slug))).unwrap();
        assert_ne!(it.title, it.slug, "{}: no title", it.slug);
        assert_ne!(it.group, "", "{}: no group", it.slug);
        assert_ne!(lesson(&text), "", "{}: no lesson", it.slug);
        let mut files = open(it.slug, &text).files;
        assert_ne!(files, [], "{}: no file", it.slug);
        assert!(has(&files), "{}: not known again", it.slug);
        files[0].name.push('x');
        assert!(!has(&files), "{}: taken for another", it.slug);
    }
    assert_eq!(FIRST, Scenario::all().next().unwrap().slug);
    assert_eq!(first(), open(FIRST, FIRST_TEXT));
    assert_eq!(first_lesson(), lesson(FIRST_TEXT));
    assert!(first().selection.is_some() && first().probe != Probe::Any);
}

#[test]
fn the_evaluator_reads_the_same_files_of_a_scenario() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/scenarios");
    let paths = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let texts = paths.map(|it| std::fs::read_to_string(it).unwrap());
    let all: Vec<String> = texts.chain([TEXT.to_owned(), "# title: X\n\nkind: Pod\n".to_owned()]).collect();
    assert!(10 < all.len());
    for text in all {
        let (title, files) = netpol_core::practice::scenario_files(&text).unwrap();
        assert_eq!(Some(title.as_str()), parse::head(&text, "title").as_deref());
        assert_eq!(files, open("x", &text).files, "{title}");
    }
}
