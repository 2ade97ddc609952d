//! Node objects, and what they say about the pods on them.

use std::net::IpAddr;

use super::labels::LabelSet;
use super::{Body, Cluster, Endpoint, External};
use crate::manifest::{self, Manifest};
use crate::source::Location;

/// A machine of the cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeBody {
    /// Its name, as pods give it in `spec.nodeName`.
    pub name: String,
    /// Its labels.
    pub labels: LabelSet,
    /// `status.addresses` of type InternalIP and ExternalIP.
    pub addresses: Vec<IpAddr>,
    /// Where it is written.
    pub location: Location,
}

impl Cluster {
    /// Adds the Node objects, and what they say about pods.
    pub fn add_nodes(&mut self, manifests: &[Manifest]) {
        for it in manifests {
            if let Manifest::Node(it) = it {
                self.add_node(it);
            }
        }
        self.place_on_nodes();
    }

    fn add_node(&mut self, it: &manifest::Node) {
        let labels = LabelSet::new(self.labels(&it.meta.labels));
        let location = it.meta.origin.locate(it.meta.span);
        let (name, addresses) = (it.meta.name.value.clone(), it.addresses.clone());
        self.nodes.push(NodeBody { name, labels, addresses, location });
    }

    /// The Node object that has an address.
    pub fn node_with(&self, address: IpAddr) -> Option<&NodeBody> {
        self.nodes.iter().find(|it| it.addresses.contains(&address))
    }

    /// "Query source 192.168.1.5 is shown as node n1"; further addresses of a node are told apart.
    pub fn name_after_nodes(&mut self) {
        let mut endpoints = std::mem::take(&mut self.endpoints);
        endpoints.iter_mut().for_each(|it| self.name_after_node(it));
        self.endpoints = endpoints;
    }

    fn name_after_node(&self, it: &mut Endpoint) {
        let address = it.external().filter(|it| it.host.is_none()).and_then(External::address);
        let Some((address, node)) = address.and_then(|it| Some((it, self.node_with(it)?))) else { return };
        let first = node.addresses.first() == Some(&address);
        it.name =
            if first { format!("node {}", node.name) } else { format!("node {} ({address})", node.name) };
    }

    /// Gives pods the addresses of the Node they run on, and its name where only an address of it is known.
    fn place_on_nodes(&mut self) {
        if self.nodes.is_empty() {
            return;
        }
        let mut by_name: Vec<&NodeBody> = self.nodes.iter().collect();
        crate::order::sort_by_key(&mut by_name, |it| it.name.as_str());
        let mut by_address: Vec<(IpAddr, &NodeBody)> =
            self.nodes.iter().flat_map(|node| node.addresses.iter().map(move |it| (*it, node))).collect();
        crate::order::sort_by_key(&mut by_address, |it| it.0);
        for it in self.endpoints.iter_mut() {
            let Body::Pod(pod) = &mut it.body else { continue };
            let at = if pod.node_name.is_empty() {
                let known = |it: &IpAddr| by_address.binary_search_by_key(it, |it| it.0).ok();
                // In its node's network a pod's own address is its node's.
                let own = pod.addresses.iter().filter(|_| pod.host_network);
                let at = pod.host_addresses.iter().chain(own).find_map(known);
                at.and_then(|at| by_address.get(at)).map(|it| it.1)
            } else {
                let found = by_name.binary_search_by_key(&pod.node_name.as_str(), |it| &it.name).ok();
                found.and_then(|at| by_name.get(at)).copied()
            };
            let Some(node) = at else { continue };
            pod.node_name.clone_from(&node.name);
            for it in &node.addresses {
                if !pod.host_addresses.contains(it) {
                    pod.host_addresses.push(*it);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
