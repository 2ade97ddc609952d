use super::*;
use crate::intake::{Intake, intake};

const POD: &str = "- {apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}}\n";

fn read(parameters: &str, objects: &str) -> Intake {
    let text = format!(
        "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {{name: shop}}\nparameters:\n{parameters}objects:\n{objects}"
    );
    intake(&[SourceFile::new("a.yaml", text)])
}

fn made(it: &Intake) -> Vec<&str> {
    it.made.iter().map(Mapped::text).collect()
}

fn said(it: &Intake) -> Vec<&str> {
    it.notes.iter().map(|it| it.problem.message.as_str()).collect()
}

#[test]
fn references_are_told_from_text() {
    assert_eq!(
        parts("a-${B}-${c_1}"),
        [Part::Text("a-"), Part::Parameter("B"), Part::Text("-"), Part::Parameter("c_1")]
    );
    assert_eq!(parts("${{PORT}}"), [Part::Value("PORT")]);
    assert_eq!(parts("${a b}"), [Part::Text("${"), Part::Text("a b}")]);
    assert_eq!(parts("$A ${"), [Part::Text("$A "), Part::Text("${")]);
}

#[test]
fn parameters_are_filled_in_as_text_and_as_values() {
    let parameters =
        "- {name: NAME, value: web}\n- {name: PORT, value: '8080'}\n- {name: FLAG, value: 'true'}\n";
    let policy = "- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: '${NAME}-in', labels: {is: '${FLAG}', '${NAME}': x}}\n  spec: {podSelector: {matchLabels: {app: \"${NAME}\"}}, ingress: [{ports: [{port: '${{PORT}}'}]}]}\n";
    let it = read(parameters, policy);
    let made = made(&it)[0];
    for part in ["name: web-in", "is: \"true\"", "web: x", "app: web", "port: 8080\n"] {
        assert!(made.contains(part), "{part}: {made}");
    }
    assert!(said(&it)[0].contains("as `oc process` does"));
    assert!(!it.notes.iter().any(|it| it.is_incomplete));
}

#[test]
fn a_parameter_without_a_value_is_a_hole() {
    let policy = "- apiVersion: networking.k8s.io/v1\n  kind: NetworkPolicy\n  metadata: {name: door}\n  spec: {podSelector: {matchLabels: {app: '${APP}'}}, ingress: [{ports: [{port: '${{PORT}}'}]}]}\n";
    let it = read("- {name: APP}\n- {name: PORT, generate: expression}\n", policy);
    let note = it.notes.iter().find(|it| it.is_incomplete).unwrap();
    for part in ["NetworkPolicy `door`", "`${APP}`", "wants the value \"\"", "`${PORT}`"] {
        assert!(note.problem.message.contains(part), "{part}: {}", note.problem.message);
    }
    assert!(note.problem.help.contains("oc process"));
    assert!(!note.is_unbounded, "what it may be lies between its readings");
    let in_doubt = it.documents.iter().filter(|it| it.is_in_doubt).count();
    assert!(in_doubt > 0);
    // A hole that no verdict depends on is no matter.
    let it = read("- {name: TEXT}\n", &POD.replace("name: web,", "name: web, annotations: {a: '${TEXT}'},"));
    assert!(said(&it)[0].ends_with("of no matter to verdicts: `${TEXT}`"), "{:?}", said(&it));
    assert!(made(&it)[0].contains("app: web"));
}

#[test]
fn what_is_no_parameter_stays_and_namespaces_that_are_written_go() {
    let it =
        read("- {name: NS, value: red}\n", &POD.replace("name: web,", "name: '${OTHER}', namespace: blue,"));
    assert!(made(&it)[0].contains("name: \"${OTHER}\""), "{:?}", made(&it));
    assert!(!made(&it)[0].contains("namespace"));
    assert!(said(&it).iter().any(|it| it.contains("takes out the namespaces")));
    let it = read("- {name: NS, value: red}\n", &POD.replace("name: web,", "name: web, namespace: '${NS}',"));
    assert!(made(&it)[0].contains("namespace: red"));
}

#[test]
fn labels_of_the_template_are_put_on_each_object() {
    let text = format!(
        "kind: Template\napiVersion: v1\nmetadata: {{name: a}}\nlabels: {{part: '${{P}}'}}\nparameters: [{{name: P, value: shop}}]\nobjects:\n{POD}"
    );
    let it = intake(&[SourceFile::new("a.yaml", text)]);
    assert!(made(&it)[0].contains("part: shop"));
    assert!(made(&it)[0].contains("app: web"));
}

#[test]
fn a_value_that_is_filled_in_too_often_has_an_end() {
    let value = "x".repeat(1 << 20);
    let objects = POD.replace("app: web", "app: '${A}'").repeat(20);
    let it = read(&format!("- {{name: A, value: {value}}}\n"), &objects);
    assert!(said(&it).iter().any(|it| it.contains("more than 8 MiB")));
}
