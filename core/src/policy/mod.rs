//! Manifests of policies to rules that the evaluation understands: questions about endpoints, each asked
//! once ([`Atom`]), and sets of ports.
//!
//! Enters: manifests and the cluster. Leaves: [`Policies`]. Deliberately not here: which endpoint answers
//! which question with yes, and what follows from it.

mod cluster_policy;
mod compile;
pub mod port_set;
pub mod selector;

use ipnet::IpNet;

pub use port_set::PortSet;
pub use selector::{Requirement, Selector};

use crate::ids::{AtomId, IdVec, NamespaceId, PolicyId, Symbol};
pub use crate::kind::{Action, Tier, Usable};
use crate::protocol::Protocol;
use crate::source::{Location, Origin};

/// Seen from the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// Judged for the source.
    Egress,
    /// Judged for the destination.
    Ingress,
}

impl Direction {
    /// In the order in which a connection meets them.
    pub const BOTH: [Direction; 2] = [Direction::Egress, Direction::Ingress];

    /// `egress` or `ingress`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Egress => "egress",
            Direction::Ingress => "ingress",
        }
    }

    /// The other one.
    #[must_use]
    pub fn opposite(self) -> Direction {
        match self {
            Direction::Egress => Direction::Ingress,
            Direction::Ingress => Direction::Egress,
        }
    }

    /// The end that policies select, and the end that their rules match.
    pub fn subject_and_peer<T>(self, source: T, destination: T) -> (T, T) {
        match self {
            Direction::Egress => (source, destination),
            Direction::Ingress => (destination, source),
        }
    }
}

/// One value for each direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PerDirection<T> {
    /// For [`Direction::Egress`].
    pub egress: T,
    /// For [`Direction::Ingress`].
    pub ingress: T,
}

impl<T> PerDirection<T> {
    /// Asks for each direction.
    pub fn from_fn(mut it: impl FnMut(Direction) -> T) -> PerDirection<T> {
        PerDirection { egress: it(Direction::Egress), ingress: it(Direction::Ingress) }
    }

    /// The value of a direction.
    pub fn get(&self, direction: Direction) -> &T {
        match direction {
            Direction::Egress => &self.egress,
            Direction::Ingress => &self.ingress,
        }
    }
}

/// All policies that take part, and what they ask about endpoints.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// In the order in which a connection meets them: by tier, in the outer tiers by priority and name, else in
    /// reading order.
    pub policies: IdVec<PolicyId, Policy>,
    /// Each question once, however many policies ask it.
    pub atoms: IdVec<AtomId, Atom>,
}

/// A policy of any kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The kind, as the API names it.
    pub kind: &'static str,
    /// `namespace/name`, or the name alone of a cluster-wide policy.
    pub id: String,
    /// Where it stands among the others.
    pub tier: Tier,
    /// In the outer tiers: lower numbers first. 0 in the tier of NetworkPolicy, which has no order.
    pub priority: u32,
    /// The namespace it is bound to; `None`: the whole cluster.
    pub namespace: Option<NamespaceId>,
    /// Position of its manifest in the list the cluster was made from.
    pub manifest: usize,
    /// Its document.
    pub origin: Origin,
    /// The whole object.
    pub location: Location,
    /// Which pods it applies to.
    pub subject: AtomId,
    /// Its rules by direction; `None` where it does not isolate, or has none to walk through.
    pub rules: PerDirection<Option<Vec<Rule>>>,
}

/// One entry of `ingress` or `egress`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The whole entry.
    pub location: Location,
    /// `name`; empty if it has none.
    pub name: String,
    /// What becomes of what it matches; NetworkPolicy can only accept.
    pub action: Action,
    /// Whether it can be used as it is written; if not, the rest is what becomes of it.
    pub usable: Usable,
    /// Which other ends it matches.
    pub peers: Peers,
    /// Which ports it matches.
    pub ports: Ports,
}

/// The other ends of a rule; positions are those of `from` or `to` in the manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peers {
    /// Everyone.
    Any,
    /// Endpoints that answer one of these with yes.
    Only(Vec<AtomId>),
}

/// The ports of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ports {
    /// Numbers and ranges, and everything where the rule lists no ports.
    pub numbers: PortSet,
    /// Names, to be looked up on the destination pod.
    pub names: Vec<(Protocol, Symbol)>,
}

/// A question about an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Atom {
    /// Is it a pod of these namespaces with these labels?
    Pods {
        /// Where to look.
        scope: Scope,
        /// What to look for.
        selector: Selector,
        /// Whether it asks host-network pods, too, where these are pods to policies: cluster-wide policies never do
        /// (C-01).
        host_network: bool,
    },
    /// Does its address lie in this block?
    Block {
        /// In here,
        cidr: IpNet,
        /// and in none of these.
        except: Vec<IpNet>,
    },
    /// Does its address lie in one of these networks? Other than blocks, they always match pods too.
    Networks(Vec<IpNet>),
    /// Is its address that of a node with these labels?
    Nodes(Selector),
    /// Is it a host outside the cluster with one of these names?
    DomainNames(Vec<String>),
}

/// The namespaces that a selector looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The policy's own.
    Own(NamespaceId),
    /// Those with these labels.
    Matching(Selector),
    /// Those that one of these matches.
    AnyOf(Vec<Selector>),
}

/// A rule by its place: what reasons and clicks refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleRef {
    /// Whose.
    pub policy: PolicyId,
    /// In which list.
    pub direction: Direction,
    /// Zero-based position in that list.
    pub index: u32,
}

impl RuleRef {
    /// `spec.ingress[2]`.
    pub fn path(self) -> String {
        format!("spec.{}[{}]", self.direction.as_str(), self.index)
    }
}

impl Policies {
    /// The rules of a policy in a direction; empty where it does not isolate or has none.
    pub fn rules(&self, policy: PolicyId, direction: Direction) -> &[Rule] {
        self.policies.at(policy).rules.get(direction).as_deref().unwrap_or_default()
    }

    /// Whether some policy stands before or behind NetworkPolicy.
    pub fn has_outer_tiers(&self) -> bool {
        let outer = |it: Option<&Policy>| it.is_some_and(|it| it.tier != Tier::NetworkPolicy);
        // They are sorted by tier.
        let all = self.policies.as_slice();
        outer(all.first()) || outer(all.last())
    }

    /// The rule of a reference.
    pub fn rule(&self, it: RuleRef) -> Option<&Rule> {
        self.rules(it.policy, it.direction).get(it.index as usize)
    }
}

pub use compile::Compiler;
