use std::collections::BTreeSet;
use std::sync::Arc;

use super::{of_fix, words};
use crate::compare::Totals;
use crate::pause::at_once;
use crate::source::SourceFile;
use crate::testing::{text, yaml};
use crate::{Options, analyze};

/// What each fix of the findings with a code is told to change.
fn told(analysis: &crate::Analysis, code: &str) -> Vec<String> {
    let problems = analysis.problems();
    let fixes = problems.iter().filter(|it| it.code == code).flat_map(|it| &it.fixes);
    fixes
        .map(|fix| {
            let found = at_once(async |pause| of_fix(analysis.model(), fix, &pause).await);
            format!("{}: {}", fix.title, found.map_or("not known".to_owned(), |it| it.words))
        })
        .collect()
}

#[test]
fn the_kinds_of_changes_are_counted() {
    let totals = |newly_allowed, newly_denied, both, undecided| Totals {
        newly_allowed,
        newly_denied,
        both,
        undecided,
        may_open: 0,
    };
    let words = |it: &Totals| words(it, 0, 0);
    assert_eq!(words(&totals(0, 0, 0, 0)), "no cell changes");
    assert_eq!(words(&totals(1, 0, 0, 0)), "+1 allowed, nothing else");
    assert_eq!(words(&totals(0, 3, 0, 0)), "−3 allowed, nothing else");
    assert_eq!(words(&totals(0, 0, 1, 0)), "1 cell changes: 1 newly allowed and newly denied");
    assert_eq!(
        words(&totals(2, 1, 0, 4)),
        "7 cells change: 2 newly allowed, 1 newly denied, 4 decided otherwise or no more"
    );
}

#[test]
fn rows_that_come_or_go_are_told() {
    let none = Totals::default();
    assert_eq!(words(&none, 0, 2), "no cell that is there changes, and 2 rows gone");
    assert_eq!(words(&Totals { newly_allowed: 2, ..none }, 0, 0), "+2 allowed, nothing else");
    assert_eq!(
        words(&Totals { undecided: 1, ..none }, 1, 0),
        "1 cell changes: 1 decided otherwise or no more, and 1 row more"
    );
    assert_eq!(words(&none, 1, 0), "no cell that is there changes, and 1 row more");
    assert_eq!(words(&Totals { newly_denied: 2, ..none }, 3, 1), "−2 allowed, and 3 rows more, 1 gone");
    // With the quote closed there is a pod more.
    let broken = "
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: x, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: x
  labels:
    app: \"api
";
    let analysis = analyze(&[SourceFile::new("a.yaml", broken)], &Options::default());
    let found: Vec<String> = analysis
        .problems()
        .iter()
        .flat_map(|it| &it.fixes)
        .map(|fix| at_once(async |pause| of_fix(analysis.model(), fix, &pause).await).unwrap().words)
        .collect();
    assert!(!found.is_empty());
    assert!(found.iter().all(|it| it.ends_with("and 1 row more")), "{found:?}");
}

#[test]
fn what_is_told_is_what_the_edited_files_say() {
    let analysis = text(&yaml(
        "pod x/api app=api\npod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}",
    ));
    assert_eq!(told(&analysis, "missed-by-one-label"), ["write app=api: −2 allowed, nothing else"]);
}

#[test]
fn a_policy_that_is_refused_counts_once_it_is_mended() {
    let shop = "
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: x, labels: {app: api}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: x, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: x}
spec:
  podSelector: {}
  policytypes: [Ingress]
";
    let analysis = analyze(&[SourceFile::new("a.yaml", shop)], &Options::default());
    let told = told(&analysis, "unknown-field");
    assert!(!told.is_empty());
    assert!(told.iter().all(|it| it.ends_with("−4 allowed, nothing else")), "{told:?}");
}

#[test]
fn programs_are_told_the_cells_too() {
    let analysis = text(&yaml(
        "pod x/api app=api\npod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}",
    ));
    let report = analysis.problems_report_with_effects(analysis.diagnostics());
    let fixes: Vec<_> = report.problems.iter().flat_map(|it| &it.fixes).collect();
    assert!(!fixes.is_empty());
    for it in fixes {
        let changes = it.changes.as_ref().unwrap();
        assert_eq!(it.changed, Some(changes.len() as u64), "{}", it.title);
        assert_eq!(it.class == "safe", changes.is_empty(), "{}", it.title);
    }
    // Without being asked for nothing is evaluated.
    let report = analysis.problems_report(analysis.diagnostics());
    assert!(report.problems.iter().flat_map(|it| &it.fixes).all(|it| it.effect.is_none()));
}

/// What a fix of an example is told to change is what the comparison of the files before and after it finds, cell by cell.
#[test]
fn every_fix_of_the_examples_keeps_its_promise() {
    let rules = crate::lint::RULES.iter().map(|it| it.examples.0);
    let notations = crate::kind::NOTATIONS.iter().map(|it| it.examples.0);
    let mut tried = 0;
    for example in rules.chain(notations) {
        let read = |text: &str| analyze(&[SourceFile::new("a.yaml", text)], &Options::default());
        let given = read(example);
        let report = given.problems_report_with_effects(given.diagnostics());
        for (problem, fix) in report.problems.iter().flat_map(|it| it.fixes.iter().map(move |fix| (it, fix)))
        {
            let Some(promised) = &fix.changes else { continue };
            let mut edits: Vec<_> = fix.edits.iter().collect();
            edits.sort_by_key(|it| it.place.from);
            let text = crate::view::EditView::edited(example, edits);
            let (mut before, mut after) = (read(example), read(&text));
            if let Some(made) = before.common_stand_ins(&after) {
                let options = Options { stand_ins: false, ..Options::default() };
                let with = |text: &str| {
                    analyze(
                        &[SourceFile::new("a.yaml", text), SourceFile::new("stand-ins", made.as_str())],
                        &options,
                    )
                };
                (before, after) = (with(example), with(&text));
            }
            let changes = crate::compare(&Arc::new(before), &Arc::new(after));
            let found = changes.report();
            let what = format!("{}: {}\n{text}", problem.code, fix.title);
            let totals = &found.totals;
            let count = totals.newly_allowed + totals.newly_denied + totals.both + totals.undecided;
            assert_eq!(fix.changed, Some(count as u64), "{what}");
            // A row of several ranges is an end for each of them in the report.
            let promised: BTreeSet<(String, String, &str)> = promised
                .iter()
                .flat_map(|it| it.from.split(',').map(move |from| (from, it)))
                .flat_map(|(from, it)| {
                    it.to.split(',').map(move |to| (from.to_owned(), to.to_owned(), it.kind))
                })
                .collect();
            let cells: BTreeSet<(String, String, &str)> =
                found.changes.iter().map(|it| (it.from, it.to, it.kind)).collect();
            let is_all = count as usize <= super::NAMED;
            assert!(
                promised.is_subset(&cells) && (!is_all || promised == cells),
                "{what}\n{promised:#?}\n{cells:#?}"
            );
            tried += 1;
        }
    }
    assert!(tried > 80, "few fixes were tried: {tried}");
}
