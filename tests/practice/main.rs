//! Tasks to practise with: every task of the folder is right, wrong answers fail and right ones pass, and grades are what
//! the specification says.

mod edits;
mod fooled;
mod forms;
mod ideas;
mod lessons;
mod named;
mod predicted;
mod reading;
mod refused;
mod repairs;
mod unfair;

use netpol_core::SourceFile;
use netpol_core::practice::{self, Answer, Exam, Grade, Group, Level, Outcome, Role, Task};
use netpol_tests::paths;

const FOLDER: &str = "static/practice";

/// All tasks with their files' names.
fn tasks() -> Vec<(String, Task)> {
    let all = paths::files(FOLDER, "yaml").into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let task = practice::read(&SourceFile::new(format!("{name}.yaml"), text));
        (name.clone(), task.unwrap_or_else(|it| panic!("{name}: {it:#?}")))
    });
    all.collect()
}

#[track_caller]
fn task(name: &str) -> Task {
    let text = std::fs::read_to_string(paths::root().join(FOLDER).join(format!("{name}.yaml"))).unwrap();
    practice::read(&SourceFile::new(name, text)).unwrap()
}

/// The text of the first solution.
fn solution(task: &Task) -> String {
    task.solutions[0].answer.files[0].text.to_string()
}

/// An answer in the one file that is the learner's.
fn answer(task: &Task, text: &str) -> Answer {
    let name = &task.files.iter().find(|it| it.role == Role::Yours).unwrap().file.name;
    Answer { files: vec![SourceFile::new(name.as_str(), text)] }
}

#[track_caller]
fn grade(task: &Task, text: &str) -> Grade {
    practice::grade(task, &answer(task, text))
}

#[track_caller]
fn passes(task: &Task, text: &str) -> Grade {
    let grade = grade(task, text);
    assert_eq!(grade.outcome, Outcome::Passed, "{grade:#?}\n{text}");
    grade
}

/// The answer fails on a connection.
#[track_caller]
fn fails(task: &Task, text: &str) -> Grade {
    let grade = grade(task, text);
    assert_eq!(grade.outcome, Outcome::Failed, "{grade:#?}\n{text}");
    assert!(grade.first.is_some() && grade.missing + grade.excess > 0, "{grade:#?}\n{text}");
    grade
}

/// A text with another word in one place.
#[track_caller]
fn with(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "`{old}` is not in\n{text}");
    text.replacen(old, new, 1)
}

#[test]
fn every_task_is_right() {
    let mut wrong = Vec::new();
    for (name, task) in tasks() {
        let found = practice::check(&task);
        assert!(found.graded > 3, "{name}: {found:?}");
        wrong.extend(found.problems.iter().map(|it| format!("{name}:{}: {}", it.line, it.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_is_something_for_everyone() {
    let all = tasks();
    assert!(all.len() >= 60, "{}", all.len());
    for level in Level::ALL {
        assert!(all.iter().any(|it| it.1.level == *level), "no task of level {level:?}");
    }
    for group in Group::ALL {
        assert!(all.iter().any(|it| it.1.group == *group), "no task of group {group:?}");
    }
    for exam in Exam::ALL {
        assert!(all.iter().filter(|it| it.1.exams.contains(exam)).count() >= 5, "too few tasks for {exam:?}");
    }
    let mut titles: Vec<&str> = all.iter().map(|it| it.1.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), all.len(), "two tasks have one title");
}

#[test]
fn a_task_is_read_from_its_folder_only_where_it_ends_in_yaml() {
    let all = std::fs::read_dir(paths::root().join(FOLDER)).unwrap();
    let files = all.filter(|it| it.as_ref().is_ok_and(|it| it.path().is_file()));
    assert_eq!(files.count(), tasks().len());
}

#[test]
fn what_several_rules_fail_over_is_told_once() {
    let text = "apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: oven, namespace: bakery}
spec:
  podSelector: {matchLabels: {role: oven}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {role: guest}}}]
    ports: [{port: 7070}]
  - from: [{podSelector: {matchLabels: {role: guest}}}]
    ports: [{port: 7071}]
  - from: [{podSelector: {matchLabels: {role: guest}}}]
    ports: [{port: 7070}, {port: 7072}]
";
    let first = fails(&task("one-client-one-port"), text).first.unwrap();
    assert!(first.reason.contains("3 rules"), "{}", first.reason);
    assert_eq!(first.reason.matches("`role=guest`").count(), 1, "{}", first.reason);
}
