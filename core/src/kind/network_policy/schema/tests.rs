use crate::kind::read::document::{Body, read_document};
use crate::kind::testing::{check, check_read, policy};
use crate::options::Options;

#[track_caller]
fn check_spec(spec: &str, expected: &[&str], why: &str) {
    check(&policy(spec), expected, why);
}

#[test]
fn unknown_fields_are_named_with_indices_in_sorted_order() {
    check_spec(
        "  egress:\n  - to:\n    - podSelector: {}\n      ports: []",
        &["error unknown-field spec.egress[0].to[0].ports: unknown field \"spec.egress[0].to[0].ports\""],
        "ports under a peer",
    );
    check_spec(
        "  ingres: []\n  egres: []",
        &["error unknown-field spec.egres: ", "error unknown-field spec.ingres: "],
        "several",
    );
    check_spec("  policytypes: []", &["error unknown-field spec.policytypes: "], "case matters");
    check_spec("  x: {y: {z: 1}}", &["error unknown-field spec.x: "], "nothing below an unknown field");
    check_spec(
        "  ingress: [{from: [{}], x: 1}]",
        &["error unknown-field spec.ingress[0].x: "],
        "and no validation",
    );
}

#[test]
fn lenient_decoding_warns_and_goes_on() {
    let options = Options { strict: false, ..Options::default() };
    let read = read_document(
        &policy("  x: 1\n  podSelector: {}\n  podSelector: {}"),
        &options,
        crate::kind::Readers::ALL,
    );
    check_read(&read, &["warning duplicate-key", "warning unknown-field"], "lenient");
    assert!(!read.incomplete);
    assert!(matches!(read.objects[0].body, Body::Manifest(_)));
    let read = read_document(&policy("  ingress: {}"), &options, crate::kind::Readers::ALL);
    check_read(&read, &["error wrong-type"], "a wrong shape is refused all the same");
    assert!(read.incomplete);
}

#[test]
fn a_wrong_shape_is_told_once_in_the_words_of_go() {
    for (spec, field, message) in [
        (
            "  egress: [{to: {}}]",
            "spec.egress[0].to",
            "json: cannot unmarshal object into Go struct field NetworkPolicyEgressRule.spec.egress.to of type []v1.NetworkPolicyPeer",
        ),
        (
            "  ingress: {from: []}\n  podSelector: []",
            "spec.ingress",
            "json: cannot unmarshal object into Go struct field NetworkPolicySpec.spec.ingress of type []v1.NetworkPolicyIngressRule",
        ),
        (
            "  podSelector: {matchLabels: {version: 1.10}}",
            "spec.podSelector.matchLabels.version",
            "json: cannot unmarshal number into Go struct field LabelSelector.spec.podSelector.matchLabels of type string",
        ),
        (
            "  podSelector: {matchLabels: {x: on}}",
            "spec.podSelector.matchLabels.x",
            "json: cannot unmarshal bool into Go struct field LabelSelector.spec.podSelector.matchLabels of type string",
        ),
        (
            "  podSelector: []",
            "spec.podSelector",
            "json: cannot unmarshal array into Go struct field NetworkPolicySpec.spec.podSelector of type v1.LabelSelector",
        ),
        (
            "  ingress: [{ports: [{port: 80.5}]}]",
            "spec.ingress[0].ports[0].port",
            "json: cannot unmarshal number 80.5 into Go value of type int32",
        ),
        (
            "  ingress: [{ports: [{port: on}]}]",
            "spec.ingress[0].ports[0].port",
            "json: cannot unmarshal bool into Go value of type int32",
        ),
        (
            "  ingress: [{ports: [{port: 3000000000}]}]",
            "spec.ingress[0].ports[0].port",
            "json: cannot unmarshal number 3000000000 into Go value of type int32",
        ),
        (
            "  ingress: [{ports: [{port: 80, endPort: '90'}]}]",
            "spec.ingress[0].ports[0].endPort",
            "json: cannot unmarshal string into Go struct field NetworkPolicyPort.spec.ingress.ports.endPort of type int32",
        ),
    ] {
        check_spec(spec, &[&format!("error wrong-type {field}: {message}")], spec);
    }
}

#[test]
fn the_hints_name_the_usual_misplacements() {
    for (spec, hint) in [
        ("  ingress: [{from: [{podSelector: {}, ports: []}]}]", "`ports` stands beside `from`"),
        ("  podSelector: {app: web}", "put it under `matchLabels`"),
        ("  ingress: [{from: [{podSelector: {app: web}}]}]", "put it under `matchLabels`"),
        ("  podSelector: {matchLabel: {}}", "did you mean `matchLabels`?"),
        ("  podSelector: {matchExpression: []}", "did you mean `matchExpressions`?"),
        ("  ingress: [{to: []}]", "an ingress rule has `from`"),
        ("  egress: [{from: []}]", "an egress rule has `to`"),
        ("  ingress: [{from: [{cidr: 10.0.0.0/8}]}]", "under `ipBlock`"),
        ("  ingress: [{from: [{namespace: x}]}]", "kubernetes.io/metadata.name"),
        ("  policyType: [Ingress]", "did you mean `policyTypes`?"),
        ("  ingress: [{ports: [{port: 1, endport: 2}]}]", "did you mean `endPort`?"),
        ("  ingress: [{ports: [{portRange: 1-2}]}]", "`port` and `endPort`"),
        ("  ingress: [{action: Deny}]", "only allows"),
        ("  priority: 1", "only allows"),
        ("  order: 1", "only allows"),
        ("  podSelector: {matchLabels: {release: 2}}", "put quotes around it, \"2\""),
        ("  ingress: {from: []}", "expected a list at spec.ingress: begin each of its entries with a dash"),
        ("  podSelector: []", "for all pods write `podSelector: {}`"),
        ("  ingress: {}", "`ingress: []` allows no one, and `ingress: [{}]` everyone"),
        ("  ingress: [{from: [{podSelector: [{a: b}]}]}]", "matchLabels: {a: b}"),
        ("  egress: [{to: [{serviceSelector: {}}]}]", "select the pods behind it"),
    ] {
        let read = read_document(&policy(spec), &Options::default(), crate::kind::Readers::ALL);
        let help = &read.objects[0].diagnostics[0].help;
        assert!(help.contains(hint), "{spec}: {help}");
    }
}

#[test]
fn a_duplicate_key_is_an_error_and_the_last_one_counts() {
    let spec = "  ingress: []\n  ingress: [{}]";
    let read =
        check(&policy(spec), &["error duplicate-key spec.ingress: duplicate field \"spec.ingress\""], spec);
    assert!(read.incomplete);
    let it = &read.objects[0].diagnostics[0];
    assert!(it.related[0].0.span.start < it.location.unwrap().span.start, "both places are told");
    let Body::Manifest(it) = &read.objects[0].body else { panic!("evaluated all the same") };
    assert!(matches!(&**it, crate::kind::Manifest::NetworkPolicy(it) if it.ingress.len() == 1));
}

#[test]
fn what_clusters_add_is_no_problem() {
    check(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: p\n  uid: a\n  creationTimestamp: null\n  managedFields: [{x: 1}]\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}'}\nstatus: {conditions: []}\n",
        &["info policy-status status: "],
        "live output",
    );
}

#[test]
fn after_a_wrong_shape_the_rest_is_checked() {
    let wrong = "error wrong-type spec.ingress[0].from: ";
    let protocol = "error unsupported-value spec.ingress[0].ports[0].protocol: Unsupported value: \"tcp\"";
    check_spec(
        "  ingress: [{from: {podSelector: {}}, ports: [{protocol: tcp}]}]",
        &[wrong, protocol],
        "a list without dashes, and small letters",
    );
    check_spec(
        "  egress: {}\n  policyTypes: [egress]\n  podSelector: {matchLabels: {a: '-'}}\n  x: 1",
        &[
            "error wrong-type spec.egress: ",
            "error unknown-field spec.x: ",
            "error invalid-value spec.podSelector.matchLabels: ",
            "error unsupported-value spec.policyTypes[0]: ",
        ],
        "everything else that is wrong",
    );
    check_spec(
        "  ingress: [{from: [{ipBlock: 10.0.0.0/8}, {ipBlock: {cidr: [10.0.0.0/8]}}, x, {fqdn: y}, {}]}]",
        &[
            "error wrong-type spec.ingress[0].from[0].ipBlock: ",
            "error unknown-field spec.ingress[0].from[3].fqdn: ",
            "error required-value spec.ingress[0].from[4]: Required value: must specify a peer",
        ],
        "but nothing that is missing only because it was not decoded",
    );
    check_spec(
        "  podSelector: {matchExpressions: [{key: a, operator: In, values: b}]}\n  ingress: [{ports: [{port: [80], endPort: x}]}]",
        &["error wrong-type spec.ingress[0].ports[0].endPort: "],
        "values, ports",
    );
    let read = check(
        &policy("  ingress: {}").replace("name: p", "name: P"),
        &["error wrong-type spec.ingress: ", "error invalid-value metadata.name: "],
        "metadata",
    );
    assert!(read.incomplete && matches!(read.objects[0].body, Body::Refused), "it is refused all the same");
}
