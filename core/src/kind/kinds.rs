//! Every kind of object that is read, in one list.
//!
//! A new kind is its folder, its variant of [`Manifest`](super::Manifest), and its line in [`KINDS`].
//!
//! The page loads its program in parts. The first part draws the first matrix; so it must not refer to the readers of
//! kinds that few inputs have. Therefore nothing but this file sees the list, and the compiler makes two tables of it.
//! [`KNOWN_KINDS`] is what every program needs: all kinds by name, with the readers of those that have `.first_part()` in
//! their lines. [`SECOND_PART`] has the other readers; only [`Readers::ALL`](super::Readers::ALL) refers to it.

use super::cluster_policy::ClusterPolicyKind;
use super::endpoints::{EndpointSliceReader, EndpointsReader};
use super::field::names::NameRule;
use super::ingress::IngressReader;
use super::namespace::NamespaceReader;
use super::network_policy::NetworkPolicyReader;
use super::node::NodeReader;
use super::pod::PodReader;
use super::policy_kind::PolicyKind;
use super::read::readers::ObjectReader;
use super::service::ServiceReader;
use super::workload::WorkloadKind;
use super::{check::Report, notation};
use crate::yaml::Node;

/// The list. A kind is read by the second part of the page unless its line says otherwise.
const KINDS: &[Kind] = &[
    object("Namespace", "v1", &NamespaceReader).cluster_wide().named(NameRule::Label).first_part(),
    object("Pod", "v1", &PodReader).first_part(),
    object("Deployment", "apps/v1", &WorkloadKind::Deployment).removed(OLD_APPS).first_part(),
    object("ReplicaSet", "apps/v1", &WorkloadKind::ReplicaSet).removed(OLD_APPS).first_part(),
    object("StatefulSet", "apps/v1", &WorkloadKind::StatefulSet).removed(OLD_APPS).first_part(),
    object("DaemonSet", "apps/v1", &WorkloadKind::DaemonSet).removed(OLD_APPS).first_part(),
    object("Job", "batch/v1", &WorkloadKind::Job).first_part(),
    object("CronJob", "batch/v1", &WorkloadKind::CronJob).removed(&["batch/v1beta1"]).first_part(),
    object("ReplicationController", "v1", &WorkloadKind::ReplicationController).first_part(),
    object("DeploymentConfig", "apps.openshift.io/v1", &WorkloadKind::DeploymentConfig),
    object("Rollout", "argoproj.io/v1alpha1", &WorkloadKind::Rollout),
    policy(PolicyKind::NetworkPolicy, "networking.k8s.io/v1", &NetworkPolicyReader)
        .removed(&["extensions/v1beta1"])
        .first_part(),
    object("Service", "v1", &ServiceReader).named(NameRule::Service),
    object("Ingress", "networking.k8s.io/v1", &IngressReader)
        .removed(&["networking.k8s.io/v1beta1", "extensions/v1beta1"]),
    object("Endpoints", "v1", &EndpointsReader),
    object("EndpointSlice", "discovery.k8s.io/v1", &EndpointSliceReader)
        .removed(&["discovery.k8s.io/v1beta1"]),
    object("Node", "v1", &NodeReader).cluster_wide(),
    cluster_policy("policy.networking.k8s.io/v1alpha1", &ClusterPolicyKind::Admin),
    cluster_policy("policy.networking.k8s.io/v1alpha1", &ClusterPolicyKind::BaselineAdmin),
    cluster_policy("policy.networking.k8s.io/v1alpha2", &ClusterPolicyKind::Cluster)
        .planned(&["policy.networking.k8s.io/v1beta1"]),
];

const OLD_APPS: &[&str] = &["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"];

/// A kind of object.
#[derive(Clone, Copy)]
pub(in crate::kind) struct Kind {
    /// `NetworkPolicy`.
    pub(in crate::kind) name: &'static str,
    /// The `apiVersion` to write.
    pub(in crate::kind) api_version: &'static str,
    /// Versions that servers do not know any more: still read, with a warning.
    pub(in crate::kind) removed: &'static [&'static str],
    /// Versions that servers will know, with the same fields.
    pub(in crate::kind) planned: &'static [&'static str],
    /// Whether objects of other versions of the group are read too, with a warning.
    pub(in crate::kind) any_version: bool,
    /// Which policy it is, if it is one: the API server's checks of policies are errors.
    pub(in crate::kind) policy: Option<PolicyKind>,
    /// Whether objects live in a namespace.
    pub(in crate::kind) namespaced: bool,
    /// How objects may be called.
    pub(in crate::kind) names: NameRule,
    /// Its position in the list.
    pub(in crate::kind) place: usize,
    /// What reads its objects; in [`KNOWN_KINDS`] `None` where it is the one at its place in [`SECOND_PART`].
    pub(in crate::kind) reader: Option<&'static dyn ObjectReader>,
    /// Whether every program has the reader, that is, also the first part of the page.
    in_first_part: bool,
}

/// What only the second part of the page has.
pub(in crate::kind) struct SecondPart {
    /// Readers, by the places of their kinds.
    pub(in crate::kind) readers: [Option<&'static dyn ObjectReader>; KINDS.len()],
    /// What says what was meant by a policy that is refused.
    pub(in crate::kind) explain: Explain,
}

/// Adds to what was said against a policy what was meant: its tree, and whether unknown fields refuse it.
pub(in crate::kind) type Explain = fn(PolicyKind, &Node<'_>, bool, &mut Report<'_>);

/// All kinds, without the readers of the second part.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
pub(in crate::kind) static KNOWN_KINDS: [Kind; KINDS.len()] = {
    let mut kinds = [KINDS[0]; KINDS.len()];
    let mut at = 0;
    while at < kinds.len() {
        kinds[at] = Kind { place: at, ..KINDS[at] };
        if !kinds[at].in_first_part {
            kinds[at].reader = None;
        }
        at += 1;
    }
    kinds
};

/// The readers that [`KNOWN_KINDS`] does not have, and what it takes to explain errors.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
pub(in crate::kind) static SECOND_PART: SecondPart = {
    let mut readers: [Option<&'static dyn ObjectReader>; KINDS.len()] = [None; KINDS.len()];
    let mut at = 0;
    while at < readers.len() {
        if !KINDS[at].in_first_part {
            readers[at] = KINDS[at].reader;
        }
        at += 1;
    }
    SecondPart { readers, explain: notation::explain }
};

/// A kind whose objects are not policies.
const fn object(name: &'static str, api_version: &'static str, reader: &'static dyn ObjectReader) -> Kind {
    Kind {
        name,
        api_version,
        removed: &[],
        planned: &[],
        any_version: false,
        policy: None,
        namespaced: true,
        names: NameRule::Subdomain,
        place: 0,
        reader: Some(reader),
        in_first_part: false,
    }
}

/// A kind of policy.
const fn policy(kind: PolicyKind, api_version: &'static str, reader: &'static dyn ObjectReader) -> Kind {
    let namespaced = kind.is_namespaced();
    Kind { policy: Some(kind), namespaced, ..object(kind.as_str(), api_version, reader) }
}

/// A kind of cluster-wide policy; it reads its objects itself.
const fn cluster_policy(api_version: &'static str, kind: &'static ClusterPolicyKind) -> Kind {
    policy(PolicyKind::Cluster(*kind), api_version, kind).any_version()
}

impl Kind {
    /// Its API group; empty for the core group.
    pub(in crate::kind) fn group(&self) -> &'static str {
        group(self.api_version)
    }

    /// Whether it is a policy.
    pub(in crate::kind) fn is_policy(&self) -> bool {
        self.policy.is_some()
    }

    const fn removed(self, removed: &'static [&'static str]) -> Kind {
        Kind { removed, ..self }
    }

    const fn planned(self, planned: &'static [&'static str]) -> Kind {
        Kind { planned, ..self }
    }

    const fn any_version(self) -> Kind {
        Kind { any_version: true, ..self }
    }

    const fn cluster_wide(self) -> Kind {
        Kind { namespaced: false, ..self }
    }

    const fn named(self, names: NameRule) -> Kind {
        Kind { names, ..self }
    }

    const fn first_part(self) -> Kind {
        Kind { in_first_part: true, ..self }
    }
}

/// The group of an `apiVersion`; empty for `v1`.
pub(in crate::kind) fn group(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// The kind of that name: of several, the one in the group, if it is in one of theirs.
pub(in crate::kind) fn find(group: &str, name: &str) -> Option<&'static Kind> {
    let mut named = KNOWN_KINDS.iter().filter(|it| it.name == name);
    named.clone().find(|it| it.group() == group).or_else(|| named.next())
}

/// Whether a word is the beginning of a kind's name, as where somebody is typing one.
pub(in crate::kind) fn is_begun(word: &str) -> bool {
    KNOWN_KINDS.iter().any(|it| it.name.starts_with(word) && it.name != word)
}

#[cfg(test)]
mod tests;
