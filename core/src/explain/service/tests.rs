use expect_test::{Expect, expect};

use crate::Options;
use crate::options::ServiceHairpin;
use crate::testing::{service, short_with, text, yaml};

#[track_caller]
fn check_with(options: &Options, lines: &str, flows: &[(&str, &str)], expected: Expect) {
    let analysis = short_with(lines, options);
    let res: String = flows.iter().map(|it| service(&analysis, it.0, it.1)).collect();
    expected.assert_eq(&res);
}

#[track_caller]
fn check(lines: &str, flows: &[(&str, &str)], expected: Expect) {
    check_with(&Options::default(), lines, flows, expected);
}

const SHOP: &str = "\
pod x/client
pod x/a app=web port=http:8080
pod x/b app=web port=http:9090
pod x/c app=web port=http:53/UDP
pod x/other app=other port=http:8080
pod y/a app=web port=http:8080
";

#[test]
fn policies_see_the_pods_port_and_never_the_services() {
    for port in ["80", "8080"] {
        check(
            &format!(
                "{SHOP}svc x/s {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}\nnp x/p {{podSelector: {{}}, egress: [{{ports: [{{port: {port}}}]}}], policyTypes: [Egress]}}"
            ),
            &[("x/client", "svc:x/s")],
            if port == "80" {
                expect![[r#"
                    x/client => svc:x/s TCP 80: denied: denied to all 3 backends
                      · `TCP 80` of `svc:x/s` leads to `targetPort: 8080`
                      · selects pods with `app=web`
                      -> x/a TCP 8080 denied [`targetPort: 8080`: policies see `TCP 8080`]
                      -> x/b TCP 8080 denied [`targetPort: 8080`: policies see `TCP 8080`]
                      -> x/c TCP 8080 denied [`targetPort: 8080`: policies see `TCP 8080`]
                      port-of-service
                "#]]
            } else {
                expect![[r#"
                x/client => svc:x/s TCP 80: allowed: allowed to all 3 backends
                  · `TCP 80` of `svc:x/s` leads to `targetPort: 8080`
                  · selects pods with `app=web`
                  -> x/a TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
                  -> x/b TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
                  -> x/c TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
            "#]]
            },
        );
    }
}

#[test]
fn a_named_target_is_looked_up_on_each_pod() {
    check(
        &format!(
            "{SHOP}svc x/s {{selector: {{app: web}}, ports: [{{name: web, port: 80, targetPort: http}}]}}\nnp x/p {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{ports: [{{port: 8080}}]}}]}}"
        ),
        &[
            ("x/client", "svc:x/s"),
            ("y/a", "x/s:web"),
            ("y/a", "x/s:80"),
            ("y/a", "x/s:81"),
            ("y/a", "x/s:80/UDP"),
        ],
        expect![[r#"
            x/client => svc:x/s TCP 80: partial: allowed to 1 of 2 backends
              · `web (TCP 80)` of `svc:x/s` leads to `targetPort: http`
              · selects pods with `app=web`
              ✕ x/c declares no container port of that name and protocol, so it is no backend
              -> x/a TCP 8080 allowed [`targetPort: http` is `TCP 8080` of container `c`]
              -> x/b TCP 9090 denied [`targetPort: http` is `TCP 9090` of container `c`]
            y/a => svc:x/s TCP 80: partial: allowed to 1 of 2 backends
              · `web (TCP 80)` of `svc:x/s` leads to `targetPort: http`
              · selects pods with `app=web`
              ✕ x/c declares no container port of that name and protocol, so it is no backend
              -> x/a TCP 8080 allowed [`targetPort: http` is `TCP 8080` of container `c`]
              -> x/b TCP 9090 denied [`targetPort: http` is `TCP 9090` of container `c`]
            y/a => svc:x/s TCP 80: partial: allowed to 1 of 2 backends
              · `web (TCP 80)` of `svc:x/s` leads to `targetPort: http`
              · selects pods with `app=web`
              ✕ x/c declares no container port of that name and protocol, so it is no backend
              -> x/a TCP 8080 allowed [`targetPort: http` is `TCP 8080` of container `c`]
              -> x/b TCP 9090 denied [`targetPort: http` is `TCP 9090` of container `c`]
            `svc:x/s` has no port `81`; there are web (TCP 80)
            `svc:x/s` has no port `UDP 80`; there are web (TCP 80)
        "#]],
    );
}

#[test]
fn a_port_must_be_chosen_where_there_are_several() {
    check(
        &format!(
            "{SHOP}svc x/s {{selector: {{app: web}}, ports: [{{name: a, port: 53}}, {{name: b, port: 53, protocol: UDP}}, {{name: c, port: 54, protocol: UDP}}]}}"
        ),
        &[
            ("y/a", "svc:x/s"),
            ("y/a", "svc:x/s:53"),
            ("y/a", "svc:x/s:UDP/53"),
            ("y/a", "svc:x/s:54"),
            ("y/a", "svc:x/s:d"),
        ],
        expect![[r#"
            `svc:x/s` has several ports: choose one of a (TCP 53), b (UDP 53), c (UDP 54)
            y/a => svc:x/s TCP 53: allowed: allowed to all 3 backends
              · `a (TCP 53)` of `svc:x/s`
              · selects pods with `app=web`
              -> x/a TCP 53 allowed [policies see the same port, `TCP 53`]
              -> x/b TCP 53 allowed [policies see the same port, `TCP 53`]
              -> x/c TCP 53 allowed [policies see the same port, `TCP 53`]
            y/a => svc:x/s UDP 53: allowed: allowed to all 3 backends
              · `b (UDP 53)` of `svc:x/s`
              · selects pods with `app=web`
              -> x/a UDP 53 allowed [policies see the same port, `UDP 53`]
              -> x/b UDP 53 allowed [policies see the same port, `UDP 53`]
              -> x/c UDP 53 allowed [policies see the same port, `UDP 53`]
            y/a => svc:x/s UDP 54: allowed: allowed to all 3 backends
              · `c (UDP 54)` of `svc:x/s`
              · selects pods with `app=web`
              -> x/a UDP 54 allowed [policies see the same port, `UDP 54`]
              -> x/b UDP 54 allowed [policies see the same port, `UDP 54`]
              -> x/c UDP 54 allowed [policies see the same port, `UDP 54`]
            `svc:x/s` has no port `d`; there are a (TCP 53), b (UDP 53), c (UDP 54)
        "#]],
    );
}

#[test]
fn headless_services_translate_nothing() {
    check(
        &format!(
            "{SHOP}svc x/s {{clusterIP: None, selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}\nsvc x/t {{clusterIP: None, selector: {{app: other}}}}"
        ),
        &[("y/a", "svc:x/s"), ("y/a", "svc:x/s:5432"), ("y/a", "svc:x/t"), ("y/a", "svc:x/t:53/UDP")],
        expect![[r#"
            y/a => svc:x/s TCP 80: allowed: allowed to all 3 backends
              · `TCP 80` of `svc:x/s` is headless: nothing is translated, clients reach `TCP 80`
              · selects pods with `app=web`
              -> x/a TCP 80 allowed [not translated: policies see `TCP 80`]
              -> x/b TCP 80 allowed [not translated: policies see `TCP 80`]
              -> x/c TCP 80 allowed [not translated: policies see `TCP 80`]
              headless-target-port
            y/a => svc:x/s TCP 5432: allowed: allowed to all 3 backends
              · `svc:x/s` is headless: clients reach `TCP 5432`
              · selects pods with `app=web`
              -> x/a TCP 5432 allowed [not translated: policies see `TCP 5432`]
              -> x/b TCP 5432 allowed [not translated: policies see `TCP 5432`]
              -> x/c TCP 5432 allowed [not translated: policies see `TCP 5432`]
            `svc:x/t` lists no ports: name the one that is meant, `svc:x/t:PORT`
            y/a => svc:x/t UDP 53: allowed: allowed
              · `svc:x/t` is headless: clients reach `UDP 53`
              · selects pods with `app=other`
              -> x/other UDP 53 allowed [not translated: policies see `UDP 53`]
        "#]],
    );
}

#[test]
fn what_runs_no_pod_is_no_backend() {
    check(
        "pod x/done app=web phase=Succeeded\ndeployment x/zero replicas=0 app=web\npod x/client\nsvc x/s {selector: {app: web}, ports: [{port: 80}]}\nsvc x/none {selector: {app: none}, ports: [{port: 80}]}",
        &[("x/client", "svc:x/s"), ("x/client", "svc:x/none"), ("x/zero", "svc:x/s")],
        expect![[r#"
            x/client => svc:x/s TCP 80: no-endpoint: it has no backends, so policies have no part in it
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              ✕ x/zero runs no pod, so it is no backend
            x/client => svc:x/none TCP 80: no-endpoint: it has no backends, so policies have no part in it
              · `TCP 80` of `svc:x/none`
              · selects pods with `app=none`
            x/zero => svc:x/s TCP 80: no-endpoint: it has no backends, so policies have no part in it
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              ✕ x/zero runs no pod, so it is no backend
        "#]],
    );
}

#[test]
fn an_alias_is_followed_once() {
    check(
        &format!(
            "{SHOP}svc x/s {{selector: {{app: web}}, ports: [{{port: 80, targetPort: 8080}}]}}\nsvc y/alias {{type: ExternalName, externalName: s.x.svc.cluster.local}}\nsvc y/twice {{type: ExternalName, externalName: alias.y.svc}}\nsvc y/gone {{type: ExternalName, externalName: s.z.svc}}"
        ),
        &[
            ("y/a", "svc:y/alias"),
            ("y/a", "svc:y/alias:81"),
            ("y/a", "svc:y/twice:80"),
            ("y/a", "svc:y/gone:80"),
        ],
        expect![[r#"
            y/a => svc:y/alias TCP 80: allowed: allowed to all 3 backends
              · `svc:y/alias` is another name for `svc:x/s`
              · `TCP 80` of `svc:x/s` leads to `targetPort: 8080`
              · selects pods with `app=web`
              -> x/a TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
              -> x/b TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
              -> x/c TCP 8080 allowed [`targetPort: 8080`: policies see `TCP 8080`]
              service-alias
            `svc:x/s` has no port `81`; there are TCP 80
            y/a => svc:y/twice TCP 80: unknown: not decidable from the input
              · is another name for `alias.y.svc`, which leads to no Service with backends in the input
              no-endpoints-known
            y/a => svc:y/gone TCP 80: unknown: not decidable from the input
              · is another name for `s.z.svc`, which leads to no Service with backends in the input
              no-endpoints-known
        "#]],
    );
}

#[test]
fn a_pod_that_reaches_itself_through_a_service_is_judged_like_any_other() {
    let lines = "pod x/web app=web\nsvc x/s {selector: {app: web}, ports: [{port: 80}]}\nnp x/deny {podSelector: {}}\ndeployment y/web app=web replicas=2\nsvc y/s {selector: {app: web}, ports: [{port: 80}]}";
    check(
        lines,
        &[("x/web", "svc:x/s"), ("y/web", "svc:y/s")],
        expect![[r#"
            x/web => svc:x/s TCP 80: denied (implementation-defined): denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
              service-hairpin
            y/web => svc:y/s TCP 80: allowed: allowed
              · `TCP 80` of `svc:y/s`
              · selects pods with `app=web`
              -> y/web TCP 80 allowed [policies see the same port, `TCP 80`]
        "#]],
    );
    let allow = Options { service_hairpin: ServiceHairpin::Allow, ..Options::default() };
    check_with(
        &allow,
        lines,
        &[("x/web", "svc:x/s")],
        expect![[r#"
            x/web => svc:x/s TCP 80: allowed (implementation-defined): allowed
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`]
              service-hairpin
        "#]],
    );
    let analysis = short_with(lines, &Options::default());
    let flow = analysis.service_flow(0, "svc:x/s", None).unwrap();
    let explanation = flow.backends[0].explanation.clone().unwrap();
    assert_eq!((explanation.sign.as_str(), explanation.sides.len()), ("denied", 2));
}

#[test]
fn a_selector_may_ask_for_what_controllers_add() {
    check(
        "statefulset x/db replicas=2 app=db\nsvc x/first {selector: {statefulset.kubernetes.io/pod-name: db-0}, ports: [{port: 80}]}\ndeployment x/web app=web\nsvc x/canary {selector: {app: web, pod-template-hash: abc}, ports: [{port: 80}]}\npod x/client",
        &[("x/client", "svc:x/first"), ("x/client", "svc:x/canary")],
        expect![[r#"
            x/client => svc:x/first TCP 80: allowed: allowed
              · `TCP 80` of `svc:x/first`
              · selects pods with `statefulset.kubernetes.io/pod-name=db-0`
              -> x/db-0 TCP 80 allowed [policies see the same port, `TCP 80`]
            x/client => svc:x/canary TCP 80: unknown: not decidable from the input
              · `TCP 80` of `svc:x/canary`
              · selects pods with `app=web, pod-template-hash=abc`
              -> x/web TCP 80 allowed perhaps [policies see the same port, `TCP 80`]
              perhaps-backend
        "#]],
    );
}

const LISTED: &str = "\
{apiVersion: v1, kind: Service, metadata: {name: db, namespace: x}, spec: {ports: [{name: sql, port: 80}]}}
---
{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: db-1, namespace: x, labels: {kubernetes.io/service-name: db}}, ports: [{name: sql, port: 5432}, {name: other, port: 1}], endpoints: [{addresses: [192.0.2.10]}, {addresses: [10.0.0.1]}]}
---
{apiVersion: v1, kind: Endpoints, metadata: {name: db, namespace: x}, subsets: [{addresses: [{ip: 192.0.2.10}, {ip: 10.0.0.9, targetRef: {kind: Pod, name: b}}], ports: [{name: sql, port: 5432}]}]}
---
{apiVersion: v1, kind: Service, metadata: {name: nothing, namespace: x}, spec: {ports: [{port: 80}]}}
---
";

#[test]
fn without_a_selector_the_listed_addresses_count() {
    let pods = "pod x/a ip=10.0.0.1\npod x/b\nnp x/p {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 5432}]}], policyTypes: [Egress]}";
    let analysis = text(&format!("{LISTED}{}", yaml(pods)));
    let ids: Vec<&str> = analysis.endpoints().iter().map(|it| &*it.id).collect();
    assert!(!ids.contains(&"ip:192.0.2.10"), "what stands behind a Service is no row: {ids:?}");
    expect![[r#"
        x/b => svc:x/db TCP 80: partial (implementation-defined): allowed to 1 of 3 backends
          · `sql (TCP 80)` of `svc:x/db`
          · has no selector: its backends are those that EndpointSlices list
          -> x/a TCP 5432 denied [the port that is listed with the address, `TCP 5432`]
          -> x/b TCP 5432 denied [the port that is listed with the address, `TCP 5432`]
          -> 192.0.2.10 TCP 5432 allowed [the port that is listed with the address, `TCP 5432`]
          service-hairpin
          external-backend
        x/b => svc:x/nothing TCP 80: unknown: not decidable from the input
          · `TCP 80` of `svc:x/nothing`
          · has no selector, and the input has no endpoints of it
          no-endpoints-known
    "#]]
    .assert_eq(&(service(&analysis, "x/b", "svc:x/db") + &service(&analysis, "x/b", "svc:x/nothing")));
}

#[test]
fn blocks_do_not_see_the_services_own_address() {
    check(
        "pod x/client\npod x/web app=web ip=10.0.0.1\nsvc x/s {clusterIP: 10.96.0.10, selector: {app: web}, ports: [{port: 80}]}\nsvc x/t {selector: {app: web}, ports: [{port: 80}]}\nnp x/p {podSelector: {}, egress: [{to: [{ipBlock: {cidr: 10.96.0.0/12}}]}], policyTypes: [Egress]}",
        &[("x/client", "svc:x/s"), ("x/client", "svc:x/t")],
        expect![[r#"
            x/client => svc:x/s TCP 80: denied (implementation-defined): denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
              cluster-ip-in-block
            x/client => svc:x/t TCP 80: denied (implementation-defined): denied
              · `TCP 80` of `svc:x/t`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
              cluster-ip-in-block
        "#]],
    );
}

#[test]
fn from_outside_pods_may_see_a_nodes_address() {
    let service = |spec: &str| format!("svc x/s {{{spec} selector: {{app: web}}, ports: [{{port: 80}}]}}\n");
    let rule = "np x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}\npod x/web app=web node=n1\n";
    let nodes = "node n1 ip=192.168.1.1\nnode n2 ip=192.168.1.2";
    let flows = [("203.0.113.0/24", "svc:x/s"), ("internet", "svc:x/s")];
    check(
        &(service("type: LoadBalancer,") + rule),
        &flows,
        expect![[r#"
            ip:203.0.113.0-203.0.113.255 => svc:x/s TCP 80: allowed (implementation-defined): allowed if the client's address survives, otherwise that depends on the node it comes through
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`] | by a node: that depends on the node it comes through
              source-rewrite
            ip:0.0.0.0-203.0.112.255,203.0.114.0-255.255.255.255 => svc:x/s TCP 80: denied (implementation-defined): denied if the client's address survives, otherwise that depends on the node it comes through
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`] | by a node: that depends on the node it comes through
              source-rewrite
        "#]],
    );
    check(
        &(service("type: NodePort,") + rule + nodes),
        &flows,
        expect![[r#"
            ip:203.0.113.0-203.0.113.255 => svc:x/s TCP 80: allowed (implementation-defined): allowed if the client's address survives, otherwise that depends on the node it comes through
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`] | by a node: that depends on the node it comes through
              source-rewrite
            ip:0.0.0.0-203.0.112.255,203.0.114.0-255.255.255.255 => svc:x/s TCP 80: denied (implementation-defined): denied if the client's address survives, otherwise that depends on the node it comes through
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`] | by a node: that depends on the node it comes through
              source-rewrite
        "#]],
    );
    check(
        &(service("type: NodePort, externalTrafficPolicy: Local,") + rule),
        &flows,
        expect![[r#"
            ip:203.0.113.0-203.0.113.255 => svc:x/s TCP 80: allowed: allowed
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`]
              source-kept
            ip:0.0.0.0-203.0.112.255,203.0.114.0-255.255.255.255 => svc:x/s TCP 80: denied: denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
              source-kept
        "#]],
    );
    check(
        &(service("") + rule),
        &flows,
        expect![[r#"
            ip:203.0.113.0-203.0.113.255 => svc:x/s TCP 80: allowed: allowed
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`]
              not-published
            ip:0.0.0.0-203.0.112.255,203.0.114.0-255.255.255.255 => svc:x/s TCP 80: denied: denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
              not-published
        "#]],
    );
    check(
        &(service("type: LoadBalancer, loadBalancerSourceRanges: [203.0.113.0/24],") + "pod x/web app=web\n"),
        &[("internet", "svc:x/s")],
        expect![[r#"
            ip:0.0.0.0-255.255.255.255 => svc:x/s TCP 80: allowed: allowed
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`]
              load-balancer-source-ranges
        "#]],
    );
    let strict = Options { own_node_ingress_exempt: false, ..Options::default() };
    check_with(
        &strict,
        &(service("type: NodePort,") + rule + nodes),
        &flows,
        expect![[r#"
            ip:203.0.113.0-203.0.113.255 => svc:x/s TCP 80: allowed (implementation-defined): allowed if the client's address survives, otherwise denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 allowed [policies see the same port, `TCP 80`] | by a node: denied
              source-rewrite
            ip:0.0.0.0-203.0.112.255,203.0.114.0-255.255.255.255 => svc:x/s TCP 80: denied: denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
        "#]],
    );
}

#[test]
fn each_family_may_have_another_answer() {
    let lines = "pod x/client\npod x/web app=web ip=10.0.0.7 ip=fd00::7\nsvc x/s {ipFamilies: [IPv6, IPv4], selector: {app: web}, ports: [{port: 80}]}\nnp x/p {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}";
    check(
        lines,
        &[("x/client", "svc:x/s")],
        expect![[r#"
            x/client => svc:x/s TCP 80: denied: denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
        "#]],
    );
    let six = Options { family: Some(crate::protocol::Family::V6), ..Options::default() };
    check_with(
        &six,
        lines,
        &[("x/client", "svc:x/s")],
        expect![[r#"
            x/client => svc:x/s TCP 80: denied: denied
              · `TCP 80` of `svc:x/s`
              · selects pods with `app=web`
              -> x/web TCP 80 denied [policies see the same port, `TCP 80`]
        "#]],
    );
}

#[test]
fn an_alias_may_leave_the_cluster() {
    let lines = "pod x/client\npod x/free free=yes\nsvc x/api {type: ExternalName, externalName: api.example.com}\nnp x/p {podSelector: {matchExpressions: [{key: free, operator: DoesNotExist}]}, egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 443}]}], policyTypes: [Egress]}";
    let flows = [
        ("x/client", "svc:x/api:443"),
        ("x/client", "svc:x/api:80"),
        ("x/free", "svc:x/api:443"),
        ("x/free", "svc:x/api"),
    ];
    check(
        lines,
        &flows,
        expect![[r#"
        x/client => svc:x/api TCP 443: unknown: not decidable from the input
          · is another name for `api.example.com`, outside the cluster
          -> api.example.com TCP 443 unknown [not translated: policies see `TCP 443`]
        x/client => svc:x/api TCP 80: denied: denied
          · is another name for `api.example.com`, outside the cluster
          -> api.example.com TCP 80 denied [not translated: policies see `TCP 80`]
        x/free => svc:x/api TCP 443: allowed: allowed
          · is another name for `api.example.com`, outside the cluster
          -> api.example.com TCP 443 allowed [not translated: policies see `TCP 443`]
        `svc:x/api` lists no ports: name the one that is meant, `svc:x/api:PORT`
    "#]],
    );
    let record = |addresses: &[&str]| crate::options::DnsRecord {
        name: "api.example.com".to_owned(),
        addresses: addresses.iter().map(|it| it.parse().unwrap()).collect(),
    };
    let known = Options { dns: vec![record(&["203.0.113.9", "198.51.100.9"])], ..Options::default() };
    check_with(
        &known,
        lines,
        &flows[..1],
        expect![[r#"
        x/client => svc:x/api TCP 443: partial: allowed to 1 of 2 backends
          · is another name for `api.example.com`, outside the cluster
          -> api.example.com at 198.51.100.9 TCP 443 denied [not translated: policies see `TCP 443`]
          -> api.example.com at 203.0.113.9 TCP 443 allowed [not translated: policies see `TCP 443`]
    "#]],
    );
}
