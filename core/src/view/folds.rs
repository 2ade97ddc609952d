//! Rows and columns that say the same: one of them can stand for all.

use std::net::IpAddr;

use crate::analysis::Analysis;
use crate::eval::ClassKind;
use crate::ids::{ClassId, NamespaceId, NodeId};
use crate::order::sort_by_key;

/// Class, namespace, and where it matters the node.
type Key<'a> = (ClassId, NamespaceId, (Option<NodeId>, &'a [IpAddr]));

/// Endpoints of one namespace that nothing in the input tells apart: every cell between one of them and a third
/// endpoint is the same for all, and so is every cell between two of them. Only a pod and itself is another matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldView {
    /// Their rows in ascending order; at least two.
    pub members: Vec<u32>,
}

/// Which rows can be folded into one, in the order of their first members.
pub(crate) fn folds(analysis: &Analysis) -> Vec<FoldView> {
    let reach = &analysis.reach;
    // Whether two endpoints share a node is asked for each pair, where it matters at all.
    let by_node = reach.asks_for_nodes();
    let mut keyed: Vec<(Key<'_>, u32)> = Vec::new();
    for (id, endpoint) in analysis.cluster.endpoints.enumerate().take(analysis.cluster.visible()) {
        let kind = reach.classes.class(id).kind;
        if let Some(pod) = endpoint.pod().filter(|_| kind == ClassKind::Pod) {
            let node: (Option<NodeId>, &[IpAddr]) = match by_node {
                true => (pod.node, &pod.host_addresses),
                false => (None, &[]),
            };
            keyed.push(((*reach.classes.of.at(id), pod.namespace, node), id.0));
        }
    }
    // Stable: rows stay in ascending order.
    sort_by_key(&mut keyed, |it| it.0);
    let mut res: Vec<FoldView> = keyed
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|it| it.len() > 1)
        .map(|it| FoldView { members: it.iter().map(|it| it.1).collect() })
        .collect();
    sort_by_key(&mut res, |it| it.members.first().copied());
    res
}
