use expect_test::{Expect, expect};

use crate::options::{IpBlockPods, Options};
use crate::testing::{index, short, short_with, why};

/// What is said about a rule on the way from the first to the second; `x/a` is at 10.0.0.1, `y/b` unknown.
#[track_caller]
fn check(rule: &str, from: &str, port: &str, expected: Expect) {
    let lines = format!(
        "ns x team=red\npod x/a app=a ip=10.0.0.1 port=http:8080 port=dns:53/UDP\npod x/c app=c tier=t ip=10.0.0.3\npod y/b app=b\npod y/h hostnet node=n2\nnp x/p {{podSelector: {{matchLabels: {{app: a}}}}, ingress: [{rule}]}}"
    );
    let analysis = short(&lines);
    let it = analysis
        .explanation(index(&analysis, from), index(&analysis, "x/a"), crate::testing::probe(&analysis, port))
        .unwrap();
    let mut res = String::new();
    for step in &it.sides[1].steps {
        for child in &step.children {
            res += &format!("{:?} {}\n", child.sign, crate::testing::words(&child.text));
        }
    }
    expected.assert_eq(&res);
}

#[test]
fn a_rule_without_lists_matches_everything() {
    check(
        "{}",
        "y/b",
        "80",
        expect![[r#"
        Yes `from` is empty or missing: every source matches
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
}

#[test]
fn pods_are_compared_by_namespace_and_labels() {
    check(
        "{from: [{podSelector: {}}]}",
        "x/c",
        "80",
        expect![[r#"
        Yes namespace `x` is the policy's own
        Yes every pod there matches
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        "{from: [{podSelector: {}}]}",
        "y/b",
        "80",
        expect![[r#"
        No namespace `y` is not the policy's own, `x`, and there is no `namespaceSelector`
        Yes every pod there matches
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        "{from: [{namespaceSelector: {}}]}",
        "y/b",
        "80",
        expect![[r#"
        Yes every namespace matches
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        "{from: [{namespaceSelector: {matchLabels: {team: red}}, podSelector: {}}]}",
        "x/c",
        "80",
        expect![[r#"
            Yes namespace `x` has `team=red`
            Yes every pod there matches
            Yes `ports` is empty or missing: every port matches
        "#]],
    );
    check(
        "{from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {}}]}",
        "x/c",
        "80",
        expect![[r#"
            No namespace `x` has `team=red`, wanted `team=blue`
            Yes every pod there matches
            Yes `ports` is empty or missing: every port matches
        "#]],
    );
}

#[test]
fn every_operator_has_its_words() {
    let rule =
        |expressions: &str| format!("{{from: [{{podSelector: {{matchExpressions: [{expressions}]}}}}]}}");
    check(
        &rule(
            "{key: app, operator: In, values: [c, d]}, {key: app, operator: NotIn, values: [a, b]}, {key: tier, operator: Exists}, {key: gone, operator: DoesNotExist}",
        ),
        "x/c",
        "80",
        expect![[r#"
            Yes namespace `x` is the policy's own
            Yes pod has `app=c`: `app in (c, d)`
            Yes pod has `app=c`: `app not in (a, b)`
            Yes pod has `tier=t`: `tier present`
            Yes pod has no label `gone`: `gone absent`
            Yes `ports` is empty or missing: every port matches
        "#]],
    );
    check(
        &rule(
            "{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [c, d]}, {key: gone, operator: Exists}, {key: tier, operator: DoesNotExist}",
        ),
        "x/c",
        "80",
        expect![[r#"
            Yes namespace `x` is the policy's own
            No pod has `app=c`, wanted `app in (a, b)`
            No pod has `app=c`, wanted `app not in (c, d)`
            No pod has no label `gone`, wanted `gone present`
            No pod has `tier=t`, wanted `tier absent`
            Yes `ports` is empty or missing: every port matches
        "#]],
    );
}

#[test]
fn the_nearest_of_several_peers_is_shown() {
    check(
        "{from: [{ipBlock: {cidr: 192.0.2.0/24}}, {podSelector: {matchLabels: {app: z}}}]}",
        "x/c",
        "80",
        expect![[r#"
            No none of its 2 peers matches; the nearest is peer 2:
            Yes namespace `x` is the policy's own
            No pod has `app=c`, wanted `app=z`
            Yes `ports` is empty or missing: every port matches
        "#]],
    );
}

#[test]
fn selectors_do_not_match_what_is_no_pod() {
    check(
        "{from: [{podSelector: {}}]}",
        "y/h",
        "80",
        expect![[r#"
        No `y/h` uses its node's network, and selectors match only pods with addresses of their own
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        "{from: [{namespaceSelector: {}}]}",
        "internet",
        "80",
        expect![[r#"
        No `internet` is outside the cluster, and selectors match only pods
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
}

#[test]
fn blocks_are_compared_with_addresses() {
    let block = |block: &str| format!("{{from: [{{ipBlock: {{{block}}}}}]}}");
    check(
        &block("cidr: 10.0.0.0/24"),
        "x/c",
        "80",
        expect![[r#"
        Yes `x/c at 10.0.0.3` lies in `10.0.0.0/24`
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 192.0.2.0/24"),
        "x/c",
        "80",
        expect![[r#"
        No `x/c at 10.0.0.3` is outside `192.0.2.0/24`
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 10.0.0.0/24, except: [10.0.0.2/31]"),
        "x/c",
        "80",
        expect![[r#"
        No `x/c at 10.0.0.3` lies in `10.0.0.0/24`, but also in `except` `10.0.0.2/31`
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 'fd00::/8'"),
        "x/c",
        "80",
        expect![[r#"
        No `fd00::/8` is of the other address family than this flow
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 192.0.2.0/24"),
        "192.0.2.0/24",
        "80",
        expect![[r#"
        Yes `192.0.2.0/24` lies in `192.0.2.0/24`
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 192.0.2.0/24"),
        "internet",
        "80",
        expect![[r#"
        No `internet` is outside `192.0.2.0/24`
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
}

#[test]
fn blocks_and_unknown_addresses_rest_on_what_is_assumed() {
    let block = |block: &str| format!("{{from: [{{ipBlock: {{{block}}}}}]}}");
    check(
        &block("cidr: 0.0.0.0/0"),
        "y/b",
        "80",
        expect![[r#"
        Yes `0.0.0.0/0` holds every address of its family
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 10.0.0.0/8"),
        "y/b",
        "80",
        expect![[r#"
        Yes `10.0.0.0/8` holds the assumed pod CIDR, and so y/b
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 10.244.3.0/24"),
        "y/b",
        "80",
        expect![[r#"
        Unknown `10.244.3.0/24` may hold y/b, whose address is not in the input
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 192.0.2.0/24"),
        "y/b",
        "80",
        expect![[r#"
        No `192.0.2.0/24` does not hold the assumed pod CIDR, so it does not hold y/b
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
    check(
        &block("cidr: 0.0.0.0/0, except: [10.0.0.0/8]"),
        "y/b",
        "80",
        expect![[r#"
        No `0.0.0.0/0` holds the assumed pod CIDR, and so y/b, but excepts it again
        Yes `ports` is empty or missing: every port matches
    "#]],
    );
}

#[test]
fn ports_are_compared_by_protocol_number_and_name() {
    let ports = |ports: &str| format!("{{ports: [{ports}]}}");
    for (entries, port, expected) in [
        (
            "{port: 80}",
            "80",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            Yes `TCP 80` is listed
        "#]],
        ),
        (
            "{port: 80}, {port: 443}",
            "443",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            Yes `TCP 443` is listed
        "#]],
        ),
        (
            "{port: 80, endPort: 90}",
            "85",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            Yes `TCP 85` is in `TCP 80–90`
        "#]],
        ),
        (
            "{protocol: UDP}",
            "UDP 5",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            Yes every `UDP` port is listed
        "#]],
        ),
        (
            "{port: 80}, {port: 90, endPort: 99}",
            "85",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            No `TCP 85` is not listed, only `TCP 80, TCP 90–99`
        "#]],
        ),
        (
            "{port: 80, protocol: UDP}",
            "80",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            No `TCP 80` is not listed, only `UDP 80`
        "#]],
        ),
        (
            "{port: http}",
            "8080",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            Yes `http (TCP)` is `TCP 8080` on this destination
        "#]],
        ),
        (
            "{port: http}",
            "80",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            No `http` is `TCP 8080` on this destination, not `TCP 80`
        "#]],
        ),
        (
            "{port: grpc}",
            "80",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            No the destination declares no container port named `grpc`
        "#]],
        ),
        (
            "{port: dns}",
            "53",
            expect![[r#"
            Yes `from` is empty or missing: every source matches
            No the destination declares `dns` for UDP, wanted TCP
        "#]],
        ),
    ] {
        check(&ports(entries), "y/b", port, expected);
    }
}

#[test]
fn without_a_port_the_evidence_speaks_of_the_rule() {
    check(
        "{ports: [{port: 80}, {port: 443}]}",
        "y/b",
        "any",
        expect![[r#"
        Yes `from` is empty or missing: every source matches
        Yes `TCP 80` is listed
    "#]],
    );
    check(
        "{from: [{podSelector: {}}], ports: [{port: 80}, {port: http}]}",
        "y/b",
        "any",
        expect![[r#"
        No namespace `y` is not the policy's own, `x`, and there is no `namespaceSelector`
        Yes every pod there matches
        Yes `http (TCP)` is `TCP 8080` on this destination
    "#]],
    );
}

#[test]
fn both_ends_denying_is_told() {
    let analysis = short("pod x/a\npod x/b\nnp x/p {policyTypes: [Ingress, Egress]}");
    expect![[r#"
        TCP 80 denied
        Leaving x/a
          ✕ Isolated by [x/p]; no egress rule at all
            ✕ [x/p] has no egress rules, so by itself it allows nothing
        Entering x/b
          ✕ Isolated by [x/p]; no ingress rule at all
            ✕ [x/p] has no ingress rules, so by itself it allows nothing
        Both ends deny this: one repair is not enough.
    "#]]
    .assert_eq(&why(&analysis, "x/a", "x/b", "80"));
}

#[test]
fn policies_that_perhaps_select_are_told_apart() {
    let selector = "podSelector: {matchLabels: {pod-template-hash: abc}}";
    let analysis = short(&format!(
        "deployment x/web\npod y/b\nnp x/p {{{selector}, ingress: [{{ports: [{{port: 80}}]}}]}}\nnp x/q {{{selector}, ingress: [{{}}]}}"
    ));
    expect![[r#"
        TCP 80 allowed
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/web
          ✓ Allowed whether or not it is isolated. Perhaps isolated by [x/p], [x/q]
            ? whether [x/p] selects it is not in the input
              ? pod gets `pod-template-hash` from its controller, with a value that is not in the input, wanted `pod-template-hash=abc`
            ? whether [x/q] selects it is not in the input
              ? pod gets `pod-template-hash` from its controller, with a value that is not in the input, wanted `pod-template-hash=abc`
            ? [x/p] ingress rule 1 may allow it
              ✓ `from` is empty or missing: every source matches
              ✓ `TCP 80` is listed
            ? [x/q] ingress rule 1 may allow it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
        controller-label: A controller sets the label's value when it makes the pods; it is not in the input.
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/web", "80"));
    expect![[r#"
        TCP 81 not decidable from the input
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/web
          ? Perhaps isolated by [x/p], [x/q]
            ? whether [x/p] selects it is not in the input
              ? pod gets `pod-template-hash` from its controller, with a value that is not in the input, wanted `pod-template-hash=abc`
            ? whether [x/q] selects it is not in the input
              ? pod gets `pod-template-hash` from its controller, with a value that is not in the input, wanted `pod-template-hash=abc`
            ? [x/q] ingress rule 1 may allow it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
            ✕ [x/p] ingress rule 1 does not match
              ✓ `from` is empty or missing: every source matches
              ✕ `TCP 81` is not listed, only `TCP 80`
        controller-label: A controller sets the label's value when it makes the pods; it is not in the input.
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/web", "81"));
}

#[test]
fn further_rules_that_match_are_listed_up_to_a_point() {
    let rules = ["{}"; 6].join(", ");
    let analysis = short(&format!("pod x/a\npod y/b\nnp x/p {{ingress: [{rules}]}}"));
    expect![[r#"
        TCP 80 allowed
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/a
          ✓ Isolated by [x/p]
            ✓ [x/p] ingress rule 1 allows it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
            ✓ [x/p] ingress rule 2 also allows it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
            ✓ [x/p] ingress rule 3 also allows it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
            ✓ [x/p] ingress rule 4 also allows it
              ✓ `from` is empty or missing: every source matches
              ✓ `ports` is empty or missing: every port matches
            and 2 more
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/a", "80"));
}

#[test]
fn the_best_three_misses_are_shown() {
    let rules = ["{ports: [{port: 80}]}"; 5].join(", ");
    let analysis = short(&format!("pod x/a\npod y/b\nnp x/p {{ingress: [{rules}]}}"));
    expect![[r#"
        TCP 81 denied
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/a
          ✕ Isolated by [x/p]; none of its 5 rules matches
            ✕ [x/p] ingress rule 1 does not match
              ✓ `from` is empty or missing: every source matches
              ✕ `TCP 81` is not listed, only `TCP 80`
            ✕ [x/p] ingress rule 2 does not match
              ✓ `from` is empty or missing: every source matches
              ✕ `TCP 81` is not listed, only `TCP 80`
            ✕ [x/p] ingress rule 3 does not match
              ✓ `from` is empty or missing: every source matches
              ✕ `TCP 81` is not listed, only `TCP 80`
            and 2 more
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/a", "81"));
}

#[test]
fn nodes_and_what_is_outside_are_exempt_or_not_asked() {
    let analysis = short("pod x/a node=n1\npod k/h node=n1 hostnet\nnp x/p {policyTypes: [Ingress, Egress]}");
    expect![[r#"
        TCP 80 allowed
        Leaving k/h
          ✓ Shares its node's network: policies do not select it, so this end does not decide.
        Entering x/a
          ✓ The other end is the node that the pod runs on: always allowed.
        host-network: Policies for host-network pods are undefined. This answer takes them for their node, as most network plugins do; a plugin that takes them for pods may answer differently.
        own-node: Traffic from the node that runs x/a is always allowed: the kubelet's probes need it.
    "#]].assert_eq(&why(&analysis, "k/h", "x/a", "80"));
    expect![[r#"
        TCP 80 denied
        Leaving internet
          ✓ Outside the cluster: no policy applies at this end, so it does not decide.
        Entering x/a
          ✕ Isolated by [x/p]; no ingress rule at all
            ✕ [x/p] has no ingress rules, so by itself it allows nothing
    "#]]
    .assert_eq(&why(&analysis, "internet", "x/a", "80"));
}

#[test]
fn a_block_that_is_set_not_to_match_pods_says_so_for_stand_ins_too() {
    let options = Options { ip_block_pods: IpBlockPods::Never, ..Options::default() };
    let lines = "pod x/a\ndeployment y/b\nnp x/p {ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}";
    let analysis = short_with(lines, &options);
    expect![[r#"
        TCP 80 denied
        Leaving y/b
          ✓ No policy isolates it for egress: everything is allowed.
        Entering x/a
          ✕ Isolated by [x/p]; the only rule does not match
            ✕ [x/p] ingress rule 1 does not match
              ✕ `y/b` is a pod, and blocks are set not to match pods
              ✓ `ports` is empty or missing: every port matches
        Only the ingress of `x/a` denies this; the egress of `y/b` already allows it.
        ipblock-vs-pod: Blocks are taken not to match pods. Network plugins disagree: where an ipBlock can match y/b, the answer may differ.
    "#]]
    .assert_eq(&why(&analysis, "y/b", "x/a", "80"));
}

#[test]
fn a_port_of_the_node_is_another_way_in() {
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: a, namespace: x}
spec: {containers: [{name: c, ports: [{containerPort: 80, hostPort: 8080}, {containerPort: 81}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: x}
spec: {podSelector: {}, policyTypes: [Ingress]}
";
    let note = |options: &Options, port: u16| {
        let analysis = crate::analyze(&[crate::SourceFile::new("a.yaml", text)], options);
        let at = |it| analysis.endpoint_index(it).unwrap();
        let probe = crate::Probe::Port(crate::protocol::Protocol::Tcp, port);
        let (from, to) = (at("ip:0.0.0.0-255.255.255.255"), at("x/a"));
        let why = analysis.explanation(from, to, probe).unwrap();
        assert_eq!([why.from_title.as_str(), &why.to_title], ["internet", "x/a"], "ranges have a name");
        assert!(analysis.cell(from, to, probe).unwrap().label.starts_with("internet to x/a: "));
        why.notes.iter().map(|it| format!("{}: {}", it.code, it.text)).collect::<Vec<_>>()
    };
    assert_eq!(
        note(&Options::default(), 80),
        [
            "host-port: Port 8080 of its node leads to x/a too: a client that connects there may be seen with the node's own address, which is always allowed."
        ]
    );
    assert_eq!(note(&Options::default(), 81), [] as [&str; 0]);
    let options = Options { own_node_ingress_exempt: false, ..Options::default() };
    assert_eq!(note(&options, 80), [] as [&str; 0], "the node's address is let in no more than others");
}

#[test]
fn of_thousands_of_policies_some_are_told_and_the_others_counted() {
    let pods = "ns x\nns y\npod x/a app=a ip=10.0.0.1\npod y/b app=b ip=10.0.0.2\n";
    let lines: String =
        (0..3_000).map(|n| format!("np x/p{n} {{podSelector: {{}}, policyTypes: [Ingress]}}\n")).collect();
    let analysis = short(&format!("{pods}{lines}"));
    let (from, to) = (index(&analysis, "y/b"), index(&analysis, "x/a"));
    let it = analysis.explanation(from, to, crate::probe::Probe::Any).unwrap();
    let side = &it.sides[1];
    let summary = crate::testing::words(&side.summary);
    assert!(summary.ends_with(", [x/p19] and 2980 more; no ingress rule at all"), "{summary}");
    assert_eq!(side.steps.len(), 21);
    assert_eq!(crate::testing::words(&side.steps[20].text), "the same holds for 2980 more policies");
    assert_eq!(it.marks.len(), 400, "a selector and the types of each");
    // Whatever is in the files, what is said of a pair is short.
    assert!(format!("{it:?}").len() < 200_000);
}
