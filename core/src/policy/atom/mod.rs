//! The questions that policies ask about endpoints: one file for each kind of question.
//!
//! Enters: a question ([`Atom`]) and an endpoint ([`Seen`]). Leaves: an [`Answer`]: yes, no or perhaps, and why.
//! The evaluation and the explanations call the same function. The evaluation drops the comparisons of labels, and
//! then they cost nothing ([`Comparisons`]); explanations keep them.
//!
//! Deliberately not here: the indexes of `eval`. They find all endpoints that answer yes without asking each of
//! them. A test compares them with these answers.
//!
//! A new kind of question is a new file here, a variant of [`Atom`], and an arm in each `match` below.

mod answer;
mod block;
mod domain_names;
mod names_of_pods;
mod networks;
mod nodes;
mod pods;
mod seen;

use std::net::IpAddr;

use ipnet::IpNet;

pub use answer::{Answer, Assumption, Because, BlockTest, Comparisons, RequirementTest};
pub use block::{Block, family_of, unknown_address};
pub use domain_names::DomainNames;
pub(crate) use domain_names::covers;
pub use names_of_pods::NamesOfPods;
pub(crate) use names_of_pods::is_of_cluster;
pub use networks::Networks;
pub use nodes::Nodes;
pub(crate) use nodes::{Whose, whose};
pub use pods::{Pods, Scope};
pub use seen::Seen;
pub(crate) use seen::{KnownAddress, addresses, is_node};

use super::Policies;
use crate::cluster::Cluster;
use crate::ids::AtomId;
use crate::options::Options;

/// A question about an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// Is it a pod of these namespaces with these labels?
    Pods(Pods),
    /// Does its address lie in this block?
    Block(Block),
    /// Does its address lie in one of these networks?
    Networks(Networks),
    /// Is its address that of a node with these labels?
    Nodes(Nodes),
    /// Is it a host with one of these names?
    DomainNames(DomainNames),
}

/// What of an endpoint decides the answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Its namespace and labels.
    Labels,
    /// Where its address of the flow's family lies.
    Address,
    /// Whose address it has.
    Owner,
    /// What it is called.
    Name,
}

impl Atom {
    /// What decides the answer.
    pub fn sight(&self) -> Sight {
        match self {
            Atom::Pods(_) => Sight::Labels,
            Atom::Block(_) | Atom::Networks(_) => Sight::Address,
            Atom::Nodes(_) => Sight::Owner,
            Atom::DomainNames(_) => Sight::Name,
        }
    }

    /// The networks that it asks for, and what it excepts from them: there the address space is cut.
    pub fn networks(&self) -> (&[IpNet], &[IpNet]) {
        match self {
            Atom::Block(it) => (std::slice::from_ref(&it.cidr), &it.except),
            Atom::Networks(it) => (&it.networks, &[]),
            Atom::Pods(_) | Atom::Nodes(_) | Atom::DomainNames(_) => (&[], &[]),
        }
    }

    /// The single addresses that questions of this kind tell apart. They do not depend on what exactly it asks.
    pub(crate) fn points(&self, cluster: &Cluster, options: &Options) -> Vec<IpAddr> {
        match self {
            Atom::Nodes(_) => Nodes::points(cluster),
            Atom::DomainNames(_) => DomainNames::points(options),
            Atom::Pods(_) | Atom::Block(_) | Atom::Networks(_) => Vec::new(),
        }
    }

    /// The hosts that it names.
    pub fn hosts(&self) -> &[String] {
        match self {
            Atom::DomainNames(it) => &it.names,
            Atom::Pods(_) | Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) => &[],
        }
    }

    /// Whether it asks where the addresses of pods lie.
    pub fn asks_addresses_of_pods(&self, options: &Options) -> bool {
        match self {
            Atom::Block(_) => Block::is_asked_of_pods(options),
            Atom::Networks(_) => true,
            Atom::Pods(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
        }
    }
}

impl Policies {
    /// What an endpoint answers. `T`: what becomes of the comparisons.
    pub fn answer<T: Comparisons>(&self, atom: AtomId, seen: &Seen<'_>) -> Answer<T> {
        match self.atoms.at(atom) {
            Atom::Pods(it) => it.answer(seen),
            Atom::Block(it) => it.answer(seen),
            Atom::Networks(it) => it.answer(seen),
            Atom::Nodes(it) => it.answer(seen),
            Atom::DomainNames(it) => it.answer(atom, seen),
        }
    }
}
