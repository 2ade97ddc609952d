//! Lessons: each is right, and together they are about all that is mixed up.

use netpol_core::SourceFile;
use netpol_core::practice::{self, Answer, Outcome, Task};
use netpol_tests::paths;

const FOLDER: &str = "static/practice/lessons";
/// So many mix-ups there are.
const CONFUSIONS: u32 = 36;

/// All lessons by the names of their files.
fn lessons() -> Vec<(String, Task)> {
    let all = paths::files(FOLDER, "yaml").into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name.clone(), read(&name, &text(&name)).unwrap_or_else(|it| panic!("{name}: {it:#?}")))
    });
    all.collect()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(paths::root().join(FOLDER).join(format!("{name}.yaml"))).unwrap()
}

fn read(name: &str, text: &str) -> Result<Task, Vec<practice::TaskProblem>> {
    practice::read(&SourceFile::new(format!("{name}.yaml"), text))
}

/// What `check` says of a lesson in which one thing is another.
#[track_caller]
fn problems(name: &str, old: &str, new: &str) -> Vec<String> {
    let text = text(name);
    assert!(text.contains(old), "{old}");
    let task = read(name, &text.replacen(old, new, 1)).unwrap();
    practice::check(&task).problems.into_iter().map(|it| it.message).collect()
}

#[test]
fn every_lesson_is_right() {
    let mut wrong = Vec::new();
    for (name, task) in lessons() {
        let found = practice::check(&task);
        assert!(found.graded > 3, "{name}: {found:?}");
        wrong.extend(found.problems.iter().map(|it| format!("{name}:{}: {}", it.line, it.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_lesson_is_about_another_confusion_and_none_is_left_out() {
    let all = lessons();
    let mut numbers: Vec<u32> = Vec::new();
    for (name, task) in &all {
        let lesson = task.lesson.as_ref().unwrap();
        assert_eq!(name.split('-').next().unwrap().parse(), Ok(lesson.confusion), "{name}");
        assert!(lesson.read.len() <= 1000, "{name}: {} bytes to read", lesson.read.len());
        assert!(lesson.learned.len() <= 160, "{name}: {}", lesson.learned);
        numbers.push(lesson.confusion);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=CONFUSIONS).collect::<Vec<_>>());
    let mut titles: Vec<&str> = all.iter().map(|it| it.1.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), all.len(), "two lessons have one title");
}

#[test]
fn questions_are_answered_by_the_evaluator_with_a_reason() {
    for (name, task) in lessons() {
        let lesson = task.lesson.as_ref().unwrap();
        let asked = practice::questions(&task);
        assert_eq!(asked.len(), lesson.predict.len(), "{name}");
        for it in asked {
            let line = format!("{}: {}", it.question, it.truth);
            assert_eq!(
                practice::seen(&task, &Answer::default(), std::slice::from_ref(&line)),
                Some(vec![true]),
                "{line}"
            );
            assert!(!it.reason.is_empty(), "{name}: {line} has no reason");
        }
    }
}

#[test]
fn what_is_read_first_does_not_answer_the_questions() {
    for (name, task) in lessons() {
        let lesson = task.lesson.as_ref().unwrap();
        for question in &lesson.predict {
            assert!(
                !lesson.claims.iter().any(|it| it.starts_with(&format!("{question}:"))),
                "{name}: {question}"
            );
        }
    }
}

#[test]
fn what_the_edit_leaves_is_no_answer_yet() {
    for (name, task) in lessons() {
        let lesson = task.lesson.as_ref().unwrap();
        let grade = practice::grade(&task, &lesson.attempt.given.answer);
        assert_eq!(grade.outcome, Outcome::Failed, "{name}");
    }
}

const NAME: &str = "02-one-dash-more";

#[test]
fn a_lesson_that_says_what_does_not_hold_is_told() {
    let found =
        problems(NAME, "'shop/api -> shop/db TCP 5432: denied'", "'shop/api -> shop/db TCP 5432: allowed'");
    assert_eq!(
        found,
        ["the lesson says what does not hold as it begins: shop/api -> shop/db TCP 5432: allowed"]
    );
    let found = problems(
        NAME,
        "'ops/probe -> shop/db TCP 5432: allowed'",
        "'ops/probe -> shop/db TCP 5433: allowed'",
    );
    assert_eq!(found, ["this is not seen after the edit: ops/probe -> shop/db TCP 5433: allowed"]);
}

#[test]
fn questions_that_have_no_answer_or_all_one_are_told() {
    let found = problems(NAME, "  - ops/probe -> shop/db TCP 5432\n", "  - ops/prob -> shop/db TCP 5432\n");
    assert!(
        found.iter().any(|it| it.starts_with("this cannot be answered: ops/prob -> shop/db")),
        "{found:?}"
    );
    let found = problems(NAME, "  - ops/web -> shop/db TCP 5432\n", "");
    assert_eq!(found, ["all questions have one answer: there is nothing to predict"]);
}

#[test]
fn an_edit_that_shows_nothing_is_told() {
    let both =
        "    - 'ops/probe -> shop/db TCP 5432: allowed'\n    - 'shop/web -> shop/db TCP 5432: allowed'\n";
    let found = problems(NAME, both, "    - 'ops/web -> shop/db TCP 5432: allowed'\n");
    assert_eq!(found, ["all that is to be seen is so before the edit"]);
}

#[test]
fn the_head_of_a_lesson_has_all_of_its_parts() {
    for (old, new, expected) in [
        ("  confusion: 2\n", "  confusion: two\n", "`confusion` is a number"),
        ("  confusion: 2\n", "", "`confusion` is a number"),
        ("  read: |", "  rede: |", "`rede` is not known here; known are `confusion`"),
        ("  try:\n", "  trial:\n", "`try` is missing"),
        ("    see:\n", "    sea:\n", "`see` is missing"),
        ("      policy.yaml: |\n", "      police.yaml: |\n", "the task has no file `police.yaml`"),
    ] {
        let text = text(NAME);
        assert!(text.contains(old), "{old}");
        let found = read(NAME, &text.replacen(old, new, 1)).unwrap_err();
        assert!(found.iter().any(|it| it.message.starts_with(expected)), "{old}: {found:#?}");
    }
}
