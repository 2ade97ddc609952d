//! Nodes: whose address an address is, and which node a pod runs on.

use std::net::IpAddr;

use super::Truth::{self, No, Unknown, Yes};
use super::labels::matches;
use super::objects::Selector;
use super::{End, Node, Pod, Spec};

impl Spec {
    /// The Node object that a pod runs on, if the input says so: by name, or by an address.
    fn node_of(&self, pod: &Pod) -> Option<&Node> {
        match &pod.node {
            Some(name) => self.cluster.nodes.iter().find(|it| it.name == *name),
            None => {
                // In its host's network, a pod has its host's addresses.
                let own = if pod.host_network { &pod.addresses[..] } else { &[] };
                pod.node_addresses.iter().chain(own).find_map(|it| self.node_at(it))
            }
        }
    }

    /// The name of the node that a pod runs on.
    fn node_name<'s>(&'s self, pod: &'s Pod) -> Option<&'s String> {
        pod.node.as_ref().or(self.node_of(pod).map(|it| &it.name))
    }

    fn node_at(&self, address: &IpAddr) -> Option<&Node> {
        self.cluster.nodes.iter().find(|it| it.addresses.contains(address))
    }

    /// What a pod in its host's network has for addresses: its own and its host's, or else those of the Node.
    pub(super) fn host_addresses(&self, pod: &Pod) -> Vec<IpAddr> {
        match [&pod.addresses[..], &pod.node_addresses].concat() {
            own if own.is_empty() => self.node_of(pod).map(|it| it.addresses.clone()).unwrap_or_default(),
            own => own,
        }
    }

    /// Everything that is known of the addresses of the node that a pod runs on.
    fn all_node_addresses(&self, pod: &Pod) -> Vec<IpAddr> {
        let of_node = self.node_of(pod).map(|it| it.addresses.clone()).unwrap_or_default();
        [pod.node_addresses.clone(), of_node].concat()
    }

    /// Some pod says that this is its node's address.
    fn is_some_host(&self, address: &IpAddr) -> bool {
        self.cluster.pods.iter().any(|it| it.node_addresses.contains(address))
    }

    /// Whether the source is the node that the pod runs on: "the traffic source is the pod's local node".
    pub(super) fn local_node(&self, source: End<'_>, pod: &Pod) -> Truth {
        let own = self.all_node_addresses(pod);
        match source {
            End::Outside(it) if own.contains(&it) => Yes,
            End::Outside(_) if !own.is_empty() => No,
            // It is somebody's node; whether it is this one's, nobody says, but for the name.
            End::Outside(it) => match self.node_at(&it) {
                Some(_) if pod.node.is_some() => No,
                Some(_) => Unknown,
                None if self.is_some_host(&it) => Unknown,
                None => No,
            },
            End::Pod(other) if self.is_host(other) => {
                let its = self.all_node_addresses(other);
                match (self.node_name(other), self.node_name(pod)) {
                    (Some(one), Some(two)) => (one == two).into(),
                    _ if its.is_empty() || own.is_empty() => Unknown,
                    _ => its.iter().any(|it| own.contains(it)).into(),
                }
            }
            End::Pod(_) | End::Name(..) => No,
        }
    }

    /// "Nodes defines a way to select a set of nodes in the cluster (based on the node's labels). It selects the
    /// nodeIPs as the peer type by matching on the IPs present in the node.Status.Addresses field of the node.
    /// This field follows standard label selector semantics; if present but empty, it selects all Nodes."
    pub(super) fn node_matches(&self, selector: &Selector, end: End<'_>) -> Truth {
        let selects_all = selector.match_labels.is_empty() && selector.match_expressions.is_empty();
        let by_labels = |it: &Node| matches(selector, &it.labels);
        // A node without its object, whose labels nobody knows.
        let nameless = if selects_all { Yes } else { Unknown };
        match end {
            // The address of an ordinary pod is no node's.
            End::Pod(pod) if !pod.host_network => No,
            End::Pod(pod) => self.node_of(pod).map_or(nameless, by_labels),
            End::Outside(it) | End::Name(_, Some(it)) => match self.node_at(&it) {
                Some(node) => by_labels(node),
                None if self.is_some_host(&it) => nameless,
                // Without Node objects any address can be a node's; with them, those are the nodes.
                None if self.cluster.nodes.is_empty() => Unknown,
                None => No,
            },
            End::Name(_, None) => Unknown,
        }
    }
}
