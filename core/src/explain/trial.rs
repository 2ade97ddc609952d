//! One rule held against one flow, with everything that was compared.
//!
//! Peers are matched by [`Policies::answer`](crate::policy::Policies::answer), which the evaluation calls too; here
//! its reasons are kept. Ports are compared entry by entry, as they are written. A test checks for every rule that
//! the evaluation comes to the same result.

use super::{PeerTrial, PortTrial, RuleTrial, rank};
use crate::cluster::Family;
use crate::eval::{Inputs, Reach, declared, is_node};
use crate::ids::{AtomId, EndpointId};
use crate::kind::{PortMatch, WrittenPort};
use crate::policy::atom::{Answer, Comparisons, Seen};
use crate::policy::{Direction, Peers, Policy, Rule, RuleRef, Usable};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// The flow that rules are held against.
pub(super) struct Trial<'a> {
    pub(super) reach: &'a Reach,
    pub(super) inputs: Inputs<'a>,
    pub(super) source: EndpointId,
    pub(super) destination: EndpointId,
    /// "A flow has one family" (M-44); `None`: this one cannot be.
    pub(super) family: Option<Family>,
    pub(super) port: (Protocol, u16),
}

impl Trial<'_> {
    /// Holds one rule against the flow.
    pub(super) fn rule(&self, reference: RuleRef) -> Option<RuleTrial> {
        let rule = self.inputs.policies.rule(reference)?;
        let policy = self.inputs.policies.policies.at(reference.policy);
        let egress = reference.direction == Direction::Egress;
        let written = self.inputs.cluster.manifests.get(policy.manifest)?;
        let written = written.written_rule(egress, reference.index as usize)?;
        let (peers, ports) = match (rule.usable, &rule.peers) {
            (Usable::Yes, _) => {
                let ports = written.ports.map(|it| it.iter().map(|it| self.port(it)).collect());
                (self.peers(rule, reference.direction), ports)
            }
            // What is written is not what counts.
            (_, Peers::Any) => (None, None),
            (_, Peers::Only(_)) => (Some(Vec::new()), None),
        };
        let port = |it: &Vec<PortTrial>| it.iter().any(|it| matches!(it, PortTrial::Match(_)));
        let matches = together(peers.as_deref()).and(ports.as_ref().is_none_or(port).into());
        let nearest_peer = peers.as_deref().map_or(0, rank::nearest_peer);
        let nearest_port = ports.as_deref().map_or(0, rank::nearest_port);
        let action = rule.action;
        Some(RuleTrial { rule: reference, action, matches, peers, nearest_peer, ports, nearest_port })
    }

    /// Whether the peers of a rule match; its ports are not asked.
    pub(super) fn matches_peer(&self, rule: &Rule, direction: Direction) -> Tri {
        let Peers::Only(atoms) = &rule.peers else { return Tri::Yes };
        let seen = self.peer(direction);
        let answers = atoms.iter().map(|it| self.inputs.policies.answer::<()>(*it, &seen).tri);
        answers.fold(Tri::No, Tri::or)
    }

    /// What a pod answers to the question whether a policy selects it.
    pub(super) fn subject<T: Comparisons>(&self, policy: &Policy, subject: EndpointId) -> Answer<T> {
        let seen = self.reach.see(self.inputs, subject, self.family);
        self.inputs.policies.answer(policy.subject, &seen)
    }

    fn peer(&self, direction: Direction) -> Seen<'_> {
        let peer = direction.subject_and_peer(self.source, self.destination).1;
        self.reach.see(self.inputs, peer, self.family)
    }

    fn peers(&self, rule: &Rule, direction: Direction) -> Option<Vec<PeerTrial>> {
        let Peers::Only(atoms) = &rule.peers else { return None };
        let seen = self.peer(direction);
        let trial = |it: &AtomId| {
            let Answer { tri, because } = self.inputs.policies.answer(*it, &seen);
            PeerTrial { matches: tri, how: because }
        };
        Some(atoms.iter().map(trial).collect())
    }

    fn port(&self, entry: &WrittenPort<'_>) -> PortTrial {
        let (protocol, port) = self.port;
        match entry.port {
            PortMatch::Named(name) => self.named_port(entry.protocol, name),
            _ if entry.protocol != Some(protocol) => PortTrial::Protocol,
            PortMatch::Any => PortTrial::Match(None),
            PortMatch::Range(first, last) if (first..=last).contains(&&port) => PortTrial::Match(None),
            PortMatch::Range(first, last) => {
                PortTrial::Number(if port < *first { first - port } else { port.saturating_sub(*last) })
            }
        }
    }

    /// `wanted`: `None` where the declaration brings the protocol.
    fn named_port(&self, wanted: Option<Protocol>, name: &str) -> PortTrial {
        let (protocol, port) = self.port;
        let destination = self.inputs.cluster.endpoints.at(self.destination).pod();
        let Some(pod) = destination.filter(|it| !is_node(it, self.inputs.options)) else {
            return PortTrial::NameWithoutPod;
        };
        let mut numbers =
            declared(pod, wanted.unwrap_or(protocol), name, self.inputs.options).map(|it| it.number);
        match numbers.next() {
            Some(_) if wanted.is_some_and(|it| it != protocol) => PortTrial::Protocol,
            Some(first) if first == port || numbers.any(|it| it == port) => PortTrial::Match(Some(port)),
            Some(first) => PortTrial::NameNumber(first),
            None => {
                let other = pod.ports.iter().find(|it| it.name == name);
                other.map_or(PortTrial::NameUnknown, |it| PortTrial::NameProtocol(it.protocol))
            }
        }
    }
}

/// All peers together; `None`: the rule lists none, and matches every endpoint.
fn together(peers: Option<&[PeerTrial]>) -> Tri {
    peers.map_or(Tri::Yes, |it| it.iter().map(|it| it.matches).max().unwrap_or(Tri::No))
}
