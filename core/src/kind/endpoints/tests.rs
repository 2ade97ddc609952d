use crate::kind::Manifest;
use crate::kind::testing::{check, manifests};

/// `service: address(pod) … | name:port/protocol …` for each set.
#[track_caller]
fn sets(text: &str, expected: &[&str]) -> Vec<String> {
    let Some(Manifest::Endpoints(it)) = manifests(check(text, expected, text)).pop() else {
        panic!("{text}")
    };
    let set = |set: &super::EndpointSet| {
        let addresses = set.addresses.iter().map(|it| match it.pod.as_str() {
            "" => it.address.to_string(),
            pod => format!("{}({pod})", it.address),
        });
        let ports = set.ports.iter().map(|it| format!("{}:{}/{}", it.name, it.number, it.protocol.as_str()));
        let join = |it: Vec<String>| it.join(" ");
        format!("{}: {} | {}", it.service, join(addresses.collect()), join(ports.collect()))
    };
    it.sets.iter().map(set).collect()
}

#[test]
fn a_slice_names_its_service_in_a_label() {
    let text = "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: s-abc, labels: {kubernetes.io/service-name: s}}, addressType: IPv4, ports: [{name: '', port: 5432}, {name: x, port: 53, protocol: UDP}], endpoints: [{addresses: [192.0.2.10]}, {addresses: [10.0.0.7], conditions: {ready: false}, targetRef: {kind: Pod, name: a, namespace: x}}]}";
    assert_eq!(sets(text, &[]), ["s: 192.0.2.10 10.0.0.7(a) | :5432/TCP x:53/UDP"]);
    let text = "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: s-abc}, addressType: FQDN, ports: null, endpoints: [{addresses: [a.example.com]}]}";
    assert_eq!(sets(text, &[]), [":  | "], "names are no addresses");
}

#[test]
fn endpoints_stand_behind_the_service_of_their_name() {
    let text = "{apiVersion: v1, kind: Endpoints, metadata: {name: s}, subsets: [{addresses: [{ip: 192.0.2.10}], notReadyAddresses: [{ip: 192.0.2.11}], ports: [{port: 80}]}, {addresses: [{ip: 'fd00::1'}], ports: []}]}";
    assert_eq!(sets(text, &[]), ["s: 192.0.2.10 192.0.2.11 | :80/TCP", "s: fd00::1 | "]);
}

#[test]
fn what_is_no_address_is_said_and_left_out() {
    let text = "{apiVersion: v1, kind: Endpoints, metadata: {name: s}, subsets: [{addresses: [{ip: db.example.com}, {}], ports: [{port: 99999}]}]}";
    let expected = [
        "warning invalid-value subsets[0].ports[0].port: Invalid value: 99999: must be between 1 and 65535",
        "warning invalid-value subsets[0].addresses[0].ip: Invalid value: \"db.example.com\": must be a valid IP address",
        "warning required-value subsets[0].addresses[1].ip: Required value",
    ];
    assert_eq!(sets(text, &expected), ["s:  | "]);
}
