//! Workloads whose pods are not in the input: one stand-in each, with the labels that controllers add.

use super::endpoint::{Body, Endpoint, PodBody};
use super::labels::{LabelSet, LabelValue};
use super::{Cluster, Known};
use crate::ids::Symbol;
use crate::kind::{Workload, WorkloadKind};

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

/// Labels that tell the pods of one StatefulSet apart: where one of them is asked for, each pod is an endpoint.
pub(super) const ORDINALS: [&str; 2] = [POD_NAME, POD_INDEX];

/// A StatefulSet with more pods than this is not expanded: that many rows of one set cannot be read.
const MOST_ORDINALS: u32 = 1_000;

/// Appends the stand-ins of one workload.
pub(super) fn endpoints(cluster: &mut Cluster, it: &Workload, known: &Known, acc: &mut Vec<Endpoint>) {
    let Some(template) = &it.template else { return };
    let mut labels = added(cluster, it);
    labels.extend(cluster.labels(&template.labels));
    labels.extend(known.topology.labels(cluster, &known.nodes, &template.node_name, false));
    let mut body = cluster.body(&it.meta, template, Vec::new());
    body.workload = Some(it.kind);
    body.workload_labels = Some(Box::new(super::LabelSet::new(cluster.labels(&it.meta.labels))));
    body.replicas = it.replicas.max(1);
    body.running = it.running;
    cluster.place_by_name(&known.nodes, &template.node_name, &mut body);
    let name = &it.meta.name.value;
    // What controllers add comes first: it replaces what the template says.
    let endpoint = |name: String, added: Vec<(Symbol, LabelValue)>, mut body: PodBody| {
        body.labels = LabelSet::new(added.into_iter().chain(labels.iter().copied()).collect());
        Endpoint { id: format!("{}/{name}", it.meta.namespace), name, body: Body::Pod(Box::new(body)) }
    };
    if it.kind != WorkloadKind::StatefulSet {
        return acc.push(endpoint(name.clone(), Vec::new(), body));
    }
    if !known.by_ordinal || it.replicas > MOST_ORDINALS {
        let unknown = ORDINALS.map(|key| (cluster.strings.intern(key), LabelValue::Unknown));
        return acc.push(endpoint(name.clone(), unknown.to_vec(), body));
    }
    body.replicas = 1;
    for ordinal in it.first_ordinal..it.first_ordinal.saturating_add(it.replicas.max(1)) {
        let pod_name = format!("{name}-{ordinal}");
        let own = vec![
            known_label(cluster, POD_NAME, &pod_name),
            known_label(cluster, POD_INDEX, &ordinal.to_string()),
        ];
        acc.push(endpoint(pod_name, own, body.clone()));
    }
}

fn known_label(cluster: &mut Cluster, key: &str, value: &str) -> (Symbol, LabelValue) {
    (cluster.strings.intern(key), LabelValue::Known(cluster.strings.intern(value)))
}

/// "Labels added by controllers", apart from those that tell the pods of a StatefulSet apart.
fn added(cluster: &mut Cluster, it: &Workload) -> Vec<(Symbol, LabelValue)> {
    let names = ["batch.kubernetes.io/job-name", "job-name"];
    let uids = ["batch.kubernetes.io/controller-uid", "controller-uid"];
    let mut unknown: Vec<&str> = match it.kind {
        WorkloadKind::Deployment => vec!["pod-template-hash"],
        // One that a Deployment made shows the hash in its own template.
        WorkloadKind::ReplicaSet | WorkloadKind::ReplicationController => Vec::new(),
        WorkloadKind::StatefulSet => vec!["controller-revision-hash"],
        WorkloadKind::DaemonSet => vec!["controller-revision-hash", "pod-template-generation"],
        WorkloadKind::Job | WorkloadKind::CronJob if it.manual_selector => Vec::new(),
        WorkloadKind::Job => uids.to_vec(),
        WorkloadKind::DeploymentConfig => vec!["deployment"],
        WorkloadKind::Rollout => vec!["rollouts-pod-template-hash"],
        WorkloadKind::CronJob => [uids, names].concat(),
    };
    if it.indexed && matches!(it.kind, WorkloadKind::Job | WorkloadKind::CronJob) {
        unknown.push("batch.kubernetes.io/job-completion-index");
    }
    let mut res: Vec<_> =
        unknown.into_iter().map(|key| (cluster.strings.intern(key), LabelValue::Unknown)).collect();
    if it.kind == WorkloadKind::Job && !it.manual_selector {
        res.extend(names.map(|key| known_label(cluster, key, &it.meta.name.value)));
    }
    if it.kind == WorkloadKind::DeploymentConfig {
        res.push(known_label(cluster, "deploymentconfig", &it.meta.name.value));
    }
    res
}
