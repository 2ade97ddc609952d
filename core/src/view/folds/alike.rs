//! Endpoints that nothing in the input tells apart: one of them can stand for all.

use super::Facts;
use crate::cluster::Body;
use crate::eval::ClassKind;
use crate::model::Model;
use crate::order::sort_by_key;

/// Endpoints of one namespace, or nodes, that nothing in the input tells apart, in the order of their first members; at
/// least two each, in ascending order. Every cell between one of them and a third endpoint is the same for all, and so is
/// every cell between two of them. Only a pod and itself is another matter, and a pod and the row of its own node:
/// [`EndpointView::node`](crate::view::EndpointView) tells these.
pub(crate) fn alike(model: &Model) -> Vec<Vec<u32>> {
    let facts = Facts::new(model);
    // A pod in its node's network is another row for those that share the node.
    let stands_alone = |row: &u32| {
        let Some((id, it)) = facts.endpoint(*row) else { return true };
        let kind = model.reach.classes.class(id).kind;
        matches!(it.body, Body::Pod(_)) && kind != ClassKind::Pod
    };
    let rows = (0..model.cluster.visible() as u32).filter(|it| !stands_alone(it)).collect();
    let mut res = facts.of_one_kind(rows);
    sort_by_key(&mut res, |it| it.first().copied());
    res
}
