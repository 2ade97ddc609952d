use super::*;
use crate::kind::Manifest;
use crate::kind::testing::{check, manifests};

#[track_caller]
fn workload(kind: &str, api_version: &str, spec: &str, expected: &[&str]) -> Workload {
    let text = format!(
        "apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: w, namespace: shop, labels: {{app: own}}}}\nspec: {spec}\n"
    );
    match manifests(check(&text, expected, spec)).pop() {
        Some(Manifest::Workload(it)) => it,
        other => panic!("{kind} {spec}: {other:?}"),
    }
}

const TEMPLATE: &str = "template: {metadata: {namespace: other, labels: {app: c}}}";

#[test]
fn every_kind_keeps_its_template_and_count_somewhere_else() {
    for (kind, api_version, spec, replicas, running) in [
        ("Deployment", "apps/v1", format!("{{{TEMPLATE}}}"), 1, true),
        ("Deployment", "apps/v1", format!("{{replicas: 3, {TEMPLATE}}}"), 3, true),
        ("ReplicaSet", "apps/v1", format!("{{replicas: 0, {TEMPLATE}}}"), 0, false),
        ("StatefulSet", "apps/v1", format!("{{ordinals: {{start: 5}}, {TEMPLATE}}}"), 1, true),
        ("DaemonSet", "apps/v1", format!("{{{TEMPLATE}}}"), 2, true),
        ("ReplicationController", "v1", format!("{{replicas: 2, {TEMPLATE}}}"), 2, true),
        ("DeploymentConfig", "apps.openshift.io/v1", format!("{{replicas: 3, {TEMPLATE}}}"), 3, true),
        ("Rollout", "argoproj.io/v1alpha1", format!("{{{TEMPLATE}}}"), 1, true),
        ("Job", "batch/v1", format!("{{parallelism: 4, completionMode: Indexed, {TEMPLATE}}}"), 4, true),
        ("Job", "batch/v1", format!("{{suspend: true, {TEMPLATE}}}"), 1, false),
        (
            "CronJob",
            "batch/v1",
            format!("{{jobTemplate: {{spec: {{parallelism: 2, {TEMPLATE}}}}}}}"),
            2,
            true,
        ),
        (
            "CronJob",
            "batch/v1",
            format!("{{suspend: true, jobTemplate: {{spec: {{{TEMPLATE}}}}}}}"),
            1,
            false,
        ),
    ] {
        let it = workload(kind, api_version, &spec, &[]);
        assert_eq!((it.kind.as_str(), it.replicas, it.running), (kind, replicas, running), "{spec}");
        assert_eq!(
            *it.template.unwrap().labels,
            [("app".to_owned(), "c".to_owned())],
            "the template's labels: {kind}"
        );
        assert_eq!(it.meta.namespace, "shop", "the workload's namespace");
        assert_eq!(it.first_ordinal, if kind == "StatefulSet" { 5 } else { 0 });
        assert_eq!(it.indexed, spec.contains("Indexed"));
    }
}

#[test]
fn no_template_is_a_warning() {
    let it = workload(
        "ReplicationController",
        "v1",
        "{selector: {app: a}}",
        &["warning missing-template spec.template: "],
    );
    assert_eq!(it.template, None);
}

#[test]
fn the_selector_must_match_the_template() {
    for (kind, api_version, selector) in [
        ("Deployment", "apps/v1", "{matchLabels: {app: a}}"),
        ("ReplicationController", "v1", "{app: a}"),
        ("DeploymentConfig", "apps.openshift.io/v1", "{app: a}"),
        ("Rollout", "argoproj.io/v1alpha1", "{matchLabels: {app: a}}"),
    ] {
        let expected = "warning selector-mismatch spec.selector: ";
        workload(kind, api_version, &format!("{{selector: {selector}, {TEMPLATE}}}"), &[expected]);
        workload(
            kind,
            api_version,
            &format!("{{selector: {}, {TEMPLATE}}}", selector.replace("app: a", "app: c")),
            &[],
        );
    }
}

#[test]
fn a_negative_count_is_none() {
    let expected =
        "warning invalid-value spec.replicas: Invalid value: -1: must be greater than or equal to 0";
    let it = workload("Deployment", "apps/v1", &format!("{{replicas: -1, {TEMPLATE}}}"), &[expected]);
    assert_eq!(it.replicas, 0);
}

#[test]
fn a_job_runs_no_more_pods_than_it_has_left_to_complete() {
    for (spec, status, replicas, running) in [
        ("", "{}", 1, true),
        ("parallelism: 5, completions: 1, ", "{}", 1, true),
        ("parallelism: 5, completions: 2, ", "{}", 2, true),
        ("parallelism: 5, completions: null, ", "{succeeded: 2}", 5, true),
        ("parallelism: 5, ", "{}", 5, true),
        ("completions: 3, ", "{}", 1, true),
        ("parallelism: 0, completions: 3, ", "{}", 0, false),
        ("completions: 0, ", "{}", 0, false),
        ("parallelism: 3, completions: 3, ", "{succeeded: 2}", 1, true),
        ("parallelism: 3, completions: 3, ", "{succeeded: 3}", 0, false),
        ("parallelism: 3, completions: 3, ", "{succeeded: 4}", 0, false),
        ("parallelism: 3, completions: 3, ", "{succeeded: -1}", 3, true),
        ("parallelism: 3, completions: 3, ", "{succeeded: many}", 3, true),
        ("", "{conditions: [{type: Complete, status: 'True'}]}", 1, false),
        ("", "{conditions: [{type: Suspended, status: 'True'}, {type: Failed, status: 'True'}]}", 1, false),
        ("", "{conditions: [{type: Failed, status: 'False'}, {type: Suspended, status: 'True'}]}", 1, true),
        ("", "{conditions: [null, {type: Complete}]}", 1, true),
    ] {
        let job = |spec: &str| format!("{{{spec}{TEMPLATE}}}");
        let it = workload("Job", "batch/v1", &format!("{}\nstatus: {status}", job(spec)), &[]);
        assert_eq!((it.replicas, it.running), (replicas, running), "{spec} {status}");
        // Of a CronJob's next Job nothing has succeeded yet.
        let spec = format!("{{jobTemplate: {{spec: {}}}}}", job(spec));
        let without = workload("CronJob", "batch/v1", &spec, &[]);
        let with = workload("CronJob", "batch/v1", &format!("{spec}\nstatus: {status}"), &[]);
        assert_eq!((with.replicas, with.running), (without.replicas, without.running), "{spec} {status}");
    }
}

#[test]
fn counts_of_a_job_are_not_negative() {
    for field in ["parallelism", "completions"] {
        let expected = format!(
            "warning invalid-value spec.{field}: Invalid value: -1: must be greater than or equal to 0"
        );
        let it = workload("Job", "batch/v1", &format!("{{{field}: -1, {TEMPLATE}}}"), &[&expected]);
        assert_eq!((it.replicas, it.running), (0, false), "{field}");
    }
}

#[test]
fn only_a_job_is_over_by_its_conditions() {
    let over = "\nstatus: {conditions: [{type: Failed, status: 'True'}], succeeded: 9}";
    let it = workload("Deployment", "apps/v1", &format!("{{{TEMPLATE}}}{over}"), &[]);
    assert_eq!((it.replicas, it.running), (1, true));
}
