use netpol_core::SourceFile;
use netpol_core::practice;

use super::*;

fn read(name: &str) -> Task {
    let path = format!("{}/../static/practice/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    practice::read(&SourceFile::new(name, std::fs::read_to_string(path).unwrap())).unwrap()
}

#[test]
fn the_index_says_of_each_task_what_its_file_says() {
    let all = catalogue();
    assert_eq!((all.len(), lessons().len()), (TASKS.len(), LESSONS.len()), "a level or group that is none");
    for it in all.into_iter().chain(lessons()) {
        assert_eq!(it.is_lesson(), read(it.name).lesson.is_some(), "{}", it.name);
        let task = read(it.name);
        let exams: Vec<Exam> = it.exams().collect();
        let mut of_task = task.exams.clone();
        of_task.sort();
        assert_eq!(
            (it.title, it.level, it.group),
            (task.title.as_str(), task.level, task.group),
            "{}",
            it.name
        );
        assert_eq!(exams, of_task, "{}", it.name);
        assert!(it.integrity.starts_with("sha256-"));
        // The page knows a prediction by its file, before it has read the task, and a lesson by its name.
        let is_closed = task.predict.is_some() || it.is_lesson();
        assert_eq!(is_prediction(&start(it.name, &task)), is_closed, "{}", it.name);
        if it.is_lesson() {
            // No exam has lessons.
            continue;
        }
        let mut topics = exam::topics(it.name);
        let mut of_task = task.topics.clone();
        topics.sort();
        of_task.sort();
        assert_eq!(topics, of_task, "{}", it.name);
        assert_eq!(TOPICS.iter().any(|own| own.0 == it.name && own.1), task.predict.is_some(), "{}", it.name);
    }
}

#[test]
fn the_next_task_is_the_first_behind_that_is_not_done() {
    let all = catalogue();
    let name = |at: usize| all.get(at).unwrap().name;
    let (first, second, third, last) = (name(0), name(1), name(2), name(all.len() - 1));
    assert_eq!(next(&all, "", |_| false).unwrap().name, first);
    assert_eq!(next(&all, first, |_| false).unwrap().name, second);
    assert_eq!(next(&all, first, |it| it == second).unwrap().name, third);
    assert_eq!(next(&all, last, |_| false).unwrap().name, first);
    assert_eq!(next(&all, first, |it| it != first), None);
}

#[test]
fn a_task_starts_with_its_own_file_shown_and_an_offered_one_only_where_it_is_chosen() {
    let task = read("one-client-one-port");
    let state = start("one-client-one-port", &task);
    assert_eq!(state.files.get(state.active).unwrap().name, "answer.yaml");
    assert_eq!(task_of(&state.scenario), Some("one-client-one-port"));
    assert_eq!(locked(&task).to_vec(), ["cluster.yaml"]);
    let offers = read("least-permissive");
    let state = start("least-permissive", &offers);
    assert!(state.files.iter().all(|it| !it.name.starts_with("net-")));
}

#[test]
fn a_prediction_starts_with_what_is_to_be_read_and_its_marks_are_comments() {
    let task = read("predict");
    let state = start("predict", &task);
    assert_eq!(state.files.get(state.active).unwrap().name, "policies.yaml");
    let marks = state.files.iter().find(|it| it.name == predict::MARKS).unwrap();
    assert!(marks.text.lines().all(|it| it.starts_with("# ") && it.ends_with(": ?")), "{}", marks.text);
    assert!(!is_prediction(&ShareState { scenario: String::new(), ..state }), "the file alone is none");
}

#[test]
fn an_answer_has_the_files_of_the_task_and_others_are_told() {
    let task = read("one-client-one-port");
    let files = [SourceFile::new("answer.yaml", "a: 1"), SourceFile::new("new.yaml", "b: 1")];
    let (answer, notes) = answer(&task, &files);
    assert_eq!(answer.files, files.get(..1).unwrap());
    assert!(notes.iter().any(|it| it.starts_with("new.yaml is no file of this task")), "{notes:?}");
    assert!(notes.iter().any(|it| it.starts_with("cluster.yaml was removed")), "{notes:?}");
}

#[test]
fn own_files_stand_beside_those_of_the_solution() {
    let task = read("one-client-one-port");
    let sides = sides(&task, &[SourceFile::new("answer.yaml", "own")], 0).unwrap();
    let [(name, own, right)] = sides.files.as_slice() else { panic!("{sides:?}") };
    assert_eq!((name.as_str(), own.as_str()), ("answer.yaml", "own"));
    assert!(right.contains("name: oven"));
    let offers = read("least-permissive");
    let chosen = super::sides(&offers, &[], 0).unwrap();
    assert_eq!(chosen.files.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["net-b.yaml"]);
}

#[test]
fn what_is_asked_is_told() {
    let told: Vec<String> = asked(&read("one-client-one-port")).into_iter().map(|it| it.text).collect();
    assert_eq!(
        told,
        [
            "NetworkPolicy bakery/oven exists",
            "Locked files stay as they are",
            "The answer is made of NetworkPolicy alone"
        ]
    );
    let told: Vec<Asked> = asked(&read("relabel-only"));
    assert!(told.iter().any(|it| it.constraint == "keep-labels" && it.text.contains("`team`")), "{told:?}");
}

#[test]
fn a_lesson_is_found_with_and_without_its_number() {
    let of = |name: &str| entry(name).map(|it| it.name);
    let expected = Some("lessons/02-one-dash-more");
    assert_eq!(of("lessons/02-one-dash-more"), expected);
    assert_eq!(of("lessons/one-dash-more"), expected);
    for name in ["one-dash-more", "lessons/", "lessons/dash-more", "lessons/02"] {
        assert_eq!(of(name), None, "{name}");
    }
}
