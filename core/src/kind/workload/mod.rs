//! Kinds that make pods from a template.

mod fields;
mod reader;

use super::{Meta, PodSpec};

/// Kinds with a pod template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkloadKind {
    /// apps/v1 Deployment.
    Deployment,
    /// apps/v1 ReplicaSet.
    ReplicaSet,
    /// apps/v1 StatefulSet.
    StatefulSet,
    /// apps/v1 DaemonSet.
    DaemonSet,
    /// batch/v1 Job.
    Job,
    /// batch/v1 CronJob.
    CronJob,
    /// v1 ReplicationController.
    ReplicationController,
    /// apps.openshift.io/v1 DeploymentConfig.
    DeploymentConfig,
    /// argoproj.io/v1alpha1 Rollout.
    Rollout,
}

impl WorkloadKind {
    /// All of them.
    pub const ALL: [WorkloadKind; 9] = [
        WorkloadKind::Deployment,
        WorkloadKind::ReplicaSet,
        WorkloadKind::StatefulSet,
        WorkloadKind::DaemonSet,
        WorkloadKind::Job,
        WorkloadKind::CronJob,
        WorkloadKind::ReplicationController,
        WorkloadKind::DeploymentConfig,
        WorkloadKind::Rollout,
    ];

    /// The kind of an API group and name; of the old group that had them all, too. Without a group its name decides.
    pub fn of(group: Option<&str>, name: &str) -> Option<WorkloadKind> {
        let in_group =
            |it: &WorkloadKind| group.is_none_or(|group| it.group() == group || group == "extensions");
        let is_meant = |it: &WorkloadKind| it.as_str() == name && in_group(it);
        WorkloadKind::ALL.into_iter().find(is_meant)
    }

    /// Its API group; empty for the core group.
    fn group(self) -> &'static str {
        match self {
            WorkloadKind::Deployment
            | WorkloadKind::ReplicaSet
            | WorkloadKind::StatefulSet
            | WorkloadKind::DaemonSet => "apps",
            WorkloadKind::Job | WorkloadKind::CronJob => "batch",
            WorkloadKind::ReplicationController => "",
            WorkloadKind::DeploymentConfig => "apps.openshift.io",
            WorkloadKind::Rollout => "argoproj.io",
        }
    }

    /// The API's name of the kind.
    pub fn as_str(self) -> &'static str {
        match self {
            WorkloadKind::Deployment => "Deployment",
            WorkloadKind::ReplicaSet => "ReplicaSet",
            WorkloadKind::StatefulSet => "StatefulSet",
            WorkloadKind::DaemonSet => "DaemonSet",
            WorkloadKind::Job => "Job",
            WorkloadKind::CronJob => "CronJob",
            WorkloadKind::ReplicationController => "ReplicationController",
            WorkloadKind::DeploymentConfig => "DeploymentConfig",
            WorkloadKind::Rollout => "Rollout",
        }
    }
}

/// An object that makes pods.
#[derive(Clone, Debug, PartialEq)]
pub struct Workload {
    /// Its metadata; the labels are the workload's own and select nothing.
    pub meta: Meta,
    /// Which kind.
    pub kind: WorkloadKind,
    /// How many pods it runs; a DaemonSet counts as 2.
    pub replicas: u32,
    /// False for `replicas: 0`, `suspend: true`, `parallelism: 0`, and for a Job that is over or has nothing left to do
    ///
    pub running: bool,
    /// First ordinal of a StatefulSet, else 0.
    pub first_ordinal: u32,
    /// Whether a Job is `completionMode: Indexed`.
    pub indexed: bool,
    /// Whether a Job has `manualSelector: true`: then its pods get no labels from the server.
    pub manual_selector: bool,
    /// The template; `None` yields no pod and a warning.
    pub template: Option<PodSpec>,
}

#[cfg(test)]
mod tests;
