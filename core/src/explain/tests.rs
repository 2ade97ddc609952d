use expect_test::{Expect, expect};

use super::{Assumption, Contested, Explanation, Note, PortTrial};
use crate::protocol::Family;
use crate::testing::{index, probe, short, short_with, why};
use crate::{Analysis, Options};

const ASSUMED: Note = Note::Assumed(Assumption::PodCidr, Family::V4);
const BLOCK: Note = Note::Contested(Contested::BlocksAndPods);

#[track_caller]
fn explain(analysis: &Analysis, from: &str, to: &str, port: &str) -> Explanation {
    analysis.explain(index(analysis, from), index(analysis, to), probe(analysis, port)).unwrap()
}

const PODS: &str = "pod x/a pod=a\npod x/b pod=b\npod x/c pod=c\nns y team=red\npod y/b pod=b\npod y/d port=http:8080 port=dns:53/UDP\n";

/// Misses on the way into x/a, nearest first: policy, rule, nearest peer and port.
#[track_caller]
fn check_misses(policies: &str, from: &str, port: &str, expected: Expect) {
    let analysis = short(&format!("{PODS}{policies}"));
    let it = explain(&analysis, from, "x/a", port);
    let side = it.sides.unwrap().ingress;
    let mut res = String::new();
    for it in &side.misses {
        let policy = &analysis.model().policies.policies.at(it.rule.policy).id;
        let at = |list: bool, at: usize| if list { at.to_string() } else { "any".to_owned() };
        res += &format!(
            "{policy} {}: peer {}, port {}\n",
            it.rule.index,
            at(it.peers.is_some(), it.nearest_peer),
            at(it.ports.is_some(), it.nearest_port)
        );
    }
    expected.assert_eq(&res);
}

const B: &str = "{podSelector: {matchLabels: {pod: b}}}";
const C: &str = "{podSelector: {matchLabels: {pod: c}}}";

/// The example of X-09.
#[test]
fn a_wrong_port_is_nearer_than_a_wrong_label() {
    check_misses(
        &format!(
            "np x/a {{ingress: [{{from: [{B}], ports: [{{port: 80}}]}}]}}\nnp x/b {{ingress: [{{from: [{C}], ports: [{{port: 81}}]}}]}}"
        ),
        "x/c",
        "TCP 80",
        expect![[r#"
            x/b 0: peer 0, port 0
            x/a 0: peer 0, port 0
        "#]],
    );
}

#[test]
fn misses_are_ranked_by_how_much_would_have_to_change() {
    let other_namespace = "{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {}}";
    let other_both = "{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {pod: z}}}";
    let labels = "{namespaceSelector: {}, podSelector: {matchLabels: {pod: z}}}";
    let block = "{ipBlock: {cidr: 192.0.2.0/24}}";
    let ports = "ports: [{port: 80}]";
    let wrong = "ports: [{port: 81}]";
    check_misses(
        &format!(
            "np x/p {{ingress: [{{from: [{other_both}], {wrong}}}, {{from: [{labels}], {wrong}}}, {{from: [{other_both}], {ports}}}, {{from: [{block}], {ports}}}, {{from: [{other_namespace}], {ports}}}, {{from: [{labels}], {ports}}}, {{{wrong}}}]}}"
        ),
        "y/b",
        "TCP 80",
        expect![[r#"
            x/p 6: peer any, port 0
            x/p 5: peer 0, port 0
            x/p 3: peer 0, port 0
            x/p 4: peer 0, port 0
            x/p 1: peer 0, port 0
            x/p 2: peer 0, port 0
            x/p 0: peer 0, port 0
        "#]],
    );
}

#[test]
fn equally_near_misses_are_in_the_order_of_names_and_rules() {
    let rule = format!("{{from: [{B}]}}");
    check_misses(
        &format!(
            "np x/z {{ingress: [{rule}]}}\nnp x/m {{ingress: [{rule}, {rule}]}}\nnp x/aa {{ingress: [{rule}]}}"
        ),
        "x/c",
        "TCP 80",
        expect![[r#"
            x/aa 0: peer 0, port any
            x/m 0: peer 0, port any
            x/m 1: peer 0, port any
            x/z 0: peer 0, port any
        "#]],
    );
}

#[test]
fn the_nearest_peer_has_the_most_satisfied() {
    let blue = "namespaceSelector: {matchLabels: {team: blue}}";
    let red = "namespaceSelector: {matchLabels: {team: red}}";
    let pod = |pod: &str| format!("podSelector: {{matchLabels: {{pod: {pod}}}}}");
    let block = "{ipBlock: {cidr: 192.0.2.0/24}}".to_owned();
    for (peers, nearest, why) in [
        (vec![block.clone(), format!("{{{blue}, {}}}", pod("b"))], 1, "labels before a block"),
        (
            vec![format!("{{{blue}, {}}}", pod("b")), format!("{{{red}, {}}}", pod("z"))],
            1,
            "namespace before pod",
        ),
        (
            vec![format!("{{{blue}, {}}}", pod("z")), format!("{{{blue}, {}}}", pod("b"))],
            1,
            "one before none",
        ),
        (vec![format!("{{{}}}", pod("b")), format!("{{{blue}, {}}}", pod("b"))], 0, "the lower of equals"),
        (
            vec![
                "{namespaceSelector: {matchLabels: {team: blue, stage: prod}}}".to_owned(),
                "{namespaceSelector: {matchLabels: {team: red, stage: prod}}}".to_owned(),
            ],
            1,
            "the larger share",
        ),
    ] {
        let analysis = short(&format!("{PODS}np x/p {{ingress: [{{from: [{}]}}]}}", peers.join(", ")));
        let it = explain(&analysis, "y/b", "x/a", "TCP 80").sides.unwrap().ingress;
        assert_eq!(it.misses[0].nearest_peer, nearest, "{why}");
    }
}

#[test]
fn the_nearest_port_has_the_protocol_then_the_least_distance() {
    for (ports, to, asked, nearest, how, why) in [
        (
            "{port: 80, protocol: UDP}, {port: 9000}",
            "y/b",
            "TCP 80",
            1,
            PortTrial::Number(8920),
            "protocol first",
        ),
        (
            "{port: 8080}, {port: 82}, {port: 78}",
            "y/b",
            "TCP 80",
            1,
            PortTrial::Number(2),
            "the lower of equals",
        ),
        (
            "{port: 1000, endPort: 2000}, {port: 1, endPort: 70}",
            "y/b",
            "TCP 80",
            1,
            PortTrial::Number(10),
            "ranges",
        ),
        ("{port: nope}, {port: http}", "y/d", "TCP 80", 1, PortTrial::NameNumber(8080), "a known name"),
        (
            "{port: dns}, {port: nope}",
            "y/d",
            "TCP 80",
            1,
            PortTrial::NameUnknown,
            "a name of the other protocol",
        ),
        (
            "{port: dns}",
            "y/d",
            "TCP 53",
            0,
            PortTrial::NameProtocol(crate::protocol::Protocol::Udp),
            "dns is UDP",
        ),
        ("{port: dns, protocol: UDP}", "y/d", "TCP 53", 0, PortTrial::Protocol, "the flow is TCP"),
        ("{port: http}", "internet", "TCP 80", 0, PortTrial::NameWithoutPod, "no pod"),
        ("{protocol: UDP}", "y/b", "TCP 80", 0, PortTrial::Protocol, "another protocol"),
    ] {
        let analysis =
            short(&format!("{PODS}np x/p {{policyTypes: [Egress], egress: [{{ports: [{ports}]}}]}}"));
        let it = explain(&analysis, "x/a", to, asked).sides.unwrap().egress;
        let miss = &it.misses[0];
        assert_eq!(miss.nearest_port, nearest, "{why}");
        assert_eq!(miss.ports.as_ref().unwrap()[nearest], how, "{why}");
    }
}

/// §5.3 of the specification, word for word.
#[test]
fn the_worked_example() {
    let analysis = short(
        "ns x\nns y\npod x/a pod=a\npod y/c role=client\n\
        np x/allow-client {podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {role: client}}}], ports: [{port: 8080}]}]}\n\
        np x/deny {podSelector: {}, policyTypes: [Ingress]}",
    );
    expect![[r#"
        TCP 80 denied
        Leaving y/c
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/a
          ✕ Isolated by [x/allow-client], [x/deny]; the only rule does not match
            ✕ [x/allow-client] ingress rule 1 does not match
              ✕ namespace `y` has no label `team`, wanted `team=blue`
              ✓ pod has `role=client`
              ✕ `TCP 80` is not listed, only `TCP 8080`
            ✕ [x/deny] has no ingress rules, so by itself it allows nothing
        Only the ingress of `x/a` denies this; the egress of `y/c` already allows it.
    "#]]
    .assert_eq(&why(&analysis, "y/c", "x/a", "TCP 80"));
}

/// Codes of the notes on the way in, from y/b to x/a unless said otherwise.
#[track_caller]
fn check_notes(lines: &str, from: &str, port: &str, expected: &[Note]) {
    let analysis = short(lines);
    let sides = explain(&analysis, from, "x/a", port).sides.unwrap();
    assert_eq!(sides.egress.notes, [], "egress");
    assert_eq!(sides.ingress.notes, expected, "{lines}");
}

#[test]
fn assumptions_are_told_where_they_decide_and_only_there() {
    let block = |cidr: &str| format!("{{ipBlock: {{cidr: {cidr}}}}}");
    let (pods, part, whole) = (block("10.244.0.0/16"), block("10.244.3.0/24"), block("0.0.0.0/0"));
    let all = "{namespaceSelector: {}}";
    let blue = "{namespaceSelector: {matchLabels: {team: blue}}}";
    let named = "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}";
    let port = "ports: [{port: 443}]";
    let lines = |rules: &str| format!("ns x\npod x/a\npod y/b\nnp x/p {{ingress: [{rules}]}}");
    let from = |peers: &[&str]| format!("{{from: [{}]}}", peers.join(", "));
    for (rules, notes) in [
        (from(&[all]), vec![]),
        (from(&[&pods]), vec![ASSUMED, BLOCK]),
        (from(&[&whole]), vec![BLOCK]),
        (from(&[&part]), vec![Note::UnknownAddress(Some(Assumption::PodCidr))]),
        (from(&[&block("192.0.2.0/24")]), vec![ASSUMED]),
        // Something certain decides: the assumption does not.
        (from(&[all, &pods]), vec![]),
        (from(&[all, &part]), vec![]),
        (format!("{}, {}", from(&[all]), from(&[&pods])), vec![]),
        (format!("{}, {}", from(&[&part]), from(&[all])), vec![]),
        (format!("{}, {}", from(&[&part]), from(&[&pods])), vec![ASSUMED, BLOCK]),
        // The port is what is wrong; the address plays no part.
        (format!("{{from: [{}], {port}}}", block("192.0.2.0/24")), vec![]),
        (format!("{{from: [{part}], {port}}}"), vec![]),
        (from(&[blue]), vec![Note::ImplicitNamespace]),
        (from(&[named]), vec![]),
        (from(&[blue, all]), vec![]),
        (format!("{{from: [{blue}], {port}}}"), vec![]),
    ] {
        check_notes(&lines(&rules), "y/b", "TCP 80", &notes);
    }
}

#[test]
fn contested_and_unknown_things_are_told() {
    let label = "np x/p {ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod-template-hash: a}}}]}]}";
    for (lines, from, port, notes) in [
        (
            "pod x/a\npod y/b\nnp x/p {ingress: [{ports: [{port: 80, protocol: SCTP}]}]}",
            "y/b",
            "SCTP 80",
            vec![Note::SctpSupport],
        ),
        (
            "pod x/a\npod y/b\nnp x/p {ingress: [{ports: [{port: 80, protocol: SCTP}]}]}",
            "y/b",
            "SCTP 81",
            vec![],
        ),
        ("pod x/a\npod y/b\nnp x/p {ingress: [{}]}", "y/b", "SCTP 80", vec![]),
        (&format!("pod x/a\ndeployment y/b\n{label}"), "y/b", "TCP 80", vec![Note::ControllerLabel]),
        (
            "deployment x/a\npod y/b\nnp x/p {podSelector: {matchLabels: {pod-template-hash: a}}}",
            "y/b",
            "TCP 80",
            vec![Note::ControllerLabel],
        ),
        ("pod x/a node=n1\npod y/b\nnp x/p {}", "internet", "TCP 80", vec![]),
    ] {
        check_notes(lines, from, port, &notes);
    }
}

#[test]
fn where_blocks_are_set_not_to_match_pods_the_note_tells_the_other_reading() {
    let options = Options { ip_block_pods: crate::options::IpBlockPods::Never, ..Options::default() };
    let lines = "pod x/a\npod y/b ip=10.0.0.1\nnp x/p {ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}";
    let analysis = short_with(lines, &options);
    expect![[r#"
        TCP 80 denied
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/a
          ✕ Isolated by [x/p]; the only rule does not match
            ✕ [x/p] ingress rule 1 does not match
              ✕ `y/b at 10.0.0.1` is a pod, and blocks are set not to match pods
              ✓ `ports` is empty or missing: every port matches
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
        ipblock-vs-pod: Blocks are taken not to match pods. Network plugins disagree: where an ipBlock can match y/b, the answer may differ.
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/a", "TCP 80"));
}

#[test]
fn a_cell_without_a_question_has_no_sides() {
    let analysis = short("pod x/a\nnp x/p {}");
    for (from, to) in [("x/a", "x/a"), ("internet", "internet")] {
        let it = explain(&analysis, from, to, "any");
        assert!(it.sides.is_none() && it.pieces.is_empty(), "{from}");
    }
    expect![[r#"
        a pod always reaches itself, and policies are not asked
    "#]]
    .assert_eq(&why(&analysis, "x/a", "x/a", "any"));
    expect![[r#"
        both are outside the cluster: no policy decides
    "#]]
    .assert_eq(&why(&analysis, "internet", "internet", "TCP 80"));
}

#[test]
fn pieces_share_the_port_space_and_the_sample_says_something() {
    let analysis = short(
        "pod x/a\npod y/d port=9000 port=http:8080\nnp y/p {ingress: [{ports: [{port: 8000, endPort: 8100}, {port: 9000}]}, {ports: [{port: 53, protocol: UDP}]}]}",
    );
    let it = explain(&analysis, "x/a", "y/d", "any");
    let pieces: Vec<String> =
        it.pieces.iter().map(|it| format!("{:?} {} {:?}", it.allowed, it.ports, it.sample)).collect();
    expect![[r#"
        Yes TCP 8000-8100,9000 (Tcp, 9000)
        Yes UDP 53 (Udp, 53)
        No TCP 1-7999,8101-8999,9001-65535; UDP 1-52,54-65535; SCTP 1-65535 (Tcp, 80)"#]]
    .assert_eq(&pieces.join("\n"));
}

/// M-91: either policy may be the only one that selects, in any order of reading.
#[test]
fn of_policies_that_perhaps_select_only_what_each_allows_is_certain() {
    let policy = |name: &str, rules: &str| {
        format!(
            "np x/{name} {{podSelector: {{matchLabels: {{pod-template-hash: abc}}}}, ingress: [{rules}]}}\n"
        )
    };
    let (everything, some, none) =
        (policy("p", "{}"), policy("q", "{ports: [{port: 80}, {port: 81}]}"), policy("r", ""));
    for (policies, certain) in [
        (vec![&everything], "all"),
        (vec![&everything, &some], "TCP 80-81"),
        (vec![&some, &everything], "TCP 80-81"),
        (vec![&everything, &some, &none], ""),
        (vec![&none, &everything], ""),
    ] {
        let policies: String = policies.into_iter().map(String::as_str).collect();
        let analysis = short(&format!("deployment x/web\npod y/b\n{policies}"));
        let (from, to) = (index(&analysis, "y/b"), index(&analysis, "x/web"));
        let cell = analysis.model().reachability(from, to).unwrap();
        assert_eq!(cell.allowed.to_string(), certain, "{policies}");
        assert!(cell.possible.is_all(), "perhaps none of them selects");
    }
}
