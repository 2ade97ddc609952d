//! an Ingress that leads to a Service which is not in the input.

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::explain::ingress::PublishedTarget;
use crate::kind::{Ingress, IngressBackend};

pub(super) struct UnknownService;

/// A backend of an Ingress.
pub(super) struct Finding {
    spot: Spot,
    service: String,
    namespace: String,
}

impl Lint for UnknownService {
    const META: Meta = Meta {
        about: About::new(
            "R-49",
            "unknown-service",
            Severity::Info,
            "An Ingress leads to a Service that is not in the input, so nothing can be said about it.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: wed, port: {number: 80}}}}
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
        let missing = facts.published().filter(|it| it.2.target == PublishedTarget::NoService);
        let finding = |(ingress, backend, _): (&Ingress, &IngressBackend, _)| Finding {
            spot: Spot::of("Ingress", &ingress.meta, backend.span),
            service: backend.service.clone(),
            namespace: ingress.meta.namespace.clone(),
        };
        missing.map(finding).collect()
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let message = format!("no Service `{}` in namespace `{}`", it.service, it.namespace);
        Self::META.at(&it.spot, message)
    }
}
