use expect_test::{Expect, expect};

use super::{Matching, Reason, Subject, pieces};
use crate::ids::PolicyId;
use crate::policy::{Action, Direction, PortSet, RuleRef, Tier};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// A rule of a policy by its number: whether it matches, whether its policy selects, first and last TCP port.
type Case = (u32, Tri, Tri, (u16, u16));

fn subject(isolated: Tri, unsure: &[PolicyId]) -> Subject<'_> {
    Subject { isolated, unsure, shielded: Tri::No, by_name: false }
}

/// Pieces as lines: verdict, reason, ports.
#[track_caller]
fn check(isolated: Tri, rules: &[Case], unsure: &[u32], expected: Expect) {
    let matching: Vec<Matching> = rules
        .iter()
        .zip(0..)
        .map(|(&(policy, matches, selected, (first, last)), index)| Matching {
            rule: RuleRef { policy: PolicyId(policy), direction: Direction::Ingress, index },
            action: Action::Accept,
            tier: Tier::NetworkPolicy,
            priority: 0,
            matches,
            selected,
            ports: PortSet::range(Protocol::Tcp, first, last),
        })
        .collect();
    let unsure: Vec<PolicyId> = unsure.iter().map(|&it| PolicyId(it)).collect();
    let found = pieces(&subject(isolated, &unsure), &matching);
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
                    action: Action::Accept,
                    tier: Tier::NetworkPolicy,
                    priority: 0,
                    matches,
                    selected: Unknown,
                    ports: PortSet::range(Protocol::Tcp, first, last),
                };
                let rules: Vec<Matching> = [rule(0, a_matches, a), rule(1, b_matches, b)]
                    .into_iter()
                    .filter(|it| it.matches.possible())
                    .collect();
                let found = pieces(&subject(Unknown, &[PolicyId(0), PolicyId(1)]), &rules);
                for port in 1..=5u16 {
                    let listed =
                        |(first, last): (u16, u16), matches| matches == Yes && (first..=last).contains(&port);
                    let (by_a, by_b) = (listed(a, a_matches), listed(b, b_matches));
                    // Neither selects; the first alone; the second alone; both.
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

/// What a connection meets in one world, where everything is certain.
#[derive(Clone, Copy, Debug)]
struct Certain {
    policy: u32,
    tier: Tier,
    priority: u32,
    action: Action,
    selected: bool,
    matches: bool,
}

/// The tiers as the API tells them, for one port, with policies in this order.
fn walk(rules: &[Certain], isolated: bool) -> bool {
    for tier in [Tier::Admin, Tier::NetworkPolicy, Tier::Baseline] {
        let mut here = rules.iter().filter(|it| it.tier == tier && it.selected && it.matches);
        if tier == Tier::NetworkPolicy {
            if isolated {
                return here.next().is_some();
            }
            continue;
        }
        match here.next().map(|it| it.action) {
            Some(Action::Accept) => return true,
            Some(Action::Deny) => return false,
            Some(Action::Pass) | None => {}
        }
    }
    true
}

/// Every way to decide what is unknown, in every order of policies with the same priority.
fn all_worlds(rules: &[Matching], sure_isolated: bool, orders: bool) -> Tri {
    let policies: Vec<u32> = {
        let mut it: Vec<u32> = rules.iter().map(|it| it.rule.policy.0).collect();
        it.dedup();
        it
    };
    let (mut yes, mut no) = (false, false);
    for world in 0..1u32 << (rules.len() + policies.len()) {
        let bit = |at: usize, tri: Tri| match tri {
            Yes => true,
            No => false,
            Unknown => world >> at & 1 == 1,
        };
        let certain: Vec<Certain> = rules
            .iter()
            .enumerate()
            .map(|(at, it)| {
                let policy = policies.iter().position(|&policy| policy == it.rule.policy.0).unwrap();
                Certain {
                    policy: it.rule.policy.0,
                    tier: it.tier,
                    priority: it.priority,
                    action: it.action,
                    selected: bit(rules.len() + policy, it.selected),
                    matches: bit(at, it.matches),
                }
            })
            .collect();
        let by_network_policy = certain.iter().any(|it| it.tier == Tier::NetworkPolicy && it.selected);
        let orders: &[[u32; 3]] = if orders { &[[0, 1, 2], [1, 0, 2]] } else { &[[0, 1, 2]] };
        for admin in orders {
            for baseline in orders {
                let mut ordered = certain.clone();
                ordered.sort_by_key(|it| {
                    let rank = if it.tier == Tier::Admin { admin } else { baseline };
                    (it.tier, it.priority, rank[it.policy as usize % 3])
                });
                match walk(&ordered, sure_isolated || by_network_policy) {
                    true => yes = true,
                    false => no = true,
                }
            }
        }
    }
    match (yes, no) {
        (true, true) => Unknown,
        (yes, _) => yes.into(),
    }
}

/// Random tiers of up to two policies each against every world, for each of two ports.
#[test]
fn tiers_agree_with_trying_every_world() {
    let mut state = 7u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    for round in 0..500 {
        let mut rules: Vec<Matching> = Vec::new();
        for (tier, first) in [(Tier::Admin, 0), (Tier::NetworkPolicy, 3), (Tier::Baseline, 6)] {
            let mut policies: Vec<(u32, Tri)> =
                (0..next(3)).map(|_| (next(2) as u32, [Yes, Yes, Unknown][next(3) as usize])).collect();
            policies.sort_by_key(|it| it.0);
            for (policy, (priority, selected)) in (first..).zip(policies) {
                for index in 0..1 + next(2) as u32 {
                    let network_policy = tier == Tier::NetworkPolicy;
                    let actions = [Action::Accept, Action::Deny, Action::Pass];
                    rules.push(Matching {
                        rule: RuleRef { policy: PolicyId(policy), direction: Direction::Egress, index },
                        action: actions[if network_policy { 0 } else { next(3) as usize }],
                        tier,
                        priority: if network_policy { 0 } else { priority },
                        matches: [Yes, Yes, Unknown][next(3) as usize],
                        selected,
                        ports: [
                            PortSet::all(),
                            PortSet::range(Protocol::Tcp, 1, 1),
                            PortSet::range(Protocol::Tcp, 2, 2),
                        ][next(3) as usize]
                            .clone(),
                    });
                }
            }
        }
        let network = rules.iter().filter(|it| it.tier == Tier::NetworkPolicy);
        let isolated = network.clone().map(|it| it.selected).max().unwrap_or(No);
        let mut unsure: Vec<PolicyId> =
            network.filter(|it| it.selected == Unknown).map(|it| it.rule.policy).collect();
        unsure.dedup();
        for orders in [true, false] {
            let subject = Subject { isolated, unsure: &unsure, shielded: No, by_name: !orders };
            let found = pieces(&subject, &rules);
            for port in [1, 2, 3] {
                let of_port = |it: &&Matching| it.ports.contains(Protocol::Tcp, port);
                let here: Vec<Matching> = rules
                    .iter()
                    .map(|it| Matching {
                        matches: if of_port(&it) { it.matches } else { No },
                        ports: PortSet::all(),
                        ..*it
                    })
                    .collect();
                let expected = all_worlds(&here, isolated == Yes, orders);
                let piece = found.iter().find(|it| it.ports.contains(Protocol::Tcp, port)).unwrap();
                assert_eq!(piece.allowed, expected, "round {round}, port {port}: {found:?}");
                assert_certain_reason(&rules, piece.allowed, piece.reason);
            }
        }
    }
}

/// "The outcome recomputed from the decider equals the outcome" (X-32).
fn assert_certain_reason(rules: &[Matching], allowed: Tri, reason: Reason) {
    let action = |it: RuleRef| rules.iter().find(|rule| rule.rule == it).map(|it| it.action);
    let expected = match reason {
        Reason::Rule(it) => (action(it) == Some(Action::Accept)).into(),
        Reason::Isolated | Reason::Unreachable => No,
        Reason::Unknown(_) | Reason::Tied(_) | Reason::UnknownIsolation => Unknown,
        Reason::NotApplicable
        | Reason::HostNetwork
        | Reason::OwnNode
        | Reason::PerhapsOwnNode
        | Reason::NotIsolated
        | Reason::EitherWay => Yes,
    };
    assert_eq!(allowed, expected, "{reason:?}");
}
