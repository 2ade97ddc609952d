//! One cell explained, as data: ids, indices, small enums. Sentences are made in `view`.
//!
//! Enters: the pieces of [`eval`](crate::eval), and what questions answered ([`policy::atom`](crate::policy::atom)).
//! Leaves: [`Explanation`]: which rule decided in each direction, what matched and why, and what nearly matched, best
//! first. The verdicts here *are* the pieces of the evaluation; a trial only tells why a rule matches or not. How
//! certain a verdict is is found by walking the same flow under the other readings of what Kubernetes leaves open
//! (`readings`).

mod ask;
mod assemble;
mod contested;
pub mod ingress;
pub(crate) mod nearest;
mod notes;
mod rank;
mod readings;
mod selection;
pub mod service;
mod tiers;
mod trial;

pub use assemble::explain;
pub use contested::{Certainty, Contested};
pub use notes::Note;
pub use selection::{NearSelection, SubjectTest};
pub use tiers::{NotAsked, TierEnd, TierTrace};

use crate::eval::{Cell, Passed, Reason};
use crate::ids::{EndpointId, PolicyId};
pub use crate::policy::atom::{Assumption, Because, BlockTest, RequirementTest};
use crate::policy::{Action, Direction, PerDirection, PortSet, RuleRef};
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
    /// How certain the answer to what was asked is: that of the least certain piece.
    pub certainty: Certainty,
    /// What the pieces would not be the same without, where that is contested.
    pub contested: Vec<Contested>,
    /// Ports by verdict and reasons; a single one when a port was asked for. Empty for a pod and itself, and
    /// for two ends outside the cluster.
    pub pieces: Vec<FlowPiece>,
    /// Which of them `sides` explains.
    pub chosen: usize,
    /// The chosen piece, leaving the source and entering the destination.
    pub sides: Option<PerDirection<Side>>,
}

/// Ports that share both directions' verdicts and reasons, and how certain these are.
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
    /// How certain the verdict is.
    pub certainty: Certainty,
    /// The contested questions that decide it, where another reading gives another verdict.
    pub contested: Vec<Contested>,
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
    /// How certain it is, for this end alone.
    pub certainty: Certainty,
    /// The contested questions that decide it.
    pub contested: Vec<Contested>,
    /// What decided.
    pub reason: Reason,
    /// What decides if the peer is not the subject's own node, where that is the question.
    pub otherwise: Option<(Tri, Reason)>,
    /// The stages with an order, where a policy of theirs applies to the subject.
    pub outer: Vec<TierTrace>,
    /// Policies that isolate the subject, or perhaps do, in reading order.
    pub isolating: Vec<(PolicyId, Tri)>,
    /// Why their stage is not asked, where some of them isolate the subject.
    pub not_asked: Option<NotAsked>,
    /// Policies of which it is unknown whether they select the subject, and what of their selectors is.
    pub unsure: Vec<SubjectTest>,
    /// Policies that would isolate the subject, and select it, but not for this direction.
    pub only_other_direction: Vec<PolicyId>,
    /// NetworkPolicies for this direction that fail to select the subject by one requirement. Empty where a rule
    /// of another one matched.
    pub near: Vec<NearSelection>,
    /// NetworkPolicies for this direction whose labels are those of the subject, and which stand in another namespace, where
    /// they select nothing. Likewise.
    pub elsewhere: Vec<PolicyId>,
    /// Rules of the isolating policies that match, or may match, the decider first.
    pub matches: Vec<RuleTrial>,
    /// Rules that do not, the nearest first.
    pub misses: Vec<RuleTrial>,
    /// Caveats.
    pub notes: Vec<Note>,
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

impl RuleTrial {
    /// Whether the port matches; the peers may match or not.
    pub(crate) fn port_matches(&self) -> bool {
        let matches = |it: &PortTrial| matches!(it, PortTrial::Match(_));
        self.ports.as_ref().is_none_or(|it| it.iter().any(matches))
    }
}

/// One entry of `from` or `to`.
#[derive(Clone, Debug, PartialEq)]
pub struct PeerTrial {
    /// Whether it matches the peer.
    pub matches: Tri,
    /// How.
    pub how: PeerTest,
}

/// What was compared, one by one.
pub type PeerTest = Because<Vec<RequirementTest>>;

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
