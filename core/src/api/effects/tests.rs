use std::collections::BTreeSet;
use std::sync::Arc;

use super::of_fix;
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

/// With the quote closed there is a pod more.
#[test]
fn rows_that_an_edit_brings_are_told() {
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
fn fixes_are_tried_as_far_as_the_limit_of_work_reaches() {
    let policy = |nth: usize| {
        format!(
            "pod x/a{nth} app=a{nth}\nnp x/p{nth} {{podSelector: {{matchLabels: {{app: a{nth}}}}}, ingress: [{{}}]}}"
        )
    };
    let cluster = yaml(&(0..12).map(policy).collect::<Vec<_>>().join("\n"));
    let tried = |options: &Options| {
        let analysis = crate::testing::text_with(&cluster, options);
        assert!(!analysis.is_incomplete());
        let report = analysis.problems_report_with_effects(analysis.diagnostics(), None);
        let fixes = report.problems.iter().flat_map(|it| &it.fixes).filter(|it| it.class == "effect");
        (fixes.count(), report.untried, analysis.model().reach.steps())
    };
    let (all, untried, steps) = tried(&Options::default());
    assert!(all > 1 && untried == 0, "{all} {untried}");
    let (_, left, _) = tried(&Options { limit_work: 2 * steps - 1, ..Options::default() });
    assert!(left > 0, "one evaluation is affordable, and there are {all} fixes");
}

/// No cell is about DNS pods that are not in the input.
#[test]
fn what_a_fix_of_dns_changes_is_told_where_no_cell_shows_it() {
    let cluster = "pod x/api app=api\npod x/web app=web\npod x/db app=db\nnp x/p {podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: db}}}]}]}";
    let title = "allow UDP and TCP 53 to the DNS pods";
    assert_eq!(
        told(&text(&yaml(cluster)), "dns-cut"),
        [format!(
            "{title}: no cell changes: 1 more pod can ask the DNS of the cluster, which is not in the files"
        )]
    );
    let with_dns = format!("{cluster}\npod kube-system/dns k8s-app=kube-dns");
    assert_eq!(told(&text(&yaml(&with_dns)), "dns-cut"), [format!("{title}: +1 allowed, nothing else")]);
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
    let report = analysis.problems_report_with_effects(analysis.diagnostics(), None);
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

/// Policies that each select nothing for one letter.
fn slips(count: usize) -> crate::Analysis {
    let pods = (0..count).map(|nth| format!("pod x/p{nth} app=some-name-{nth}\n"));
    let policies = (0..count)
        .map(|nth| format!("np x/n{nth} {{podSelector: {{matchLabels: {{app: some-name-{nth}x}}}}, policyTypes: [Ingress]}}\n"));
    text(&yaml(&pods.chain(policies).collect::<String>()))
}

#[test]
fn of_many_fixes_some_are_tried_and_the_report_says_of_how_many_nothing_is_known() {
    let analysis = slips(8);
    let tried = |most| {
        let report = analysis.problems_report_with_effects(analysis.diagnostics(), most);
        let fixes: Vec<_> = report.problems.iter().flat_map(|it| &it.fixes).cloned().collect();
        let known = fixes.iter().filter(|it| it.class == "effect" && it.changed.is_some()).count();
        let unknown = fixes.iter().filter(|it| it.changed.is_none()).count() as u64;
        assert_eq!(report.untried, unknown);
        assert!(fixes.iter().all(|it| it.changed.is_some() == it.changes.is_some()));
        assert!(fixes.iter().all(|it| it.class == "effect" || it.changed == Some(0)));
        (known, unknown, fixes)
    };
    let (all, none, fixes) = tried(None);
    assert!(8 <= all && none == 0, "{all} {none}");
    // Of the first ones the same is said as of all.
    let (some, rest, first) = tried(Some(3));
    assert!(3 <= some && 0 < rest && some + rest as usize == all, "{some} {rest}");
    for (it, same) in first.iter().zip(&fixes).filter(|it| it.0.changed.is_some()) {
        assert_eq!(it, same);
    }
    assert_eq!(tried(Some(0)).0, 0);
}

/// With the fix the policy selects something, and that takes more than the evaluation may.
#[test]
fn a_fix_that_was_tried_and_whose_effect_cannot_be_told_is_counted_too() {
    let short = "pod x/api app=api\npod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}";
    let files = [SourceFile::new("a.yaml", yaml(short))];
    let with = |limit_work| analyze(&files, &Options { limit_work, ..Options::default() });
    let enough = |it: &u64| with(*it).model().left_out.is_none();
    let least = (0..100_000).find(enough).unwrap();
    let told = |limit_work| {
        let analysis = with(limit_work);
        let report = analysis.problems_report_with_effects(analysis.diagnostics(), None);
        let fixes: Vec<_> = report.problems.iter().flat_map(|it| it.fixes.clone()).collect();
        (report.untried, fixes.iter().filter(|it| it.changed.is_none()).count() as u64)
    };
    let (untried, unknown) = told(least);
    assert!(0 < unknown && untried == unknown, "{untried} {unknown}");
    assert_eq!(told(u64::MAX), (0, 0));
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
        let report = given.problems_report_with_effects(given.diagnostics(), None);
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
            assert_eq!(fix.changed, Some(count), "{what}");
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
            let is_all = count as usize <= crate::view::effect::NAMED;
            assert!(
                promised.is_subset(&cells) && (!is_all || promised == cells),
                "{what}\n{promised:#?}\n{cells:#?}"
            );
            tried += 1;
        }
    }
    assert!(tried > 80, "few fixes were tried: {tried}");
}
