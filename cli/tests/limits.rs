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
