use crate::eval::{Cell, Verdict};
use crate::testing::{text_with, why, yaml};
use crate::{Analysis, Options};

/// Three pods that see all of four policies, and one that sees none.
const LINES: &str = "pod x/a app=a\npod x/b app=b\npod x/c app=c ip=10.0.0.1\npod y/free\n\
    np x/p {podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [a]}]}, ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}]}\n\
    np x/q {podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 80, endPort: 90}]}]}\n\
    np x/r {podSelector: {matchLabels: {app: c}}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 1}, {port: 3}]}]}\n\
    np x/s {podSelector: {matchLabels: {app: c}}, ingress: [{from: [{namespaceSelector: {}}]}]}\n";

fn under(limit: u64) -> Analysis {
    text_with(&yaml(LINES), &Options { limit_work: limit, ..Options::default() })
}

fn cells(analysis: &Analysis) -> Vec<Cell> {
    let count = analysis.endpoints().len() as u32;
    let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    pairs.map(|it| analysis.model().reachability(it.0, it.1).unwrap()).collect()
}

/// From nothing to all.
fn limits() -> impl Iterator<Item = u64> {
    (0..1_000).map(|it| it * 12).chain([100_000])
}

#[test]
fn what_is_computed_under_a_limit_is_what_is_computed_without_one_and_nothing_left_out_is_allowed() {
    let all = cells(&under(u64::MAX));
    let mut counts = Vec::new();
    for limit in limits() {
        let analysis = under(limit);
        let cells = cells(&analysis);
        let mut left_out = 0;
        for (it, full) in cells.iter().zip(&all) {
            if it.verdict != Verdict::NotComputed {
                assert_eq!(it, full, "{limit}");
                continue;
            }
            left_out += 1;
            assert!(it.allowed.difference(&full.allowed).is_empty(), "{limit}: {it:?} {full:?}");
            assert!(full.possible.difference(&it.possible).is_empty(), "{limit}: {it:?} {full:?}");
        }
        assert!(left_out == 0 || analysis.is_incomplete(), "{limit}");
        counts.push(left_out);
    }
    let (first, last) = (counts.first().copied(), counts.last().copied());
    assert!(first > Some(10) && last == Some(0), "{counts:?}");
    assert!(counts.is_sorted_by(|a, b| a >= b), "a higher limit leaves out no more: {counts:?}");
    counts.dedup();
    assert!(counts.len() > 3, "rows are left out one by one: {counts:?}");
}

#[test]
fn what_is_left_out_depends_neither_on_threads_nor_on_what_is_asked_first() {
    for limit in limits().step_by(20) {
        let expected = cells(&under(limit));
        let backwards = under(limit);
        let count = backwards.endpoints().len() as u32;
        for (from, to) in (0..count).flat_map(|to| (0..count).map(move |from| (count - 1 - from, to))) {
            backwards.model().reachability(from, to);
        }
        assert_eq!(cells(&backwards), expected);
        let shared = under(limit);
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| cells(&shared))).collect();
            for it in threads {
                assert_eq!(it.join().unwrap(), expected, "{limit}");
            }
        });
        assert_eq!(shared.counts(), under(limit).counts());
        assert_eq!(shared.diagnostics(), under(limit).diagnostics());
    }
}

#[test]
fn a_limit_that_ends_before_the_first_row_leaves_out_every_pod() {
    let analysis = under(0);
    assert_eq!(
        analysis.incomplete().unwrap(),
        "4 of 4 pods are not computed: the limit of counted work is reached"
    );
    assert_eq!(analysis.counts().allowed_pairs, 0);
    for it in cells(&analysis) {
        assert!(!matches!(it.verdict, Verdict::All | Verdict::Some), "{it:?}");
    }
}

#[test]
fn readers_are_told_what_is_left_out_and_how_to_go_on() {
    let analysis = under(0);
    expect_test::expect![[r#"
        every port not computed: the limit of counted work is reached
        Leaving x/a
          ? Not computed: the limit of counted work is reached.
        Entering x/b
          ? Not computed: the limit of counted work is reached.
        left-out: The egress rules of x/a are not evaluated: with those of others they take more steps than the limit of 0. Raise `limit-work` (a setting, and a flag of the tool), or give fewer pods or policies.
        left-out: The ingress rules of x/b are not evaluated: with those of others they take more steps than the limit of 0. Raise `limit-work` (a setting, and a flag of the tool), or give fewer pods or policies.
    "#]]
    .assert_eq(&why(&analysis, "x/a", "x/b", "any"));
    let it = analysis.diagnostics().iter().find(|it| it.code.as_str() == "work-limit").unwrap();
    assert_eq!(
        format!("{}[{}]: {}\n{}", it.severity.as_str(), it.code, it.message, it.help),
        "error[work-limit]: 4 of 4 pods are not computed: their rules take more than 0 steps\n\
         raise `limit-work` (a setting, and a flag of the tool), or give fewer pods or policies"
    );
}

#[test]
fn no_lens_speaks_of_connections_that_are_not_computed() {
    assert!(under(u64::MAX).lens(0).is_some());
    assert!(under(0).lens(0).is_none());
}
