use expect_test::{Expect, expect};

use crate::options::KubeVersion;
use crate::testing::{text_with, why};
use crate::{Analysis, Options};

const NODES: &str = "\
{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {topology.kubernetes.io/zone: a, topology.kubernetes.io/region: r}}}
---
{apiVersion: v1, kind: Node, metadata: {name: n2, labels: {topology.kubernetes.io/region: r}}}
---
";

const PODS: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: on-n1}, spec: {nodeName: n1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: on-n2}, spec: {nodeName: n2}}
---
{apiVersion: v1, kind: Pod, metadata: {name: elsewhere}, spec: {nodeName: n3}}
---
{apiVersion: v1, kind: Pod, metadata: {name: unbound, labels: {app: u}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: dry}, status: {}}
---
{apiVersion: v1, kind: Pod, metadata: {name: own, labels: {topology.kubernetes.io/zone: b}}, spec: {nodeName: n1}}
---
{apiVersion: v1, kind: Pod, metadata: {name: live, uid: u, labels: {topology.kubernetes.io/zone: b}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: before}, spec: {nodeName: n1}, status: {podIP: 10.0.0.1}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {metadata: {labels: {app: web}}}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: placed}, spec: {template: {spec: {nodeName: n1}}}}
";

/// A policy that selects by a requirement.
fn asking(requirement: &str) -> String {
    format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p}}, spec: {{podSelector: {{matchExpressions: [{requirement}]}}, ingress: [{{ports: [{{port: 1}}]}}]}}}}\n"
    )
}

fn with(requirement: &str, options: &Options) -> Analysis {
    text_with(&format!("{NODES}{PODS}{}", asking(requirement)), options)
}

/// The labels of every row.
#[track_caller]
fn check(requirement: &str, minor: u16, expected: Expect) {
    let options = Options { kube_version: KubeVersion { minor }, ..Options::default() };
    let analysis = with(requirement, &options);
    let mut res = String::new();
    for (id, pod) in analysis.model().cluster.pods() {
        let mut labels: Vec<String> =
            pod.labels.iter().map(|it| super::super::tests::label(&analysis.model().cluster, it)).collect();
        labels.sort();
        res += &format!("{}:{}\n", analysis.model().cluster.endpoints.at(id).name, labels.concat());
    }
    expected.assert_eq(&res);
}

const ZONE: &str = "{key: topology.kubernetes.io/zone, operator: Exists}";

#[test]
fn a_node_gives_its_zone_and_where_it_is_not_known_the_pod_has_perhaps_one() {
    check(
        ZONE,
        36,
        expect![[r#"
        on-n1: topology.kubernetes.io/zone=a
        on-n2:
        elsewhere: topology.kubernetes.io/zone=? or not
        unbound: app=u topology.kubernetes.io/zone=? or not
        dry: topology.kubernetes.io/zone=? or not
        own: topology.kubernetes.io/zone=b
        live: topology.kubernetes.io/zone=b
        before:
        web: app=web pod-template-hash=? topology.kubernetes.io/zone=? or not
        placed: pod-template-hash=? topology.kubernetes.io/zone=a
    "#]],
    );
}

#[test]
fn before_1_35_labels_of_nodes_are_not_copied() {
    check(
        ZONE,
        34,
        expect![[r#"
        on-n1:
        on-n2:
        elsewhere:
        unbound: app=u
        dry:
        own: topology.kubernetes.io/zone=b
        live: topology.kubernetes.io/zone=b
        before:
        web: app=web pod-template-hash=?
        placed: pod-template-hash=?
    "#]],
    );
}

#[test]
fn what_is_not_asked_for_is_not_there() {
    check(
        "{key: topology.kubernetes.io/region, operator: Exists}",
        35,
        expect![[r#"
        on-n1: topology.kubernetes.io/region=r
        on-n2: topology.kubernetes.io/region=r
        elsewhere: topology.kubernetes.io/region=? or not
        unbound: app=u topology.kubernetes.io/region=? or not
        dry: topology.kubernetes.io/region=? or not
        own: topology.kubernetes.io/region=r topology.kubernetes.io/zone=b
        live: topology.kubernetes.io/zone=b
        before:
        web: app=web pod-template-hash=? topology.kubernetes.io/region=? or not
        placed: pod-template-hash=? topology.kubernetes.io/region=r
    "#]],
    );
    check(
        "{key: app, operator: Exists}",
        36,
        expect![[r#"
        on-n1:
        on-n2:
        elsewhere:
        unbound: app=u
        dry:
        own: topology.kubernetes.io/zone=b
        live: topology.kubernetes.io/zone=b
        before:
        web: app=web pod-template-hash=?
        placed: pod-template-hash=?
    "#]],
    );
}

#[test]
fn every_question_about_a_label_that_is_perhaps_absent_is_unknown() {
    for requirement in [
        "operator: Exists",
        "operator: DoesNotExist",
        "operator: In, values: [a]",
        "operator: NotIn, values: [a]",
    ] {
        let requirement = format!("{{key: topology.kubernetes.io/zone, {requirement}}}");
        let analysis = with(&requirement, &Options::default());
        let (on, unbound, web) = ("default/on-n1", "default/unbound", "default/web");
        let verdict =
            |to: &str| why(&analysis, "default/live", to, "TCP 80").lines().next().map(str::to_owned);
        assert!(!verdict(on).unwrap().contains("not decidable"), "{requirement}");
        for it in [unbound, web] {
            assert!(verdict(it).unwrap().contains("not decidable"), "{requirement} {it}");
        }
    }
}

#[test]
fn the_explanation_says_who_gives_the_label() {
    let zone = "topology.kubernetes.io/zone: a";
    let peers = format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p}}, spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{{zone}}}}}}}]}}]}}}}\n\
         ---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: q}}, spec: {{podSelector: {{matchLabels: {{app: u, {zone}}}}}}}}}\n"
    );
    let analysis = text_with(&format!("{PODS}{peers}"), &Options::default());
    expect![[r#"
        TCP 80 not decidable from the input
        Leaving default/unbound
          ✓ No policy isolates it for egress: everything is allowed.
        Entering default/web
          ? Isolated by [default/p]
            ? [default/p] ingress rule 1 may allow it
              ✓ namespace `default` is the policy's own
              ? whether the pod has `topology.kubernetes.io/zone` is not in the input: its node gives it, wanted `topology.kubernetes.io/zone=a`
              ✓ `ports` is empty or missing: every port matches
        node-label: Zone and region are copied to a pod from the node it runs on. Name the node in spec.nodeName and add the Node objects, or give the pods as they run.
    "#]].assert_eq(&why(&analysis, "default/unbound", "default/web", "TCP 80"));
    expect![[r#"
        TCP 80 not decidable from the input
        Leaving default/live
          ✓ No policy isolates it for egress: everything is allowed.
        Entering default/unbound
          ? Perhaps isolated by [default/q]
            ? whether [default/q] selects it is not in the input
              ? whether the pod has `topology.kubernetes.io/zone` is not in the input: its node gives it, wanted `topology.kubernetes.io/zone=a`
            ✕ [default/q] has no ingress rules, so by itself it allows nothing
            · [default/p] does not select it: pod has `app=u`, wanted `app=web`
        node-label: Zone and region are copied to a pod from the node it runs on. Name the node in spec.nodeName and add the Node objects, or give the pods as they run.
    "#]].assert_eq(&why(&analysis, "default/live", "default/unbound", "TCP 80"));
}

#[test]
fn a_service_may_ask_for_a_zone_too() {
    let service = "---\n{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {selector: {topology.kubernetes.io/zone: a}, ports: [{port: 80}]}}\n";
    let analysis = text_with(&format!("{NODES}{PODS}{service}"), &Options::default());
    let backends: Vec<String> = analysis.services()[0].backends.clone();
    expect![[r#"
        [
            "default/on-n1",
            "default/elsewhere",
            "default/unbound",
            "default/dry",
            "default/web",
            "default/placed",
        ]
    "#]]
    .assert_debug_eq(&backends);
}
