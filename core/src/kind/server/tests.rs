//! What a server refuses, object by object.

use super::{refusals, twice};
use crate::yaml;

/// Each refusal with its field.
fn said(text: &str) -> Vec<String> {
    let node = yaml::parse(text, &mut Vec::new()).unwrap();
    let kind = node.get("kind").unwrap().as_str().unwrap().to_owned();
    refusals(&kind, text, &node).into_iter().map(|it| format!("{}: {}", it.field, it.message)).collect()
}

fn deployment(selector: &str, labels: &str) -> Vec<String> {
    said(&format!(
        "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web}}, spec: {{selector: {selector}, template: \
         {{metadata: {{labels: {labels}}}, spec: {{containers: [{{name: c, image: nginx}}]}}}}}}}}"
    ))
}

#[test]
fn a_selector_has_to_match_the_labels_of_its_template() {
    assert!(deployment("{matchLabels: {app: web}}", "{app: web, tier: front}").is_empty());
    assert!(
        deployment("{matchExpressions: [{key: app, operator: In, values: [web]}]}", "{app: web}").is_empty()
    );
    for selector in ["{matchLabels: {app: api}}", "{matchExpressions: [{key: app, operator: DoesNotExist}]}"]
    {
        let found = deployment(selector, "{app: web}");
        assert_eq!(
            found,
            [
                "spec.template.metadata.labels: spec.template.metadata.labels: Invalid value: {\"app\":\"web\"}: `selector` does not match template `labels`"
                    .replacen("spec.template.metadata.labels: ", "", 1)
            ],
            "{selector}"
        );
    }
    assert_eq!(deployment("{}", "{app: web}").len(), 1);
}

#[test]
fn labels_are_texts() {
    for (value, kind) in [("y", "bool"), ("1", "number"), ("true", "bool"), ("[a]", "array")] {
        let found = said(&format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a, labels: {{app: {value}}}}}, spec: {{containers: [{{name: c, image: b}}]}}}}"
        ));
        assert_eq!(found.len(), 1, "{value}: {found:?}");
        let words = format!(
            "(json: cannot unmarshal {kind} into Go struct field ObjectMeta.metadata.labels of type string)"
        );
        assert!(found[0].ends_with(&words), "{found:?}");
        // Of kinds that are not read, too.
        let found = said(&format!(
            "{{apiVersion: v1, kind: ConfigMap, metadata: {{name: a, labels: {{app: {value}}}}}, data: {{a: b}}}}"
        ));
        assert!(found[0].ends_with(&words), "{found:?}");
    }
    let found = deployment("{matchLabels: {app: web}}", "{app: web, on: 1}");
    assert!(found[0].contains("ObjectMeta.spec.template.metadata.labels of type string"), "{found:?}");
}

#[test]
fn metadata_has_its_types() {
    for wrong in
        ["[]", "{name: 5}", "{name: a, namespace: {}}", "{name: a, annotations: {b: 1}}", "{name: a, nme: b}"]
    {
        for rest in
            ["kind: ConfigMap", "kind: Pod, spec: {containers: [{name: c, image: b}]}", "kind: Secret"]
        {
            let found = said(&format!("{{apiVersion: v1, metadata: {wrong}, {rest}}}"));
            assert_eq!(found.len(), 1, "{wrong} {rest}: {found:?}");
        }
    }
}

#[test]
fn fields_that_a_server_does_not_know_are_said() {
    let found = said(
        "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {container: [], containers: [{name: c, image: b, port: 1}]}}",
    );
    assert_eq!(
        found,
        [
            "spec.container: unknown field \"spec.container\"",
            "spec.containers[0].port: unknown field \"spec.containers[0].port\""
        ]
    );
}

#[test]
fn what_is_right_is_not_refused() {
    for it in [
        "{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: 'y'}}, spec: {containers: [{name: c, image: b, env: [{name: A, value: '1'}], ports: [{containerPort: 80, name: http}]}]}}",
        "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {selector: {app: b}, ports: [{port: 80, targetPort: http}]}}",
        "{apiVersion: v1, kind: Namespace, metadata: {name: a}}",
        "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: '* * * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: b}]}}}}}}",
        "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: a}, rules: []}",
    ] {
        assert_eq!(said(it), Vec::<String>::new(), "{it}");
    }
}

#[test]
fn keys_that_are_there_twice_are_found_at_any_depth() {
    let node = yaml::parse("a: 1\nb: {c: [{d: 1, d: 2}]}\na: 3\n", &mut Vec::new()).unwrap();
    let fields: Vec<String> = twice(&node).into_iter().map(|it| it.field).collect();
    assert_eq!(fields, ["b.c[0].d", "a"]);
}

#[test]
fn a_policy_has_no_status() {
    let policy = "{kind: NetworkPolicy, spec: {podSelector: {}}, status: {}}";
    assert_eq!(said(policy), ["status: unknown field \"status\""]);
    assert!(said("{kind: NetworkPolicy, spec: {podSelector: {}}}").is_empty());
    assert!(said("{kind: AdminNetworkPolicy, spec: {}, status: {}}").is_empty());
}
