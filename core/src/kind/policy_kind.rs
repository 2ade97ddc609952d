//! Which kind of policy an object is: of those that passed validation, and of those that were rejected.
//!
//! Each question names every kind of policy, so that the compiler asks the author of a new one for the answers.

use super::ClusterPolicyKind;

/// A kind of policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// networking.k8s.io/v1 NetworkPolicy.
    NetworkPolicy,
    /// A cluster-wide policy of policy.networking.k8s.io.
    Cluster(ClusterPolicyKind),
}

impl PolicyKind {
    /// The API's name of the kind.
    pub const fn as_str(self) -> &'static str {
        match self {
            PolicyKind::NetworkPolicy => "NetworkPolicy",
            PolicyKind::Cluster(it) => it.as_str(),
        }
    }

    /// Whether its policies live in a namespace, and are bound to it.
    pub const fn is_namespaced(self) -> bool {
        match self {
            PolicyKind::NetworkPolicy => true,
            PolicyKind::Cluster(_) => false,
        }
    }

    /// Whether its API says that it governs what a pod sends to itself through a Service: "traffic to oneself via a
    /// Service is subject to CNP" (C-03). The others leave that open.
    pub const fn governs_hairpins(self) -> bool {
        match self {
            PolicyKind::Cluster(ClusterPolicyKind::Cluster) => true,
            PolicyKind::NetworkPolicy
            | PolicyKind::Cluster(ClusterPolicyKind::Admin | ClusterPolicyKind::BaselineAdmin) => false,
        }
    }
}
