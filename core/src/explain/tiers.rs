//! What the stages with an order (the tiers of cluster-wide policies) did with a flow: the trace of X-04.
//!
//! Each is described by its own rules alone: policies of one priority that differ are shown even where the other
//! stages make the answer the same.

use super::{RuleTrial, Side};
use crate::eval::{Inputs, Reason};
use crate::ids::PolicyId;
use crate::options::{EqualPriority, NetworkPolicyTier};
use crate::policy::{Action, RuleRef, STAGES, Tier};
use crate::tri::Tri;

/// What one stage with an order did.
#[derive(Clone, Debug, PartialEq)]
pub struct TierTrace {
    /// Which.
    pub tier: Tier,
    /// Its policies that apply to the subject, or perhaps do, in the order of the walk.
    pub policies: Vec<(PolicyId, Tri)>,
    /// Their rules in that order.
    pub trials: Vec<RuleTrial>,
    /// How it ended.
    pub end: TierEnd,
}

/// How a tier ended for the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierEnd {
    /// Something before it decided.
    NotReached(NotAsked),
    /// No rule matches.
    NoMatch,
    /// This rule decided.
    Decided(RuleRef),
    /// This rule passed the flow on.
    Passed(RuleRef),
    /// Whether this rule matches is unknown.
    Undecided(RuleRef),
    /// These rules have the same priority, match or may match, and differ: any of their policies may come first. In
    /// the order of the names.
    Tied(Vec<RuleRef>),
}

/// Why a tier is not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAsked {
    /// Policies are not consulted at all: the subject or its peer is exempt.
    Exempt,
    /// This rule of a stage before decided.
    Decided(RuleRef),
    /// Policies of a stage before isolate the subject in this direction ([`Side::isolating`]), and decide either way
    ///
    Isolated,
    /// Policies of a stage before select the subject, if only for the other direction
    /// ([`Side::only_other_direction`]), and the options let that be enough (C-05).
    OtherDirection,
}

/// Why a stage is not asked, if it is not: the first stage before it that lets nothing through.
pub(super) fn not_asked(inputs: Inputs<'_>, tier: Tier, side: &Side) -> Option<NotAsked> {
    if matches!(side.reason, Reason::NotApplicable | Reason::HostNetwork | Reason::OwnNode) {
        return Some(NotAsked::Exempt);
    }
    let either = inputs.options.network_policy_tier == NetworkPolicyTier::EitherDirection;
    let of_stage = |it: PolicyId, tier| inputs.policies.tier(it) == tier;
    STAGES.iter().take_while(|it| it.tier < tier).find_map(|it| {
        if it.mode.isolates() {
            let isolates = |one: &(PolicyId, Tri)| one.1 == Tri::Yes && of_stage(one.0, it.tier);
            let others = || side.only_other_direction.iter().any(|one| of_stage(*one, it.tier));
            let isolated = side.isolating.iter().any(isolates).then_some(NotAsked::Isolated);
            return isolated.or_else(|| (either && others()).then_some(NotAsked::OtherDirection));
        }
        match side.outer.iter().find(|trace| trace.tier == it.tier).map(|it| &it.end) {
            Some(TierEnd::Decided(rule)) => Some(NotAsked::Decided(*rule)),
            _ => None,
        }
    })
}

/// How the rules of a stage end it.
pub(super) fn end(inputs: Inputs<'_>, policies: &[(PolicyId, Tri)], trials: &[RuleTrial]) -> TierEnd {
    let by_name = inputs.options.equal_priority == EqualPriority::ByName;
    let priority = |it: PolicyId| inputs.policies.policies.at(it).priority;
    let mut met: Vec<Stop<'_>> = Vec::new();
    for level in policies.chunk_by(|a, b| !by_name && priority(a.0) == priority(b.0)) {
        let stops: Vec<Vec<Stop<'_>>> = level.iter().map(|it| stops(*it, trials)).collect();
        let mut actions = stops.iter().filter(|it| !it.is_empty()).map(|it| actions(it));
        let Some(first) = actions.next() else { continue };
        if actions.any(|it| it != first) {
            return TierEnd::Tied(stops.iter().flatten().map(|it| it.trial.rule).collect());
        }
        met.extend(stops.into_iter().flatten());
        if let Some(last) = met.iter().find(|it| it.certain) {
            let differs = met.iter().any(|it| it.trial.action != last.trial.action);
            return match (met.first(), last.trial.action) {
                (Some(doubtful), _) if differs => TierEnd::Undecided(doubtful.trial.rule),
                (_, Action::Pass) => TierEnd::Passed(last.trial.rule),
                (_, Action::Accept | Action::Deny) => TierEnd::Decided(last.trial.rule),
            };
        }
    }
    met.first().map_or(TierEnd::NoMatch, |it| TierEnd::Undecided(it.trial.rule))
}

/// A rule at which the walk through its policy ends, or may end.
#[derive(Clone, Copy)]
struct Stop<'t> {
    trial: &'t RuleTrial,
    certain: bool,
}

/// The rules of one policy up to the first that matches for certain.
fn stops((policy, selected): (PolicyId, Tri), trials: &[RuleTrial]) -> Vec<Stop<'_>> {
    let mut res = Vec::new();
    for trial in trials.iter().filter(|it| it.rule.policy == policy && it.matches.possible()) {
        res.push(Stop { trial, certain: trial.matches.and(selected) == Tri::Yes });
        if trial.matches == Tri::Yes {
            break;
        }
    }
    res
}

/// Which actions are among them.
fn actions(stops: &[Stop<'_>]) -> [bool; 3] {
    [Action::Accept, Action::Deny, Action::Pass].map(|it| stops.iter().any(|stop| stop.trial.action == it))
}
