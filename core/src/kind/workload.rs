//! Kinds that make pods from a template.

use super::path::Path;
use super::report::Report;
use super::{Meta, PodSpec, labels, pod, selector};
use crate::diagnostic::{Code, Severity};
use crate::source::Span;
use crate::yaml::{Node, Value};

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
}

impl WorkloadKind {
    /// All of them.
    pub const ALL: [WorkloadKind; 7] = [
        WorkloadKind::Deployment,
        WorkloadKind::ReplicaSet,
        WorkloadKind::StatefulSet,
        WorkloadKind::DaemonSet,
        WorkloadKind::Job,
        WorkloadKind::CronJob,
        WorkloadKind::ReplicationController,
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

/// What a DaemonSet counts as: "one per node: treat as 2".
const DAEMON_SET_REPLICAS: u32 = 2;

/// A workload; without a template it yields no pod and a warning.
pub(super) fn read(root: &Node<'_>, meta: Meta, kind: WorkloadKind, report: &mut Report<'_>) -> Workload {
    let none = Node { span: root.span, value: Value::Null };
    let spec = report.object(root, &Path::Root, "spec").unwrap_or(&none);
    let spec_path = Path::Root.field("spec");
    let suspended = report.bool(spec, &spec_path, "suspend");
    let job_template = spec_path.field("jobTemplate");
    let job_spec = job_template.field("spec");
    let (spec, path) = match kind {
        WorkloadKind::CronJob => (spec.at(&["jobTemplate", "spec"]).unwrap_or(&none), job_spec),
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::DaemonSet
        | WorkloadKind::Job
        | WorkloadKind::ReplicationController => (spec, spec_path),
    };
    let replicas = match kind {
        WorkloadKind::DaemonSet => DAEMON_SET_REPLICAS,
        WorkloadKind::Job => {
            // Written by a machine: what is no number there says nothing.
            let succeeded = root.at(&["status", "succeeded"]).and_then(Node::as_int);
            let succeeded = succeeded.and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
            job_pods(spec, &path, succeeded, report)
        }
        WorkloadKind::CronJob => job_pods(spec, &path, 0, report),
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::ReplicationController => count(spec, &path, "replicas", report).unwrap_or(1),
    };
    let suspended = suspended || (kind == WorkloadKind::CronJob && report.bool(spec, &path, "suspend"));
    let ordinal = spec.at(&["ordinals", "start"]).and_then(Node::as_int);
    let template = template(root, spec, &path, kind, report);
    if let Some(template) = &template {
        check_selector(spec, &path, kind, template, report);
    }
    Workload {
        meta,
        kind,
        replicas,
        running: replicas > 0 && !suspended && !(kind == WorkloadKind::Job && is_over(root)),
        first_ordinal: ordinal.and_then(|it| u32::try_from(it).ok()).unwrap_or(0),
        indexed: spec.get("completionMode").and_then(Node::as_str) == Some("Indexed"),
        manual_selector: spec.get("manualSelector").and_then(Node::as_bool) == Some(true),
        template,
    }
}

/// A number of pods; `None` where it is not given.
fn count(spec: &Node<'_>, path: &Path<'_>, key: &str, report: &mut Report<'_>) -> Option<u32> {
    let (value, span) = report.int(spec, path, key)?;
    Some(u32::try_from(value).unwrap_or_else(|_| {
        let detail = "must be greater than or equal to 0";
        report.invalid(&path.field(key), span, &value.to_string(), detail);
        0
    }))
}

/// How many pods a Job runs side by side: no more than it has left to complete.
fn job_pods(spec: &Node<'_>, path: &Path<'_>, succeeded: u32, report: &mut Report<'_>) -> u32 {
    let parallelism = count(spec, path, "parallelism", report).unwrap_or(1);
    let completions = count(spec, path, "completions", report);
    completions.map_or(parallelism, |it| parallelism.min(it.saturating_sub(succeeded)))
}

/// Whether a Job says of itself that no pod of it runs any more.
fn is_over(root: &Node<'_>) -> bool {
    let ends = |it: &Node<'_>| {
        let is_end = matches!(it.get("type").and_then(Node::as_str), Some("Complete" | "Failed"));
        is_end && it.get("status").and_then(Node::as_str) == Some("True")
    };
    root.at(&["status", "conditions"]).map_or(&[][..], Node::items).iter().any(ends)
}

fn template(
    root: &Node<'_>,
    spec: &Node<'_>,
    path: &Path<'_>,
    kind: WorkloadKind,
    report: &mut Report<'_>,
) -> Option<PodSpec> {
    let path_of_template = path.field("template");
    let Some(template) = report.object(spec, path, "template") else {
        let at = root.entry("spec").map_or(Span::new(root.span.start, root.span.start), |it| it.key_span);
        let message = format!("this {} has no pod template and so no pods", kind.as_str());
        report.note(Severity::Warning, Code::MissingTemplate, &path_of_template, at, message);
        return None;
    };
    let path = path_of_template;
    let metadata_path = path.field("metadata");
    let labels = match report.object(template, &path, "metadata") {
        Some(metadata) => labels::read(metadata, &metadata_path, "labels", report),
        None => Vec::new(),
    };
    Some(pod::pod_spec(template, &path, labels, report))
}

/// "Workload template labels must satisfy `spec.selector`" (V-66); the template's labels count all the same.
fn check_selector(
    spec: &Node<'_>,
    path: &Path<'_>,
    kind: WorkloadKind,
    template: &PodSpec,
    report: &mut Report<'_>,
) {
    let Some(entry) = spec.entry("selector").filter(|it| !it.value.entries().is_empty()) else { return };
    let requirements = if kind == WorkloadKind::ReplicationController {
        selector::match_labels(spec, path, "selector", report)
    } else {
        selector::read(&entry.value, &path.field("selector"), report).requirements
    };
    if !selector::matches(&requirements, &template.labels) {
        let message = "`selector` does not match the template's labels";
        report.refuse(Code::SelectorMismatch, &path.field("selector"), entry.key_span, message);
        report.help("the pods get the template's labels; correct one of the two");
    }
}

#[cfg(test)]
mod tests;
