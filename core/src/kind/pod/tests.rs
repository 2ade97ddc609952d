use super::*;
use crate::kind::Manifest;
use crate::kind::testing::{check, manifests};

#[track_caller]
fn pod(rest: &str, expected: &[&str]) -> Pod {
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: a, labels: {{app: web}}}}\n{rest}\n");
    match manifests(check(&text, expected, rest)).pop() {
        Some(Manifest::Pod(it)) => it,
        other => panic!("{rest}: {other:?}"),
    }
}

#[test]
fn containers_and_sidecars_expose_ports() {
    let it = pod(
        "spec:\n  containers:\n  - {name: c, ports: [{containerPort: 53, name: dns}]}\n  initContainers:\n  - {name: i, ports: [{containerPort: 1}]}\n  - {name: s, restartPolicy: Always, ports: [{containerPort: 2, protocol: UDP}]}",
        &[],
    );
    let ports: Vec<_> = it
        .spec
        .ports
        .iter()
        .map(|it| (it.container.as_str(), it.number, it.protocol.as_str(), it.name.as_str()))
        .collect();
    assert_eq!(ports, [("c", 53, "TCP", "dns"), ("s", 2, "UDP", "")]);
}

#[test]
fn addresses_are_the_union_of_both_fields() {
    let it = pod(
        "status: {podIP: 10.0.0.7, podIPs: [{ip: 10.0.0.7}, {ip: 'fd00::7'}], hostIP: 192.168.0.1, phase: Running}",
        &[],
    );
    let addresses: Vec<_> = it.addresses.iter().map(ToString::to_string).collect();
    assert_eq!(addresses, ["10.0.0.7", "fd00::7"]);
    assert_eq!(it.host_addresses.len(), 1);
    assert!(!it.finished);
}

#[test]
fn finished_and_host_network_pods_are_marked() {
    for (rest, finished) in [
        ("status: {phase: Succeeded}", true),
        ("status: {phase: Failed}", true),
        ("status: {phase: Pending}", false),
    ] {
        assert_eq!(pod(rest, &[]).finished, finished, "{rest}");
    }
    let it = pod("spec: {hostNetwork: true, nodeName: n1}", &[]);
    assert!(it.spec.host_network);
    assert_eq!(it.spec.node_name, "n1");
}

#[test]
fn what_the_server_would_refuse_is_a_warning() {
    let at = "spec.containers[0].ports[0]";
    for (port, expected) in [
        ("{containerPort: 0}", format!("warning required-value {at}.containerPort: Required value")),
        (
            "{containerPort: 70000}",
            format!("warning invalid-value {at}.containerPort: Invalid value: 70000: must be between"),
        ),
        (
            "{containerPort: 1, name: '80'}",
            format!("warning invalid-value {at}.name: Invalid value: \"80\": must contain at least"),
        ),
        ("{containerPort: 1, protocol: tcp}", format!("warning unsupported-value {at}.protocol: ")),
        (
            "{containerPort: 1, name: a}, {containerPort: 2, name: a}",
            "warning duplicate-value spec.containers[0].ports[1].name: Duplicate value: \"a\"".to_owned(),
        ),
    ] {
        pod(&format!("spec: {{containers: [{{name: c, ports: [{port}]}}]}}"), &[&expected]);
    }
    pod(
        "spec: {containers: {name: c}}",
        &["warning wrong-type spec.containers: expected a list at spec.containers"],
    );
    let two = "spec: {containers: [{ports: [{containerPort: 1, name: a}]}, {ports: [{containerPort: 2, name: a}]}]}";
    pod(two, &[]);
}
