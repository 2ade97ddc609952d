//! Rules as they are written, for policies of every kind: what evidence is compared with and cites.

use ipnet::IpNet;

use super::{
    Blank, ClusterPeerKind, ClusterPort, IpBlock, LabelSelector, Manifest, NamespaceMatch, Peer, PeerKind,
    Peers, PortEntry, PortMatch, Ports,
};
use crate::protocol::Protocol;
use crate::source::{Span, Spanned};

/// One rule of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenRule<'m> {
    /// The whole entry.
    pub span: Span,
    /// `from` or `to`, entry by entry; `None`: everyone.
    pub peers: Option<Vec<(Span, WrittenPeer<'m>)>>,
    /// `ports` or `protocols`, entry by entry; `None`: every port.
    pub ports: Option<Vec<WrittenPort<'m>>>,
}

/// One entry of `from` or `to`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WrittenPeer<'m> {
    /// Pods by labels.
    Pods {
        /// `None`: the policy's own namespace.
        namespaces: Option<&'m LabelSelector>,
        /// `None`: all pods of those namespaces.
        pods: Option<&'m LabelSelector>,
        /// Which of them are written without a value.
        blank: Blank,
    },
    /// Pods by how the labels of their namespace compare with the subject's: the keys, and whether the values
    /// must be the same.
    SameLabels(&'m [Spanned<String>], bool),
    /// `ipBlock`.
    Block(&'m IpBlock),
    /// `networks`.
    Networks(&'m [Spanned<IpNet>]),
    /// `nodes`.
    Nodes(&'m LabelSelector),
    /// `domainNames`.
    DomainNames(&'m [Spanned<String>]),
}

/// One entry of `ports` or `protocols`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrittenPort<'m> {
    /// The whole entry.
    pub span: Span,
    /// `None`: that of the name's declaration.
    pub protocol: Option<Protocol>,
    /// Which ports.
    pub port: &'m PortMatch,
}

/// What says to which pods a policy applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenSubject {
    /// `podSelector` or `subject`.
    pub span: Span,
    /// `policyTypes` where they are written.
    pub types: Option<Span>,
}

impl Manifest {
    /// Where a policy says which pods it applies to.
    pub fn written_subject(&self) -> Option<WrittenSubject> {
        match self {
            Manifest::NetworkPolicy(it) => {
                Some(WrittenSubject { span: it.pod_selector.span, types: it.policy_types.span })
            }
            Manifest::ClusterPolicy(it) => Some(WrittenSubject { span: it.subject.span, types: None }),
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => None,
        }
    }

    /// One entry of `spec.egress` (`true`) or `spec.ingress` of a policy.
    pub fn written_rule(&self, egress: bool, index: usize) -> Option<WrittenRule<'_>> {
        match self {
            Manifest::NetworkPolicy(it) => {
                let rule = if egress { &it.egress } else { &it.ingress }.get(index)?;
                let peers = match &rule.peers {
                    Peers::Any => None,
                    Peers::Only(peers) => Some(peers.iter().map(|it| (it.span, peer(it))).collect()),
                };
                let ports = match &rule.ports {
                    Ports::Any => None,
                    Ports::Only(ports) => Some(ports.iter().map(port).collect()),
                };
                Some(WrittenRule { span: rule.span, peers, ports })
            }
            Manifest::ClusterPolicy(it) => {
                let rule = if egress { &it.egress } else { &it.ingress }.get(index)?;
                let peers = rule.peers.iter().map(|it| (it.span, cluster_peer(&it.kind))).collect();
                let ports = rule.ports.as_ref().map(|it| it.iter().map(cluster_port).collect());
                Some(WrittenRule { span: rule.span, peers: Some(peers), ports })
            }
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => None,
        }
    }
}

fn peer(it: &Peer) -> WrittenPeer<'_> {
    match &it.kind {
        PeerKind::Pods { namespaces, pods } => {
            WrittenPeer::Pods { namespaces: namespaces.as_ref(), pods: pods.as_ref(), blank: it.blank }
        }
        PeerKind::Block(it) => WrittenPeer::Block(it),
    }
}

fn port(it: &PortEntry) -> WrittenPort<'_> {
    WrittenPort { span: it.span, protocol: Some(it.protocol), port: &it.port }
}

fn cluster_port(it: &ClusterPort) -> WrittenPort<'_> {
    WrittenPort { span: it.span, protocol: it.protocol, port: &it.port }
}

fn cluster_peer(it: &ClusterPeerKind) -> WrittenPeer<'_> {
    match it {
        ClusterPeerKind::Pods(it) => match &it.namespaces {
            NamespaceMatch::Labels(namespaces) => {
                let blank = Blank::default();
                WrittenPeer::Pods { namespaces: Some(namespaces), pods: it.pods.as_ref(), blank }
            }
            NamespaceMatch::Same(keys) => WrittenPeer::SameLabels(keys, true),
            NamespaceMatch::NotSame(keys) => WrittenPeer::SameLabels(keys, false),
        },
        ClusterPeerKind::Networks(it) => WrittenPeer::Networks(it),
        ClusterPeerKind::Nodes(it) => WrittenPeer::Nodes(it),
        ClusterPeerKind::DomainNames(it) => WrittenPeer::DomainNames(it),
    }
}
