//! The lines that decided.

use super::{evidence, side};
use crate::eval::Reason;
use crate::explain::{Explanation, Side, TierEnd};
use crate::model::Model;
use crate::policy::Action;
use crate::source::Location;
use crate::tri::Tri;
use crate::view::{MarkKind, MarkView};

/// How many misses are marked in each direction; more would only hide the best.
const MARKED_MISSES: usize = 2;
/// So many policies that isolate are marked: nobody looks at each of thousands.
const MARKED_POLICIES: usize = 200;

/// "The test for a reason: delete the cited lines, and the verdict flips." An allowed side cites the rule, a
/// denied one what isolates, with the rules that came nearest.
pub(super) fn view(model: &Model, explanation: &Explanation) -> Vec<MarkView> {
    let mut res = Vec::new();
    for side in explanation.sides.iter().flat_map(|it| [&it.egress, &it.ingress]) {
        if matches!(side.reason, Reason::OwnNode | Reason::HostNetwork | Reason::NotApplicable) {
            continue;
        }
        mark_side(model, side, &mut res);
    }
    crate::order::sort_dedup(&mut res);
    res
}

fn mark_side(model: &Model, side: &Side, acc: &mut Vec<MarkView>) {
    let mut mark = |location: Location, kind| {
        acc.extend(model.places.place(location).map(|place| MarkView { place, kind }));
    };
    let decider = side.reason.rule();
    if let Some(outer) = decider.filter(|it| side::is_outer(model, *it)) {
        let tied = side
            .outer
            .iter()
            .find_map(|it| if let TierEnd::Tied(all) = &it.end { Some(all.as_slice()) } else { None })
            .filter(|it| it.contains(&outer));
        for it in tied.unwrap_or(&[outer]) {
            let Some(rule) = model.policies.rule(*it) else { continue };
            let kind = match (side.reason, rule.action) {
                (Reason::Unknown(_), _) => MarkKind::Miss,
                (_, Action::Deny) => MarkKind::Isolate,
                (_, Action::Accept | Action::Pass) => MarkKind::Allow,
            };
            mark(rule.location, kind);
        }
        return;
    }
    // Where a rule allows, its own policy's isolation is enough context.
    let isolating = side.isolating.iter().filter(|it| decider.is_none_or(|rule| rule.policy == it.0));
    for &(policy, _) in isolating.take(MARKED_POLICIES) {
        let (selector, types) = evidence::isolation(model, policy);
        mark(selector, MarkKind::Isolate);
        if let Some(it) = types {
            mark(it, MarkKind::Isolate);
        }
    }
    if let Some(rule) = decider.and_then(|it| model.policies.rule(it)) {
        mark(rule.location, if side.allowed == Tri::Yes { MarkKind::Allow } else { MarkKind::Miss });
    }
    if side.allowed != Tri::Yes {
        for it in side.misses.iter().take(MARKED_MISSES) {
            if let Some(rule) = model.policies.rule(it.rule) {
                mark(rule.location, MarkKind::Miss);
            }
        }
    }
}

#[cfg(test)]
mod tests;
