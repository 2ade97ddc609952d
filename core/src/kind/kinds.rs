//! The kinds this crate knows, and what becomes of the others.

use super::hints::distance;
use super::names;
use super::{ClusterPolicyKind, WorkloadKind};
use crate::options::KubeVersion;

/// A kind of object.
#[derive(Debug)]
pub(super) struct Kind {
    /// `NetworkPolicy`.
    pub(super) name: &'static str,
    /// The `apiVersion` to write.
    pub(super) api_version: &'static str,
    /// Versions that servers do not know any more: still read, with a warning.
    pub(super) removed: &'static [&'static str],
    /// Whether objects live in a namespace.
    pub(super) namespaced: bool,
    /// What is wrong with a name.
    pub(super) check_name: names::Check,
    /// What is made of it.
    pub(super) class: Class,
}

/// What is made of a kind.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Class {
    Namespace,
    Pod,
    Workload(WorkloadKind),
    NetworkPolicy,
    /// Read through [`super::Readers`].
    Rare(RareClass),
}

/// What is made of a kind that not every input has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum RareClass {
    ClusterPolicy(ClusterPolicyKind),
    Service,
    EndpointSlice,
    Endpoints,
    Ingress,
    Node,
}

impl Class {
    /// Whether the API server's checks are errors.
    pub(super) fn is_policy(self) -> bool {
        matches!(self, Class::NetworkPolicy | Class::Rare(RareClass::ClusterPolicy(_)))
    }
}

/// What an `apiVersion` and `kind` name.
pub(super) enum Recognised {
    /// A kind of the table; `removed` when under a version that is gone.
    Known { kind: &'static Kind, removed: bool },
    /// A kind of the table under a group or version that never had it.
    NoSuchKind(&'static Kind),
    /// No kind at all, but nearly the name of this policy kind.
    Misspelt(&'static Kind),
    /// A policy of a vendor's API.
    Foreign,
    /// Anything else.
    Other,
}

const BETA_APPS: &[&str] = &["apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"];

const fn kind(
    name: &'static str,
    api_version: &'static str,
    removed: &'static [&'static str],
    class: Class,
) -> Kind {
    Kind { name, api_version, removed, namespaced: true, check_name: names::subdomain, class }
}

const fn cluster(name: &'static str, api_version: &'static str, class: Class) -> Kind {
    Kind { namespaced: false, ..kind(name, api_version, &[], class) }
}

const fn cluster_policy(it: ClusterPolicyKind, api_version: &'static str) -> Kind {
    Kind {
        namespaced: false,
        ..kind(it.as_str(), api_version, &[], Class::Rare(RareClass::ClusterPolicy(it)))
    }
}

const SERVICE_BEFORE_1_36: Kind =
    Kind { check_name: names::label_1035, ..kind("Service", "v1", &[], Class::Rare(RareClass::Service)) };

impl Kind {
    /// The kind as servers of that release know it.
    pub(super) fn in_release(&'static self, version: KubeVersion) -> &'static Kind {
        static BEFORE: Kind = SERVICE_BEFORE_1_36;
        let is_changed = self.class == BEFORE.class && version.minor < names::SERVICES_AS_OTHERS_SINCE;
        if is_changed { &BEFORE } else { self }
    }
}

const KINDS: &[Kind] = &[
    Kind {
        namespaced: false,
        check_name: names::label_1123,
        ..kind("Namespace", "v1", &[], Class::Namespace)
    },
    kind("Pod", "v1", &[], Class::Pod),
    kind("Deployment", "apps/v1", BETA_APPS, Class::Workload(WorkloadKind::Deployment)),
    kind("ReplicaSet", "apps/v1", BETA_APPS, Class::Workload(WorkloadKind::ReplicaSet)),
    kind("StatefulSet", "apps/v1", BETA_APPS, Class::Workload(WorkloadKind::StatefulSet)),
    kind("DaemonSet", "apps/v1", BETA_APPS, Class::Workload(WorkloadKind::DaemonSet)),
    kind("Job", "batch/v1", &[], Class::Workload(WorkloadKind::Job)),
    kind("CronJob", "batch/v1", &["batch/v1beta1"], Class::Workload(WorkloadKind::CronJob)),
    kind("ReplicationController", "v1", &[], Class::Workload(WorkloadKind::ReplicationController)),
    kind("NetworkPolicy", "networking.k8s.io/v1", &["extensions/v1beta1"], Class::NetworkPolicy),
    Kind { check_name: names::label_1123, ..SERVICE_BEFORE_1_36 },
    kind(
        "Ingress",
        "networking.k8s.io/v1",
        &["networking.k8s.io/v1beta1", "extensions/v1beta1"],
        Class::Rare(RareClass::Ingress),
    ),
    kind("Endpoints", "v1", &[], Class::Rare(RareClass::Endpoints)),
    kind(
        "EndpointSlice",
        "discovery.k8s.io/v1",
        &["discovery.k8s.io/v1beta1"],
        Class::Rare(RareClass::EndpointSlice),
    ),
    cluster("Node", "v1", Class::Rare(RareClass::Node)),
    cluster_policy(ClusterPolicyKind::Admin, "policy.networking.k8s.io/v1alpha1"),
    cluster_policy(ClusterPolicyKind::BaselineAdmin, "policy.networking.k8s.io/v1alpha1"),
    cluster_policy(ClusterPolicyKind::Cluster, "policy.networking.k8s.io/v1alpha2"),
];

/// Groups that Kubernetes itself serves: a known kind under a wrong one of these is a mistake, under any other
/// group it is a different kind of the same name.
const OWN_GROUPS: &[&str] = &[
    "",
    "apps",
    "autoscaling",
    "batch",
    "discovery.k8s.io",
    "extensions",
    "networking.k8s.io",
    "policy",
    "policy.networking.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
];

/// What people write for one of these.
const ALMOST_OWN_GROUPS: &[&str] =
    &["networking", "network.k8s.io", "networking.kubernetes.io", "policy.k8s.io"];

/// Kinds of other policy engines that allow or deny connections, by group. What else lives in these groups
/// routes, announces, observes, or is only referred to, and decides nothing.
const FOREIGN: &[(&str, &[&str])] = &[
    ("cilium.io", &["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"]),
    // Staged policies of Calico decide nothing either.
    ("crd.projectcalico.org", CALICO),
    ("projectcalico.org", CALICO),
    ("crd.antrea.io", ANTREA),
    ("crd.antrea.tanzu.vmware.com", ANTREA),
    ("security.antrea.tanzu.vmware.com", ANTREA),
    ("k8s.ovn.org", &["EgressFirewall"]),
    ("network.openshift.io", &["EgressNetworkPolicy"]),
    ("k8s.cni.cncf.io", &["MultiNetworkPolicy"]),
    ("networking.k8s.aws", &["ApplicationNetworkPolicy", "ClusterNetworkPolicy"]),
    ("vpcresources.k8s.aws", &["SecurityGroupPolicy"]),
    ("networking.gke.io", &["FQDNNetworkPolicy"]),
    // PeerAuthentication refuses what is not encrypted.
    ("security.istio.io", &["AuthorizationPolicy", "PeerAuthentication"]),
    // A Server refuses whom nothing authorizes.
    ("policy.linkerd.io", &["AuthorizationPolicy", "ServerAuthorization", "Server", "EgressNetwork"]),
    ("kuma.io", &["MeshTrafficPermission", "TrafficPermission"]),
    ("consul.hashicorp.com", &["ServiceIntentions"]),
    ("crd.nsx.vmware.com", &["SecurityPolicy"]),
    ("nsx.vmware.com", &["SecurityPolicy"]),
    ("kubeovn.io", &["SecurityGroup"]),
];
const CALICO: &[&str] = &["NetworkPolicy", "GlobalNetworkPolicy", "Profile"];
const ANTREA: &[&str] = &["NetworkPolicy", "ClusterNetworkPolicy"];

/// The group of an `apiVersion`; empty for `v1`.
pub(super) fn group(api_version: &str) -> &str {
    api_version.rsplit_once('/').map_or("", |(group, _)| group)
}

/// What an `apiVersion` and `kind` name. "Group *and* kind must both match".
pub(super) fn recognise(api_version: &str, name: &str) -> Recognised {
    let group = group(api_version);
    if FOREIGN.iter().any(|it| it.0 == group && it.1.contains(&name)) {
        return Recognised::Foreign;
    }
    let is_own = OWN_GROUPS.contains(&group) || ALMOST_OWN_GROUPS.contains(&group);
    let Some(kind) = KINDS.iter().find(|it| it.name == name) else {
        return if is_own { misspelt(name) } else { Recognised::Other };
    };
    let is_admin = group == "policy.networking.k8s.io" && kind.api_version.starts_with(group);
    if kind.api_version == api_version || is_admin {
        Recognised::Known { kind, removed: false }
    } else if kind.removed.contains(&api_version) {
        Recognised::Known { kind, removed: true }
    } else if OWN_GROUPS.contains(&group) || is_own && kind.class.is_policy() {
        Recognised::NoSuchKind(kind)
    } else {
        Recognised::Other
    }
}

/// "A document whose `kind` equals a policy kind but for case, plural or at most two letters, or is `Netpol`" (L-80):
/// counted as ignored, the policy would be missing without a word.
fn misspelt(name: &str) -> Recognised {
    let folded = name.to_ascii_lowercase();
    let singular = folded.strip_suffix("ies").map(|it| format!("{it}y"));
    let nearest = KINDS
        .iter()
        .filter(|it| it.class.is_policy())
        .map(|it| {
            let known = it.name.to_ascii_lowercase();
            let plural = singular.as_ref().map_or(usize::MAX, |it| distance(it, &known));
            (distance(&folded, &known).min(plural), it)
        })
        .min_by_key(|it| it.0);
    match nearest {
        Some((distance, kind)) if distance <= 2 => Recognised::Misspelt(kind),
        _ if folded == "netpol" => {
            let network_policy = KINDS.iter().find(|it| it.class == Class::NetworkPolicy);
            network_policy.map_or(Recognised::Other, Recognised::Misspelt)
        }
        _ => Recognised::Other,
    }
}

/// Whether lists of that kind are expanded.
pub(super) fn is_known(name: &str) -> bool {
    KINDS.iter().any(|it| it.name == name)
}

#[cfg(test)]
mod tests;
