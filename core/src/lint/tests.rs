pub(super) mod checks;
mod line_ends;

use std::fmt::Write;
use std::sync::Arc;

use super::*;
use crate::api::Analysis;
use crate::diagnostic::{Severity, edited};
use crate::options::{
    EqualPriority, HostNetworkPods, IpBlockPods, KubeVersion, NetworkPolicyTier, Options, RepeatedPortName,
};
use crate::testing::{text, text_with};

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

#[test]
fn what_speaks_of_pods_is_silent_where_they_were_made_up() {
    let policy = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: webhook}, {port: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {type: LoadBalancer, selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
";
    let analysis = crate::testing::text_with(policy, &crate::Options::default());
    assert!(analysis.model().stand_ins.is_some());
    assert_eq!(analysis.lints(|it| it.needs_pods), []);
}

/// Each file of this folder with a rule is in [`RULES`], under its own name.
#[test]
fn every_file_is_a_rule() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint");
    let files = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let is_rule = |it: &std::path::PathBuf| {
        it.is_file() && std::fs::read_to_string(it).unwrap().contains("\nimpl Lint for ")
    };
    let mut codes: Vec<String> =
        files.filter(is_rule).map(|it| it.file_stem().unwrap().to_string_lossy().replace('_', "-")).collect();
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
[JavaScript module](javascript.md) print with each problem. An occurrence may be more or less severe than is said here. What
lints find, and what was meant where a policy is refused, is in [findings.md](findings.md).

This page is made from the program (`core/src/diagnostic/code.rs`):
`UPDATE_EXPECT=1 cargo test -p netpol-core lint` writes it anew.

## Reading
"
    .to_owned();
    for it in Code::ALL.iter().map(|it| it.about()) {
        writeln!(text, "\n### {}\n\n{}. {}", it.code, it.severity.as_str(), it.summary).unwrap();
    }
    text
}

/// The page that lists all findings with a number and examples.
fn documented_findings() -> String {
    let mut text = "\
# Findings

What is probably wrong with policies, or worth knowing: why that matters, manifests in which it is found and such in which
it is not, and whether a fix is offered. A finding never changes a verdict. [netpol lint](cli.md#netpol-lint) prints them with
their names and numbers; the numbers are those of the [semantics](semantics.md#6-lints). What else can be wrong is in
[problems.md](problems.md).

A fix of class *safe* changes no verdict, whatever the settings. One of class *effect* may, and says which before it is applied.

This page is made from the program (`core/src/lint` and `core/src/kind/notation`):
`UPDATE_EXPECT=1 cargo test -p netpol-core lint` writes it anew.
"
    .to_owned();
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
        let fixes = match rule.meta.fixes {
            [] => "No fix: its reader must decide what to do.".to_owned(),
            all => format!("Fixes: {}.", all.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ")),
        };
        let head = format!("{}, {severity}{request}", about.id);
        writeln!(text, "\n### {}\n\n{head}. {} {fixes}", about.code, about.summary).unwrap();
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
    expect_test::expect_file!["../../../docs/findings.md"].assert_eq(&documented_findings());
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

/// What the options say about what the specification leaves open: a safe fix changes no verdict under any of them.
fn knobs() -> Vec<Options> {
    let default = Options::default;
    vec![
        default(),
        Options { ip_block_pods: IpBlockPods::Never, ..default() },
        Options {
            ip_block_pods: IpBlockPods::Always,
            host_network_pods: HostNetworkPods::AsPod,
            ..default()
        },
        Options { strict: false, kube_version: KubeVersion { minor: 35 }, ..default() },
        Options {
            equal_priority: EqualPriority::ByName,
            repeated_port_name: RepeatedPortName::First,
            ..default()
        },
        Options { network_policy_tier: NetworkPolicyTier::EitherDirection, ..default() },
    ]
}

/// L-103: "After an edit its finding is gone and no error is new"; a safe one changes no verdict.
#[test]
fn every_fix_of_every_example_does_what_its_class_says() {
    let mut tried = 0;
    for rule in RULES {
        let example = rule.examples.0;
        for options in knobs() {
            let before = Arc::new(text_with(example, &options));
            let same = |it: &Diagnostic| (it.object.clone(), it.message.clone());
            for found in before.lints(|it| it == rule.meta) {
                for fix in &found.fixes {
                    let text = edited(example, 0, &fix.edits).unwrap();
                    let about = format!("{}: {}\n{text}", rule.meta.about.code, fix.title);
                    let after = Arc::new(text_with(&text, &options));
                    let left: Vec<_> = after.lints(|it| it == rule.meta).iter().map(same).collect();
                    assert!(!left.contains(&same(&found)), "the finding is still there: {about}");
                    let errors = |it: &Analysis| {
                        let errors = it.diagnostics().iter().filter(|it| it.severity == Severity::Error);
                        errors.map(|it| it.code.as_str()).collect::<Vec<_>>()
                    };
                    assert!(errors(&after).len() <= errors(&before).len(), "{:?}: {about}", errors(&after));
                    if fix.class == FixClass::Safe {
                        // What is made up for the one is there for the other too.
                        let made = before.stand_ins().map_or(String::new(), |it| format!("---\n{}", it.yaml));
                        let with = |text: &str| {
                            let options = Options { stand_ins: made.is_empty(), ..options.clone() };
                            Arc::new(text_with(&format!("{text}{made}"), &options))
                        };
                        let (before, after) = (with(example), with(&text));
                        assert!(!before.endpoints().is_empty(), "{about}");
                        assert!(crate::api::compare(&before, &after).is_empty(), "verdicts differ: {about}");
                    }
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 5 * RULES.len());
}
