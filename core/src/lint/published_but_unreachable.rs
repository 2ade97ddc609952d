//! L-41: a Service that is published outside the cluster, and pods behind it that admit no address.
//!
//! Of an Ingress, [`unreachable_ingress_backend`](super::unreachable_ingress_backend) tells it.

use super::facts::Admitted;
use super::{Facts, Lint, Meta, Spot, added};
use crate::cluster::ServicePortChoice;
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::explain::ingress::PublishedTarget;
use crate::hash::HashSet;
use crate::ids::{EndpointId, PolicyId};
use crate::kind::{LabelSelector, PortRef, Service, ServiceType};
use crate::order::sort_dedup;
use crate::policy::{Direction, parts};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

pub(super) struct PublishedButUnreachable;

/// A Service, and the pods behind it that no client from outside reaches.
pub(super) struct Finding {
    spot: Spot,
    service: usize,
    pods: Vec<EndpointId>,
    /// Their ports.
    ports: Vec<(Protocol, u16)>,
    /// The policy that isolates all of them; `None` where there are several.
    isolates: Option<PolicyId>,
    first: PolicyId,
}

impl Lint for PublishedButUnreachable {
    const META: Meta = Meta {
        about: About::new(
            "L-41",
            "published-but-unreachable",
            Severity::Warning,
            "A Service of type LoadBalancer or NodePort leads to pods whose policies admit no address: it is published, and no client from outside gets through.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - podSelector: {}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 203.0.113.0/24}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let cluster = &facts.model.cluster;
        let published = |(at, it): &(usize, &Service)| {
            let is_open = matches!(it.kind, ServiceType::LoadBalancer | ServiceType::NodePort);
            is_open && cluster.service(&it.meta.namespace, &it.meta.name.value) == Some(*at)
        };
        let all = (0..cluster.services.len()).filter_map(|at| Some((at, cluster.written(at)?.1)));
        let all: Vec<(usize, &Service)> = all.filter(published).collect();
        if all.is_empty() {
            return Vec::new();
        }
        // What an Ingress leads to is meant for its controller.
        let targets = facts.published().filter_map(|it| match &it.2.target {
            PublishedTarget::Service(resolved, _) => Some(resolved.service),
            PublishedTarget::NoService | PublishedTarget::NoPort(_) => None,
        });
        let by_ingress: HashSet<usize> = targets.collect();
        all.into_iter().filter(|it| !by_ingress.contains(&it.0)).filter_map(|it| finding(facts, it)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let written = model.cluster.written(it.service).map(|it| it.1);
        let kind = written.map_or("", |it| it.kind.as_str());
        let ports: Vec<String> = it.ports.iter().map(|it| Probe::Port(it.0, it.1).label()).collect();
        let message = format!(
            "published as {kind}, and no address is admitted to {} on {}",
            model.titles(&it.pods),
            ports.join(", ")
        );
        let policy = model.policies.policies.at(it.first);
        let related =
            format!("{} isolates {}", policy.id, model.titles(it.pods.get(..1).unwrap_or_default()));
        Diagnostic {
            help: "admit the clients by their addresses (`ipBlock`), or everybody to that port; or make the Service one of type ClusterIP".to_owned(),
            related: vec![(policy.location, related)],
            field: "spec.type".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let service = facts.model.cluster.written(it.service).map(|it| it.1);
        service
            .and_then(|service| open(facts, it.isolates, it.first, service, &it.ports, None))
            .into_iter()
            .collect()
    }
}

/// A rule that admits everybody, or pods of a namespace, to ports of the pods behind a Service.
pub(super) fn open(
    facts: &Facts<'_>,
    isolates: Option<PolicyId>,
    first: PolicyId,
    service: &Service,
    ports: &[(Protocol, u16)],
    from: Option<&str>,
) -> Option<Fix> {
    let from =
        from.map(|it| ("from", Yaml::list([Yaml::map([("namespaceSelector", parts::namespace(it))])])));
    let ports = ("ports", Yaml::list(ports.iter().map(|it| parts::port(*it))));
    let rule = Yaml::map(from.into_iter().chain([ports]));
    let requirements = service.selector.iter().map(|(key, value)| crate::kind::Requirement {
        span: service.selector_span,
        key: key.clone(),
        operator: crate::kind::Operator::Equals,
        values: vec![value.clone()],
    });
    let pods = LabelSelector { span: service.selector_span, requirements: requirements.collect() };
    if pods.requirements.is_empty() {
        return None;
    }
    // Of several policies none is that of all pods: a new one is.
    let name = format!("{}-clients", service.meta.name.value);
    let of_all = isolates.is_some();
    let fix = added::rule(
        facts,
        isolates.unwrap_or(first),
        Direction::Ingress,
        (&name, added::selector(&pods)),
        rule,
    );
    fix.filter(|_| of_all)
}

fn finding(facts: &Facts<'_>, (service, written): (usize, &Service)) -> Option<Finding> {
    let cluster = &facts.model.cluster;
    let (mut pods, mut ports, mut isolating) = (Vec::new(), Vec::new(), Vec::new());
    for it in &written.ports {
        let choice = ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) };
        let Ok(resolved) = cluster.resolve(service, Some(&choice)) else { continue };
        let is_pod = |it: EndpointId| cluster.endpoints.get(it).is_some_and(|it| it.pod().is_some());
        for it in resolved.backends.iter().filter(|it| it.certain == Tri::Yes && is_pod(it.endpoint)) {
            match facts.admission(it.endpoint, it.port) {
                Some(admission) if admission.admitted != Admitted::Addresses => {
                    pods.push(it.endpoint);
                    ports.push(it.port);
                    isolating.push(admission.isolates);
                }
                Some(_) | None => {}
            }
        }
    }
    sort_dedup(&mut pods);
    sort_dedup(&mut ports);
    let first = *isolating.first()?;
    sort_dedup(&mut isolating);
    let isolates = (isolating.len() == 1).then_some(first);
    let spot = facts.service_spot(service, "spec.type")?;
    Some(Finding { spot, service, pods, ports, isolates, first })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_type_is_named_with_the_pods_and_their_port() {
        assert_eq!(
            found_fields(&PublishedButUnreachable::META, PublishedButUnreachable::FIRES),
            ["8 spec.type: published as LoadBalancer, and no address is admitted to shop/web on TCP 8080"]
        );
        assert_eq!(
            mended(&PublishedButUnreachable::META, PublishedButUnreachable::FIRES),
            [
                "effect: add a rule to ingress of shop/web\n+  - ports:\n+    - protocol: TCP\n+      port: 8080"
            ]
        );
    }

    #[test]
    fn a_policy_for_all_pods_stays_as_it_is() {
        let text = PublishedButUnreachable::FIRES
            .replace("podSelector: {matchLabels: {app: web}}", "podSelector: {}");
        let fixes = mended(&PublishedButUnreachable::META, &text);
        assert!(
            fixes[0].starts_with("effect: add a policy shop/web-clients\n+---")
                || fixes[0].contains("name: web-clients"),
            "{fixes:?}"
        );
    }

    #[test]
    fn what_is_not_isolated_or_published_is_fine() {
        let count = |service: &str, rules: &str| {
            found_in_short(
                &PublishedButUnreachable::META,
                &format!("pod x/web app=web\nsvc x/web {{{service} selector: {{app: web}}, ports: [{{port: 80}}]}}\nnp x/in {{podSelector: {{matchLabels: {{app: web}}}}, {rules}}}"),
            )
            .len()
        };
        let deny = "policyTypes: [Ingress]";
        assert_eq!(count("type: NodePort,", deny), 1);
        assert_eq!(count("", deny), 0);
        assert_eq!(count("type: NodePort,", "policyTypes: [Egress]"), 0);
        assert_eq!(count("type: NodePort,", "ingress: [{ports: [{port: 80}]}]"), 0);
        assert_eq!(count("type: NodePort,", "ingress: [{ports: [{port: 81}]}]"), 1);
    }
}
