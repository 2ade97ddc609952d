//! The specification is right about the tiers: acceptance scenarios, and what the API's text gives as examples.

use std::net::IpAddr;

use super::{Answer, End, Flow, Spec, Truth};
use crate::case::WORLD;

/// The world of `x`, `y` and `z` with some policies, written short: see [`policies`].
fn world(short: &str) -> Spec {
    Spec::read(&format!("{WORLD}\n---\n{}", policies(short)))
}

/// One policy for each line: `cnp NAME {…}`, `anp NAME {…}`, `banp {…}`, `np NAMESPACE {…}`; and other documents.
fn policies(short: &str) -> String {
    let document = |line: &str| {
        let (kind, rest) = line.trim().split_once(' ').unwrap();
        let (name, spec) = rest.split_once(' ').unwrap_or((rest, ""));
        match kind {
            "cnp" => format!(
                "{{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {{name: {name}}}, spec: {spec}}}"
            ),
            "anp" => format!(
                "{{apiVersion: policy.networking.k8s.io/v1alpha1, kind: AdminNetworkPolicy, metadata: {{name: {name}}}, spec: {spec}}}"
            ),
            "banp" => format!(
                "{{apiVersion: policy.networking.k8s.io/v1alpha1, kind: BaselineAdminNetworkPolicy, metadata: {{name: {name}}}, spec: {spec}}}"
            ),
            "np" => format!(
                "{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: '{name}'}}, spec: {spec}}}"
            ),
            _ => line.trim().to_owned(),
        }
    };
    let lines = short.lines().filter(|it| !it.trim().is_empty());
    lines.map(document).collect::<Vec<_>>().join("\n---\n")
}

fn end<'c>(spec: &'c Spec, name: &'c str) -> End<'c> {
    match name.parse::<IpAddr>() {
        Ok(it) => End::Address(it),
        Err(_) if name.contains('/') => {
            End::Pod(spec.cluster.pods.iter().find(|it| it.id == name).unwrap_or_else(|| panic!("no {name}")))
        }
        Err(_) => End::Name(name),
    }
}

/// Flows in lines: `FROM TO [PROTOCOL] [PORT] ANSWER`, on TCP 80 unless they say otherwise; `.` allowed, `x`
/// denied, `?` unknown.
#[track_caller]
fn check(spec: &Spec, flows: &str) {
    let mut wrong = String::new();
    for line in flows.lines().filter(|it| !it.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let protocol =
            ["TCP", "UDP", "SCTP", "ICMP"].into_iter().find(|it| words.contains(it)).unwrap_or("TCP");
        let port = words.iter().find_map(|it| it.parse().ok()).unwrap_or(80);
        let flow = Flow { from: end(spec, words[0]), to: end(spec, words[1]), protocol, port };
        let found = match spec.answer(&flow) {
            Answer::Policies(Truth::Yes) | Answer::Itself => ".",
            Answer::Policies(Truth::No) => "x",
            Answer::Policies(Truth::Unknown) => "?",
            Answer::Unreachable => "/",
            other => panic!("{line}: {other:?}"),
        };
        if words.last() != Some(&found) {
            wrong += &format!("{line}: found {found}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A selector of the namespace `it`.
fn ns(it: &str) -> String {
    format!("{{matchLabels: {{kubernetes.io/metadata.name: '{it}'}}}}")
}

/// The rules of `T-33` with some action: `x` is the subject, `y` the peer.
fn from_y(action: &str) -> String {
    let (x, y) = (ns("x"), ns("y"));
    format!("subject: {{namespaces: {x}}}, ingress: [{{action: {action}, from: [{{namespaces: {y}}}]}}]")
}

#[test]
fn an_admin_deny_holds_in_its_direction_only() {
    let spec = world(&format!("cnp p {{tier: Admin, priority: 10, {}}}", from_y("Deny")));
    check(&spec, "y/a x/a x\n z/a x/a .\n x/a y/a .\n x/b x/a .");
}

#[test]
fn pass_leaves_the_decision_to_the_network_policies() {
    let pass = format!("cnp p {{tier: Admin, priority: 10, {}}}", from_y("Pass"));
    let admits =
        format!("np x {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {}}}]}}]}}", ns("y"));
    check(&world(&format!("{pass}\n{admits}")), "y/a x/a .\n z/a x/a x");
    let baseline = format!("cnp b {{tier: Baseline, priority: 10, {}}}", from_y("Deny"));
    check(&world(&format!("{pass}\n{baseline}")), "y/a x/a x\n z/a x/a .");
    // The team that owns the namespace admits another team: that is final, too.
    let other =
        format!("np x {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {}}}]}}]}}", ns("z"));
    check(&world(&format!("{pass}\n{baseline}\n{other}")), "y/a x/a x\n z/a x/a .");
    check(&world(&pass), "y/a x/a .");
}

#[test]
fn the_lower_number_comes_first() {
    let both = |pass: u32| {
        world(&format!(
            "cnp deny {{tier: Admin, priority: 50, {}}}\ncnp pass {{tier: Admin, priority: {pass}, {}}}\ncnp base {{tier: Baseline, priority: 0, {}}}",
            from_y("Deny"),
            from_y("Pass"),
            from_y("Accept")
        ))
    };
    check(&both(60), "y/a x/a x");
    check(&both(40), "y/a x/a .");
}

#[test]
fn a_baseline_zero_does_not_precede_an_admin_thousand() {
    let spec = world(&format!(
        "cnp a {{tier: Admin, priority: 1000, {}}}\ncnp b {{tier: Baseline, priority: 0, {}}}",
        from_y("Deny"),
        from_y("Accept")
    ));
    check(&spec, "y/a x/a x");
}

#[test]
fn admin_accept_goes_before_a_default_deny() {
    let rule = format!(
        "ingress: [{{action: Accept, from: [{{namespaces: {}}}], protocols: [{{tcp: {{destinationPort: {{number: 80}}}}}}]}}]",
        ns("y")
    );
    let spec = world(&format!(
        "cnp p {{tier: Admin, priority: 10, subject: {{namespaces: {}}}, {rule}}}\nnp x {{podSelector: {{}}}}",
        ns("x")
    ));
    check(&spec, "y/a x/a .\n y/a x/a 81 x\n y/a x/a UDP 80 x\n z/a x/a x");
}

#[test]
fn the_baseline_is_asked_where_no_network_policy_isolates() {
    let spec = world(
        "cnp b {tier: Baseline, priority: 10, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}
        np x {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]}",
    );
    check(&spec, "x/b x/a .\n y/b x/a x\n y/a z/a x\n 203.0.113.1 z/a .\n 203.0.113.1 x/a x");
}

#[test]
fn an_ingress_policy_does_not_shield_egress_from_the_baseline() {
    let spec = world(&format!(
        "cnp b {{tier: Baseline, priority: 10, subject: {{namespaces: {}}}, egress: [{{action: Deny, to: [{{namespaces: {{}}}}]}}]}}
        np x {{podSelector: {{}}, ingress: [{{}}]}}",
        ns("x")
    ));
    check(&spec, "x/a y/a x\n x/a x/b x\n y/a x/a .\n x/a 203.0.113.1 .");
}

#[test]
fn equal_priorities_leave_open_what_depends_on_their_order() {
    let two = |tier: &str, one: &str, two: &str, more: &str| {
        world(&format!(
            "cnp a {{tier: {tier}, priority: 5, {}}}\ncnp b {{tier: {tier}, priority: 5, {}}}\n{more}",
            from_y(one),
            from_y(two)
        ))
    };
    check(&two("Admin", "Accept", "Deny", ""), "y/a x/a ?\n z/a x/a .");
    check(&two("Baseline", "Accept", "Deny", ""), "y/a x/a ?\n z/a x/a .");
    check(&two("Admin", "Deny", "Deny", ""), "y/a x/a x");
    // Passed on or accepted comes to the same where nothing else denies.
    check(&two("Admin", "Accept", "Pass", ""), "y/a x/a .");
    check(&two("Admin", "Accept", "Pass", "np x {podSelector: {}}"), "y/a x/a ?\n z/a x/a x");
    // One that is stronger than both.
    let stronger = format!("cnp c {{tier: Admin, priority: 4, {}}}", from_y("Deny"));
    check(&two("Admin", "Accept", "Deny", &stronger), "y/a x/a x");
    // One that does not match takes no part.
    let other =
        format!("cnp c {{tier: Admin, priority: 5, {}}}", from_y("Deny").replace("name: 'y'", "name: 'z'"));
    check(
        &world(&format!("cnp a {{tier: Admin, priority: 5, {}}}\n{other}", from_y("Accept"))),
        "y/a x/a .\n z/a x/a x",
    );
}

#[test]
fn networks_match_pods_too() {
    let rule = "{action: Deny, to: [{networks: [0.0.0.0/0]}]}";
    let deny = |before: &str| {
        world(&format!(
            "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {}}}, egress: [{before}{rule}]}}",
            ns("x")
        ))
    };
    check(&deny(""), "x/a y/a x\n x/a 203.0.113.1 x\n x/a 2001:db8::1 .\n y/a x/a .");
    check(&deny("{action: Pass, to: [{namespaces: {}}]}, "), "x/a y/a .\n x/a 203.0.113.1 x");
}

#[test]
fn domain_names_match_names_and_what_they_are_known_to_stand_for() {
    let rules = "egress: [{action: Accept, to: [{domainNames: ['*.example.org', fixed.example.com.]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]";
    let mut spec =
        world(&format!("cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, {rules}}}"));
    let flows = "x/a a.example.org .\n x/a A.b.Example.ORG. .\n x/a example.org x\n x/a myexample.org x
        x/a fixed.example.com .\n x/a www.fixed.example.com x\n x/a y/a x";
    check(&spec, flows);
    check(&spec, "x/a 203.0.113.1 ?");
    spec.facts.dns = vec![("a.example.org".to_owned(), vec!["203.0.113.1".parse().unwrap()])];
    check(&spec, flows);
    check(&spec, "x/a 203.0.113.1 .\n x/a 203.0.113.2 ?");
}

#[test]
fn domain_names_are_for_accept_only() {
    let spec = world(
        "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{domainNames: [evil.example]}]}]}",
    );
    check(&spec, "x/a evil.example .\n x/a 203.0.113.1 .");
}

#[test]
fn named_ports_of_admin_policies_have_the_protocol_of_the_declaration() {
    let rules = "ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{namedPort: u80}]}]";
    let spec = world(&format!("anp p {{priority: 1, subject: {{namespaces: {{}}}}, {rules}}}"));
    check(&spec, "y/a x/a UDP 80 x\n y/a x/a .\n y/a x/a UDP 81 .\n y/a x/a SCTP 80 .");
    let rules =
        "ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{destinationNamedPort: s80}]}]";
    let spec =
        world(&format!("cnp p {{tier: Baseline, priority: 1, subject: {{namespaces: {{}}}}, {rules}}}"));
    check(&spec, "y/a x/a SCTP 80 x\n y/a x/a .");
}

#[test]
fn ports_of_both_generations() {
    let first = "ports: [{portNumber: {port: 80}}, {portRange: {protocol: UDP, start: 50, end: 60}}]";
    let second = "protocols: [{tcp: {destinationPort: {number: 80}}}, {udp: {destinationPort: {range: {start: 50, end: 60}}}}]";
    let flows = "y/a x/a x\n y/a x/a UDP 80 .\n y/a x/a UDP 50 x\n y/a x/a UDP 60 x\n y/a x/a UDP 61 .\n y/a x/a 55 .";
    let rule = |ports: &str| format!("ingress: [{{action: Deny, from: [{{namespaces: {{}}}}], {ports}}}]");
    check(&world(&format!("anp p {{priority: 1, subject: {{namespaces: {{}}}}, {}}}", rule(first))), flows);
    check(
        &world(&format!(
            "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, {}}}",
            rule(second)
        )),
        flows,
    );
}

#[test]
fn a_subject_of_pods_and_the_order_of_rules() {
    let spec = world(&format!(
        "anp p {{priority: 1, subject: {{pods: {{namespaceSelector: {}, podSelector: {{matchLabels: {{pod: a}}}}}}}},
          ingress: [{{action: Allow, from: [{{pods: {{namespaceSelector: {{}}, podSelector: {{matchLabels: {{pod: b}}}}}}}}]}},
                    {{action: Deny, from: [{{namespaces: {{}}}}]}}]}}",
        ns("x")
    ).replace('\n', " "));
    check(&spec, "y/b x/a .\n y/a x/a x\n y/a x/b .\n 203.0.113.1 x/a .");
    // v1alpha2: without a namespaceSelector, all namespaces.
    let spec = world(
        "cnp p {tier: Admin, priority: 1, subject: {pods: {podSelector: {matchLabels: {pod: a}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}",
    );
    check(&spec, "y/a x/a x\n x/a y/a x\n x/a y/b .");
}

#[test]
fn both_sides_count() {
    let spec = world(&format!(
        "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {}}}, egress: [{{action: Accept, to: [{{namespaces: {{}}}}]}}]}}
        np y {{podSelector: {{}}}}\nnp x {{podSelector: {{}}, policyTypes: [Egress]}}",
        ns("x")
    ));
    check(&spec, "x/a y/a x\n x/a z/a .\n x/a 203.0.113.1 x");
}

#[test]
fn both_generations_share_the_admin_tier_and_the_baseline_ends_with_v1alpha1() {
    let anp = |action| format!("anp p {{priority: 20, {}}}", from_y(action));
    let cnp = |tier, action| format!("cnp q {{tier: {tier}, priority: 10, {}}}", from_y(action));
    let banp = |name, action| format!("banp {name} {{{}}}", from_y(action));
    let deny_x = "np x {podSelector: {}}";
    check(&world(&format!("{}\n{}", anp("Deny"), cnp("Admin", "Accept"))), "y/a x/a .");
    check(&world(&format!("{}\n{}", banp("default", "Deny"), cnp("Baseline", "Accept"))), "y/a x/a .");
    check(&world(&format!("{}\n{}", banp("default", "Allow"), cnp("Baseline", "Deny"))), "y/a x/a x");
    check(&world(&banp("default", "Deny")), "y/a x/a x\n z/a x/a .");
    check(&world(&banp("extra", "Deny")), "y/a x/a .");
    check(&world(&format!("{}\n{deny_x}", banp("default", "Allow"))), "y/a x/a x");
    // Pass in the baseline leaves it, also for the policy of the other generation.
    check(&world(&format!("{}\n{}", banp("default", "Deny"), cnp("Baseline", "Pass"))), "y/a x/a .");
}

#[test]
fn what_cannot_be_understood_fails_closed() {
    let rules = |it: &str| {
        world(&format!("anp p {{priority: 1, subject: {{namespaces: {}}}, ingress: [{it}]}}", ns("x")))
    };
    let bad = "{namespaces: {matchExpressions: [{key: security, operator: notIn, values: [a]}]}}";
    let allow_then_deny = |peer: &str| {
        rules(&format!(
            "{{action: Allow, from: [{peer}]}}, {{action: Deny, from: [{{namespaces: {}}}]}}",
            ns("y")
        ))
    };
    check(&allow_then_deny("{}"), "y/a x/a x\n z/a x/a .");
    check(&allow_then_deny(bad), "y/a x/a x\n z/a x/a .");
    for action in ["Deny", "Pass"] {
        check(
            &rules(&format!("{{action: {action}, from: [{bad}]}}")),
            "y/a x/a x\n 203.0.113.1 x/a x\n x/a y/a .",
        );
        check(
            &rules(&format!(
                "{{action: {action}, from: [{{namespaces: {{}}}}], ports: [{{portNumber: {{protocol: ICMP, port: 1}}}}]}}"
            )),
            "y/a x/a x",
        );
    }
    let subject = "anp p {priority: 1, subject: {namespaces: {matchExpressions: [{key: a, operator: In}]}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}";
    check(&world(subject), "y/a x/a .");
}

#[test]
fn other_protocols_match_rules_without_ports() {
    let deny = |more: &str| {
        world(&format!(
            "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]{more}}}]}}",
            ns("x")
        ))
    };
    check(&deny(""), "y/a x/a ICMP x\n y/a z/a ICMP .");
    check(&deny(", protocols: [{tcp: {destinationPort: {number: 1}}}]"), "y/a x/a ICMP .");
    check(&world("np x {podSelector: {}, ingress: [{}]}"), "y/a x/a ICMP ?\n y/a z/a ICMP .");
}

/// `n1` has 192.168.1.5 and is a control plane; `x/h` is in the network of `n1`, `x/web` runs on it.
const NODES: &str = "
    {apiVersion: v1, kind: Node, metadata: {name: n1, labels: {role: cp}}, status: {addresses: [{type: InternalIP, address: 192.168.1.5}, {type: Hostname, address: n1}]}}
    {apiVersion: v1, kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 192.168.1.6}, {type: ExternalIP, address: 203.0.113.6}]}}";
const ON_NODES: &str = "
    {apiVersion: v1, kind: Pod, metadata: {name: h, namespace: x}, spec: {nodeName: n1, hostNetwork: true}}
    {apiVersion: v1, kind: Pod, metadata: {name: i, namespace: x}, spec: {nodeName: n2, hostNetwork: true}}
    {apiVersion: v1, kind: Pod, metadata: {name: web, namespace: x}, spec: {nodeName: n1}, status: {hostIP: 192.168.1.5, podIP: 10.0.9.9}}";

#[test]
fn nodes_are_their_addresses_and_not_the_pods_on_them() {
    let deny = |selector: &str| {
        format!(
            "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, egress: [{{action: Deny, to: [{{nodes: {selector}}}]}}]}}{ON_NODES}"
        )
    };
    let control = "{matchLabels: {role: cp}}";
    check(
        &world(&format!("{}{NODES}", deny(control))),
        "x/a 192.168.1.5 x\n x/a 192.168.1.6 .\n x/a x/h x\n x/a x/i .\n x/a x/web .\n x/a 198.51.100.1 .\n x/h 192.168.1.5 .",
    );
    check(
        &world(&format!("{}{NODES}", deny("{}"))),
        "x/a 192.168.1.5 x\n x/a 203.0.113.6 x\n x/a x/i x\n x/a x/web .\n x/a 198.51.100.1 .",
    );
    // Without Node objects.
    check(&world(&deny(control)), "x/a 192.168.1.5 ?\n x/a x/h ?\n x/a x/web .\n x/a 198.51.100.1 ?");
    check(&world(&deny("{}")), "x/a 192.168.1.5 x\n x/a x/h x\n x/a x/web .\n x/a 198.51.100.1 ?");
}

#[test]
fn a_pods_own_node_gets_in_before_all_tiers() {
    let deny = "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}], egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}";
    let isolate = "np x {podSelector: {}}";
    check(
        &world(&format!("{deny}\n{isolate}{NODES}{ON_NODES}")),
        "192.168.1.5 x/web .\n 192.168.1.6 x/web x\n 203.0.113.6 x/web x\n x/h x/web .\n x/i x/web x\n x/web x/web .
         x/web 192.168.1.5 x\n x/a x/h x",
    );
    // Not said to be isolated: no ingress peer of an admin policy is a node.
    check(&world(&format!("{deny}{NODES}{ON_NODES}")), "192.168.1.6 x/web .\n x/i x/web .\n y/a x/web x");
    // Host-network pods are never subjects and never selected peers.
    let only = "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{namespaces: {}}]}]}";
    check(&world(&format!("{only}{NODES}{ON_NODES}")), "x/h y/a .\n y/a x/h .\n y/a x/a x");
    let networks = "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [192.168.1.5/32]}]}]}";
    check(&world(&format!("{networks}{NODES}{ON_NODES}")), "y/a x/h x\n y/a x/i .");
}

#[test]
fn node_objects_tell_whose_address_an_address_is() {
    let pods = "
        {apiVersion: v1, kind: Pod, metadata: {name: named, namespace: x}, spec: {nodeName: n1}}
        {apiVersion: v1, kind: Pod, metadata: {name: nowhere, namespace: x}}
        {apiVersion: v1, kind: Pod, metadata: {name: shown, namespace: x}, status: {hostIP: 192.168.1.6}}";
    let spec = world(&format!("np x {{podSelector: {{}}}}{NODES}{pods}"));
    check(
        &spec,
        "192.168.1.5 x/named .\n 192.168.1.6 x/named x\n 203.0.113.6 x/shown .\n 192.168.1.5 x/nowhere ?\n 198.51.100.1 x/nowhere x",
    );
}

#[test]
fn unknown_matches_are_tried_both_ways() {
    // The stand-in's address and its hash are unknown.
    let pod = "\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: x}, spec: {template: {metadata: {labels: {app: web}}}}}";
    let egress = |rules: &str| {
        world(&format!(
            "cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, egress: [{rules}]}}{pod}"
        ))
    };
    let rule = |action: &str, to: &str| format!("{{action: {action}, to: [{{networks: [{to}]}}]}}");
    let part = "10.244.1.0/24";
    check(&egress(&rule("Deny", part)), "y/a x/web ?\n y/a x/a .");
    check(&egress(&rule("Accept", part)), "y/a x/web .");
    check(&egress(&format!("{}, {}", rule("Deny", part), rule("Deny", "0.0.0.0/0"))), "y/a x/web x");
    check(&egress(&format!("{}, {}", rule("Deny", part), rule("Accept", "0.0.0.0/0"))), "y/a x/web ?");
    // Unknown selection, of a policy that changes nothing and of one that does.
    let subject =
        "subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {pod-template-hash: abc}}}}";
    let ingress = |action: &str| {
        world(&format!(
            "anp p {{priority: 1, {subject}, ingress: [{{action: {action}, from: [{{namespaces: {{}}}}]}}]}}{pod}"
        ))
    };
    check(&ingress("Allow"), "y/a x/web .");
    check(&ingress("Deny"), "y/a x/web ?\n y/a x/a .\n 203.0.113.1 x/web .");
}
