//! Kinds that make pods from a template.

use super::path::Path;
use super::report::Report;
use super::{Meta, PodSpec, Workload, WorkloadKind, labels, pod, selector};
use crate::diagnostic::Severity;
use crate::source::Span;
use crate::yaml::{Node, Value};

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
        WorkloadKind::Job | WorkloadKind::CronJob => count(spec, &path, "parallelism", report),
        WorkloadKind::Deployment
        | WorkloadKind::ReplicaSet
        | WorkloadKind::StatefulSet
        | WorkloadKind::ReplicationController => count(spec, &path, "replicas", report),
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
        running: replicas > 0 && !suspended,
        first_ordinal: ordinal.and_then(|it| u32::try_from(it).ok()).unwrap_or(0),
        indexed: spec.get("completionMode").and_then(Node::as_str) == Some("Indexed"),
        template,
    }
}

/// A number of pods, 1 where it is not given.
fn count(spec: &Node<'_>, path: &Path<'_>, key: &str, report: &mut Report<'_>) -> u32 {
    let Some((value, span)) = report.int(spec, path, key) else { return 1 };
    u32::try_from(value).unwrap_or_else(|_| {
        let detail = "must be greater than or equal to 0";
        report.invalid(&path.field(key), span, &value.to_string(), detail);
        0
    })
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
        report.note(Severity::Warning, "missing-template", &path_of_template, at, message);
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
        report.refuse("selector-mismatch", &path.field("selector"), entry.key_span, message);
        report.help("the pods get the template's labels; correct one of the two");
    }
}

#[cfg(test)]
mod tests;
