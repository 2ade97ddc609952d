use netpol_core::practice::{check, read};

use super::*;

fn task(name: &str) -> Task {
    let path = format!("{}/../static/practice/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    read(&SourceFile::new(name, std::fs::read_to_string(path).unwrap())).unwrap()
}

#[test]
fn every_task_comes_through_the_form_as_it_was() {
    let mut counts = Vec::new();
    for folder in ["practice", "practice/lessons"] {
        let folder = format!("{}/../static/{folder}", env!("CARGO_MANIFEST_DIR"));
        counts.push(all_come_through(&folder));
    }
    assert!(counts[0] > 50 && counts[1] > 30, "{counts:?}");
}

/// The form of a task but for where its texts stood in the file: another one may have them on other lines.
fn without_lines(task: &Task) -> Form {
    let mut form = Form::of_task(task);
    form.files.iter_mut().for_each(|it| it.line = 0);
    if let Some(it) = &mut form.lesson {
        it.attempt.given.line = 0;
    }
    form
}

/// How many tasks a folder has.
fn all_come_through(folder: &str) -> usize {
    let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let mut count = 0;
    for path in files.filter(|it| it.extension().is_some_and(|it| it == "yaml")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let task = read(&SourceFile::new("task.yaml", text)).unwrap();
        let again = read(&SourceFile::new("task.yaml", Form::of_task(&task).file()));
        let again = again.unwrap_or_else(|it| panic!("{}: {it:?}", path.display()));
        assert_eq!(without_lines(&again), without_lines(&task), "{}", path.display());
        assert_eq!(check(&again).problems, [], "{}", path.display());
        count += 1;
    }
    count
}

#[test]
fn a_name_that_is_in_use_is_refused() {
    let files = ["a.yaml", "b.yaml"].map(|it| SourceFile::new(it, "kind: NetworkPolicy\n"));
    let mut form = Form::of_files("T", &files);
    form.solutions[0].put("b.yaml", Some("# b\n".to_owned()));
    let before = form.clone();
    for name in ["b.yaml", "", " "] {
        assert!(form.rename(0, name).is_err_and(|it| it.contains("name")), "{name:?}");
        assert_eq!(form, before, "{name:?}");
    }
    assert_eq!(form.rename(0, " c.yaml "), Ok(()));
    assert_eq!(form.solutions[0].text("c.yaml"), Some("kind: NetworkPolicy\n"));
    assert_eq!(form.solutions[0].text("b.yaml"), Some("# b\n"));
    assert_eq!(form.rename(0, "c.yaml"), Ok(()), "its own name");
    assert_eq!(form.free_name(), "file-3.yaml");
    form.files[1].file.name = "file-3.yaml".to_owned();
    assert_eq!(form.free_name(), "file-4.yaml");
}

#[test]
fn a_task_of_what_is_open_has_its_policies_as_the_solution() {
    let files = [
        SourceFile::new("policies.yaml", "kind: NetworkPolicy\nmetadata: {name: a}\n"),
        SourceFile::new("empty.yaml", ""),
        SourceFile::new("cluster.yaml", "kind: Pod\nmetadata: {name: b}\n"),
    ];
    let form = Form::of_files("T", &files);
    let roles: Vec<(&str, Role, &str)> =
        form.files.iter().map(|it| (it.file.name.as_str(), it.role, &*it.file.text)).collect();
    assert_eq!(
        roles,
        [
            ("policies.yaml", Role::Yours, START),
            ("cluster.yaml", Role::Locked, "kind: Pod\nmetadata: {name: b}\n")
        ]
    );
    assert_eq!(form.solutions[0].text("policies.yaml"), Some(&*files[0].text));
}

#[test]
fn problems_stand_at_their_fields() {
    let mut form = Form::of_task(&task("one-client-one-port"));
    let says = |form: &Form| {
        let file = form.file();
        let found = match read(&SourceFile::new("task.yaml", file.as_str())) {
            Ok(task) => check(&task).problems,
            Err(it) => it,
        };
        found.iter().map(|it| field_of(&file, it)).collect::<Vec<_>>()
    };
    assert_eq!(says(&form), []);
    form.title = String::new();
    form.text = String::new();
    let found = says(&form);
    assert!(found.contains(&Field::Head) && found.contains(&Field::Text), "{found:?}");
    form = Form::of_task(&task("one-client-one-port"));
    form.hints.pop();
    form.cheats = vec![form.solutions[0].clone(), form.cheats[0].clone()];
    form.cheats[0].title = "right".to_owned();
    assert_eq!(says(&form), [Field::Hints, Field::Cheat(Some(0))]);
    form.solutions.insert(0, form.cheats[1].clone());
    form.goal = 1;
    assert!(says(&form).contains(&Field::Solution(Some(0))), "{:?}", says(&form));
    form.policies = "many".to_owned();
    form.untouched = "x".to_owned();
    form.policy = "a b c".to_owned();
    assert_eq!(form.unread().len(), 2, "{:?}", form.unread());
}
