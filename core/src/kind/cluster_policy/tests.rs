use super::testing::*;
use super::*;
use crate::kind::Operator;

#[test]
fn the_kind_decides_tier_and_priority() {
    let one = "ingress: [{action: Deny, from: [{namespaces: {}}]}]";
    for (text, tier, priority) in [
        (policy(ADMIN, one), Tier::Admin, 10),
        (policy(BASELINE, one), Tier::Baseline, ClusterPolicy::LAST),
        (policy(CLUSTER, one), Tier::Admin, 10),
        (policy(CLUSTER, one).replace("tier: Admin", "tier: Baseline"), Tier::Baseline, 10),
        (policy(ADMIN, one).replace("priority: 10", "priority: 0"), Tier::Admin, 0),
        (policy(ADMIN, one).replace("priority: 10", "priority: 1000.0"), Tier::Admin, 1000),
    ] {
        let it = accepted(&text);
        assert_eq!((it.tier, it.priority, it.meta.namespace.as_str()), (tier, priority, ""), "{text}");
    }
}

#[test]
fn the_two_generations_write_one_thing_in_two_ways() {
    let peers = "[{namespaces: {matchLabels: {a: b}}}, {pods: {namespaceSelector: {}, podSelector: {matchExpressions: [{key: k, operator: Exists}]}}}]";
    let old = accepted(&policy(
        ADMIN,
        &format!(
            "ingress: [{{name: r, action: Allow, from: {peers}, ports: [{{portNumber: {{protocol: UDP, port: 53}}}}, {{portNumber: {{port: 80}}}}, {{portRange: {{start: 1, end: 9}}}}]}}, {{action: Pass, from: [{{namespaces: {{}}}}]}}]"
        ),
    ));
    let new = accepted(&policy(
        CLUSTER,
        &format!(
            "ingress: [{{name: r, action: Accept, from: {peers}, protocols: [{{udp: {{destinationPort: {{number: 53}}}}}}, {{tcp: {{destinationPort: {{number: 80}}}}}}, {{tcp: {{destinationPort: {{range: {{start: 1, end: 9}}}}}}}}]}}, {{action: Pass, from: [{{namespaces: {{}}}}]}}]"
        ),
    ));
    let shown = |it: &ClusterPolicy| {
        let ports = it.ingress[0].ports.as_deref().unwrap().iter();
        let ports: Vec<_> = ports.map(|it| (it.protocol.unwrap().as_str(), it.port.clone())).collect();
        let keys = |it: &LabelSelector| it.requirements.iter().map(|it| it.key.clone()).collect::<Vec<_>>();
        let peer = |it: &ClusterPeer| {
            let ClusterPeerKind::Pods(it) = &it.kind else { panic!("{it:?}") };
            let NamespaceMatch::Labels(namespaces) = &it.namespaces else { panic!("{it:?}") };
            (keys(namespaces), it.pods.as_ref().map(keys))
        };
        let peers: Vec<_> = it.ingress[0].peers.iter().map(peer).collect();
        (it.ingress.iter().map(|it| (it.name.clone(), it.action)).collect::<Vec<_>>(), ports, peers)
    };
    let (actions, ports, peers) = shown(&old);
    assert_eq!(shown(&new), (actions.clone(), ports.clone(), peers.clone()));
    assert_eq!(actions, [("r".to_owned(), Action::Accept), (String::new(), Action::Pass)]);
    let range = PortMatch::Range;
    assert_eq!(ports, [("UDP", range(53, 53)), ("TCP", range(80, 80)), ("TCP", range(1, 9))]);
    assert_eq!(peers, [(vec!["a".to_owned()], None), (vec![], Some(vec!["k".to_owned()]))]);
    assert!(old.ingress[1].ports.is_none(), "no ports: any traffic");
}

#[test]
fn spans_hold_the_key_of_what_they_show() {
    let text = policy(
        CLUSTER,
        "egress: [{action: Accept, to: [{pods: {podSelector: {}}}, {networks: [10.0.0.0/8]}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]",
    );
    let it = accepted(&text);
    let at = |span: Span| text.get(span.start as usize..span.end as usize).unwrap();
    let rule = &it.egress[0];
    assert_eq!(at(it.subject.span), "namespaces: {}");
    assert_eq!(at(rule.ports.as_ref().unwrap()[0].span), "{tcp: {destinationPort: {number: 80}}}");
    let ClusterPeerKind::Pods(pods) = &rule.peers[0].kind else { panic!() };
    assert_eq!(
        (at(pods.span), at(pods.pods.as_ref().unwrap().span)),
        ("pods: {podSelector: {}}", "podSelector: {}")
    );
    let NamespaceMatch::Labels(all) = &pods.namespaces else { panic!() };
    assert_eq!(
        (at(all.span), all.requirements.len()),
        ("pods: {podSelector: {}}", 0),
        "absent: all namespaces"
    );
    assert_eq!(at(rule.peers[1].span), "{networks: [10.0.0.0/8]}");
}

#[test]
fn egress_peers_can_be_nodes_networks_and_names() {
    let experimental = ["info experimental-channel"];
    for kind in ALL {
        let it =
            accepted_with(&rule(kind, "egress", "{nodes: {matchLabels: {role: cp}}}", ""), &experimental);
        let ClusterPeerKind::Nodes(nodes) = &it.egress[0].peers[0].kind else { panic!() };
        assert_eq!(nodes.requirements[0].operator, Operator::Equals);
        let it = accepted(&rule(kind, "egress", "{networks: [10.1.2.3/8, '2001:DB8::/32']}", ""));
        let ClusterPeerKind::Networks(nets) = &it.egress[0].peers[0].kind else { panic!() };
        let nets: Vec<_> = nets.iter().map(|it| it.value.to_string()).collect();
        assert_eq!(nets, ["10.0.0.0/8", "2001:db8::/32"], "host bits are cleared");
    }
    for kind in [ADMIN, CLUSTER] {
        let text = rule(kind, "egress", "{domainNames: ['*.Example.ORG.', a.b]}", "");
        let it = accepted_with(&text, &experimental);
        let ClusterPeerKind::DomainNames(names) = &it.egress[0].peers[0].kind else { panic!() };
        let names: Vec<_> = names.iter().map(|it| it.value.as_str()).collect();
        assert_eq!(names, ["*.example.org", "a.b"]);
        assert_eq!(it.egress[0].usable, Usable::Yes);
    }
}

#[test]
fn names_of_ports_have_no_protocol() {
    let old = accepted_with(
        &rule(ADMIN, "ingress", "{namespaces: {}}", "[{namedPort: web}]"),
        &["info experimental-channel"],
    );
    let new = accepted(&rule(CLUSTER, "ingress", "{namespaces: {}}", "[{destinationNamedPort: web}]"));
    for it in [old, new] {
        let port = &it.ingress[0].ports.as_ref().unwrap()[0];
        assert_eq!((port.protocol, &port.port), (None, &PortMatch::Named("web".to_owned())));
    }
    for name in ["''", "'80'", "Web", "a-name-that-is-too-long"] {
        let text =
            rule(CLUSTER, "ingress", "{namespaces: {}}", &format!("[{{destinationNamedPort: {name}}}]"));
        let it = accepted_with(&text, &["warning impossible-port-name"]);
        assert_eq!(it.ingress[0].ports, Some(Vec::new()), "{name}: the entry matches nothing");
    }
}
