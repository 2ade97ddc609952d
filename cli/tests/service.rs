//! Services as destinations, and Ingress objects.

use crate::run::Folder;

const CLUSTER: &str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}, spec: {containers: [{name: c, ports: [{name: http, containerPort: 8080}]}]}, status: {podIP: 10.244.0.7}}
---
{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {clusterIP: 10.96.0.10, selector: {app: api}, ports: [{name: web, port: 80, targetPort: http}, {name: dns, port: 53, protocol: UDP}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: front, namespace: shop}, spec: {type: NodePort, selector: {app: api}, ports: [{port: 80, nodePort: 30080, targetPort: 8080}]}}
---
{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: site, namespace: shop}, spec: {defaultBackend: {service: {name: front, port: {number: 80}}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: api, namespace: shop}, spec: {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {}}], ports: [{port: 8080}]}]}}
";

fn folder() -> Folder {
    Folder::new(&[("c.yaml", CLUSTER)])
}

#[test]
fn a_service_is_given_by_id_name_or_address() {
    let folder = folder();
    for (to, port) in [
        ("svc:shop/api:80", "TCP 80"),
        ("svc:shop/api:web", "TCP 80"),
        ("svc:shop/api --port web", "TCP 80"),
        ("10.96.0.10 --port 80", "TCP 80"),
        ("svc:shop/api:53", "UDP 53"),
        ("svc:shop/api:UDP/53", "UDP 53"),
    ] {
        let output = folder
            .run(&format!("explain shop/web {to} --ingress-controller shop/app=web c.yaml"))
            .fine()
            .stdout;
        assert!(output.starts_with(&format!("shop/web → svc:shop/api {port}: ")), "{to}: {output}");
    }
    let output =
        folder.run("explain shop/web shop/front --ingress-controller shop/app=web c.yaml").fine().stdout;
    assert!(output.starts_with("shop/web → svc:shop/front TCP 80: allowed\n"), "{output}");
    let output =
        folder.run("explain shop/web shop/api --ingress-controller shop/app=web c.yaml").fine().stdout;
    assert!(output.starts_with("shop/web → shop/api: "), "the pod comes first: {output}");
    let output =
        folder.run("explain shop/web 10.244.0.7 --ingress-controller shop/app=web c.yaml").fine().stdout;
    assert!(output.starts_with("shop/web → shop/api: "), "{output}");
}

#[test]
fn a_wrong_service_or_port_is_unusable() {
    let folder = folder();
    for (ends, expected) in [
        (
            "shop/web svc:shop/nope",
            "there is no Service `svc:shop/nope`; there are svc:shop/api, svc:shop/front",
        ),
        (
            "shop/web svc:shop/api",
            "`svc:shop/api` has several ports: choose one of web (TCP 80), dns (UDP 53)",
        ),
        ("shop/web svc:shop/api:81", "`svc:shop/api` has no port `81`; there are web (TCP 80), dns (UDP 53)"),
        ("svc:shop/api shop/web", "`svc:shop/api` is a Service, and connects to nothing"),
        ("shop/missing svc:shop/front", "there is no endpoint `shop/missing`"),
        (
            "shop/web svc:shop/front --ingress-controller /a=b",
            "`/a=b` is not a namespace, with labels after a slash",
        ),
        ("shop/web svc:shop/front --node-cidr nodes", "`nodes` is not a range such as 192.168.0.0/24"),
    ] {
        let output = folder.run(&format!("explain {ends} c.yaml"));
        assert!(output.status == 2 && output.stderr.contains(expected), "{ends}: {output:?}");
    }
}

#[test]
fn programs_get_the_translation_and_each_backend() {
    let value = folder().run("explain internet svc:shop/front -o json c.yaml").fine().json();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "schema",
            "from",
            "to",
            "port",
            "outcome",
            "certainty",
            "certaintyWords",
            "sentence",
            "translation",
            "steps",
            "backends",
            "notes",
            "problems",
            "incomplete",
            "incompleteWords"
        ]
    );
    assert_eq!(
        (&value["to"], &value["outcome"], &value["certainty"]),
        (&"svc:shop/front".into(), &"denied".into(), &"implementation-defined".into())
    );
    let backend = &value["backends"][0];
    assert_eq!((&backend["endpoint"], &backend["port"]), (&"shop/api".into(), &"TCP 8080".into()));
    assert_eq!(backend["fromNode"], "that depends on the node it comes through");
    assert_eq!(backend["explanation"]["sides"][1]["decider"]["kind"], "np-isolation");
    assert_eq!(value["notes"][0]["code"], "source-rewrite");
}

#[test]
fn the_matrix_lists_services_and_ingresses() {
    let folder = folder();
    let value = folder.run("matrix -o json c.yaml").fine().json();
    assert_eq!(value["services"][1]["publishedBy"], serde_json::json!(["shop/site"]));
    assert_eq!(value["services"][0]["backends"], serde_json::json!(["shop/api"]));
    let ingress = &value["ingresses"][0];
    assert_eq!(
        (&ingress["id"], &ingress["controller"]),
        (&"shop/site".into(), &"any pod of a namespace without labels".into())
    );
    assert_eq!(ingress["backends"][0]["outcome"], "denied");
    let found = folder.run("lint -o json c.yaml").fine().stdout;
    assert!(found.contains("\"unreachable-ingress-backend\""), "{found}");
    let value = folder.run("matrix -o json --ingress-controller shop/app=web c.yaml").fine().json();
    assert_eq!(value["ingresses"][0]["controller"], "shop/web");
    assert_eq!(value["ingresses"][0]["backends"][0]["targets"][0]["outcome"], "allowed");
    assert_eq!(value["problems"], serde_json::json!([]));
}

#[test]
fn a_family_can_be_asked_for() {
    let dual = "\
{apiVersion: v1, kind: Pod, metadata: {name: a}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: b}}, status: {podIPs: [{ip: 10.244.0.7}, {ip: 'fd00::7'}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}}
";
    let folder = Folder::new(&[("c.yaml", dual)]);
    for (flag, expected) in [("", "allowed"), ("--family 4", "allowed"), ("--family 6", "denied")] {
        let output = folder.run(&format!("explain a b --port 80 {flag} c.yaml")).fine().stdout;
        assert!(output.starts_with(&format!("default/a → default/b: TCP 80 {expected}")), "{flag}: {output}");
    }
}
