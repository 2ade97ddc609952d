use expect_test::{Expect, expect};

use super::{Matching, Reason, pieces};
use crate::ids::PolicyId;
use crate::policy::{Direction, PortSet, RuleRef};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// A rule of a policy by its number: whether it matches, whether its policy selects, first and last TCP port.
type Case = (u32, Tri, Tri, (u16, u16));

/// Pieces as lines: verdict, reason, ports.
#[track_caller]
fn check(isolated: Tri, rules: &[Case], unsure: &[u32], expected: Expect) {
    let matching: Vec<Matching> = rules
        .iter()
        .zip(0..)
        .map(|(&(policy, matches, selected, (first, last)), index)| Matching {
            rule: RuleRef { policy: PolicyId(policy), direction: Direction::Ingress, index },
            matches,
            selected,
            ports: PortSet::range(Protocol::Tcp, first, last),
        })
        .collect();
    let unsure: Vec<PolicyId> = unsure.iter().map(|&it| PolicyId(it)).collect();
    let found = pieces(isolated, &matching, &unsure);
    let mut res = String::new();
    let mut all = PortSet::empty();
    for it in &found {
        let reason = if let Reason::Rule(it) | Reason::Unknown(it) = it.reason {
            format!("rule {}", it.index)
        } else {
            format!("{:?}", it.reason)
        };
        assert!(!it.ports.is_empty(), "no piece is empty");
        assert!(all.intersection(&it.ports).is_empty(), "pieces are disjoint");
        all = all.union(&it.ports);
        res += &format!("{:?} {reason}: {}\n", it.allowed, it.ports);
    }
    assert!(all.is_all(), "together they are all ports");
    expected.assert_eq(&res);
}

use Tri::{No, Unknown, Yes};

#[test]
fn who_is_not_isolated_is_open() {
    check(
        No,
        &[],
        &[],
        expect![[r#"
        Yes NotIsolated: all
    "#]],
    );
}

#[test]
fn isolated_without_a_matching_rule_is_closed() {
    check(
        Yes,
        &[],
        &[],
        expect![[r#"
        No Isolated: all
    "#]],
    );
}

#[test]
fn rules_add_up_and_the_first_is_named() {
    check(
        Yes,
        &[(0, Yes, Yes, (80, 90)), (1, Yes, Yes, (85, 100)), (1, Yes, Yes, (80, 100))],
        &[],
        expect![[r#"
            Yes rule 0: TCP 80-90
            Yes rule 1: TCP 91-100
            No Isolated: TCP 1-79,101-65535; UDP 1-65535; SCTP 1-65535
        "#]],
    );
}

#[test]
fn a_certain_rule_comes_before_an_uncertain_one_whatever_their_order() {
    check(
        Yes,
        &[(0, Unknown, Yes, (1, 100)), (1, Yes, Yes, (80, 80))],
        &[],
        expect![[r#"
        Yes rule 1: TCP 80
        Unknown rule 0: TCP 1-79,81-100
        No Isolated: TCP 101-65535; UDP 1-65535; SCTP 1-65535
    "#]],
    );
    check(
        Yes,
        &[(0, Yes, Unknown, (1, 100)), (1, Yes, Yes, (80, 80))],
        &[0],
        expect![[r#"
        Yes rule 1: TCP 80
        Unknown rule 0: TCP 1-79,81-100
        No Isolated: TCP 101-65535; UDP 1-65535; SCTP 1-65535
    "#]],
    );
}

#[test]
fn a_policy_that_perhaps_selects_closes_what_it_does_not_allow() {
    check(
        Unknown,
        &[(0, Yes, Unknown, (80, 80))],
        &[0],
        expect![[r#"
        Yes EitherWay: TCP 80
        Unknown UnknownIsolation: TCP 1-79,81-65535; UDP 1-65535; SCTP 1-65535
    "#]],
    );
    check(
        Unknown,
        &[(0, Unknown, Unknown, (80, 80))],
        &[0],
        expect![[r#"
        Unknown UnknownIsolation: all
    "#]],
    );
    check(
        Unknown,
        &[(0, Yes, Unknown, (80, 80)), (0, Yes, Unknown, (443, 443))],
        &[0],
        expect![[r#"
        Yes EitherWay: TCP 80,443
        Unknown UnknownIsolation: TCP 1-79,81-442,444-65535; UDP 1-65535; SCTP 1-65535
    "#]],
    );
}

#[test]
fn of_two_policies_that_perhaps_select_certain_is_what_each_allows_alone() {
    // The second may be the only one that selects.
    check(
        Unknown,
        &[(0, Yes, Unknown, (80, 90)), (1, Yes, Unknown, (85, 100))],
        &[0, 1],
        expect![[r#"
        Yes EitherWay: TCP 85-90
        Unknown UnknownIsolation: TCP 1-84,91-65535; UDP 1-65535; SCTP 1-65535
    "#]],
    );
    check(
        Unknown,
        &[(0, Yes, Unknown, (80, 90))],
        &[0, 1],
        expect![[r#"
        Unknown UnknownIsolation: all
    "#]],
    );
}

/// "Evaluate with and without it; equal outcomes => that outcome" (M-91), for every subset of two policies.
#[test]
fn unknown_selection_agrees_with_trying_every_subset() {
    let ports = [(1, 2), (2, 3), (1, 3), (4, 4)];
    for a in ports {
        for b in ports {
            for (a_matches, b_matches) in [(Yes, Yes), (Yes, No), (No, Yes), (No, No)] {
                let rule = |policy, matches, (first, last)| Matching {
                    rule: RuleRef { policy: PolicyId(policy), direction: Direction::Egress, index: 0 },
                    matches,
                    selected: Unknown,
                    ports: PortSet::range(Protocol::Tcp, first, last),
                };
                let rules: Vec<Matching> = [rule(0, a_matches, a), rule(1, b_matches, b)]
                    .into_iter()
                    .filter(|it| it.matches.possible())
                    .collect();
                let found = pieces(Unknown, &rules, &[PolicyId(0), PolicyId(1)]);
                for port in 1..=5u16 {
                    let listed =
                        |(first, last): (u16, u16), matches| matches == Yes && (first..=last).contains(&port);
                    let (by_a, by_b) = (listed(a, a_matches), listed(b, b_matches));
                    // Nobody selects; the first alone; the second alone; both.
                    let outcomes = [true, by_a, by_b, by_a || by_b];
                    let expected = if outcomes.iter().all(|&it| it) { Yes } else { Unknown };
                    let piece = found.iter().find(|it| it.ports.contains(Protocol::Tcp, port)).unwrap();
                    assert_eq!(
                        piece.allowed, expected,
                        "{a:?} {a_matches:?}, {b:?} {b_matches:?}, port {port}"
                    );
                }
            }
        }
    }
}
