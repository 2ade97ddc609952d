//! What verdicts depend on in an object, by its kind.

use super::tree::Item;

/// What an object is to verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It allows or denies.
    Policy,
    /// A pod, or a workload that makes pods.
    Pods,
    Namespace,
    /// It leads to pods, or tells where they are: a Service, a Node.
    Way,
    /// Verdicts do not depend on it.
    Nothing,
}

const PODS: &[&str] = &[
    "Pod",
    "Deployment",
    "ReplicaSet",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "ReplicationController",
    "DeploymentConfig",
    "Rollout",
];
const WAYS: &[&str] = &["Service", "Ingress", "Endpoints", "EndpointSlice", "Node"];

/// Kinds that live in no namespace, of those that people have in such folders.
const CLUSTER_WIDE: &[&str] = &[
    "APIService",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "CSIDriver",
    "CSINode",
    "CertificateSigningRequest",
    "ClusterNetworkPolicy",
    "ClusterPolicy",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "ValidatingAdmissionPolicy",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
];

impl Role {
    /// Of an object.
    pub(super) fn of(item: &Item) -> Role {
        let kind = item.str_at(&["kind"]).unwrap_or_default();
        if PODS.contains(&kind) {
            Role::Pods
        } else if WAYS.contains(&kind) {
            Role::Way
        } else if kind == super::NAMESPACE {
            Role::Namespace
        } else if kind.ends_with("Policy") || kind.is_empty() {
            Role::Policy
        } else {
            Role::Nothing
        }
    }

    /// Whether a verdict may depend on what a path leads to.
    pub(super) fn depends_on(self, path: &[String]) -> bool {
        let is_in = |names: &[&str]| path.iter().any(|it| names.contains(&it.as_str()));
        let first = path.first().map(String::as_str).unwrap_or_default();
        let second = path.get(1).map(String::as_str).unwrap_or_default();
        if first != "metadata" {
            return match self {
                Role::Policy | Role::Way => true,
                Role::Pods => {
                    let of_pods =
                        ["labels", "matchLabels", "matchExpressions", "ports", "hostNetwork", "nodeName"];
                    matches!(first, "kind" | "apiVersion") || path.len() == 1 || is_in(&of_pods)
                }
                Role::Namespace => matches!(first, "kind" | "apiVersion"),
                Role::Nothing => false,
            };
        }
        match second {
            "annotations" => false,
            "name" => self == Role::Namespace || self == Role::Way,
            "labels" => matches!(self, Role::Pods | Role::Namespace),
            "namespace" | "" => self != Role::Nothing,
            _ => false,
        }
    }
}

/// Whether objects of a kind live in no namespace.
pub(super) fn is_cluster_wide(kind: &str) -> bool {
    CLUSTER_WIDE.contains(&kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Mapped};

    #[test]
    fn verdicts_depend_on_labels_of_pods_and_on_all_of_a_policy() {
        for (kind, path, depends) in [
            ("NetworkPolicy", "metadata/name", false),
            ("NetworkPolicy", "metadata/annotations/x", false),
            ("NetworkPolicy", "metadata/namespace", true),
            ("NetworkPolicy", "spec/ingress/[0]/ports/[0]/port", true),
            ("Deployment", "spec/template/metadata/labels/app", true),
            ("Deployment", "spec/template/spec/containers/[0]/image", false),
            ("Deployment", "metadata/name", false),
            ("Service", "spec/selector/app", true),
            ("ConfigMap", "data/x", false),
            ("Namespace", "metadata/labels/team", true),
        ] {
            let text = format!("kind: {kind}\n");
            let item = Item::parse(&Mapped::whole(FileId(0), &text)).unwrap();
            let path: Vec<String> = path.split('/').map(str::to_owned).collect();
            assert_eq!(Role::of(&item).depends_on(&path), depends, "{kind} {path:?}");
        }
    }
}
