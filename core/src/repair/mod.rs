//! Edits that open or close one flow: the smallest that do it, each evaluated before it is offered.
//!
//! Enters: a `Model`, two rows and a port. Leaves: [`Repairs`], best first: those that change the fewest other pairs, then
//! touch the fewest lines, then open the fewest ports. Deliberately not here: words for people, which are in `view`.

mod allow;
mod candidate;
mod deny;
mod effect;
mod peers;
#[cfg(test)]
mod tests;
mod trial;

use crate::diagnostic::Edit;
use crate::eval::Reason;
use crate::explain::{Explanation, Side};
use crate::ids::{EndId, EndpointId};
use crate::model::Model;
use crate::pause::{Pause, at_once};
use crate::policy::{Direction, RuleRef, Tier};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

use candidate::Candidate;
pub(crate) use effect::{Effect, of_files};

/// So many are offered.
const OFFERED: usize = 5;
/// So many are evaluated: each is an evaluation of the whole input.
const EVALUATED: usize = 16;
/// With more pods fewer are.
const PODS: usize = 16_000;

/// What a flow is to become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// It is denied, or not certainly allowed.
    Allowed,
    /// It is allowed, or not certainly denied.
    Denied,
}

/// What can be done about a flow.
#[derive(Debug)]
pub(crate) struct Repairs {
    /// What it is to become.
    pub wanted: Wanted,
    /// The port that was asked for, or one that stands for what was.
    pub port: (Protocol, u16),
    /// Best first.
    pub offered: Vec<Repair>,
    /// Why nothing is offered, or what is in the way of it.
    pub obstacle: Option<Obstacle>,
}

/// What no edit of a NetworkPolicy changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A rule of a cluster-wide policy decides before NetworkPolicies do.
    Rule(RuleRef),
    /// One end is its node, or the flow is exempt: policies are not asked.
    NotAsked,
    /// The ends have no address family in common.
    Unreachable,
    /// The flow is already what it is to become.
    Nothing,
    /// The evaluation was left out, or the text is not there to be edited.
    NoText,
}

/// An edit that makes a flow what it is to become.
#[derive(Debug)]
pub(crate) struct Repair {
    /// What it does, as a button says it: lower case, no final period.
    pub title: String,
    /// The edits, in files, in the order of the text.
    pub edits: Vec<Edit>,
    /// How many lines are written or deleted.
    pub lines: usize,
    /// What it changes, this flow included.
    pub effect: Effect,
    /// The rows of the flow in the input as it would be.
    pub own: (EndpointId, EndpointId),
}

impl Repair {
    /// How many pairs change besides the one that is meant.
    pub(crate) fn others(&self) -> u64 {
        self.effect.pairs().saturating_sub(1)
    }

    /// Whether a pair that changes is the one that is meant, or a part of it: an edit may cut addresses otherwise.
    pub(crate) fn is_meant(&self, model: &Model, from: EndId, to: EndId) -> bool {
        let Effect { comparison, after, .. } = &self.effect;
        let models = comparison.models(self.effect.before(model), after);
        let is_of = |row: EndpointId, end| comparison.ends_of_row(models, after, row.0).contains(&end);
        is_of(self.own.0, from) && is_of(self.own.1, to)
    }
}

/// A flow that is to become another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    /// Row.
    pub(crate) from: EndpointId,
    /// Column.
    pub(crate) to: EndpointId,
    /// Which port.
    pub(crate) probe: Probe,
    /// What it is to become; `None`: allowed if it is not, and else denied.
    pub(crate) wanted: Option<Wanted>,
}

/// The edits for a flow between two rows.
pub(crate) fn repairs(model: &Model, ask: Ask) -> Option<Repairs> {
    at_once(async |pause| in_steps(model, ask, &pause, |_, _| ()).await)
}

/// The same, stopping in between. Tells how many edits of how many were tried.
pub(crate) async fn in_steps(
    model: &Model,
    ask: Ask,
    pause: &Pause,
    tell: impl Fn(usize, usize),
) -> Option<Repairs> {
    let Ask { from, to, probe, wanted } = ask;
    let pair = crate::eval::Pair::new(from, to);
    let why = model.explain(pair, probe);
    pause.here().await;
    let port = why.pieces.get(why.chosen)?.sample;
    let is_allowed = why.pieces.get(why.chosen)?.allowed;
    let wanted = wanted.unwrap_or(if is_allowed == Tri::Yes { Wanted::Denied } else { Wanted::Allowed });
    let none = |obstacle| Some(Repairs { wanted, port, offered: Vec::new(), obstacle: Some(obstacle) });
    if is_allowed == (if wanted == Wanted::Allowed { Tri::Yes } else { Tri::No }) {
        return none(Obstacle::Nothing);
    }
    let goal = Goal { from, to, port, wanted };
    let sides: Vec<&Side> = why.sides.iter().flat_map(|it| [&it.egress, &it.ingress]).collect();
    let stubborn = sides.iter().find_map(|it| obstacle(model, it, wanted));
    if let Some(it) = stubborn.filter(|_| wanted == Wanted::Allowed) {
        return none(it);
    }
    let candidates = candidates(model, &goal, &why, &sides);
    if candidates.is_empty() {
        return none(stubborn.unwrap_or(Obstacle::NoText));
    }
    let most = (PODS / model.cluster.pod_count().max(1)).clamp(4, EVALUATED).min(candidates.len());
    let mut offered: Vec<Repair> = Vec::new();
    for (nth, it) in candidates.into_iter().take(most).enumerate() {
        tell(nth, most);
        pause.here().await;
        offered.extend(trial::repair(model, &goal, it, pause).await);
    }
    crate::order::sort_by_key(&mut offered, |it| (it.others(), it.lines, trial::spare_ports(&goal, it)));
    offered.truncate(OFFERED);
    let obstacle = offered.is_empty().then(|| stubborn.unwrap_or(Obstacle::NoText));
    Some(Repairs { wanted, port, offered, obstacle })
}

/// A flow and what it is to become.
#[derive(Clone, Copy, Debug)]
pub(super) struct Goal {
    pub(super) from: EndpointId,
    pub(super) to: EndpointId,
    pub(super) port: (Protocol, u16),
    pub(super) wanted: Wanted,
}

/// What keeps policies of namespaces from deciding a direction.
fn obstacle(model: &Model, side: &Side, wanted: Wanted) -> Option<Obstacle> {
    let is_wrong = side.allowed != if wanted == Wanted::Allowed { Tri::Yes } else { Tri::No };
    match side.reason {
        _ if !is_wrong => None,
        Reason::Unreachable => Some(Obstacle::Unreachable),
        Reason::LeftOut => Some(Obstacle::NoText),
        Reason::HostNetwork | Reason::OwnNode | Reason::NotApplicable => {
            (wanted == Wanted::Denied).then_some(Obstacle::NotAsked)
        }
        Reason::Rule(it) | Reason::Tied(it) | Reason::Unknown(it) => {
            (model.policies.tier(it.policy) == Tier::Admin).then_some(Obstacle::Rule(it))
        }
        Reason::PerhapsOwnNode
        | Reason::NotIsolated
        | Reason::EitherWay
        | Reason::Isolated
        | Reason::UnknownIsolation => None,
    }
}

/// What is worth a trial, likely ones first.
fn candidates(model: &Model, goal: &Goal, why: &Explanation, sides: &[&Side]) -> Vec<Candidate> {
    let wrong =
        |side: &&&Side| side.allowed != if goal.wanted == Wanted::Allowed { Tri::Yes } else { Tri::No };
    match goal.wanted {
        Wanted::Allowed => {
            let each: Vec<Vec<Candidate>> =
                sides.iter().filter(wrong).map(|it| allow::candidates(model, goal, it)).collect();
            match each.as_slice() {
                [one] => one.clone(),
                // Both ends deny: one repair does both.
                [egress, ingress] => candidate::together(egress, ingress),
                _ => Vec::new(),
            }
        }
        // It is enough that one end denies. The end that is reached is where people look for it.
        Wanted::Denied => {
            let directions = [Direction::Ingress, Direction::Egress];
            let ordered = directions.iter().filter_map(|it| why.sides.as_ref().map(|all| all.get(*it)));
            ordered.flat_map(|it| deny::candidates(model, it)).collect()
        }
    }
}
