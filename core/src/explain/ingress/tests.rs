use std::fmt::Write;

use expect_test::{Expect, expect};

use crate::Options;
use crate::options::IngressController;
use crate::testing::short_with;

/// The Ingress objects with their backends, then what is said about them.
#[track_caller]
fn check(controller: &str, lines: &str, expected: Expect) {
    let ingress_controller = IngressController::parse(controller);
    let analysis = short_with(lines, &Options { ingress_controller, ..Options::default() });
    let mut res = String::new();
    for it in analysis.ingresses() {
        let _infallible = writeln!(res, "{} ({})", it.id, it.controller);
        for it in it.backends {
            let at = format!("{}{}", it.host, it.path);
            let _infallible =
                writeln!(res, "  {at} {}:{} {}: {}", it.service, it.port, it.sign.as_str(), it.sentence);
            for it in it.targets {
                let _infallible = writeln!(res, "    {} {} {}", it.id, it.port, it.sign.as_str());
            }
        }
    }
    for it in analysis.diagnostics().iter().filter(|it| it.object.starts_with("Ingress ")) {
        let related: Vec<&str> = it.related.iter().map(|it| it.1.as_str()).collect();
        let _infallible =
            writeln!(res, "{} {}: {} [{}]", it.severity.as_str(), it.code, it.message, related.join(", "));
    }
    expected.assert_eq(&res);
}

const WEB: &str = "\
pod x/web app=web port=http:8080
svc x/s {selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}]}
ing x/web {rules: [{host: a.example, http: {paths: [{path: /, backend: {service: {name: s, port: {name: web}}}}]}}]}
";

#[test]
fn without_policies_every_controller_can_reach_it() {
    check(
        "",
        WEB,
        expect![[r#"
        x/web (any pod of a namespace without labels)
          a.example/ svc:x/s:web allowed: its controller can reach it
            x/web TCP 8080 allowed
    "#]],
    );
}

#[test]
fn a_workload_that_admits_only_its_own_namespace_is_published_in_vain() {
    let rule = "np x/own {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}";
    check(
        "",
        &format!("{WEB}{rule}"),
        expect![[r#"
            x/web (any pod of a namespace without labels)
              a.example/ svc:x/s:web denied: its controller cannot reach x/web; x/own, ingress rule 1 would admit one in this namespace
                x/web TCP 8080 denied
            warning unreachable-ingress-backend: points at a workload its controller cannot reach: x/web on TCP 8080 [x/own isolates x/web]
        "#]],
    );
    check(
        "ingress",
        &format!("{WEB}{rule}"),
        expect![[r#"
            x/web (the ingress controller in ingress)
              a.example/ svc:x/s:web denied: its controller cannot reach x/web
                x/web TCP 8080 denied
            warning unreachable-ingress-backend: points at a workload its controller cannot reach: x/web on TCP 8080 [x/own isolates x/web]
        "#]],
    );
    check(
        "x",
        &format!("{WEB}{rule}"),
        expect![[r#"
        x/web (x/web)
          a.example/ svc:x/s:web allowed: its controller can reach it
            x/web TCP 8080 allowed
    "#]],
    );
}

#[test]
fn a_rule_for_other_namespaces_may_mean_the_controller() {
    let rule = "np x/from-ingress {podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress}}, podSelector: {matchLabels: {app: nginx}}}], ports: [{port: 8080}]}]}";
    check(
        "",
        &format!("{WEB}{rule}"),
        expect![[r#"
        x/web (any pod of a namespace without labels)
          a.example/ svc:x/s:web unknown: whether x/from-ingress, ingress rule 1, admits its controller depends on the controller's namespace and labels
            x/web TCP 8080 unknown
    "#]],
    );
    check(
        "ingress",
        &format!("{WEB}{rule}"),
        expect![[r#"
            x/web (the ingress controller in ingress)
              a.example/ svc:x/s:web denied: its controller cannot reach x/web
                x/web TCP 8080 denied
            warning unreachable-ingress-backend: points at a workload its controller cannot reach: x/web on TCP 8080 [x/from-ingress isolates x/web]
        "#]],
    );
    check(
        "ingress/app=nginx",
        &format!("{WEB}{rule}"),
        expect![[r#"
        x/web (the ingress controller in ingress)
          a.example/ svc:x/s:web allowed: its controller can reach it
            x/web TCP 8080 allowed
    "#]],
    );
    check(
        "ingress/app=nginx",
        &format!("{WEB}{rule}\nns ingress a=b\npod ingress/nginx-1 app=nginx\npod ingress/other"),
        expect![[r#"
            x/web (ingress/nginx-1)
              a.example/ svc:x/s:web allowed: its controller can reach it
                x/web TCP 8080 allowed
        "#]],
    );
    let other_port = rule.replace("8080", "80");
    check(
        "",
        &format!("{WEB}{other_port}"),
        expect![[r#"
            x/web (any pod of a namespace without labels)
              a.example/ svc:x/s:web denied: its controller cannot reach x/web
                x/web TCP 8080 denied
            warning unreachable-ingress-backend: points at a workload its controller cannot reach: x/web on TCP 8080 [x/from-ingress isolates x/web]
        "#]],
    );
}

#[test]
fn a_rule_for_all_namespaces_admits_every_controller() {
    let rule = "np x/all {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}";
    check(
        "",
        &format!("{WEB}{rule}"),
        expect![[r#"
        x/web (any pod of a namespace without labels)
          a.example/ svc:x/s:web allowed: its controller can reach it
            x/web TCP 8080 allowed
    "#]],
    );
}

#[test]
fn the_controllers_own_policies_count() {
    let lines = format!("{WEB}np ingress/closed {{podSelector: {{}}, policyTypes: [Egress]}}");
    check(
        "ingress/app=nginx",
        &lines,
        expect![[r#"
            x/web (the ingress controller in ingress)
              a.example/ svc:x/s:web denied: its controller cannot reach x/web
                x/web TCP 8080 denied
            warning unreachable-ingress-backend: points at a workload its controller cannot reach: x/web on TCP 8080 []
        "#]],
    );
}

/// Whether the Deployment's pods have that hash is not in the input: the Service may have no backend at all.
#[test]
fn what_is_only_perhaps_a_backend_is_not_said_to_be_unreachable() {
    let web = "deployment x/web app=web port=http:8080\nsvc x/s {selector: {app: web, pod-template-hash: '1'}, ports: [{port: 80, targetPort: 8080}]}\ning x/web {defaultBackend: {service: {name: s, port: {number: 80}}}}\n";
    for rule in ["", "np x/same-namespace {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"] {
        let verdict = if rule.is_empty() { "allowed" } else { "denied" };
        let analysis = short_with(&format!("{web}{rule}"), &Options::default());
        let backend = &analysis.ingresses()[0].backends[0];
        assert_eq!(backend.targets[0].sign.as_str(), verdict);
        assert_eq!(backend.sign.as_str(), "unknown");
        assert_eq!(backend.sentence, "whether it leads to x/web depends on labels that are not in the input");
        assert_eq!(analysis.lints(|it| it.about.code == "unreachable-ingress-backend"), []);
    }
}

#[test]
fn what_is_not_there_is_said() {
    check(
        "",
        "ing x/i {defaultBackend: {service: {name: gone, port: {number: 80}}}}\nsvc x/s {selector: {app: web}, ports: [{port: 80}]}\ning x/j {rules: [{http: {paths: [{path: /a, backend: {service: {name: s, port: {number: 8080}}}}, {path: /b, backend: {service: {name: s, port: {number: 80}}}}]}}]}",
        expect![[r#"
            x/i (any pod of a namespace without labels)
               svc:x/gone:80 unknown: its Service is not in the input
            x/j (any pod of a namespace without labels)
              /a svc:x/s:8080 unknown: its Service has no such port
              /b svc:x/s:80 unknown: its Service has no backends
            info unknown-service: no Service `gone` in namespace `x` []
            warning unknown-service-port: Service `s` has no port `8080` []
        "#]],
    );
}

#[test]
fn the_stand_in_of_a_controller_is_not_shown() {
    let analysis = short_with(WEB, &Options::default());
    let ids: Vec<&str> = analysis.endpoints().iter().map(|it| &*it.id).collect();
    assert_eq!(ids, ["x/web", "ip:0.0.0.0-255.255.255.255"]);
    let counts = analysis.counts();
    assert_eq!((counts.endpoints, counts.allowed_pairs), (2, 2));
    assert!(
        analysis.cell(2, 0, crate::Probe::Any).is_none() && analysis.cell(0, 2, crate::Probe::Any).is_none()
    );
}
