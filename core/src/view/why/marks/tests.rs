use expect_test::{Expect, expect};

use crate::options::Options;
use crate::testing::{index, text, yaml};
use crate::{Probe, SourceFile, analyze};

const POLICY: &str = "\
# Erlaubt Grüße 🐙 an alle
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: x
  annotations: {note: 'ünïcödé 🦀'}
spec:
  podSelector: {}
  policyTypes:
  - Ingress
  ingress:
  # Erste 🐙
  - from:
    - podSelector: {}
    ports:
    - port: 80

  - ports:
    - port: 81
---
";

/// Marked lines and their text, as an editor that counts UTF-16 units finds them.
#[track_caller]
fn check_marks(port: &str, from: &str, expected: Expect) {
    let input = format!("{POLICY}{}", yaml("pod x/a\npod x/b\npod y/c"));
    let analysis = text(&input);
    let units: Vec<u16> = input.encode_utf16().collect();
    let probe: Probe = crate::testing::probe(&analysis, port);
    let it = analysis.explanation(index(&analysis, from), index(&analysis, "x/a"), probe).unwrap();
    let mut res = String::new();
    for mark in it.marks {
        let place = mark.place;
        let text = String::from_utf16(&units[place.from as usize..place.to as usize]).unwrap();
        res += &format!("{:?} {}-{} {text:?}\n", mark.kind, place.from_line, place.to_line);
    }
    expected.assert_eq(&res);
}

#[test]
fn marks_are_on_the_rule_that_allows_and_on_what_isolates() {
    check_marks(
        "80",
        "x/b",
        expect![[r#"
        Isolate 9-9 "podSelector: {}"
        Isolate 10-11 "policyTypes:\n  - Ingress"
        Allow 14-17 "from:\n    - podSelector: {}\n    ports:\n    - port: 80"
    "#]],
    );
    check_marks(
        "81",
        "y/c",
        expect![[r#"
        Isolate 9-9 "podSelector: {}"
        Isolate 10-11 "policyTypes:\n  - Ingress"
        Allow 19-20 "ports:\n    - port: 81"
    "#]],
    );
}

#[test]
fn marks_of_a_denial_are_on_what_isolates_and_on_the_nearest_misses() {
    check_marks(
        "82",
        "y/c",
        expect![[r#"
        Isolate 9-9 "podSelector: {}"
        Isolate 10-11 "policyTypes:\n  - Ingress"
        Miss 14-17 "from:\n    - podSelector: {}\n    ports:\n    - port: 80"
        Miss 19-20 "ports:\n    - port: 81"
    "#]],
    );
}

#[test]
fn a_caret_is_in_the_rule_whose_lines_it_is_on() {
    let input = format!("{POLICY}{}", yaml("pod x/a\npod x/b\npod y/c"));
    let analysis = analyze(&[SourceFile::new("a.yaml", input.clone())], &Options::default());
    let mut res = String::new();
    let mut units = 0;
    for (line, number) in POLICY.split_inclusive('\n').zip(1..) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let title = |at: u32| analysis.rule_at(0, at).map_or("none".to_owned(), |it| it.title);
        res += &format!("{number}: {}\n", title(units + indent as u32));
        units += line.encode_utf16().count() as u32;
    }
    expect![[r#"
        1: none
        2: none
        3: none
        4: none
        5: none
        6: none
        7: none
        8: none
        9: none
        10: none
        11: none
        12: none
        13: none
        14: x/web, ingress rule 1
        15: x/web, ingress rule 1
        16: x/web, ingress rule 1
        17: x/web, ingress rule 1
        18: none
        19: x/web, ingress rule 2
        20: x/web, ingress rule 2
        21: none
    "#]]
    .assert_eq(&res);
}
