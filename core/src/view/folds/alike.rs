//! Endpoints that nothing in the input tells apart: one of them can stand for all.

use std::net::IpAddr;

use crate::cluster::{Body, Endpoint};
use crate::eval::{Asks, ClassKind};
use crate::ids::{ClassId, EndpointId, NamespaceId, NodeId};
use crate::model::Model;
use crate::order::sort_by_key;

/// Class, namespace, as far as it matters the node, and what is said of the pod itself.
type Key<'a> = (ClassId, NamespaceId, OnNode<'a>, Marks);

/// Whether it is a stand-in, and whether a policy that takes no part may select it.
type Marks = (bool, bool);

/// What matters of the node that a pod runs on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum OnNode<'a> {
    /// Nothing.
    Any,
    /// That it is known: only the row of its own node is another matter.
    Known,
    /// Which it is, as far as the input says.
    This(Option<NodeId>, &'a [IpAddr]),
}

/// Endpoints of one namespace, or nodes, that nothing in the input tells apart, in the order of their first members; at
/// least two each, in ascending order. Every cell between one of them and a third endpoint is the same for all, and so is
/// every cell between two of them. Only a pod and itself is another matter, and a pod and the row of its own node:
/// [`EndpointView::node`](crate::view::EndpointView) tells these.
pub(crate) fn alike(model: &Model) -> Vec<Vec<u32>> {
    let endpoints = model.cluster.endpoints.enumerate().take(model.cluster.visible());
    let mut keyed: Vec<(Key<'_>, u32)> =
        endpoints.filter_map(|(id, it)| Some((key(model, id, it)?, id.0))).collect();
    // Stable: rows stay in ascending order.
    sort_by_key(&mut keyed, |it| it.0);
    let mut res: Vec<Vec<u32>> = keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .map(|it| it.iter().map(|it| it.1).collect())
        .collect();
    sort_by_key(&mut res, |it| it.first().copied());
    res
}

/// What rows have in common that can be folded; `None` for those that stand alone.
fn key<'a>(model: &'a Model, id: EndpointId, endpoint: &'a Endpoint) -> Option<Key<'a>> {
    let reach = &model.reach;
    let class = *reach.classes.of.at(id);
    let kind = reach.classes.class(id).kind;
    match &endpoint.body {
        Body::Pod(pod) if kind == ClassKind::Pod => {
            // A pod in its node's network is another row for those that share the node. For the rest it is enough to
            // know that each runs on some node.
            let known = pod.node.and_then(|it| model.node_name(it)).is_some();
            let node = match reach.asks_for_nodes() {
                Asks::No => OnNode::Any,
                Asks::ByAddress if known => OnNode::Known,
                Asks::ByAddress | Asks::ByPods => OnNode::This(pod.node, &pod.host_addresses),
            };
            let marks = (pod.is_stand_in, model.missing_for(id).next().is_some());
            Some((class, pod.namespace, node, marks))
        }
        Body::Pod(_) => None,
        Body::External(it) => {
            let is_node = it.host.is_none() && model.cluster.node_at(it.address()?).is_some();
            (is_node && !it.added).then_some((class, NamespaceId(u32::MAX), OnNode::Any, (false, false)))
        }
    }
}
