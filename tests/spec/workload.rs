//! Workloads: the pods that stand for them, the labels that their controllers add, and which of them are in the
//! input as pods already.

use std::collections::BTreeSet;

use super::cluster::{Pod, is_finished, namespace_of, pod, read};
use super::labels::Label;
use super::objects::{Meta, Object, PodSpec, Template, WorkloadSpec};

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";

/// Keys that tell the pods of a StatefulSet apart.
pub(super) const ORDINALS: [&str; 2] = [POD_NAME, POD_INDEX];

/// Kinds with their groups.
const KINDS: [(&str, &str); 9] = [
    ("apps", "Deployment"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("batch", "Job"),
    ("batch", "CronJob"),
    ("", "ReplicationController"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("argoproj.io", "Rollout"),
];

/// "An owner is meant by API group, kind and name", in one namespace.
pub(super) type Identity = (String, String, String, String);

/// An object that makes pods.
#[derive(Clone, Debug)]
pub(super) struct Workload {
    pub identity: Identity,
    kind: String,
    namespace: String,
    name: String,
    uid: Option<String>,
    meta: Meta,
    /// Of the pods: a CronJob's is that of its Jobs.
    spec: WorkloadSpec,
    suspended: bool,
    /// Of a Job: how many pods have done their work.
    succeeded: u32,
    /// Of a Job: it is complete or has failed.
    finished: bool,
}

impl Workload {
    /// `None` for an object of another kind.
    pub fn read(object: &Object) -> Option<Workload> {
        let meta = object.metadata.clone().unwrap_or_default();
        let identity = identity(&object.api_version, &object.kind, &namespace_of(&meta), &meta.name);
        if !KINDS.contains(&(identity.0.as_str(), object.kind.as_str())) {
            return None;
        }
        let mut spec: WorkloadSpec = read(object.spec.clone());
        let outer = spec.suspend == Some(true);
        if let Some(job) = spec.job_template.take() {
            spec = job.spec.map(|it| *it).unwrap_or_default();
        }
        let status = object.status.clone().unwrap_or_default();
        let ended = |it: &str| matches!(it, "Complete" | "Failed");
        Some(Workload {
            identity,
            kind: object.kind.clone(),
            namespace: namespace_of(&meta),
            name: meta.name.clone(),
            uid: meta.uid.clone(),
            suspended: outer || spec.suspend == Some(true),
            succeeded: status.succeeded.unwrap_or(0),
            finished: status.conditions.iter().any(|it| ended(&it.kind) && it.status == "True"),
            meta,
            spec,
        })
    }

    /// How many pods there are, as far as the object says.
    fn count(&self) -> u32 {
        match self.kind.as_str() {
            "DaemonSet" => 2,
            "Job" | "CronJob" => {
                let done = if self.kind == "Job" { self.succeeded } else { 0 };
                let left = self.spec.completions.map_or(u32::MAX, |it| it.saturating_sub(done));
                self.spec.parallelism.unwrap_or(1).min(left)
            }
            _ => self.spec.replicas.unwrap_or(1),
        }
    }

    /// One pod that stands for all, or one for each ordinal.
    pub fn stand_ins(&self, by_ordinal: bool) -> Vec<Pod> {
        let Some(Template { metadata, spec }) = self.spec.template.clone() else { return Vec::new() };
        let (metadata, spec): (Meta, PodSpec) = (metadata.unwrap_or_default(), spec.unwrap_or_default());
        let mut pod = pod(self.namespace.clone(), &self.name, &metadata, &spec);
        pod.many = self.count() > 1;
        pod.idle = self.suspended || self.finished || self.count() == 0;
        pod.labels.extend(self.added_labels());
        if self.kind != "StatefulSet" {
            return vec![pod];
        }
        let first = self.spec.ordinals.unwrap_or_default().start.unwrap_or(0);
        let of = |ordinal: u32| {
            let name = Label::Is(format!("{}-{ordinal}", self.name));
            [(POD_NAME.to_owned(), name), (POD_INDEX.to_owned(), Label::Is(ordinal.to_string()))]
        };
        if !by_ordinal {
            let one = [POD_NAME, POD_INDEX].map(|it| (it.to_owned(), Label::Present));
            pod.labels.extend(if pod.many { one } else { of(first) });
            return vec![pod];
        }
        let each = (first..first + self.count().max(1)).map(|ordinal| {
            let mut pod = Pod { id: format!("{}-{ordinal}", pod.id), many: false, ..pod.clone() };
            pod.labels.extend(of(ordinal));
            pod
        });
        each.collect()
    }

    /// The table of R-34. "They replace the same keys of the template."
    fn added_labels(&self) -> Vec<(String, Label)> {
        let by_hand = self.spec.manual_selector == Some(true);
        let job_name = if self.kind == "Job" { Label::Is(self.name.clone()) } else { Label::Present };
        let mut added = match self.kind.as_str() {
            "Deployment" => vec![("pod-template-hash", Label::Present)],
            "StatefulSet" => vec![("controller-revision-hash", Label::Present)],
            "DaemonSet" => vec![
                ("controller-revision-hash", Label::Present),
                ("pod-template-generation", Label::Present),
            ],
            "DeploymentConfig" => {
                vec![("deployment", Label::Present), ("deploymentconfig", Label::Is(self.name.clone()))]
            }
            "Rollout" => vec![("rollouts-pod-template-hash", Label::Present)],
            "Job" | "CronJob" if !by_hand => vec![
                ("batch.kubernetes.io/job-name", job_name.clone()),
                ("job-name", job_name),
                ("batch.kubernetes.io/controller-uid", Label::Present),
                ("controller-uid", Label::Present),
            ],
            _ => Vec::new(),
        };
        if self.spec.completion_mode.as_deref() == Some("Indexed") {
            added.push(("batch.kubernetes.io/job-completion-index", Label::Present));
        }
        added.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

fn identity(api_version: &str, kind: &str, namespace: &str, name: &str) -> Identity {
    let group = api_version.rsplit_once('/').map_or("", |it| it.0);
    // These two groups once had the workloads that are in `apps` now.
    let group = if group == "extensions" { "apps" } else { group };
    (group.to_owned(), kind.to_owned(), namespace.to_owned(), name.to_owned())
}

/// "If the input holds a Pod whose controller-owner chain leads to a workload also in the input, the concrete pods
/// represent that workload and no stand-in is made; a ReplicaSet owned by a present Deployment, or a Job owned by a
/// present CronJob, is dropped likewise."
pub(super) fn represented(objects: &[Object], workloads: &[Workload]) -> BTreeSet<Identity> {
    let owner_of = |meta: &Meta| {
        let reference = meta.owner_references.iter().find(|it| it.controller == Some(true))?;
        let wanted = identity(&reference.api_version, &reference.kind, &namespace_of(meta), &reference.name);
        let same_uid = |it: &Workload| match (&it.uid, &reference.uid) {
            (Some(one), Some(two)) => one == two,
            _ => true,
        };
        workloads.iter().find(|it| it.identity == wanted && same_uid(it))
    };
    let mut gone = BTreeSet::new();
    for object in objects.iter().filter(|it| it.kind == "Pod") {
        if object.status.as_ref().is_some_and(is_finished) {
            continue;
        }
        let meta = object.metadata.clone().unwrap_or_default();
        let mut next = owner_of(&meta);
        while let Some(owner) = next {
            next = if gone.insert(owner.identity.clone()) { owner_of(&owner.meta) } else { None };
        }
    }
    for it in workloads
        .iter()
        .filter(|it| ["ReplicaSet", "Job", "ReplicationController"].contains(&it.kind.as_str()))
    {
        let makers = ["Deployment", "CronJob", "Rollout", "DeploymentConfig"];
        if owner_of(&it.meta).is_some_and(|it| makers.contains(&it.kind.as_str())) {
            gone.insert(it.identity.clone());
        }
    }
    gone
}
