//! A tree to a [`Workload`].

use super::{Workload, WorkloadKind};
use crate::diagnostic::{Code, Severity};
use crate::kind::check::{Path, Report};
use crate::kind::field::{labels, selector};
use crate::kind::pod::pod_spec;
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Labels, Manifest, Meta, PodSpec};
use crate::options::Options;
use crate::source::Span;
use crate::yaml::{Node, Value};

impl ObjectReader for WorkloadKind {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Workload(read(root, meta, *self, report)))
    }
}

/// What a DaemonSet counts as: "one per node: treat as 2".
const DAEMON_SET_REPLICAS: u32 = 2;

/// A workload; without a template it yields no pod and a warning.
fn read(root: &Node<'_>, meta: Meta, kind: WorkloadKind, report: &mut Report<'_>) -> Workload {
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
        | WorkloadKind::ReplicationController
        | WorkloadKind::DeploymentConfig
        | WorkloadKind::Rollout => (spec, spec_path),
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
        | WorkloadKind::ReplicationController
        | WorkloadKind::DeploymentConfig
        | WorkloadKind::Rollout => count(spec, &path, "replicas", report).unwrap_or(1),
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
        None => Labels::default(),
    };
    Some(pod_spec(template, &path, labels, report))
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
    let by_labels = matches!(kind, WorkloadKind::ReplicationController | WorkloadKind::DeploymentConfig);
    let requirements = if by_labels {
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
