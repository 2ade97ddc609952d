//! Zone and region: labels that a pod gets from the node it is bound to.

use super::Cluster;
use super::labels::LabelValue;
use super::node::NodesByPods;
use crate::ids::Symbol;
use crate::kind::Manifest;
use crate::options::Options;

/// The labels that servers copy from nodes to pods.
const KEYS: [&str; 2] = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

/// The first release whose servers do so.
const SINCE_MINOR: u16 = 35;

/// The labels of nodes that matter to this input.
pub(super) struct Topology {
    /// Those that some selector asks for; what nothing asks for need not be known.
    keys: Vec<&'static str>,
}

impl Topology {
    pub(super) fn new(manifests: &[Manifest], options: &Options) -> Topology {
        let copied = KEYS.into_iter().filter(|_| options.kube_version.minor >= SINCE_MINOR);
        Topology {
            keys: copied.filter(|&key| manifests.iter().any(|it| it.asks_for_label(&[key]))).collect(),
        }
    }

    /// What a pod gets beside its own labels: one that `shows` its labels as they are gets nothing.
    pub(super) fn labels(
        &self,
        cluster: &mut Cluster,
        nodes: &NodesByPods,
        node_name: &str,
        shows: bool,
    ) -> Vec<(Symbol, LabelValue)> {
        let mut res = Vec::new();
        for key in &self.keys {
            let key = cluster.strings.intern(key);
            let node = nodes.named(node_name).and_then(|it| cluster.nodes.at(it).object.as_ref());
            let value = match node {
                // It may be older than the release that copies labels: what it shows is all that it has.
                _ if shows => None,
                Some(it) => it.labels.get(key),
                None => Some(LabelValue::PerhapsAbsent),
            };
            res.extend(value.map(|it| (key, it)));
        }
        res
    }
}

#[cfg(test)]
mod tests;
