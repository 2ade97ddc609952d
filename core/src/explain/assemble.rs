//! Pieces of both directions put together, and the chosen one with its trials.

use super::readings::{Flow, Readings};
use super::trial::Trial;
use super::{
    Certainty, Explanation, FlowPiece, RuleTrial, Side, TierEnd, TierTrace, notes, rank, selection, tiers,
};
use crate::eval::{Cell, Inputs, Pair, Piece, Reach, Reason, Verdict};
use crate::ids::{EndpointId, PolicyId};
use crate::order::{sort_by_key, sort_dedup};
use crate::policy::{Direction, PerDirection, PortSet, RuleRef, STAGES, Stage};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Explains one cell: the piece that holds the probe, or with [`Probe::Any`] the most telling one.
pub fn explain(reach: &Reach, inputs: Inputs<'_>, pair: Pair, probe: Probe) -> Explanation {
    let cell = reach.cell(inputs, pair);
    explain_cell(Flow { reach, inputs, pair, hairpin: false }, cell, probe)
}

/// Explains a cell that is already there. A pod that reaches itself through a Service has another one than in
/// the matrix.
pub(super) fn explain_cell(flow: Flow<'_>, cell: Cell, probe: Probe) -> Explanation {
    let Flow { reach, inputs, pair, .. } = flow;
    let Pair { source, destination, .. } = pair;
    let family = reach.family(inputs, pair);
    let mut res = Explanation {
        source,
        destination,
        family,
        probe,
        cell,
        certainty: Certainty::Defined,
        contested: Vec::new(),
        pieces: Vec::new(),
        chosen: 0,
        sides: None,
    };
    let is_exempt = res.cell.verdict == Verdict::SelfPod;
    if let Probe::Port(protocol, port) = probe
        && is_exempt
        && flow.hairpin
    {
        (res.certainty, res.contested) = Readings::new(flow).of_port(protocol, port);
    }
    if is_exempt || matches!(res.cell.verdict, Verdict::Void | Verdict::Unreachable) {
        return res;
    }
    let by_direction = |direction| reach.pieces(inputs, direction, pair);
    let readings = Readings::new(flow);
    res.pieces = readings.cut(both(&by_direction(Direction::Egress), &by_direction(Direction::Ingress)));
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
    res.certainty = res.pieces.iter().map(|it| it.certainty).max().unwrap_or_default();
    res.contested = res.pieces.iter().flat_map(|it| it.contested.iter().copied()).collect();
    sort_dedup(&mut res.contested);
    let Some(piece) = res.pieces.first().cloned() else { return res };
    let trial = Trial { reach, inputs, source, destination, family, port: piece.sample };
    let side = |direction| side(flow, &readings, &trial, &piece, direction);
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
                    certainty: Certainty::Defined,
                    contested: Vec::new(),
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

fn side(
    flow: Flow<'_>,
    readings: &Readings,
    trial: &Trial<'_>,
    piece: &FlowPiece,
    direction: Direction,
) -> Side {
    let Flow { reach, inputs, .. } = flow;
    let (subject, peer) = direction.subject_and_peer(trial.source, trial.destination);
    let reason = *piece.reasons.get(direction);
    let tier = |it: PolicyId| inputs.policies.tier(it);
    // Of what is left out, no rule is tried either: that would take as long.
    let is_left_out = reason == Reason::LeftOut;
    let applying = |direction: Direction| {
        let all = if is_left_out { &[] } else { reach.applying(direction, subject) };
        all.iter().copied()
    };
    let isolates = |it: &(PolicyId, Tri)| tier(it.0).mode().isolates();
    let isolating: Vec<(PolicyId, Tri)> = applying(direction).filter(isolates).collect();
    let here = |it: &PolicyId| isolating.iter().any(|(policy, _)| policy == it);
    let only_other_direction = applying(direction.opposite())
        .filter(isolates)
        .filter(|it| it.1 == Tri::Yes && !here(&it.0))
        .map(|it| it.0)
        .collect();
    let trials_of = |policies: &[(PolicyId, Tri)]| trials(trial, direction, policies);
    let trace = |stage: &Stage| {
        let policies: Vec<_> = applying(direction).filter(|it| tier(it.0) == stage.tier).collect();
        let trials = trials_of(&policies);
        let end = tiers::end(inputs, &policies, &trials);
        (!policies.is_empty()).then_some(TierTrace { tier: stage.tier, policies, trials, end })
    };
    let outer = STAGES.iter().filter(|it| it.mode.is_ordered()).filter_map(trace).collect();
    let (mut matches, mut misses): (Vec<_>, Vec<_>) =
        trials_of(&isolating).into_iter().partition(|it| it.matches.possible());
    let decider = reason.rule();
    sort_by_key(&mut matches, |it| (Some(it.rule) != decider, std::cmp::Reverse(it.matches)));
    // "Ties: policy name, then rule index."
    sort_by_key(&mut misses, |it| {
        (rank::distance(it), &*inputs.policies.policies.at(it.rule.policy).id, it.rule.index)
    });
    let (certainty, contested) = readings.of_side(direction, piece.sample);
    let mut side = Side {
        direction,
        subject,
        peer,
        allowed: *piece.by_direction.get(direction),
        certainty,
        contested,
        reason,
        otherwise: otherwise(flow, direction, piece),
        outer,
        isolating,
        not_asked: None,
        unsure: selection::unsure(trial, subject, &applying(direction).collect::<Vec<_>>()),
        only_other_direction,
        near: Vec::new(),
        elsewhere: Vec::new(),
        matches,
        misses,
        notes: Vec::new(),
    };
    let not_asked = |side: &Side, tier| tiers::not_asked(inputs, tier, side);
    side.not_asked = side.isolating.first().and_then(|it| not_asked(&side, tier(it.0)));
    for at in 0..side.outer.len() {
        let why = side.outer.get(at).and_then(|it| not_asked(&side, it.tier));
        if let (Some(it), Some(why)) = (side.outer.get_mut(at), why) {
            it.end = TierEnd::NotReached(why);
        }
    }
    side.near = selection::near(trial, &side);
    side.elsewhere = selection::elsewhere(trial, &side);
    side.notes = notes::notes(trial, &side);
    side
}

/// What decides where the peer may be the subject's own node, and is another one.
fn otherwise(flow: Flow<'_>, direction: Direction, piece: &FlowPiece) -> Option<(Tri, Reason)> {
    if *piece.reasons.get(direction) != Reason::PerhapsOwnNode {
        return None;
    }
    let (protocol, port) = piece.sample;
    let pieces = flow.pieces(direction, flow.inputs.options);
    pieces.iter().find(|it| it.ports.contains(protocol, port)).map(|it| (it.allowed, it.reason))
}

/// All rules of some policies, held against the flow.
fn trials(trial: &Trial<'_>, direction: Direction, policies: &[(PolicyId, Tri)]) -> Vec<RuleTrial> {
    let rules = policies.iter().flat_map(|&(policy, _)| {
        let count = trial.inputs.policies.rules(policy, direction).len() as u32;
        (0..count).map(move |index| RuleRef { policy, direction, index })
    });
    rules.filter_map(|it| trial.rule(it)).collect()
}
