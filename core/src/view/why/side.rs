//! One end of the connection in words.

use super::evidence;
use crate::analysis::Analysis;
use crate::eval::Reason;
use crate::explain::{Explanation, RuleTrial, Side, TierEnd, TierTrace};
use crate::ids::PolicyId;
use crate::manifest::ClusterPolicy;
use crate::policy::{Action, Direction, RuleRef, Tier};
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
    let exempt = matches!(side.reason, Reason::OwnNode | Reason::HostNetwork | Reason::NotApplicable);
    let (steps, more) = if exempt { (Vec::new(), 0) } else { steps(analysis, explanation, side) };
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
        Reason::Unreachable => {
            vec![text("No common address family with the other end: policies do not matter.")]
        }
        Reason::NotApplicable => {
            vec![text("Outside the cluster: no policy applies at this end, so it does not decide.")]
        }
        Reason::HostNetwork => {
            vec![text("Shares its node's network: policies do not select it, so this end does not decide.")]
        }
        Reason::OwnNode => vec![text("The other end is the node that the pod runs on: always allowed.")],
        Reason::Rule(it) | Reason::Unknown(it) | Reason::Tied(it) if is_outer(analysis, it) => {
            by_tier(analysis, side, it)
        }
        Reason::NotIsolated => not_isolated(analysis, side),
        Reason::EitherWay => {
            let mut res = vec![text("Allowed whether or not it is isolated. Perhaps isolated by ")];
            res.extend(listed(analysis, side.isolating.iter().map(|it| it.0)));
            res
        }
        Reason::Rule(_)
        | Reason::Isolated
        | Reason::Unknown(_)
        | Reason::Tied(_)
        | Reason::PerhapsOwnNode => {
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

/// Whether a rule stands before or behind NetworkPolicy.
pub(super) fn is_outer(analysis: &Analysis, it: RuleRef) -> bool {
    analysis.policies.policies.at(it.policy).tier != Tier::NetworkPolicy
}

/// "Tier, priority, policy, rule name or index, action".
fn by_tier(analysis: &Analysis, side: &Side, rule: RuleRef) -> Vec<Fragment> {
    let tier = analysis.policies.policies.at(rule.policy).tier.as_str();
    let action = analysis.policies.rule(rule).map(|it| it.action);
    match (side.reason, action) {
        (Reason::Tied(_), _) => vec![text(format!(
            "Undecided in the {tier} tier: policies with the same priority differ, and their order is left open."
        ))],
        (Reason::Unknown(_), _) => {
            let mut res = vec![text(format!("Undecided in the {tier} tier: whether "))];
            res.extend(rule_title(analysis, rule));
            res.push(text(match action {
                Some(Action::Deny) => {
                    " matches is not in the input. If it does, this is denied; else what follows decides."
                }
                Some(Action::Pass) => {
                    " matches is not in the input. If it does, the next tier decides; else what follows here."
                }
                Some(Action::Accept) | None => {
                    " matches is not in the input. If it does, this is allowed; else what follows decides."
                }
            }));
            res
        }
        (_, action) => {
            let word = if action == Some(Action::Deny) { "Denied" } else { "Allowed" };
            let mut res = vec![text(format!("{word} in the {tier} tier by "))];
            res.extend(rule_title(analysis, rule));
            res.push(text("."));
            res
        }
    }
}

/// `p (priority 10) egress rule 2 "to-dns"`.
fn rule_title(analysis: &Analysis, rule: RuleRef) -> Vec<Fragment> {
    let policy = analysis.policies.policies.at(rule.policy);
    let name = analysis.policies.rule(rule).map(|it| it.name.as_str()).unwrap_or_default();
    let priority = match policy.priority {
        ClusterPolicy::LAST => String::new(),
        it => format!(" (priority {it})"),
    };
    let name = if name.is_empty() { String::new() } else { format!(" \"{name}\"") };
    let number = rule.index + 1;
    vec![
        policy_link(analysis, rule.policy),
        text(format!("{priority} {} rule {number}{name}", rule.direction.as_str())),
    ]
}

/// "p selects the pod but only for Ingress".
fn not_isolated(analysis: &Analysis, side: &Side) -> Vec<Fragment> {
    let direction = side.direction.as_str();
    let mut res = vec![text(match side.outer.is_empty() {
        true => format!("No policy isolates it for {direction}: everything is allowed."),
        false => {
            format!(
                "No NetworkPolicy isolates it for {direction}, and no cluster-wide rule decides: allowed by default."
            )
        }
    })];
    if !side.only_other_direction.is_empty() {
        let other = side.direction.opposite().as_str();
        let many = side.only_other_direction.len() > 1;
        res.push(text(" "));
        res.extend(listed(analysis, side.only_other_direction.iter().copied()));
        res.push(text(format!(" select{} it, but only for {other}.", if many { "" } else { "s" })));
    }
    res
}

fn steps(analysis: &Analysis, explanation: &Explanation, side: &Side) -> (Vec<StepView>, usize) {
    let (mut res, mut more) = (Vec::new(), 0);
    let tier = side.reason.rule().map(|it| analysis.policies.policies.at(it.policy).tier);
    for it in side.outer.iter().filter(|it| it.tier == Tier::Admin) {
        tier_step(analysis, explanation, side, it, &mut res);
    }
    if !side.isolating.is_empty() && tier != Some(Tier::Admin) {
        more = network_policy_steps(analysis, explanation, side, &mut res);
    }
    for it in side.outer.iter().filter(|it| it.tier == Tier::Baseline) {
        tier_step(analysis, explanation, side, it, &mut res);
    }
    (res, more)
}

/// One tier of cluster-wide policies: how it ended, and because of what.
fn tier_step(
    analysis: &Analysis,
    explanation: &Explanation,
    side: &Side,
    trace: &TierTrace,
    acc: &mut Vec<StepView>,
) {
    let trial = |rule: &RuleRef| trace.trials.iter().find(|it| it.rule == *rule);
    let evidence = |rule: &RuleRef| {
        trial(rule).map_or_else(Vec::new, |it| evidence::lines(analysis, explanation, side, it))
    };
    let place =
        |rule: &RuleRef| analysis.policies.rule(*rule).and_then(|it| analysis.places.place(it.location));
    let lead = text(format!("{} tier: ", trace.tier.as_str()));
    let line = |lead: Option<&Fragment>, sign, rule: &RuleRef, verb: &str| {
        let mut words: Vec<Fragment> = lead.cloned().into_iter().collect();
        words.extend(rule_title(analysis, *rule));
        words.push(text(verb));
        StepView { sign, text: words, place: place(rule), children: evidence(rule) }
    };
    let step = |sign, rule: &RuleRef, verb: &str| line(Some(&lead), sign, rule, verb);
    let action = |rule: &RuleRef| analysis.policies.rule(*rule).map_or(Action::Accept, |it| it.action);
    match &trace.end {
        TierEnd::NotReached => {}
        TierEnd::Decided(it) => acc.push(match action(it) {
            Action::Deny => step(Sign::No, it, " denies it"),
            Action::Accept | Action::Pass => step(Sign::Yes, it, " allows it"),
        }),
        TierEnd::Passed(it) => acc.push(step(Sign::Plain, it, " passes it on to the next tier")),
        TierEnd::Undecided(it) => acc.push(step(
            Sign::Unknown,
            it,
            match action(it) {
                Action::Accept => " may allow it",
                Action::Deny => " may deny it",
                Action::Pass => " may pass it on",
            },
        )),
        TierEnd::Tied(all) => {
            let contender = |it: &RuleRef| {
                let (sign, verb) = match action(it) {
                    Action::Accept => (Sign::Yes, " allows it"),
                    Action::Deny => (Sign::No, " denies it"),
                    Action::Pass => (Sign::Plain, " passes it on"),
                };
                line(None, sign, it, verb)
            };
            let mut children: Vec<StepView> = all.iter().map(contender).collect();
            if let Some(first) = all.first() {
                let mut words = vec![text("by name, "), policy_link(analysis, first.policy)];
                words.push(text(match action(first) {
                    Action::Accept => " comes first: it would be allowed",
                    Action::Deny => " comes first: it would be denied",
                    Action::Pass => " comes first: it would be passed on",
                }));
                children.push(StepView { sign: Sign::Plain, text: words, place: None, children: Vec::new() });
            }
            acc.push(StepView {
                sign: Sign::Unknown,
                text: vec![lead.clone(), text("the order of these is open, and they differ")],
                place: None,
                children,
            });
        }
        TierEnd::NoMatch => {
            let mut words = vec![lead.clone()];
            words.push(text(match trace.trials.len() {
                1 => "the only rule does not match, in ".to_owned(),
                n => format!("none of {n} rules matches, in "),
            }));
            words.extend(listed(analysis, trace.policies.iter().map(|it| it.0)));
            let misses = trace.trials.iter().take(SHOWN_MISSES);
            let children = misses.map(|it| line(None, Sign::Plain, &it.rule, " does not match")).collect();
            acc.push(StepView { sign: Sign::Plain, text: words, place: None, children });
        }
    }
}

/// The tier of NetworkPolicy; how many rules are left out.
fn network_policy_steps(
    analysis: &Analysis,
    explanation: &Explanation,
    side: &Side,
    res: &mut Vec<StepView>,
) -> usize {
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
    more
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
