//! One cell explained, as data: ids, indices, small enums. Sentences are made in `view`.
//!
//! Enters: the pieces of [`eval`](crate::eval). Leaves: [`Explanation`]: who decided in each direction, what
//! matched and on what evidence, and what nearly matched, best first. The verdicts here *are* the pieces of
//! the evaluation; the trials only tell how each rule came to match or not.

mod assemble;
pub mod ingress;
mod notes;
mod rank;
pub mod service;
mod trial;

use ipnet::IpNet;

pub use assemble::explain;

use crate::cluster::LabelValue;
use crate::eval::{Cell, Passed, Reason};
use crate::ids::{EndpointId, NodeId, PolicyId};
use crate::policy::{Action, Direction, PerDirection, PortSet, RuleRef, Tier};
use crate::probe::Probe;
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// A cell and why it is what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Row.
    pub source: EndpointId,
    /// Column.
    pub destination: EndpointId,
    /// The address family of the flow; `None`: its ends have none in common (M-44).
    pub family: Option<Family>,
    /// What was asked for.
    pub probe: Probe,
    /// The whole cell.
    pub cell: Cell,
    /// Ports by verdict and reasons; a single one when a port was asked for. Empty for a pod and itself, and
    /// for two ends outside the cluster.
    pub pieces: Vec<FlowPiece>,
    /// Which of them `sides` explains.
    pub chosen: usize,
    /// The chosen piece, leaving the source and entering the destination.
    pub sides: Option<PerDirection<Side>>,
}

/// Ports that share both directions' verdicts and reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowPiece {
    /// Never empty.
    pub ports: PortSet,
    /// One of them: the port that was asked for, else one that says something to people.
    pub sample: (Protocol, u16),
    /// Logical AND of both directions.
    pub allowed: Tri,
    /// Each direction's own verdict.
    pub by_direction: PerDirection<Tri>,
    /// Each direction's reason.
    pub reasons: PerDirection<Reason>,
    /// Which rules passed it on in each direction.
    pub passed: PerDirection<Passed>,
}

/// One direction of the chosen piece.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// Which.
    pub direction: Direction,
    /// The end whose policies are consulted.
    pub subject: EndpointId,
    /// The other end.
    pub peer: EndpointId,
    /// The verdict.
    pub allowed: Tri,
    /// What decided.
    pub reason: Reason,
    /// The tiers around NetworkPolicy, where a cluster-wide policy applies to the subject.
    pub outer: Vec<TierTrace>,
    /// NetworkPolicies that isolate the subject, or perhaps do, in reading order.
    pub isolating: Vec<(PolicyId, Tri)>,
    /// NetworkPolicies that select the subject, but not for this direction.
    pub only_other_direction: Vec<PolicyId>,
    /// Rules of NetworkPolicies that match, or may match, the decider first.
    pub matches: Vec<RuleTrial>,
    /// Rules that do not, the nearest first.
    pub misses: Vec<RuleTrial>,
    /// Caveats.
    pub notes: Vec<Note>,
}

/// What one tier of cluster-wide policies did.
#[derive(Clone, Debug, PartialEq)]
pub struct TierTrace {
    /// Admin or Baseline.
    pub tier: Tier,
    /// Its policies that apply to the subject, or perhaps do, in the order of the walk.
    pub policies: Vec<(PolicyId, Tri)>,
    /// Their rules in that order.
    pub trials: Vec<RuleTrial>,
    /// How it ended.
    pub end: TierEnd,
}

/// How a tier ended for the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierEnd {
    /// An earlier tier decided.
    NotReached,
    /// No rule matches.
    NoMatch,
    /// This rule decided.
    Decided(RuleRef),
    /// This rule passed the flow on.
    Passed(RuleRef),
    /// Whether this rule matches is unknown.
    Undecided(RuleRef),
    /// These rules have the same priority, match, and differ; the first one by name comes first.
    Tied(Vec<RuleRef>),
}

/// A caveat, with the contested case or rule behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// A pod's address was taken to lie in the assumed pod CIDR, and that decided (M-45).
    AssumedPodCidr,
    /// Allowed only because a block matches a pod, which some network plugins never do (C-02).
    BlockMatchesPod,
    /// Host-network pods are undefined territory (C-01).
    HostNetwork,
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
    /// A block was compared with an address that is not in the input (M-92).
    UnknownAddress,
    /// Whether the peer is the subject's own node is not in the input (M-62).
    UnknownNode,
    /// Policies of one tier and priority differ, and their order is left open (A-54, C-06).
    EqualPriority,
    /// Which host has an address is not in the input.
    UnknownName,
    /// Which addresses are those of the selected nodes is not in the input.
    UnknownNodes,
    /// This port of the node leads to the pod, and whoever takes that way may be seen as the node (C-35, M-75).
    HostPort(u16),
}

/// One rule held against the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleTrial {
    /// Which rule.
    pub rule: RuleRef,
    /// What becomes of what it matches.
    pub action: Action,
    /// Whether peers and ports match.
    pub matches: Tri,
    /// `None`: the rule lists no peers, "matches all".
    pub peers: Option<Vec<PeerTrial>>,
    /// Position in `peers` of the one that matched, or came nearest.
    pub nearest_peer: usize,
    /// `None`: the rule lists no ports, "matches all".
    pub ports: Option<Vec<PortTrial>>,
    /// Position in `ports` of the one that matched, or came nearest.
    pub nearest_port: usize,
}

/// One entry of `from` or `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct PeerTrial {
    /// Whether it matches the peer.
    pub matches: Tri,
    /// How.
    pub how: PeerTest,
}

/// What was compared.
#[derive(Clone, Debug, PartialEq)]
pub enum PeerTest {
    /// Selectors against a pod.
    Pods {
        /// The peer's namespace against `namespaceSelector`; `Err` holds whether it is the policy's own
        /// namespace, where there is no such selector.
        namespace: Result<Vec<RequirementTest>, bool>,
        /// The pod's labels against `podSelector`; empty where everything matches.
        pod: Vec<RequirementTest>,
    },
    /// Selectors against something that is no pod to them: an address, or a host-network pod.
    NoPod,
    /// A block against an address.
    Block(BlockTest),
    /// Networks against an address: the one that matched or came nearest, by its position.
    Networks(usize, BlockTest),
    /// Labels of the node that has the address; `None`: no Node of the input has it.
    Nodes(Option<(NodeId, Vec<RequirementTest>)>),
    /// Names against a host, or an address of which no name may be known.
    DomainNames,
}

/// A block held against an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockTest {
    /// The address, or all addresses of the entry, lie inside.
    Inside,
    /// Outside of `cidr`.
    Outside,
    /// Inside `cidr`, but in this entry of `except`.
    Excepted(IpNet),
    /// The flow has the other address family.
    OtherFamily,
    /// Blocks are not asked about pods (`ip_block_pods`).
    NotForPods,
    /// The pod's address is not in the input; `true`: the assumed pod CIDR decided.
    Assumed(bool),
}

/// One requirement against one set of labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequirementTest {
    /// Whether it holds.
    pub holds: Tri,
    /// The label's value; `None` when certainly absent.
    pub actual: Option<LabelValue>,
}

/// One entry of `ports`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortTrial {
    /// Matches; a name resolved to this number.
    Match(Option<u16>),
    /// The flow has another protocol.
    Protocol,
    /// Protocol equal, number not; how far off.
    Number(u16),
    /// The destination is no pod, or host-network: names mean nothing there.
    NameWithoutPod,
    /// The destination declares no port of this name.
    NameUnknown,
    /// It does, but only with this protocol.
    NameProtocol(Protocol),
    /// It does, with another number.
    NameNumber(u16),
}

#[cfg(test)]
mod tests;
