use std::sync::Arc;

use super::{Trying, checking, exposing, grading, needing, repairing, tried_fix};
use crate::model::Loaded;
use crate::practice;
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::repair::Wanted;
use crate::testing::{text, yaml};

const SHOP: &str = "
pod shop/web app=web
pod shop/job app=job
pod shop/db app=db
np shop/db {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}
np shop/out {podSelector: {}, policyTypes: [Egress]}
";

#[test]
fn in_slices_the_same_is_found_as_at_once() {
    let analysis = Arc::new(text(&yaml(SHOP)));
    let row = |it: &str| analysis.endpoint_index(it).unwrap();
    let probe = Probe::Port(Protocol::Tcp, 5432);
    for (from, to) in [("shop/web", "shop/db"), ("shop/job", "shop/db"), ("shop/db", "shop/web")] {
        let (from, to) = (row(from), row(to));
        for wanted in [None, Some(Wanted::Allowed), Some(Wanted::Denied)] {
            let at_once = analysis.repairs(from, to, probe, wanted);
            let mut trying = repairing(Arc::clone(&analysis), (from, to), probe, wanted);
            let (mut slices, mut counts) = (0, Vec::new());
            let found = loop {
                slices += 1;
                if let Some(it) = trying.go_on(1) {
                    break it;
                }
                counts.push(trying.count());
            };
            assert_eq!(found, at_once);
            let tried = at_once.is_some_and(|it| !it.repairs.is_empty());
            assert!(!tried || 10 < slices, "it stops in between: {slices}");
            assert!(counts.is_sorted(), "{counts:?}");
            assert!(counts.iter().all(|it| it.0 <= it.1));
        }
    }
}

#[test]
fn a_fix_is_tried_in_slices() {
    let analysis = Arc::new(text(&yaml(
        "pod x/api app=api\npod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}",
    )));
    let problems = analysis.problems();
    let fix = problems.iter().flat_map(|it| &it.fixes).find(|it| it.title == "write app=api").unwrap();
    let mut trying = tried_fix(Arc::clone(&analysis), fix.clone());
    let mut slices = 0;
    let found = loop {
        slices += 1;
        if let Some(it) = trying.go_on(1) {
            break it.unwrap();
        }
    };
    assert!(3 < slices, "{slices}");
    // From the web and from outside, but for the own pod and its node.
    assert_eq!((found.words.as_str(), found.changed), ("−2 allowed, nothing else", 2));
    let changes: Vec<String> =
        found.changes.iter().map(|it| format!("{} {} {}", it.from, it.to, it.kind)).collect();
    assert_eq!(changes.len(), 2);
    assert!(changes.contains(&"x/web x/api newly-denied".to_owned()), "{changes:?}");
}

#[test]
fn what_asks_about_all_pods_stops_in_between() {
    let pods: String = (0..100).map(|it| format!("pod shop/more-{it} app=more\n")).collect();
    let analysis = Arc::new(text(&yaml(&format!("{SHOP}{pods}"))));
    assert_eq!(in_slices(exposing(Arc::clone(&analysis))), analysis.exposure());
    assert_eq!(in_slices(needing(Arc::clone(&analysis))), analysis.needs());
}

fn in_slices<T>(mut trying: Trying<T>) -> T {
    let mut slices = 0;
    loop {
        slices += 1;
        if let Some(it) = trying.go_on(1) {
            assert!(100 < slices, "it stops in between: {slices}");
            return it.unwrap();
        }
    }
}

/// Two pods, and an answer that lets in both.
const TASK: &str = "
title: One client
level: first
group: opening
exams: [CKA]
topics: [selectors]
text: The pod web may reach the pod db.
files:
- name: cluster.yaml
  locked: |
    {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: db, labels: {app: db}}, spec: {containers: [{name: c, image: i}]}}
- name: answer.yaml
  yours: '# Here.'
hints: [a, b, c]
solutions:
- files:
    answer.yaml: |
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: db}
      spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
cheats:
- title: every pod
  files:
    answer.yaml: |
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {name: db}
      spec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {}}]}]}
";

#[test]
fn an_answer_has_the_same_grade_in_slices_and_with_the_parts_of_the_page() {
    let task = Arc::new(practice::read(&crate::SourceFile::new("task.yaml", TASK)).unwrap());
    let answers = [task.solutions[0].answer.clone(), task.cheats[0].given.answer.clone()];
    for answer in answers {
        let at_once = practice::grade(&task, &answer);
        let mut trying = grading(Arc::clone(&task), answer, Loaded::ALL_KINDS, None);
        let mut slices = 1;
        let found = loop {
            match trying.go_on(1) {
                Some(it) => break it,
                None => slices += 1,
            }
        };
        assert_eq!(found.as_ref(), Some(&at_once));
        assert!(3 < slices, "it stops in between: {slices}");
    }
}

#[test]
fn lines_are_not_judged_without_their_judge() {
    let lines = TASK.replace("hints:", "goal: {expect: ['web -> db: allowed']}\nhints:");
    for (text, is_checked) in [(TASK, true), (lines.as_str(), false)] {
        let task = practice::read(&crate::SourceFile::new("task.yaml", text)).unwrap();
        assert_eq!(task.has_lines(), !is_checked);
        let mut trying = checking(Arc::new(task), Loaded::ALL_KINDS, None);
        let found = loop {
            if let Some(it) = trying.go_on(usize::MAX) {
                break it;
            }
        };
        assert_eq!(found.is_some(), is_checked);
    }
}
