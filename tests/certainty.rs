//! How certain a verdict is, held against its definition: whole analyses under every combination of readings of what
//! Kubernetes leaves open. Where all of them agree it is defined, else implementation-defined (`docs/semantics.md`, Results).

use std::collections::BTreeSet;

use netpol_core::internals::explain::{Certainty, Contested, Explanation};
use netpol_core::internals::policy::Direction;
use netpol_core::internals::tri::Tri;
use netpol_core::options::{
    EqualPriority, HostNetworkPods, IpBlockPods, NetworkPolicyTier, RepeatedPortName,
};
use netpol_core::protocol::Protocol;
use netpol_core::{Analysis, Options, Probe, SourceFile, analyze};
use netpol_tests::generator::OUTSIDE;
use netpol_tests::random::Random;
use netpol_tests::runs::run_all;

const PORTS: [(Protocol, u16); 4] =
    [(Protocol::Tcp, 80), (Protocol::Tcp, 8080), (Protocol::Udp, 53), (Protocol::Sctp, 9000)];

/// One bit for each question that a setting answers.
const QUESTIONS: u32 = 6;
const EQUAL_PRIORITY: u32 = 1 << 4;

fn options(readings: u32) -> Options {
    let read = |at: u32| readings & (1 << at) != 0;
    Options {
        externals: OUTSIDE.iter().map(|it| it.parse().unwrap()).collect(),
        host_network_pods: if read(0) { HostNetworkPods::AsPod } else { HostNetworkPods::TreatAsNode },
        ip_block_pods: if read(1) { IpBlockPods::Never } else { IpBlockPods::MatchWhenKnown },
        own_node_egress_exempt: read(2),
        network_policy_tier: if read(3) {
            NetworkPolicyTier::EitherDirection
        } else {
            NetworkPolicyTier::PerDirection
        },
        equal_priority: if read(4) { EqualPriority::ByName } else { EqualPriority::Undecided },
        repeated_port_name: if read(5) { RepeatedPortName::First } else { RepeatedPortName::Any },
        ..Options::default()
    }
}

/// What both directions together and each alone say.
fn verdicts(analysis: &Analysis, from: u32, to: u32, (protocol, port): (Protocol, u16)) -> [Tri; 3] {
    let sides = analysis.model().sides(from, to).unwrap();
    let [egress, ingress] = Direction::BOTH.map(|it| {
        let (allowed, possible) = sides.get(it);
        match (allowed.contains(protocol, port), possible.contains(protocol, port)) {
            (true, _) => Tri::Yes,
            (false, true) => Tri::Unknown,
            (false, false) => Tri::No,
        }
    });
    [egress.and(ingress), egress, ingress]
}

/// The definition.
fn expected(all: &[Tri], own: u32) -> Certainty {
    let verdict = all[own as usize];
    let by_the_other_order = all[(own ^ EQUAL_PRIORITY) as usize];
    match verdict {
        Tri::Unknown if by_the_other_order != Tri::Unknown => Certainty::ImplementationDefined,
        Tri::Unknown => Certainty::InputDependent,
        Tri::Yes | Tri::No if all.iter().all(|it| *it == verdict) => Certainty::Defined,
        Tri::Yes | Tri::No => Certainty::ImplementationDefined,
    }
}

fn check_pair(
    all: &[Analysis],
    own: u32,
    (from, to): (u32, u32),
    port: (Protocol, u16),
) -> Result<Vec<Contested>, String> {
    let it: Explanation = all[own as usize].explain(from, to, Probe::Port(port.0, port.1)).unwrap();
    let Some(sides) = &it.sides else { return Ok(Vec::new()) };
    if it.contested.contains(&Contested::HostPort) {
        return Ok(Vec::new());
    }
    let verdicts: Vec<[Tri; 3]> = all.iter().map(|it| verdicts(it, from, to, port)).collect();
    let found = [it.certainty, sides.egress.certainty, sides.ingress.certainty];
    for (at, what) in ["together", "egress", "ingress"].into_iter().enumerate() {
        let each: Vec<Tri> = verdicts.iter().map(|it| it[at]).collect();
        let expected = expected(&each, own);
        if found[at] != expected {
            return Err(format!("{what}: {:?}, expected {expected:?}: {each:?}", found[at]));
        }
    }
    if (it.certainty == Certainty::ImplementationDefined) == it.contested.is_empty() {
        return Err(format!("{:?} because of {:?}", it.certainty, it.contested));
    }
    Ok(it.contested)
}

/// Compares every pair; which questions decide anything. `own`: how the options have it.
fn check(text: &str, own: u32, random: &mut Random) -> Result<BTreeSet<Contested>, String> {
    let files = [SourceFile::new("case.yaml", text)];
    let all: Vec<Analysis> = (0..1 << QUESTIONS).map(|it| analyze(&files, &options(it))).collect();
    let ids: Vec<String> = all[0].endpoints().iter().map(|it| it.id.clone()).collect();
    let count = ids.len() as u32;
    let mut seen = BTreeSet::new();
    for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
        let port = PORTS[random.range(0..PORTS.len())];
        let contested = check_pair(&all, own, (from, to), port).map_err(|it| {
            let ends = format!("{} -> {} {port:?}", ids[from as usize], ids[to as usize]);
            format!("readings {own:06b}: {ends}: {it}")
        })?;
        seen.extend(contested);
    }
    Ok(seen)
}

#[test]
fn a_verdict_is_defined_where_every_combination_of_readings_gives_it() {
    run_all(8, |manifests, random| {
        let text = manifests.plain();
        let own = if random.chance(50) { 0 } else { random.range(0..1 << QUESTIONS) as u32 };
        check(&text, own, random).map(|_| ()).map_err(|it| (text, it))
    });
}

/// Where every question comes up, alone and together with others.
const ALL_QUESTIONS: &str = include_str!("certainty.yaml");

#[test]
fn every_question_is_found_where_it_decides() {
    let mut seen = BTreeSet::new();
    // Ports are drawn: a few times each.
    for seed in 0..6 {
        let random = &mut Random::new(seed);
        for own in [0, random.range(0..1 << QUESTIONS) as u32] {
            seen.extend(check(ALL_QUESTIONS, own, random).unwrap_or_else(|it| panic!("{it}")));
        }
    }
    assert_eq!(seen.len() as u32, QUESTIONS, "only {seen:?} decided");
}

/// Each piece of a whole cell is equally certain on all its ports.
#[test]
fn pieces_are_as_certain_as_each_of_their_ports() {
    run_all(15, |manifests, _| {
        let text = manifests.plain();
        let analysis = analyze(&[SourceFile::new("case.yaml", text.as_str())], &options(0));
        let count = analysis.endpoints().len() as u32;
        for (from, to) in (0..count).flat_map(|from| (0..count).map(move |to| (from, to))) {
            let whole = analysis.explain(from, to, Probe::Any).unwrap();
            for port in PORTS {
                let one = analysis.explain(from, to, Probe::Port(port.0, port.1)).unwrap();
                let Some(piece) = whole.pieces.iter().find(|it| it.ports.contains(port.0, port.1)) else {
                    continue;
                };
                if (piece.certainty, &piece.contested) != (one.certainty, &one.contested) {
                    let message = format!("{from} -> {to} {port:?}: {piece:?}, alone {:?}", one.certainty);
                    return Err((text.clone(), message));
                }
            }
        }
        Ok(())
    });
}
