//! Which workloads are already there in the form of their pods.

use crate::hash::{HashMap, HashSet};
use crate::kind::{Labels, Manifest, Meta, WorkloadKind};

/// Who owns whom.
pub(super) struct Ownership {
    /// Positions of workloads that are represented by pods or by their owner.
    represented: HashSet<usize>,
}

/// Pod, ReplicaSet or Job, Deployment or CronJob.
pub(super) const LONGEST_CHAIN: usize = 3;

/// Workloads by what an owner reference says of them: their group goes with their kind.
pub(super) type Workloads<'m> = HashMap<(&'m str, WorkloadKind, &'m str), (usize, &'m str)>;

impl Ownership {
    pub(super) fn new(manifests: &[Manifest]) -> Ownership {
        let workloads = workloads(manifests);
        let owner_of = |at: usize| owner(&workloads, manifests.get(at)?.meta());
        let mut represented = HashSet::default();
        // A finished pod represents nothing: whether a new one comes after it, its Job says by itself.
        for pod in manifests.iter().filter_map(Manifest::as_pod).filter(|it| !it.finished) {
            let owner = owner(&workloads, &pod.meta);
            represented.extend(std::iter::successors(owner, |&at| owner_of(at)).take(LONGEST_CHAIN));
        }
        // "A ReplicaSet owned by a present Deployment … is dropped likewise."
        let owned = |&at: &usize| owner_of(at).is_some_and(|it| it != at);
        represented.extend(workloads.values().map(|it| it.0).filter(owned));
        Ownership { represented }
    }

    /// Whether the workload at a position needs a stand-in.
    pub(super) fn stands_for_itself(&self, index: usize) -> bool {
        !self.represented.contains(&index)
    }
}

/// Every workload of the input.
pub(super) fn workloads(manifests: &[Manifest]) -> Workloads<'_> {
    let mut res = Workloads::default();
    for (index, it) in manifests.iter().enumerate() {
        if let Some(it) = it.as_workload() {
            let key = (it.meta.namespace.as_str(), it.kind, it.meta.name.value.as_str());
            res.insert(key, (index, &it.meta.uid));
        }
    }
    res
}

/// The position of the owner, or of the owner's owner where only that one is in the input:
/// `kubectl get deployments,pods` leaves out the ReplicaSets in between.
pub(super) fn owner(workloads: &Workloads<'_>, owned: &Meta) -> Option<usize> {
    let owner = owned.owner.as_ref()?;
    let kind = WorkloadKind::of(owner.group.as_deref(), &owner.kind)?;
    let find = |kind, name| workloads.get(&(owned.namespace.as_str(), kind, name));
    if let Some(&(at, uid)) = find(kind, owner.name.as_str()) {
        // "And uid, where both show one": the same name may have been given again.
        let is_meant = uid.is_empty() || owner.uid.is_empty() || uid == owner.uid;
        return is_meant.then_some(at);
    }
    let (stem, suffix) = owner.name.rsplit_once('-')?;
    let found = match kind {
        WorkloadKind::ReplicaSet if label(&owned.labels, "rollouts-pod-template-hash") == Some(suffix) => {
            find(WorkloadKind::Rollout, stem)
        }
        WorkloadKind::ReplicaSet if label(&owned.labels, "pod-template-hash") == Some(suffix) => {
            find(WorkloadKind::Deployment, stem)
        }
        WorkloadKind::Job if suffix.bytes().all(|it| it.is_ascii_digit()) => {
            find(WorkloadKind::CronJob, stem)
        }
        WorkloadKind::ReplicationController if suffix.bytes().all(|it| it.is_ascii_digit()) => {
            find(WorkloadKind::DeploymentConfig, stem)
        }
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::DaemonSet
        | WorkloadKind::Job
        | WorkloadKind::CronJob
        | WorkloadKind::ReplicationController
        | WorkloadKind::DeploymentConfig
        | WorkloadKind::Rollout => None,
    };
    found.map(|it| it.0)
}

pub(super) fn label<'m>(labels: &'m Labels, key: &str) -> Option<&'m str> {
    labels.iter().find(|it| it.0 == key).map(|it| it.1.as_str())
}
