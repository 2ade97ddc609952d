//! L-41: an Ingress that leads to a workload which its controller cannot reach.
//!
//! "Ingress x/web points at a workload its controller cannot reach". Deliberately not here: how a controller is
//! judged, which is in `explain::ingress`.

use super::{Facts, Lint, Meta, Spot, published_but_unreachable};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::eval::{Pair, Reason};
use crate::explain::ingress::PublishedTarget;
use crate::ids::EndpointId;
use crate::policy::Direction;
use crate::probe::Probe;
use crate::protocol::Protocol;

pub(super) struct UnreachableIngressBackend;

/// A backend of an Ingress, with the workloads that are not reached.
pub(super) struct Finding {
    spot: Spot,
    denied: Vec<EndpointId>,
    first: EndpointId,
    /// The port of the first.
    port: (Protocol, u16),
    /// Whether the input or the options say who the controller is.
    is_known: bool,
    service: usize,
    /// The controller that was tried.
    controller: Option<EndpointId>,
}

impl Lint for UnreachableIngressBackend {
    const META: Meta = Meta {
        about: About::new(
            "L-41",
            "unreachable-ingress-backend",
            Severity::Warning,
            "An Ingress leads to a workload that its controller cannot reach: it is published, and every request fails.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}
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
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own, namespace: shop}
spec: {podSelector: {}, ingress: [{ports: [{port: 8080}]}]}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut found = Vec::new();
        for (ingress, backend, it) in facts.published() {
            let (PublishedTarget::Service(resolved, _), denied) = (&it.target, it.denied()) else { continue };
            let first = resolved.backends.iter().find(|it| Some(&it.endpoint) == denied.first());
            if let Some(first) = first {
                let spot = Spot::of("Ingress", &ingress.meta, backend.span);
                let (cluster, options) = (&facts.model.cluster, &facts.model.options);
                let (controllers, is_known) = cluster.controllers_of(it.manifest, options);
                let (controller, service) = (controllers.first().copied(), resolved.service);
                let (first, port) = (first.endpoint, first.port);
                found.push(Finding { spot, denied, first, port, is_known, service, controller });
            }
        }
        found
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let port = Probe::Port(it.port.0, it.port.1).label();
        let message = format!(
            "points at a workload its controller cannot reach: {} on {port}",
            model.titles(&it.denied)
        );
        let help = if it.is_known {
            "admit the controller's pods on that port"
        } else {
            "admit the ingress controller's namespace on that port; the controller is not named, so any pod of a namespace without labels was tried"
        };
        let applying = model.reach.applying(Direction::Ingress, it.first).iter();
        let mut policies = applying.map(|it| model.policies.policies.at(it.0));
        let isolates = policies.find(|it| it.tier.mode().isolates());
        let related =
            isolates.map(|by| (by.location, format!("{} isolates {}", by.id, model.title(it.first))));
        Diagnostic {
            help: help.to_owned(),
            related: related.into_iter().collect(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        admitted(facts, it).into_iter().collect()
    }
}

/// A rule for the port: for the namespace of the controller where that is known, else for everybody.
fn admitted(facts: &Facts<'_>, it: &Finding) -> Option<Fix> {
    let model = facts.model;
    let admissions = it.denied.iter().map(|to| facts.admission(*to, it.port));
    let mut isolating = admissions.map(|it| it.map(|it| it.isolates)).collect::<Option<Vec<_>>>()?;
    // Where a cluster-wide policy denies it, a rule opens nothing.
    let controller = it.controller?;
    let denies = |to: &EndpointId| {
        let pieces = model.reach.pieces(model.inputs(), Direction::Ingress, Pair::new(controller, *to));
        let piece = pieces.into_iter().find(|piece| piece.ports.contains(it.port.0, it.port.1));
        piece.is_none_or(|it| it.reason != Reason::Isolated)
    };
    if it.denied.iter().any(denies) {
        return None;
    }
    let pod = model.cluster.endpoints.get(controller).and_then(|it| it.pod());
    let namespace = pod.filter(|_| it.is_known).and_then(|it| model.cluster.namespaces.get(it.namespace));
    let service = model.cluster.written(it.service)?.1;
    let first = *isolating.first()?;
    crate::order::sort_dedup(&mut isolating);
    let only = (isolating.len() == 1).then_some(first);
    published_but_unreachable::open(
        facts,
        only,
        first,
        service,
        &[it.port],
        namespace.map(|it| it.name.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::mended;

    #[test]
    fn a_controller_that_is_not_known_is_anybody() {
        let fixes = mended(&UnreachableIngressBackend::META, UnreachableIngressBackend::FIRES);
        assert!(fixes[0].starts_with("effect: add a policy shop/web-clients"), "{fixes:?}");
    }
}
