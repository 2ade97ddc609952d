use crate::kind::read::document::read_document;
use crate::kind::testing::{before_1_36, check, check_read, manifests};
use crate::kind::{Manifest, Readers};

/// The backends as `host path service:port`.
#[track_caller]
fn backends(api_version: &str, spec: &str, expected: &[&str]) -> Vec<String> {
    let text = format!("apiVersion: {api_version}\nkind: Ingress\nmetadata: {{name: web}}\nspec: {spec}\n");
    match manifests(check(&text, expected, spec)).pop() {
        Some(Manifest::Ingress(it)) => it
            .backends
            .iter()
            .map(|it| format!("{} {} {}:{}", it.host, it.path, it.service, it.port).trim().to_owned())
            .collect(),
        other => panic!("{spec}: {other:?}"),
    }
}

#[test]
fn backends_are_services_and_ports() {
    let spec = "{defaultBackend: {service: {name: d, port: {number: 80}}}, rules: [{host: a.example, http: {paths: [{path: /, backend: {service: {name: s, port: {name: http}}}}]}}, {http: {paths: [{backend: {service: {name: t, port: {number: 81}}}}]}}]}";
    assert_eq!(backends("networking.k8s.io/v1", spec, &[]), ["d:80", "a.example / s:http", "/ t:81"]);
}

#[test]
fn the_older_form_is_understood() {
    let spec = "{backend: {serviceName: d, servicePort: 80}, rules: [{http: {paths: [{path: /a, backend: {serviceName: s, servicePort: http}}]}}]}";
    let removed = "warning removed-api apiVersion: servers no longer know";
    for version in ["networking.k8s.io/v1beta1", "extensions/v1beta1"] {
        assert_eq!(backends(version, spec, &[removed]), ["d:80", "/a s:http"]);
    }
}

#[test]
fn what_cannot_be_understood_is_said_and_left_out() {
    let at = "spec.rules[0].http.paths[0].backend";
    for (backend, expected) in [
        ("{}", format!("warning required-value {at}.service.serviceName: Required value")),
        (
            "{service: {port: {number: 80}}}",
            format!("warning required-value {at}.service.name: Required value"),
        ),
        (
            "{service: {name: s}}",
            format!(
                "warning required-value {at}.service.port: Required value: port name or number is required"
            ),
        ),
        (
            "{service: {name: s, port: {}}}",
            format!(
                "warning required-value {at}.service.port: Required value: port name or number is required"
            ),
        ),
        (
            "{service: {name: s, port: {name: a, number: 1}}}",
            format!(
                "warning invalid-value {at}.service.port: Invalid value: \"\": cannot set both port name & port number"
            ),
        ),
        (
            "{service: {name: s, port: {number: 65536}}}",
            format!(
                "warning invalid-value {at}.service.port.number: Invalid value: 65536: must be between 1 and 65535"
            ),
        ),
        (
            "{resource: {kind: Bucket, name: b}}",
            format!("info resource-backend {at}: a `resource` backend is not evaluated"),
        ),
    ] {
        let spec = format!("{{rules: [{{http: {{paths: [{{path: /, backend: {backend}}}]}}}}]}}");
        assert!(backends("networking.k8s.io/v1", &spec, &[&expected]).is_empty());
    }
    let expected = "warning invalid-value spec: Invalid value: \"\": either `defaultBackend` or `rules` must be specified";
    backends("networking.k8s.io/v1", "{ingressClassName: x}", &[expected]);
}

#[test]
fn names_of_services_are_those_of_the_release() {
    let spec = "{defaultBackend: {service: {name: 1web, port: {number: 80}}}}";
    assert_eq!(backends("networking.k8s.io/v1", spec, &[]), ["1web:80"]);
    let text =
        format!("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: web}}\nspec: {spec}\n");
    let read = read_document(&text, &before_1_36(), Readers::ALL);
    let at = "warning invalid-value spec.defaultBackend.service.name: ";
    check_read(&read, &[&format!("{at}Invalid value: \"1web\": a DNS-1035 label")], "V-62");
}
