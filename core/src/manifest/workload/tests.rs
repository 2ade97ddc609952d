use super::super::Manifest;
use super::super::testing::{check, manifests};
use super::*;

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
            it.template.unwrap().labels,
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
    for (kind, api_version, selector) in
        [("Deployment", "apps/v1", "{matchLabels: {app: a}}"), ("ReplicationController", "v1", "{app: a}")]
    {
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
