//! Peers as drawings, and held to the cells.

use super::Heading;
use crate::api::Analysis;
use crate::probe::Probe;
use crate::testing::{index, short};
use crate::view::{Fragment, PeerAnswer, PeerGroupView, PeersView};

fn fragments(those: &[Fragment]) -> String {
    let text = |it: &Fragment| match it {
        Fragment::Text(it) => it.clone(),
        Fragment::Code(it) => format!("`{it}`"),
        Fragment::Link(it, _) => format!("[{it}]"),
    };
    those.iter().map(text).collect()
}

/// A line for each group.
fn drawn(groups: &[PeerGroupView]) -> Vec<String> {
    let peer = |it: &super::PeerView| {
        let count = if it.count.is_empty() { String::new() } else { format!(" {}", it.count) };
        format!("{}/{}{count}", it.group, it.name)
    };
    let group = |it: &PeerGroupView| {
        let peers: Vec<String> = it.peers.iter().map(peer).collect();
        format!("{} ({}): {} | {}", it.sentence, it.count, fragments(&it.reason), peers.join(" "))
    };
    groups.iter().map(group).collect()
}

fn peers(analysis: &Analysis, id: &str, heading: Heading, port: &str) -> PeersView {
    let probe = if port.is_empty() { Probe::Any } else { analysis.parse_probe(port).unwrap() };
    analysis.peers(index(analysis, id), heading, probe).unwrap()
}

const SHOP: &str = "
ns shop
ns ops team=a
deployment shop/web replicas=3 app=web
pod shop/api-11-a owner=ReplicaSet/api-11 pod-template-hash=11 app=api
pod shop/api-11-b owner=ReplicaSet/api-11 pod-template-hash=11 app=api
pod shop/api-22-c owner=ReplicaSet/api-22 pod-template-hash=22 app=api
pod shop/db app=db
pod ops/probe
np shop/closed {podSelector: {matchLabels: {app: db}}}
np shop/db {podSelector: {matchLabels: {app: db}}, ingress: [
 {from: [{podSelector: {matchLabels: {app: api, pod-template-hash: '11'}}}], ports: [{port: 5432}]},
 {from: [{namespaceSelector: {matchLabels: {team: a}}}]}]}
np shop/quiet {podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}";

#[test]
fn what_reaches_a_pod_stands_by_reason_and_what_is_allowed_comes_first() {
    let it = peers(&short(SHOP), "shop/db", Heading::Column, "");
    assert_eq!(it.title, "What reaches shop/db");
    assert_eq!(
        drawn(&it.groups),
        [
            "every port allowed (1 pod): no policy isolates `ops/probe` for egress; [shop/db] ingress rule 2 allows it | ops/probe",
            "TCP 5432 allowed (2 pods of 1 workload): no policy isolates them for egress; [shop/db] ingress rule 1 allows it | shop/api 2 of 3",
            "every port denied (3 pods of 1 workload): [shop/quiet] isolates `shop/web` for egress, and no rule allows it; [shop/closed], [shop/db] isolate `shop/db` for ingress, and no rule allows it | shop/web ×3",
            "every port denied (1 pod, 1 outside): [shop/closed], [shop/db] isolate `shop/db` for ingress, and no rule allows it | shop/api 1 of 3 outside/internet",
        ]
    );
    assert_eq!(
        it.sentence,
        "allowed: 1 pod; on some ports: 2 pods of 1 workload; denied: 4 pods of 2 workloads, 1 outside"
    );
}

#[test]
fn of_one_port_the_answers_are_yes_and_no() {
    let it = peers(&short(SHOP), "shop/db", Heading::Column, "TCP 80");
    assert_eq!(it.title, "What reaches shop/db, TCP 80");
    assert_eq!(it.sentence, "allowed: 1 pod; denied: 6 pods of 2 workloads, 1 outside");
}

#[test]
fn what_a_pod_reaches_names_its_own_policies_once() {
    let it = peers(&short(SHOP), "shop/web", Heading::Row, "TCP 80");
    assert_eq!(
        drawn(&it.groups),
        [
            "denied (7 pods of 3 workloads, 1 outside): [shop/quiet] isolates `shop/web` for egress, and no rule allows it | shop/web ×3 shop/api ×3 ops/probe outside/internet",
            "denied (1 pod): [shop/quiet] isolates `shop/web` for egress, and no rule allows it; [shop/closed], [shop/db] isolate `shop/db` for ingress, and no rule allows it | shop/db",
        ]
    );
}

#[test]
fn pods_of_a_workload_that_are_judged_otherwise_are_named() {
    let analysis = short(SHOP);
    let differing = |id: &str| peers(&analysis, id, Heading::Row, "").differing;
    let other = ("shop/api-22-c".to_owned(), "api-22-c".to_owned());
    assert_eq!(differing("shop/api-11-a"), [other]);
    assert_eq!(differing("shop/web"), []);
}

#[test]
fn two_ends_that_allow_different_ports_are_both_named() {
    let analysis = short(
        "
pod x/a app=a
pod x/b app=b
np x/a {podSelector: {matchLabels: {app: a}}, policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}
np x/b {podSelector: {matchLabels: {app: b}}, ingress: [{ports: [{port: 443}]}]}",
    );
    let it = peers(&analysis, "x/a", Heading::Row, "");
    let denied = drawn(&it.groups).into_iter().find(|it| it.contains("x/b")).unwrap();
    assert_eq!(
        denied,
        "every port denied (1 pod): no port is allowed at both ends: [x/a] egress rule 1 allows it; [x/b] ingress rule 1 allows it | x/b"
    );
}

#[test]
fn what_a_policy_without_part_may_select_is_never_among_what_is_simply_allowed() {
    let broken = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x},
        spec: {podSelector: {matchLabels: {app: b}}, ingress: [{ports: [{port: 99999}]}]}}";
    let pods = crate::testing::yaml("pod x/a app=a\npod x/b app=b\npod x/c");
    let file = crate::SourceFile::new("a.yaml", format!("{pods}---\n{broken}"));
    let analysis = crate::analyze(&[file], &crate::Options::default());
    let it = peers(&analysis, "x/a", Heading::Row, "");
    assert_eq!(
        drawn(&it.groups),
        [
            "every port allowed (1 pod): no policy isolates `x/a` for egress; no policy isolates `x/b` for ingress; without a policy that may select `x/b` and takes no part | x/b",
            "every port allowed (1 pod): no policy isolates `x/a` for egress; no policy isolates `x/c` for ingress | x/c",
            "every port allowed (1 outside): no policy isolates `x/a` for egress | outside/internet",
        ]
    );
}

#[test]
fn sources_of_a_service_are_folded_and_counted() {
    let analysis = short(
        "
deployment x/web replicas=3 app=web
pod x/api app=api port=http:8080/TCP
pod x/job
np x/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}]}
svc x/api {selector: {app: api}, ports: [{port: 80, targetPort: http}]}",
    );
    let (id, port) = analysis.parse_service("svc:x/api:80").unwrap();
    let groups = analysis.service_sources(&id, port.as_ref()).unwrap();
    assert_eq!(
        drawn(&groups),
        [
            "allowed (3 pods of 1 workload): no policy isolates `x/web` for egress; [x/api] ingress rule 1 allows it | x/web ×3",
            "denied (2 pods, 1 outside): [x/api] isolates the backends for ingress, and no rule allows it | x/api x/job outside/internet",
        ]
    );
}

/// Clusters in which nodes, families, host networks, tiers, unknown labels and replicas matter.
const CLUSTERS: [&str; 3] = [
    SHOP,
    "
node n1 ip=192.168.1.1
node n2 ip=192.168.1.2
pod x/a app=a node=n1 ip=10.0.0.1
pod x/b app=a node=n2 ip=10.0.0.2
pod x/six app=b ip=fd00::1
pod x/host hostnet node=n1 host=192.168.1.1
deployment x/web replicas=2 app=web
np x/a {podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{from: [{podSelector: {matchLabels: {app: a}}}], ports: [{port: 80}]}],
 egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}, {ports: [{port: 53, protocol: UDP}]}]}
np x/hash {podSelector: {matchLabels: {pod-template-hash: '1'}}, policyTypes: [Egress]}
svc x/a {selector: {app: a}, ports: [{port: 80}]}",
    "
ns a team=blue
ns b
pod a/web app=web port=http:8080/TCP
pod b/web app=web port=http:80/TCP
pod b/db app=db
cnp deny {tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {team: blue}}},
 ingress: [{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}}]}]}
cnp base {tier: Baseline, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [198.51.100.0/24]}]}]}
np b/web {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: http}]}]}
svc b/web {selector: {app: web}, ports: [{port: 80, targetPort: http}]}",
];

#[test]
fn each_peer_is_in_one_group_and_the_group_says_what_its_cell_says() {
    for lines in CLUSTERS {
        let analysis = short(lines);
        let all = analysis.endpoints().len() as u32;
        let crowd = super::crowd::Crowd::new(analysis.model());
        for probe in [Probe::Any, analysis.parse_probe("TCP 80").unwrap()] {
            for (own, heading) in (0..all).flat_map(|it| [(it, Heading::Row), (it, Heading::Column)]) {
                let found = super::grouped(analysis.model(), super::EndpointId(own), heading, probe);
                let mut seen = Vec::new();
                for (judged, members) in &found {
                    for it in members {
                        let (from, to) = match heading {
                            Heading::Row => (own, it.0),
                            Heading::Column => (it.0, own),
                        };
                        let cell = analysis.cell(from, to, probe).unwrap();
                        assert_eq!(judged.sign, cell.sign, "{}", cell.label);
                        let ports = analysis.model().reachability(from, to).unwrap();
                        if probe == Probe::Any {
                            assert_eq!(
                                (&judged.allowed, &judged.possible),
                                (&ports.allowed, &ports.possible)
                            );
                        }
                        seen.push(it.0);
                    }
                }
                seen.sort_unstable();
                let outside = |it: u32| analysis.model().pod(it).is_none();
                let itself =
                    |it: u32| it == own && analysis.model().pod(it).is_some_and(|it| it.replicas == 1);
                let wanted: Vec<u32> =
                    (0..all).filter(|&it| !(itself(it) || outside(it) && outside(own))).collect();
                assert_eq!(seen, wanted);
                let view = analysis.peers(own, heading, probe).unwrap();
                assert_eq!(view.groups.len(), found.len());
                let counts = found.iter().map(|it| crowd.count(&it.1));
                assert_eq!(
                    view.groups.iter().map(|it| it.count.clone()).collect::<Vec<_>>(),
                    counts.collect::<Vec<_>>()
                );
            }
        }
    }
}

#[test]
fn each_source_of_a_service_is_in_the_group_of_its_outcome() {
    for (lines, service) in CLUSTERS.into_iter().zip(["", "svc:x/a:80", "svc:b/web:80"]).skip(1) {
        let analysis = short(lines);
        let (id, port) = analysis.parse_service(service).unwrap();
        let groups = analysis.service_sources(&id, port.as_ref()).unwrap();
        let mut seen = 0;
        for group in &groups {
            for it in &group.peers {
                let (outcome, says) =
                    analysis.service_cell(index(&analysis, &it.id), &id, port.as_ref()).unwrap();
                assert_eq!(
                    (group.answer, &group.sentence),
                    (PeerAnswer::Service(outcome), &says),
                    "{}",
                    it.id
                );
                seen += 1;
            }
        }
        assert!(seen >= 4, "{seen}");
    }
}
