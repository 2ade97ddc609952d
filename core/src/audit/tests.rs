//! The audit of small clusters, as drawings: a line for each item.

use super::audit;
use crate::api::Analysis;
use crate::options::Options;
use crate::pause::at_once;
use crate::testing::{short, short_with, text_with, yaml};
use crate::tri::Tri;
use crate::view::AuditKind;

/// The items of some kinds: id, for how many pods where not for all, and the sentence.
fn found(analysis: &Analysis, kinds: &[AuditKind]) -> Vec<String> {
    let audit = analysis.audit();
    let mut res = Vec::new();
    for section in audit.sections.iter().filter(|it| kinds.contains(&it.kind)) {
        for it in &section.items {
            let count = if it.pods < it.of { format!(" ({} of {})", it.pods, it.of) } else { String::new() };
            let certain = if it.certain { "" } else { " perhaps" };
            let sentence = if it.sentence.is_empty() { String::new() } else { format!(": {}", it.sentence) };
            res.push(format!("{} {}{count}{certain}{sentence}", section.kind.as_str(), it.id));
        }
    }
    res
}

#[track_caller]
fn check(lines: &str, kinds: &[AuditKind], wanted: &[&str]) {
    assert_eq!(found(&short(lines), kinds), wanted);
}

const DENY: &[AuditKind] = &[AuditKind::NoDefaultDenyIngress, AuditKind::NoDefaultDenyEgress];

#[test]
fn a_default_deny_selects_all_pods_of_a_namespace_and_does_not_allow_everything() {
    check(
        "
pod a/web app=web
pod b/web app=web
pod c/web app=web
pod d/agent hostnet
np a/deny {podSelector: {}, policyTypes: [Ingress, Egress]}
np b/only-web {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
np b/allow-all {podSelector: {}, policyTypes: [Egress], egress: [{}]}
np c/within {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}",
        DENY,
        &[
            "no-default-deny-ingress b (0 of 1): policies isolate all its pods for ingress, but none is a default deny: each selects some pods only, or allows everything",
            "no-default-deny-egress b (0 of 1): policies isolate all its pods for egress, but none is a default deny: each selects some pods only, or allows everything",
            "no-default-deny-egress c: 1 of 1 pods is not isolated for egress",
        ],
    );
}

#[test]
fn what_lets_in_every_pod_and_every_address_is_no_default_deny() {
    let ingress = |rules: &str| {
        let policy = format!("pod e/web\nnp e/all {{podSelector: {{}}, ingress: [{rules}]}}");
        let analysis = short(&policy);
        let audit = at_once(async |pause| audit(analysis.model(), &pause).await);
        audit.namespaces[0].by_direction.ingress.default_deny
    };
    let (pods, addresses) = ("{from: [{namespaceSelector: {}}]}", "{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}");
    assert_eq!(ingress(&format!("{pods}, {addresses}")), Tri::No);
    assert_eq!(ingress(pods), Tri::Yes);
    assert_eq!(ingress(addresses), Tri::Yes);
    assert_eq!(
        ingress(&format!("{pods}, {{from: [{{ipBlock: {{cidr: 0.0.0.0/0}}}}], ports: [{{port: 80}}]}}")),
        Tri::Yes
    );
    // With addresses of both families one block is not every address.
    let other = "{from: [{ipBlock: {cidr: 'fd00::/8'}}]}";
    assert_eq!(ingress(&format!("{pods}, {addresses}, {other}")), Tri::Yes);
    let both = "{from: [{ipBlock: {cidr: '::/0'}}]}";
    assert_eq!(ingress(&format!("{pods}, {addresses}, {both}")), Tri::No);
}

#[test]
fn a_cluster_wide_policy_that_denies_every_pod_is_a_default_deny() {
    check(
        "
ns a team=blue
pod a/web
pod b/web
cnp deny {tier: Baseline, priority: 1, subject: {namespaces: {matchLabels: {team: blue}}},
 ingress: [{action: Deny, from: [{namespaces: {}}]}]}
cnp one {tier: Baseline, priority: 2, subject: {namespaces: {}},
 egress: [{action: Deny, to: [{namespaces: {matchLabels: {team: blue}}}]}]}",
        DENY,
        &[
            "no-default-deny-ingress b: 1 of 1 pods is not isolated for ingress",
            "no-default-deny-egress a: 1 of 1 pods is not isolated for egress",
            "no-default-deny-egress b: 1 of 1 pods is not isolated for egress",
        ],
    );
}

#[test]
fn isolation_is_counted_by_namespace_and_an_unknown_label_is_said() {
    check(
        "
deployment x/web replicas=3 app=web
pod x/api app=api
pod x/agent hostnet
np x/web {podSelector: {matchLabels: {app: web}}, ingress: []}
np x/hash {podSelector: {matchLabels: {app: web, pod-template-hash: '1'}}, policyTypes: [Egress]}",
        &[AuditKind::Isolation, AuditKind::NotSelected, AuditKind::HostNetwork],
        &[
            "isolation x (3 of 5) perhaps: of 4 pods, isolated for ingress 3, for egress 0 (perhaps 3 more), for neither 1; 1 in the host network",
            "not-selected x/api",
            "host-network x/agent",
        ],
    );
}

#[test]
fn pods_of_a_workload_that_differ_are_counted() {
    check(
        "
pod x/web-1-a owner=ReplicaSet/web-1 pod-template-hash=1 app=web
pod x/web-2-b owner=ReplicaSet/web-2 pod-template-hash=2 app=web
pod x/web-2-c owner=ReplicaSet/web-2 pod-template-hash=2 app=web
pod x/other
np x/old {podSelector: {matchLabels: {pod-template-hash: '1'}}, policyTypes: [Egress]}",
        &[AuditKind::NotSelected, AuditKind::ToInternet, AuditKind::NotToInternet],
        &[
            "not-selected x/web (2 of 3)",
            "not-selected x/other",
            "to-internet x/web (2 of 3)",
            "to-internet x/other",
            "not-to-internet x/web (1 of 3)",
        ],
    );
}

#[test]
fn policies_and_peers_without_a_pod_are_named_and_pods_that_were_made_up_count_for_nothing() {
    check(
        "
pod x/web app=web
np x/typo {podSelector: {matchLabels: {app: wbe}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}
np x/web {podSelector: {matchLabels: {app: web}},
 ingress: [{from: [{podSelector: {}}, {podSelector: {matchLabels: {app: gone}}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]}
cnp nobody {tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {team: none}}}, ingress: []}",
        &[AuditKind::SelectsNothing, AuditKind::MatchesNothing],
        &[
            "selects-nothing nobody",
            "selects-nothing x/typo",
            "matches-nothing x/web: peer 2 of ingress rule 1 is no pod of the input",
        ],
    );
}

const INTERNET: &[AuditKind] = &[AuditKind::FromInternet, AuditKind::Undecided];

#[test]
fn the_internet_comes_in_through_published_services_as_far_as_policies_let_it() {
    check(
        "
pod kube-system/dns k8s-app=kube-dns
pod x/web app=web port=http:8080/TCP
pod x/api app=api
pod x/db app=db
np x/api {podSelector: {matchLabels: {app: api}},
 ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 443}]}]}
np x/db {podSelector: {matchLabels: {app: db}}}
svc x/web {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: http}], loadBalancerSourceRanges: [192.0.2.0/24]}
svc x/api {type: NodePort, externalTrafficPolicy: Local, selector: {app: api}, ports: [{name: a, port: 443}, {name: b, port: 444}]}
svc x/inside {selector: {app: web}, ports: [{port: 81}]}
svc x/db {type: NodePort, externalTrafficPolicy: Local, selector: {app: db}, ports: [{port: 5432}]}",
        INTERNET,
        &[
            "from-internet x/web: TCP 8080 through Service x/web (LoadBalancer); its load balancer lets in 192.0.2.0/24 only",
            "from-internet x/api: TCP 443 from 198.51.100.0/24 through Service x/api (NodePort)",
        ],
    );
}

#[test]
fn where_pods_may_see_the_address_of_a_node_the_way_in_is_undecided() {
    check(
        "
pod kube-system/dns k8s-app=kube-dns
pod x/db app=db
np x/db {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{ipBlock: {cidr: 192.168.0.0/16}}]}]}
svc x/db {type: NodePort, selector: {app: db}, ports: [{port: 5432}]}",
        INTERNET,
        &[
            "undecided x/db perhaps: whether the internet reaches TCP 5432 through Service x/db (NodePort): it does where the pod sees the address of a node instead of the client's",
        ],
    );
}

const BY_INGRESS: &[AuditKind] = &[AuditKind::IngressGetsIn, AuditKind::IngressKeptOut, AuditKind::Undecided];

const PUBLISHED: &str = "
pod kube-system/dns k8s-app=kube-dns
ns edge role=edge
deployment edge/proxy replicas=2 app=proxy
pod x/web app=web
pod x/api app=api
np x/web {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {role: edge}}}]}]}
np x/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{namespaceSelector: {matchLabels: {name: edge}}}]}]}
svc x/web {selector: {app: web}, ports: [{port: 80}]}
svc x/api {selector: {app: api}, ports: [{port: 80}]}
ing x/web {defaultBackend: {service: {name: web, port: {number: 80}}}}
ing x/api {defaultBackend: {service: {name: api, port: {number: 80}}}}";

#[test]
fn whether_an_unknown_controller_gets_in_is_undecided_and_a_named_one_is_asked() {
    check(
        PUBLISHED,
        BY_INGRESS,
        &[
            "undecided x/web perhaps: whether the controller of Ingress x/web reaches TCP 80: the input does not say who it is",
            "undecided x/api perhaps: whether the controller of Ingress x/api reaches TCP 80: the input does not say who it is",
        ],
    );
    let mut options = Options::default();
    crate::settings::set(&mut options, "ingress-controller", "edge/app=proxy").unwrap();
    assert_eq!(
        found(&short_with(PUBLISHED, &options), BY_INGRESS),
        [
            "ingress-gets-in x/web: TCP 80 through Ingress x/web, from edge/proxy",
            "ingress-kept-out x/api: TCP 80 of Ingress x/api, from edge/proxy",
        ]
    );
}

#[test]
fn the_ways_out_to_the_internet_leave_private_addresses_aside() {
    check(
        "
pod x/all
pod x/mail app=mail
pod x/part app=part
pod x/inside app=inside
pod x/none app=none
pod x/both app=both
np x/mail {podSelector: {matchLabels: {app: mail}}, policyTypes: [Egress],
 egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ports: [{port: 465}, {port: 587}]}]}
np x/part {podSelector: {matchLabels: {app: part}}, policyTypes: [Egress],
 egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}], ports: [{port: 443}]}]}
np x/inside {podSelector: {matchLabels: {app: inside}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}
np x/none {podSelector: {matchLabels: {app: none}}, policyTypes: [Egress]}
np x/both {podSelector: {matchLabels: {app: both}}, policyTypes: [Egress],
 egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 80}]}, {to: [{ipBlock: {cidr: 198.51.100.0/24}}]}]}",
        &[AuditKind::ToInternet, AuditKind::ToInternetPartly, AuditKind::NotToInternet],
        &[
            "to-internet x/all",
            "to-internet-partly x/mail: TCP 465,587",
            "to-internet-partly x/part: TCP 443 to 198.51.100.0/24",
            "to-internet-partly x/both: every port to 198.51.100.0/24; TCP 80 to internet",
            "not-to-internet x/inside",
            "not-to-internet x/none",
        ],
    );
}

const DNS: &[AuditKind] = &[AuditKind::UsesDns, AuditKind::NoDns, AuditKind::Undecided];

#[test]
fn dns_is_asked_of_every_pod_behind_its_service() {
    check(
        "
pod kube-system/dns-1 owner=DaemonSet/dns app=dns nth=1
pod kube-system/dns-2 owner=DaemonSet/dns app=dns nth=2
svc kube-system/kube-dns {selector: {app: dns}, ports: [{name: dns, port: 53, protocol: UDP, targetPort: 1053}]}
pod x/free
pod x/asks app=asks
pod x/shut app=shut
pod x/half app=half
np x/asks {podSelector: {matchLabels: {app: asks}}, policyTypes: [Egress],
 egress: [{to: [{namespaceSelector: {}}], ports: [{port: 1053, protocol: UDP}]}]}
np x/shut {podSelector: {matchLabels: {app: shut}}, policyTypes: [Egress],
 egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}]}]}
np x/half {podSelector: {matchLabels: {app: half}}, policyTypes: [Egress],
 egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {nth: '1'}}}]}]}",
        DNS,
        &[
            "uses-dns kube-system/dns",
            "uses-dns x/free",
            "uses-dns x/asks",
            "no-dns x/shut",
            "no-dns x/half: reaches some of the servers, and others not",
        ],
    );
}

#[test]
fn without_a_server_nothing_is_said_about_dns_but_that() {
    check(
        "
pod x/web
svc x/dns {selector: {app: dns}, ports: [{port: 53, protocol: UDP}]}",
        DNS,
        &[
            "undecided  perhaps: who can use DNS: the input has no DNS server, that is, no pods behind a Service with port UDP 53 in kube-system",
        ],
    );
    check("ns x", DNS, &[]);
}

#[test]
fn what_is_not_computed_is_undecided_and_no_finding() {
    let lines = "
pod x/web app=web
np x/web {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 80}]}]}";
    let options = Options { limit_work: 1, ..Options::default() };
    let all = found(&text_with(&yaml(lines), &options), &AuditKind::ALL);
    let wanted = [
        "undecided x/web perhaps: whether it may leave to the internet",
        "undecided  perhaps: who can use DNS: the input has no DNS server, that is, no pods behind a Service with port UDP 53 in kube-system",
        "undecided  perhaps: whom policies select and isolate: the limit of counted work is reached",
    ];
    assert_eq!(all, wanted);
}

#[test]
fn the_cells_of_an_item_are_rows_of_the_matrix() {
    let analysis = short(PUBLISHED);
    let mut count = 0;
    for section in analysis.audit().sections {
        for (from, to) in section.items.iter().flat_map(|it| &it.cells) {
            assert!(analysis.end(from).is_ok() && analysis.end(to).is_ok(), "{from} {to}");
            count += 1;
        }
    }
    assert!(count > 5, "{count}");
}
