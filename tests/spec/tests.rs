//! The specification is right about the examples that everybody agrees on.

use super::{Answer, End, Flow, Spec, Truth};

/// Pods `a` and `b` in `shop`, `c` in `other`; `a` is what the policy of each test selects.
const PODS: &str = "
{apiVersion: v1, kind: Namespace, metadata: {name: other, labels: {team: blue}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: a}}, status: {podIP: 10.0.0.1},
 spec: {containers: [{ports: [{name: web, containerPort: 8080}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: shop, labels: {app: b}}, status: {podIP: 10.0.0.2}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: other, labels: {app: b}}}
---
";

/// Who reaches `shop/a` on TCP 8080, as `b c outside`, and what `shop/a` reaches, likewise.
#[track_caller]
fn check(policy: &str, expected: &str) {
    let meta = "apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}";
    let selected = policy.replacen('{', "{podSelector: {matchLabels: {app: a}}, ", 1);
    let spec = Spec::read(&format!("{PODS}{{{meta}, spec: {selected}}}"));
    let pod = |id: &str| End::Pod(spec.cluster.pods.iter().find(|it| it.id == id).unwrap());
    let (a, others) = (pod("shop/a"), [pod("shop/b"), pod("other/c"), End::Address([192, 0, 2, 1].into())]);
    let sign = |from, to| match spec.answer(&Flow { from, to, protocol: "TCP", port: 8080 }) {
        Answer::Policies(Truth::Yes) => '.',
        Answer::Policies(Truth::Unknown) => '?',
        Answer::Policies(Truth::No) => 'x',
        other => panic!("{other:?}"),
    };
    let drawn: Vec<String> =
        vec![others.iter().map(|&it| sign(it, a)).collect(), others.iter().map(|&it| sign(a, it)).collect()];
    assert_eq!(drawn.join(" "), expected, "{policy}");
}

#[test]
fn a_policy_without_rules_closes_ingress_only() {
    check("{}", "xxx ...");
}

#[test]
fn policy_types_follow_the_rules() {
    check("{egress: []}", "xxx ...");
    check("{egress: [{}]}", "xxx ...");
    check("{egress: [{ports: [{port: 1}]}]}", "xxx xxx");
    check("{policyTypes: [Egress], ingress: [{}]}", "... xxx");
}

#[test]
fn null_rules_and_empty_lists_allow_everything() {
    check("{ingress: [null]}", "... ...");
    check("{ingress: [{from: []}]}", "... ...");
    check("{ingress: [{from: null, ports: null}]}", "... ...");
}

#[test]
fn peers_are_alternatives_and_their_fields_are_not() {
    check("{ingress: [{from: [{podSelector: {}}]}]}", ".xx ...");
    check("{ingress: [{from: [{namespaceSelector: {}}]}]}", "..x ...");
    check("{ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}}]}]}", "x.x ...");
    check(
        "{ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {}}]}]}",
        "..x ...",
    );
    check(
        "{ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: c}}}]}]}",
        "xxx ...",
    );
}

#[test]
fn operators_differ_on_absent_labels() {
    let ns =
        |it: &str| format!("{{ingress: [{{from: [{{namespaceSelector: {{matchExpressions: [{it}]}}}}]}}]}}");
    check(&ns("{key: team, operator: NotIn, values: [red]}"), "..x ...");
    check(&ns("{key: team, operator: In, values: [blue]}"), "x.x ...");
    check(&ns("{key: team, operator: Exists}"), "x.x ...");
    check(&ns("{key: team, operator: DoesNotExist}"), ".xx ...");
    check(&ns("{key: kubernetes.io/metadata.name, operator: In, values: [shop]}"), ".xx ...");
}

#[test]
fn ports_match_by_protocol_number_range_and_name() {
    check("{ingress: [{ports: [{port: 8080}]}]}", "... ...");
    check("{ingress: [{ports: [{port: 8080, protocol: UDP}]}]}", "xxx ...");
    check("{ingress: [{ports: [{}]}]}", "... ...");
    check("{ingress: [{ports: [{port: 8000, endPort: 8080}]}]}", "... ...");
    check("{ingress: [{ports: [{port: 8000}]}]}", "xxx ...");
    check("{ingress: [{ports: [{port: web}]}]}", "... ...");
    check("{policyTypes: [Egress], egress: [{ports: [{port: web}]}]}", "... xxx");
}

#[test]
fn blocks_see_addresses() {
    check("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}", "..x ...");
    check("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/24]}}]}]}", "x.x ...");
    check("{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.244.1.0/24]}}]}]}", ".?x ...");
    check("{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.244.0.0/15]}}]}]}", ".x. ...");
    check("{ingress: [{from: [{ipBlock: {cidr: '::/0'}}]}]}", "xxx ...");
}
