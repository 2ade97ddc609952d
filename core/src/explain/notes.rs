//! Caveats: what a verdict rests on that the text of the policies does not say.

use super::trial::{Trial, namespace, tests};
use super::{BlockTest, Note, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial, Side};
use crate::cluster::{LabelValue, NAME_LABEL};
use crate::eval::{ClassKind, Inputs, Reach, Reason};
use crate::ids::PolicyId;
use crate::policy::{Atom, Direction, Peers, Scope};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// The notes of one side, each once.
pub(super) fn notes(reach: &Reach, trial: &Trial<'_>, side: &Side) -> Vec<Note> {
    let mut res = Vec::new();
    let by_rules = match side.reason {
        Reason::OwnNode => {
            res.push(Note::OwnNode);
            false
        }
        Reason::HostNetwork => {
            res.push(Note::HostNetwork);
            false
        }
        Reason::Unreachable | Reason::NotApplicable | Reason::NotIsolated => false,
        Reason::PerhapsOwnNode => {
            res.push(Note::UnknownNode);
            true
        }
        Reason::Tied(_) => {
            res.push(Note::EqualPriority);
            true
        }
        Reason::Rule(_)
        | Reason::EitherWay
        | Reason::Isolated
        | Reason::Unknown(_)
        | Reason::UnknownIsolation => true,
    };
    if reach.classes.class(side.peer).kind == ClassKind::Host && !side.isolating.is_empty() {
        res.push(Note::HostNetwork);
    }
    res.extend(host_port(trial, side));
    if by_rules {
        let outer = side.outer.iter().flat_map(|it| &it.policies);
        let perhaps = side.isolating.iter().chain(outer).filter(|it| it.1 == Tri::Unknown);
        perhaps.for_each(|it| res.extend(selection(trial, side, it.0)));
        let decider = side.reason.rule();
        let outer = side.outer.iter().flat_map(|it| &it.trials).find(|it| Some(it.rule) == decider);
        match side.allowed {
            Tri::Yes | Tri::No if outer.is_some() => {
                decided(trial, side, outer.into_iter().collect(), &mut res)
            }
            Tri::Yes => {
                let certain = side.matches.iter().filter(|it| it.matches == Tri::Yes).collect();
                decided(trial, side, certain, &mut res);
            }
            Tri::Unknown => undecided(side, &mut res),
            Tri::No => denied(trial, side, &mut res),
        }
    }
    crate::order::sort_dedup(&mut res);
    res
}

/// "Like NodePort without a Service" (C-35): from outside, the way through the node's port is another reading. It
/// arrives at the pod's own node; where that is let in anyway, it makes a difference to a denial.
fn host_port(trial: &Trial<'_>, side: &Side) -> Option<Note> {
    let endpoints = &trial.inputs.cluster.endpoints;
    let options = trial.inputs.options;
    let from_outside = side.direction == Direction::Ingress && endpoints.at(side.peer).pod().is_none();
    if !from_outside || side.allowed == Tri::Yes || !options.own_node_ingress_exempt {
        return None;
    }
    let pod = endpoints.at(side.subject).pod()?;
    let mut ports = pod.ports.iter().filter(|it| (it.protocol, it.number) == trial.port);
    ports.find_map(|it| it.host_port).map(Note::HostPort)
}

/// A rule may match through several peers, and several rules may match: an assumption decides only when there
/// is no way without any.
fn decided(trial: &Trial<'_>, side: &Side, certain: Vec<&RuleTrial>, acc: &mut Vec<Note>) {
    if certain.is_empty() {
        return;
    }
    if certain.iter().all(|it| it.peers.is_some()) {
        let ways = certain.iter().flat_map(|rule| with_peers(rule)).filter(|it| it.2.matches == Tri::Yes);
        let assumed: Vec<Vec<Note>> = ways.map(|it| assumptions(trial, side, it)).collect();
        if assumed.iter().all(|it| !it.is_empty()) {
            acc.extend(assumed.into_iter().flatten());
        }
    }
    let by_block = |it: &&RuleTrial| {
        let mut matching = it.peers.iter().flatten().filter(|it| it.matches == Tri::Yes).peekable();
        matching.peek().is_some() && matching.all(|it| block(it).is_some())
    };
    let is_pod = trial.inputs.cluster.endpoints.at(side.peer).pod().is_some();
    if is_pod && certain.iter().all(by_block) {
        acc.push(Note::BlockMatchesPod);
    }
    if trial.port.0 == Protocol::Sctp && certain.iter().all(|it| it.ports.is_some()) {
        acc.push(Note::SctpSupport);
    }
}

fn undecided(side: &Side, acc: &mut Vec<Note>) {
    let outer = side.outer.iter().flat_map(|it| &it.trials);
    let peers = side.matches.iter().chain(outer).flat_map(|it| it.peers.iter().flatten());
    for it in peers.filter(|it| it.matches == Tri::Unknown) {
        match &it.how {
            PeerTest::Block(_) | PeerTest::Networks(..) => acc.push(Note::UnknownAddress),
            PeerTest::Nodes(_) => acc.push(Note::UnknownNodes),
            PeerTest::DomainNames => acc.push(Note::UnknownName),
            PeerTest::Pods { pod, .. } => acc.extend(pod.iter().filter_map(label)),
            PeerTest::NoPod => {}
        }
    }
}

/// Why it is unknown whether a policy applies.
fn selection(trial: &Trial<'_>, side: &Side, policy: PolicyId) -> Vec<Note> {
    let Inputs { cluster, policies, .. } = trial.inputs;
    let pod = cluster.endpoints.at(side.subject).pod();
    let (Some(pod), Atom::Pods { selector, .. }) =
        (pod, policies.atoms.at(policies.policies.at(policy).subject))
    else {
        return Vec::new();
    };
    tests(selector, &pod.labels).iter().filter_map(label).collect()
}

/// Who knows the label that leaves a requirement open.
fn label(it: &RequirementTest) -> Option<Note> {
    match it.actual.filter(|_| it.holds == Tri::Unknown)? {
        LabelValue::Known(_) => None,
        LabelValue::Unknown => Some(Note::ControllerLabel),
        LabelValue::PerhapsAbsent => Some(Note::NodeLabel),
    }
}

/// Where the port is wrong too, nothing depends on what was assumed about the peer.
fn denied(trial: &Trial<'_>, side: &Side, acc: &mut Vec<Note>) {
    let port_matches = |it: &&RuleTrial| {
        it.ports.as_ref().is_none_or(|it| it.iter().any(|it| matches!(it, PortTrial::Match(_))))
    };
    for way in side.misses.iter().filter(port_matches).flat_map(with_peers) {
        let labels_match = match &way.2.how {
            PeerTest::Pods { pod, .. } => pod.iter().all(|it| it.holds.possible()),
            PeerTest::NoPod
            | PeerTest::Block(_)
            | PeerTest::Networks(..)
            | PeerTest::Nodes(_)
            | PeerTest::DomainNames => true,
        };
        if labels_match {
            acc.extend(assumptions(trial, side, way));
        }
    }
}

/// A rule, and one of its peers by its position.
type Way<'s> = (&'s RuleTrial, usize, &'s PeerTrial);

fn with_peers(rule: &RuleTrial) -> impl Iterator<Item = Way<'_>> {
    rule.peers.iter().flatten().enumerate().map(move |(index, it)| (rule, index, it))
}

fn assumptions(trial: &Trial<'_>, side: &Side, way: Way<'_>) -> Vec<Note> {
    let mut res = Vec::new();
    if matches!(
        way.2.how,
        PeerTest::Block(BlockTest::Assumed(true)) | PeerTest::Networks(_, BlockTest::Assumed(true))
    ) {
        res.push(Note::AssumedPodCidr);
    }
    if compares_implicit_namespace(trial, side, way.0, way.1) {
        res.push(Note::ImplicitNamespace);
    }
    res
}

fn block(it: &PeerTrial) -> Option<BlockTest> {
    match it.how {
        PeerTest::Block(it) => Some(it),
        PeerTest::Pods { .. }
        | PeerTest::NoPod
        | PeerTest::Networks(..)
        | PeerTest::Nodes(_)
        | PeerTest::DomainNames => None,
    }
}

/// Whether a selector asks a namespace without a manifest for labels other than its name.
fn compares_implicit_namespace(trial: &Trial<'_>, side: &Side, rule: &RuleTrial, peer: usize) -> bool {
    let cluster = trial.inputs.cluster;
    let policies = trial.inputs.policies;
    let Some(pod) = cluster.endpoints.at(side.peer).pod() else { return false };
    if namespace(cluster, pod).location.is_some() {
        return false;
    }
    let Some(Peers::Only(atoms)) = policies.rule(rule.rule).map(|it| &it.peers) else { return false };
    let Some(atom) = atoms.get(peer).map(|it| policies.atoms.at(*it)) else { return false };
    let Atom::Pods { scope: Scope::Matching(selector), .. } = atom else { return false };
    selector.requirements.iter().any(|it| cluster.strings.text(it.key) != NAME_LABEL)
}
