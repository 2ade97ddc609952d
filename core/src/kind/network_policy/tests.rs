use super::*;
use crate::kind::read::document::{Body, read_document};
use crate::kind::testing::{before_1_36, check, check_read, policy, valid};
use crate::kind::{PeerKind, PortMatch};

/// Problems of one ingress rule.
#[track_caller]
fn check_rule(rule: &str, expected: &[&str]) {
    let read = check(&policy(&format!("  ingress: [{rule}]")), expected, rule);
    let refused = expected.iter().any(|it| !it.starts_with("warning") && !it.contains("null-list-element"));
    assert_eq!(read.objects[0].body == Body::Refused, refused, "{rule}");
    assert_eq!(read.incomplete, refused, "{rule}");
}

#[test]
fn policy_types_default_by_the_sections_there_are() {
    for (spec, ingress, egress, why) in [
        ("  podSelector: {}", true, false, "nothing"),
        ("  egress: [{}]", true, true, "an egress rule adds Egress"),
        ("  egress: []", true, false, "an empty egress section does not"),
        ("  egress: [{}]\n  policyTypes: []", true, true, "an empty list is no list"),
        ("  policyTypes:", true, false, "nor is null"),
        ("  policyTypes: [Egress]\n  ingress: [{}]", false, true, "an explicit list wins"),
        ("  policyTypes: [Egress, Egress]", false, true, "twice is once"),
        ("  policyTypes: [Egress, Ingress]", true, true, "both"),
    ] {
        let types = valid(spec).policy_types;
        assert_eq!((types.ingress, types.egress), (ingress, egress), "{why}");
        assert_eq!(types.span.is_some(), spec.contains("policyTypes: [E"), "{why}");
    }
}

#[test]
fn a_missing_spec_selects_everything_and_isolates_ingress() {
    for text in ["spec: {}", "spec:", ""] {
        let text =
            format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: p}}\n{text}\n");
        let read = check(&text, &[], "F-06");
        let Body::Manifest(it) = &read.objects[0].body else { panic!("{text}") };
        let crate::kind::Manifest::NetworkPolicy(it) = &**it else { panic!("{text}") };
        assert!(it.pod_selector.requirements.is_empty() && it.ingress.is_empty() && it.egress.is_empty());
        assert!(it.policy_types.ingress && !it.policy_types.egress);
        assert_eq!(it.meta.namespace, "default");
    }
}

#[test]
fn absent_null_and_empty_peers_and_ports_mean_all() {
    for rule in ["{}", "{from: , ports: }", "{from: [], ports: []}"] {
        let it = valid(&format!("  ingress: [{rule}]"));
        assert_eq!((&it.ingress[0].peers, &it.ingress[0].ports), (&Peers::Any, &Ports::Any), "{rule}");
    }
}

#[test]
fn ports_are_numbers_names_or_ranges() {
    for (port, expected) in [
        ("{}", PortMatch::Any),
        ("{port: }", PortMatch::Any),
        ("{port: 80}", PortMatch::Range(80, 80)),
        ("{port: 80, endPort: 80}", PortMatch::Range(80, 80)),
        ("{port: 80, endPort: 90}", PortMatch::Range(80, 90)),
        ("{port: 0120}", PortMatch::Range(80, 80)),
        ("{port: 80.0}", PortMatch::Range(80, 80)),
        ("{port: http}", PortMatch::Named("http".to_owned())),
    ] {
        let it = valid(&format!("  egress: [{{ports: [{port}]}}]"));
        let Ports::Only(ports) = &it.egress[0].ports else { panic!("{port}") };
        assert_eq!((&ports[0].port, ports[0].protocol.as_str()), (&expected, "TCP"), "{port}");
    }
}

#[test]
fn blank_selectors_count_as_absent() {
    let it = valid("  ingress: [{from: [{namespaceSelector: , podSelector: {}}]}]");
    let Peers::Only(peers) = &it.ingress[0].peers else { panic!() };
    assert!(matches!(&peers[0].kind, PeerKind::Pods { namespaces: None, pods: Some(_) }));
    check_rule(
        "{from: [{podSelector: }]}",
        &["error required-value spec.ingress[0].from[0]: Required value: must specify a peer"],
    );
}

#[test]
fn dangling_dashes_are_errors_that_refuse_nothing() {
    check_rule("", &[]);
    let read = check(
        &policy("  ingress:\n  -\n  - ports:\n    -"),
        &["error null-list-element spec.ingress[0]: ", "error null-list-element spec.ingress[1].ports[0]: "],
        "D-08",
    );
    let Body::Manifest(_) = read.objects[0].body else { panic!("evaluated all the same") };
    assert!(!read.incomplete);
    check_rule(
        "{from: [null]}",
        &["error required-value spec.ingress[0].from[0]: Required value: must specify a peer"],
    );
}

#[test]
fn names_and_metadata_are_checked_first() {
    let check_meta = |metadata: &str, expected: &[&str]| {
        let text = format!("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {metadata}\n");
        check(&text, expected, metadata);
    };
    check_meta(
        "{}",
        &["error required-value metadata.name: Required value: name or generateName is required"],
    );
    check_meta(
        "{name: My_NP}",
        &[
            "error invalid-value metadata.name: Invalid value: \"My_NP\": a lowercase RFC 1123 subdomain must ",
        ],
    );
    check_meta(
        "{generateName: Web-}",
        &["error invalid-value metadata.generateName: Invalid value: \"Web-\": ", "warning generated-name"],
    );
    check_meta(
        "{name: p, namespace: a.b}",
        &["error invalid-value metadata.namespace: Invalid value: \"a.b\": must not contain dots"],
    );
    check_meta(
        "{name: p, labels: {'a b': c}}",
        &["error invalid-value metadata.labels: Invalid value: \"a b\": name part "],
    );
    check_meta(
        "{name: p, annotations: {'a b': c, UPPER: x}}",
        &["error invalid-value metadata.annotations: Invalid value: \"a b\": "],
    );
    let long = format!("{{name: p, annotations: {{a: {}}}}}", "x".repeat(262_144));
    check_meta(&long, &["error too-long metadata.annotations: Too long: may not be more than 262144 bytes"]);
}

#[test]
fn ports_are_checked() {
    let port = "spec.ingress[0].ports[0].port";
    let end = "spec.ingress[0].ports[0].endPort";
    for (entry, expected) in [
        ("{protocol: tcp}", vec!["error unsupported-value spec.ingress[0].ports[0].protocol: Unsupported value: \"tcp\": supported values: \"TCP\", \"UDP\", \"SCTP\"".to_owned()]),
        ("{protocol: ''}", vec!["error unsupported-value spec.ingress[0].ports[0].protocol: Unsupported value: \"\": ".to_owned()]),
        ("{port: 0}", vec![format!("error invalid-value {port}: Invalid value: 0: must be between 1 and 65535, inclusive")]),
        ("{port: 80, endPort: 79}", vec![format!("error invalid-value {end}: Invalid value: 79: must be greater than or equal to `port`")]),
        ("{port: 80, endPort: 70000}", vec![format!("error invalid-value {end}: Invalid value: 70000: must be between 1 and 65535, inclusive")]),
        ("{port: 80, endPort: 0}", vec![format!("error invalid-value {end}: Invalid value: 0: must be greater"), format!("error invalid-value {end}: Invalid value: 0: must be between")]),
        ("{port: '80'}", vec![format!("error invalid-value {port}: Invalid value: \"80\": must contain at least one letter (a-z)")]),
        ("{port: web, endPort: 90}", vec![format!("error invalid-value {end}: Invalid value: 90: may not be specified when `port` is non-numeric")]),
        ("{endPort: 90}", vec![format!("error invalid-value {end}: Invalid value: 90: may not be specified when `port` is not specified")]),
    ] {
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        check_rule(&format!("{{ports: [{entry}]}}"), &expected);
    }
}

#[test]
fn peers_are_checked_after_ports() {
    let from = "spec.ingress[0].from[0]";
    check_rule(
        "{from: [{}], ports: [{port: 0}]}",
        &[
            "error invalid-value spec.ingress[0].ports[0].port",
            &format!("error required-value {from}: Required value: must specify a peer"),
        ],
    );
    check_rule(
        "{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}",
        &[&format!("error forbidden {from}: Forbidden: may not specify both ipBlock and another peer")],
    );
    check_rule(
        "{from: [{podSelector: {matchLabels: {'/x': z}}}]}",
        &[&format!(
            "error invalid-value {from}.podSelector.matchLabels: Invalid value: \"/x\": prefix part must be non-empty"
        )],
    );
}

#[test]
fn policy_types_are_checked_last() {
    check(
        &policy("  policyTypes: [ingress]"),
        &[
            "error unsupported-value spec.policyTypes[0]: Unsupported value: \"ingress\": supported values: \"Ingress\", \"Egress\"",
        ],
        "V-41",
    );
    check(
        &policy("  policyTypes: [Ingress, Egress, Ingress]"),
        &[
            "error invalid-value spec.policyTypes: Invalid value: [\"Ingress\",\"Egress\",\"Ingress\"]: may not specify more than two policyTypes",
        ],
        "V-40",
    );
}

#[test]
fn sloppy_ranges_are_errors_from_1_36_on() {
    let spec = "  ingress: [{from: [{ipBlock: {cidr: 10.0.0.5/8}}]}]";
    check(
        &policy(spec),
        &[
            "error invalid-value spec.ingress[0].from[0].ipBlock.cidr: Invalid value: \"10.0.0.5/8\": must not have bits set beyond the prefix length",
        ],
        "1.36",
    );
    let warning = "warning non-canonical-cidr spec.ingress[0].from[0].ipBlock.cidr: CIDR value \"10.0.0.5/8\" is ambiguous in this context (should be \"10.0.0.0/8\" or \"10.0.0.5/32\"?)";
    check_read(&read_document(&policy(spec), &before_1_36(), crate::kind::Readers::ALL), &[warning], "1.35");
    let exported = policy(spec).replace("name: p", "name: p, uid: u");
    check(&exported, &[warning], "an object that a cluster holds already");
}

#[test]
fn surprising_but_valid_policies_pass() {
    for spec in [
        "  ingress: [{ports: [{port: 80, endPort: 80}]}]",
        "  ingress: [{ports: [{}]}]",
        "  ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]",
        "  ingress: [{}, {}]",
        "  policyTypes: [Egress]\n  ingress: [{}]",
        "  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}, {ipBlock: {cidr: '::/0'}}]}]",
        "  podSelector: {matchLabels: {app: }}",
        "  podSelector: {matchLabels: {1: a}}",
    ] {
        valid(spec);
    }
}
