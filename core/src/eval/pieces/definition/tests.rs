use std::borrow::Cow;

use super::defined;
use crate::eval::pieces::tests::{Numbers, random_subject, with_modes};
use crate::eval::pieces::{Matching, allowed_and_possible, pieces, ways};
use crate::ids::PolicyId;
use crate::policy::{Action, Direction, Mode, PortSet, RuleRef, STAGES, Stage};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Policies of each stage with rules for few ports, so that many of them meet.
fn random_rules(stages: &[Stage], numbers: &mut Numbers) -> Vec<Matching<'static>> {
    let mut rules = Vec::new();
    let mut policy = 0;
    for stage in stages {
        let count = numbers.below(5);
        let mut priorities: Vec<u32> = (0..count).map(|_| numbers.below(3) as u32).collect();
        priorities.sort_unstable();
        for priority in priorities {
            let selected = numbers.one_of(&[Tri::Yes, Tri::Yes, Tri::Unknown]);
            for index in 0..1 + numbers.below(4) as u32 {
                rules.push(Matching {
                    rule: RuleRef { policy: PolicyId(policy), direction: Direction::Ingress, index },
                    action: match stage.mode {
                        Mode::FirstMatch => numbers.one_of(&[Action::Accept, Action::Deny, Action::Pass]),
                        Mode::Union => Action::Accept,
                        Mode::DenyOverrides => numbers.one_of(&[Action::Accept, Action::Deny]),
                    },
                    tier: stage.tier,
                    priority: if stage.mode.is_ordered() { priority } else { 0 },
                    matches: numbers.one_of(&[Tri::Yes, Tri::Yes, Tri::Unknown]),
                    selected,
                    ports: Cow::Owned(random_ports(numbers)),
                });
            }
            policy += 1;
        }
    }
    rules
}

fn random_ports(numbers: &mut Numbers) -> PortSet {
    if numbers.below(6) == 0 {
        return PortSet::all();
    }
    let mut res = PortSet::empty();
    for _ in 0..numbers.below(4) {
        let protocol = numbers.one_of(&Protocol::ALL);
        let first = numbers.one_of(&[1, 2, 3, 5, 8, 13, u16::MAX]);
        let last = first.saturating_add(numbers.below(6) as u16);
        res = res.union(&numbers.one_of(&[
            PortSet::range(protocol, first, last),
            PortSet::range(protocol, first, last),
            PortSet::one(protocol, first),
            PortSet::protocol(protocol),
        ]));
    }
    res
}

#[test]
fn the_sweep_comes_to_the_pieces_of_the_definition_in_their_order() {
    let modes = [Mode::FirstMatch, Mode::Union, Mode::DenyOverrides];
    let mut numbers = Numbers(3);
    for first in modes {
        for second in modes {
            for third in modes {
                let stages = with_modes([first, second, third]);
                // No kind has a stage in which rules deny and that others follow which isolate: there is no order of
                // pieces to be kept.
                let any_order = [first, second].contains(&Mode::DenyOverrides);
                let rounds = if stages == STAGES { 2_000 } else { 200 };
                for round in 0..rounds {
                    let rules = random_rules(&stages, &mut numbers);
                    let subject = random_subject(&rules, &mut numbers);
                    let mut expected = defined(&stages, &subject, &rules);
                    let mut found = pieces(&stages, &subject, &rules);
                    assert_eq!(
                        ways(&stages, &subject, &rules),
                        allowed_and_possible(&found),
                        "round {round}"
                    );
                    if any_order {
                        expected.sort_by(|a, b| a.ports.cmp(&b.ports));
                        found.sort_by(|a, b| a.ports.cmp(&b.ports));
                    }
                    assert_eq!(found, expected, "round {round} of {stages:?}");
                }
            }
        }
    }
}
