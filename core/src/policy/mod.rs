//! Manifests of policies to rules that the evaluation understands: questions about endpoints, each asked
//! once ([`Atom`]), sets of ports, and the stages in which rules decide ([`STAGES`]).
//!
//! Enters: manifests and the cluster. Leaves: [`Policies`], and what one endpoint answers to one question
//! ([`atom`]). Deliberately not here: what follows from the answers.

pub mod atom;
mod cluster_policy;
mod compile;
mod covers;
mod network_policy;
pub(crate) mod parts;
pub mod port_set;
pub mod selector;
mod stage;

pub use atom::{Atom, Block, DomainNames, Networks, Nodes, Pods, Scope};
pub use port_set::PortSet;
pub use selector::{Requirement, Selector};
pub use stage::{Mode, PerStage, STAGES, Stage, Tier};

use crate::cluster::AskedKeys;
use crate::ids::{AtomId, IdVec, NamespaceId, PolicyId, Symbol};
use crate::kind::PolicyKind;
pub use crate::kind::{Action, Usable};
use crate::order::sort_dedup;
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

    /// What `policyTypes` calls it: `Egress` or `Ingress`.
    pub fn policy_type(self) -> &'static str {
        match self {
            Direction::Egress => "Egress",
            Direction::Ingress => "Ingress",
        }
    }

    /// What a rule calls its peers: `to` or `from`.
    pub fn peers_key(self) -> &'static str {
        match self {
            Direction::Egress => "to",
            Direction::Ingress => "from",
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

    /// The value of a direction, to change.
    pub fn get_mut(&mut self, direction: Direction) -> &mut T {
        match direction {
            Direction::Egress => &mut self.egress,
            Direction::Ingress => &mut self.ingress,
        }
    }
}

/// All policies that take part, and what they ask about endpoints.
#[derive(Clone, Debug, Default)]
pub struct Policies {
    /// In the order in which a connection meets them: by stage, where a stage has an order by priority and name,
    /// else in reading order.
    pub policies: IdVec<PolicyId, Policy>,
    /// Each question once, however many policies ask it.
    pub atoms: IdVec<AtomId, Atom>,
}

/// A policy of any kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Its kind.
    pub kind: PolicyKind,
    /// `namespace/name`, or the name alone of a cluster-wide policy.
    pub id: String,
    /// The stage it belongs to.
    pub tier: Tier,
    /// Lower numbers first; 0 in a stage without an order.
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
    /// Every endpoint.
    Any,
    /// Endpoints that answer one of these questions with yes.
    Only(Vec<AtomId>),
}

/// The ports of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Ports {
    /// Numbers and ranges, and everything where the rule lists no ports.
    pub numbers: PortSet,
    /// Names, to be looked up on the destination pod.
    pub names: Vec<(Protocol, Symbol)>,
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

    /// The same in a sentence, where people count from one: "ingress rule 3".
    pub fn words(self) -> String {
        crate::words::place(&self.path())
    }
}

impl Policies {
    /// The rules of a policy in a direction; empty where it does not isolate or has none.
    pub fn rules(&self, policy: PolicyId, direction: Direction) -> &[Rule] {
        self.policies.at(policy).rules.get(direction).as_deref().unwrap_or_default()
    }

    /// The keys of labels that some policy asks for.
    pub(crate) fn asked_keys(&self) -> AskedKeys {
        let mut res = AskedKeys::default();
        let keys = |it: &Selector| it.requirements.iter().map(|it| it.key).collect::<Vec<_>>();
        for it in self.atoms.iter() {
            let Atom::Pods(Pods { scope, selector, .. }) = it else { continue };
            res.pods.extend(keys(selector));
            match scope {
                Scope::Own(_) => {}
                Scope::Matching(it) => res.namespaces.extend(keys(it)),
                Scope::AnyOf(all) => res.namespaces.extend(all.iter().flat_map(keys)),
            }
        }
        sort_dedup(&mut res.pods);
        sort_dedup(&mut res.namespaces);
        res
    }

    /// The stage of a policy.
    pub fn tier(&self, policy: PolicyId) -> Tier {
        self.policies.at(policy).tier
    }

    /// Whether policies of more than one stage take part.
    pub fn have_several_stages(&self) -> bool {
        // They are sorted by stage.
        let all = self.policies.as_slice();
        all.first().map(|it| it.tier) != all.last().map(|it| it.tier)
    }

    /// The rule of a reference.
    pub fn rule(&self, it: RuleRef) -> Option<&Rule> {
        self.rules(it.policy, it.direction).get(it.index as usize)
    }
}

pub use compile::Compiler;
