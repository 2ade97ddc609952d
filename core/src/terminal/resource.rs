//! The kinds that the cluster of a terminal serves, by all their names.

/// A kind as the server lists it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) kind: &'static str,
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
    kind: &'static str,
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

static POD: Resource = all(row("Pod", "pods", "pod", "po", ""));

pub(super) static RESOURCES: &[Resource] = &[
    row("ConfigMap", "configmaps", "configmap", "cm", ""),
    row("Endpoints", "endpoints", "endpoints", "ep", ""),
    row("Event", "events", "event", "ev", ""),
    row("LimitRange", "limitranges", "limitrange", "limits", ""),
    wide(row("Namespace", "namespaces", "namespace", "ns", "")),
    wide(row("Node", "nodes", "node", "no", "")),
    row("PersistentVolumeClaim", "persistentvolumeclaims", "persistentvolumeclaim", "pvc", ""),
    wide(row("PersistentVolume", "persistentvolumes", "persistentvolume", "pv", "")),
    all(row("Pod", "pods", "pod", "po", "")),
    all(row("ReplicationController", "replicationcontrollers", "replicationcontroller", "rc", "")),
    row("ResourceQuota", "resourcequotas", "resourcequota", "quota", ""),
    row("Secret", "secrets", "secret", "", ""),
    row("ServiceAccount", "serviceaccounts", "serviceaccount", "sa", ""),
    all(row("Service", "services", "service", "svc", "")),
    all(row("DaemonSet", "daemonsets", "daemonset", "ds", "apps")),
    all(row("Deployment", "deployments", "deployment", "deploy", "apps")),
    all(row("ReplicaSet", "replicasets", "replicaset", "rs", "apps")),
    all(row("StatefulSet", "statefulsets", "statefulset", "sts", "apps")),
    Resource {
        version: "v2",
        ..all(row(
            "HorizontalPodAutoscaler",
            "horizontalpodautoscalers",
            "horizontalpodautoscaler",
            "hpa",
            "autoscaling",
        ))
    },
    all(row("CronJob", "cronjobs", "cronjob", "cj", "batch")),
    all(row("Job", "jobs", "job", "", "batch")),
    row("EndpointSlice", "endpointslices", "endpointslice", "", "discovery.k8s.io"),
    wide(row("IngressClass", "ingressclasses", "ingressclass", "", NET)),
    row("Ingress", "ingresses", "ingress", "ing", NET),
    row("NetworkPolicy", "networkpolicies", "networkpolicy", "netpol", NET),
    row("Role", "roles", "role", "", RBAC),
    row("RoleBinding", "rolebindings", "rolebinding", "", RBAC),
    wide(row("ClusterRole", "clusterroles", "clusterrole", "", RBAC)),
    wide(row("ClusterRoleBinding", "clusterrolebindings", "clusterrolebinding", "", RBAC)),
    installed(
        "v1alpha2",
        wide(row("ClusterNetworkPolicy", "clusternetworkpolicies", "clusternetworkpolicy", "cnp", ADMIN)),
    ),
    installed(
        "v1alpha1",
        wide(row("AdminNetworkPolicy", "adminnetworkpolicies", "adminnetworkpolicy", "anp", ADMIN)),
    ),
    installed(
        "v1alpha1",
        wide(row(
            "BaselineAdminNetworkPolicy",
            "baselineadminnetworkpolicies",
            "baselineadminnetworkpolicy",
            "banp",
            ADMIN,
        )),
    ),
    installed(
        "v2",
        row("CiliumNetworkPolicy", "ciliumnetworkpolicies", "ciliumnetworkpolicy", "cnp", "cilium.io"),
    ),
    installed(
        "v2",
        wide(row(
            "CiliumClusterwideNetworkPolicy",
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
    RESOURCES.iter().find(|it| it.kind == kind && it.group == group && !is_gone(api_version))
}

/// The kind called so.
pub(super) fn kind(name: &str) -> &'static Resource {
    known(name).unwrap_or(&POD)
}

/// The same, where it may be one that is not among them.
pub(super) fn known(name: &str) -> Option<&'static Resource> {
    RESOURCES.iter().find(|it| it.kind == name)
}

/// Versions that no server of today serves.
fn is_gone(api_version: &str) -> bool {
    matches!(api_version, "extensions/v1beta1" | "apps/v1beta1" | "apps/v1beta2" | "batch/v1beta1")
        || api_version == "networking.k8s.io/v1beta1"
}
