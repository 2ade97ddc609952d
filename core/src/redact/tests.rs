use super::*;
use crate::yaml::Value;

const SECRET: &str = "apiVersion: v1
kind: Secret
metadata: {name: a}
data:
  # the one
  password: aHVudGVyMg==
  more: |
    aHVudGVy
    Mg==
type: Opaque
";

const POD: &str = "apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {\"kind\": \"Pod\", \"password\": \"hunter2\"}
    mine: kept
spec:
  containers:
  - name: c
    env:
    - name: PASSWORD
      value: hunter2
    ports: [{containerPort: 80}]
  - {name: d, env: [{name: E, value: hunter2}], ports: [{containerPort: 81}]}
  - name: e
    env: [{name: F, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]
";

/// A tree without what is written where.
fn plain(it: &Node<'_>) -> String {
    match &it.value {
        Value::Sequence(all) => format!("{:?}", all.iter().map(plain).collect::<Vec<_>>()),
        Value::Mapping(all) => {
            format!("{:?}", all.iter().map(|it| (it.key.to_string(), plain(&it.value))).collect::<Vec<_>>())
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {
            format!("{:?}", it.value)
        }
    }
}

fn same_but(text: &str, expected: &str) {
    let redacted = redacted(text);
    let tree = |it: &str| yaml::parse(it, &mut Vec::new()).map(|it| plain(&it));
    assert!(tree(expected).is_some());
    assert_eq!(tree(&redacted), tree(expected), "{redacted}");
    assert!(!redacted.contains("hunter2") && !redacted.contains("aHVudGVy"), "{redacted}");
    assert_eq!(find(&redacted), [], "nothing is left");
}

#[test]
fn data_of_secrets_goes() {
    same_but(SECRET, "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {}, type: Opaque}");
    same_but(
        "{\"kind\": \"Secret\", \"stringData\": {\"a\": \"hunter2\"}, \"type\": \"Opaque\"}",
        "{kind: Secret, stringData: {}, type: Opaque}",
    );
    assert_eq!(find("kind: ConfigMap\ndata: {a: b}"), []);
}

#[test]
fn values_of_environments_and_what_was_applied_go_and_what_is_evaluated_stays() {
    same_but(
        POD,
        "apiVersion: v1
kind: Pod
metadata: {name: web, annotations: {kubectl.kubernetes.io/last-applied-configuration: '', mine: kept}}
spec:
  containers:
  - {name: c, env: [], ports: [{containerPort: 80}]}
  - {name: d, env: [], ports: [{containerPort: 81}]}
  - {name: e, env: [{name: F, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}]}
",
    );
}

#[test]
fn all_documents_of_a_file_are_looked_through_and_lists_too() {
    let list = format!("apiVersion: v1\nkind: List\nitems:\n- {}", SECRET.trim_end().replace('\n', "\n  "));
    let text = format!("{SECRET}---\n[broken\n---\n{POD}---\n{list}\n");
    let found: Vec<Confidential> = find(&text).into_iter().map(|it| it.1).collect();
    use Confidential::{Environment, LastApplied, SecretData};
    assert_eq!(found, [SecretData, LastApplied, Environment, Environment, SecretData]);
    assert_eq!(
        summary([text.as_str(), SECRET]),
        "data of 3 Secrets, environment values of 2 containers, what was last applied of an object"
    );
    assert_eq!(summary(["kind: Pod", ""]), "");
}

#[test]
fn an_alias_goes_with_what_it_repeats() {
    same_but(
        "a: {env: &e [{name: A, value: hunter2}]}\nb: {env: *e}\nenv: [{name: B, value: hunter2}]\n",
        "a: {env: []}\nb: {env: []}\nenv: []\n",
    );
}

#[test]
fn secrets_of_a_kustomization_go() {
    let patch = "patches:\n- patch: |\n    kind: Secret\n    metadata: {name: a}\n    stringData: {more: hunter2}\n- target: {kind: Secret, name: b}\n  patch: |-\n    - {op: add, path: /metadata/labels, value: {a: b}}\n";
    let list = "patchesStrategicMerge:\n- |\n  kind: Secret\n  metadata: {name: a}\n  data: {more: aHVudGVy}\nnamePrefix: x-\n";
    for keys in [patch, list] {
        let text = format!(
            "# Source: k/kustomization.yaml\nkind: Kustomization\nresources: [a.yaml]\n{keys}---\n# Source: k/a.yaml\n{SECRET}---\n# Source: k/a.yaml\n{}",
            SECRET.replace("name: a", "name: b")
        );
        let res = redacted(&text);
        assert!(!res.contains("hunter2") && !res.contains("aHVudGVy"), "{res}");
        let summary = summary([text.as_str()]);
        assert_eq!(summary, "data of 2 Secrets, a text with a Secret in it");
        assert_eq!(find(&res), [], "nothing is left in {res}");
        let read = yaml::split(&res).iter().all(|it| {
            let mut problems = Vec::new();
            yaml::parse(it.text, &mut problems).is_some() && problems.is_empty()
        });
        assert!(read, "{res}");
    }
}
