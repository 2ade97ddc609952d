use std::collections::BTreeSet;

use crate::policy::Direction;
use crate::testing::{short, yaml};
use crate::{Analysis, SourceFile};

/// Cells with something allowed, as ids and ports.
fn open(analysis: &Analysis) -> Vec<(String, String, crate::policy::PortSet)> {
    let endpoints = analysis.endpoints();
    let count = endpoints.len() as u32;
    let cells = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
    cells
        .map(|(from, to)| {
            let id = |it: u32| endpoints[it as usize].id.clone();
            (id(from), id(to), analysis.model().reachability(from, to).unwrap().allowed)
        })
        .collect()
}

/// What a policy's rules, or one of them, open alone must be what is lost without them.
#[track_caller]
fn check(rest: &str, with: &str, without: &str, rule: Option<(Direction, u32)>) {
    let before = short(&format!("{rest}\n{with}"));
    let after = short(&format!("{rest}\n{without}"));
    let lost: BTreeSet<(String, String)> = open(&before)
        .into_iter()
        .zip(open(&after))
        .filter(|(before, after)| before.2 != after.2)
        .map(|(it, _)| (it.0, it.1))
        .collect();
    let policy = before.model().policies.policies.ids().last().unwrap();
    let directions = rule.map_or(Direction::BOTH.to_vec(), |it| vec![it.0]);
    let mut found = BTreeSet::new();
    for direction in directions {
        let all = before.model().reach.contributions(
            before.model().inputs(),
            direction,
            policy,
            rule.map(|it| it.1),
            crate::policy::Action::Accept,
        );
        for it in all.unwrap().iter().filter(|it| it.only_here) {
            let members = |class| before.model().reach.classes.classes.at(class).members.clone();
            for from in members(it.source) {
                for &to in &members(it.destination) {
                    if !before
                        .model()
                        .reach
                        .is_self(before.model().inputs(), crate::eval::Pair::new(from, to))
                    {
                        let id = |it| before.model().cluster.endpoints.at(it).id.clone();
                        found.insert((id(from), id(to)));
                    }
                }
            }
        }
    }
    assert_eq!(found, lost, "{with}");
}

const PODS: &str =
    "pod x/a app=a\npod x/b app=b\ndeployment x/c app=c replicas=2\npod y/a app=a port=http:8080\n";

#[test]
fn what_a_policy_opens_alone_is_what_goes_with_its_rules() {
    for (rest, spec) in [
        ("np x/deny {}", "podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {}}]}]"),
        ("np x/deny {}", "podSelector: {}, ingress: [{}]"),
        ("np x/all {ingress: [{}]}", "ingress: [{ports: [{port: 80}]}]"),
        ("np x/some {ingress: [{ports: [{port: 80}]}]}", "ingress: [{ports: [{port: 80, endPort: 81}]}]"),
        ("np y/closed {}", "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]"),
        (
            "np y/q {ingress: [{ports: [{port: http}]}]}",
            "policyTypes: [Egress], egress: [{ports: [{port: http}]}, {ports: [{port: 80}]}]",
        ),
        (
            "",
            "policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}]}], egress: [{to: [{podSelector: {}}]}]",
        ),
        (
            "",
            "policyTypes: [Ingress, Egress], ingress: [{ports: [{port: 80}]}], egress: [{ports: [{port: 81}]}]",
        ),
        (
            "np x/deny {policyTypes: [Egress]}",
            "ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 0.0.0.0/0}}]}]",
        ),
    ] {
        let (types, _) = spec.split_once("gress: [{").unwrap_or((spec, ""));
        let types =
            types.trim_end_matches(" in").trim_end_matches("in").trim_end_matches(" e").trim_end_matches('e');
        let types = types.trim_end_matches([',', ' ']);
        let rest = format!("{PODS}{rest}");
        check(&rest, &format!("np x/p {{{spec}}}"), &format!("np x/p {{{types}}}"), None);
    }
}

#[test]
fn what_one_rule_opens_alone_is_what_goes_with_it() {
    let (one, two, three) = (
        "{from: [{podSelector: {matchLabels: {app: b}}}], ports: [{port: 80}]}",
        "{from: [{podSelector: {}}], ports: [{port: 80, endPort: 90}]}",
        "{from: [{namespaceSelector: {}}], ports: [{port: 90}, {port: http}]}",
    );
    let policy = |rules: &[&str]| format!("np x/p {{ingress: [{}]}}", rules.join(", "));
    let all = policy(&[one, two, three]);
    let gone = "{from: [{podSelector: {matchLabels: {app: none}}}]}";
    check(PODS, &all, &policy(&[gone, two, three]), Some((Direction::Ingress, 0)));
    check(PODS, &all, &policy(&[one, gone, three]), Some((Direction::Ingress, 1)));
    check(PODS, &all, &policy(&[one, two, gone]), Some((Direction::Ingress, 2)));
}

/// The line above the policy, and what the caret in its only rule of the file's last line tells.
#[track_caller]
fn check_words(lines: &str, opens: &[usize], rules: &[(&str, &str)]) {
    let text = yaml(lines);
    let analysis = crate::analyze(&[SourceFile::new("a.yaml", text.clone())], &crate::Options::default());
    let found: Vec<usize> = analysis.lenses(0).iter().map(|it| it.opens).collect();
    assert_eq!(found, opens, "{lines}");
    for (at, expected) in rules {
        let byte = text.find(at).unwrap();
        let rule = analysis.rule_at(0, byte as u32);
        assert_eq!(rule.map_or("none".to_owned(), |it| it.sentence), *expected, "{at}");
    }
}

#[test]
fn a_pair_that_needs_both_ends_is_counted_once() {
    check_words(
        "pod x/a\npod x/b\nnp x/p {policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}]}], egress: [{to: [{podSelector: {}}]}]}",
        &[2],
        &[
            ("from:", "opens 2 connections that no other rule opens"),
            ("to:", "opens 2 connections that no other rule opens"),
            ("podSelector", "opens 2 connections that no other rule opens"),
        ],
    );
}

#[test]
fn rules_are_described_by_what_they_add() {
    check_words(
        "pod x/a\npod x/b\npod y/c\nnp x/p {ingress: [{from: [{podSelector: {}}]}, {from: [{namespaceSelector: {}}]}, {from: [{podSelector: {matchLabels: {app: none}}}]}]}",
        &[4],
        &[
            ("podSelector: {}", "this rule changes nothing: ingress rule 2 allows all that it allows"),
            ("namespaceSelector", "opens 4 connections, 2 of them by no other rule"),
            ("none", "this rule opens nothing"),
            ("ingress", "none"),
            ("kind: Pod", "none"),
        ],
    );
}

#[test]
fn a_rule_that_others_cover_together_or_in_another_policy_changes_nothing() {
    check_words(
        "pod x/a app=a\npod x/b app=b\nnp x/all {ingress: [{from: [{podSelector: {}}]}]}\nnp x/p {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]}",
        &[1, 0],
        &[(
            "app: a}}}]}",
            "this rule changes nothing: ingress rule 1 of NetworkPolicy x/all allows all that it allows",
        )],
    );
    // None of the others does it for every cluster.
    check_words(
        "pod x/a app=a\npod x/b app=b\npod x/c app=c\nnp x/p {podSelector: {matchLabels: {app: c}}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}, {from: [{podSelector: {matchLabels: {app: b}}}]}, {from: [{podSelector: {}}], ports: [{port: 80}]}, {from: [{podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}]}}], ports: [{port: 1, endPort: 65535}]}]}",
        &[2],
        &[("port: 80", "this rule changes nothing: other rules open its 2 connections too")],
    );
}

#[test]
fn what_the_other_end_denies_is_opened_by_no_rule() {
    check_words(
        "pod x/a\npod y/b\nnp x/p {policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 80}]}]}\nnp y/q {ingress: [{ports: [{port: 81}]}]}",
        &[0, 1],
        &[("to:", "this rule opens nothing")],
    );
}

#[test]
fn where_too_many_rules_meet_it_is_said_and_not_counted() {
    /// Policies that all select nearly everything, and so do their rules.
    fn overlapping(n: usize) -> crate::Analysis {
        let others = |n: usize| {
            format!("{{podSelector: {{matchExpressions: [{{key: app, operator: NotIn, values: [a{n}]}}]}}}}")
        };
        let pods: String = (0..n).map(|n| format!("pod x/p{n} app=a{n}\n")).collect();
        let policies = (0..n).map(|it| {
            let (own, peer) = (others(it), others((it + 1) % n));
            format!(
                "np x/q{it} {{podSelector: {}, ingress: [{{from: [{peer}], ports: [{{port: {}}}]}}]}}\n",
                own.strip_prefix("{podSelector: ").and_then(|it| it.strip_suffix('}')).unwrap(),
                it + 1
            )
        });
        short(&format!("{pods}{}", policies.collect::<String>()))
    }
    let few = overlapping(12).lens(3).unwrap();
    assert!(few.is_counted && few.opens > 0, "{few:?}");
    let many = overlapping(250);
    let start = many.lens(3).unwrap();
    assert!(!start.is_counted && start.isolates == "ingress" && start.selects == "249 pods", "{start:?}");
    assert!((4..8).all(|it| !many.lens(it).unwrap().is_counted));
    let text = many.model().places.files()[0].text.to_string();
    let at = text.find("- from:").or(text.find("from:")).unwrap() as u32;
    let rule = many.rule_at(0, at).unwrap();
    assert_eq!(rule.sentence, "so many rules meet here that it is not counted what this one does");
    assert!(rule.cells.is_empty());
}
