//! The specification is right about Services.

use super::objects::NumberOrName;
use super::{End, Spec};
use crate::case::WORLD;

/// `Outcome: backend:port…` for a connection from `y/a` to the Service `s` on TCP.
#[track_caller]
fn check(manifests: &str, port: &str, expected: &str) {
    let spec = Spec::read(&format!("{WORLD}\n---\n{manifests}"));
    let from = End::Pod(spec.cluster.pods.iter().find(|it| it.id == "y/a").unwrap());
    let service = spec.cluster.services.iter().find(|it| it.name == "s").unwrap();
    let port = match port.parse() {
        Ok(it) => Some(NumberOrName::Number(it)),
        Err(_) if port.is_empty() => None,
        Err(_) => Some(NumberOrName::Name(port.to_owned())),
    };
    let found = match spec.service(from, service, "TCP", port.as_ref()) {
        Err(it) => format!("{it:?}"),
        Ok((outcome, backends)) => {
            let each: Vec<String> =
                backends.iter().map(|it| format!(" {}:{} {:?}", it.id(), it.port, it.allowed)).collect();
            format!("{outcome:?}{}", each.join(","))
        }
    };
    assert_eq!(found, expected);
}

fn service(spec: &str) -> String {
    format!("{{apiVersion: v1, kind: Service, metadata: {{name: s, namespace: x}}, spec: {spec}}}\n")
}

fn policy(spec: &str) -> String {
    format!(
        "---\n{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {{name: p, namespace: y}}, spec: {spec}}}\n"
    )
}

#[test]
fn policies_see_the_target_port() {
    let to = service("{selector: {pod: a}, ports: [{port: 8000, targetPort: t80}]}");
    let allow = |port: u16| {
        to.clone()
            + &policy(&format!(
                "{{podSelector: {{}}, policyTypes: [Egress], egress: [{{ports: [{{port: {port}}}]}}]}}"
            ))
    };
    check(&to, "8000", "Allowed x/a:80 Yes");
    check(&allow(8000), "8000", "Denied x/a:80 No");
    check(&allow(80), "8000", "Allowed x/a:80 Yes");
}

#[test]
fn target_ports_are_numbers_names_or_the_same() {
    check(&service("{selector: {pod: a}, ports: [{port: 81}]}"), "81", "Allowed x/a:81 Yes");
    check(&service("{selector: {pod: a}, ports: [{port: 1, targetPort: 7777}]}"), "", "Allowed x/a:7777 Yes");
    check(&service("{selector: {pod: a}, ports: [{port: 1, targetPort: none}]}"), "1", "NoEndpoint");
    // The name is one of another protocol.
    check(&service("{selector: {pod: a}, ports: [{port: 1, targetPort: u80}]}"), "1", "NoEndpoint");
    let headless = service("{clusterIP: None, selector: {pod: a}, ports: [{port: 81, targetPort: t80}]}");
    check(&headless, "81", "Allowed x/a:81 Yes");
}

#[test]
fn ports_are_asked_for_by_number_or_name() {
    let two = service(
        "{selector: {pod: a}, ports: [{name: http, port: 80}, {name: more, port: 8081, targetPort: 81}]}",
    );
    check(&two, "more", "Allowed x/a:81 Yes");
    check(&two, "8081", "Allowed x/a:81 Yes");
    check(&two, "", "NoSuchPort");
    check(&two, "82", "NoSuchPort");
}

#[test]
fn backends_differ() {
    let all = service("{selector: {pod: a}, ports: [{port: 80}]}");
    check(&all, "80", "Allowed x/a:80 Yes");
    let some = "---\n{apiVersion: v1, kind: Pod, metadata: {name: d, namespace: x, labels: {pod: a}}}
---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: x}, spec: {podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{port: t80}]}]}}\n";
    check(&(all.clone() + some), "80", "Partial x/a:80 Yes, x/d:80 No");
    check(&service("{selector: {pod: none}, ports: [{port: 80}]}"), "80", "NoEndpoint");
    check(&service("{selector: {}, ports: [{port: 80}]}"), "80", "Unknown");
    let idle = "---\n{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: x}, spec: {replicas: 0, template: {metadata: {labels: {app: idle}}}}}\n";
    check(&(service("{selector: {app: idle}, ports: [{port: 80}]}") + idle), "80", "NoEndpoint");
}

#[test]
fn endpoints_may_be_written_by_hand() {
    let written = "---\n{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: s-1, namespace: x, labels: {kubernetes.io/service-name: s}}, endpoints: [{addresses: [192.0.2.10]}, {addresses: [10.0.1.10]}], ports: [{port: 5432}]}\n";
    check(
        &(service("{ports: [{port: 80}]}") + written),
        "80",
        "Allowed ip:192.0.2.10:5432 Yes, x/a:5432 Yes",
    );
}

#[test]
fn an_alias_is_followed_or_is_a_name() {
    let other = "---\n{apiVersion: v1, kind: Service, metadata: {name: t, namespace: z}, spec: {selector: {pod: c}, ports: [{port: 80, targetPort: 81}]}}\n";
    let alias = |name: &str| service(&format!("{{type: ExternalName, externalName: {name}}}"));
    check(&(alias("t.z.svc.cluster.local") + other), "80", "Allowed z/c:81 Yes");
    check(&(alias("db.example.com") + other), "80", "Allowed host:db.example.com:80 Yes");
}

#[test]
fn a_pod_that_is_its_own_backend_is_judged_like_any() {
    let own = "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: y}, spec: {selector: {pod: a}, ports: [{port: 80}]}}\n";
    check(own, "80", "Allowed y/a:80 Yes");
    check(&(own.to_owned() + &policy("{podSelector: {}}")), "80", "Denied y/a:80 No");
}
