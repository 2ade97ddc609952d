//! networking.k8s.io/v1 NetworkPolicy.

mod fields;
mod hints;
mod parts;
mod reader;
mod schema;

use super::{LabelSelector, Meta, Peer, PeerKind, Peers, PortEntry, Ports, WrittenRule, WrittenSubject};
use crate::protocol::Protocol;
use crate::source::Span;

pub(in crate::kind) use fields::FIELDS;
pub(in crate::kind) use reader::NetworkPolicyReader;
pub(crate) use schema::entry_fields;
#[cfg(test)]
pub(in crate::kind) use schema::schema_keys;

/// networking.k8s.io/v1 NetworkPolicy, defaults applied.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPolicy {
    /// Its metadata.
    pub meta: Meta,
    /// `spec.podSelector`: which pods of its namespace it applies to.
    pub pod_selector: LabelSelector,
    /// `spec.policyTypes` after defaulting.
    pub policy_types: PolicyTypes,
    /// `spec.ingress`, whether or not `policy_types` lists Ingress.
    pub ingress: Vec<Rule>,
    /// `spec.egress`, whether or not `policy_types` lists Egress.
    pub egress: Vec<Rule>,
}

/// The directions in which a policy isolates its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyTypes {
    /// Lists Ingress.
    pub ingress: bool,
    /// Lists Egress.
    pub egress: bool,
    /// Where the list stands; `None` when the API filled it in (F-02, F-03).
    pub span: Option<Span>,
}

/// One entry of `spec.ingress` or `spec.egress`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The whole entry.
    pub span: Span,
    /// `from` or `to`.
    pub peers: Peers,
    /// `ports`.
    pub ports: Ports,
}

impl NetworkPolicy {
    pub(in crate::kind) fn selectors(&self) -> Vec<&LabelSelector> {
        let peers = self.peers().flat_map(|it| match &it.kind {
            PeerKind::Pods { namespaces, pods } => [namespaces.as_ref(), pods.as_ref()],
            PeerKind::Block(_) => [None, None],
        });
        [&self.pod_selector].into_iter().chain(peers.flatten()).collect()
    }

    pub(in crate::kind) fn port_numbers(&self) -> Vec<(Protocol, u16)> {
        let entries = self.rules().flat_map(|it| match &it.ports {
            Ports::Any => &[][..],
            Ports::Only(entries) => entries,
        });
        entries.flat_map(|it| it.port.numbers(&[it.protocol])).collect()
    }

    pub(in crate::kind) fn written_subject(&self) -> WrittenSubject<'_> {
        WrittenSubject {
            span: self.pod_selector.span,
            namespaces: None,
            pods: Some(&self.pod_selector),
            types: self.policy_types.span,
        }
    }

    pub(in crate::kind) fn written_rule(&self, egress: bool, index: usize) -> Option<WrittenRule<'_>> {
        let rule = if egress { &self.egress } else { &self.ingress }.get(index)?;
        let peers = match &rule.peers {
            Peers::Any => None,
            Peers::Only(peers) => Some(peers.iter().map(|it| (it.span, it.written())).collect()),
        };
        let ports = match &rule.ports {
            Ports::Any => None,
            Ports::Only(ports) => Some(ports.iter().map(PortEntry::written).collect()),
        };
        Some(WrittenRule { span: rule.span, peers, ports, ports_key: "ports" })
    }

    fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.ingress.iter().chain(&self.egress)
    }

    fn peers(&self) -> impl Iterator<Item = &Peer> {
        self.rules().flat_map(|it| match &it.peers {
            Peers::Any => &[][..],
            Peers::Only(peers) => peers,
        })
    }
}

#[cfg(test)]
mod tests;
