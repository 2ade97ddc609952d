use super::*;
use crate::kind::read::document::read_document;
use crate::kind::testing::{before_1_36, check, check_read, manifests};
use crate::kind::{Manifest, Readers};

#[track_caller]
fn service(spec: &str, expected: &[&str]) -> Service {
    let text =
        format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s, namespace: shop}}\nspec: {spec}\n");
    match manifests(check(&text, expected, spec)).pop() {
        Some(Manifest::Service(it)) => it,
        other => panic!("{spec}: {other:?}"),
    }
}

/// The ports as `name:number/protocol->target`.
fn ports(it: &Service) -> Vec<String> {
    let one = |it: &ServicePort| {
        let name = if it.name.is_empty() { String::new() } else { format!("{}:", it.name) };
        format!("{name}{}/{}->{}", it.number, it.protocol.as_str(), it.target)
    };
    it.ports.iter().map(one).collect()
}

#[test]
fn a_target_port_is_the_port_unless_it_is_written() {
    for (port, expected) in [
        ("{port: 80}", "80/TCP->80"),
        ("{port: 80, targetPort: 0}", "80/TCP->80"),
        ("{port: 80, targetPort: ''}", "80/TCP->80"),
        ("{port: 80, targetPort: 8080}", "80/TCP->8080"),
        ("{port: 53, protocol: UDP, targetPort: dns}", "53/UDP->dns"),
        ("{name: web, port: 80, targetPort: http}", "web:80/TCP->http"),
    ] {
        let it = service(&format!("{{ports: [{port}]}}"), &[]);
        assert_eq!(ports(&it), [expected], "{port}");
        assert_eq!(
            it.ports[0].target_span.is_some(),
            port.contains("http") || port.contains("dns") || port.contains("8080")
        );
    }
}

#[test]
fn what_the_server_would_not_take_is_a_warning_and_the_rest_counts() {
    let no_name = "warning required-value spec.ports[0].name: Required value";
    let no_name_1 = "warning required-value spec.ports[1].name: Required value";
    for (spec, expected, left) in [
        (
            "{ports: [{port: 0}]}",
            &["warning invalid-value spec.ports[0].port: Invalid value: 0"][..],
            &[][..],
        ),
        ("{ports: [{}]}", &["warning required-value spec.ports[0].port: Required value"], &[]),
        ("{ports: [{port: '80'}]}", &["warning wrong-type spec.ports[0].port: expected a whole number"], &[]),
        (
            "{ports: [{port: 80}, {port: 80}]}",
            &[no_name, no_name_1, "warning duplicate-value spec.ports[1]: Duplicate value: TCP 80"],
            &["80/TCP->80", "80/TCP->80"],
        ),
        (
            "{ports: [{name: a, port: 80}, {name: a, port: 81}]}",
            &["warning duplicate-value spec.ports[1].name: Duplicate value: \"a\""],
            &["a:80/TCP->80", "a:81/TCP->81"],
        ),
        (
            "{ports: [{name: a, port: 53}, {name: b, port: 53, protocol: UDP}]}",
            &[],
            &["a:53/TCP->53", "b:53/UDP->53"],
        ),
        (
            "{ports: [{name: My_Port, port: 80}]}",
            &[
                "warning invalid-value spec.ports[0].name: Invalid value: \"My_Port\": a lowercase RFC 1123 label",
            ],
            &["My_Port:80/TCP->80"],
        ),
        (
            "{ports: [{port: 80, targetPort: '8080'}]}",
            &[
                "warning invalid-value spec.ports[0].targetPort: Invalid value: \"8080\": must contain at least one letter",
            ],
            &["80/TCP->8080"],
        ),
        (
            "{ports: [{port: 80, protocol: tcp}]}",
            &["warning unsupported-value spec.ports[0].protocol: Unsupported value: \"tcp\""],
            &[],
        ),
        (
            "{ports: [{port: 80, nodePort: 30080}]}",
            &[
                "warning forbidden spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
            ],
            &["80/TCP->80"],
        ),
        (
            "{type: Nodeport, ports: [{port: 80}]}",
            &[
                "warning unsupported-value spec.type: Unsupported value: \"Nodeport\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
            ],
            &["80/TCP->80"],
        ),
        (
            "{clusterIP: 10.96.0, ports: [{port: 80}]}",
            &[
                "warning invalid-value spec.clusterIP: Invalid value: \"10.96.0\": must be empty, 'None', or a valid IP address",
            ],
            &["80/TCP->80"],
        ),
        (
            "{selector: {app: 'a b'}, ports: [{port: 80}]}",
            &["warning invalid-value spec.selector: Invalid value: \"a b\": a valid label must be"],
            &["80/TCP->80"],
        ),
        ("{selector: {app: a}}", &["warning required-value spec.ports: Required value"], &[]),
        ("{clusterIP: None}", &[], &[]),
        ("{type: ExternalName}", &["warning required-value spec.externalName: Required value"], &[]),
        (
            "{type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0], ports: [{port: 80}]}",
            &[
                "warning invalid-value spec.loadBalancerSourceRanges[0]: Invalid value: \"10.0.0.0\": must be a valid CIDR value",
            ],
            &["80/TCP->80"],
        ),
        (
            "{externalTrafficPolicy: local, ports: [{port: 80}]}",
            &["warning unsupported-value spec.externalTrafficPolicy: Unsupported value: \"local\""],
            &["80/TCP->80"],
        ),
    ] {
        assert_eq!(ports(&service(spec, expected)), left, "{spec}");
    }
}

#[test]
fn an_empty_selector_is_no_selector() {
    for selector in ["", "selector: {}, ", "selector: null, "] {
        let it = service(&format!("{{{selector}ports: [{{port: 80}}]}}"), &[]);
        assert!(it.selector.is_empty(), "{selector}");
    }
}

#[test]
fn addresses_types_and_families() {
    let it = service(
        "{type: LoadBalancer, clusterIP: 10.96.0.1, clusterIPs: [10.96.0.1, 'fd00::1'], ipFamilies: [IPv4, IPv6], externalIPs: [192.0.2.1], externalTrafficPolicy: Local, ports: [{port: 80, nodePort: 30080}]}\nstatus: {loadBalancer: {ingress: [{ip: 203.0.113.5}, {hostname: lb.example.com}]}}",
        &[],
    );
    let text = |it: &[IpAddr]| it.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(text(&it.cluster_ips), ["10.96.0.1", "fd00::1"]);
    assert_eq!(text(&it.external_ips), ["192.0.2.1", "203.0.113.5"]);
    assert_eq!((it.kind, it.keeps_client_address), (ServiceType::LoadBalancer, true));
    assert_eq!((it.families.as_slice(), it.ports[0].node_port), (&[Family::V4, Family::V6][..], Some(30080)));
    let it = service("{clusterIP: None, ports: [{port: 80}]}", &[]);
    assert!(it.headless && it.cluster_ips.is_empty());
    let it = service(
        "{type: ExternalName, externalName: DB.example.com.}",
        &[
            "warning invalid-value spec.externalName: Invalid value: \"DB.example.com.\": a lowercase RFC 1123 subdomain",
        ],
    );
    assert_eq!(it.external_name, "db.example.com");
}

#[test]
fn names_begin_with_a_letter_before_1_36() {
    let text = |name: &str| {
        format!(
            "{{apiVersion: v1, kind: Service, metadata: {{name: {name}}}, spec: {{ports: [{{port: 80}}]}}}}"
        )
    };
    let before = |name: &str| read_document(&text(name), &before_1_36(), Readers::ALL);
    let label = "warning invalid-value metadata.name: Invalid value: \"1web\": a DNS-1035 label";
    check_read(&before("1web"), &[label], "V-62");
    check_read(&before("web"), &[], "V-62");
    check(&text("1web"), &[], "V-62");
    check(
        &text("Web"),
        &["warning invalid-value metadata.name: Invalid value: \"Web\": a lowercase RFC 1123 label"],
        "V-62",
    );
    let dots = "warning invalid-value metadata.name: Invalid value: \"a.b\": must not contain dots";
    check(&text("a.b"), &[dots], "V-62");
}
