//! The `ipBlock`s of NetworkPolicies, for rules about them.

use std::rc::Rc;

use ipnet::IpNet;

use super::network_policies::{self, Np};
use super::{Facts, Spot};
use crate::diagnostic::Edit;
use crate::edit::{Written, Yaml};
use crate::kind::{IpBlock, PeerKind, Peers, Rule};
use crate::model::Model;
use crate::policy::{Direction, RuleRef};
use crate::protocol::Family;

/// An `ipBlock` in a direction that its policy isolates.
#[derive(Clone, Copy)]
pub(super) struct Found<'m> {
    pub(super) np: Np<'m>,
    pub(super) rule: RuleRef,
    /// Zero-based position in `from` or `to`.
    pub(super) peer: usize,
    pub(super) read: &'m IpBlock,
    /// The rule that it is in.
    pub(super) of: &'m Rule,
}

/// All of them, in reading order of the policies.
pub(super) fn all(model: &Model) -> impl Iterator<Item = Found<'_>> {
    let lists = network_policies::all(model).flat_map(|np| {
        let isolated = [Direction::Ingress, Direction::Egress].into_iter().filter(move |it| np.isolates(*it));
        isolated.map(move |it| (np, it))
    });
    let rules = lists.flat_map(|(np, direction)| {
        let rules = np.rules(direction).iter().enumerate();
        rules.map(move |(at, it)| (np, np.rule(direction, at), it))
    });
    rules.flat_map(|(np, rule, of)| {
        let peers = match &of.peers {
            Peers::Only(peers) => peers.as_slice(),
            Peers::Any => &[],
        };
        peers.iter().enumerate().filter_map(move |(peer, it)| match &it.kind {
            PeerKind::Block(read) => Some(Found { np, rule, peer, read, of }),
            PeerKind::Pods { .. } => None,
        })
    })
}

impl Found<'_> {
    /// Whether an address is in it.
    pub(super) fn holds(&self, net: &IpNet) -> bool {
        self.read.cidr.value.contains(net) && !self.read.except.iter().any(|it| it.value.contains(net))
    }
}

/// A block that something was found about.
pub(super) struct Block {
    pub(super) rule: RuleRef,
    pub(super) peer: usize,
    pub(super) cidr: IpNet,
    pub(super) family: Family,
    /// Where its `cidr` is.
    pub(super) spot: Spot,
}

impl From<Found<'_>> for Block {
    fn from(it: Found<'_>) -> Block {
        let cidr = it.read.cidr.value;
        let family = Family::of(cidr.addr());
        Block { rule: it.rule, peer: it.peer, cidr, family, spot: it.np.at(it.read.cidr.span) }
    }
}

impl Block {
    /// The peer, as a path.
    pub(super) fn peer_path(&self) -> String {
        format!("{}.{}[{}]", self.rule.path(), self.rule.direction.peers_key(), self.peer)
    }

    /// As a path.
    pub(super) fn path(&self) -> String {
        format!("{}.ipBlock", self.peer_path())
    }

    /// Its policy as it is written.
    pub(super) fn written<'m>(&self, facts: &Facts<'m>) -> Option<Rc<Written<'m>>> {
        Np::of(facts.model, self.rule.policy)?.written(facts)
    }
}

/// Excepts more ranges from the block at a path.
pub(super) fn except(written: &Written<'_>, path: &str, ranges: impl Iterator<Item = Yaml>) -> Option<Edit> {
    let key = format!("{path}.except");
    let ranges: Vec<Yaml> = ranges.collect();
    match (written.at(&key), ranges.as_slice()) {
        (None, _) => written.insert(path, "except", &Yaml::list(ranges)),
        (Some(list), [one]) if !list.items().is_empty() => written.append(&key, one),
        (Some(_), _) => written.set(&key, &Yaml::list(ranges)),
    }
}
