//! an Ingress that leads to a port which its Service does not have.

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::explain::ingress::PublishedTarget;
use crate::kind::{Ingress, IngressBackend, PortRef};

pub(super) struct UnknownServicePort;

/// A backend of an Ingress.
pub(super) struct Finding {
    spot: Spot,
    service: String,
    port: PortRef,
}

impl Lint for UnknownServicePort {
    const META: Meta = Meta {
        about: About::new(
            "R-49",
            "unknown-service-port",
            Severity::Warning,
            "An Ingress names a port that its Service does not have: often that of the pod.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 8080}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let missing = facts.published().filter(|it| matches!(it.2.target, PublishedTarget::NoPort(_)));
        let finding = |(ingress, backend, _): (&Ingress, &IngressBackend, _)| Finding {
            spot: Spot::of("Ingress", &ingress.meta, backend.span),
            service: backend.service.clone(),
            port: backend.port.clone(),
        };
        missing.map(finding).collect()
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let help = "an Ingress names a port of the Service, by number or name, not the pod's";
        let message = format!("Service `{}` has no port `{}`", it.service, it.port);
        Diagnostic { help: help.to_owned(), ..Self::META.at(&it.spot, message) }
    }
}
