use std::fmt::Write;

use super::*;
use crate::testing::text;

#[test]
fn every_rule_says_what_it_is() {
    for meta in RULES.iter().map(|it| it.meta) {
        let (kind, number) = meta.about.id.split_once('-').unwrap();
        assert!(matches!(kind, "L" | "R") && number.parse::<u32>().is_ok(), "{}", meta.about.id);
        let kebab = |it: char| it.is_ascii_lowercase() || it == '-';
        assert!(
            !meta.about.code.is_empty() && meta.about.code.chars().all(kebab),
            "{}: {}",
            meta.about.id,
            meta.about.code
        );
        assert!(
            meta.about.summary.ends_with('.') && meta.about.summary.len() > 40,
            "{}: {}",
            meta.about.id,
            meta.about.summary
        );
        let same = RULES.iter().filter(|it| it.meta.about.code == meta.about.code).count();
        assert_eq!(same, 1, "{} is the code of several rules", meta.about.code);
    }
}

#[test]
fn every_rule_finds_something_in_one_example_and_nothing_in_the_other() {
    for rule in RULES {
        let found = |example: &str| text(example).lints(|it| it == rule.meta);
        let (fires, quiet) = rule.examples;
        let found_there = found(fires);
        assert!(!found_there.is_empty(), "{} is silent", rule.meta.about.code);
        let offered: Vec<_> = found_there.iter().flat_map(|it| &it.fixes).map(|it| it.class).collect();
        let offers = |it| offered.contains(it);
        let classes =
            offered.iter().all(|it| rule.meta.fixes.contains(it)) && rule.meta.fixes.iter().all(offers);
        assert!(
            classes,
            "{}: fixes of the classes {offered:?}, and its META names {:?}",
            rule.meta.about.code, rule.meta.fixes
        );
        for it in found_there {
            assert_eq!(it.code.as_str(), rule.meta.about.code);
            assert!(it.location.is_some() && !it.object.is_empty(), "{it:?}");
        }
        assert_eq!(found(quiet), [], "{}", rule.meta.about.code);
        for example in [fires, quiet] {
            let others = text(example);
            assert!(!others.is_incomplete(), "{}: {:#?}", rule.meta.about.code, others.diagnostics());
        }
    }
}

#[test]
fn what_runs_on_request_does_not_run_by_itself() {
    for rule in RULES {
        let has =
            text(rule.examples.0).diagnostics().iter().any(|it| it.code.as_str() == rule.meta.about.code);
        assert_eq!(has, !rule.meta.on_request, "{}", rule.meta.about.code);
    }
}

/// Each file of this folder but this one and those without a rule is in [`RULES`].
#[test]
fn every_file_is_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint");
    let names = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut codes: Vec<String> = names
        .filter(|it| {
            !["mod.rs", "coverage", "coverage.rs", "deleted.rs", "facts.rs", "tests.rs"]
                .contains(&it.as_str())
        })
        .map(|it| it.trim_end_matches(".rs").replace('_', "-"))
        .collect();
    codes.sort_unstable();
    let mut rules: Vec<&str> = RULES.iter().map(|it| it.meta.about.code).collect();
    rules.sort_unstable();
    assert_eq!(codes, rules);
}

/// The page that lists all problems.
fn documented() -> String {
    let mut text = "\
# Problems

What can be wrong with manifests, by the code that the page, [netpol lint](cli.md#netpol-lint) and the
[JavaScript module](javascript.md) print with each problem. An occurrence may be more or less severe than is said here.

This page is made from the program (`core/src/diagnostic/code.rs` and `core/src/lint`):
`UPDATE_EXPECT=1 cargo test -p netpol-core lint` writes it anew.

## Reading
"
    .to_owned();
    for it in Code::ALL.iter().map(|it| it.about()) {
        writeln!(text, "\n### {}\n\n{}. {}", it.code, it.severity.as_str(), it.summary).unwrap();
    }
    text += "
## Notations

What was meant where the API server refuses a policy, and how it is written. The error stays the error it is; its message
begins with what was found, and its fixes write it as the API has it.
";
    for it in crate::kind::NOTATIONS {
        let about = it.about;
        let severity = about.severity.as_str();
        // Some explain a problem that has its own code above.
        let code = if Code::ALL.iter().any(|it| it.as_str() == about.code) { "" } else { about.code };
        let title = if code.is_empty() { format!("How {} is mended", about.code) } else { code.to_owned() };
        writeln!(text, "\n### {title}\n\n{}, {severity}. {}", about.id, about.summary).unwrap();
        let (fires, quiet) = it.examples;
        for (says, example) in [("Refused, or read otherwise:", fires), ("As it is meant:", quiet)] {
            writeln!(text, "\n{says}\n\n```yaml\n{}\n```", example.trim_end()).unwrap();
        }
    }
    text += "
## Lints

What only the evaluation shows. A lint never changes a verdict.
";
    for rule in RULES {
        let Meta { about, on_request, .. } = rule.meta;
        let request = if *on_request { ", on request only" } else { "" };
        let severity = about.severity.as_str();
        writeln!(text, "\n### {}\n\n{}, {severity}{request}. {}", about.code, about.id, about.summary)
            .unwrap();
        let (fires, quiet) = rule.examples;
        for (says, example) in [("It finds something here:", fires), ("and nothing here:", quiet)] {
            writeln!(text, "\n{says}\n\n```yaml\n{}\n```", example.trim_end()).unwrap();
        }
    }
    let about = &crate::compare::unused::ABOUT;
    let severity = about.severity.as_str();
    writeln!(
        text,
        "\n### {}\n\n{severity}, on request only (`netpol lint --unused`). {}",
        about.code, about.summary
    )
    .unwrap();
    text
}

#[test]
fn every_problem_is_documented() {
    expect_test::expect_file!["../../../docs/problems.md"].assert_eq(&documented());
}

#[test]
fn codes_are_told_apart_by_their_names() {
    let notations = crate::kind::NOTATIONS.iter().map(|it| it.about.code);
    let own = notations.filter(|it| !Code::ALL.iter().any(|code| code.as_str() == *it));
    let codes = Code::ALL.iter().map(|it| it.as_str()).chain(RULES.iter().map(|it| it.meta.about.code));
    let codes = codes.chain(own);
    let mut codes: Vec<&str> = codes.collect();
    let count = codes.len();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), count);
    for it in Code::ALL {
        assert_eq!(it.about().code, it.as_str());
        assert_eq!(it.page(), format!("problems.md#{it}"));
        assert!(it.about().summary.ends_with('.'), "{it}");
    }
}
