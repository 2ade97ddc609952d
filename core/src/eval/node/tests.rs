use expect_test::{Expect, expect};

use crate::Options;
use crate::eval::Reason;
use crate::options::HostNetworkPods;
use crate::testing::{index, short_with, why};
use crate::tri::Tri;

/// Egress and ingress of each flow, all ports: verdict and reason.
#[track_caller]
fn check_with(options: &Options, lines: &str, flows: &[(&str, &str)], expected: Expect) {
    let analysis = short_with(lines, options);
    let mut res = String::new();
    for (from, to) in flows {
        let it = analysis.explain(index(&analysis, from), index(&analysis, to), crate::Probe::Any).unwrap();
        let piece = &it.pieces[it.chosen];
        let side = |allowed: Tri, reason: Reason| {
            let allowed = match allowed {
                Tri::Yes => "allowed",
                Tri::No => "denied",
                Tri::Unknown => "unknown",
            };
            format!("{allowed} {reason:?}")
        };
        res += &format!(
            "{from} => {to}: {} | {}\n",
            side(piece.by_direction.egress, piece.reasons.egress),
            side(piece.by_direction.ingress, piece.reasons.ingress)
        );
    }
    expected.assert_eq(&res);
}

fn externals(addresses: &[&str]) -> Options {
    Options { externals: addresses.iter().map(|it| it.parse().unwrap()).collect(), ..Options::default() }
}

const CLOSED: &str = "np x/deny {policyTypes: [Ingress, Egress]}\n";

#[test]
fn a_node_reaches_the_pods_it_runs_and_no_others() {
    check_with(
        &Options::default(),
        &format!(
            "{CLOSED}pod x/a node=n1 host=192.168.1.1\npod x/b node=n2 host=192.168.1.2\npod x/c\npod k/agent node=n1 host=192.168.1.1 hostnet"
        ),
        &[("k/agent", "x/a"), ("k/agent", "x/b"), ("k/agent", "x/c"), ("x/a", "k/agent")],
        expect![[r#"
            k/agent => x/a: allowed HostNetwork | allowed OwnNode
            k/agent => x/b: allowed HostNetwork | denied Isolated
            k/agent => x/c: allowed HostNetwork | unknown PerhapsOwnNode
            x/a => k/agent: denied Isolated | allowed HostNetwork
        "#]],
    );
}

#[test]
fn a_node_is_known_by_its_address_where_there_is_no_name() {
    check_with(
        &Options::default(),
        &format!(
            "{CLOSED}pod x/a host=192.168.1.1\npod x/b host=192.168.1.2\npod k/agent host=192.168.1.1 hostnet"
        ),
        &[("k/agent", "x/a"), ("k/agent", "x/b")],
        expect![[r#"
            k/agent => x/a: allowed HostNetwork | allowed OwnNode
            k/agent => x/b: allowed HostNetwork | denied Isolated
        "#]],
    );
}

#[test]
fn names_of_nodes_count_more_than_addresses() {
    check_with(
        &Options::default(),
        &format!(
            "{CLOSED}pod x/a node=n1 host=192.168.1.1\npod k/agent node=n2 host=192.168.1.1 hostnet\npod k/other node=n1 hostnet"
        ),
        &[("k/agent", "x/a"), ("k/other", "x/a")],
        expect![[r#"
            k/agent => x/a: allowed HostNetwork | denied Isolated
            k/other => x/a: allowed HostNetwork | allowed OwnNode
        "#]],
    );
}

#[test]
fn an_unknown_node_leaves_open_what_a_rule_does_not_allow_anyway() {
    check_with(
        &Options::default(),
        "np x/p {ingress: [{ports: [{port: 80}]}]}\npod x/a\npod k/agent hostnet\npod y/a",
        &[("k/agent", "x/a"), ("k/agent", "y/a")],
        expect![[r#"
            k/agent => x/a: allowed HostNetwork | allowed Rule(RuleRef { policy: PolicyId(0), direction: Ingress, index: 0 })
            k/agent => y/a: allowed HostNetwork | allowed NotIsolated
        "#]],
    );
    let analysis = short_with(
        "np x/p {ingress: [{ports: [{port: 80}]}]}\npod x/a\npod k/agent hostnet",
        &Options::default(),
    );
    let cell = analysis.model().reachability(index(&analysis, "k/agent"), index(&analysis, "x/a")).unwrap();
    assert_eq!(cell.allowed.to_string(), "TCP 80");
    assert!(cell.possible.is_all());
}

#[test]
fn a_host_address_that_was_added_is_the_node() {
    check_with(
        &externals(&["192.168.1.1", "192.168.1.2", "203.0.113.9"]),
        &format!("{CLOSED}pod x/a ip=10.0.0.1 host=192.168.1.1\npod x/b host=192.168.1.2\npod x/c"),
        &[
            ("ip:192.168.1.1", "x/a"),
            ("x/a", "ip:192.168.1.1"),
            ("ip:192.168.1.2", "x/a"),
            ("ip:203.0.113.9", "x/a"),
            ("ip:192.168.1.1", "x/c"),
            ("ip:203.0.113.9", "x/c"),
        ],
        expect![[r#"
            ip:192.168.1.1 => x/a: allowed NotApplicable | allowed OwnNode
            x/a => ip:192.168.1.1: denied Isolated | allowed NotApplicable
            ip:192.168.1.2 => x/a: allowed NotApplicable | denied Isolated
            ip:203.0.113.9 => x/a: allowed NotApplicable | denied Isolated
            ip:192.168.1.1 => x/c: allowed NotApplicable | unknown PerhapsOwnNode
            ip:203.0.113.9 => x/c: allowed NotApplicable | denied Isolated
        "#]],
    );
}

#[test]
fn the_exemptions_can_be_turned_off_and_on() {
    let lines = format!("{CLOSED}pod x/a ip=10.0.0.1 host=192.168.1.1");
    let flows = [("ip:192.168.1.1", "x/a"), ("x/a", "ip:192.168.1.1")];
    let options = externals(&["192.168.1.1"]);
    check_with(
        &Options { own_node_ingress_exempt: false, ..options.clone() },
        &lines,
        &flows,
        expect![[r#"
        ip:192.168.1.1 => x/a: allowed NotApplicable | denied Isolated
        x/a => ip:192.168.1.1: denied Isolated | allowed NotApplicable
    "#]],
    );
    check_with(
        &Options { own_node_egress_exempt: true, ..options },
        &lines,
        &flows,
        expect![[r#"
        ip:192.168.1.1 => x/a: allowed NotApplicable | allowed OwnNode
        x/a => ip:192.168.1.1: allowed OwnNode | allowed NotApplicable
    "#]],
    );
}

#[test]
fn host_network_pods_are_not_selected_and_no_selector_matches_them() {
    let lines = "np x/p {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {}}]}]}\npod x/a node=n1\npod x/h hostnet node=n2";
    let flows = [("x/h", "x/a"), ("x/a", "x/h")];
    check_with(
        &Options::default(),
        lines,
        &flows,
        expect![[r#"
        x/h => x/a: allowed HostNetwork | denied Isolated
        x/a => x/h: denied Isolated | allowed HostNetwork
    "#]],
    );
    let as_pod = Options { host_network_pods: HostNetworkPods::AsPod, ..Options::default() };
    check_with(
        &as_pod,
        lines,
        &flows,
        expect![[r#"
        x/h => x/a: denied Isolated | allowed Rule(RuleRef { policy: PolicyId(0), direction: Ingress, index: 0 })
        x/a => x/h: denied Isolated | allowed Rule(RuleRef { policy: PolicyId(0), direction: Ingress, index: 0 })
    "#]],
    );
}

#[test]
fn to_cluster_wide_policies_a_host_network_pod_is_a_node_under_every_option() {
    let as_pod = Options { host_network_pods: HostNetworkPods::AsPod, ..Options::default() };
    let analysis = short_with(
        "cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [\
           {action: Deny, to: [{nodes: {}}], protocols: [{tcp: {destinationPort: {number: 81}}}]}, \
           {action: Deny, to: [{namespaces: {}}], protocols: [{destinationNamedPort: web}]}]}\n\
         np x/q {podSelector: {}, ingress: [{ports: [{port: web}, {port: 81}]}]}\n\
         pod x/a node=n1 port=web:80/TCP\npod x/h hostnet node=n2 port=web:80/TCP",
        &as_pod,
    );
    let res = [("x/a", "x/h"), ("x/h", "x/a")].map(|(from, to)| {
        let ports = ["TCP 80", "TCP 81"].map(|it| why(&analysis, from, to, it));
        ports.map(|it| it.lines().next().unwrap_or_default().to_owned()).join("\n")
    });
    expect![[r#"
        TCP 80 allowed
        TCP 81 denied
        TCP 80 allowed
        TCP 81 allowed"#]]
    .assert_eq(&res.join("\n"));
}

#[test]
fn a_pod_always_reaches_itself_but_not_its_replicas() {
    let options = externals(&["10.0.0.1"]);
    let analysis = short_with(&format!("{CLOSED}pod x/a ip=10.0.0.1\ndeployment x/two replicas=2"), &options);
    let sign = |from, to| {
        let it = analysis.cell(index(&analysis, from), index(&analysis, to), crate::Probe::Any).unwrap();
        it.sign.as_str()
    };
    assert_eq!(sign("x/a", "x/a"), "self");
    assert_eq!(sign("x/two", "x/two"), "none");
}

#[test]
fn a_node_object_tells_which_addresses_are_a_pods_own_node() {
    check_with(
        &externals(&["192.168.1.1", "192.168.1.2", "192.168.1.3"]),
        &format!(
            "{CLOSED}node n1 ip=192.168.1.1 ip=192.168.1.3\nnode n2 ip=192.168.1.2\npod x/a node=n1\npod x/b\npod x/c node=other"
        ),
        &[
            ("node n1", "x/a"),
            ("node n1 (192.168.1.3)", "x/a"),
            ("node n2", "x/a"),
            ("node n1", "x/b"),
            ("node n1", "x/c"),
        ],
        expect![[r#"
            node n1 => x/a: allowed NotApplicable | allowed OwnNode
            node n1 (192.168.1.3) => x/a: allowed NotApplicable | allowed OwnNode
            node n2 => x/a: allowed NotApplicable | denied Isolated
            node n1 => x/b: allowed NotApplicable | unknown PerhapsOwnNode
            node n1 => x/c: allowed NotApplicable | denied Isolated
        "#]],
    );
}

#[test]
fn a_node_that_a_block_cuts_out_needs_no_row_of_its_own_to_be_one() {
    check_with(
        &Options::default(),
        &format!(
            "{CLOSED}np y/p {{ingress: [{{from: [{{ipBlock: {{cidr: 192.168.1.1/32}}}}]}}]}}\nnode n1 ip=192.168.1.1\npod x/a node=n1\npod x/b node=n2\npod y/c node=n2"
        ),
        &[("node n1", "x/a"), ("node n1", "x/b"), ("node n1", "y/c"), ("internet", "x/a")],
        expect![[r#"
            node n1 => x/a: allowed NotApplicable | allowed OwnNode
            node n1 => x/b: allowed NotApplicable | denied Isolated
            node n1 => y/c: allowed NotApplicable | allowed Rule(RuleRef { policy: PolicyId(1), direction: Ingress, index: 0 })
            internet => x/a: allowed NotApplicable | denied Isolated
        "#]],
    );
}

#[test]
fn host_network_pods_without_an_address_lie_in_the_node_cidr() {
    let lines = "np x/block {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 192.168.0.0/16}}]}]}\npod x/a node=n1\npod k/agent hostnet node=n2";
    let nodes = |it: &str| Options { node_cidrs: vec![it.parse().unwrap()], ..Options::default() };
    for (options, expected) in [
        (
            Options::default(),
            expect![[r#"
            k/agent => x/a: allowed HostNetwork | unknown Unknown(RuleRef { policy: PolicyId(0), direction: Ingress, index: 0 })
        "#]],
        ),
        (
            nodes("192.168.1.0/24"),
            expect![[r#"
            k/agent => x/a: allowed HostNetwork | allowed Rule(RuleRef { policy: PolicyId(0), direction: Ingress, index: 0 })
        "#]],
        ),
        (
            nodes("10.0.0.0/24"),
            expect![[r#"
            k/agent => x/a: allowed HostNetwork | denied Isolated
        "#]],
        ),
    ] {
        check_with(&options, lines, &[("k/agent", "x/a")], expected);
    }
}
