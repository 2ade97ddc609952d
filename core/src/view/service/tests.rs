use expect_test::expect;

use crate::Probe;
use crate::protocol::Protocol;
use crate::testing::{short, text, yaml};
use crate::view::service::choice;

const LINES: &str = "\
pod x/a app=web
deployment x/zero replicas=0 app=web
svc x/web {type: NodePort, clusterIP: 10.96.0.10, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}, {name: dns, port: 53, protocol: UDP, targetPort: dns}]}
svc x/direct {clusterIP: None, selector: {app: none}, ports: [{port: 80}]}
svc x/alias {type: ExternalName, externalName: db.example.com}
svc a/nothing {ports: [{port: 80}]}
ing x/site {defaultBackend: {service: {name: web, port: {number: 80}}}}";

#[test]
fn services_are_listed_with_what_stands_behind_them() {
    let analysis = short(LINES);
    let lines: Vec<String> = analysis
        .services()
        .iter()
        .map(|it| {
            let ports: Vec<String> =
                it.ports.iter().map(|it| format!("{} -> {}", it.label, it.target)).collect();
            let published = it.published_by.join(", ");
            format!(
                "{} {} [{}] {:?}: {} {:?} <{published}>\n",
                it.id,
                it.kind.as_str(),
                ports.join("; "),
                it.addresses,
                it.backing,
                it.backends
            )
        })
        .collect();
    expect![[r#"
        svc:a/nothing ClusterIP [TCP 80 -> 80] []: no selector, and no endpoints in the input [] <>
        svc:x/alias ExternalName [] []: alias of db.example.com [] <>
        svc:x/direct headless [TCP 80 -> 80] []: no pod or workload [] <>
        svc:x/web NodePort [http (TCP 80) -> 8080; dns (UDP 53) -> dns] [10.96.0.10]: 1 pod or workload ["x/a"] <x/site>
    "#]].assert_eq(&lines.concat());
}

#[test]
fn a_step_leads_to_the_line_that_it_speaks_of() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x, labels: {app: web}}\nspec:\n  containers:\n  - name: c\n    ports:\n    - {name: http, containerPort: 8080}\n---\n";
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: x}\nspec:\n  selector: {app: web}\n  ports:\n  - port: 80\n    targetPort: http\n---\n";
    let analysis = text(&format!("{pod}{service}{}", yaml("pod x/client")));
    let client = analysis.endpoint_index("x/client").unwrap();
    let flow = analysis.service_flow(client, "svc:x/s", None).unwrap();
    let lines: Vec<u32> = flow.steps.iter().map(|it| it.place.unwrap().from_line).collect();
    assert_eq!(lines, [16, 14]);
    let backend = &flow.backends[0];
    assert_eq!(backend.translation.place.unwrap().from_line, 8);
    assert_eq!((backend.row, backend.probe), (Some(0), Probe::Port(Protocol::Tcp, 8080)));
    assert_eq!(backend.explanation.as_ref().unwrap().to, "x/a");
}

#[test]
fn a_port_is_a_number_or_a_name_with_or_without_a_protocol() {
    for (written, expected) in [
        ("80", Some("None 80")),
        ("http", Some("None http")),
        ("53/UDP", Some("Some(Udp) 53")),
        ("udp/53", Some("Some(Udp) 53")),
        ("UDP 53", Some("Some(Udp) 53")),
        ("dns/udp", Some("Some(Udp) dns")),
        ("70000", Some("None 70000")),
        ("", None),
        ("/", None),
    ] {
        let found = choice(written).map(|it| format!("{:?} {}", it.protocol, it.port));
        assert_eq!(found.as_deref(), expected, "{written}");
    }
}

#[test]
fn a_text_is_a_service_only_if_there_is_one() {
    let analysis = short(LINES);
    for (written, expected) in [
        ("svc:x/web", Some("svc:x/web")),
        ("x/web:80", Some("svc:x/web")),
        ("x/web:53/UDP", Some("svc:x/web")),
        ("svc:x/other", None),
        ("web", None),
        ("svc:", None),
    ] {
        assert_eq!(analysis.parse_service(written).map(|it| it.0).as_deref(), expected, "{written}");
    }
    assert!(analysis.service_flow(999, "svc:x/web", None).is_err());
}
