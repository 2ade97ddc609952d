//! The kinds that the cluster of a terminal serves, by all their names.

/// A kind, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    AdminNetworkPolicy,
    BaselineAdminNetworkPolicy,
    CiliumClusterwideNetworkPolicy,
    CiliumNetworkPolicy,
    ClusterNetworkPolicy,
    ClusterRole,
    ClusterRoleBinding,
    ConfigMap,
    CronJob,
    DaemonSet,
    Deployment,
    EndpointSlice,
    Endpoints,
    Event,
    HorizontalPodAutoscaler,
    Ingress,
    IngressClass,
    Job,
    LimitRange,
    Namespace,
    NetworkPolicy,
    Node,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    ReplicaSet,
    ReplicationController,
    ResourceQuota,
    Role,
    RoleBinding,
    Secret,
    Service,
    ServiceAccount,
    StatefulSet,
}

impl Kind {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Kind::AdminNetworkPolicy => "AdminNetworkPolicy",
            Kind::BaselineAdminNetworkPolicy => "BaselineAdminNetworkPolicy",
            Kind::CiliumClusterwideNetworkPolicy => "CiliumClusterwideNetworkPolicy",
            Kind::CiliumNetworkPolicy => "CiliumNetworkPolicy",
            Kind::ClusterNetworkPolicy => "ClusterNetworkPolicy",
            Kind::ClusterRole => "ClusterRole",
            Kind::ClusterRoleBinding => "ClusterRoleBinding",
            Kind::ConfigMap => "ConfigMap",
            Kind::CronJob => "CronJob",
            Kind::DaemonSet => "DaemonSet",
            Kind::Deployment => "Deployment",
            Kind::EndpointSlice => "EndpointSlice",
            Kind::Endpoints => "Endpoints",
            Kind::Event => "Event",
            Kind::HorizontalPodAutoscaler => "HorizontalPodAutoscaler",
            Kind::Ingress => "Ingress",
            Kind::IngressClass => "IngressClass",
            Kind::Job => "Job",
            Kind::LimitRange => "LimitRange",
            Kind::Namespace => "Namespace",
            Kind::NetworkPolicy => "NetworkPolicy",
            Kind::Node => "Node",
            Kind::PersistentVolume => "PersistentVolume",
            Kind::PersistentVolumeClaim => "PersistentVolumeClaim",
            Kind::Pod => "Pod",
            Kind::ReplicaSet => "ReplicaSet",
            Kind::ReplicationController => "ReplicationController",
            Kind::ResourceQuota => "ResourceQuota",
            Kind::Role => "Role",
            Kind::RoleBinding => "RoleBinding",
            Kind::Secret => "Secret",
            Kind::Service => "Service",
            Kind::ServiceAccount => "ServiceAccount",
            Kind::StatefulSet => "StatefulSet",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A kind as the server lists it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: Kind,
    pub(super) plural: &'static str,
    pub(super) singular: &'static str,
    pub(super) short: &'static str,
    pub(super) group: &'static str,
    pub(super) version: &'static str,
    pub(super) is_namespaced: bool,
    /// Whether `get all` means it.
    pub(super) is_in_all: bool,
    /// Whether the server knows it only where an object of it is there: its definition was installed.
    is_installed: bool,
}

impl Resource {
    /// `networking.k8s.io/v1`, `v1`.
    pub(super) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.to_owned()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// `networkpolicies.networking.k8s.io`, `pods`.
    pub(super) fn plural_with_group(&self) -> String {
        dotted(self.plural, self.group)
    }

    /// `networkpolicy.networking.k8s.io`, `pod`: what stands before the name of an object.
    pub(super) fn singular_with_group(&self) -> String {
        dotted(self.singular, self.group)
    }
}

fn dotted(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

const fn row(
    kind: Kind,
    plural: &'static str,
    singular: &'static str,
    short: &'static str,
    group: &'static str,
) -> Resource {
    Resource {
        kind,
        plural,
        singular,
        short,
        group,
        version: "v1",
        is_namespaced: true,
        is_in_all: false,
        is_installed: false,
    }
}

const fn all(it: Resource) -> Resource {
    Resource { is_in_all: true, ..it }
}

const fn wide(it: Resource) -> Resource {
    Resource { is_namespaced: false, ..it }
}

const fn installed(version: &'static str, it: Resource) -> Resource {
    Resource { version, is_installed: true, ..it }
}

const NET: &str = "networking.k8s.io";
const RBAC: &str = "rbac.authorization.k8s.io";
const ADMIN: &str = "policy.networking.k8s.io";

static POD: Resource = all(row(Kind::Pod, "pods", "pod", "po", ""));

pub(super) static RESOURCES: &[Resource] = &[
    row(Kind::ConfigMap, "configmaps", "configmap", "cm", ""),
    row(Kind::Endpoints, "endpoints", "endpoints", "ep", ""),
    row(Kind::Event, "events", "event", "ev", ""),
    row(Kind::LimitRange, "limitranges", "limitrange", "limits", ""),
    wide(row(Kind::Namespace, "namespaces", "namespace", "ns", "")),
    wide(row(Kind::Node, "nodes", "node", "no", "")),
    row(Kind::PersistentVolumeClaim, "persistentvolumeclaims", "persistentvolumeclaim", "pvc", ""),
    wide(row(Kind::PersistentVolume, "persistentvolumes", "persistentvolume", "pv", "")),
    all(row(Kind::Pod, "pods", "pod", "po", "")),
    all(row(Kind::ReplicationController, "replicationcontrollers", "replicationcontroller", "rc", "")),
    row(Kind::ResourceQuota, "resourcequotas", "resourcequota", "quota", ""),
    row(Kind::Secret, "secrets", "secret", "", ""),
    row(Kind::ServiceAccount, "serviceaccounts", "serviceaccount", "sa", ""),
    all(row(Kind::Service, "services", "service", "svc", "")),
    all(row(Kind::DaemonSet, "daemonsets", "daemonset", "ds", "apps")),
    all(row(Kind::Deployment, "deployments", "deployment", "deploy", "apps")),
    all(row(Kind::ReplicaSet, "replicasets", "replicaset", "rs", "apps")),
    all(row(Kind::StatefulSet, "statefulsets", "statefulset", "sts", "apps")),
    Resource {
        version: "v2",
        ..all(row(
            Kind::HorizontalPodAutoscaler,
            "horizontalpodautoscalers",
            "horizontalpodautoscaler",
            "hpa",
            "autoscaling",
        ))
    },
    all(row(Kind::CronJob, "cronjobs", "cronjob", "cj", "batch")),
    all(row(Kind::Job, "jobs", "job", "", "batch")),
    row(Kind::EndpointSlice, "endpointslices", "endpointslice", "", "discovery.k8s.io"),
    wide(row(Kind::IngressClass, "ingressclasses", "ingressclass", "", NET)),
    row(Kind::Ingress, "ingresses", "ingress", "ing", NET),
    row(Kind::NetworkPolicy, "networkpolicies", "networkpolicy", "netpol", NET),
    row(Kind::Role, "roles", "role", "", RBAC),
    row(Kind::RoleBinding, "rolebindings", "rolebinding", "", RBAC),
    wide(row(Kind::ClusterRole, "clusterroles", "clusterrole", "", RBAC)),
    wide(row(Kind::ClusterRoleBinding, "clusterrolebindings", "clusterrolebinding", "", RBAC)),
    installed(
        "v1alpha2",
        wide(row(Kind::ClusterNetworkPolicy, "clusternetworkpolicies", "clusternetworkpolicy", "cnp", ADMIN)),
    ),
    installed(
        "v1alpha1",
        wide(row(Kind::AdminNetworkPolicy, "adminnetworkpolicies", "adminnetworkpolicy", "anp", ADMIN)),
    ),
    installed(
        "v1alpha1",
        wide(row(
            Kind::BaselineAdminNetworkPolicy,
            "baselineadminnetworkpolicies",
            "baselineadminnetworkpolicy",
            "banp",
            ADMIN,
        )),
    ),
    installed(
        "v2",
        row(Kind::CiliumNetworkPolicy, "ciliumnetworkpolicies", "ciliumnetworkpolicy", "cnp", "cilium.io"),
    ),
    installed(
        "v2",
        wide(row(
            Kind::CiliumClusterwideNetworkPolicy,
            "ciliumclusterwidenetworkpolicies",
            "ciliumclusterwidenetworkpolicy",
            "ccnp",
            "cilium.io",
        )),
    ),
];

/// The kind that a word means: `deploy`, `Deployments`, `deployments.apps`, `networkpolicy.v1.networking.k8s.io`. Of kinds
/// that are installed only those of which there is an object.
pub(super) fn named(word: &str, is_there: impl Fn(&Resource) -> bool) -> Option<&'static Resource> {
    let (word, rest) = word.split_once('.').map_or((word, None), |(word, rest)| (word, Some(rest)));
    let word = word.to_lowercase();
    RESOURCES.iter().find(|it| {
        let is_group = rest.is_none_or(|rest| {
            let versioned = rest.strip_prefix(it.version).map(|it| it.trim_start_matches('.'));
            rest == it.group || versioned == Some(it.group)
        });
        let is_name = word == it.plural || word == it.singular || (!it.short.is_empty() && word == it.short);
        is_name && is_group && (!it.is_installed || is_there(it))
    })
}

/// The kind of an object, by what its text says.
pub(super) fn of(api_version: &str, kind: &str) -> Option<&'static Resource> {
    let group = api_version.split_once('/').map_or("", |it| it.0);
    RESOURCES.iter().find(|it| it.kind.as_str() == kind && it.group == group && !is_gone(api_version))
}

/// What is known of a kind.
pub(super) fn kind(kind: Kind) -> &'static Resource {
    RESOURCES.iter().find(|it| it.kind == kind).unwrap_or(&POD)
}

/// The same by its name, which may be one that is not among them.
pub(super) fn known(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|it| it.kind.as_str() == name)
}

/// Versions that no server of today serves.
fn is_gone(api_version: &str) -> bool {
    matches!(api_version, "extensions/v1beta1" | "apps/v1beta1" | "apps/v1beta2" | "batch/v1beta1")
        || api_version == "networking.k8s.io/v1beta1"
}
