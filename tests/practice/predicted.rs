//! Tasks that ask for predictions: marks are graded against the evaluator, and words of endings against the terminal.

use std::sync::Arc;

use netpol_core::practice::{self, Answer, Given, Grader, Outcome, Role, Task, TaskFile};
use netpol_core::terminal::Terminal;
use netpol_core::{Options, SourceFile, analyze};

use super::{fails, grade, passes, solution, task, with};

#[test]
fn marks_are_graded_one_by_one() {
    let task = task("predict");
    let right = solution(&task);
    passes(&task, &right);
    let one = fails(&task, &with(&right, "school/class TCP 9090: denied", "school/class TCP 9090: allowed"));
    assert_eq!((one.missing, one.excess), (0, 1), "{one:?}");
    let first = one.first.unwrap();
    assert_eq!(first.sentence, "school/door -> school/class TCP 9090: you say allowed, and it is denied");
    assert_eq!(
        [first.from_id.as_str(), first.to_id.as_str(), first.port.as_str()],
        ["school/door", "school/class", "TCP 9090"]
    );
    assert!(first.reason.contains("school/class-in"), "{}", first.reason);
    // Everything that is marked as open is not half right.
    let open = fails(&task, &right.replace("denied", "allowed"));
    assert_eq!((open.missing, open.excess), (0, 3));
}

#[test]
fn what_is_not_marked_is_not_wrong_and_not_right() {
    let task = task("predict");
    let grade = grade(&task, &with(&solution(&task), "9090: denied", "9090: ?"));
    assert_eq!(grade.outcome, Outcome::Failed);
    assert!(grade.first.is_none(), "{grade:?}");
    assert_eq!(grade.broken[0].message, "1 of 7 questions in marks.txt have no mark");
    assert_eq!(practice::grade(&task, &Answer::default()).broken[0].constraint, "predict");
}

#[test]
fn marks_may_be_in_large_letters_and_are_words_of_the_task() {
    let task = task("predict");
    let right = solution(&task);
    let passed = passes(&task, &right.replace("denied", "Denied").replace("allowed", "ALLOWED"));
    assert_eq!(passed.clusters, 1);
    let other = fails(&task, &with(&right, "school/class TCP 9090: denied", "school/class TCP 9090: maybe"));
    assert_eq!((other.missing, other.excess), (1, 0), "{other:?}");
    let first = other.first.unwrap();
    let sentence = "school/door -> school/class TCP 9090: you say maybe: write one of allowed, denied";
    assert_eq!((first.sentence.as_str(), first.reason.as_str()), (sentence, ""));
}

#[test]
fn marks_of_a_page_are_an_answer() {
    let task = task("self-and-answers");
    let predict = task.predict.clone().unwrap();
    let grader = Grader::new(&task);
    let marked = grader.predicted(&Answer::default());
    assert_eq!(marked.len(), predict.questions.len());
    assert!(
        marked.iter().all(|it| it.mark.is_none() && !it.truth.is_empty() && !it.reason.is_empty()),
        "{marked:#?}"
    );
    let truth: Vec<Option<String>> = marked.into_iter().map(|it| Some(it.truth)).collect();
    assert_eq!(grader.grade(&predict.answer(&truth)).outcome, Outcome::Passed);
    assert_eq!(grader.grade(&predict.answer(&truth[1..])).outcome, Outcome::Failed);
}

#[test]
fn a_question_that_is_marked_twice_does_not_pass() {
    let task = task("predict");
    let right = solution(&task);
    let line = right.lines().find(|it| it.contains("9090: denied")).unwrap();
    let other = line.replace("denied", "allowed");
    let both = grade(&task, &format!("{other}\n{right}"));
    assert_eq!(both.outcome, Outcome::Failed);
    assert!(both.broken[0].message.ends_with("is marked twice: as allowed and as denied"), "{both:?}");
    passes(&task, &format!("{line}\n{right}"));
    for written in ["tcp 9090", "TCP/9090"] {
        let odd = grade(&task, &right.replace("TCP 9090", written));
        assert_eq!(odd.outcome, Outcome::Failed);
        assert!(odd.notes[0].starts_with("unknown line in marks.txt: `school/"), "{odd:?}");
    }
}

/// The endings of the task are those of the terminal.
#[test]
fn endings_are_what_the_terminal_prints() {
    let task = task("name-the-ending");
    let files: Vec<SourceFile> =
        task.files.iter().filter(|it| !task.is_marked(&it.file.name)).map(|it| it.file.clone()).collect();
    let evaluate =
        |files: &[SourceFile]| Arc::new(analyze(files, &Options { stand_ins: false, ..Options::default() }));
    for it in Grader::new(&task).predicted(&Answer::default()) {
        let output = Terminal::new(&files).run(&it.question, &evaluate);
        let text = output.text();
        let ending = match output.status {
            0 => "answered",
            _ if text.contains("timed out") => "times out",
            _ if text.contains("refused") => "refused",
            _ if text.contains("bad address") => "no such name",
            _ => "something else",
        };
        assert_eq!(ending, it.truth, "{}\n{text}", it.question);
    }
}

#[test]
fn a_question_without_an_answer_is_found() {
    let mut task = task("predict");
    task.predict.as_mut().unwrap().questions[0] = "school/nothing -> school/class TCP 8080".to_owned();
    let found = practice::check(&task);
    assert!(found.problems.iter().any(|it| it.message.starts_with("this cannot be answered")), "{found:?}");
    for it in &mut task.predict.as_mut().unwrap().questions {
        "school/class -> school/office TCP 80".clone_into(it);
    }
    let found = practice::check(&task);
    assert!(
        found.problems.iter().any(|it| it.message.starts_with("all questions have one answer")),
        "{found:?}"
    );
}

#[test]
fn marks_may_stand_in_comments_as_the_page_keeps_them() {
    let task = task("predict");
    let right = solution(&task);
    let predict = task.predict.clone().unwrap();
    let commented = predict.commented(&predict.marks(&right));
    assert!(
        commented.lines().all(|it| it.starts_with("# school/") || it.starts_with("# street/")),
        "{commented}"
    );
    passes(&task, &commented);
    let one = fails(&task, &commented.replace("9090: denied", "9090: allowed"));
    assert_eq!(one.excess, 1);
    assert_eq!(practice::grade(&task, &predict.answer(&[])).outcome, Outcome::Failed);
}

/// The cluster of a prediction, for policies in place of marks: this one is right.
fn with_policy(name: &str, policy: &str) -> Task {
    let mut task = task(name);
    task.predict = None;
    task.files.retain(|it| it.file.name == "cluster.yaml");
    let own = SourceFile::new("answer.yaml", "");
    task.files.push(TaskFile { file: own, role: Role::Yours, line: 0 });
    let answer = Answer { files: vec![SourceFile::new("answer.yaml", policy)] };
    task.solutions = vec![Given { title: String::new(), answer, line: 1 }];
    task
}

/// The policies of a task by their order.
fn policies(task: &Task) -> Vec<String> {
    let texts = task.files.iter().flat_map(|it| it.file.text.split("---\n"));
    texts.filter(|it| it.contains("NetworkPolicy")).map(str::to_owned).collect()
}

#[test]
fn the_rule_that_does_nothing_is_the_one_without_which_nothing_changes() {
    let asked = task("predict-idle-rule");
    let [policy] = policies(&asked).try_into().unwrap();
    let whole = with_policy("predict-idle-rule", &policy);
    let mut rules: Vec<&str> = policy.split("  - from:\n").collect();
    let head = rules.remove(0);
    for (at, it) in Grader::new(&asked).predicted(&Answer::default()).iter().enumerate() {
        let others: Vec<&str> = rules.iter().enumerate().filter(|it| it.0 != at).map(|it| *it.1).collect();
        let without = format!("{head}  - from:\n{}", others.join("  - from:\n"));
        let changes_nothing = grade(&whole, &without).outcome == Outcome::Passed;
        assert_eq!(changes_nothing, it.truth == "does nothing", "{}\n{without}", it.question);
    }
}

#[test]
fn the_least_permissive_of_four_is_what_the_evaluator_says() {
    let asked = task("predict-four-files");
    let four = policies(&asked);
    assert_eq!(four.len(), 4);
    let marked = Grader::new(&asked).predicted(&Answer::default());
    let right = marked.iter().position(|it| it.truth == "exactly right").unwrap();
    let task = with_policy("predict-four-files", &four[right]);
    for (it, policy) in marked.iter().zip(&four) {
        let grade = grade(&task, policy);
        let found = match (grade.missing, grade.excess) {
            (0, 0) => "exactly right",
            (0, _) => "opens too much",
            _ => "lets it fail",
        };
        assert_eq!(found, it.truth, "{}: {grade:?}", it.question);
    }
}
