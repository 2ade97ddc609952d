//! L-44: a headless Service with a `targetPort` that is not its port: nothing translates it.

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::{Written, Yaml};
use crate::kind::{PortRef, Service, ServicePort};

pub(super) struct HeadlessTargetPort;

/// A port of a Service, and the number that clients would need.
pub(super) struct Finding {
    spot: Spot,
    service: usize,
    port: usize,
    target: u16,
}

impl Lint for HeadlessTargetPort {
    const META: Meta = Meta {
        about: About::new(
            "L-44",
            "headless-target-port",
            Severity::Warning,
            "A headless Service has a targetPort that differs from its port. Its clients connect to the pods themselves, and nothing translates the port.",
        ),
        fixes: &[FixClass::Safe, FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIP: None
  selector: {app: db}
  ports:
  - port: 80
    targetPort: 5432
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec:
  clusterIP: None
  selector: {app: db}
  ports:
  - port: 5432
    targetPort: 5432
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let cluster = &facts.model.cluster;
        let mut res = Vec::new();
        for service in 0..cluster.services.len() {
            let Some((body, written)) = cluster.written(service).filter(|it| it.1.headless) else { continue };
            for (port, it) in written.ports.iter().enumerate() {
                let target = target(facts, written, it).filter(|target| *target != it.number);
                let at = it.target_span.map(|it| body.origin.locate(it));
                let Some(((target, location), whole)) = target.zip(at).zip(facts.service_spot(service, ""))
                else {
                    continue;
                };
                res.push(Finding { spot: Spot { location, ..whole }, service, port, target });
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let number = facts.model.cluster.written(it.service).and_then(|own| own.1.ports.get(it.port));
        let number = number.map_or(0, |it| it.number);
        let field = path(facts, it).map_or_else(String::new, |it| format!("{it}.targetPort"));
        let message =
            format!("headless: clients that ask for {number} connect to {number}, and not to {}", it.target);
        Diagnostic {
            field,
            help: format!("write `port: {}`, which the pods listen on, or delete `targetPort`", it.target),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Some(body) = facts.model.cluster.services.get(it.service) else { return Vec::new() };
        let (Some(written), Some(path)) = (facts.written(body.location), path(facts, it)) else {
            return Vec::new();
        };
        let without = written.delete(&format!("{path}.targetPort"));
        let with = written.set(&format!("{path}.port"), &Yaml::Number(i64::from(it.target)));
        let fix = |title: String, class, edit| Fix { title, edits: vec![edit], class };
        let without = without.map(|it| fix("delete targetPort".to_owned(), FixClass::Safe, it));
        let with = with.map(|edit| fix(format!("write port: {}", it.target), FixClass::Effect, edit));
        without.into_iter().chain(with).collect()
    }
}

/// The port that a target is, where all pods behind the Service agree.
fn target(facts: &Facts<'_>, service: &Service, it: &ServicePort) -> Option<u16> {
    it.target_span?;
    match &it.target {
        PortRef::Number(it) => Some(*it),
        PortRef::Name(name) => {
            let pods = facts.model.cluster.backing_pods(service);
            let mut numbers =
                pods.iter().map(|(_, pod, _)| Some(pod.declared(it.protocol, name).next()?.number));
            let first = numbers.next()??;
            numbers.all(|it| it == Some(first)).then_some(first)
        }
    }
}

/// Where a port stands among those that are written.
fn path(facts: &Facts<'_>, it: &Finding) -> Option<String> {
    let (body, service) = facts.model.cluster.written(it.service)?;
    let written = facts.written(body.location)?;
    let at = body.origin.locate(service.ports.get(it.port)?.span).span;
    let position = position(&written, at.start)?;
    Some(format!("spec.ports[{position}]"))
}

fn position(written: &Written<'_>, start: u32) -> Option<usize> {
    written.at("spec.ports")?.items().iter().position(|it| it.span.start == start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn either_the_target_goes_or_it_becomes_the_port() {
        assert_eq!(
            found_fields(&HeadlessTargetPort::META, HeadlessTargetPort::FIRES),
            ["13 spec.ports[0].targetPort: headless: clients that ask for 80 connect to 80, and not to 5432"]
        );
        assert_eq!(
            mended(&HeadlessTargetPort::META, HeadlessTargetPort::FIRES),
            [
                "safe: delete targetPort\n-    targetPort: 5432",
                "effect: write port: 5432\n+  - port: 5432\n-  - port: 80"
            ]
        );
    }

    #[test]
    fn a_name_counts_by_what_the_pods_call_so() {
        let count = |port: &str| {
            found_in_short(
                &HeadlessTargetPort::META,
                &format!("pod x/db app=db port=sql:5432\nsvc x/db {{clusterIP: None, selector: {{app: db}}, ports: [{{port: {port}, targetPort: sql}}]}}"),
            )
            .len()
        };
        assert_eq!((count("5432"), count("80")), (0, 1));
    }
}
