use crate::testing::{short, text};

/// What all kinds of policies, and a Service, ask for.
const KINDS: &str = "\
np x/own {podSelector: {matchLabels: {subject: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {ns: a}}, podSelector: {matchExpressions: [{key: peer, operator: Exists}]}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 80, endPort: 90}, {port: web}, {protocol: UDP}]}]}
cnp all {tier: Admin, priority: 1, subject: {pods: {namespaceSelector: {matchLabels: {ns: b}}, podSelector: {matchLabels: {subject: b}}}}, egress: [{action: Deny, to: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {peer: b}}}}, {networks: [192.0.2.0/24]}, {nodes: {matchLabels: {node: b}}}], protocols: [{tcp: {destinationPort: {number: 81}}}]}]}
svc x/s {selector: {service: a}, ports: [{port: 82, targetPort: 8082}]}
pod x/p port=http:83";

#[test]
fn policies_of_all_kinds_are_asked_for_labels() {
    let analysis = short(KINDS);
    let asks = |key: &str| -> Vec<bool> {
        analysis.manifests().iter().map(|it| it.asks_for_label(&["other", key])).collect()
    };
    assert_eq!(asks("subject"), [true, true, false, false]);
    assert_eq!(asks("peer"), [true, true, false, false]);
    assert_eq!(asks("ns"), [true, true, false, false]);
    assert_eq!(asks("service"), [false, false, true, false]);
    assert_eq!(asks("node"), [false; 4], "labels of nodes are none of pods");
}

#[test]
fn policies_of_all_kinds_mention_ports() {
    let analysis = short(KINDS);
    let numbers: Vec<Vec<u16>> =
        analysis.manifests().iter().map(|it| it.ports().iter().map(|it| it.1).collect()).collect();
    assert_eq!(numbers, [vec![80, 90], vec![81, 81], vec![82], vec![]]);
    let offered: Vec<String> = analysis.port_choices().into_iter().map(|it| it.label).collect();
    assert_eq!(offered, ["TCP 80", "TCP 81", "TCP 82", "TCP 83", "TCP 90"]);
}

#[test]
fn a_named_port_of_v1alpha1_and_one_without_protocol() {
    let analysis = text(
        "{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {name: a}, spec: {priority: 1, subject: {namespaces: {}}, \
         ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{namedPort: web}, {portRange: {protocol: SCTP, start: 5, end: 7}}]}]}}\n",
    );
    let ports: Vec<String> =
        analysis.manifests()[0].ports().iter().map(|it| format!("{:?} {}", it.0, it.1)).collect();
    assert_eq!(ports, ["Sctp 5", "Sctp 7"]);
}

#[test]
fn an_object_is_of_one_kind() {
    let analysis = short(KINDS);
    for it in analysis.manifests() {
        let kinds = [
            it.as_namespace().is_some(),
            it.as_pod().is_some(),
            it.as_workload().is_some(),
            it.as_network_policy().is_some(),
            it.as_cluster_policy().is_some(),
            it.as_service().is_some(),
            it.as_endpoints().is_some(),
            it.as_ingress().is_some(),
            it.as_node().is_some(),
        ];
        assert_eq!(kinds.iter().filter(|it| **it).count(), 1);
    }
}
