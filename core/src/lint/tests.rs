use super::*;
use crate::testing::text;

#[test]
fn every_rule_says_what_it_is() {
    for meta in RULES.iter().map(|it| it.meta) {
        let (kind, number) = meta.id.split_once('-').unwrap();
        assert!(matches!(kind, "L" | "R") && number.parse::<u32>().is_ok(), "{}", meta.id);
        let kebab = |it: char| it.is_ascii_lowercase() || it == '-';
        assert!(!meta.code.is_empty() && meta.code.chars().all(kebab), "{}: {}", meta.id, meta.code);
        assert!(meta.summary.ends_with('.') && meta.summary.len() > 40, "{}: {}", meta.id, meta.summary);
        let same = RULES.iter().filter(|it| it.meta.code == meta.code).count();
        assert_eq!(same, 1, "{} is the code of several rules", meta.code);
    }
}

#[test]
fn every_rule_finds_something_in_one_example_and_nothing_in_the_other() {
    for rule in RULES {
        let found = |example: &str| text(example).lints(|it| it == rule.meta);
        let (fires, quiet) = rule.examples;
        let found_there = found(fires);
        assert!(!found_there.is_empty(), "{} is silent", rule.meta.code);
        for it in found_there {
            assert_eq!(it.code, rule.meta.code);
            assert!(it.location.is_some() && !it.object.is_empty(), "{it:?}");
            let classes = it.fixes.iter().all(|it| rule.meta.fixes.contains(&it.class));
            assert!(classes, "{}: a fix of a class that its META does not name", rule.meta.code);
        }
        assert_eq!(found(quiet), [], "{}", rule.meta.code);
        for example in [fires, quiet] {
            let others = text(example);
            assert!(!others.is_incomplete(), "{}: {:#?}", rule.meta.code, others.diagnostics());
        }
    }
}

#[test]
fn what_runs_on_request_does_not_run_by_itself() {
    for rule in RULES {
        let has = text(rule.examples.0).diagnostics().iter().any(|it| it.code == rule.meta.code);
        assert_eq!(has, !rule.meta.on_request, "{}", rule.meta.code);
    }
}

/// Each file of this folder but this one and those without a rule is in [`RULES`].
#[test]
fn every_file_is_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint");
    let names = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut codes: Vec<String> = names
        .filter(|it| !["mod.rs", "facts.rs", "tests.rs"].contains(&it.as_str()))
        .map(|it| it.trim_end_matches(".rs").replace('_', "-"))
        .collect();
    codes.sort_unstable();
    let mut rules: Vec<&str> = RULES.iter().map(|it| it.meta.code).collect();
    rules.sort_unstable();
    assert_eq!(codes, rules);
}
