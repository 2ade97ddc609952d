//! Machines of the cluster: what Node objects and pods say about them, in one place.
//!
//! A Node object tells labels and addresses. A pod tells an address of its node by `hostIP`, and one in its node's
//! network by its own addresses too. All of it belongs to the node that the pod names; pods that name none are on
//! one node if they show the same address.
//! An address that two nodes claim is certainly that of neither: only a pod that shows it itself has it for sure.

use std::net::IpAddr;

use super::labels::LabelSet;
use super::{Cluster, Endpoint, External, PodBody};
use crate::hash::HashMap;
use crate::ids::{IdVec, NodeId};
use crate::kind::{Manifest, Pod};
use crate::order::sort_dedup;
use crate::source::Location;
use crate::tri::Tri;

/// A node with more addresses than this gives them to no pod: each pod keeps what it shows itself.
const MOST_ADDRESSES: usize = 256;

/// A machine of the cluster.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Its name, as pods give it in `spec.nodeName`; `None` where only its addresses are known.
    pub name: Option<String>,
    /// What its Node object says; `None` where the input has none.
    pub object: Option<NodeObject>,
    /// Every address that is said to be its own: those of its object first, each once.
    pub addresses: Vec<IpAddr>,
}

/// What only a Node object tells.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeObject {
    /// Its labels.
    pub labels: LabelSet,
    /// Where it is written.
    pub location: Location,
}

/// The nodes, findable by what pods say of theirs.
#[derive(Default)]
pub(super) struct NodesByPods {
    by_name: HashMap<String, NodeId>,
    /// Nodes of pods that name none.
    by_address: HashMap<IpAddr, NodeId>,
}

impl NodesByPods {
    /// The node of a name.
    pub(super) fn named(&self, name: &str) -> Option<NodeId> {
        self.by_name.get(name).copied()
    }
}

impl Cluster {
    /// Finds out about all nodes. Those with an object come first, then those that pods name, then the nameless.
    pub(super) fn add_nodes(&mut self, manifests: &[Manifest]) -> NodesByPods {
        let mut found = NodesByPods::default();
        for it in manifests.iter().filter_map(Manifest::as_node) {
            let labels = LabelSet::new(self.labels(&it.meta.labels));
            let object = NodeObject { labels, location: it.meta.origin.locate(it.meta.span) };
            let node = self.named_node(&it.meta.name.value, &it.addresses, &mut found);
            node.object = Some(object);
        }
        let mut nameless: Vec<Vec<IpAddr>> = Vec::new();
        for it in manifests {
            if let Some(pod) = it.as_pod().filter(|it| !it.finished) {
                if pod.spec.node_name.is_empty() {
                    nameless.push(shown_addresses(pod));
                } else {
                    self.named_node(&pod.spec.node_name, &shown_addresses(pod), &mut found);
                }
            }
            let template = it.as_workload().and_then(|it| it.template.as_ref());
            if let Some(template) = template.filter(|it| !it.node_name.is_empty()) {
                self.named_node(&template.node_name, &[], &mut found);
            }
        }
        self.index_nodes();
        for addresses in connected(nameless) {
            let mut owners: Vec<NodeId> = addresses.iter().flat_map(|&it| self.nodes_at(it)).collect();
            sort_dedup(&mut owners);
            let id = match owners.as_slice() {
                [one] => *one,
                // Several: it is one of them, and the input does not say which.
                _ => self.nodes.push(Node::default()),
            };
            found.by_address.extend(addresses.iter().map(|it| (*it, id)));
            extend(&mut self.nodes.at_mut(id).addresses, &addresses);
        }
        self.index_nodes();
        found
    }

    fn named_node(&mut self, name: &str, addresses: &[IpAddr], found: &mut NodesByPods) -> &mut Node {
        let id = found.named(name).unwrap_or_else(|| {
            let id = self.nodes.push(Node { name: Some(name.to_owned()), ..Node::default() });
            found.by_name.insert(name.to_owned(), id);
            id
        });
        let node = self.nodes.at_mut(id);
        extend(&mut node.addresses, addresses);
        node
    }

    fn index_nodes(&mut self) {
        let all = self.nodes.enumerate();
        let mut res: Vec<(IpAddr, NodeId)> =
            all.flat_map(|(id, node)| node.addresses.iter().map(move |it| (*it, id))).collect();
        sort_dedup(&mut res);
        // Where a node with a name has the address, one without is among these.
        let named = |it: &(IpAddr, NodeId)| self.nodes.at(it.1).name.is_some();
        let by_address = res.chunk_by(|a, b| a.0 == b.0);
        self.node_addresses = by_address
            .flat_map(|all| {
                let any_named = all.iter().any(named);
                all.iter().filter(move |it| !any_named || named(it))
            })
            .copied()
            .collect();
    }

    /// Puts a pod of the input on its node, and gives it the addresses that certainly are that node's.
    pub(super) fn place_on_node(&self, found: &NodesByPods, pod: &Pod, body: &mut PodBody) {
        body.host_addresses = shown_addresses(pod);
        self.place_by_name(found, &pod.spec.node_name, body);
        if body.node.is_none() {
            body.node = body.host_addresses.iter().find_map(|it| found.by_address.get(it)).copied();
            self.add_host_addresses(body);
        }
    }

    /// Likewise for a template, which can only name a node.
    pub(super) fn place_by_name(&self, found: &NodesByPods, name: &str, body: &mut PodBody) {
        body.node = found.named(name);
        self.add_host_addresses(body);
    }

    fn add_host_addresses(&self, body: &mut PodBody) {
        let Some(node) = body.node.map(|it| self.nodes.at(it)) else { return };
        // No machine has so many: pods that contradict each other made one node of several.
        if node.addresses.len() > MOST_ADDRESSES {
            return;
        }
        let certain = node.addresses.iter().copied().filter(|&it| self.node_at(it).is_some());
        extend(&mut body.host_addresses, &certain.collect::<Vec<_>>());
    }

    /// Every node that is said to have an address; several where the input contradicts itself.
    pub fn nodes_at(&self, address: IpAddr) -> impl Iterator<Item = NodeId> {
        let first = self.node_addresses.partition_point(|it| it.0 < address);
        self.node_addresses.iter().skip(first).take_while(move |it| it.0 == address).map(|it| it.1)
    }

    /// The node that has an address; `None` also where several claim it.
    pub fn node_at(&self, address: IpAddr) -> Option<NodeId> {
        let mut all = self.nodes_at(address);
        all.next().filter(|_| all.next().is_none())
    }

    /// Every address of any node, in ascending order, each once.
    pub fn node_addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.node_addresses.chunk_by(|a, b| a.0 == b.0).filter_map(|it| it.first()).map(|it| it.0)
    }

    /// Whether the input has Node objects: then it is taken to have all of them.
    pub fn has_node_objects(&self) -> bool {
        // They come first.
        self.nodes.as_slice().first().is_some_and(|it| it.object.is_some())
    }

    /// The node that a pod runs on; `None` where the input tells nothing about it.
    pub fn node_of(&self, pod: &PodBody) -> Option<NodeId> {
        pod.node
    }

    /// Nodes of which is certain who runs on them and which addresses are theirs, as far as the input has them: towards
    /// what is on another node, pods of all these are the same.
    pub(crate) fn certain_nodes(&self) -> IdVec<NodeId, bool> {
        let nameless = || self.nodes.iter().filter(|it| it.name.is_none());
        let mut perhaps: Vec<IpAddr> = nameless().flat_map(|it| it.addresses.iter().copied()).collect();
        sort_dedup(&mut perhaps);
        let is_alone = nameless().next().is_none();
        let certain = |(id, it): (NodeId, &Node)| {
            let is_own = |at: &IpAddr| self.node_at(*at) == Some(id) && perhaps.binary_search(at).is_err();
            it.name.is_some()
                && (is_alone || !it.addresses.is_empty())
                && it.addresses.len() <= MOST_ADDRESSES
                && it.addresses.iter().all(is_own)
        };
        IdVec::from_vec(self.nodes.enumerate().map(certain).collect())
    }

    /// Whether two nodes are one and the same.
    pub fn same_node(&self, one: NodeId, other: NodeId) -> Tri {
        let (a, b) = (self.nodes.at(one), self.nodes.at(other));
        if one == other || a.name.is_some() && b.name.is_some() {
            return (one == other).into();
        }
        // A nameless node of which nothing is known may be any; an address that both claim leaves it open, too.
        let apart = |it: &IpAddr| !b.addresses.contains(it);
        let known = !a.addresses.is_empty() && !b.addresses.is_empty();
        if known && a.addresses.iter().all(apart) { Tri::No } else { Tri::Unknown }
    }

    /// Whether an address is one of the node that a pod runs on (M-62).
    pub fn is_own_node(&self, pod: &PodBody, address: IpAddr) -> Tri {
        if pod.host_addresses.contains(&address) {
            return Tri::Yes;
        }
        let same = |it: NodeId| pod.node.map_or(Tri::Unknown, |own| self.same_node(own, it));
        // Several that claim it: even the pod's own does not have it for sure.
        if self.nodes_at(address).any(|it| same(it).possible()) { Tri::Unknown } else { Tri::No }
    }

    /// "Query source 192.168.1.5 is shown as node n1"; further addresses of a node are told apart.
    pub fn name_after_nodes(&mut self) {
        let mut endpoints = std::mem::take(&mut self.endpoints);
        endpoints.iter_mut().for_each(|it| self.name_after_node(it));
        self.endpoints = endpoints;
    }

    fn name_after_node(&self, it: &mut Endpoint) {
        let address = it.external().filter(|it| it.host.is_none()).and_then(External::address);
        let Some((address, node)) = address.and_then(|it| Some((it, self.node_at(it)?))) else { return };
        let node = self.nodes.at(node);
        let Some(name) = &node.name else { return };
        let first = node.addresses.first() == Some(&address);
        it.name = if first { format!("node {name}") } else { format!("node {name} ({address})") };
    }
}

/// The addresses that a pod shows of its node: in its node's network its own ones, too.
fn shown_addresses(pod: &Pod) -> Vec<IpAddr> {
    let mut res = pod.host_addresses.clone();
    if pod.spec.host_network {
        extend(&mut res, &pod.addresses);
    }
    res
}

fn extend(all: &mut Vec<IpAddr>, more: &[IpAddr]) {
    for it in more {
        if !all.contains(it) {
            all.push(*it);
        }
    }
}

/// Joins lists that share an address, in the order of their first ones.
fn connected(lists: Vec<Vec<IpAddr>>) -> Vec<Vec<IpAddr>> {
    let mut joined: IdVec<u32, Vec<IpAddr>> = IdVec::default();
    let mut of_address: HashMap<IpAddr, u32> = HashMap::default();
    for list in lists {
        let mut with: Vec<u32> = list.iter().filter_map(|it| of_address.get(it).copied()).collect();
        sort_dedup(&mut with);
        let mut with = with.into_iter();
        let into = with.next().unwrap_or_else(|| joined.push(Vec::new()));
        let rest = with.flat_map(|it| std::mem::take(joined.at_mut(it))).collect::<Vec<_>>();
        // What an address belongs to tells whether it is there.
        let new = rest.into_iter().chain(list).filter(|it| of_address.insert(*it, into) != Some(into));
        joined.at_mut(into).extend(new);
    }
    joined.iter().filter(|it| !it.is_empty()).cloned().collect()
}

#[cfg(test)]
mod tests;
