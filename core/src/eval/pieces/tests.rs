use std::borrow::Cow;

use expect_test::{Expect, expect};

use super::{Isolation, Matching, Reason, Subject, pieces};
use crate::ids::PolicyId;
use crate::policy::{Action, Direction, Mode, PerStage, PortSet, RuleRef, STAGES, Stage, Tier};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// A rule of a policy by its number: whether it matches, whether its policy selects, first and last TCP port.
type Case = (u32, Tri, Tri, (u16, u16));

/// A subject of which NetworkPolicy knows this.
fn subject(isolated: Tri, unsure: &[PolicyId]) -> Subject {
    let isolation = |stage: Stage| match stage.tier {
        Tier::NetworkPolicy => Isolation { isolated, shielded: No, unsure: unsure.to_vec() },
        Tier::Admin | Tier::Baseline => Isolation { isolated: No, shielded: No, unsure: Vec::new() },
    };
    Subject { stages: PerStage::from_fn(isolation), by_name: false }
}

/// Pieces as lines: verdict, reason, ports.
#[track_caller]
fn check(isolated: Tri, rules: &[Case], unsure: &[u32], expected: Expect) {
    let matching: Vec<Matching<'_>> = rules
        .iter()
        .zip(0..)
        .map(|(&(policy, matches, selected, (first, last)), index)| Matching {
            rule: RuleRef { policy: PolicyId(policy), direction: Direction::Ingress, index },
            action: Action::Accept,
            tier: Tier::NetworkPolicy,
            priority: 0,
            matches,
            selected,
            ports: Cow::Owned(PortSet::range(Protocol::Tcp, first, last)),
        })
        .collect();
    let unsure: Vec<PolicyId> = unsure.iter().map(|&it| PolicyId(it)).collect();
    let found = pieces(&STAGES, &subject(isolated, &unsure), &matching);
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
fn a_certain_rule_comes_before_an_uncertain_one_in_either_order() {
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
                    ports: Cow::Owned(PortSet::range(Protocol::Tcp, first, last)),
                };
                let rules: Vec<Matching<'_>> = [rule(0, a_matches, a), rule(1, b_matches, b)]
                    .into_iter()
                    .filter(|it| it.matches.possible())
                    .collect();
                let found = pieces(&STAGES, &subject(Unknown, &[PolicyId(0), PolicyId(1)]), &rules);
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

/// Which policies isolate the subjects that they select.
type Isolating<'i> = &'i dyn Fn(u32) -> bool;

/// The stages as the APIs tell them, for one port, with policies in this order.
fn walk(stages: &[Stage], rules: &[Certain], isolating: Isolating<'_>) -> bool {
    for stage in stages {
        let selected = || rules.iter().filter(|it| it.tier == stage.tier && it.selected);
        let mut actions = selected().filter(|it| it.matches).map(|it| it.action);
        match stage.mode {
            Mode::FirstMatch => match actions.next() {
                Some(Action::Accept) => return true,
                Some(Action::Deny) => return false,
                Some(Action::Pass) | None => {}
            },
            Mode::Union | Mode::DenyOverrides => {
                let all: Vec<Action> = actions.collect();
                if stage.mode == Mode::DenyOverrides && all.contains(&Action::Deny) {
                    return false;
                }
                if all.contains(&Action::Accept) {
                    return true;
                }
                if selected().any(|it| isolating(it.policy)) {
                    return false;
                }
            }
        }
    }
    true
}

/// Every way to decide what is unknown, in every order of policies with the same priority.
fn all_worlds(stages: &[Stage], rules: &[Matching<'_>], isolating: Isolating<'_>, orders: bool) -> Tri {
    let mut unknown: Vec<(Option<usize>, u32)> = Vec::new();
    for (at, it) in rules.iter().enumerate() {
        let policy = (None, it.rule.policy.0);
        if it.matches == Unknown {
            unknown.push((Some(at), it.rule.policy.0));
        }
        if it.selected == Unknown && !unknown.contains(&policy) {
            unknown.push(policy);
        }
    }
    let (mut yes, mut no) = (false, false);
    for world in 0..1u32 << unknown.len() {
        let bit = |what: (Option<usize>, u32), tri: Tri| match tri {
            Yes => true,
            No => false,
            Unknown => world >> unknown.iter().position(|it| *it == what).unwrap() & 1 == 1,
        };
        let certain = rules.iter().enumerate().map(|(at, it)| Certain {
            policy: it.rule.policy.0,
            tier: it.tier,
            priority: it.priority,
            action: it.action,
            selected: bit((None, it.rule.policy.0), it.selected),
            matches: bit((Some(at), it.rule.policy.0), it.matches),
        });
        let certain: Vec<Certain> = certain.collect();
        let orders: &[[u32; 3]] = if orders { &[[0, 1, 2], [1, 0, 2]] } else { &[[0, 1, 2]] };
        for first in orders {
            for last in orders {
                let mut ordered = certain.clone();
                ordered.sort_by_key(|it| {
                    let rank = if it.tier == Tier::Admin { first } else { last };
                    (it.tier, it.priority, rank[it.policy as usize % 3])
                });
                match walk(stages, &ordered, isolating) {
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

pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    pub(super) fn one_of<T: Clone, const N: usize>(&mut self, all: &[T; N]) -> T {
        all[self.below(N as u64) as usize].clone()
    }
}

/// Up to two policies in each stage, of up to two rules each.
fn random_rules(stages: &[Stage], numbers: &mut Numbers) -> Vec<Matching<'static>> {
    let mut rules: Vec<Matching<'_>> = Vec::new();
    for (stage, first) in stages.iter().zip([0, 3, 6]) {
        let mut policies: Vec<(u32, Tri)> = (0..numbers.below(3))
            .map(|_| (numbers.below(2) as u32, numbers.one_of(&[Yes, Yes, Unknown])))
            .collect();
        policies.sort_by_key(|it| it.0);
        for (policy, (priority, selected)) in (first..).zip(policies) {
            for index in 0..1 + numbers.below(2) as u32 {
                rules.push(Matching {
                    rule: RuleRef { policy: PolicyId(policy), direction: Direction::Egress, index },
                    action: match stage.mode {
                        Mode::FirstMatch => numbers.one_of(&[Action::Accept, Action::Deny, Action::Pass]),
                        Mode::Union => Action::Accept,
                        Mode::DenyOverrides => numbers.one_of(&[Action::Accept, Action::Deny]),
                    },
                    tier: stage.tier,
                    priority: if stage.mode.is_ordered() { priority } else { 0 },
                    matches: numbers.one_of(&[Yes, Yes, Unknown]),
                    selected,
                    ports: Cow::Owned(numbers.one_of(&[
                        PortSet::all(),
                        PortSet::range(Protocol::Tcp, 1, 1),
                        PortSet::range(Protocol::Tcp, 2, 2),
                    ])),
                });
            }
        }
    }
    rules
}

/// Random policies against every world, for each of three ports.
fn agrees_with_every_world<const N: usize>(stages: &[Stage; N]) {
    let mut numbers = Numbers(7);
    for round in 0..500 {
        let rules = random_rules(stages, &mut numbers);
        // What accepts isolates; what only denies may do so, or not.
        let denying_isolates = numbers.below(2) == 0;
        let of = |policy: u32| rules.iter().filter(move |it| it.rule.policy.0 == policy);
        let isolating = |policy| denying_isolates || of(policy).any(|it| it.action == Action::Accept);
        let isolation = |stage: Stage| {
            let stage = stages[stage.tier as usize];
            let here = |it: &&Matching<'_>| it.tier == stage.tier && isolating(it.rule.policy.0);
            let here = || rules.iter().filter(|_| stage.mode.isolates()).filter(here);
            let isolated = here().map(|it| it.selected).max().unwrap_or(No);
            let mut unsure: Vec<PolicyId> =
                here().filter(|it| it.selected == Unknown).map(|it| it.rule.policy).collect();
            unsure.dedup();
            Isolation { isolated, shielded: No, unsure }
        };
        for orders in [true, false] {
            let subject = Subject { stages: PerStage::from_fn(isolation), by_name: !orders };
            let found = pieces(stages, &subject, &rules);
            for port in [1, 2, 3] {
                let of_port = |it: &&Matching<'_>| it.ports.contains(Protocol::Tcp, port);
                let here: Vec<Matching<'_>> = rules
                    .iter()
                    .map(|it| Matching {
                        matches: if of_port(&it) { it.matches } else { No },
                        ports: Cow::Owned(PortSet::all()),
                        ..*it
                    })
                    .collect();
                let expected = all_worlds(stages, &here, &isolating, orders);
                let piece = found.iter().find(|it| it.ports.contains(Protocol::Tcp, port)).unwrap();
                assert_eq!(piece.allowed, expected, "round {round}, port {port}: {found:?}");
                assert_certain_reason(&rules, piece.allowed, piece.reason);
            }
        }
    }
}

pub(super) fn with_modes(modes: [Mode; 3]) -> [Stage; 3] {
    let mut modes = modes.into_iter();
    STAGES.map(|it| Stage { mode: modes.next().unwrap(), ..it })
}

/// Something that stages may know of a subject, given these rules.
pub(super) fn random_subject(rules: &[Matching<'_>], numbers: &mut Numbers) -> Subject {
    let isolation = |stage: Stage| {
        let mut here: Vec<PolicyId> =
            rules.iter().filter(|it| it.tier == stage.tier).map(|it| it.rule.policy).collect();
        here.dedup();
        // Of some it is certain, and some have no rule that matches.
        here.retain(|_| numbers.below(2) == 0);
        if numbers.below(4) == 0 {
            here.push(PolicyId(100));
        }
        Isolation {
            isolated: numbers.one_of(&[No, Yes, Unknown]),
            shielded: numbers.one_of(&[No, No, Yes, Unknown]),
            unsure: here,
        }
    };
    Subject { stages: PerStage::from_fn(isolation), by_name: numbers.below(2) == 0 }
}

#[test]
fn tiers_agree_with_trying_every_world() {
    agrees_with_every_world(&STAGES);
}

/// Stages that no kind of policy has so far, in every place.
#[test]
fn stages_of_every_mode_agree_with_trying_every_world() {
    let modes = [Mode::FirstMatch, Mode::Union, Mode::DenyOverrides];
    for first in modes {
        for second in modes {
            for third in modes {
                agrees_with_every_world(&with_modes([first, second, third]));
            }
        }
    }
}

/// "Union" is the case in which no rule denies.
#[test]
fn where_nothing_denies_both_modes_say_the_same() {
    let mut numbers = Numbers(11);
    let union = with_modes([Mode::FirstMatch, Mode::Union, Mode::FirstMatch]);
    let deny_overrides = with_modes([Mode::FirstMatch, Mode::DenyOverrides, Mode::FirstMatch]);
    for _ in 0..200 {
        let rules = random_rules(&union, &mut numbers);
        let unsure = [PolicyId(3), PolicyId(4)];
        let subject = subject(numbers.one_of(&[No, Yes, Unknown]), &unsure[..numbers.below(3) as usize]);
        assert_eq!(pieces(&union, &subject, &rules), pieces(&deny_overrides, &subject, &rules));
    }
}

/// "The outcome recomputed from the decider equals the outcome" (X-32).
fn assert_certain_reason(rules: &[Matching<'_>], allowed: Tri, reason: Reason) {
    let action = |it: RuleRef| rules.iter().find(|rule| rule.rule == it).map(|it| it.action);
    let expected = match reason {
        Reason::Rule(it) => (action(it) == Some(Action::Accept)).into(),
        Reason::Isolated | Reason::Unreachable => No,
        Reason::Unknown(_) | Reason::Tied(_) | Reason::UnknownIsolation | Reason::LeftOut => Unknown,
        Reason::NotApplicable
        | Reason::HostNetwork
        | Reason::OwnNode
        | Reason::PerhapsOwnNode
        | Reason::NotIsolated
        | Reason::EitherWay => Yes,
    };
    assert_eq!(allowed, expected, "{reason:?}");
}
