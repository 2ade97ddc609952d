//! Each rule of `docs/semantics.md` is proved, for every policy API that it speaks of.
//!
//! `rules.tsv` has a line for each rule: its id, the APIs (`NP`, `ANP` with its baseline, `CNP`, or `-`), and the tests
//! that prove it besides the cases whose `# rule:` names it: `file.rs::test`, of one API alone `ANP=file.rs::test`.
//! `untestable: why` stands for rules that no test can show, `open` for those that lack one.

use std::collections::{BTreeMap, BTreeSet};

use netpol_core::settings::{Knob, knobs};
use netpol_tests::case::{Case, FLAGS};
use netpol_tests::{paths, semantics};

/// How many rules may lack a proof. It only ever goes down.
const OPEN: usize = 1;

struct Row {
    rule: String,
    apis: Vec<String>,
    proofs: Vec<String>,
    untestable: bool,
    open: bool,
}

fn table() -> Vec<Row> {
    let text = std::fs::read_to_string(paths::root().join("tests/rules.tsv")).unwrap();
    let lines = text.lines().filter(|it| !it.starts_with('#') && !it.is_empty());
    let row = |line: &str| {
        let mut fields = line.split('\t');
        let mut field = || fields.next().unwrap_or_default().trim().to_owned();
        let (rule, apis, proofs) = (field(), field(), field());
        let untestable = proofs.starts_with("untestable: ");
        let open = proofs == "open";
        let named = if untestable || open { "" } else { &proofs };
        Row {
            rule,
            apis: apis.split(',').filter(|it| *it != "-").map(str::to_owned).collect(),
            proofs: named.split_whitespace().map(str::to_owned).collect(),
            untestable,
            open,
        }
    };
    lines.map(row).collect()
}

/// The APIs whose policies a text has.
fn apis(text: &str) -> BTreeSet<&'static str> {
    let kinds = [
        ("NP", "NetworkPolicy"),
        ("ANP", "AdminNetworkPolicy"),
        ("ANP", "BaselineAdminNetworkPolicy"),
        ("CNP", "ClusterNetworkPolicy"),
    ];
    let is_kind = |kind: &str| {
        text.match_indices("kind: ").any(|(at, key)| {
            let rest = &text[at + key.len()..];
            rest.strip_prefix(kind).is_some_and(|it| !it.starts_with(|it: char| it.is_alphanumeric()))
        })
    };
    kinds.into_iter().filter(|it| is_kind(it.1)).map(|it| it.0).collect()
}

/// Rule by rule, the APIs that some case shows it with; the empty text for a case of any kind.
fn shown_by_cases() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut shown: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for case in paths::files("tests/cases", "yaml").iter().map(|it| Case::load(it)) {
        for rule in &case.rules {
            let of_rule = shown.entry(rule.clone()).or_default();
            of_rule.insert("");
            of_rule.extend(apis(&case.text));
        }
    }
    shown
}

#[test]
fn each_rule_is_proved_for_each_api_that_it_speaks_of() {
    let shown = shown_by_cases();
    let (mut missing, mut lacking) = (Vec::new(), Vec::new());
    for row in table() {
        let nothing = BTreeSet::new();
        let cases = shown.get(&row.rule).unwrap_or(&nothing);
        let of_all = row.proofs.iter().any(|it| !it.contains('='));
        let by_test = |api: &str| of_all || row.proofs.iter().any(|it| it.starts_with(&format!("{api}=")));
        let wanted = if row.apis.is_empty() { vec![String::new()] } else { row.apis.clone() };
        let unproved = wanted.iter().filter(|it| !cases.contains(it.as_str()) && !by_test(it));
        let unproved: Vec<&str> = unproved.map(String::as_str).collect();
        match (row.untestable, row.open) {
            (true, _) => {}
            (_, true) if unproved.is_empty() => missing.push(format!("{}: no longer open", row.rule)),
            (_, true) => lacking.push(row.rule),
            _ if unproved.is_empty() => {}
            _ => missing.push(format!("{}: no case or test {}", row.rule, unproved.join(", "))),
        }
    }
    println!("{} rules lack a proof: {}", lacking.len(), lacking.join(", "));
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
    assert!(lacking.len() == OPEN, "OPEN is {}", lacking.len());
}

#[test]
fn named_tests_exist() {
    let mut wrong = Vec::new();
    for row in table() {
        for proof in &row.proofs {
            let name = proof.split_once('=').map_or(proof.as_str(), |it| it.1);
            let (file, test) = name.split_once("::").unwrap_or((name, ""));
            let text = std::fs::read_to_string(paths::root().join(file)).unwrap_or_default();
            if test.is_empty() || !text.contains(&format!("fn {test}(")) {
                wrong.push(format!("{}: there is no {name}", row.rule));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_has_every_rule_and_no_other() {
    // Those of lints are for the tests of lints.
    let explained = semantics::explained(&semantics::document());
    let rules: BTreeSet<String> = explained.into_iter().filter(|it| !it.starts_with("L-")).collect();
    let rows: BTreeSet<String> = table().into_iter().map(|it| it.rule).collect();
    let new: Vec<_> = rules.difference(&rows).collect();
    let gone: Vec<_> = rows.difference(&rules).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "not in the table: {new:?}; not in {}: {gone:?}",
        semantics::DOCUMENT
    );
}

/// The ids of `**R-01 Sources.**`, of `| V-01 | …`, and of the properties, which stand in one paragraph.
fn specified(specification: &str) -> BTreeSet<String> {
    let first = |it: &str| semantics::tags(it).map(|it| it.1).next().filter(|tag| it.starts_with(tag));
    let bold = specification.split("**").skip(1).step_by(2).filter_map(first);
    let rows = specification.lines().filter_map(|it| first(it.strip_prefix("| ")?));
    let properties = specification.split("**Property tests.**").nth(1).unwrap_or_default();
    let properties = properties.lines().next().unwrap_or_default();
    let properties = semantics::tags(properties).map(|it| it.1).filter(|it| it.starts_with("P-"));
    bold.chain(rows).chain(properties).collect()
}

#[test]
fn the_document_has_the_rules_of_the_specification() {
    let Ok(specification) = std::fs::read_to_string(paths::root().join("../shared/spec/core.md")) else {
        println!("skipped: the specification is not here");
        return;
    };
    let specified = specified(&specification);
    let explained = semantics::explained(&semantics::document());
    assert_eq!(explained.difference(&specified).collect::<Vec<_>>(), Vec::<&String>::new(), "not specified");
    assert_eq!(specified.difference(&explained).collect::<Vec<_>>(), Vec::<&String>::new(), "not explained");
}

#[test]
fn cases_name_rules_that_there_are() {
    let known = semantics::explained(&semantics::document());
    for case in paths::files("tests/cases", "yaml").iter().map(|it| Case::load(it)) {
        assert!(!case.rules.is_empty(), "{}: no rule", case.name);
        let unknown: Vec<&String> = case.rules.iter().filter(|it| !known.contains(*it)).collect();
        assert!(unknown.is_empty(), "{}: {unknown:?}", case.name);
    }
}

#[test]
fn cases_know_the_flags_of_the_tool() {
    let flags = |knob: &Knob| -> Vec<String> {
        let names = std::iter::once(knob.key).chain(knob.flag.also.iter().map(|it| it.name()));
        names.map(|it| format!("--{it}")).collect()
    };
    let known: BTreeSet<String> = FLAGS.iter().map(|it| it.0.to_owned()).collect();
    let all: BTreeSet<String> = knobs().flat_map(flags).collect();
    let unknown: Vec<&String> = known.difference(&all).collect();
    assert!(unknown.is_empty(), "the tool has no {unknown:?}");
    // What is told changes no verdict.
    for knob in knobs().filter(|it| it.key != "ignore") {
        assert!(flags(knob).iter().any(|it| known.contains(it)), "a case cannot set {}", knob.key);
    }
}
