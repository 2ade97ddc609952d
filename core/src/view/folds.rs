//! Which rows and columns share one: pods of one workload, and single pods and nodes that nothing tells apart.
//!
//! Enters: a `Model`. Leaves: who shares a row ([`FoldView`]), which of them differ ([`FoldView::parts`]), and what a
//! cell of such rows says ([`FoldedCell`]). Deliberately not here: whether rows are folded, which the reader chooses.

mod alike;
mod bundle;
mod cell;
mod names;

use std::net::IpAddr;

pub(crate) use alike::alike;
pub use bundle::Bundle;
pub use cell::{FoldedCell, Outcome, OutcomeOf};
pub(crate) use cell::{folded, labels};

use crate::cluster::{Body, Endpoint, External};
use crate::hash::HashMap;
use crate::ids::{ClassId, EndpointId, IdVec, NamespaceId, NodeId};
use crate::model::Model;
use crate::order::{sort, sort_by_key};
use crate::probe::{Asked, Probe};
use crate::view::{EndpointView, ports};

/// Endpoints that share a row and a column: pods of one workload; pods of one namespace that have no workload, and
/// addresses of nodes, where nothing tells them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoldView {
    /// What they are called together, without the namespace: `web`, of several pods without a workload `web-*` or
    /// `a, b, c`, of nodes `nodes`.
    pub name: String,
    /// Whether it is the name of a workload.
    pub is_workload: bool,
    /// Their rows in ascending order. One alone is there for its name.
    pub members: Vec<u32>,
    /// The same, in the order of their first members: nothing tells the members of one part apart. But a pod and itself
    /// is another matter, and so is a pod and its own node.
    pub parts: Vec<Vec<u32>>,
}

/// A workload with more parts than this is no fold, but its parts are: a cell of two folds asks for each pair of parts.
const MOST_PARTS: usize = 32;

/// Which rows can be folded into one, in the order of their first members.
pub(crate) fn folds(model: &Model) -> Vec<FoldView> {
    let facts = Facts::new(model);
    let mut res = Vec::new();
    // Of pods without a workload, of stand-ins and of nodes.
    let mut is_single = vec![true; model.cluster.visible()];
    for it in model.cluster.by_workload().into_iter().filter(|it| it.is_workload) {
        let rows: Vec<u32> = it.members.iter().map(|it| it.0).collect();
        for &row in &rows {
            if let Some(it) = is_single.get_mut(row as usize) {
                *it = false;
            }
        }
        let name = it.id.split_once('/').map_or(&*it.id, |it| it.1);
        let is_called_so =
            |row: &u32| model.cluster.endpoints.get(EndpointId(*row)).is_some_and(|it| it.name == name);
        if 1 < rows.len() || !rows.iter().any(is_called_so) {
            facts.add(&mut res, Some(name.to_owned()), rows);
        }
    }
    let single = (0..).zip(is_single).filter(|it| it.1).map(|it| it.0).collect();
    for alike in facts.of_one_kind(single) {
        facts.add(&mut res, None, alike);
    }
    sort_by_key(&mut res, |it| it.members.first().copied());
    names::tell_apart(model, &mut res);
    res
}

/// Rows and columns by workload, in the order of their first members.
pub(crate) fn bundles(model: &Model, endpoints: &[EndpointView], asked: &Asked) -> Vec<Bundle> {
    let mut folds = folds(model).into_iter().peekable();
    let mut in_folds = vec![false; endpoints.len()];
    let mut res = Vec::new();
    for row in 0..endpoints.len() as u32 {
        if let Some(mut fold) = folds.next_if(|it| it.members.first() == Some(&row)) {
            for &it in &fold.members {
                if let Some(it) = in_folds.get_mut(it as usize) {
                    *it = true;
                }
            }
            let parts = fold.parts.into_iter().flat_map(|it| by_ports(model, it, asked));
            fold.parts = parts.collect();
            res.extend(Bundle::of_fold(endpoints, &fold, |_| true));
        } else if in_folds.get(row as usize) == Some(&false) {
            res.extend(Bundle::single(endpoints, row));
        }
    }
    res
}

/// A part, or those of its members that give a port the same number.
fn by_ports(model: &Model, part: Vec<u32>, asked: &Asked) -> Vec<Vec<u32>> {
    if let Asked::Probe(_) = asked {
        return vec![part];
    }
    let mut res: Vec<(Vec<Probe>, Vec<u32>)> = Vec::new();
    for row in part {
        let ports = ports::at(model, asked, row);
        match res.iter_mut().find(|it| it.0 == ports) {
            Some((_, rows)) => rows.push(row),
            None => res.push((ports, vec![row])),
        }
    }
    res.into_iter().map(|it| it.1).collect()
}

/// What tells members of a fold apart: their class, and what the input does not say of their node.
type Part<'a> = (ClassId, OnNode<'a>);

/// What matters of the node that a pod runs on, or that an address belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum OnNode<'a> {
    /// Nothing.
    Any,
    /// That it is known: then only what belongs to the node itself is another matter.
    Known,
    /// Which it is, as far as the input says.
    This(Option<NodeId>, &'a [IpAddr]),
}

struct Facts<'m> {
    model: &'m Model,
    certain: IdVec<NodeId, bool>,
}

impl<'m> Facts<'m> {
    fn new(model: &'m Model) -> Facts<'m> {
        Facts { model, certain: model.cluster.certain_nodes() }
    }

    fn add(&self, res: &mut Vec<FoldView>, workload: Option<String>, members: Vec<u32>) {
        let parts = self.parts(&members);
        let fold = |members: Vec<u32>, parts| FoldView {
            name: workload.clone().unwrap_or_else(|| names::of_several(self.model, &members)),
            is_workload: workload.is_some(),
            members,
            parts,
        };
        if parts.len() <= MOST_PARTS {
            res.push(fold(members, parts));
        } else {
            // A part goes by the names of its pods: that of the workload would speak for the others too.
            let several = parts.into_iter().filter(|it| 1 < it.len());
            res.extend(several.map(|it| FoldView {
                name: names::of_several(self.model, &it),
                is_workload: false,
                members: it.clone(),
                parts: vec![it],
            }));
        }
    }

    fn parts(&self, members: &[u32]) -> Vec<Vec<u32>> {
        let mut at: HashMap<Part<'_>, usize> = HashMap::default();
        let mut res: Vec<Vec<u32>> = Vec::new();
        for &row in members {
            let Some((id, endpoint)) = self.endpoint(row) else { continue };
            let place = *at.entry(self.part(id, endpoint)).or_insert(res.len());
            match res.get_mut(place) {
                Some(it) => it.push(row),
                None => res.push(vec![row]),
            }
        }
        res
    }

    /// Those that are of one namespace and part and have the same marks; at least two each.
    fn of_one_kind(&self, rows: Vec<u32>) -> Vec<Vec<u32>> {
        // Whether they are stand-ins, and whether a policy that takes no part may select them.
        type Marks = (bool, bool);
        let key = |&row: &u32| -> Option<(NamespaceId, Part<'_>, Marks)> {
            let (id, it) = self.endpoint(row)?;
            let part = self.part(id, it);
            match &it.body {
                Body::Pod(pod) => {
                    let marks = (pod.is_stand_in, self.model.missing_for(id).next().is_some());
                    Some((pod.namespace, part, marks))
                }
                // An address that somebody asked for has a row of its own.
                Body::External(it) => {
                    let folds = part.1 == OnNode::Known && !it.added;
                    folds.then_some((NamespaceId(u32::MAX), part, (false, false)))
                }
            }
        };
        let mut keyed: Vec<_> = rows.into_iter().filter_map(|row| Some((key(&row)?, row))).collect();
        // Stable: rows stay in ascending order.
        sort_by_key(&mut keyed, |it| it.0);
        let alike = keyed.chunk_by(|a, b| a.0 == b.0).filter(|it| it.len() > 1);
        alike.map(|it| it.iter().map(|it| it.1).collect()).collect()
    }

    fn endpoint(&self, row: u32) -> Option<(EndpointId, &'m Endpoint)> {
        let id = self.model.cluster.at(row)?;
        Some((id, self.model.cluster.endpoints.get(id)?))
    }

    fn part(&self, id: EndpointId, endpoint: &'m Endpoint) -> Part<'m> {
        let is_certain = |it: NodeId| self.certain.get(it) == Some(&true);
        let node = match &endpoint.body {
            Body::External(it) => match own_address(it) {
                Some(at) if self.model.cluster.node_at(at).is_some_and(is_certain) => OnNode::Known,
                _ => OnNode::Any,
            },
            Body::Pod(_) if self.model.reach.asks_for_nodes() == crate::eval::Asks::No => OnNode::Any,
            Body::Pod(pod) if pod.node.is_some_and(is_certain) => OnNode::Known,
            Body::Pod(pod) => OnNode::This(pod.node, &pod.host_addresses),
        };
        (*self.model.reach.classes.of.at(id), node)
    }
}

/// The one address that a row outside the cluster is made of.
fn own_address(it: &External) -> Option<IpAddr> {
    it.address().filter(|_| it.host.is_none())
}

/// In ascending order.
pub(crate) fn sorted(mut rows: Vec<u32>) -> Vec<u32> {
    sort(&mut rows);
    rows
}

#[cfg(test)]
mod tests;
