use super::words;
use crate::compare::Totals;
use crate::testing::{text, yaml};

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
}

#[test]
fn what_a_repair_changes_has_the_names_of_rows() {
    // The addresses of pods cut the internet into many ranges.
    let pods =
        "pod x/web app=web ip=10.244.1.3\npod x/api app=api ip=10.244.2.7\npod x/db app=db ip=10.244.3.9";
    let analysis = text(&yaml(pods));
    let [from, to] = ["internet", "x/api"].map(|it| crate::testing::index(&analysis, it));
    let probe = crate::testing::probe(&analysis, "TCP/80");
    let found = analysis.repairs(from, to, probe, None).unwrap();
    let told = |it: &crate::view::CellChangeView| {
        format!("{} to {}{}", it.from_name, it.to_name, if it.is_meant { ", meant" } else { "" })
    };
    let all: Vec<String> = found.repairs.iter().flat_map(|it| it.changes.iter().map(told)).collect();
    assert!(all.contains(&"internet to x/api, meant".to_owned()), "{all:?}");
    assert!(all.iter().all(|it| !it.contains("255")), "{all:?}");
    assert!(
        found.repairs.iter().all(|it| it.changes.iter().filter(|it| it.is_meant).count() == 1),
        "{all:?}"
    );
}
