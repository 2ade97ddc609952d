//! The kinds that kubectl knows by name.

/// A kind as command lines name it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) api_version: &'static str,
    /// What else it is called: plural and short names.
    names: &'static [&'static str],
    pub(super) is_namespaced: bool,
    /// Whether pods come of it, or it is one.
    pub(super) is_row: bool,
    /// Whether `all` means it too.
    pub(super) is_in_all: bool,
}

const fn kind(name: &'static str, api_version: &'static str, names: &'static [&'static str]) -> Kind {
    Kind { name, api_version, names, is_namespaced: true, is_row: false, is_in_all: false }
}

const fn cluster(name: &'static str, api_version: &'static str, names: &'static [&'static str]) -> Kind {
    Kind { is_namespaced: false, ..kind(name, api_version, names) }
}

const fn row(name: &'static str, api_version: &'static str, names: &'static [&'static str]) -> Kind {
    Kind { is_row: true, is_in_all: true, ..kind(name, api_version, names) }
}

/// All that play a part, and those that people name beside them.
pub(super) const KINDS: &[Kind] = &[
    row("Pod", "v1", &["pods", "po"]),
    row("Deployment", "apps/v1", &["deployments", "deploy"]),
    row("ReplicaSet", "apps/v1", &["replicasets", "rs"]),
    row("StatefulSet", "apps/v1", &["statefulsets", "sts"]),
    row("DaemonSet", "apps/v1", &["daemonsets", "ds"]),
    row("ReplicationController", "v1", &["replicationcontrollers", "rc"]),
    row("Job", "batch/v1", &["jobs"]),
    row("CronJob", "batch/v1", &["cronjobs", "cj"]),
    row("DeploymentConfig", "apps.openshift.io/v1", &["deploymentconfigs", "dc"]),
    row("Rollout", "argoproj.io/v1alpha1", &["rollouts", "ro"]),
    Kind { is_in_all: true, ..kind("Service", "v1", &["services", "svc"]) },
    cluster("Namespace", "v1", &["namespaces", "ns", "project", "projects"]),
    cluster("Node", "v1", &["nodes", "no"]),
    kind("NetworkPolicy", "networking.k8s.io/v1", &["networkpolicies", "netpol"]),
    kind("Ingress", "networking.k8s.io/v1", &["ingresses", "ing"]),
    cluster("IngressClass", "networking.k8s.io/v1", &["ingressclasses"]),
    kind("ConfigMap", "v1", &["configmaps", "cm"]),
    kind("Secret", "v1", &["secrets"]),
    kind("ServiceAccount", "v1", &["serviceaccounts", "sa"]),
    kind("Endpoints", "v1", &["ep"]),
    kind("EndpointSlice", "discovery.k8s.io/v1", &["endpointslices"]),
    kind("PersistentVolumeClaim", "v1", &["persistentvolumeclaims", "pvc"]),
    cluster("PersistentVolume", "v1", &["persistentvolumes", "pv"]),
    kind("ResourceQuota", "v1", &["resourcequotas", "quota"]),
    kind("LimitRange", "v1", &["limitranges", "limits"]),
    kind("Role", "rbac.authorization.k8s.io/v1", &["roles"]),
    kind("RoleBinding", "rbac.authorization.k8s.io/v1", &["rolebindings"]),
    cluster("ClusterRole", "rbac.authorization.k8s.io/v1", &["clusterroles"]),
    cluster("ClusterRoleBinding", "rbac.authorization.k8s.io/v1", &["clusterrolebindings"]),
    kind("HorizontalPodAutoscaler", "autoscaling/v2", &["horizontalpodautoscalers", "hpa"]),
    kind("PodDisruptionBudget", "policy/v1", &["poddisruptionbudgets", "pdb"]),
    cluster("PriorityClass", "scheduling.k8s.io/v1", &["priorityclasses", "pc"]),
    cluster("ClusterNetworkPolicy", "policy.networking.k8s.io/v1alpha2", &["clusternetworkpolicies"]),
    cluster("AdminNetworkPolicy", "policy.networking.k8s.io/v1alpha1", &["adminnetworkpolicies", "anp"]),
    cluster(
        "BaselineAdminNetworkPolicy",
        "policy.networking.k8s.io/v1alpha1",
        &["baselineadminnetworkpolicies", "banp"],
    ),
    kind("CiliumNetworkPolicy", "cilium.io/v2", &["ciliumnetworkpolicies", "cnp", "ciliumnp"]),
    cluster("CiliumClusterwideNetworkPolicy", "cilium.io/v2", &["ciliumclusterwidenetworkpolicies", "ccnp"]),
];

/// The kind that a word means: `deploy`, `Deployments`, `deployments.apps`, `networkpolicy.networking.k8s.io`.
pub(super) fn named(word: &str) -> Option<&'static Kind> {
    let (word, group) = word.split_once('.').map_or((word, None), |(word, group)| (word, Some(group)));
    let word = word.to_ascii_lowercase();
    KINDS.iter().find(|it| {
        let (own, version) = it.api_version.split_once('/').unwrap_or(("", it.api_version));
        let is_group = group.is_none_or(|group| {
            group == own || group.strip_prefix(version).is_some_and(|it| it.trim_start_matches('.') == own)
        });
        is_group && (it.name.to_ascii_lowercase() == word || it.names.contains(&word.as_str()))
    })
}

/// The kind of an object, by what its text says.
pub(super) fn of(api_version: &str, name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.name == name && group(it.api_version) == group(api_version))
}

/// The group of a version; the core group is empty.
pub(super) fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |it| it.0)
}
