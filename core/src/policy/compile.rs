//! Manifests of policies to [`Policies`]: which kinds there are, and what they share. Each has a file of its own.

use std::sync::Arc;

use super::{Atom, Policies, Policy, PortSet, Ports, Selector};
use crate::cluster::Cluster;
use crate::ids::{AtomId, IdSet, IdVec};
use crate::kind::{LabelSelector, PolicyManifest, PortMatch};
use crate::order::sort_by_key;
use crate::pause::Pause;
use crate::protocol::Protocol;

/// Policies under compilation.
pub struct Compiler<'c> {
    pub(super) cluster: &'c mut Cluster,
    pub(super) policies: Vec<Policy>,
    atoms: IdSet<AtomId, Atom>,
}

impl<'c> Compiler<'c> {
    /// None yet.
    pub fn new(cluster: &'c mut Cluster) -> Compiler<'c> {
        Compiler { cluster, policies: Vec::new(), atoms: IdSet::default() }
    }

    /// Adds every NetworkPolicy, stopping in between.
    pub(crate) async fn network_policies(&mut self, pause: &Pause) {
        let manifests = Arc::clone(&self.cluster.manifests);
        for (index, it) in manifests.iter().enumerate() {
            if let Some(policy) = it.as_network_policy() {
                self.network_policy(index, policy, pause).await;
            }
        }
    }

    /// Adds every policy that is not a NetworkPolicy, and brings all policies into their order.
    pub fn other_policies(&mut self) {
        let manifests = Arc::clone(&self.cluster.manifests);
        for (index, it) in manifests.iter().enumerate() {
            match it.as_policy() {
                Some(PolicyManifest::ClusterPolicy(it)) => self.cluster_policy(index, it),
                Some(PolicyManifest::NetworkPolicy(_)) | None => {}
            }
        }
        let name = |it: &Policy| if it.tier.mode().is_ordered() { it.id.clone() } else { String::new() };
        if self.policies.iter().any(|it| it.tier.mode().is_ordered()) {
            sort_by_key(&mut self.policies, |it| (it.tier, it.priority, name(it)));
        }
    }

    /// All that were added.
    pub fn finish(self) -> Policies {
        Policies { policies: IdVec::from_vec(self.policies), atoms: self.atoms.into_items() }
    }

    /// The ports that a rule lists, each with its protocols.
    pub(super) fn ports<'m>(
        &mut self,
        listed: impl Iterator<Item = (&'m [Protocol], &'m PortMatch)>,
    ) -> Ports {
        let (mut numbers, mut names) = (Vec::new(), Vec::new());
        for (protocols, port) in listed {
            for &protocol in protocols {
                match port {
                    PortMatch::Any => numbers.push(PortSet::protocol(protocol)),
                    PortMatch::Range(first, last) => numbers.push(PortSet::range(protocol, *first, *last)),
                    PortMatch::Named(name) => names.push((protocol, self.cluster.strings.intern(name))),
                }
            }
        }
        Ports { numbers: PortSet::of_all(&numbers), names }
    }

    pub(super) fn selector(&mut self, it: &LabelSelector) -> Selector {
        Selector::new(it, &mut self.cluster.strings)
    }

    pub(super) fn atom(&mut self, atom: Atom) -> AtomId {
        self.atoms.add(atom)
    }
}
