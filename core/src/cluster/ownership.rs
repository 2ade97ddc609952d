//! Which workloads are already there in the form of their pods.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::manifest::{Manifest, Owner, WorkloadKind};

/// Who owns whom.
pub(super) struct Ownership {
    /// Positions of workloads that are represented by pods or by their owner.
    represented: FxHashSet<usize>,
}

/// Pod, ReplicaSet or Job, Deployment or CronJob.
const LONGEST_CHAIN: usize = 3;

type Key<'m> = (&'m str, WorkloadKind, &'m str);

impl Ownership {
    pub(super) fn new(manifests: &[Manifest]) -> Ownership {
        let mut workloads: FxHashMap<Key<'_>, usize> = FxHashMap::default();
        for (index, it) in manifests.iter().enumerate() {
            if let Manifest::Workload(it) = it {
                workloads.insert((&it.meta.namespace, it.kind, &it.meta.name.value), index);
            }
        }
        let mut represented = FxHashSet::default();
        for (index, it) in manifests.iter().enumerate() {
            match it {
                Manifest::Pod(pod) => {
                    let hash = label(&pod.meta.labels, "pod-template-hash");
                    let owner = owner(&workloads, &pod.meta.namespace, pod.meta.owner.as_ref(), hash);
                    let of_workload = |at| manifests.get(at).and_then(|it| owner_of_workload(&workloads, it));
                    if !pod.finished {
                        represented
                            .extend(std::iter::successors(owner, |&at| of_workload(at)).take(LONGEST_CHAIN));
                    } else if owner.and_then(|at| manifests.get(at)).is_some_and(is_job) {
                        // The Job is done. What else made the pod makes new ones, and is not gone with it.
                        represented.extend(owner);
                    }
                }
                // "A ReplicaSet owned by a present Deployment … is dropped likewise."
                Manifest::Workload(_) if owner_of_workload(&workloads, it).is_some_and(|at| at != index) => {
                    represented.insert(index);
                }
                Manifest::Workload(_)
                | Manifest::Namespace(_)
                | Manifest::NetworkPolicy(_)
                | Manifest::ClusterPolicy(_)
                | Manifest::Service(_)
                | Manifest::Endpoints(_)
                | Manifest::Ingress(_)
                | Manifest::Node(_) => {}
            }
        }
        Ownership { represented }
    }

    /// Whether the workload at a position needs a stand-in.
    pub(super) fn stands_for_itself(&self, index: usize) -> bool {
        !self.represented.contains(&index)
    }
}

fn is_job(it: &Manifest) -> bool {
    matches!(it, Manifest::Workload(it) if it.kind == WorkloadKind::Job)
}

fn owner_of_workload<'m>(workloads: &FxHashMap<Key<'m>, usize>, it: &'m Manifest) -> Option<usize> {
    let Manifest::Workload(it) = it else { return None };
    let hash = label(&it.meta.labels, "pod-template-hash");
    owner(workloads, &it.meta.namespace, it.meta.owner.as_ref(), hash)
}

/// The position of the owner, or of the owner's owner where only that one is in the input:
/// `kubectl get deployments,pods` leaves out the ReplicaSets in between.
fn owner<'m>(
    workloads: &FxHashMap<Key<'m>, usize>,
    namespace: &'m str,
    owner: Option<&'m Owner>,
    hash: Option<&str>,
) -> Option<usize> {
    let owner = owner?;
    let find = |kind, name| workloads.get(&(namespace, kind, name)).copied();
    let kind = match owner.kind.as_str() {
        "Deployment" => WorkloadKind::Deployment,
        "ReplicaSet" => WorkloadKind::ReplicaSet,
        "StatefulSet" => WorkloadKind::StatefulSet,
        "DaemonSet" => WorkloadKind::DaemonSet,
        "Job" => WorkloadKind::Job,
        "CronJob" => WorkloadKind::CronJob,
        "ReplicationController" => WorkloadKind::ReplicationController,
        _ => return None,
    };
    if let Some(it) = find(kind, owner.name.as_str()) {
        return Some(it);
    }
    let (stem, suffix) = owner.name.rsplit_once('-')?;
    match kind {
        WorkloadKind::ReplicaSet if hash == Some(suffix) => find(WorkloadKind::Deployment, stem),
        WorkloadKind::Job if suffix.bytes().all(|it| it.is_ascii_digit()) => {
            find(WorkloadKind::CronJob, stem)
        }
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::DaemonSet
        | WorkloadKind::Job
        | WorkloadKind::CronJob
        | WorkloadKind::ReplicationController => None,
    }
}

fn label<'m>(labels: &'m crate::manifest::Labels, key: &str) -> Option<&'m str> {
    labels.iter().find(|it| it.0 == key).map(|it| it.1.as_str())
}
