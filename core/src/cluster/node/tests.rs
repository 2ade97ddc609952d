use crate::testing::text;

const NODES: &str = "\
{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {role: cp}}, status: {addresses: [{type: Hostname, address: n1}, {type: ExternalIP, address: 203.0.113.1}, {type: InternalIP, address: 192.168.1.1}, {type: InternalIP, address: 'fd00::1'}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 192.168.1.2}]}}
---
";

#[test]
fn internal_addresses_come_first_and_host_names_do_not_count() {
    let analysis = text(NODES);
    let nodes: Vec<_> =
        analysis.cluster.nodes.iter().map(|it| (it.name.as_str(), format!("{:?}", it.addresses))).collect();
    assert_eq!(
        nodes,
        [("n1", "[192.168.1.1, fd00::1, 203.0.113.1]".to_owned()), ("n2", "[192.168.1.2]".to_owned())]
    );
    assert_eq!(analysis.cluster.nodes[0].labels.iter().count(), 1);
    assert!(analysis.diagnostics().is_empty(), "{:?}", analysis.diagnostics());
}

#[test]
fn a_pod_has_the_addresses_of_its_node() {
    for (spec, status, name, addresses) in [
        ("{nodeName: n2}", "{}", "n2", "[192.168.1.2]"),
        ("{nodeName: n2}", "{hostIP: 192.168.1.2}", "n2", "[192.168.1.2]"),
        ("{nodeName: n1}", "{hostIP: 192.168.1.1}", "n1", "[192.168.1.1, fd00::1, 203.0.113.1]"),
        ("{}", "{hostIP: 203.0.113.1}", "n1", "[203.0.113.1, 192.168.1.1, fd00::1]"),
        ("{nodeName: n3}", "{hostIP: 192.168.1.1}", "n3", "[192.168.1.1]"),
        ("{}", "{hostIP: 192.168.1.9}", "", "[192.168.1.9]"),
        ("{}", "{}", "", "[]"),
    ] {
        let pod =
            format!("{{apiVersion: v1, kind: Pod, metadata: {{name: a}}, spec: {spec}, status: {status}}}\n");
        let analysis = text(&format!("{NODES}{pod}"));
        let pod = analysis.pod(0).unwrap();
        assert_eq!(
            (pod.node_name.as_str(), format!("{:?}", pod.host_addresses)),
            (name, addresses.to_owned()),
            "{spec} {status}"
        );
    }
}
