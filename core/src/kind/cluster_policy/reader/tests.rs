use super::super::testing::*;
use super::*;
use crate::kind::PortMatch;
use crate::protocol::Protocol;

#[test]
fn networks_are_what_cel_calls_a_cidr() {
    let networks = |it: &str| rule(CLUSTER, "egress", &format!("{{networks: ['{it}']}}"), "");
    for it in ["10.0.0.0/8", "10.1.2.3/8", "0.0.0.0/0", "::/0", "fd00::1/8", "2001:DB8::/32"] {
        accepted(&networks(it));
    }
    for it in [
        "10.0.0.0",
        "10.0.0.0/33",
        "010.0.0.0/8",
        "10.0.0.0/08",
        "::ffff:10.0.0.0/104",
        "fe80::1%eth0/64",
        "a",
        "",
    ] {
        let error = "error invalid-value spec.egress[0].to[0].networks[0]: Invalid value: \"string\": Invalid CIDR format provided";
        refused(&networks(it), &[error]);
    }
}

#[test]
fn ranges_go_up() {
    let new = |start: u16, end: u16| {
        let port = format!("[{{tcp: {{destinationPort: {{range: {{start: {start}, end: {end}}}}}}}}}]");
        rule(CLUSTER, "ingress", "{namespaces: {}}", &port)
    };
    accepted(&new(1, 65535));
    for (start, end) in [(5, 5), (6, 5)] {
        let at = "spec.ingress[0].protocols[0].tcp.destinationPort.range";
        let error = format!(
            "error invalid-value {at}: Invalid value: \"object\": Start port must be less than End port"
        );
        refused(&new(start, end), &[&error]);
    }
    let old = |start: u16, end: u16| {
        rule(
            ADMIN,
            "ingress",
            "{namespaces: {}}",
            &format!("[{{portRange: {{start: {start}, end: {end}}}}}]"),
        )
    };
    accepted(&old(4, 5));
    let it = accepted_with(&old(5, 5), &["warning single-port-range spec.ingress[0].ports[0].portRange: "]);
    assert_eq!(it.ingress[0].ports.as_ref().unwrap()[0].port, PortMatch::Range(5, 5));
    let error = "error invalid-value spec.ingress[0].ports[0].portRange.end: Invalid value: 5: must be greater than or equal to `start`: accepted by the API server, unusable by implementations";
    let it = accepted_with(&old(6, 5), &[error]);
    assert_eq!(it.ingress[0].usable, Usable::FailClosed);
}

#[test]
fn an_empty_protocol_is_an_unspecified_one() {
    let text = rule(ADMIN, "ingress", "{namespaces: {}}", "[{portNumber: {protocol: '', port: 80}}]");
    let warning = "warning empty-protocol spec.ingress[0].ports[0].portNumber.protocol: ";
    let it = accepted_with(&text, &[warning]);
    assert_eq!(it.ingress[0].usable, Usable::Yes);
    assert_eq!(it.ingress[0].ports.as_ref().unwrap()[0].protocol, Some(Protocol::Tcp));
}

#[test]
fn names_of_ports_do_not_go_with_addresses() {
    for (kind, port, who) in [
        (ADMIN, "namedPort", "networks/nodes/domainNames"),
        (BASELINE, "namedPort", "networks/nodes"),
        (CLUSTER, "destinationNamedPort", "networks/nodes/domainNames"),
    ] {
        let text = |peer: &str| rule(kind, "egress", peer, &format!("[{{{port}: web}}]"));
        let note: &[&str] = if kind == CLUSTER { &[] } else { &["info experimental-channel"] };
        accepted_with(&text("{namespaces: {}}"), note);
        let error = format!(
            "error invalid-value spec.egress[0]: Invalid value: \"object\": {who} peer cannot be set with namedPorts since there are no namedPorts for {who}"
        );
        refused(&text("{namespaces: {}}, {networks: [10.0.0.0/8]}"), &[note, &[&error]].concat());
        refused(&text("{nodes: {}}"), &["info experimental-channel", &error]);
    }
    let text = rule(CLUSTER, "egress", "{networks: [10.0.0.0/8]}", "[{destinationNamedPort: web}]");
    the_policy(check_with(&standard_channel(), &text, &[]));
}

#[test]
fn there_is_one_baseline_admin_network_policy() {
    let text = rule(BASELINE, "ingress", "{namespaces: {}}", "");
    accepted(&text);
    refused(
        &text.replace("name: default", "name: extra"),
        &[
            "error invalid-value <nil>: Invalid value: \"object\": Only one baseline admin network policy with metadata.name=\"default\" can be created in the cluster",
        ],
    );
}

#[test]
fn what_no_server_checks_makes_its_rule_fail_closed() {
    let end = ": accepted by the API server, unusable by implementations";
    for (selector, at, message) in [
        (
            "{matchExpressions: [{key: a, operator: notIn, values: [b]}]}",
            ".matchExpressions[0].operator",
            "Invalid value: \"notIn\": not a valid selector operator",
        ),
        (
            "{matchExpressions: [{key: a, operator: In}]}",
            ".matchExpressions[0].values",
            "Required value: must be specified when `operator` is 'In' or 'NotIn'",
        ),
        (
            "{matchExpressions: [{key: a, operator: Exists, values: [b]}]}",
            ".matchExpressions[0].values",
            "Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
        (
            "{matchExpressions: [{key: '', operator: Exists}]}",
            ".matchExpressions[0].key",
            "Invalid value: \"\": name part must be non-empty",
        ),
        ("{matchLabels: {a: '-x'}}", ".matchLabels", "Invalid value: \"-x\": a valid label must be"),
    ] {
        for kind in ALL {
            let text = rule(kind, "ingress", &format!("{{namespaces: {selector}}}"), "");
            let error = format!("error {} spec.ingress[0].from[0].namespaces{at}: {message}", code(message));
            let read = crate::kind::read::document::read_document(
                &text,
                &Options::default(),
                crate::kind::Readers::ALL,
            );
            let told = &read.objects[0].diagnostics;
            assert!(told.iter().all(|it| it.message.ends_with(end)), "{selector}: {told:?}");
            assert!(
                told.iter().all(|it| it.help.ends_with("the rule matches nothing")),
                "{selector}: {told:?}"
            );
            assert!(crate::kind::testing::problems(&read)[0].starts_with(&error), "{selector}: {told:?}");
            assert_eq!(the_policy(read).ingress[0].usable, Usable::FailClosed, "{selector}");
        }
        let subject = rule(ADMIN, "ingress", "{namespaces: {}}", "")
            .replace("subject: {namespaces: {}}", &format!("subject: {{namespaces: {selector}}}"));
        let read = crate::kind::read::document::read_document(
            &subject,
            &Options::default(),
            crate::kind::Readers::ALL,
        );
        assert!(
            read.incomplete && read.objects[0].body == crate::kind::read::document::Body::Refused,
            "{selector}"
        );
        assert!(read.objects[0].diagnostics[0].help.ends_with("the policy is left out"), "{selector}");
    }
    let text = rule(ADMIN, "ingress", "{namespaces: {}}", "[{portNumber: {protocol: ICMP, port: 1}}]")
        .replace("Allow", "Deny");
    let error = "error unsupported-value spec.ingress[0].ports[0].portNumber.protocol: Unsupported value: \"ICMP\": supported values: \"TCP\", \"UDP\", \"SCTP\": accepted by";
    let it = accepted_with(&text, &[error]);
    assert_eq!((it.ingress[0].action, it.ingress[0].usable), (Action::Deny, Usable::FailClosed));
}

fn code(message: &str) -> &'static str {
    match message.split(' ').next() {
        Some("Required") => "required-value",
        Some("Forbidden:") => "forbidden",
        _ => "invalid-value",
    }
}

#[test]
fn domain_names_can_only_be_allowed() {
    for (kind, word) in [(ADMIN, "Allow"), (CLUSTER, "Accept")] {
        let text = rule(kind, "egress", "{domainNames: [a.b]}", "");
        accepted_with(&text, &["info experimental-channel"]);
        for action in ["Deny", "Pass"] {
            let it = accepted_with(
                &text.replace(&format!("action: {word}"), &format!("action: {action}")),
                &[
                    "info experimental-channel",
                    "error domain-names-action spec.egress[0].to[0].domainNames: ",
                ],
            );
            assert_eq!(it.egress[0].usable, Usable::Never);
        }
    }
}

#[test]
fn a_policy_without_rules_is_fine() {
    for kind in ALL {
        let it = accepted_with(&policy(kind, ""), &["info policy-without-rules spec: "]);
        assert!(it.ingress.is_empty() && it.egress.is_empty());
    }
}

#[test]
fn the_kind_chooses_the_schema_and_the_version_does_not() {
    for (kind, version, severity) in [
        (ADMIN, "v1beta1", "warning"),
        (BASELINE, "v1alpha2", "warning"),
        (CLUSTER, "v1alpha1", "warning"),
        (CLUSTER, "v1beta1", "info"),
        (CLUSTER, "v1", "warning"),
    ] {
        let text = rule(kind, "ingress", "{namespaces: {}}", "");
        let text = text.replace("v1alpha1", version).replace("v1alpha2", version);
        let name = kind.as_str();
        let note = format!(
            "{severity} unserved-version apiVersion: no matches for kind \"{name}\" in version \"policy.networking.k8s.io/{version}\""
        );
        accepted_with(&text, &[&note]);
    }
}

#[test]
fn cluster_policies_live_in_no_namespace() {
    for kind in ALL {
        let text =
            rule(kind, "ingress", "{namespaces: {}}", "").replace("metadata: {", "metadata: {namespace: x, ");
        let it = accepted_with(&text, &["warning namespace-ignored metadata.namespace: "]);
        assert_eq!(it.meta.namespace, "");
    }
    let one = rule(ADMIN, "ingress", "{namespaces: {}}", "").replace("name: p", "generateName: p-");
    accepted_with(&one, &["warning generated-name metadata.generateName: "]);
    let list = "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicyList, items: [{metadata: {name: p}, spec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}}]}";
    assert_eq!(accepted(list).meta.name.value, "p");
}
