//! Ends that nothing tells apart, before or after.

use super::Both;
use super::ends::Matched;
use crate::cluster::{Body, External};
use crate::eval::{Asks, ClassKind, Pair};
use crate::ids::{ClassId, EndId, EndpointId, Id, IdSet, IdVec, JointId};
use crate::model::Model;
use std::net::IpAddr;

/// A joint class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointClass {
    /// Its class in each analysis.
    pub class: Both<ClassId>,
    /// Its ends, in ascending order.
    pub members: Vec<EndId>,
    /// How many of them are one pod, which is no pair with itself.
    pub(super) selves: u64,
    /// Whether it is outside the cluster.
    pub(super) is_outside: bool,
    /// Whether it can be the node that a pod runs on.
    pub(super) may_be_node: bool,
}

/// What decides whether an end is a pod's own node, or has it. Empty where nothing depends on that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Placed {
    node: Option<u32>,
    addresses: Vec<IpAddr>,
    /// An address that is a node's.
    alone: Option<EndpointId>,
}

/// Sorts all ends into joint classes.
pub(super) fn classes(models: Both<&Model>, ends: &IdVec<EndId, Matched>) -> IdVec<JointId, JointClass> {
    let mut keys: IdSet<JointId, (Both<ClassId>, Both<Placed>)> = IdSet::default();
    let mut res: IdVec<JointId, JointClass> = IdVec::default();
    for (at, end) in ends.enumerate() {
        let both = end.both;
        let class = Both {
            before: *models.before.reach.classes.of.at(both.before),
            after: *models.after.reach.classes.of.at(both.after),
        };
        let placed =
            Both { before: placed(models.before, both.before), after: placed(models.after, both.after) };
        let may_be_node = may_be_node(models.before, both.before) || may_be_node(models.after, both.after);
        let id = keys.add((class, placed));
        if id.index() == res.len() {
            let is_outside = models.after.reach.classes.classes.at(class.after).kind == ClassKind::External;
            let members = Vec::new();
            res.push(JointClass { class, members, selves: 0, is_outside, may_be_node });
        }
        let class = res.at_mut(id);
        class.members.push(at);
        class.selves += u64::from(is_self(models, end));
    }
    res
}

/// Whether an end with itself is one pod, before or after.
pub(super) fn is_self(models: Both<&Model>, end: &Matched) -> bool {
    let one = |model: &Model, it| model.reach.is_self(model.inputs(), Pair::new(it, it));
    one(models.before, end.both.before) || one(models.after, end.both.after)
}

fn placed(model: &Model, it: EndpointId) -> Placed {
    if model.reach.asks_for_nodes() == Asks::No {
        return Placed::default();
    }
    match &model.cluster.endpoints.at(it).body {
        Body::Pod(pod) => Placed {
            node: model.cluster.node_of(pod).map(|it| it.0),
            addresses: pod.host_addresses.clone(),
            alone: None,
        },
        Body::External(_) => {
            Placed { alone: Some(it).filter(|_| may_be_node(model, it)), ..Placed::default() }
        }
    }
}

fn may_be_node(model: &Model, it: EndpointId) -> bool {
    if model.reach.asks_for_nodes() == Asks::No {
        return false;
    }
    match &model.cluster.endpoints.at(it).body {
        Body::Pod(_) => model.reach.classes.class(it).kind == ClassKind::Host,
        Body::External(outside) => {
            let address = External::address(outside);
            address.is_some_and(|it| model.cluster.nodes_at(it).next().is_some())
        }
    }
}
