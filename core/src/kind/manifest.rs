//! One object of any kind, and the questions that are asked of objects of every kind.
//!
//! Enters: nothing; readers make [`Manifest`]s. Leaves: answers. Each question names every kind, and each kind answers
//! in its own folder: the compiler asks the author of a new kind for the answers. Code that wants objects of one kind only
//! takes them by [`Manifest::as_service`] and the like. Deliberately not here: questions that only policies answer
//! ([`PolicyManifest`]).

use super::{
    ClusterPolicy, Endpoints, Ingress, LabelSelector, Meta, Namespace, NetworkPolicy, Node, Pod,
    PolicyManifest, Service, Workload, WrittenRule, WrittenSubject,
};
use crate::protocol::Protocol;

/// One object of a kind that takes part in the evaluation.
#[derive(Clone, Debug, PartialEq)]
pub enum Manifest {
    /// v1 Namespace.
    Namespace(Namespace),
    /// v1 Pod.
    Pod(Pod),
    /// A kind that makes pods from a template.
    Workload(Workload),
    /// networking.k8s.io/v1 NetworkPolicy that passed validation.
    NetworkPolicy(NetworkPolicy),
    /// AdminNetworkPolicy, BaselineAdminNetworkPolicy or ClusterNetworkPolicy that passed validation.
    ClusterPolicy(ClusterPolicy),
    /// v1 Service.
    Service(Service),
    /// discovery.k8s.io/v1 EndpointSlice, or v1 Endpoints.
    Endpoints(Endpoints),
    /// networking.k8s.io/v1 Ingress.
    Ingress(Ingress),
    /// v1 Node.
    Node(Node),
}

impl Manifest {
    /// What all objects share.
    pub fn meta(&self) -> &Meta {
        match self {
            Manifest::Namespace(it) => &it.meta,
            Manifest::Pod(it) => &it.meta,
            Manifest::Workload(it) => &it.meta,
            Manifest::NetworkPolicy(it) => &it.meta,
            Manifest::ClusterPolicy(it) => &it.meta,
            Manifest::Service(it) => &it.meta,
            Manifest::Endpoints(it) => &it.meta,
            Manifest::Ingress(it) => &it.meta,
            Manifest::Node(it) => &it.meta,
        }
    }

    /// The API's name of its kind.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Manifest::Namespace(_) => "Namespace",
            Manifest::Pod(_) => "Pod",
            Manifest::Workload(it) => it.kind.as_str(),
            Manifest::NetworkPolicy(_) => "NetworkPolicy",
            Manifest::ClusterPolicy(it) => it.kind.as_str(),
            Manifest::Service(_) => "Service",
            Manifest::Endpoints(_) => "Endpoints",
            Manifest::Ingress(_) => "Ingress",
            Manifest::Node(_) => "Node",
        }
    }

    /// The same, to be completed when all documents are known.
    pub(in crate::kind) fn meta_mut(&mut self) -> &mut Meta {
        match self {
            Manifest::Namespace(it) => &mut it.meta,
            Manifest::Pod(it) => &mut it.meta,
            Manifest::Workload(it) => &mut it.meta,
            Manifest::NetworkPolicy(it) => &mut it.meta,
            Manifest::ClusterPolicy(it) => &mut it.meta,
            Manifest::Service(it) => &mut it.meta,
            Manifest::Endpoints(it) => &mut it.meta,
            Manifest::Ingress(it) => &mut it.meta,
            Manifest::Node(it) => &mut it.meta,
        }
    }

    /// The policy, if it is one.
    pub fn as_policy(&self) -> Option<PolicyManifest<'_>> {
        match self {
            Manifest::NetworkPolicy(it) => Some(PolicyManifest::NetworkPolicy(it)),
            Manifest::ClusterPolicy(it) => Some(PolicyManifest::ClusterPolicy(it)),
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Service(_)
            | Manifest::Endpoints(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => None,
        }
    }

    /// The namespace that exists because this object lives in it: "a namespace exists if a Namespace object names it, or
    /// any pod, workload, NetworkPolicy, Service or Ingress lives in it" (R-14).
    pub fn lives_in(&self) -> Option<&str> {
        match self {
            Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::NetworkPolicy(_)
            | Manifest::Service(_)
            | Manifest::Ingress(_) => Some(&self.meta().namespace),
            Manifest::Namespace(_)
            | Manifest::ClusterPolicy(_)
            | Manifest::Endpoints(_)
            | Manifest::Node(_) => None,
        }
    }

    /// The selectors for pods and namespaces that a policy has; those for nodes are not among them.
    pub fn selectors(&self) -> Vec<&LabelSelector> {
        self.as_policy().map(PolicyManifest::selectors).unwrap_or_default()
    }

    /// Whether it selects pods, or perhaps their namespaces, by one of these labels: policies and Services do.
    pub fn asks_for_label(&self, keys: &[&str]) -> bool {
        let by_service =
            self.as_service().is_some_and(|it| has_key(it.selector.iter().map(|it| &it.0), keys));
        let requirements = || self.selectors().into_iter().flat_map(|it| &it.requirements);
        by_service || has_key(requirements().map(|it| &it.key), keys)
    }

    /// The ports that it mentions by number: of a range its ends. Those of containers are not among them.
    pub fn ports(&self) -> Vec<(Protocol, u16)> {
        match self {
            Manifest::NetworkPolicy(_) | Manifest::ClusterPolicy(_) => {
                self.as_policy().map(PolicyManifest::ports).unwrap_or_default()
            }
            Manifest::Service(it) => it.port_numbers(),
            Manifest::Endpoints(it) => it.port_numbers(),
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::Ingress(_)
            | Manifest::Node(_) => Vec::new(),
        }
    }

    /// Where a policy says which pods it applies to.
    pub fn written_subject(&self) -> Option<WrittenSubject<'_>> {
        self.as_policy().map(PolicyManifest::written_subject)
    }

    /// One entry of `spec.egress` (`true`) or `spec.ingress` of a policy.
    pub fn written_rule(&self, egress: bool, index: usize) -> Option<WrittenRule<'_>> {
        self.as_policy()?.written_rule(egress, index)
    }
}

/// Objects of one kind. Here alone a kind is asked for without the others: none of them is that kind.
impl Manifest {
    /// The namespace, if it is one.
    pub fn as_namespace(&self) -> Option<&Namespace> {
        if let Manifest::Namespace(it) = self { Some(it) } else { None }
    }

    /// The pod, if it is one.
    pub fn as_pod(&self) -> Option<&Pod> {
        if let Manifest::Pod(it) = self { Some(it) } else { None }
    }

    /// The workload, if it is one.
    pub fn as_workload(&self) -> Option<&Workload> {
        if let Manifest::Workload(it) = self { Some(it) } else { None }
    }

    /// The NetworkPolicy, if it is one.
    pub fn as_network_policy(&self) -> Option<&NetworkPolicy> {
        if let Manifest::NetworkPolicy(it) = self { Some(it) } else { None }
    }

    /// The cluster-wide policy, if it is one.
    pub fn as_cluster_policy(&self) -> Option<&ClusterPolicy> {
        if let Manifest::ClusterPolicy(it) = self { Some(it) } else { None }
    }

    /// The Service, if it is one.
    pub fn as_service(&self) -> Option<&Service> {
        if let Manifest::Service(it) = self { Some(it) } else { None }
    }

    /// The EndpointSlice or Endpoints, if it is one.
    pub fn as_endpoints(&self) -> Option<&Endpoints> {
        if let Manifest::Endpoints(it) = self { Some(it) } else { None }
    }

    /// The Ingress, if it is one.
    pub fn as_ingress(&self) -> Option<&Ingress> {
        if let Manifest::Ingress(it) = self { Some(it) } else { None }
    }

    /// The Node, if it is one.
    pub fn as_node(&self) -> Option<&Node> {
        if let Manifest::Node(it) = self { Some(it) } else { None }
    }
}

fn has_key<'m>(mut asked: impl Iterator<Item = &'m String>, keys: &[&str]) -> bool {
    asked.any(|it| keys.contains(&it.as_str()))
}

#[cfg(test)]
mod tests;
