//! What a server writes into an object by itself: its own metadata, the status, and fields that were left out. An object as
//! `kubectl get -o yaml` shows it is the one that was applied.

use crate::practice::tree::Tree;

/// Metadata that the server sets.
const METADATA: [&str; 7] = [
    "uid",
    "resourceVersion",
    "creationTimestamp",
    "generation",
    "managedFields",
    "selfLink",
    "ownerReferences",
];
/// Annotations that kubectl and controllers set.
const ANNOTATIONS: [&str; 2] =
    ["kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"];
/// Where the token of a service account is mounted.
const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
/// What a volume of such a token is called.
const TOKEN_VOLUME: &str = "kube-api-access-";

/// Fields of pods with the values that they have where they are left out.
const POD: [(&str, &str); 13] = [
    ("dnsPolicy", "ClusterFirst"),
    ("restartPolicy", "Always"),
    ("schedulerName", "default-scheduler"),
    ("securityContext", "{}"),
    ("serviceAccountName", "default"),
    ("serviceAccount", "default"),
    ("terminationGracePeriodSeconds", "30"),
    ("enableServiceLinks", "true"),
    ("preemptionPolicy", "PreemptLowerPriority"),
    ("priority", "0"),
    ("hostNetwork", "false"),
    ("hostPID", "false"),
    ("hostIPC", "false"),
];
/// The same of containers.
const CONTAINER: [(&str, &str); 4] = [
    ("resources", "{}"),
    ("terminationMessagePath", "/dev/termination-log"),
    ("terminationMessagePolicy", "File"),
    ("securityContext", "{}"),
];
/// The same of workloads.
const WORKLOAD: [(&str, &str); 4] = [
    ("replicas", "1"),
    ("revisionHistoryLimit", "10"),
    ("progressDeadlineSeconds", "600"),
    ("paused", "false"),
];
const STRATEGY: &str = "{type: RollingUpdate, rollingUpdate: {maxSurge: 25%, maxUnavailable: 25%}}";
const TOLERATIONS: [&str; 2] = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/// Takes away what a server adds.
pub(super) fn strip(it: &mut Tree) {
    it.remove("status");
    metadata(it);
    let kind = it.text_at(&["kind"]).to_owned();
    let Some(spec) = it.at_mut(&["spec"]) else { return };
    match kind.as_str() {
        "Namespace" => {
            it.remove("spec");
        }
        "Pod" => pod(spec),
        _ => workload(spec),
    }
}

fn workload(spec: &mut Tree) {
    if spec.get("template").is_some() {
        remove(spec, &WORKLOAD);
        remove(spec, &[("strategy", STRATEGY)]);
    }
    if let Some(template) = spec.at_mut(&["template"]) {
        metadata(template);
        if let Some(it) = template.at_mut(&["spec"]) {
            pod(it);
        }
    }
}

fn metadata(it: &mut Tree) {
    let Some(meta) = it.at_mut(&["metadata"]) else { return };
    for key in METADATA {
        meta.remove(key);
    }
    if let Some(annotations) = meta.at_mut(&["annotations"]) {
        for key in ANNOTATIONS {
            annotations.remove(key);
        }
        if annotations.entries().is_empty() {
            meta.remove("annotations");
        }
    }
}

fn pod(spec: &mut Tree) {
    remove(spec, &POD);
    retain(spec, "volumes", |it| !it.text_at(&["name"]).starts_with(TOKEN_VOLUME));
    retain(spec, "tolerations", |it| {
        let is_own = TOLERATIONS.contains(&it.text_at(&["key"]));
        !(is_own && it.get("tolerationSeconds") == Some(&Tree::Number("300".to_owned())))
    });
    for key in ["containers", "initContainers"] {
        let Some(Tree::List(all)) = spec.at_mut(&[key]) else { continue };
        all.iter_mut().for_each(container);
    }
}

fn container(it: &mut Tree) {
    remove(it, &CONTAINER);
    let image = it.text_at(&["image"]).rsplit('/').next().unwrap_or_default().to_owned();
    let is_latest = !image.contains(['@', ':']) || image.ends_with(":latest");
    remove(it, &[("imagePullPolicy", if is_latest { "Always" } else { "IfNotPresent" })]);
    retain(it, "volumeMounts", |it| it.text_at(&["mountPath"]) != TOKEN_PATH);
    if let Some(Tree::List(all)) = it.at_mut(&["ports"]) {
        all.iter_mut().for_each(|it| remove(it, &[("protocol", "TCP")]));
    }
}

/// Takes fields away that have these values, which are written as YAML.
fn remove(it: &mut Tree, fields: &[(&str, &str)]) {
    for (key, value) in fields {
        let is_default = it.get(key).is_some_and(|own| {
            own.normal() == Tree::objects(value).first().map_or_else(|| Tree::text(*value), Tree::normal)
        });
        if is_default {
            it.remove(key);
        }
    }
}

/// Takes items of a list away, and the list if none is left.
fn retain(it: &mut Tree, key: &str, is_kept: impl Fn(&Tree) -> bool) {
    let Some(Tree::List(all)) = it.at_mut(&[key]) else { return };
    all.retain(is_kept);
    if all.is_empty() {
        it.remove(key);
    }
}
