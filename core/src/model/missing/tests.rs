use crate::api::Analysis;
use crate::probe::Probe;
use crate::source::SourceFile;

const PODS: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x, labels: {app: a}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x, labels: {app: b}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c, labels: {app: a}}}
---
";

fn analysis(policy: &str) -> Analysis {
    crate::analyze(&[SourceFile::new("a.yaml", format!("{PODS}{policy}"))], &crate::Options::default())
}

/// The pods whose cells are marked.
#[track_caller]
fn check(policy: &str, marked: &[&str]) {
    let found = analysis(policy);
    let pods = found.endpoints().iter().filter(|it| it.is_missing_a_policy).map(|it| it.id.as_str());
    assert_eq!(pods.collect::<Vec<_>>(), marked, "{policy}");
}

#[test]
fn a_policy_with_an_error_marks_the_pods_that_it_may_select() {
    let policy = |kind: &str, spec: &str| {
        format!(
            "{{apiVersion: networking.k8s.io/v1, kind: {kind}, metadata: {{name: p, namespace: x}}, spec: {spec}}}"
        )
    };
    check(&policy("NetworkPolicy", "{podSelector: {}, oops: 1}"), &["x/a", "x/b"]);
    check(&policy("NetworkPolicy", "{podSelector: {matchLabels: {app: a}}, oops: 1}"), &["x/a"]);
    check(&policy("NetworkPolicies", "{podSelector: {matchLabels: {app: b}}}"), &["x/b"]);
    check(&policy("NetworkPolicy", "{podSelector: {}}"), &[]);
}

#[test]
fn a_policy_of_a_kind_that_is_not_evaluated_marks_its_namespace_or_all() {
    let cilium = |kind: &str, meta: &str| {
        format!("{{apiVersion: cilium.io/v2, kind: {kind}, metadata: {{name: p{meta}}}, spec: {{}}}}")
    };
    check(&cilium("CiliumNetworkPolicy", ", namespace: x"), &["x/a", "x/b"]);
    check(&cilium("CiliumNetworkPolicy", ""), &["default/c"]);
    check(&cilium("CiliumClusterwideNetworkPolicy", ""), &["x/a", "x/b", "default/c"]);
    check("{apiVersion: cilium.io/v2, kind: CiliumNode, metadata: {name: n}}", &[]);
}

#[test]
fn an_explanation_names_it_first() {
    let policy =
        "{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: x}, spec: {}}";
    let analysis = analysis(policy);
    let row = |id| analysis.endpoint_index(id).unwrap();
    let explanation = analysis.explanation(row("default/c"), row("x/a"), Probe::Any).unwrap();
    let first = explanation.notes.first().map(|it| it.text.as_str());
    let expected = "Without CiliumNetworkPolicy x/p: it is in the input and takes no part, but may select x/a. This verdict may be another.";
    assert_eq!(first, Some(expected));
}

#[test]
fn a_document_of_which_nothing_can_be_read_may_concern_every_pod() {
    let all = ["x/a", "x/b", "default/c"];
    check("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {podSelector: [}\n", &all);
    check("# only a comment\n", &[]);
    let analysis = analysis("kind: NetworkPolicy\n  x: [\n");
    let row = |id| analysis.endpoint_index(id).unwrap();
    let explanation = analysis.explanation(row("default/c"), row("x/a"), Probe::Any).unwrap();
    let first = explanation.notes.first().map(|it| it.text.as_str());
    let expected = "Without something that could not be read: it is in the input and takes no part, but may select default/c. This verdict may be another.";
    assert_eq!(first, Some(expected));
}
