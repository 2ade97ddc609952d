//! Pieces of both directions put together, and the chosen one with its trials.

use super::trial::Trial;
use super::{Explanation, FlowPiece, RuleTrial, Side, TierEnd, TierTrace, notes, rank};
use crate::eval::{Cell, Inputs, Pair, Piece, Reach, Reason, Verdict};
use crate::ids::{EndpointId, PolicyId};
use crate::manifest::Manifest;
use crate::order::sort_by_key;
use crate::policy::{Direction, PerDirection, PortSet, RuleRef, Tier};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Explains one cell: the piece that holds the probe, or with [`Probe::Any`] the most telling one.
pub fn explain(
    reach: &Reach,
    inputs: Inputs<'_>,
    manifests: &[Manifest],
    pair: Pair,
    probe: Probe,
) -> Explanation {
    let cell = reach.cell(inputs, pair);
    explain_cell(reach, inputs, manifests, cell, pair, probe)
}

/// Explains a cell that is already there. A pod that reaches itself through a Service has another one than in
/// the matrix.
pub(super) fn explain_cell(
    reach: &Reach,
    inputs: Inputs<'_>,
    manifests: &[Manifest],
    cell: Cell,
    pair: Pair,
    probe: Probe,
) -> Explanation {
    let Pair { source, destination, .. } = pair;
    let family = reach.family(inputs, pair);
    let mut res =
        Explanation { source, destination, family, probe, cell, pieces: Vec::new(), chosen: 0, sides: None };
    if matches!(res.cell.verdict, Verdict::SelfPod | Verdict::Void | Verdict::Unreachable) {
        return res;
    }
    let by_direction = |direction| reach.pieces(inputs, direction, pair);
    res.pieces = both(&by_direction(Direction::Egress), &by_direction(Direction::Ingress));
    if let Probe::Port(protocol, port) = probe {
        res.pieces.retain(|it| it.ports.contains(protocol, port));
    }
    // What is allowed first, then what is open, then what is denied; larger pieces are the rest.
    sort_by_key(&mut res.pieces, |it| std::cmp::Reverse(it.allowed));
    for it in &mut res.pieces {
        it.sample = match probe {
            Probe::Port(protocol, port) => (protocol, port),
            Probe::Any => sample(inputs, destination, &it.ports),
        };
    }
    let Some(piece) = res.pieces.first().cloned() else { return res };
    let trial = Trial { reach, inputs, manifests, source, destination, family, port: piece.sample };
    let side = |direction| side(reach, &trial, &piece, direction);
    res.sides = Some(PerDirection { egress: side(Direction::Egress), ingress: side(Direction::Ingress) });
    res
}

/// Every combination of pieces that have ports in common; equal reasons are one piece.
fn both(egress: &[Piece], ingress: &[Piece]) -> Vec<FlowPiece> {
    let mut res: Vec<FlowPiece> = Vec::new();
    for out in egress {
        for into in ingress {
            let ports = out.ports.intersection(&into.ports);
            if ports.is_empty() {
                continue;
            }
            let reasons = PerDirection { egress: out.reason, ingress: into.reason };
            let passed = PerDirection { egress: out.passed, ingress: into.passed };
            match res.iter_mut().find(|it| (it.reasons, it.passed) == (reasons, passed)) {
                Some(it) => it.ports = it.ports.union(&ports),
                None => res.push(FlowPiece {
                    ports,
                    sample: (Protocol::Tcp, 0),
                    allowed: out.allowed.and(into.allowed),
                    by_direction: PerDirection { egress: out.allowed, ingress: into.allowed },
                    reasons,
                    passed,
                }),
            }
        }
    }
    res
}

/// A port of the piece that says something to people: one that the destination declares, else the lowest.
fn sample(inputs: Inputs<'_>, destination: EndpointId, ports: &PortSet) -> (Protocol, u16) {
    let pod = inputs.cluster.endpoints.at(destination).pod();
    let declared = pod.into_iter().flat_map(|it| &it.ports).map(|it| (it.protocol, it.number));
    let common = [(Protocol::Tcp, 80), (Protocol::Tcp, 443), (Protocol::Udp, 53)];
    let mut candidates = declared.chain(common).filter(|it| ports.contains(it.0, it.1));
    candidates.next().or(ports.first()).unwrap_or_default()
}

fn side(reach: &Reach, trial: &Trial<'_>, piece: &FlowPiece, direction: Direction) -> Side {
    let inputs = trial.inputs;
    let (subject, peer) = direction.subject_and_peer(trial.source, trial.destination);
    let reason = *piece.reasons.get(direction);
    let tier = |it: PolicyId| inputs.policies.policies.at(it).tier;
    let applying = |direction: Direction, at: Tier| -> Vec<(PolicyId, Tri)> {
        reach.applying(direction, subject).iter().copied().filter(|it| tier(it.0) == at).collect()
    };
    let isolating = applying(direction, Tier::NetworkPolicy);
    let here = |it: &PolicyId| isolating.iter().any(|(policy, _)| policy == it);
    let only_other_direction = applying(direction.opposite(), Tier::NetworkPolicy)
        .into_iter()
        .map(|it| it.0)
        .filter(|it| !here(it))
        .collect();
    let outer = [Tier::Admin, Tier::Baseline]
        .into_iter()
        .map(|tier| (tier, applying(direction, tier)))
        .filter(|it| !it.1.is_empty())
        .map(|(tier, policies)| {
            let trials = trials(trial, direction, &policies);
            let end = tier_end(inputs, piece, direction, tier, &trials);
            TierTrace { tier, policies, trials, end }
        })
        .collect();
    let trials = trials(trial, direction, &isolating);
    let (mut matches, mut misses): (Vec<_>, Vec<_>) =
        trials.into_iter().partition(|it| it.matches.possible());
    let decider = reason.rule();
    sort_by_key(&mut matches, |it| (Some(it.rule) != decider, std::cmp::Reverse(it.matches)));
    // "Ties: policy name, then rule index."
    sort_by_key(&mut misses, |it| {
        (rank::distance(it), &*inputs.policies.policies.at(it.rule.policy).id, it.rule.index)
    });
    let mut side = Side {
        direction,
        subject,
        peer,
        allowed: *piece.by_direction.get(direction),
        reason,
        outer,
        isolating,
        only_other_direction,
        matches,
        misses,
        notes: Vec::new(),
    };
    side.notes = notes::notes(reach, trial, &side);
    side
}

/// All rules of some policies, held against the flow.
fn trials(trial: &Trial<'_>, direction: Direction, policies: &[(PolicyId, Tri)]) -> Vec<RuleTrial> {
    let rules = policies.iter().flat_map(|&(policy, _)| {
        let count = trial.inputs.policies.rules(policy, direction).len() as u32;
        (0..count).map(move |index| RuleRef { policy, direction, index })
    });
    rules.filter_map(|it| trial.rule(it)).collect()
}

/// How an outer tier ended, as the walk found it; the trials only name who else is in it.
fn tier_end(
    inputs: Inputs<'_>,
    piece: &FlowPiece,
    direction: Direction,
    tier: Tier,
    trials: &[RuleTrial],
) -> TierEnd {
    let policy = |it: RuleRef| inputs.policies.policies.at(it.policy);
    let reason = *piece.reasons.get(direction);
    let passed = piece.passed.get(direction);
    let passed = if tier == Tier::Admin { passed.admin } else { passed.baseline };
    let at = reason.rule().map(|it| policy(it).tier);
    match (passed, reason) {
        (Some(it), _) => TierEnd::Passed(it),
        (None, Reason::Rule(it)) if at == Some(tier) => TierEnd::Decided(it),
        (None, Reason::Unknown(it)) if at == Some(tier) => TierEnd::Undecided(it),
        (None, Reason::Tied(first)) if at == Some(tier) => {
            let mut contenders: Vec<RuleRef> = Vec::new();
            for it in trials.iter().filter(|it| it.matches.possible()).map(|it| it.rule) {
                let beside = policy(it).priority == policy(first).priority;
                if beside && contenders.iter().all(|other| other.policy != it.policy) {
                    contenders.push(it);
                }
            }
            TierEnd::Tied(contenders)
        }
        (None, Reason::Unreachable | Reason::NotApplicable | Reason::HostNetwork | Reason::OwnNode) => {
            TierEnd::NotReached
        }
        // What is decided before is not passed on to here.
        (None, _) if tier == Tier::Baseline && at.is_some_and(|it| it < tier) => TierEnd::NotReached,
        (None, Reason::Isolated) if tier == Tier::Baseline => TierEnd::NotReached,
        (None, _) => {
            let first = trials.iter().find(|it| it.matches.possible());
            first.map_or(TierEnd::NoMatch, |it| TierEnd::Undecided(it.rule))
        }
    }
}
