//! Nodes: whose address an address is, and which node a pod runs on.

use std::net::IpAddr;

use super::Truth::{self, No, Unknown, Yes};
use super::end::Party;
use super::labels::matches;
use super::objects::Selector;
use super::{Family, Node, Pod, Spec};

/// What the input says about one node, all in all.
#[derive(Clone, Debug, Default)]
struct Host<'c> {
    names: Vec<&'c str>,
    addresses: Vec<IpAddr>,
}

impl<'c> Host<'c> {
    fn of_node(node: &'c Node) -> Host<'c> {
        Host { names: vec![&node.name], addresses: node.addresses.clone() }
    }

    /// "Pods tell node addresses too: `hostIP`/`hostIPs`, and of a host-network pod `podIP`/`podIPs`, are addresses
    /// of the node in `spec.nodeName`."
    fn of_pod(pod: &'c Pod) -> Host<'c> {
        let own = if pod.host_network { &pod.addresses[..] } else { &[] };
        Host {
            names: pod.node.iter().map(String::as_str).collect(),
            addresses: [own, &pod.node_addresses].concat(),
        }
    }

    fn is(&self, other: &Host<'_>) -> bool {
        self.names.iter().any(|it| other.names.contains(it))
            || self.addresses.iter().any(|it| other.addresses.contains(it))
    }
}

impl Spec {
    /// Everything that any Node or pod says about the node that `known` says something about.
    fn host<'c>(&'c self, mut known: Host<'c>) -> Host<'c> {
        let nodes = self.cluster.nodes.iter().map(Host::of_node);
        let mut others: Vec<Host<'_>> = nodes.chain(self.cluster.pods.iter().map(Host::of_pod)).collect();
        while let Some(at) = others.iter().position(|it| it.is(&known)) {
            let more = others.remove(at);
            known.names.extend(more.names);
            for it in more.addresses {
                if !known.addresses.contains(&it) {
                    known.addresses.push(it);
                }
            }
        }
        known
    }

    fn host_of(&self, pod: &Pod) -> Host<'_> {
        let own = self.cluster.pods.iter().find(|it| it.id == pod.id);
        self.host(own.map(Host::of_pod).unwrap_or_default())
    }

    fn host_at(&self, address: IpAddr) -> Host<'_> {
        self.host(Host { names: Vec::new(), addresses: vec![address] })
    }

    /// The labels of a node, where it has an object.
    fn nodes_of<'c>(&'c self, host: &Host<'_>) -> Vec<&'c Node> {
        let is_it = |it: &&Node| host.is(&Host::of_node(it));
        self.cluster.nodes.iter().filter(is_it).collect()
    }

    pub(super) fn all_node_addresses(&self) -> Vec<IpAddr> {
        let nodes = self.cluster.nodes.iter().map(Host::of_node);
        nodes.chain(self.cluster.pods.iter().map(Host::of_pod)).flat_map(|it| it.addresses).collect()
    }

    /// Whether some Node or pod says that this is a node's address.
    pub fn is_node_address(&self, address: IpAddr) -> bool {
        self.all_node_addresses().contains(&address)
    }

    /// What a pod in its host's network has for addresses: its own, and in a family that it shows none of, those of
    /// its node, unless it shows all.
    pub(super) fn host_addresses(&self, pod: &Pod) -> Vec<IpAddr> {
        if pod.has_no_other {
            return pod.addresses.clone();
        }
        let shown = |it: &IpAddr| pod.addresses.iter().any(|own| Family::of(own) == Family::of(it));
        let others = self.host_of(pod).addresses.into_iter().filter(|it| !shown(it));
        pod.addresses.iter().copied().chain(others).collect()
    }

    /// Whether the other end is the node that the pod runs on: "the traffic source is the pod's local node".
    pub(super) fn local_node(&self, other: &Party<'_>, pod: &Pod) -> Truth {
        let its = match (other.pod, other.address) {
            (Some(other), _) if self.is_host(other) => self.host_of(other),
            (None, Some(address)) if self.is_node_address(address) => self.host_at(address),
            // "otherwise external", and a name has no address.
            _ => return No,
        };
        let own = self.host_of(pod);
        if its.is(&own) {
            Yes
        } else if !its.names.is_empty() && !own.names.is_empty() {
            No
        } else if its.addresses.is_empty() || own.addresses.is_empty() {
            Unknown
        } else {
            No
        }
    }

    /// "Nodes defines a way to select a set of nodes in the cluster (based on the node's labels). It selects the
    /// nodeIPs as the peer type by matching on the IPs present in the node.Status.Addresses field of the node.
    /// This field follows standard label selector semantics; if present but empty, it selects all Nodes."
    pub(super) fn node_matches(&self, selector: &Selector, end: &Party<'_>) -> Truth {
        let selects_all = selector.match_labels.is_empty() && selector.match_expressions.is_empty();
        let host = match (end.pod, end.address) {
            // The address of an ordinary pod is no node's.
            (Some(pod), _) if !pod.host_network => return No,
            (Some(pod), _) => self.host_of(pod),
            (None, Some(address)) if self.is_node_address(address) => self.host_at(address),
            // Without Node objects any address can be a node's; with them, those are the nodes.
            (None, Some(_)) => return if self.cluster.nodes.is_empty() { Unknown } else { No },
            (None, None) => return Unknown,
        };
        match self.nodes_of(&host).first() {
            Some(node) => matches(selector, &node.labels),
            // A node without its object has labels that are not in the input.
            None => {
                if selects_all {
                    Yes
                } else {
                    Unknown
                }
            }
        }
    }
}
