//! The file of a task: what is wrong with it is told with its line.

use netpol_core::SourceFile;
use netpol_core::practice;
use netpol_tests::paths;

fn text() -> String {
    std::fs::read_to_string(paths::root().join("static/practice/one-client-one-port.yaml")).unwrap()
}

/// What is wrong with a task in which one thing is another, as `line: message`.
#[track_caller]
fn problems(old: &str, new: &str) -> Vec<String> {
    let text = text();
    assert!(text.contains(old), "{old}");
    let found = practice::read(&SourceFile::new("task.yaml", text.replacen(old, new, 1))).unwrap_err();
    found.iter().map(|it| format!("{}: {}", it.line, it.message)).collect()
}

#[track_caller]
fn line_of(text: &str, part: &str) -> usize {
    text[..text.find(part).unwrap()].lines().count() + usize::from(text.starts_with(part))
}

#[test]
fn a_field_that_is_not_known_is_told_where_it_stands() {
    let found = problems("level:", "levle:");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("1: `level` is missing"), "{found:?}");
    assert!(found[1].starts_with("2: `levle` is not known here; known are `title`"), "{found:?}");
}

#[test]
fn a_word_that_is_not_known_is_told_with_those_that_are() {
    let found = problems("group: opening", "group: open");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("3: one of `closing`, `opening`"), "{found:?}");
}

#[test]
fn files_have_one_role_and_one_name() {
    let found = problems("  yours: |", "  mine: |");
    assert!(found.iter().any(|it| it.contains("`mine` is not known here")), "{found:?}");
    let found = problems("- name: answer.yaml", "- name: cluster.yaml");
    assert!(found.iter().any(|it| it.contains("there are two files `cluster.yaml`")), "{found:?}");
}

#[test]
fn an_answer_has_files_of_the_task() {
    let found = problems("    answer.yaml: |", "    anser.yaml: |");
    let line = line_of(&text(), "    answer.yaml: |") + 1;
    assert_eq!(found, [format!("{line}: the task has no file `anser.yaml`")]);
}

#[test]
fn what_is_no_yaml_is_told() {
    let found = problems("title: ", "title: [");
    assert!(!found.is_empty());
    let found = problems("hints:", "---\nhints:");
    assert_eq!(found, ["1: a task is one YAML document, and this file has none or several"]);
}

#[test]
fn constraints_are_read() {
    let found = problems("only: NetworkPolicy", "untouched: [deny-all]");
    assert!(found[0].ends_with("an object was expected, such as `NetworkPolicy shop/web`"), "{found:?}");
    let found = problems("only: NetworkPolicy", "policies: many");
    assert!(found[0].ends_with("a number of policies was expected"), "{found:?}");
    let found = problems("only: NetworkPolicy", "choose-one-of: [a.yaml]");
    assert!(found[0].ends_with("no file `a.yaml` is offered"), "{found:?}");
}

#[test]
fn goals_are_read() {
    let found = problems("hints:", "goal: {solution: 7}\nhints:");
    assert!(found[0].ends_with("the number of a solution was expected, the first is 1"), "{found:?}");
    let found = problems("hints:", "goal: {}\nhints:");
    assert!(found[0].contains("a goal is `solution`"), "{found:?}");
}

#[test]
fn no_text_makes_it_panic() {
    use netpol_tests::{mutate::mutate, random::Random};
    let text = text();
    for seed in 0..300 {
        let spoilt = mutate(&text, &mut Random::new(seed));
        if let Ok(task) = practice::read(&SourceFile::new("task.yaml", spoilt)) {
            let _grade = practice::grade(&task, &practice::Answer::default());
        }
    }
}

/// A task without the lines of its file.
fn without_lines(task: &practice::Task) -> practice::Task {
    let mut res = task.clone();
    res.files.iter_mut().for_each(|it| it.line = 0);
    res.solutions.iter_mut().for_each(|it| it.line = 0);
    res.cheats.iter_mut().for_each(|it| it.given.line = 0);
    res.lesson.iter_mut().for_each(|it| it.attempt.given.line = 0);
    res
}

#[test]
fn what_is_written_of_a_task_is_read_as_the_same_task() {
    let files =
        [paths::files("static/practice", "yaml"), paths::files("static/practice/lessons", "yaml")].concat();
    assert!(files.len() > 90, "{}", files.len());
    for path in files {
        let read = |text: &str| practice::read(&SourceFile::new("task.yaml", text));
        let task = read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let written = practice::write(&task);
        let again = read(&written).unwrap_or_else(|it| panic!("{}: {it:?}\n{written}", path.display()));
        assert_eq!(without_lines(&again), without_lines(&task), "{}\n{written}", path.display());
    }
}

#[test]
fn a_field_in_which_nothing_is_written_is_told_by_its_name() {
    for (old, new, lacks) in [
        ("title: One client, one server, one port", "title: ''", "`title` is empty"),
        ("title: One client, one server, one port", "title:", "`title` is missing"),
        ("title: One client, one server, one port", "title: [a]", "`title` must be a text"),
        ("exams: [CKA, CKAD]", "exams: []", "`exams` is empty"),
        ("exams: [CKA, CKAD]", "exams: CKA", "`exams` must be a list"),
        ("hints:\n- ", "hints:\n- ''\n- ", "number 1 of `hints` is empty"),
    ] {
        let found = problems(old, new);
        assert!(found.iter().any(|it| it.ends_with(lacks)), "{new}: {found:?}");
    }
}
