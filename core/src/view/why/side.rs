//! One end of the connection in words.

use super::tiers::{by_tier, not_asked, tier_step};
use super::{evidence, selection};
use crate::eval::Reason;
use crate::explain::{Explanation, RuleTrial, Side, TierEnd};
use crate::ids::PolicyId;
use crate::model::Model;
use crate::policy::{Direction, RuleRef, STAGES};
use crate::tri::Tri;
use crate::view::{Fragment, SideView, Sign, StepView};

/// How many misses are shown: "the best three by default".
pub(super) const SHOWN_MISSES: usize = 3;
/// How many further rules that also match are shown.
const SHOWN_MATCHES: usize = 3;

pub(super) fn view(model: &Model, explanation: &Explanation, side: &Side) -> SideView {
    let subject = model.title(side.subject);
    let title = match side.direction {
        Direction::Egress => format!("Leaving {subject}"),
        Direction::Ingress => format!("Entering {subject}"),
    };
    let exempt = matches!(
        side.reason,
        Reason::OwnNode | Reason::HostNetwork | Reason::NotApplicable | Reason::LeftOut
    );
    let (steps, more) = if exempt { (Vec::new(), 0) } else { steps(model, explanation, side) };
    SideView {
        direction: side.direction.as_str(),
        title,
        sign: sign(side.allowed),
        certainty: side.certainty,
        summary: summary(model, side, side.reason),
        steps,
        more,
    }
}

pub(super) fn sign(allowed: Tri) -> Sign {
    match allowed {
        Tri::Yes => Sign::Yes,
        Tri::No => Sign::No,
        Tri::Unknown => Sign::Unknown,
    }
}

fn text(it: impl Into<String>) -> Fragment {
    Fragment::Text(it.into())
}

/// A policy's name that leads to it.
pub(crate) fn policy_link(model: &Model, policy: PolicyId) -> Fragment {
    let policy = model.policies.policies.at(policy);
    match model.places.place(policy.location) {
        Some(it) => Fragment::Link(policy.id.clone(), it),
        None => Fragment::Code(policy.id.clone()),
    }
}

/// So many policies are named at most where all that do the same are told, and so many of them have a line each: thousands may
/// select one pod.
pub(super) const SHOWN_POLICIES: usize = 20;

/// Policies by their names, and how many more there are.
pub(crate) fn listed(model: &Model, mut policies: impl Iterator<Item = PolicyId>) -> Vec<Fragment> {
    let mut res = Vec::new();
    for it in policies.by_ref().take(SHOWN_POLICIES) {
        if !res.is_empty() {
            res.push(text(", "));
        }
        res.push(policy_link(model, it));
    }
    match policies.count() {
        0 => (),
        n => res.push(text(format!(" and {n} more"))),
    }
    res
}

/// Lines of which each tells of one policy, and how many more such policies there are.
pub(super) fn some_lines<T>(
    all: impl Iterator<Item = T>,
    sign: Sign,
    line: impl Fn(T) -> StepView,
) -> Vec<StepView> {
    let mut all = all;
    let mut res: Vec<StepView> = all.by_ref().take(SHOWN_POLICIES).map(line).collect();
    let more = match all.count() {
        0 => return res,
        1 => "the same holds for 1 more policy".to_owned(),
        n => format!("the same holds for {n} more policies"),
    };
    res.push(StepView { sign, text: vec![text(more)], place: None, children: Vec::new() });
    res
}

/// What decided, or would decide if the other end is not the subject's own node.
fn summary(model: &Model, side: &Side, reason: Reason) -> Vec<Fragment> {
    let direction = side.direction.as_str();
    match reason {
        Reason::Unreachable => {
            vec![text("No common address family with the other end: policies do not matter.")]
        }
        Reason::NotApplicable if super::is_node(model, side.subject) => {
            vec![text("A node is not a pod: no policy applies at this end, so it does not decide.")]
        }
        Reason::NotApplicable => {
            vec![text("Outside the cluster: no policy applies at this end, so it does not decide.")]
        }
        Reason::HostNetwork => {
            vec![text("Shares its node's network: policies do not select it, so this end does not decide.")]
        }
        Reason::OwnNode => vec![text("The other end is the node that the pod runs on: always allowed.")],
        Reason::PerhapsOwnNode => perhaps_own_node(model, side),
        Reason::Rule(it) | Reason::Unknown(it) | Reason::Tied(it) if is_outer(model, it) => {
            let mut res = by_tier(model, reason, it);
            if model.policies.tier(it.policy).is_after_isolation() {
                res.extend(only_other_direction(model, side));
            }
            res
        }
        Reason::LeftOut => vec![text("Not computed: the limit of counted work is reached.")],
        Reason::NotIsolated => not_isolated(model, side),
        Reason::EitherWay => {
            let mut res = vec![text("Allowed whether or not it is isolated. Perhaps isolated by ")];
            res.extend(listed(model, side.isolating.iter().map(|it| it.0)));
            res
        }
        Reason::Rule(_) | Reason::Isolated | Reason::Unknown(_) | Reason::Tied(_) => {
            let certain = side.isolating.iter().filter(|it| it.1 == Tri::Yes).map(|it| it.0);
            let mut res = vec![text("Isolated by ")];
            res.extend(listed(model, certain));
            if reason == Reason::Isolated && side.matches.is_empty() {
                let rules = side.misses.len();
                res.push(text(match rules {
                    0 => format!("; no {direction} rule at all"),
                    1 => "; the only rule does not match".to_owned(),
                    n => format!("; none of its {n} rules matches"),
                }));
            }
            res
        }
        Reason::UnknownIsolation => {
            let mut res = vec![text("Perhaps isolated by ")];
            res.extend(listed(model, side.isolating.iter().map(|it| it.0)));
            res
        }
    }
}

/// Both answers, each with what it depends on.
fn perhaps_own_node(model: &Model, side: &Side) -> Vec<Fragment> {
    let subject = model.title(side.subject);
    let mut res = vec![
        text("Whether the other end is the node of "),
        Fragment::Code(subject.to_owned()),
        text(" is not in the input. If it is, this is allowed. If not: "),
    ];
    match side.otherwise {
        Some((_, Reason::PerhapsOwnNode)) | None => res.push(text("policies decide.")),
        Some((_, reason)) => res.extend(summary(model, side, reason)),
    }
    res
}

/// Whether a rule belongs to a stage with an order: before or after NetworkPolicy.
pub(super) fn is_outer(model: &Model, it: RuleRef) -> bool {
    model.policies.tier(it.policy).mode().is_ordered()
}

/// "Not isolated; then what Baseline and default did".
fn not_isolated(model: &Model, side: &Side) -> Vec<Fragment> {
    let direction = side.direction.as_str();
    let tied = side.outer.iter().any(|it| matches!(it.end, TierEnd::Tied(_)));
    let doubtful = side.outer.iter().any(|it| matches!(it.end, TierEnd::Undecided(_)));
    let mut res = vec![text(match (side.outer.is_empty(), tied, doubtful) {
        (true, _, _) => format!("No policy isolates it for {direction}: everything is allowed."),
        (_, true, _) => format!(
            "No NetworkPolicy isolates it for {direction}: allowed whichever of the cluster-wide policies with equal priority comes first."
        ),
        (_, _, true) => format!(
            "No NetworkPolicy isolates it for {direction}: allowed, whether or not the cluster-wide rules that may match do so."
        ),
        (false, false, false) => format!(
            "No NetworkPolicy isolates it for {direction}, and no cluster-wide rule decides: allowed by default."
        ),
    })];
    res.extend(only_other_direction(model, side));
    res
}

/// "p selects the pod but only for Ingress": why NetworkPolicies do not decide, where one would expect it.
fn only_other_direction(model: &Model, side: &Side) -> Vec<Fragment> {
    let policies = &side.only_other_direction;
    if policies.is_empty() {
        return Vec::new();
    }
    let verb = if policies.len() > 1 { "select" } else { "selects" };
    let mut res = vec![text(" ")];
    res.extend(listed(model, policies.iter().copied()));
    res.push(text(format!(" {verb} it, but only for {}.", side.direction.opposite().as_str())));
    res
}

fn steps(model: &Model, explanation: &Explanation, side: &Side) -> (Vec<StepView>, usize) {
    let (mut res, mut more) = (selection::unsure(model, side), 0);
    for stage in &STAGES {
        if stage.mode.is_ordered() {
            for it in side.outer.iter().filter(|it| it.tier == stage.tier) {
                tier_step(model, explanation, side, it, &mut res);
            }
            continue;
        }
        match side.not_asked {
            Some(why) => res.extend(not_asked(model, side, stage.tier, why)),
            None if side.isolating.is_empty() => {}
            None => more = network_policy_steps(model, explanation, side, &mut res),
        }
        res.extend(selection::near(model, side));
        res.extend(selection::elsewhere(model, side));
    }
    (res, more)
}

/// The tier of NetworkPolicy; how many rules are left out.
fn network_policy_steps(
    model: &Model,
    explanation: &Explanation,
    side: &Side,
    res: &mut Vec<StepView>,
) -> usize {
    let denied = side.reason == Reason::Isolated;
    let matching = side.matches.iter().filter(|_| !denied);
    for (index, it) in matching.take(1 + SHOWN_MATCHES).enumerate() {
        res.push(rule(model, explanation, side, it, index > 0));
    }
    let mut more = side.matches.len().saturating_sub(1 + SHOWN_MATCHES);
    // What did not match says nothing about what is allowed all the same.
    if side.allowed != Tri::Yes {
        for it in side.misses.iter().take(SHOWN_MISSES) {
            res.push(rule(model, explanation, side, it, false));
        }
        res.extend(without_rules(model, side));
        more += side.misses.len().saturating_sub(SHOWN_MISSES);
    }
    more
}

/// "Policy has no rules for this direction".
fn without_rules(model: &Model, side: &Side) -> Vec<StepView> {
    let rules = |it: PolicyId| model.policies.rules(it, side.direction);
    let empty = side.isolating.iter().map(|it| it.0).filter(|&it| rules(it).is_empty());
    some_lines(empty, Sign::No, |it| StepView {
        sign: Sign::No,
        text: vec![
            policy_link(model, it),
            text(format!(" has no {} rules, so by itself it allows nothing", side.direction.as_str())),
        ],
        place: model.places.place(evidence::isolation(model, it).0),
        children: Vec::new(),
    })
}

fn rule(model: &Model, explanation: &Explanation, side: &Side, trial: &RuleTrial, further: bool) -> StepView {
    let policy = trial.rule.policy;
    let selected = side.isolating.iter().find(|it| it.0 == policy).map_or(Tri::Yes, |it| it.1);
    let verb = match trial.matches.and(selected) {
        Tri::Yes if further => "also allows it",
        Tri::Yes => "allows it",
        Tri::No => "does not match",
        Tri::Unknown => "may allow it",
    };
    let number = trial.rule.index + 1;
    StepView {
        sign: sign(trial.matches.and(selected)),
        text: vec![
            policy_link(model, policy),
            text(format!(" {} rule {number} {verb}", side.direction.as_str())),
        ],
        place: model.policies.rule(trial.rule).and_then(|it| model.places.place(it.location)),
        children: evidence::lines(model, explanation, side, trial),
    }
}
