//! A policy of any kind, and the questions that only policies answer.
//!
//! Each question names every kind of policy, and each kind answers in its own folder.

use super::{ClusterPolicy, LabelSelector, NetworkPolicy, WrittenRule, WrittenSubject};
use crate::protocol::Protocol;

/// A policy that passed validation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PolicyManifest<'m> {
    /// networking.k8s.io/v1 NetworkPolicy.
    NetworkPolicy(&'m NetworkPolicy),
    /// AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy.
    ClusterPolicy(&'m ClusterPolicy),
}

impl<'m> PolicyManifest<'m> {
    /// The selectors for pods and namespaces; those for nodes are not among them.
    pub fn selectors(self) -> Vec<&'m LabelSelector> {
        match self {
            PolicyManifest::NetworkPolicy(it) => it.selectors(),
            PolicyManifest::ClusterPolicy(it) => it.selectors(),
        }
    }

    /// The ports that it mentions by number: of a range its ends.
    pub fn ports(self) -> Vec<(Protocol, u16)> {
        match self {
            PolicyManifest::NetworkPolicy(it) => it.port_numbers(),
            PolicyManifest::ClusterPolicy(it) => it.port_numbers(),
        }
    }

    /// Where it says which pods it applies to.
    pub fn written_subject(self) -> WrittenSubject<'m> {
        match self {
            PolicyManifest::NetworkPolicy(it) => it.written_subject(),
            PolicyManifest::ClusterPolicy(it) => it.written_subject(),
        }
    }

    /// One entry of `spec.egress` (`true`) or `spec.ingress`.
    pub fn written_rule(self, egress: bool, index: usize) -> Option<WrittenRule<'m>> {
        match self {
            PolicyManifest::NetworkPolicy(it) => it.written_rule(egress, index),
            PolicyManifest::ClusterPolicy(it) => it.written_rule(egress, index),
        }
    }
}
