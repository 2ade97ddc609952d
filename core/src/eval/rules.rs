//! The rules that a subject meets in one direction, in the order of the walk.
//!
//! Rows of the matrix and readings of one flow both gather them here. They differ only in how they find the rules
//! that match: a row looks them up by class, a reading asks the peer.

use std::borrow::{Borrow, Cow};

use super::pieces::Matching;
use crate::ids::{PolicyId, Symbol};
use crate::policy::{Direction, Mode, Policies, Policy, PortSet, Ports, Rule, RuleRef};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// A rule of a policy that applies, or perhaps does.
pub(crate) struct Gathered<'p> {
    reference: RuleRef,
    /// Whether its policy selects the subject.
    selected: Tri,
    policy: &'p Policy,
    /// What it asks.
    pub(crate) rule: &'p Rule,
}

/// All rules of the policies that apply, or perhaps do.
pub(crate) fn gather<'p>(
    policies: &'p Policies,
    direction: Direction,
    applying: &[(PolicyId, Tri)],
) -> Vec<Gathered<'p>> {
    let mut res = Vec::new();
    for &(id, selected) in applying {
        let policy = policies.policies.at(id);
        for (index, rule) in (0u32..).zip(policies.rules(id, direction)) {
            res.push(Gathered {
                reference: RuleRef { policy: id, direction, index },
                selected,
                policy,
                rule,
            });
        }
    }
    res
}

impl<'p> Gathered<'p> {
    /// The policy, the rule, and whether the policy selects the subject.
    pub(super) fn parts(&self) -> (&'p Policy, &'p Rule, Tri) {
        (self.policy, self.rule, self.selected)
    }

    /// What makes it do the same as others with all that it matches, as far as verdicts go: rules that add up to one
    /// sum. `None`: its place among the others counts.
    pub(super) fn alike(&self) -> Option<(Tri, Option<PolicyId>, &'p Ports)> {
        // Where it is unknown whether policies select the subject, each is asked what it would allow alone.
        let policy = (self.selected != Tri::Yes).then_some(self.reference.policy);
        (self.policy.tier.mode() == Mode::Union).then_some((self.selected, policy, &self.rule.ports))
    }

    /// The rule as it takes part in the walk. `named`: the ports that a name stands for on the destination.
    pub(crate) fn matching<P: Borrow<PortSet>>(
        &self,
        matches: Tri,
        named: impl Fn(Protocol, Symbol) -> Option<P>,
    ) -> Matching<'p> {
        Matching {
            rule: self.reference,
            action: self.rule.action,
            tier: self.policy.tier,
            priority: self.policy.priority,
            matches,
            selected: self.selected,
            ports: ports_on(&self.rule.ports, named),
        }
    }
}

/// The ports of a rule on a destination.
fn ports_on<P: Borrow<PortSet>>(
    ports: &Ports,
    named: impl Fn(Protocol, Symbol) -> Option<P>,
) -> Cow<'_, PortSet> {
    if ports.names.is_empty() {
        return Cow::Borrowed(&ports.numbers);
    }
    let named: Vec<P> = ports.names.iter().filter_map(|&(protocol, name)| named(protocol, name)).collect();
    Cow::Owned(PortSet::of_all([&ports.numbers].into_iter().chain(named.iter().map(Borrow::borrow))))
}
