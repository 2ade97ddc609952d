//! What a set of NetworkPolicies states, in one spelling: which subjects it isolates, and who may reach whom at which
//! ports. Two sets that state the same agree for every pod that could exist, however many there are, and in whatever
//! order, number of policies and of rules it is written.
//!
//! Enters: a model, of which only the policies count. Leaves: [`Stated`], which is compared as a whole. Deliberately not
//! here: whether two questions that are written differently mean the same, which only trying them tells.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use super::asked::{Wants, wants};
use crate::kind::Operator;
use crate::model::Model;
use crate::policy::{Atom, Direction, Mode, Peers, PortSet, Scope, Selector, Tier};
use crate::protocol::Protocol;

/// Everything that a set of policies states.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Stated {
    isolated: BTreeSet<(Side, Question)>,
    /// What each subject accepts from or to each peer.
    accepted: BTreeMap<(Side, Question, Question), Accepted>,
}

/// Of which stage, and of which direction.
type Side = (Tier, Direction);

/// Numbers and names of ports.
#[derive(Debug, Default, PartialEq)]
struct Accepted {
    numbers: PortSet,
    names: BTreeSet<(Protocol, String)>,
}

/// A question about an end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// Every end.
    Any,
    Pods {
        namespaces: Namespaces,
        labels: Wants,
        host_network: bool,
    },
    Networks(Vec<IpNet>, Vec<IpNet>),
    Nodes(Wants),
    Hosts(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Namespaces {
    Own(String),
    Matching(Vec<Wants>),
}

impl Stated {
    /// That of a model; `None` where a policy has an order among others, or it is in doubt what it says.
    pub(super) fn of(model: &Model) -> Option<Stated> {
        let mut res = Stated::default();
        for policy in model.policies.policies.iter() {
            // Elsewhere the order of rules matters, or what some of them deny.
            if policy.tier.mode() != Mode::Union {
                return None;
            }
            let subject = question(model, model.policies.atoms.at(policy.subject))?;
            for direction in Direction::BOTH {
                let Some(rules) = policy.rules.get(direction) else { continue };
                let side = (policy.tier, direction);
                res.isolated.insert((side, subject.clone()));
                for rule in rules {
                    let peers = match &rule.peers {
                        Peers::Any => vec![Question::Any],
                        Peers::Only(all) => {
                            let all = all.iter().map(|it| question(model, model.policies.atoms.at(*it)));
                            all.collect::<Option<_>>()?
                        }
                    };
                    let names: Vec<(Protocol, String)> =
                        rule.ports.names.iter().map(|it| (it.0, model.text(it.1).to_owned())).collect();
                    if names.is_empty() && rule.ports.numbers.is_empty() {
                        continue;
                    }
                    for peer in peers {
                        let it = res.accepted.entry((side, subject.clone(), peer)).or_default();
                        it.numbers = it.numbers.union(&rule.ports.numbers);
                        it.names.extend(names.iter().cloned());
                    }
                }
            }
        }
        Some(res)
    }
}

fn question(model: &Model, atom: &Atom) -> Option<Question> {
    Some(match atom {
        Atom::Pods(it) if it.is_in_doubt => return None,
        Atom::Pods(it) => Question::Pods {
            namespaces: match &it.scope {
                Scope::Own(it) => Namespaces::Own(model.cluster.namespaces.at(*it).name.clone()),
                Scope::Matching(it) => Namespaces::Matching(vec![spelled(model, it)]),
                Scope::AnyOf(all) => {
                    Namespaces::Matching(sorted(all.iter().map(|it| spelled(model, it)).collect()))
                }
            },
            labels: spelled(model, &it.selector),
            host_network: it.host_network,
        },
        Atom::Block(_) | Atom::Networks(_) => {
            let (networks, except) = atom.networks();
            Question::Networks(sorted(networks.to_vec()), sorted(except.to_vec()))
        }
        Atom::Nodes(it) => Question::Nodes(spelled(model, &it.selector)),
        Atom::DomainNames(it) => Question::Hosts(sorted(it.names.clone())),
    })
}

/// A selector with its requirements in one order, and one spelling of "is this value".
fn spelled(model: &Model, it: &Selector) -> Wants {
    let mut all = wants(model, it);
    for it in &mut all {
        if it.operator == Operator::Equals {
            it.operator = Operator::In;
        }
        it.values = sorted(std::mem::take(&mut it.values));
    }
    sorted(all)
}

fn sorted<T: Ord>(all: Vec<T>) -> Vec<T> {
    BTreeSet::from_iter(all).into_iter().collect()
}
