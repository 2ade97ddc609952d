//! The walk: what one direction says about one peer, as disjoint pieces of the port space.

use crate::policy::{PortSet, RuleRef};
use crate::tri::Tri;

/// Why a piece has its verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// The subject is outside the cluster: "nothing can be enforced on the far end" (M-65).
    NotApplicable,
    /// The subject is a host-network pod, taken for its node (M-64).
    HostNetwork,
    /// The peer is the node that the subject runs on (M-62).
    OwnNode,
    /// The peer may be that node; otherwise this would not be allowed.
    PerhapsOwnNode,
    /// No policy isolates the subject in this direction.
    NotIsolated,
    /// This rule matched.
    Rule(RuleRef),
    /// Whether a policy selects the subject is unknown; it would allow this anyway (M-91).
    EitherWay,
    /// Isolated, and no rule matches.
    Isolated,
    /// Whether this rule matches is unknown.
    Unknown(RuleRef),
    /// Whether the subject is isolated is unknown.
    UnknownIsolation,
}

impl Reason {
    /// The rule that decided, or would decide if it matches.
    pub fn rule(self) -> Option<RuleRef> {
        match self {
            Reason::Rule(it) | Reason::Unknown(it) => Some(it),
            Reason::NotApplicable
            | Reason::HostNetwork
            | Reason::OwnNode
            | Reason::PerhapsOwnNode
            | Reason::NotIsolated
            | Reason::EitherWay
            | Reason::Isolated
            | Reason::UnknownIsolation => None,
        }
    }
}

/// Ports that share a verdict and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Never empty.
    pub ports: PortSet,
    /// Yes: allowed. No: denied.
    pub allowed: Tri,
    /// Why.
    pub reason: Reason,
}

impl Piece {
    /// The piece when the peer may be the subject's own node, from which everything is allowed.
    pub(super) fn unless_own_node(self) -> Piece {
        match self.allowed {
            Tri::Yes => self,
            Tri::No | Tri::Unknown => Piece { allowed: Tri::Unknown, reason: Reason::PerhapsOwnNode, ..self },
        }
    }
}

/// A rule that matches a peer, or may match it.
pub(super) struct Matching {
    pub(super) rule: RuleRef,
    pub(super) matches: Tri,
    /// Whether its policy selects the subject.
    pub(super) selected: Tri,
    /// Its ports on the destination.
    pub(super) ports: PortSet,
}

/// Cuts the port space into disjoint pieces that together cover it.
///
/// `isolated`: whether some policy selects the subject in this direction; `matching`: in the order of policies
/// and rules. `unsure`: how many policies there are of which that is unknown.
pub(super) fn pieces(isolated: Tri, matching: &[Matching], unsure: &[crate::ids::PolicyId]) -> Vec<Piece> {
    let mut walk = Walk { open: PortSet::all(), pieces: Vec::new() };
    match isolated {
        Tri::No => walk.rest(Tri::Yes, Reason::NotIsolated),
        Tri::Yes => {
            for it in matching.iter().filter(|it| it.matches.and(it.selected) == Tri::Yes) {
                walk.take(&it.ports, Tri::Yes, Reason::Rule(it.rule));
            }
            for it in matching.iter().filter(|it| it.matches.and(it.selected) == Tri::Unknown) {
                walk.take(&it.ports, Tri::Unknown, Reason::Unknown(it.rule));
            }
            walk.rest(Tri::No, Reason::Isolated);
        }
        Tri::Unknown => {
            // "Evaluate with and without it; equal outcomes => that outcome, otherwise unknown." Without any of
            // them everything is allowed; so certain is what each of them alone allows.
            let alone = |policy| {
                let certain = matching.iter().filter(|it| it.rule.policy == policy && it.matches == Tri::Yes);
                certain.fold(PortSet::empty(), |acc, it| acc.union(&it.ports))
            };
            let certain = unsure.iter().fold(PortSet::all(), |acc, &it| acc.intersection(&alone(it)));
            walk.take(&certain, Tri::Yes, Reason::EitherWay);
            walk.rest(Tri::Unknown, Reason::UnknownIsolation);
        }
    }
    walk.pieces
}

/// One piece for every port.
pub(super) fn whole(allowed: Tri, reason: Reason) -> Vec<Piece> {
    vec![Piece { ports: PortSet::all(), allowed, reason }]
}

struct Walk {
    /// Ports that nothing has decided yet.
    open: PortSet,
    pieces: Vec<Piece>,
}

impl Walk {
    fn take(&mut self, ports: &PortSet, allowed: Tri, reason: Reason) {
        let taken = self.open.intersection(ports);
        if !taken.is_empty() {
            self.open = self.open.difference(&taken);
            self.pieces.push(Piece { ports: taken, allowed, reason });
        }
    }

    fn rest(&mut self, allowed: Tri, reason: Reason) {
        let open = std::mem::take(&mut self.open);
        if !open.is_empty() {
            self.pieces.push(Piece { ports: open, allowed, reason });
        }
    }
}

#[cfg(test)]
mod tests;
