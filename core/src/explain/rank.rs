//! Which miss is the nearest.

use std::cmp::Reverse;

use super::{BlockTest, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial};
use crate::tri::Tri;

/// Position of the peer that matched or came nearest: "matched beats missed; then more satisfied parts; then
/// the larger share of satisfied requirements; then the lower index".
pub(super) fn nearest_peer(peers: &[PeerTrial]) -> usize {
    let best = peers.iter().enumerate().max_by_key(|(index, it)| (peer_rank(it), Reverse(*index)));
    best.map_or(0, |it| it.0)
}

/// Position of the port entry that matched or came nearest: "protocol equal beats not; then smallest numeric
/// distance (names: name known beats unknown); then the lower index".
pub(super) fn nearest_port(ports: &[PortTrial]) -> usize {
    let best = ports.iter().enumerate().max_by_key(|(index, it)| (port_rank(it), Reverse(*index)));
    best.map_or(0, |it| it.0)
}

fn peer_rank(it: &PeerTrial) -> (Tri, u8, u32) {
    let (parts, share) = match &it.how {
        PeerTest::Pods { namespace, pod } => {
            let in_namespace = namespace.as_ref().map_or_else(|&own| u32::from(own) * 1000, |it| share(it));
            // "Namespace, then pod labels."
            let whole = u8::from(in_namespace == 1000) * 2 + u8::from(share(pod) == 1000);
            (whole, in_namespace + share(pod))
        }
        PeerTest::Block(it) | PeerTest::Networks(_, it) => match it {
            BlockTest::OtherFamily | BlockTest::NotForPods => (0, 0),
            BlockTest::Outside => (0, 1),
            BlockTest::Excepted(_) | BlockTest::Assumed(_) | BlockTest::Inside => (1, 0),
        },
        PeerTest::Nodes(Some((_, it))) => (1, share(it)),
        PeerTest::NoPod | PeerTest::Nodes(None) | PeerTest::DomainNames => (0, 0),
    };
    (it.matches, parts, share)
}

/// Satisfied requirements in thousandths; everything when there are none.
fn share(tests: &[RequirementTest]) -> u32 {
    let holding = tests.iter().filter(|it| it.holds == Tri::Yes).count();
    (holding * 1000).checked_div(tests.len()).map_or(1000, |it| it as u32)
}

fn port_rank(it: &PortTrial) -> (u8, Reverse<u16>) {
    match it {
        PortTrial::Match(_) => (4, Reverse(0)),
        PortTrial::Number(distance) => (3, Reverse(*distance)),
        PortTrial::NameNumber(_) => (2, Reverse(0)),
        PortTrial::NameUnknown | PortTrial::NameWithoutPod => (1, Reverse(0)),
        PortTrial::Protocol | PortTrial::NameProtocol(_) => (0, Reverse(0)),
    }
}

/// What is wrong with a rule for this flow, the least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Distance {
    /// The peer matches, the port does not.
    Port,
    /// The port matches, the pod's labels do not.
    PodLabels,
    /// The port matches, the namespace or address does not.
    NamespaceOrAddress,
    /// One part and something else.
    Several,
    /// Everything.
    All,
}

/// How far a rule is from matching.
pub(super) fn distance(it: &RuleTrial) -> Distance {
    let port = it.port_matches();
    let Some(peer) = it.peers.as_ref().and_then(|peers| peers.get(it.nearest_peer)) else {
        return Distance::Port;
    };
    if peer.matches == Tri::Yes {
        return Distance::Port;
    }
    let (namespace, pod) = match &peer.how {
        PeerTest::Pods { namespace, pod } => {
            let here = namespace.as_ref().map_or_else(|&own| own, |it| share(it) == 1000);
            (here, share(pod) == 1000)
        }
        PeerTest::Block(BlockTest::Outside | BlockTest::Excepted(_) | BlockTest::Assumed(_)) => (false, true),
        PeerTest::NoPod
        | PeerTest::Block(_)
        | PeerTest::Networks(..)
        | PeerTest::Nodes(_)
        | PeerTest::DomainNames => (false, false),
    };
    match (port, namespace, pod) {
        (true, true, _) => Distance::PodLabels,
        (true, false, true) => Distance::NamespaceOrAddress,
        (false, false, false) => Distance::All,
        (true, false, false) | (false, _, _) => Distance::Several,
    }
}
