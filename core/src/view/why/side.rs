//! One end of the connection in words.

use super::evidence;
use crate::analysis::Analysis;
use crate::eval::Reason;
use crate::explain::{Explanation, RuleTrial, Side};
use crate::ids::PolicyId;
use crate::policy::Direction;
use crate::tri::Tri;
use crate::view::{Fragment, SideView, Sign, StepView};

/// How many misses are shown: "the best three by default".
const SHOWN_MISSES: usize = 3;
/// How many further rules that also match are shown.
const SHOWN_MATCHES: usize = 3;

pub(super) fn view(analysis: &Analysis, explanation: &Explanation, side: &Side) -> SideView {
    let subject = super::title(analysis, side.subject);
    let title = match side.direction {
        Direction::Egress => format!("Leaving {subject}"),
        Direction::Ingress => format!("Entering {subject}"),
    };
    let judged = !side.isolating.is_empty()
        && !matches!(side.reason, Reason::OwnNode | Reason::HostNetwork | Reason::NotApplicable);
    let (steps, more) = if judged { steps(analysis, explanation, side) } else { (Vec::new(), 0) };
    SideView {
        direction: side.direction.as_str(),
        title,
        sign: sign(side.allowed),
        summary: summary(analysis, side),
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
pub(super) fn policy_link(analysis: &Analysis, policy: PolicyId) -> Fragment {
    let policy = analysis.policies.policies.at(policy);
    match analysis.places.place(policy.location) {
        Some(it) => Fragment::Link(policy.id.clone(), it),
        None => Fragment::Code(policy.id.clone()),
    }
}

fn listed(analysis: &Analysis, policies: impl Iterator<Item = PolicyId>) -> Vec<Fragment> {
    let mut res = Vec::new();
    for it in policies {
        if !res.is_empty() {
            res.push(text(", "));
        }
        res.push(policy_link(analysis, it));
    }
    res
}

fn summary(analysis: &Analysis, side: &Side) -> Vec<Fragment> {
    let direction = side.direction.as_str();
    match side.reason {
        Reason::NotApplicable => {
            vec![text("Outside the cluster: no policy applies at this end, so it does not decide.")]
        }
        Reason::HostNetwork => {
            vec![text("Shares its node's network: policies do not select it, so this end does not decide.")]
        }
        Reason::OwnNode => vec![text("The other end is the node that the pod runs on: always allowed.")],
        Reason::NotIsolated => not_isolated(analysis, side),
        Reason::EitherWay => {
            let mut res = vec![text("Allowed whether or not it is isolated. Perhaps isolated by ")];
            res.extend(listed(analysis, side.isolating.iter().map(|it| it.0)));
            res
        }
        Reason::Rule(_) | Reason::Isolated | Reason::Unknown(_) | Reason::PerhapsOwnNode => {
            let certain = side.isolating.iter().filter(|it| it.1 == Tri::Yes).map(|it| it.0);
            let mut res = vec![text("Isolated by ")];
            res.extend(listed(analysis, certain));
            if side.reason == Reason::Isolated && side.matches.is_empty() {
                let rules = side.misses.len();
                res.push(text(match rules {
                    0 => format!("; no {direction} rule at all"),
                    1 => "; the only rule does not match".to_owned(),
                    n => format!("; none of {n} rules matches"),
                }));
            }
            res
        }
        Reason::UnknownIsolation => {
            let mut res = vec![text("Perhaps isolated by ")];
            res.extend(listed(analysis, side.isolating.iter().map(|it| it.0)));
            res
        }
    }
}

/// "p selects the pod but only for Ingress".
fn not_isolated(analysis: &Analysis, side: &Side) -> Vec<Fragment> {
    let mut res =
        vec![text(format!("No policy isolates it for {}: everything is allowed.", side.direction.as_str()))];
    if !side.only_other_direction.is_empty() {
        let other = match side.direction {
            Direction::Egress => "ingress",
            Direction::Ingress => "egress",
        };
        let many = side.only_other_direction.len() > 1;
        res.push(text(" "));
        res.extend(listed(analysis, side.only_other_direction.iter().copied()));
        res.push(text(format!(" select{} it, but only for {other}.", if many { "" } else { "s" })));
    }
    res
}

fn steps(analysis: &Analysis, explanation: &Explanation, side: &Side) -> (Vec<StepView>, usize) {
    let mut res = Vec::new();
    let matching = side.matches.iter().filter(|_| side.reason != Reason::Isolated);
    for (index, it) in matching.take(1 + SHOWN_MATCHES).enumerate() {
        res.push(rule(analysis, explanation, side, it, index > 0));
    }
    let mut more = side.matches.len().saturating_sub(1 + SHOWN_MATCHES);
    // What did not match says nothing about what is allowed all the same.
    if side.allowed != Tri::Yes {
        for it in side.misses.iter().take(SHOWN_MISSES) {
            res.push(rule(analysis, explanation, side, it, false));
        }
        res.extend(without_rules(analysis, side));
        more += side.misses.len().saturating_sub(SHOWN_MISSES);
    }
    (res, more)
}

/// "Policy has no rules for this direction".
fn without_rules(analysis: &Analysis, side: &Side) -> Vec<StepView> {
    let rules = |it: PolicyId| analysis.policies.rules(it, side.direction);
    let empty = side.isolating.iter().map(|it| it.0).filter(|&it| rules(it).is_empty());
    empty
        .map(|it| StepView {
            sign: Sign::No,
            text: vec![
                policy_link(analysis, it),
                text(format!(" has no {} rules, so by itself it allows nothing", side.direction.as_str())),
            ],
            place: analysis.places.place(evidence::isolation(analysis, it).0),
            children: Vec::new(),
        })
        .collect()
}

fn rule(
    analysis: &Analysis,
    explanation: &Explanation,
    side: &Side,
    trial: &RuleTrial,
    further: bool,
) -> StepView {
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
            policy_link(analysis, policy),
            text(format!(" {} rule {number} {verb}", side.direction.as_str())),
        ],
        place: analysis.policies.rule(trial.rule).and_then(|it| analysis.places.place(it.location)),
        children: evidence::lines(analysis, explanation, side, trial),
    }
}
