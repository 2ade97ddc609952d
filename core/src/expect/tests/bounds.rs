//! How much is looked at.

use super::*;
use crate::probe::Probe;

#[test]
fn a_hundred_thousand_lines_and_large_sets_are_bounded() {
    let mut text = String::new();
    for it in 0..100_000 {
        text.push_str(&format!("# expect * -> [app!=x{it}] TCP {}: allowed\n", it % 60_000 + 1));
    }
    let analysis = shop(&text);
    let totals = analysis.expectations().totals();
    assert_eq!(totals.passed, 0);
    assert!(totals.failed + totals.undecided + totals.not_found <= 100_000);
    assert!(totals.failed > 0 && totals.undecided > 0, "{totals:?}");
}

/// Ten thousand pods in as many classes as they have names, or in one.
fn many(is_one_class: bool) -> String {
    let mut text = "ns big\n".to_owned();
    for it in 0..10_000 {
        let own = if is_one_class { String::new() } else { format!(" own=x{it}") };
        text.push_str(&format!("pod big/p{it} app=a{own} port=http:8080/TCP\n"));
    }
    text + "svc big/all {selector: {app: a}, ports: [{port: 80}]}\nnp big/none {podSelector: {}}\nns far\npod far/a x=y\n"
}

/// What each line takes.
fn steps(analysis: &Analysis) -> u64 {
    super::super::budget::Budget::default().left() - super::super::judged(analysis.model()).1.left()
}

#[test]
fn what_goes_through_all_pods_is_counted() {
    let pods = SourceFile::new("pods.yaml", yaml(&many(true)));
    // The pods are read once.
    let mut last = None;
    let mut steps = |line: &str| {
        let files = [SourceFile::new("e.yaml", format!("# expect {line}\n")), pods.clone()];
        let options = Options { stand_ins: false, ..Options::default() };
        let analysis = last.insert(analyze_after(last.as_ref(), &files, &options));
        (steps(analysis), views(analysis).remove(0))
    };
    let least = [
        // Labels of each, once as a source and once as a destination; groups; which pods are on both sides; marks.
        ("big/* -> big/* TCP 80: allowed", 6 * 10_000),
        // And the ports of each.
        ("far/a -> big/* port http: denied", 4 * 10_000),
        // Each is a backend, and asked by itself.
        ("far/a -> svc:big/all:80: denied", 20 * 10_000),
    ];
    for (line, least) in least {
        let (taken, it) = steps(line);
        assert!(taken >= least && taken < 8_000_000, "{line}: {taken}");
        assert_ne!(it.state, ExpectedState::NotFound, "{line}: {}", it.sentence);
    }
    // Ten thousand backends as sources of ten thousand flows are more than the limit.
    let (taken, it) = steps("big/* -> svc:big/all:80: denied");
    assert!(taken > 7_000_000, "{taken}");
    assert_eq!(it.state, ExpectedState::Undecided);
}

#[test]
fn names_take_what_they_mean_and_not_all_pods() {
    let pods = yaml(&many(false));
    let mut text = String::new();
    for it in 0..10_000 {
        text.push_str(&format!("# expect big/p{it} -> far/a TCP 80: denied\n"));
    }
    let analysis = analysis(&[("e.yaml", &text), ("pods.yaml", &pods)]);
    let taken = steps(&analysis);
    assert!(taken < 200 * 10_000, "{taken}");
    assert_eq!(analysis.expectations().totals().undecided, 0);
}

#[test]
fn addresses_outside_are_counted() {
    let blocks: Vec<String> = (0..200).map(|it| format!("{{ipBlock: {{cidr: 203.0.{it}.0/24}}}}")).collect();
    let policy = format!(
        "np shop/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{}]}}]}}\n",
        blocks.join(",")
    );
    let shop = yaml(&format!("{SHOP}{policy}"));
    let taken =
        |line: &str| steps(&analysis(&[("e.yaml", &format!("# expect {line}\n")), ("shop.yaml", &shop)]));
    // Each row outside is looked at for the block, and for an address that is no row of its own.
    assert!(taken("shop/web -> 203.0.3.0/24: all") >= 400);
    assert!(taken("shop/web -> 203.0.3.7: all") >= 400);
}

#[test]
fn a_draw_asks_each_set_of_sources_once() {
    let mut text = String::new();
    for it in 1..=1000 {
        text.push_str(&format!("# expect shop/* -> data/db TCP {it}: allowed\n"));
    }
    let analysis = shop(&text);
    let marks = &super::super::judged(analysis.model()).0.marks;
    assert_eq!((marks.asked(&[0]), marks.asked(&[0, 1, 2])), (1, 3));
    assert_eq!(marked(&analysis, "TCP 1000").len(), 3);
    assert!(marked(&analysis, "TCP 1001").is_empty());
    // Two rows of one class, and a row of two pods: only a single pod and itself are no pair.
    let twins =
        "ns a\npod a/x k=v\npod a/y k=v\ndeployment a/z replicas=2 k=w\nnp a/none {podSelector: {}}\n";
    let twins =
        super::analysis(&[("e.yaml", "# expect a/* -> a/* TCP 1: allowed\n"), ("a.yaml", &yaml(twins))]);
    let wanted = ["a/x a/y", "a/x a/z", "a/y a/x", "a/y a/z", "a/z a/x", "a/z a/y", "a/z a/z"];
    assert_eq!(marked(&twins, "any"), wanted);
    let folded = |row: &[u32], column: &[u32]| {
        twins.expectations().cells(&[row.to_vec()], &[column.to_vec()], Probe::Any)[0][0]
    };
    assert!(folded(&[0, 1], &[0, 1]) && folded(&[0, 1], &[0]) && folded(&[2], &[2]) && !folded(&[0], &[0]));
}
