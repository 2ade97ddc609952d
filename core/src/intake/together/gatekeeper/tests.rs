use super::super::tests::{read, said};

const LABELS: &str = "apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: {name: l}\nspec:\n  crd: {spec: {names: {kind: Labelled}}}\n  targets:\n  - rego: |\n      violation[{}] { provided := {l | input.review.object.metadata.labels[l]}; required := {l | l := input.parameters.labels[_]} }\n---\n";
const GUARDED: &str = "apiVersion: templates.gatekeeper.sh/v1\nkind: ConstraintTemplate\nmetadata: {name: g}\nspec:\n  crd: {spec: {names: {kind: Guarded}}}\n  targets:\n  - rego: |\n      violation[{}] { not data.inventory.namespace[n][_][\"NetworkPolicy\"] }\n---\n";
const OBJECTS: &str = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, labels: {owner: x}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: ops}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: {podSelector: {}}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ops, labels: {team: t}}\n";

fn constraint(kind: &str, spec: &str) -> String {
    format!(
        "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: {kind}\nmetadata: {{name: k}}\nspec: {spec}\n"
    )
}

#[track_caller]
fn check(template: &str, constraint: &str, words: &[&str]) {
    let text = format!("{template}{constraint}{OBJECTS}");
    let (documents, notes) = read(&[("a.yaml", &text)]);
    said(&notes, words);
    assert_eq!(notes.len(), 1, "{notes:#?}");
    assert_eq!(documents.len(), 5 + usize::from(!template.is_empty()));
}

#[test]
fn labels_that_objects_must_have_are_looked_for() {
    let on = |found: &str| {
        format!(
            "{{match: {{kinds: [{{apiGroups: [''], kinds: [Pod]}}]{found}}}, parameters: {{labels: [owner]}}}}"
        )
    };
    let wanted = ["requirement-not-met", "`k` (Labelled) is not met", "Pod `ops/b` lacks the label `owner`"];
    check(LABELS, &constraint("Labelled", &on("")), &wanted);
    check(
        LABELS,
        &constraint("Labelled", &on(", namespaces: [shop]")),
        &["rewritten", "is met by the 1 object"],
    );
    check(LABELS, &constraint("Labelled", &on(", excludedNamespaces: ['op*']")), &["is met by the 1 object"]);
    check(LABELS, &constraint("Labelled", &on(", namespaceSelector: {matchLabels: {team: t}}")), &wanted);
    check(
        LABELS,
        &constraint("Labelled", &on(", labelSelector: {matchLabels: {owner: x}}")),
        &["is met by the 1 object"],
    );
    let of_the_library =
        "{match: {kinds: [{kinds: [Namespace]}]}, parameters: {labels: [{key: owner}, {key: team}]}}";
    check("", &constraint("K8sRequiredLabels", of_the_library), &["Namespace `ops` lacks the label `owner`"]);
}

#[test]
fn policies_that_namespaces_must_have_are_looked_for() {
    let spec = "{match: {kinds: [{apiGroups: [''], kinds: [Pod]}]}}";
    check(
        GUARDED,
        &constraint("Guarded", spec),
        &["is not met", "namespace `ops` has no NetworkPolicy", "Pod `ops/b`"],
    );
    let elsewhere = "{match: {kinds: [{apiGroups: [''], kinds: [Pod]}], namespaces: [shop]}}";
    check(GUARDED, &constraint("Guarded", elsewhere), &["is met"]);
}

#[test]
fn other_templates_are_named() {
    check("", &constraint("Odd", "{}"), &["`k` (Odd) is not checked"]);
}

#[test]
fn namespaces_are_looked_up_by_their_first_object() {
    let spec =
        "{match: {kinds: [{apiGroups: [''], kinds: [Pod]}], namespaceSelector: {matchLabels: {team: t}}}}";
    let more = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: d, namespace: ops}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ops, labels: {team: u}}\n";
    let text = format!("{GUARDED}{}{OBJECTS}{more}", constraint("Guarded", spec));
    let notes = read(&[("a.yaml", &text)]).1;
    said(&notes, &["the namespace `ops` has no NetworkPolicy (Pod `ops/b` and 1 more)"]);
    assert!(!notes.iter().any(|it| it.contains("`shop`")), "{notes:#?}");
}
