//! Pods in the network of their nodes, which policies neither select nor match.

use std::net::IpAddr;

use super::Facts;
use crate::cluster::LabelSet;
use crate::diagnostic::Edit;
use crate::edit::Yaml;
use crate::hash::HashMap;
use crate::ids::{AtomId, EndpointId, NamespaceId};
use crate::lint::added;
use crate::options::HostNetworkPods;
use crate::order::sort_dedup;
use crate::policy::{Atom, Peers, Policy, RuleRef};
use crate::tri::Tri;

/// So many sets of labels and questions are held against each other for one run.
const MOST: usize = 1_000;

/// A rule with more blocks than this is not written: it would be too long to read.
const BLOCKS: usize = 16;

impl Facts<'_> {
    /// Pods in the network of their nodes that have the labels which a question asks for. None where such pods are like
    /// all others.
    pub(in crate::lint) fn hosts_of(&self, atom: AtomId) -> Vec<EndpointId> {
        let model = self.model;
        let Atom::Pods(question) = model.policies.atoms.at(atom) else { return Vec::new() };
        let mut res = Vec::new();
        for (first, all) in self.hosts.get_or_init(|| self.host_network_pods()) {
            let pod = model.cluster.endpoints.get(*first).and_then(|it| it.pod());
            if pod.is_some_and(|pod| question.fit(&model.cluster, pod) == Tri::Yes) {
                res.extend(all);
            }
        }
        sort_dedup(&mut res);
        res
    }

    fn host_network_pods(&self) -> Vec<(EndpointId, Vec<EndpointId>)> {
        if self.model.options.host_network_pods == HostNetworkPods::AsPod {
            return Vec::new();
        }
        let mut positions: HashMap<(NamespaceId, &LabelSet), usize> = HashMap::default();
        let mut res: Vec<(EndpointId, Vec<EndpointId>)> = Vec::new();
        for (id, pod) in self.model.cluster.pods().filter(|it| it.1.host_network) {
            let next = res.len();
            let at = *positions.entry((pod.namespace, &pod.labels)).or_insert(next);
            if let Some(it) = res.get_mut(at) {
                it.1.push(id);
            } else if next < MOST {
                res.push((id, vec![id]));
            }
        }
        res
    }

    /// The addresses of pods in the network of their nodes, as blocks; `None` where one of them is not known.
    fn blocks_of(&self, hosts: &[EndpointId]) -> Option<Vec<String>> {
        let mut res: Vec<IpAddr> = Vec::new();
        for it in hosts {
            let pod = self.model.cluster.endpoints.get(*it)?.pod()?;
            let all = pod.host_addresses.iter().chain(&pod.addresses);
            let known = res.len();
            res.extend(all);
            (res.len() > known).then_some(())?;
        }
        sort_dedup(&mut res);
        let block = |it: &IpAddr| format!("{it}/{}", if it.is_ipv4() { 32 } else { 128 });
        (res.len() <= BLOCKS).then(|| res.iter().map(block).collect())
    }

    /// Whether a rule has blocks that hold the addresses of these pods.
    pub(in crate::lint) fn admits_blocks_of(&self, rule: RuleRef, hosts: &[EndpointId]) -> bool {
        let policies = &self.model.policies;
        let Some(Peers::Only(atoms)) = policies.rule(rule).map(|it| &it.peers) else { return true };
        let blocks = atoms.iter().filter_map(|it| match policies.atoms.at(*it) {
            Atom::Block(it) => Some(it),
            Atom::Pods(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
        });
        let blocks: Vec<_> = blocks.collect();
        !blocks.is_empty()
            && hosts.iter().all(|it| {
                let pod = self.model.cluster.endpoints.get(*it).and_then(|it| it.pod());
                let mut addresses =
                    pod.into_iter().flat_map(|it| it.host_addresses.iter().chain(&it.addresses));
                addresses.any(|it| blocks.iter().any(|block| block.cidr.contains(it)))
            })
    }

    /// Peers for the addresses of pods in the network of their nodes: in the place of the one at a path, or behind it.
    pub(in crate::lint) fn with_blocks(
        &self,
        policy: &Policy,
        (list, peer): (&str, usize),
        hosts: &[EndpointId],
        in_its_place: bool,
    ) -> Option<Vec<Edit>> {
        let written = self.written(policy.location)?;
        let blocks = self.blocks_of(hosts)?;
        let block = |it: &String| Yaml::map([("ipBlock", Yaml::map([("cidr", Yaml::text(it.as_str()))]))]);
        let mut items = blocks.iter().map(block);
        let mut edits = Vec::new();
        if in_its_place {
            edits.push(written.set(&format!("{list}[{peer}]"), &items.next()?)?);
        }
        for it in items {
            edits.push(written.insert_item(list, peer + 1, &it)?);
        }
        Some(added::joined(edits))
    }
}
