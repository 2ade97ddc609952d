//! Runs every case and every shipped scenario.
//!
//! `UPDATE_EXPECT=1` redraws the matrices of cases that fail; look at what it did before you commit it.

use netpol_tests::case::{Case, Specified};
use netpol_tests::paths;

fn run(folder: &str) -> Vec<Case> {
    let cases: Vec<Case> = paths::files(folder, "yaml").iter().map(|it| Case::load(it)).collect();
    let mut failed = 0;
    for case in &cases {
        let failures = case.failures();
        if failures.is_empty() {
            continue;
        }
        failed += 1;
        println!("{folder}/{}.yaml — {}\n  {}\n", case.name, case.title, failures.join("\n  "));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let path = paths::root().join(folder).join(format!("{}.yaml", case.name));
            std::fs::write(path, case.redrawn(&case.core()).unwrap()).unwrap();
        }
    }
    println!("{folder}: {} files, {} cells", cases.len(), cases.iter().map(Case::cells).sum::<usize>());
    assert!(failed == 0, "{failed} of {} fail", cases.len());
    cases
}

#[test]
fn cases_come_out_as_they_say() {
    for case in run("tests/cases") {
        assert!(!case.title.is_empty(), "{}: no title", case.name);
        assert!(!case.why.is_empty(), "{}: no why", case.name);
        assert!(case.cells() + case.problems.len() > 0, "{}: expects nothing", case.name);
    }
}

#[test]
fn scenarios_come_out_as_they_say() {
    let scenarios = run("static/scenarios");
    assert!(scenarios.len() >= 14);
    for scenario in scenarios {
        assert!(!scenario.title.is_empty(), "{}: no title", scenario.name);
        assert!(!scenario.lesson.is_empty(), "{}: no lesson", scenario.name);
        assert!(scenario.cells() > 0, "{}: expects nothing", scenario.name);
        let (from, rest) =
            scenario.open.split_once(" -> ").unwrap_or_else(|| panic!("{}: no open", scenario.name));
        assert!(
            from.contains('/') && (rest.contains('/') || rest.starts_with("ip:")),
            "{}: open speaks of ids",
            scenario.name
        );
        let names: Vec<&str> = scenario.files.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(names, ["policies.yaml", "cluster.yaml"], "{}", scenario.name);
    }
}

#[test]
fn what_a_lesson_tells_to_do_changes_the_cells_that_it_promises() {
    let scenarios = paths::files("static/scenarios", "yaml");
    let scenarios: Vec<Case> = scenarios.iter().map(|it| Case::load(it)).collect();
    let broken = |it: &Case| (it.name.clone(), it.broken_promises());
    let broken: Vec<_> = scenarios.iter().map(broken).filter(|it| !it.1.is_empty()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    assert!(!scenarios[0].tries.is_empty(), "the first lesson tells the reader to try something");
}

#[test]
fn the_specification_says_the_same() {
    let mut wrong = Vec::new();
    for folder in ["tests/cases", "static/scenarios"] {
        for case in paths::files(folder, "yaml").iter().map(|it| Case::load(it)) {
            if case.problems.is_empty() && case.is_for_specification() {
                let differences = case.differences(&Specified::new(&case));
                wrong.extend(differences.into_iter().map(|it| format!("{}: {it}", case.name)));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
