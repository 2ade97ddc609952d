use super::connected;
use crate::Analysis;
use crate::testing::text;
use crate::tri::Tri;

const NODES: &str = "\
{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {role: cp}}, status: {addresses: [{type: Hostname, address: n1}, {type: ExternalIP, address: 203.0.113.1}, {type: InternalIP, address: 192.168.1.1}, {type: InternalIP, address: 'fd00::1'}]}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 192.168.1.2}]}}
---
";

/// Pods called `a`, `b`, … from their `spec` and `status`.
fn pods(all: &[(&str, &str)]) -> String {
    let pod = |(index, (spec, status)): (usize, &(&str, &str))| {
        let name = char::from(b'a' + index as u8);
        format!("{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {spec}, status: {status}}}\n")
    };
    all.iter().enumerate().map(pod).collect::<Vec<_>>().join("---\n")
}

fn nodes(analysis: &Analysis) -> Vec<(&str, String)> {
    let all = analysis.model().cluster.nodes.iter();
    all.map(|it| (it.name.as_deref().unwrap_or("?"), format!("{:?}", it.addresses))).collect()
}

/// The node of a pod, and its addresses as far as they are certain.
fn place(analysis: &Analysis, index: u32) -> (&str, String) {
    let pod = analysis.model().pod(index).unwrap();
    let name = match analysis.model().cluster.node_of(pod) {
        None => "",
        Some(it) => analysis.model().node_name(it).unwrap_or("?"),
    };
    (name, format!("{:?}", pod.host_addresses))
}

fn is_own_node(analysis: &Analysis, index: u32, address: &str) -> Tri {
    analysis.model().cluster.is_own_node(analysis.model().pod(index).unwrap(), address.parse().unwrap())
}

#[test]
fn internal_addresses_come_first_and_host_names_do_not_count() {
    let analysis = text(NODES);
    assert_eq!(
        nodes(&analysis),
        [("n1", "[192.168.1.1, fd00::1, 203.0.113.1]".to_owned()), ("n2", "[192.168.1.2]".to_owned())]
    );
    let object = analysis.model().cluster.nodes.iter().next().and_then(|it| it.object.as_ref()).unwrap();
    assert_eq!(object.labels.iter().count(), 1);
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
        ("{}", "{hostIP: 192.168.1.9}", "?", "[192.168.1.9]"),
        ("{hostNetwork: true}", "{podIP: 192.168.1.2}", "n2", "[192.168.1.2]"),
        ("{}", "{podIP: 192.168.1.2}", "", "[]"),
        ("{}", "{}", "", "[]"),
    ] {
        let analysis = text(&format!("{NODES}{}", pods(&[(spec, status)])));
        assert_eq!(place(&analysis, 0), (name, addresses.to_owned()), "{spec} {status}");
    }
}

#[test]
fn what_one_pod_shows_of_a_node_holds_for_all_of_its_pods() {
    let analysis = text(&pods(&[
        ("{nodeName: n1}", "{}"),
        ("{nodeName: n1}", "{hostIPs: [{ip: 192.168.0.1}, {ip: 'fd00::1'}]}"),
        ("{nodeName: n2, hostNetwork: true}", "{podIP: 192.168.0.2}"),
        // Its node is not named, but it is the one with this address.
        ("{}", "{hostIP: 'fd00::1', hostIPs: [{ip: 'fd00::1'}, {ip: 192.168.9.1}]}"),
        ("{}", "{hostIP: 192.168.0.3}"),
        ("{}", "{hostIPs: [{ip: 192.168.0.4}, {ip: 192.168.0.3}]}"),
        ("{}", "{hostIP: 192.168.0.4}"),
    ]));
    let found = |name: &'static str, addresses: &str| (name, addresses.to_owned());
    assert_eq!(
        nodes(&analysis),
        [
            found("n1", "[192.168.0.1, fd00::1, 192.168.9.1]"),
            found("n2", "[192.168.0.2]"),
            found("?", "[192.168.0.3, 192.168.0.4]"),
        ]
    );
    assert_eq!(place(&analysis, 0), found("n1", "[192.168.0.1, fd00::1, 192.168.9.1]"));
    assert_eq!(place(&analysis, 3), found("n1", "[fd00::1, 192.168.9.1, 192.168.0.1]"));
    let nameless: Vec<_> =
        (4..7).map(|it| analysis.model().cluster.node_of(analysis.model().pod(it).unwrap())).collect();
    assert!(nameless.iter().all(|it| it.is_some() && *it == nameless[0]), "{nameless:?}");
    assert_eq!(is_own_node(&analysis, 0, "192.168.9.1"), Tri::Yes);
    assert_eq!(is_own_node(&analysis, 0, "192.168.0.2"), Tri::No);
    assert_eq!(is_own_node(&analysis, 4, "192.168.0.1"), Tri::No);
}

#[test]
fn an_address_that_two_nodes_claim_is_certain_only_for_pods_that_show_it() {
    let analysis = text(&pods(&[
        ("{nodeName: n1}", "{hostIP: 192.168.0.1}"),
        ("{nodeName: n2}", "{hostIP: 192.168.0.1}"),
        ("{nodeName: n1}", "{}"),
        ("{nodeName: n3}", "{}"),
        ("{}", "{hostIP: 192.168.0.1}"),
        ("{}", "{}"),
    ]));
    let own: Vec<Tri> = (0..6).map(|it| is_own_node(&analysis, it, "192.168.0.1")).collect();
    assert_eq!(own, [Tri::Yes, Tri::Yes, Tri::Unknown, Tri::No, Tri::Yes, Tri::Unknown]);
    let address = "192.168.0.1".parse().unwrap();
    assert_eq!(analysis.model().cluster.node_at(address), None);
    assert_eq!(analysis.model().cluster.nodes_at(address).count(), 2);
    assert_eq!(analysis.model().cluster.node_addresses().count(), 1);
    let node = |it: u32| analysis.model().cluster.node_of(analysis.model().pod(it).unwrap()).unwrap();
    assert_eq!(analysis.model().cluster.same_node(node(4), node(0)), Tri::Unknown);
    assert_eq!(analysis.model().cluster.same_node(node(1), node(0)), Tri::No);
}

#[test]
fn lists_that_hang_together_are_one() {
    let ip = |it: u8| std::net::IpAddr::from([10, 0, 0, it]);
    let lists = [vec![ip(1)], vec![], vec![ip(2), ip(3)], vec![ip(4)], vec![ip(3), ip(1)], vec![ip(2)]];
    assert_eq!(connected(lists.into()), [vec![ip(1), ip(2), ip(3)], vec![ip(4)]]);
}
