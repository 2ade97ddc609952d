//! Cluster-wide policies of policy.networking.k8s.io, both generations as one type.
//!
//! Enters: AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1), ClusterNetworkPolicy (v1alpha2).
//! Leaves: [`ClusterPolicy`], or what the API server says against it, in its words. Deliberately not here: what
//! tiers do to each other.

mod hints;
mod openapi;
mod ports;
mod reader;
mod schema;
#[cfg(test)]
mod testing;

use ipnet::IpNet;

use super::report::Report;
use super::schema::Decoded;
use super::{LabelSelector, Meta, PortMatch};
use crate::diagnostic::{Diagnostic, Severity};
use crate::options::Options;
use crate::protocol::Protocol;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

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
}

/// The tiers in the order in which a connection meets them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Before NetworkPolicy: what an administrator decides for good.
    Admin,
    /// NetworkPolicy itself.
    NetworkPolicy,
    /// After it: what holds where nothing else decided.
    Baseline,
}

impl Tier {
    /// As people and v1alpha2 name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Tier::Admin => "Admin",
            Tier::NetworkPolicy => "NetworkPolicy",
            Tier::Baseline => "Baseline",
        }
    }
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
    /// Where it stands: [`Tier::Admin`] or [`Tier::Baseline`].
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

/// Reads an object that passed [`check`]. The result counts only if nothing was refused; `None` if it lacks what
/// nothing can stand for.
pub(super) fn read(
    root: &Node<'_>,
    kind: ClusterPolicyKind,
    meta: Meta,
    options: &Options,
    report: &mut Report<'_>,
) -> Option<ClusterPolicy> {
    reader::read(root, kind, meta, options, report)
}

/// Decodes strictly and checks against the schema of the kind. What the schema refuses comes to `refused`, to be
/// told after what is wrong with `metadata`.
pub(super) fn check(
    root: &Node<'_>,
    kind: ClusterPolicyKind,
    options: &Options,
    report: &mut Report<'_>,
    refused: &mut Vec<Diagnostic>,
) -> Decoded {
    let around = super::schema::check(root, &super::schema::CUSTOM_RESOURCE, options.strict, report);
    let schema = match kind {
        ClusterPolicyKind::Admin => &schema::ADMIN,
        ClusterPolicyKind::BaselineAdmin => &schema::BASELINE,
        ClusterPolicyKind::Cluster => &schema::CLUSTER,
    };
    let walk = openapi::Walk::spec(root, schema, options, report.text);
    let is_strange = options.strict && !walk.unknown.is_empty();
    let severity = if options.strict { Severity::Error } else { Severity::Warning };
    report.diagnostics.extend(walk.unknown.into_iter().map(|it| Diagnostic { severity, ..it }));
    report.refused |= is_strange || walk.report.refused;
    // Strict decoding comes first: a server that refuses fields says nothing else.
    match around {
        _ if is_strange => Decoded::Refused,
        Decoded::Refused => Decoded::Refused,
        Decoded::Whole | Decoded::Partly(_) => {
            refused.extend(walk.report.diagnostics);
            if walk.wrong { Decoded::Refused } else { around }
        }
    }
}

#[cfg(test)]
mod tests;
