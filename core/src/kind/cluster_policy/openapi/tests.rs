use super::super::testing::*;
use super::*;
use crate::kind::PortMatch;
use crate::kind::cluster_policy::{ClusterPeerKind, NamespaceMatch, Usable};
use crate::kind::read::document::{Body, read_document};

#[track_caller]
fn refused_rule(rule: &str, expected: &[&str]) {
    refused(&policy(ADMIN, &format!("egress: [{rule}]")), expected);
}

#[test]
fn what_must_be_there_is_missed() {
    let head = |kind: &str, version: &str| {
        format!("{{apiVersion: policy.networking.k8s.io/{version}, kind: {kind}, metadata: {{name: default}}")
    };
    for (kind, version, missing) in [
        ("AdminNetworkPolicy", "v1alpha1", &["spec.priority", "spec.subject"][..]),
        ("BaselineAdminNetworkPolicy", "v1alpha1", &["spec.subject"]),
        ("ClusterNetworkPolicy", "v1alpha2", &["spec.tier", "spec.priority", "spec.subject"]),
    ] {
        let head = head(kind, version);
        let expected: Vec<_> =
            missing.iter().map(|it| format!("error required-value {it}: Required value")).collect();
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        let read =
            read_document(&format!("{head}, spec: {{}}}}"), &Options::default(), crate::kind::Readers::ALL);
        let said = crate::kind::testing::problems(&read);
        let said: Vec<_> = said.iter().filter(|it| !it.starts_with("info")).map(String::as_str).collect();
        assert_eq!(said, expected);
        refused(&format!("{head}}}"), &["error required-value spec: Required value"]);
        refused(&format!("{head}, spec: }}"), &["error required-value spec: Required value"]);
    }
}

#[test]
fn numbers_and_words_have_bounds() {
    let one = "ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    let text = |kind, from: &str, to: &str| policy(kind, one).replace(from, to);
    for (kind, from, to, expected) in [
        (
            ADMIN,
            "priority: 10",
            "priority: 1001",
            "spec.priority: Invalid value: 1001: spec.priority in body should be less than or equal to 1000",
        ),
        (
            CLUSTER,
            "priority: 10",
            "priority: -1",
            "spec.priority: Invalid value: -1: spec.priority in body should be greater than or equal to 0",
        ),
    ] {
        refused(&text(kind, from, to), &[&format!("error invalid-value {expected}")]);
    }
    for (kind, from, to, expected) in [
        (
            CLUSTER,
            "tier: Admin",
            "tier: admin",
            "spec.tier: Unsupported value: \"admin\": supported values: \"Admin\", \"Baseline\"",
        ),
        (
            ADMIN,
            "Deny",
            "Accept",
            "spec.ingress[0].action: Unsupported value: \"Accept\": supported values: \"Allow\", \"Deny\", \"Pass\"",
        ),
        (
            BASELINE,
            "Deny",
            "Pass",
            "spec.ingress[0].action: Unsupported value: \"Pass\": supported values: \"Allow\", \"Deny\"",
        ),
        (
            CLUSTER,
            "Deny",
            "Allow",
            "spec.ingress[0].action: Unsupported value: \"Allow\": supported values: \"Accept\", \"Deny\", \"Pass\"",
        ),
    ] {
        refused(&text(kind, from, to), &[&format!("error unsupported-value {expected}")]);
    }
    for (kind, port, at) in [
        (ADMIN, "{portNumber: {port: 0}}", "ports[0].portNumber.port"),
        (BASELINE, "{portRange: {start: 0, end: 9}}", "ports[0].portRange.start"),
        (CLUSTER, "{sctp: {destinationPort: {number: 0}}}", "protocols[0].sctp.destinationPort.number"),
    ] {
        let at = format!("spec.ingress[0].{at}");
        refused(
            &rule(kind, "ingress", "{namespaces: {}}", &format!("[{port}]")),
            &[&format!(
                "error invalid-value {at}: Invalid value: 0: {at} in body should be greater than or equal to 1"
            )],
        );
    }
    refused(
        &rule(ADMIN, "ingress", "{namespaces: {}}", "[{portNumber: {port: 65536}}, {portRange: {start: 5}}]"),
        &[
            "error invalid-value spec.ingress[0].ports[0].portNumber.port: Invalid value: 65536: spec.ingress[0].ports[0].portNumber.port in body should be less than or equal to 65535",
            "error required-value spec.ingress[0].ports[1].portRange.end: Required value",
        ],
    );
}

#[test]
fn lists_have_a_least_and_a_greatest_length() {
    for (kind, most) in [(ADMIN, 100), (BASELINE, 100), (CLUSTER, 25)] {
        let (action, field, port) = match kind {
            CLUSTER => ("Accept", "protocols", "{tcp: {destinationPort: {number: 1}}}"),
            ADMIN | BASELINE => ("Allow", "ports", "{portNumber: {port: 1}}"),
        };
        let many = |it: &str, count: usize| vec![it; count].join(", ");
        let text = |rules: usize, peers: usize, ports: usize| {
            let (peers, ports) = (many("{namespaces: {}}", peers), many(port, ports));
            let rule = format!("{{action: {action}, from: [{peers}], {field}: [{ports}]}}");
            policy(kind, &format!("ingress: [{}]", many(&rule, rules)))
        };
        accepted(&text(most, 1, 1));
        accepted(&text(1, most, most));
        let too_many =
            |at: &str| format!("error too-many {at}: Too many: {}: must have at most {most} items", most + 1);
        let ports = format!("spec.ingress[0].{field}");
        refused(&text(most + 1, 1, 1), &[&too_many("spec.ingress")]);
        refused(&text(1, most + 1, 1), &[&too_many("spec.ingress[0].from")]);
        refused(&text(1, 1, most + 1), &[&too_many(&ports)]);
        let too_few = |at: &str| {
            format!("error invalid-value {at}: Invalid value: 0: {at} in body should have at least 1 items")
        };
        refused(&text(1, 0, 1), &[&too_few("spec.ingress[0].from")]);
        refused(&text(1, 1, 0), &[&too_few(&ports)]);
    }
    refused_rule(
        "{}",
        &[
            "error required-value spec.egress[0].action: Required value",
            "error required-value spec.egress[0].to: Required value",
        ],
    );
    refused_rule("{action: Deny, to: }", &["error required-value spec.egress[0].to: Required value"]);
}

#[test]
fn names_and_networks_have_a_length_and_networks_are_a_set() {
    let named = |length: usize| {
        format!("ingress: [{{name: {}, action: Deny, from: [{{namespaces: {{}}}}]}}]", "a".repeat(length))
    };
    accepted(&policy(ADMIN, &named(100)));
    refused(
        &policy(ADMIN, &named(101)),
        &["error too-long spec.ingress[0].name: Too long: may not be more than 100 bytes"],
    );
    let networks = |it: &str| rule(CLUSTER, "egress", &format!("{{networks: [{it}]}}"), "");
    let at = "spec.egress[0].to[0].networks";
    let long = "'0000:0000:0000:0000:0000:0000:0000:0000/128'";
    accepted(&networks(long));
    refused(
        &networks(&long.replace("/128", "/0128")),
        &[&format!("error too-long {at}[0]: Too long: may not be more than 43 bytes")],
    );
    refused(
        &networks(""),
        &[&format!("error invalid-value {at}: Invalid value: 0: {at} in body should have at least 1 items")],
    );
    refused(
        &networks("10.0.0.0/8, 10.0.0.0/8"),
        &[&format!("error duplicate-value {at}[1]: Duplicate value: \"10.0.0.0/8\"")],
    );
    let many: Vec<_> = (0..26).map(|it| format!("10.{it}.0.0/16")).collect();
    accepted(&networks(&many[1..].join(", ")));
    refused(
        &networks(&many.join(", ")),
        &[&format!("error too-many {at}: Too many: 26: must have at most 25 items")],
    );
}

#[test]
fn of_subject_peer_and_port_exactly_one_field_is_there() {
    let at_least = |at: &str| {
        format!("error invalid-value {at}: Invalid value: 0: {at} in body should have at least 1 properties")
    };
    let at_most = |at: &str| format!("error too-many {at}: Too many: 2: must have at most 1 item");
    let pods = "pods: {namespaceSelector: {}, podSelector: {}}";
    for kind in ALL {
        let text = rule(kind, "ingress", "{namespaces: {}}", "");
        refused(&text.replace("subject: {namespaces: {}}", "subject: {}"), &[&at_least("spec.subject")]);
        refused(
            &text.replace("subject: {namespaces: {}", &format!("subject: {{namespaces: {{}}, {pods}")),
            &[&at_most("spec.subject")],
        );
        accepted(&text.replace("subject: {namespaces: {}}", &format!("subject: {{{pods}}}")));
        let peer = "spec.ingress[0].from[0]";
        refused(&rule(kind, "ingress", "{}", ""), &[&at_least(peer)]);
        refused(&rule(kind, "ingress", "{namespaces: }", ""), &[&at_least(peer)]);
        refused(&rule(kind, "ingress", &format!("{{namespaces: {{}}, {pods}}}"), ""), &[&at_most(peer)]);
        let egress = rule(kind, "egress", "{networks: [10.0.0.0/8], namespaces: {}}", "");
        refused(&egress, &[&at_most("spec.egress[0].to[0]")]);
        let (port, both) = match kind {
            CLUSTER => (
                "spec.ingress[0].protocols[0]",
                "{tcp: {destinationPort: {number: 1}}, udp: {destinationPort: {number: 1}}}",
            ),
            ADMIN | BASELINE => {
                ("spec.ingress[0].ports[0]", "{portNumber: {port: 1}, portRange: {start: 1, end: 2}}")
            }
        };
        refused(&rule(kind, "ingress", "{namespaces: {}}", "[{}]"), &[&at_least(port)]);
        refused(&rule(kind, "ingress", "{namespaces: {}}", &format!("[{both}]")), &[&at_most(port)]);
    }
    let port = "spec.ingress[0].protocols[0].tcp";
    let protocol = |it: &str| rule(CLUSTER, "ingress", "{namespaces: {}}", &format!("[{{tcp: {it}}}]"));
    refused(&protocol("{}"), &[&at_least(port)]);
    refused(&protocol("{destinationPort: {}}"), &[&at_least(&format!("{port}.destinationPort"))]);
    refused(
        &protocol("{destinationPort: {number: 1, range: {start: 1, end: 2}}}"),
        &[&at_most(&format!("{port}.destinationPort"))],
    );
}

#[test]
fn selectors_that_must_be_there_are_missed() {
    let missing = |at: &str| format!("error required-value spec.ingress[0].from[0].{at}: Required value");
    for (kind, peer, expected) in [
        (ADMIN, "{pods: {}}", vec!["pods.namespaceSelector", "pods.podSelector"]),
        (BASELINE, "{pods: {podSelector: {}}}", vec!["pods.namespaceSelector"]),
        (CLUSTER, "{pods: {namespaceSelector: {}}}", vec!["pods.podSelector"]),
        (CLUSTER, "{pods: {podSelector: {}}}", vec![]),
        (
            ADMIN,
            "{namespaces: {matchExpressions: [{}]}}",
            vec!["namespaces.matchExpressions[0].key", "namespaces.matchExpressions[0].operator"],
        ),
        (
            CLUSTER,
            "{namespaces: {matchExpressions: [{key: a}]}}",
            vec!["namespaces.matchExpressions[0].operator"],
        ),
    ] {
        let expected: Vec<_> = expected.into_iter().map(missing).collect();
        let expected: Vec<_> = expected.iter().map(String::as_str).collect();
        let text = rule(kind, "ingress", peer, "");
        if expected.is_empty() { drop(accepted(&text)) } else { refused(&text, &expected) }
    }
}

#[test]
fn domain_names_have_at_least_two_labels() {
    for (name, is_valid) in [
        ("kubernetes.io", true),
        ("*.kubernetes.io", true),
        ("www.Kubernetes.io.", true),
        ("a_b.c", true),
        ("_a.b", true),
        ("1.2", true),
        ("localhost", false),
        ("localhost.", false),
        ("*", false),
        ("*.org", false),
        ("a.*.org", false),
        ("www*.org", false),
        ("a..b", false),
        ("-a.b", false),
        ("a-.b", false),
        ("a.b..", false),
        (".a.b", false),
        ("a b.c", false),
        ("ä.de", false),
        ("", false),
    ] {
        assert_eq!(is_domain_name(name), is_valid, "{name}");
    }
    let at = "spec.egress[0].to[0].domainNames";
    let names = |it: &str| rule(CLUSTER, "egress", &format!("{{domainNames: [{it}]}}"), "");
    let note = "info experimental-channel";
    refused(
        &names("localhost"),
        &[
            note,
            &format!(
                "error invalid-value {at}[0]: Invalid value: \"localhost\": {at}[0] in body should match '{DOMAIN_PATTERN}'"
            ),
        ],
    );
    refused(&names("a.b, a.b"), &[note, &format!("error duplicate-value {at}[1]: Duplicate value: \"a.b\"")]);
    refused(
        &names(""),
        &[
            note,
            &format!("error invalid-value {at}: Invalid value: 0: {at} in body should have at least 1 items"),
        ],
    );
}

#[test]
fn wrong_types_are_told_in_the_words_of_the_schema() {
    let wrong = |at: &str, wanted: &str, found: &str| {
        format!(
            "error wrong-type {at}: Invalid value: \"{found}\": {at} in body must be of type {wanted}: \"{found}\""
        )
    };
    let one = "ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    for (from, to, at, wanted, found) in [
        ("priority: 10", "priority: '10'", "spec.priority", "integer", "string"),
        ("priority: 10", "priority: 1.5", "spec.priority", "integer", "number"),
        ("priority: 10", "priority: on", "spec.priority", "integer", "boolean"),
        ("ingress: [{action", "ingress: [null, {action", "spec.ingress[0]", "object", "null"),
        ("from: [{namespaces: {}}]", "from: {namespaces: {}}", "spec.ingress[0].from", "array", "object"),
        (
            "from: [{namespaces: {}}]",
            "from: [{namespaces: []}]",
            "spec.ingress[0].from[0].namespaces",
            "object",
            "array",
        ),
        ("from: [{namespaces: {}}]", "from: [namespaces]", "spec.ingress[0].from[0]", "object", "string"),
        ("action: Deny", "action: no", "spec.ingress[0].action", "string", "boolean"),
        (
            "subject: {namespaces: {}}",
            "subject: {namespaces: {matchLabels: {v: 1}}}",
            "spec.subject.namespaces.matchLabels.v",
            "string",
            "integer",
        ),
        (
            "subject: {namespaces: {}}",
            "subject: {namespaces: {matchExpressions: [{key: a, operator: In, values: [null]}]}}",
            "spec.subject.namespaces.matchExpressions[0].values[0]",
            "string",
            "null",
        ),
    ] {
        let text = policy(ADMIN, one).replace(from, to);
        refused(&text, &[&wrong(at, wanted, found)]);
        let read = read_document(&text, &lenient(), crate::kind::Readers::ALL);
        assert_eq!(read.objects[0].body, Body::Refused, "lenient: {to}");
    }
    refused(
        &policy(ADMIN, one).replace("metadata: {name: p}", "metadata: {name: p, labels: {v: 1}}"),
        &[
            "error wrong-type metadata.labels.v: json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string",
        ],
    );
}

#[test]
fn nulls_of_fields_and_labels_are_dropped() {
    let it = accepted_with(
        &rule(
            ADMIN,
            "ingress",
            "{pods: {namespaceSelector: {matchLabels: , matchExpressions: }, podSelector: {matchLabels: {app: , a: b}}}}",
            "[{portNumber: {port: 1, protocol: }}]",
        ),
        &["warning blank-label-value spec.ingress[0].from[0].pods.podSelector.matchLabels.app: "],
    );
    let ClusterPeerKind::Pods(pods) = &it.ingress[0].peers[0].kind else { panic!() };
    let keys: Vec<_> = pods.pods.iter().flat_map(|it| &it.requirements).map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["a"]);
    accepted_with(&policy(ADMIN, "ingress: , egress: "), &["info policy-without-rules spec: "]);
    accepted(&rule(ADMIN, "ingress", "{namespaces: {}, pods: }", ""));
}

#[test]
fn unknown_fields_come_alone_and_sorted() {
    let text = policy(ADMIN, "zzz: 1, ingress: [{action: Wrong, from: [{foo: 1}]}], aaa: 1");
    let unknown = |at: &str| format!("error unknown-field {at}: unknown field \"{at}\"");
    refused(&text, &[&unknown("spec.aaa"), &unknown("spec.ingress[0].from[0].foo"), &unknown("spec.zzz")]);
    refused(
        &policy(CLUSTER, "").replace("name: p", "name: p, x: 1").replace("spec:", "subject: {}\nspec:"),
        &[&unknown("metadata.x"), &unknown("subject")],
    );
    refused(
        &rule(ADMIN, "ingress", "{networks: [10.0.0.0/8]}", ""),
        &[&unknown("spec.ingress[0].from[0].networks")],
    );
    refused(&policy(ADMIN, "tier: Admin"), &[&unknown("spec.tier")]);
    refused(
        &rule(BASELINE, "egress", "{domainNames: [a.b]}", ""),
        &[&unknown("spec.egress[0].to[0].domainNames")],
    );
    let read = check_with(
        &lenient(),
        &rule(ADMIN, "ingress", "{namespaces: {}, foo: 1}", "").replace("priority: 10", "priority: 5000"),
        &["warning unknown-field spec.ingress[0].from[0].foo: ", "error invalid-value spec.priority: "],
    );
    assert_eq!(read.objects[0].body, Body::Refused);
    let read = check_with(
        &lenient(),
        &rule(ADMIN, "ingress", "{namespaces: {}, foo: 1}", ""),
        &["warning unknown-field spec.ingress[0].from[0].foo: "],
    );
    assert_eq!(the_policy(read).ingress[0].peers.len(), 1);
}

#[test]
fn a_key_written_twice_is_an_error_and_the_last_one_counts() {
    let text =
        rule(ADMIN, "ingress", "{namespaces: {}}", "").replace("priority: 10", "priority: 10, priority: 20");
    let read = check_with(
        &Options::default(),
        &text,
        &["error duplicate-key spec.priority: duplicate field \"spec.priority\""],
    );
    assert!(read.incomplete);
    let Body::Manifest(_) = read.objects[0].body else { panic!("evaluated all the same") };
}

#[test]
fn what_is_wrong_with_metadata_comes_before_what_is_wrong_with_spec() {
    refused(
        &policy(CLUSTER, "egress: [{}]").replace("name: p", "name: P_"),
        &[
            "error invalid-value metadata.name: Invalid value: \"P_\": a lowercase RFC 1123 subdomain must ",
            "error required-value spec.egress[0].action",
            "error required-value spec.egress[0].to",
        ],
    );
}

#[test]
fn experimental_fields_are_noted_once_or_unknown() {
    let text = policy(
        ADMIN,
        "egress: [{action: Deny, to: [{nodes: {}}, {nodes: {}}]}, {action: Deny, to: [{namespaces: {}}], ports: [{namedPort: web}]}]",
    );
    accepted_with(&text, &["info experimental-channel spec.egress[0].to[0].nodes: "]);
    let read = check_with(
        &standard_channel(),
        &text,
        &[
            "error unknown-field spec.egress[0].to[0].nodes: unknown field",
            "error unknown-field spec.egress[0].to[1].nodes: ",
            "error unknown-field spec.egress[1].ports[0].namedPort: ",
        ],
    );
    assert_eq!(read.objects[0].body, Body::Refused);
    let options = Options { strict: false, ..standard_channel() };
    let it = the_policy(check_with(&options, &text, &["warning unknown-field"; 3]));
    let usable: Vec<_> = it.egress.iter().map(|it| it.usable).collect();
    assert_eq!(usable, [Usable::FailClosed; 2], "A-52: nothing is left that can be understood");
    let standard = rule(CLUSTER, "egress", "{namespaces: {}}", "[{destinationNamedPort: web}]");
    the_policy(check_with(&standard_channel(), &standard, &[]));
}

#[test]
fn lenient_reading_takes_no_port_for_all_ports() {
    let text = rule(CLUSTER, "ingress", "{namespaces: {}}", "[{udp: {}}]");
    let it = the_policy(check_with(
        &lenient(),
        &text,
        &["warning invalid-value spec.ingress[0].protocols[0].udp: "],
    ));
    assert_eq!(it.ingress[0].ports.as_ref().unwrap()[0].port, PortMatch::Any);
    let text = rule(ADMIN, "ingress", "{namespaces: {}}", "[]");
    let it = the_policy(check_with(&lenient(), &text, &["warning invalid-value spec.ingress[0].ports: "]));
    assert!(it.ingress[0].ports.is_none());
    let text = rule(CLUSTER, "ingress", "{namespaces: {}}", "[]");
    check_with(&lenient(), &text, &["error invalid-value spec.ingress[0].protocols: "]);
}

#[test]
fn lenient_reading_takes_a_missing_selector_for_an_empty_one() {
    let at = "spec.ingress[0].from[0].pods";
    for (key, other) in [("podSelector", "namespaceSelector"), ("namespaceSelector", "podSelector")] {
        let text = rule(ADMIN, "ingress", &format!("{{pods: {{{other}: {{}}}}}}"), "");
        refused(&text, &[&format!("error required-value {at}.{key}: Required value")]);
        let warning = format!("warning required-value {at}.{key}: Required value");
        let it = the_policy(check_with(&lenient(), &text, &[&warning]));
        let ClusterPeerKind::Pods(it) = &it.ingress[0].peers[0].kind else { panic!("{it:?}") };
        assert!(it.pods.as_ref().is_none_or(|it| it.requirements.is_empty()));
        assert!(matches!(&it.namespaces, NamespaceMatch::Labels(it) if it.requirements.is_empty()));
    }
}

#[test]
fn shapes_of_old_releases_are_named_and_read_where_that_is_allowed() {
    let pods = |it: &str| format!("{{pods: {{namespaces: {it}, podSelector: {{}}}}}}");
    let namespaces = |it: &str| format!("{{namespaces: {it}}}");
    for (peer, at) in [
        (namespaces("{namespaceSelector: {matchLabels: {a: b}}}"), "namespaces.namespaceSelector"),
        (namespaces("{sameLabels: [a]}"), "namespaces.sameLabels"),
        (namespaces("{notSameLabels: [a]}"), "namespaces.notSameLabels"),
        (pods("{namespaceSelector: {matchLabels: {a: b}}}"), "pods.namespaces"),
        (pods("{sameLabels: [a]}"), "pods.namespaces"),
        (pods("{notSameLabels: [a]}"), "pods.namespaces"),
    ] {
        for kind in ALL {
            let text = rule(kind, "ingress", &peer, "");
            let at = format!("spec.ingress[0].from[0].{at}");
            refused(&text, &[&format!("error old-peer-shape {at}: unknown field \"{at}\"")]);
            let it = the_policy(check_with(&lenient(), &text, &[&format!("warning old-peer-shape {at}: ")]));
            let ClusterPeerKind::Pods(read) = &it.ingress[0].peers[0].kind else { panic!("{peer}") };
            assert_eq!(read.pods.is_some(), peer.starts_with("{pods"), "{peer}");
            let shape = match &read.namespaces {
                NamespaceMatch::Labels(it) => ("namespaceSelector", it.requirements[0].key.as_str()),
                NamespaceMatch::Same(keys) => ("sameLabels", keys[0].value.as_str()),
                NamespaceMatch::NotSame(keys) => ("notSameLabels", keys[0].value.as_str()),
            };
            assert!(peer.contains(&format!("{{{}", shape.0)) && shape.1 == "a", "{peer}: {shape:?}");
        }
    }
    let subject =
        policy(ADMIN, "").replace("subject: {namespaces: {}}", "subject: {namespaces: {sameLabels: [a]}}");
    let read = read_document(&subject, &lenient(), crate::kind::Readers::ALL);
    assert_eq!(read.objects[0].body, Body::Refused, "a subject has nothing to compare with");
}
