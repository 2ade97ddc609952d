//! Caveats: what a verdict rests on that the text of the policies does not say.

use super::trial::Trial;
use super::{Assumption, BlockTest, Contested, PeerTest, PeerTrial, RequirementTest, RuleTrial, Side};
use crate::cluster::{LabelValue, NAME_LABEL};
use crate::eval::Reason;
use crate::ids::EndpointId;
use crate::policy::{Atom, Peers, Pods, Scope};
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// A caveat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// An address that is not in the input was taken to lie in an assumed range of this family, and that decided
    /// (M-45).
    Assumed(Assumption, Family),
    /// A contested question decides this end: another reading gives another verdict.
    Contested(Contested),
    /// Exempt because the node runs the pod (M-62).
    OwnNode,
    /// The decider depends on SCTP, which not every plugin enforces (M-82).
    SctpSupport,
    /// A namespace's labels were compared, and the namespace has no manifest.
    ImplicitNamespace,
    /// A label that a controller adds was compared, and its value is not in the input.
    ControllerLabel,
    /// A label that the node of a pod gives was compared, and the input does not say whether it does.
    NodeLabel,
    /// A block was compared with an address that is not in the input (M-92); what could be assumed about it.
    UnknownAddress(Option<Assumption>),
    /// Whether the peer is the subject's own node is not in the input (M-62).
    UnknownNode,
    /// Which host has an address is not in the input.
    UnknownName,
    /// Which addresses are those of the selected nodes is not in the input.
    UnknownNodes,
    /// The rules of this end are not evaluated: that takes more steps than the limit.
    LeftOut,
    /// This port of the node leads to the pod, and a client that takes this way may be seen as the node (C-35, M-75).
    HostPort(u16),
    /// The subject was made up, because policies speak of such a pod and the input has none.
    StandIn,
}

impl Note {
    /// The contested question that it is about.
    pub fn contested(self) -> Option<Contested> {
        match self {
            Note::Contested(it) => Some(it),
            Note::HostPort(_) => Some(Contested::HostPort),
            Note::Assumed(..)
            | Note::OwnNode
            | Note::LeftOut
            | Note::StandIn
            | Note::SctpSupport
            | Note::ImplicitNamespace
            | Note::ControllerLabel
            | Note::NodeLabel
            | Note::UnknownAddress(_)
            | Note::UnknownNode
            | Note::UnknownName
            | Note::UnknownNodes => None,
        }
    }

    /// The key of the setting that answers it differently; empty where there is none.
    pub fn knob(self) -> &'static str {
        match self {
            Note::Assumed(it, _) | Note::UnknownAddress(Some(it)) => match it {
                Assumption::PodCidr => "pod-cidr",
                Assumption::NodeCidr => "node-cidr",
            },
            Note::UnknownName | Note::UnknownAddress(None) => "dns",
            Note::LeftOut => "limit-work",
            Note::StandIn => "stand-ins",
            Note::Contested(_)
            | Note::HostPort(_)
            | Note::OwnNode
            | Note::SctpSupport
            | Note::ImplicitNamespace
            | Note::ControllerLabel
            | Note::NodeLabel
            | Note::UnknownNode
            | Note::UnknownNodes => self.contested().map_or("", Contested::knob),
        }
    }
}

/// The notes of one side, each once.
pub(super) fn notes(trial: &Trial<'_>, side: &Side) -> Vec<Note> {
    let mut res: Vec<Note> = side.contested.iter().flat_map(|it| contested(trial, side, *it)).collect();
    let subject = trial.inputs.cluster.endpoints.at(side.subject).pod();
    if subject.is_some_and(|it| it.is_stand_in) {
        res.push(Note::StandIn);
    }
    let by_rules = match side.reason {
        Reason::OwnNode => {
            res.push(Note::OwnNode);
            false
        }
        Reason::Unreachable | Reason::HostNetwork | Reason::NotApplicable | Reason::NotIsolated => false,
        Reason::LeftOut => {
            res.push(Note::LeftOut);
            false
        }
        Reason::PerhapsOwnNode => {
            res.push(Note::UnknownNode);
            true
        }
        Reason::Tied(_) => {
            res.push(Note::Contested(Contested::EqualPriority));
            true
        }
        Reason::Rule(_)
        | Reason::EitherWay
        | Reason::Isolated
        | Reason::Unknown(_)
        | Reason::UnknownIsolation => true,
    };
    if by_rules {
        let unsure = side.unsure.iter().flat_map(|it| it.namespace.iter().chain(&it.pod));
        res.extend(unsure.filter_map(label));
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
            Tri::Unknown => {
                undecided(trial, side, &mut res);
                let denied = side.otherwise.is_some_and(|it| it.0 == Tri::No);
                if denied {
                    self::denied(trial, side, &mut res);
                }
            }
            Tri::No => denied(trial, side, &mut res),
        }
    }
    crate::order::sort_dedup(&mut res);
    res
}

/// The note of a question that decides this end. Questions about a Service have a note beside the Service.
fn contested(trial: &Trial<'_>, side: &Side, it: Contested) -> Option<Note> {
    match it {
        Contested::HostPort => {
            let pod = trial.inputs.cluster.endpoints.at(side.subject).pod()?;
            let mut ports = pod.ports.iter().filter(|it| (it.protocol, it.number) == trial.port);
            ports.find_map(|it| it.host_port).map(Note::HostPort)
        }
        Contested::Hairpin | Contested::ClusterIp | Contested::SourceAddress | Contested::ExternalBackend => {
            None
        }
        Contested::HostNetwork
        | Contested::BlocksAndPods
        | Contested::OwnNodeEgress
        | Contested::NetworkPolicyTier
        | Contested::EqualPriority
        | Contested::RepeatedPortName => Some(Note::Contested(it)),
    }
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
    if trial.port.0 == Protocol::Sctp && certain.iter().all(|it| it.ports.is_some()) {
        acc.push(Note::SctpSupport);
    }
}

fn undecided(trial: &Trial<'_>, side: &Side, acc: &mut Vec<Note>) {
    let outer = side.outer.iter().flat_map(|it| &it.trials);
    let peers = side.matches.iter().chain(outer).flat_map(|it| it.peers.iter().flatten());
    for it in peers.filter(|it| it.matches == Tri::Unknown) {
        match &it.how {
            PeerTest::Block(_) | PeerTest::Networks(..) => {
                acc.push(Note::UnknownAddress(assumption(trial, side.peer)));
            }
            PeerTest::Nodes(_) => acc.push(Note::UnknownNodes),
            PeerTest::DomainNames => acc.push(Note::UnknownName),
            PeerTest::Pods { pod, .. } => acc.extend(pod.iter().filter_map(label)),
            PeerTest::NoPod => {}
        }
    }
}

/// Who knows the label that leaves a requirement open.
fn label(it: &RequirementTest) -> Option<Note> {
    match it.actual.filter(|_| it.holds == Tri::Unknown)? {
        LabelValue::Known(_) | LabelValue::Anything => None,
        LabelValue::Unknown => Some(Note::ControllerLabel),
        LabelValue::PerhapsAbsent => Some(Note::NodeLabel),
    }
}

/// Where the port is wrong too, nothing depends on what was assumed about the peer.
fn denied(trial: &Trial<'_>, side: &Side, acc: &mut Vec<Note>) {
    for way in side.misses.iter().filter(|it| it.port_matches()).flat_map(with_peers) {
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
    if let PeerTest::Block(BlockTest::Assumed(Some(it)))
    | PeerTest::Networks(_, BlockTest::Assumed(Some(it))) = way.2.how
    {
        // A block is compared with an address of the flow's family only.
        res.extend(trial.family.map(|family| Note::Assumed(it, family)));
    }
    if compares_implicit_namespace(trial, side, way.0, way.1) {
        res.push(Note::ImplicitNamespace);
    }
    res
}

/// What could be assumed about an endpoint's address; nothing about that of a host outside.
fn assumption(trial: &Trial<'_>, it: EndpointId) -> Option<Assumption> {
    let pod = trial.inputs.cluster.endpoints.at(it).pod()?;
    Some(if pod.host_network { Assumption::NodeCidr } else { Assumption::PodCidr })
}

/// The question that a peer of a rule asks.
fn atom<'a>(trial: &Trial<'a>, rule: &RuleTrial, peer: usize) -> Option<&'a Atom> {
    let policies = trial.inputs.policies;
    let Peers::Only(atoms) = &policies.rule(rule.rule)?.peers else { return None };
    atoms.get(peer).map(|it| policies.atoms.at(*it))
}

/// Whether a selector asks a namespace without a manifest for labels other than its name.
fn compares_implicit_namespace(trial: &Trial<'_>, side: &Side, rule: &RuleTrial, peer: usize) -> bool {
    let cluster = trial.inputs.cluster;
    let Some(pod) = cluster.endpoints.at(side.peer).pod() else { return false };
    if cluster.namespaces.at(pod.namespace).location.is_some() {
        return false;
    }
    let Some(Atom::Pods(Pods { scope: Scope::Matching(selector), .. })) = atom(trial, rule, peer) else {
        return false;
    };
    selector.requirements.iter().any(|it| cluster.strings.text(it.key) != NAME_LABEL)
}
