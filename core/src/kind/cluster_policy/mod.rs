//! Cluster-wide policies of policy.networking.k8s.io, both generations as one type.
//!
//! Enters: AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1), ClusterNetworkPolicy (v1alpha2).
//! Leaves: [`ClusterPolicy`], or what the API server says against it, in its words. Deliberately not here: what
//! tiers do to each other.

mod fields;
mod hints;
mod openapi;
mod parts;
mod ports;
mod reader;
mod schema;
#[cfg(test)]
mod testing;
mod together;

#[cfg(test)]
pub(in crate::kind) use schema::schema_keys;

use ipnet::IpNet;

use super::{Blank, LabelSelector, Meta, PortMatch, WrittenPeer, WrittenPort, WrittenRule, WrittenSubject};
use crate::protocol::Protocol;
use crate::source::{Span, Spanned};

pub(in crate::kind) use together::mixed_generations;

/// Which object a cluster-wide policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClusterPolicyKind {
    /// v1alpha1 AdminNetworkPolicy.
    Admin,
    /// v1alpha1 BaselineAdminNetworkPolicy.
    BaselineAdmin,
    /// v1alpha2 ClusterNetworkPolicy.
    Cluster,
}

impl ClusterPolicyKind {
    /// The API's name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            ClusterPolicyKind::Admin => "AdminNetworkPolicy",
            ClusterPolicyKind::BaselineAdmin => "BaselineAdminNetworkPolicy",
            ClusterPolicyKind::Cluster => "ClusterNetworkPolicy",
        }
    }

    /// What a rule calls the field of its ports.
    pub(in crate::kind) fn ports_key(self) -> &'static str {
        match self {
            ClusterPolicyKind::Admin | ClusterPolicyKind::BaselineAdmin => "ports",
            ClusterPolicyKind::Cluster => "protocols",
        }
    }
}

/// The tier that a cluster-wide policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    /// Before NetworkPolicy: what an administrator decides for good.
    Admin,
    /// After it: what holds where no other policy said anything.
    Baseline,
}

/// What a rule of a cluster-wide policy does with what it matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Allowed; nothing later is asked. v1alpha1 calls it Allow.
    Accept,
    /// Denied; nothing later is asked.
    Deny,
    /// "Skip the rest of this tier": the next one decides.
    Pass,
}

/// A cluster-wide policy that passed validation.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterPolicy {
    /// Its metadata; the namespace is empty.
    pub meta: Meta,
    /// Which kind it was written as.
    pub kind: ClusterPolicyKind,
    /// Where it stands.
    pub tier: Tier,
    /// 0 is the strongest, 1000 the weakest. [`ClusterPolicy::LAST`] for a BaselineAdminNetworkPolicy, which
    /// has none and comes behind every Baseline ClusterNetworkPolicy.
    pub priority: u32,
    /// `spec.subject`.
    pub subject: PodsOf,
    /// `spec.ingress`; order is precedence.
    pub ingress: Vec<ClusterRule>,
    /// `spec.egress`; order is precedence.
    pub egress: Vec<ClusterRule>,
}

impl ClusterPolicy {
    /// A priority behind all that can be written.
    pub const LAST: u32 = 1001;
}

/// `namespaces` or `pods`: ordinary pods by the labels of their namespace and their own.
#[derive(Clone, Debug, PartialEq)]
pub struct PodsOf {
    /// The field with its value.
    pub span: Span,
    /// Which namespaces; without requirements, all of them.
    pub namespaces: NamespaceMatch,
    /// Which of their pods; `None`: all of them.
    pub pods: Option<LabelSelector>,
}

/// Which namespaces a peer looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum NamespaceMatch {
    /// Those with these labels.
    Labels(LabelSelector),
    /// Releases 0.1.0 and 0.1.1 only: namespaces that have each of these labels with the value that the
    /// subject's namespace has. No keys: no namespace.
    Same(Vec<Spanned<String>>),
    /// Likewise: namespaces that have each of these labels, at least one with another value. Only in peers.
    NotSame(Vec<Spanned<String>>),
}

/// One entry of `spec.ingress` or `spec.egress`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterRule {
    /// The whole entry.
    pub span: Span,
    /// `name`; empty if it has none.
    pub name: String,
    /// `action`.
    pub action: Action,
    /// `from` or `to`; never empty in a usable rule.
    pub peers: Vec<ClusterPeer>,
    /// `ports` or `protocols`; `None`: every port of every protocol.
    pub ports: Option<Vec<ClusterPort>>,
    /// Whether it can be used as it is written.
    pub usable: Usable,
}

/// Whether a rule that the API server stores can be used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Usable {
    /// As it is written.
    #[default]
    Yes,
    /// Part of it is invalid: "fail closed", Accept then matches nothing, Deny and Pass deny
    /// everything in their direction.
    FailClosed,
    /// It matches nothing.
    Never,
}

/// One entry of `from` or `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterPeer {
    /// The whole entry.
    pub span: Span,
    /// What it matches.
    pub kind: ClusterPeerKind,
}

/// The forms of a peer.
#[derive(Clone, Debug, PartialEq)]
pub enum ClusterPeerKind {
    /// `namespaces` or `pods`.
    Pods(PodsOf),
    /// `networks`: addresses outside the cluster, and pods inside these ranges too. Host bits cleared.
    Networks(Vec<Spanned<IpNet>>),
    /// `nodes`: the addresses of nodes with these labels.
    Nodes(LabelSelector),
    /// `domainNames`: lower case, without the trailing dot; `*.` in front stands for one or more labels.
    DomainNames(Vec<Spanned<String>>),
}

/// One entry of `ports` or `protocols`.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterPort {
    /// The whole entry.
    pub span: Span,
    /// `None` with a name: "the flow's port *and* protocol must equal those of a container port with that
    /// name" (A-46).
    pub protocol: Option<Protocol>,
    /// Which ports of that protocol.
    pub port: PortMatch,
}

impl ClusterPolicy {
    pub(in crate::kind) fn selectors(&self) -> Vec<&LabelSelector> {
        let peers = self.peers().filter_map(|it| match it {
            ClusterPeerKind::Pods(it) => Some(it),
            ClusterPeerKind::Networks(_) | ClusterPeerKind::Nodes(_) | ClusterPeerKind::DomainNames(_) => {
                None
            }
        });
        [&self.subject].into_iter().chain(peers).flat_map(PodsOf::selectors).collect()
    }

    pub(in crate::kind) fn port_numbers(&self) -> Vec<(Protocol, u16)> {
        let entries = self.rules().flat_map(|it| it.ports.iter().flatten());
        let protocols = |it: Option<Protocol>| it.map_or(Protocol::ALL.to_vec(), |it| vec![it]);
        entries.flat_map(|it| it.port.numbers(&protocols(it.protocol))).collect()
    }

    pub(in crate::kind) fn written_subject(&self) -> WrittenSubject<'_> {
        let PodsOf { span, namespaces, pods } = &self.subject;
        WrittenSubject { span: *span, namespaces: namespaces.labels(), pods: pods.as_ref(), types: None }
    }

    pub(in crate::kind) fn written_rule(&self, egress: bool, index: usize) -> Option<WrittenRule<'_>> {
        let rule = if egress { &self.egress } else { &self.ingress }.get(index)?;
        let peers = rule.peers.iter().map(|it| (it.span, written_peer(&it.kind))).collect();
        let ports = rule.ports.as_ref().map(|it| it.iter().map(written_port).collect());
        Some(WrittenRule { span: rule.span, peers: Some(peers), ports, ports_key: self.kind.ports_key() })
    }

    fn rules(&self) -> impl Iterator<Item = &ClusterRule> {
        self.ingress.iter().chain(&self.egress)
    }

    fn peers(&self) -> impl Iterator<Item = &ClusterPeerKind> {
        self.rules().flat_map(|it| &it.peers).map(|it| &it.kind)
    }
}

impl PodsOf {
    fn selectors(&self) -> impl Iterator<Item = &LabelSelector> {
        self.namespaces.labels().into_iter().chain(&self.pods)
    }
}

impl NamespaceMatch {
    /// The selector, where it is one of labels.
    fn labels(&self) -> Option<&LabelSelector> {
        match self {
            NamespaceMatch::Labels(it) => Some(it),
            NamespaceMatch::Same(_) | NamespaceMatch::NotSame(_) => None,
        }
    }
}

fn written_peer(it: &ClusterPeerKind) -> WrittenPeer<'_> {
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

fn written_port(it: &ClusterPort) -> WrittenPort<'_> {
    WrittenPort { span: it.span, protocol: it.protocol, port: &it.port }
}

#[cfg(test)]
mod tests;
