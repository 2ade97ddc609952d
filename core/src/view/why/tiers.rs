//! The tiers of cluster-wide policies in words: how each ended, and because of what.

use super::evidence;
use super::side::{SHOWN_MISSES, listed, policy_link, sign, some_lines};
use crate::eval::Reason;
use crate::explain::{Explanation, NotAsked, Side, TierEnd, TierTrace};
use crate::ids::PolicyId;
use crate::kind::ClusterPolicy;
use crate::model::Model;
use crate::policy::{Action, RuleRef, Tier};
use crate::tri::Tri;
use crate::view::{Fragment, Sign, StepView};

fn text(it: impl Into<String>) -> Fragment {
    Fragment::Text(it.into())
}

/// "Tier, priority, policy, rule name or index, action".
pub(super) fn by_tier(model: &Model, reason: Reason, rule: RuleRef) -> Vec<Fragment> {
    let tier = model.policies.policies.at(rule.policy).tier.as_str();
    let action = model.policies.rule(rule).map(|it| it.action);
    match (reason, action) {
        (Reason::Tied(_), _) => vec![text(format!(
            "Undecided in the {tier} tier: policies with equal priority differ, and their order is left open."
        ))],
        (Reason::Unknown(_), _) => {
            let mut res = vec![text(format!("Undecided in the {tier} tier: whether "))];
            res.extend(rule_title(model, rule));
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
            res.extend(rule_title(model, rule));
            res.push(text("."));
            res
        }
    }
}

/// `p (priority 10) egress rule 2 "to-dns"`.
fn rule_title(model: &Model, rule: RuleRef) -> Vec<Fragment> {
    let policy = model.policies.policies.at(rule.policy);
    let name = model.policies.rule(rule).map(|it| it.name.as_str()).unwrap_or_default();
    let priority = match policy.priority {
        ClusterPolicy::LAST => String::new(),
        it => format!(" (priority {it})"),
    };
    let name = if name.is_empty() { String::new() } else { format!(" \"{name}\"") };
    let number = rule.index + 1;
    vec![
        policy_link(model, rule.policy),
        text(format!("{priority} {} rule {number}{name}", rule.direction.as_str())),
    ]
}

/// One tier of cluster-wide policies: how it ended, and because of what.
pub(super) fn tier_step(
    model: &Model,
    explanation: &Explanation,
    side: &Side,
    trace: &TierTrace,
    acc: &mut Vec<StepView>,
) {
    let lines = Lines { model, explanation, side, trace };
    let lead = || vec![text(format!("{} tier: ", trace.tier.as_str()))];
    let plain = |words, children| StepView { sign: Sign::Plain, text: words, place: None, children };
    acc.extend(match &trace.end {
        TierEnd::NotReached(why) => not_asked(model, side, trace.tier, *why),
        TierEnd::Decided(it) | TierEnd::Passed(it) | TierEnd::Undecided(it) => Some(lines.rule(lead(), it)),
        TierEnd::Tied(all) => Some(lines.tied(lead(), all)),
        TierEnd::NoMatch => {
            let mut words = lead();
            words.push(text(match trace.trials.len() {
                1 => "the only rule does not match, in ".to_owned(),
                n => format!("none of its {n} rules matches, in "),
            }));
            words.extend(listed(model, trace.policies.iter().map(|it| it.0)));
            let misses = trace.trials.iter().take(SHOWN_MISSES);
            Some(plain(words, misses.map(|it| lines.miss(&it.rule)).collect()))
        }
    });
}

/// "A tier that is not asked says why."
pub(super) fn not_asked(model: &Model, side: &Side, tier: Tier, why: NotAsked) -> Option<StepView> {
    let mut words = vec![text(format!("{} tier: not asked, ", tier.as_str()))];
    let mut applying = |those: &mut dyn Iterator<Item = PolicyId>, rest: &str| {
        let those: Vec<PolicyId> = those.collect();
        let verb = if those.len() == 1 { "applies" } else { "apply" };
        words.extend(listed(model, those.into_iter()));
        words.push(text(format!(" {verb}{rest}")));
    };
    match why {
        NotAsked::Exempt => return None,
        NotAsked::Decided(rule) => {
            words.extend(rule_title(model, rule));
            words.push(text(" decides before"));
        }
        NotAsked::Isolated => {
            let certain = side.isolating.iter().filter(|it| it.1 == Tri::Yes);
            applying(&mut certain.map(|it| it.0), "");
        }
        NotAsked::OtherDirection => {
            let rest = format!(", if only for {}", side.direction.opposite().as_str());
            applying(&mut side.only_other_direction.iter().copied(), &rest);
        }
    }
    Some(StepView { sign: Sign::Plain, text: words, place: None, children: Vec::new() })
}

/// Makes lines about the rules of one tier.
struct Lines<'a> {
    model: &'a Model,
    explanation: &'a Explanation,
    side: &'a Side,
    trace: &'a TierTrace,
}

impl Lines<'_> {
    fn action(&self, rule: &RuleRef) -> Action {
        self.model.policies.rule(*rule).map_or(Action::Accept, |it| it.action)
    }

    /// Whether the rule matches, and its policy selects the subject.
    fn matches(&self, rule: &RuleRef) -> Tri {
        let trial = self.trace.trials.iter().find(|it| it.rule == *rule).map_or(Tri::No, |it| it.matches);
        let selected = self.trace.policies.iter().find(|it| it.0 == rule.policy).map_or(Tri::No, |it| it.1);
        trial.and(selected)
    }

    fn line(&self, lead: Vec<Fragment>, sign: Sign, rule: &RuleRef, verb: &str) -> StepView {
        let Lines { model, explanation, side, trace } = *self;
        let mut words = lead;
        words.extend(rule_title(model, *rule));
        words.push(text(verb));
        let place = model.policies.rule(*rule).and_then(|it| model.places.place(it.location));
        let trial = trace.trials.iter().find(|it| it.rule == *rule);
        let children = trial.map_or_else(Vec::new, |it| evidence::lines(model, explanation, side, it));
        StepView { sign, text: words, place, children }
    }

    fn miss(&self, rule: &RuleRef) -> StepView {
        self.line(Vec::new(), Sign::Plain, rule, " does not match")
    }

    /// What a rule does with the flow. What may match is never told as matching.
    fn rule(&self, lead: Vec<Fragment>, rule: &RuleRef) -> StepView {
        let (sign, verb) = match (self.matches(rule), self.action(rule)) {
            (Tri::Yes, Action::Accept) => (Sign::Yes, " allows it"),
            (Tri::Yes, Action::Deny) => (Sign::No, " denies it"),
            (Tri::Yes, Action::Pass) => (Sign::Plain, " passes it on to the next tier"),
            (it, Action::Accept) => (sign(it), " may allow it"),
            (it, Action::Deny) => (sign(it), " may deny it"),
            (it, Action::Pass) => (sign(it), " may pass it on"),
        };
        self.line(lead, sign, rule, verb)
    }

    /// Policies of one priority: who they are, and whether their order matters.
    fn tied(&self, lead: Vec<Fragment>, all: &[RuleRef]) -> StepView {
        let mut children = some_lines(all.iter(), Sign::Plain, |it| self.rule(Vec::new(), it));
        let matters = matches!(self.side.reason, Reason::Tied(it) if all.contains(&it));
        let mut words = lead;
        words.push(text(if matters {
            "these have equal priority and differ, and their order is left open"
        } else {
            "these have equal priority; whichever comes first, the answer is the same"
        }));
        if let Some(first) = all.first().filter(|_| matters) {
            let mut words = vec![text("by name, "), policy_link(self.model, first.policy)];
            words.push(text(match (self.matches(first), self.action(first)) {
                (Tri::Yes, Action::Accept) => " comes first: it would be allowed",
                (Tri::Yes, Action::Deny) => " comes first: it would be denied",
                (Tri::Yes, Action::Pass) => " comes first: it would be passed on",
                (Tri::Unknown | Tri::No, _) => " comes first, and whether it matches is not in the input",
            }));
            children.push(StepView { sign: Sign::Plain, text: words, place: None, children: Vec::new() });
        }
        let sign = if matters { Sign::Unknown } else { Sign::Plain };
        StepView { sign, text: words, place: None, children }
    }
}

#[cfg(test)]
mod tests;
