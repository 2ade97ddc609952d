//! L-93: pods that answer a webhook, and that policies close to the API server.
//!
//! The API server calls from a node or from outside the cluster: no selector admits it.

use super::facts::Admitted;
use super::{Facts, Lint, Meta, Spot, added, published_but_unreachable};
use crate::cluster::ServicePortChoice;
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::hash::HashSet;
use crate::ids::{EndpointId, PolicyId};
use crate::kind::PortRef;
use crate::policy::{Direction, parts};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::source::{Location, Span};
use crate::tri::Tri;
use crate::yaml::{self, Node};

pub(super) struct WebhookCut;

/// A pod that answers a webhook, and the policy that closes it.
pub(super) struct Finding {
    pod: EndpointId,
    port: (Protocol, u16),
    isolates: PolicyId,
    /// The Service that the configuration names, and where it does so; `None`: a container port is called so.
    service: Option<(usize, Location)>,
}

/// What a configuration names.
struct Webhook {
    namespace: String,
    name: String,
    port: u16,
    location: Location,
}

/// So many webhooks are looked at.
const MOST: usize = 1_000;

/// The kinds end so.
const KIND: &str = "WebhookConfiguration";

impl Lint for WebhookCut {
    const META: Meta = Meta {
        about: About::new(
            "L-93",
            "webhook-cut",
            Severity::Warning,
            "The API server calls a webhook whose pods are isolated, and no rule admits addresses to its port. It calls from a node or from outside, where no selector matches; with failurePolicy Fail, writes to the API fail then.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: ctl, namespace: ops, labels: {app: ctl}}
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: ops}
spec: {selector: {app: ctl}, ports: [{port: 443, targetPort: 9443}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hooks}
webhooks:
- name: a.example.com
  clientConfig: {service: {name: hook, namespace: ops}}
  sideEffects: None
  admissionReviewVersions: [v1]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ctl, namespace: ops}
spec:
  podSelector: {matchLabels: {app: ctl}}
  ingress:
  - from: [{namespaceSelector: {}}]
    ports: [{port: 9443}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: ctl, namespace: ops, labels: {app: ctl}}
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: ops}
spec: {selector: {app: ctl}, ports: [{port: 443, targetPort: 9443}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: hooks}
webhooks:
- name: a.example.com
  clientConfig: {service: {name: hook, namespace: ops}}
  sideEffects: None
  admissionReviewVersions: [v1]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ctl, namespace: ops}
spec:
  podSelector: {matchLabels: {app: ctl}}
  ingress:
  - ports: [{port: 9443}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let webhooks = webhooks(facts);
        let Some(webhooks) = webhooks else { return by_names(facts) };
        let cluster = &facts.model.cluster;
        let mut seen: HashSet<(usize, u16)> = HashSet::default();
        let mut res = Vec::new();
        for it in webhooks {
            let Some(service) = cluster.service(&it.namespace, &it.name) else { continue };
            if !seen.insert((service, it.port)) {
                continue;
            }
            let choice = ServicePortChoice { protocol: Some(Protocol::Tcp), port: PortRef::Number(it.port) };
            let Ok(resolved) = cluster.resolve(service, Some(&choice)) else { continue };
            let certain = resolved.backends.iter().filter(|it| it.certain == Tri::Yes);
            let closed =
                certain.filter_map(|own| closed(facts, own.endpoint, own.port, Some((service, it.location))));
            res.extend(closed.into_iter().next());
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policy = facts.model.policies.policies.at(it.isolates);
        let spot = Spot::of_policy(policy);
        let title = facts.model.title(it.pod);
        let port = Probe::Port(it.port.0, it.port.1).label();
        let message = match it.service {
            Some((service, _)) => format!(
                "the API server cannot call the webhook {} ({title}): no rule admits addresses to {port}",
                facts.service_name(service)
            ),
            None => format!(
                "if {title} answers a webhook on {port}, the API server cannot call it: no rule admits addresses"
            ),
        };
        let (severity, related) = match it.service {
            Some((_, at)) => (Severity::Warning, vec![(at, "the webhook".to_owned())]),
            None => (Severity::Info, Vec::new()),
        };
        Diagnostic {
            severity,
            help: "add a rule for that port without peers, or with the addresses of the control plane (`ipBlock`); no selector matches the API server".to_owned(),
            related,
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let written = it.service.and_then(|own| facts.model.cluster.written(own.0));
        let fix = match written {
            Some((_, service)) => published_but_unreachable::open(
                facts,
                Some(it.isolates),
                it.isolates,
                service,
                &[it.port],
                None,
            ),
            None if added::is_for_some(facts, it.isolates) => {
                let rule = Yaml::map([("ports", Yaml::list([parts::port(it.port)]))]);
                added::rule(facts, it.isolates, Direction::Ingress, ("webhook", Yaml::nothing()), rule)
            }
            None => None,
        };
        fix.into_iter().collect()
    }
}

fn closed(
    facts: &Facts<'_>,
    pod: EndpointId,
    port: (Protocol, u16),
    service: Option<(usize, Location)>,
) -> Option<Finding> {
    let admission = facts.admission(pod, port).filter(|it| it.admitted != Admitted::Addresses)?;
    Some(Finding { pod, port, isolates: admission.isolates, service })
}

/// Pods with a port that is called so, where no configuration tells what is called.
fn by_names(facts: &Facts<'_>) -> Vec<Finding> {
    let mut res = Vec::new();
    for (id, pod) in facts.representatives() {
        let ports = pod.ports.iter().filter(|it| it.name.contains("webhook") && it.protocol == Protocol::Tcp);
        res.extend(ports.filter_map(|it| closed(facts, id, (it.protocol, it.number), None)));
    }
    res
}

/// What the configurations of the input name; `None`: there is none.
fn webhooks(facts: &Facts<'_>) -> Option<Vec<Webhook>> {
    let places = &facts.model.places;
    let mut res: Option<Vec<Webhook>> = None;
    for &at in &facts.model.read.documents {
        let Some(text) = places.text(at).filter(|it| it.contains(KIND)) else { continue };
        let Some(root) = yaml::parse(text, &mut Vec::new()) else { continue };
        let items = root.get("items").map_or(&[][..], Node::items);
        let objects = std::iter::once(&root).chain(items).chain(root.items());
        for object in
            objects.filter(|it| it.get("kind").and_then(Node::as_str).is_some_and(|it| it.ends_with(KIND)))
        {
            let known = res.get_or_insert_default();
            for it in object.get("webhooks").map_or(&[][..], Node::items) {
                let Some(service) = it.at(&["clientConfig", "service"]) else { continue };
                let text = |key| service.get(key).and_then(Node::as_str);
                let (Some(name), Some(namespace)) = (text("name"), text("namespace")) else { continue };
                let port = service.get("port").and_then(Node::as_int).and_then(|it| u16::try_from(it).ok());
                let span = Span::new(service.span.start, service.span.end).shifted(at.span.start);
                if known.len() < MOST {
                    known.push(Webhook {
                        namespace: namespace.to_owned(),
                        name: name.to_owned(),
                        port: port.unwrap_or(443),
                        location: Location { file: at.file, span },
                    });
                }
            }
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn a_rule_without_peers_opens_the_port() {
        assert_eq!(
            found_fields(&WebhookCut::META, WebhookCut::FIRES),
            [
                "19 : the API server cannot call the webhook ops/hook (ops/ctl): no rule admits addresses to TCP 9443"
            ]
        );
        assert_eq!(
            mended(&WebhookCut::META, WebhookCut::FIRES),
            [
                "effect: add a rule to ingress of ops/ctl\n+  - ports:\n+    - protocol: TCP\n+      port: 9443"
            ]
        );
    }

    #[test]
    fn without_a_configuration_the_name_of_a_port_says_it() {
        let all = |port: &str| {
            found_in_short(
                &WebhookCut::META,
                &format!(
                    "pod x/a port={port}:9443\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{}}}}]}}]}}"
                ),
            )
        };
        assert_eq!(
            all("webhook"),
            [
                "NetworkPolicy x/p : if x/a answers a webhook on TCP 9443, the API server cannot call it: no rule admits addresses"
            ]
        );
        assert_eq!(all("http"), [] as [&str; 0]);
    }
}
