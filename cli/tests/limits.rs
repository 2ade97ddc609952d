//! Evaluations that take more than they may.

use expect_test::expect;

use crate::run::{Folder, SHOP};

#[test]
fn what_is_not_computed_is_said_and_nowhere_allowed() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let output = folder.run("matrix --limit-work 0 shop.yaml");
    expect![[r#"
        1
        error[work-limit]: 3 of 3 pods are not computed: their rules take more than 0 steps
          help: raise `limit-work` (a setting, and a flag of the tool), or give fewer pods or policies
        the result is incomplete: 3 of 3 pods are not computed: the limit of counted work is reached
    "#]]
    .assert_eq(&format!("{}\n{}", output.status, output.stderr));
    expect![[r#"
          from \ to     1     2     3     4
        1 shop/web      –     ?     ?     ?
        2 shop/api      ?     ?     ?     ?
        3 ops/probe     ?     ?     –     ?
        4 internet      ?     ?     ?

        ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable, or not computed   – itself
    "#]]
    .assert_eq(&output.stdout);
}

#[test]
fn programs_are_told_too() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let output = folder.run("matrix -o json --limit-work 0 shop.yaml");
    let json = output.json();
    assert_eq!((output.status, &json["incomplete"]), (1, &true.into()));
    assert_eq!(json["incompleteWords"], "3 of 3 pods are not computed: the limit of counted work is reached");
    assert_eq!(json["problems"][0]["code"], "work-limit");
    for it in json["cells"].as_array().unwrap() {
        let fixed = it["verdict"] == "self";
        assert!(fixed || it["verdict"] == "unknown" && it["ports"] == "", "{it}");
        assert!(fixed || it["label"].as_str().unwrap().contains("not computed"), "{it}");
    }
    let why = folder.run("explain -o json shop/web shop/api --limit-work 0 shop.yaml").json();
    assert_eq!(why["sides"][1]["decider"]["kind"], "not-computed");
    assert_eq!(why["notes"][0]["code"], "left-out");
}

#[test]
fn explanations_lints_and_counts_say_it() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    let why = folder.run("explain shop/web shop/api --limit-work 0 shop.yaml");
    assert_eq!(why.status, 1);
    assert!(why.stdout.contains("not computed: the limit of counted work is reached"), "{}", why.stdout);
    assert!(why.stdout.contains("raise `limit-work`") || why.stdout.contains("Raise `limit-work`"));
    let lint = folder.run("lint --limit-work 0 shop.yaml");
    assert!(lint.status == 1 && lint.stdout.contains("error[work-limit]"), "{}", lint.stdout);
    let summary = folder.run("matrix --summary --limit-work 0 shop.yaml");
    assert_eq!(summary.status, 1);
    let line = summary.stdout.lines().find(|it| it.starts_with("not computed")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>(), ["not", "computed", "3", "pods"]);
}

#[test]
fn a_limit_is_a_number_or_none() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    for limit in ["none", "99999999999", "5000000000"] {
        folder.run(&format!("matrix --limit-work {limit} shop.yaml")).fine();
    }
    let wrong = folder.run("matrix --limit-work many shop.yaml");
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("`many` is not a number of steps such as 5000000000"), "{}", wrong.stderr);
}

/// How many numbered rows there are.
fn rows(output: &str) -> usize {
    output.lines().filter(|it| it.starts_with(|it: char| it.is_ascii_digit())).count()
}

#[test]
fn rows_are_printed_as_long_as_their_cells_fit() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    // Four rows of four cells.
    let output = folder.run("matrix --limit-cells 11 shop.yaml");
    expect![[r#"
        1
        the result is incomplete: 2 of 4 rows are not printed: the whole matrix has 16 cells, more than `--limit-cells` (11)
          help: raise `--limit-cells` (`none` is no limit); `--by-class` and `--by-workload` give alike pods one row, `--summary` counts
    "#]]
    .assert_eq(&format!("{}\n{}", output.status, output.stderr));
    expect![[r#"
          from \ to     1     2     3     4
        1 shop/web      –     ◐     ✓     ✓
        2 shop/api      ✓     ✕     ✓     ✓
        … and 2 more rows

        ✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself
    "#]]
    .assert_eq(&output.stdout);
    for (limit, shown) in [(0, 0), (4, 1), (15, 3)] {
        let output = folder.run(&format!("matrix --limit-cells {limit} shop.yaml"));
        assert_eq!((output.status, rows(&output.stdout)), (1, shown), "{output:?}");
    }
    for limit in ["16", "none"] {
        let output = folder.run(&format!("matrix --limit-cells {limit} shop.yaml")).fine();
        assert_eq!(rows(&output.stdout), 4);
    }
}

#[test]
fn every_form_of_a_matrix_has_that_limit() {
    let folder = Folder::new(&[("shop.yaml", SHOP)]);
    for how in ["list", "list --by-class", "list --by-workload"] {
        let output = folder.run(&format!("matrix -o {how} --limit-cells 4 shop.yaml"));
        assert_eq!(output.status, 1);
        assert!(output.stderr.contains("3 of 4 rows are not printed"), "{}", output.stderr);
        assert!(output.stdout.lines().all(|it| it.starts_with("shop/web")), "{}", output.stdout);
        assert_eq!(output.stdout.lines().count(), 3, "{}", output.stdout);
    }
    let markdown = folder.run("matrix -o markdown --limit-cells 4 shop.yaml");
    assert_eq!((markdown.status, markdown.stdout.lines().count()), (1, 5), "{}", markdown.stdout);
    let last = "3 of 4 rows are not printed: the whole matrix has 16 cells, more than `--limit-cells` (4)";
    assert!(markdown.stdout.ends_with(&format!(" |\n\n{last}\n")), "{}", markdown.stdout);
    assert!(markdown.stderr.contains(last), "{}", markdown.stderr);
    let whole = folder.run("matrix -o markdown --limit-cells 16 shop.yaml").fine();
    assert!(whole.stdout.lines().all(|it| it.starts_with('|')), "{}", whole.stdout);
    let json = folder.run("matrix -o json --limit-cells 4 shop.yaml");
    let (status, json) = (json.status, json.json());
    assert_eq!((status, &json["incomplete"]), (1, &true.into()));
    assert_eq!(
        json["incompleteWords"],
        "3 of 4 rows are not printed: the whole matrix has 16 cells, more than `--limit-cells` (4)"
    );
    assert!(json["cells"].as_array().unwrap().iter().all(|it| it["from"] == "shop/web"));
    assert_eq!(json["endpoints"].as_array().unwrap().len(), 4);
    // Fewer workloads than rows may fit where all rows do not.
    assert_eq!(folder.run("matrix --by-workload --limit-cells 16 shop.yaml").fine().status, 0);
    let wrong = folder.run("matrix --limit-cells many shop.yaml");
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("`many` is not a number of cells"), "{}", wrong.stderr);
}

#[test]
fn a_comparison_says_how_many_pairs_are_left_out() {
    let without =
        SHOP.split("---\n").filter(|it| !it.contains("NetworkPolicy")).collect::<Vec<_>>().join("---\n");
    let folder = Folder::new(&[("old.yaml", SHOP), ("new.yaml", without.as_str())]);
    let all = folder.run("diff -o json old.yaml new.yaml").json();
    let count = all["changes"].as_array().unwrap().len();
    assert!(1 < count && all["leftOut"].is_null(), "{all}");
    let left = count - 1;
    let words = format!(
        "the result is incomplete: {left} of {count} changed pairs are not printed: `--limit-cells` is 1\n"
    );
    // Without the policies more is allowed, and with them less: that alone does not fail, and is not whole either.
    for (files, fail_on, status) in [
        ("old.yaml new.yaml", "", 1),
        ("old.yaml new.yaml", "--fail-on new-allowed", 1),
        ("new.yaml old.yaml", "", 1),
        ("new.yaml old.yaml", "--fail-on new-allowed", 2),
    ] {
        let some = folder.run(&format!("diff -o json --limit-cells 1 {fail_on} {files}"));
        assert_eq!(some.status, status, "{fail_on} {files}");
        assert!(some.stderr.starts_with(&words), "{}", some.stderr);
        let (some, all) = (some.json(), folder.run(&format!("diff -o json {files}")).json());
        assert_eq!(some["changes"].as_array().unwrap().len(), 1);
        assert_eq!((&some["leftOut"], &some["totals"]), (&left.into(), &all["totals"]));
    }
    for limit in [count.to_string(), "none".to_owned()] {
        let whole = "diff -o json --fail-on new-allowed new.yaml old.yaml --limit-cells";
        let whole = folder.run(&format!("{whole} {limit}")).fine();
        assert!(whole.stderr.is_empty() && whole.json()["leftOut"].is_null(), "{whole:?}");
    }
}
