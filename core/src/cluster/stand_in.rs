//! Workloads whose pods are not in the input: one stand-in each, with the labels that controllers add.

use super::Cluster;
use super::endpoint::{Body, Endpoint};
use super::labels::LabelValue;
use super::node::NodesByPods;
use crate::ids::Symbol;
use crate::manifest::{Workload, WorkloadKind};

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

/// Labels that tell the pods of one StatefulSet apart: where one of them is asked for, each pod is an endpoint.
pub(super) const ORDINALS: [&str; 2] = [POD_NAME, POD_INDEX];

/// A StatefulSet with more pods than this is not taken apart: nobody reads that many rows of one set.
const MOST_ORDINALS: u32 = 1_000;

/// Appends the stand-ins of one workload.
pub(super) fn endpoints(
    cluster: &mut Cluster,
    it: &Workload,
    by_ordinal: bool,
    nodes: &NodesByPods,
    acc: &mut Vec<Endpoint>,
) {
    let Some(template) = &it.template else { return };
    let mut labels = cluster.labels(&template.labels);
    labels.extend(added(cluster, it));
    let mut body = cluster.body(&it.meta, template, labels.clone());
    body.workload = Some(it.kind);
    body.replicas = it.replicas.max(1);
    body.running = it.running;
    cluster.place_by_name(nodes, &template.node_name, &mut body);
    let name = &it.meta.name.value;
    let endpoint = |name: String, body| Endpoint { id: format!("{}/{name}", it.meta.namespace), name, body };
    if it.kind != WorkloadKind::StatefulSet || !by_ordinal || it.replicas > MOST_ORDINALS {
        if it.kind == WorkloadKind::StatefulSet {
            labels
                .extend([POD_NAME, POD_INDEX].map(|key| (cluster.strings.intern(key), LabelValue::Unknown)));
            body.labels = super::LabelSet::new(labels);
        }
        return acc.push(endpoint(name.clone(), Body::Pod(body)));
    }
    for ordinal in it.first_ordinal..it.first_ordinal.saturating_add(it.replicas.max(1)) {
        let pod_name = format!("{name}-{ordinal}");
        let mut labels = labels.clone();
        labels.push(known(cluster, POD_NAME, &pod_name));
        labels.push(known(cluster, POD_INDEX, &ordinal.to_string()));
        let mut body = body.clone();
        body.labels = super::LabelSet::new(labels);
        body.replicas = 1;
        acc.push(endpoint(pod_name, Body::Pod(body)));
    }
}

fn known(cluster: &mut Cluster, key: &str, value: &str) -> (Symbol, LabelValue) {
    (cluster.strings.intern(key), LabelValue::Known(cluster.strings.intern(value)))
}

/// "Labels added by controllers". What the template says already counts more than what is added here.
fn added(cluster: &mut Cluster, it: &Workload) -> Vec<(Symbol, LabelValue)> {
    let unknown: &[&str] = match it.kind {
        WorkloadKind::Deployment | WorkloadKind::ReplicaSet => &["pod-template-hash"],
        WorkloadKind::StatefulSet | WorkloadKind::DaemonSet => &["controller-revision-hash"],
        WorkloadKind::Job if it.indexed => &[
            "batch.kubernetes.io/controller-uid",
            "controller-uid",
            "batch.kubernetes.io/job-completion-index",
        ],
        WorkloadKind::Job => &["batch.kubernetes.io/controller-uid", "controller-uid"],
        WorkloadKind::CronJob => &[
            "batch.kubernetes.io/controller-uid",
            "controller-uid",
            "batch.kubernetes.io/job-name",
            "job-name",
        ],
        WorkloadKind::ReplicationController => &[],
    };
    let mut res: Vec<_> =
        unknown.iter().map(|key| (cluster.strings.intern(key), LabelValue::Unknown)).collect();
    if it.kind == WorkloadKind::Job {
        for key in ["batch.kubernetes.io/job-name", "job-name"] {
            res.push(known(cluster, key, &it.meta.name.value));
        }
    }
    res
}
