//! L-43: a port for metrics that no rule admits, of pods that are isolated.

use super::facts::Admitted;
use super::{Facts, Lint, Meta, Spot};
use crate::cluster::PodBody;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::ids::{EndpointId, PolicyId};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::source::Location;

pub(super) struct MetricsCut;

/// A pod and its port.
pub(super) struct Finding {
    pod: EndpointId,
    /// The kind of the object.
    kind: &'static str,
    port: (Protocol, u16),
    location: Location,
    isolates: PolicyId,
}

/// So many bytes of objects are read anew.
const BYTES: usize = 1 << 20;

const SCRAPE: &str = "prometheus.io/scrape";

impl Lint for MetricsCut {
    const META: Meta = Meta {
        about: About::new(
            "L-43",
            "metrics-cut",
            Severity::Warning,
            "Pods have a port for metrics, by its name or by the annotation prometheus.io/scrape, and the policies that isolate them have no rule for that port. The monitoring gets nothing.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 80}, {name: metrics, containerPort: 9090}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - ports: [{port: http}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 80}, {name: metrics, containerPort: 9090}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - ports: [{port: http}]
  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]
    ports: [{port: metrics}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut left = BYTES;
        let mut res = Vec::new();
        for (id, pod) in facts.representatives() {
            let ports = ports(facts, id, pod, &mut left);
            let found = ports.into_iter().find_map(|(port, location)| {
                let admission = facts.admission(id, port)?;
                let kind = pod.workload.map_or("Pod", |it| it.as_str());
                let isolates = admission.isolates;
                let is_closed = admission.admitted == Admitted::Nobody;
                is_closed.then_some(Finding { pod: id, kind, port, location, isolates })
            });
            res.extend(found);
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let title = facts.model.title(it.pod);
        let port = Probe::Port(it.port.0, it.port.1).label();
        let policy = facts.model.policies.policies.at(it.isolates);
        let spot = Spot { object: format!("{} {title}", it.kind), location: it.location };
        Diagnostic {
            help: "admit the namespace of the monitoring to that port".to_owned(),
            related: vec![(policy.location, format!("{} isolates {title}", policy.id))],
            ..Self::META
                .at(&spot, format!("metrics on {port}, and no rule admits the monitoring to that port"))
        }
    }
}

/// The ports for metrics of a pod, with what says so.
fn ports(
    facts: &Facts<'_>,
    id: EndpointId,
    pod: &PodBody,
    left: &mut usize,
) -> Vec<((Protocol, u16), Location)> {
    let is_named = |it: &str| it == "metrics" || it.ends_with("-metrics") || it.starts_with("metrics-");
    let named = pod.ports.iter().filter(|it| is_named(&it.name));
    let mut res: Vec<((Protocol, u16), Location)> =
        named.map(|it| ((it.protocol, it.number), pod.port_location(it.span))).collect();
    // What is not isolated is not read.
    if !res.is_empty() || facts.admission(id, (Protocol::Tcp, 1)).is_none() {
        return res;
    }
    let Some((written, prefix)) = facts.template(pod, SCRAPE, left) else { return res };
    let annotation = |key: &str| written.at(&format!("{prefix}metadata.annotations[{key}]"));
    let Some(scrape) =
        annotation(SCRAPE).filter(|it| it.as_str() == Some("true") || it.as_bool() == Some(true))
    else {
        return res;
    };
    let own = annotation("prometheus.io/port").and_then(|it| {
        let number = it.as_str().and_then(|it| it.parse().ok());
        number.or_else(|| it.as_int().and_then(|it| u16::try_from(it).ok()))
    });
    let only = match pod.ports.as_slice() {
        [one] => Some(one.number),
        _ => None,
    };
    res.extend(own.or(only).map(|it| ((Protocol::Tcp, it), written.locate(scrape.span))));
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn the_port_is_the_place() {
        assert_eq!(
            found_fields(&MetricsCut::META, MetricsCut::FIRES),
            ["4 : metrics on TCP 9090, and no rule admits the monitoring to that port"]
        );
    }

    #[test]
    fn an_annotation_says_it_too() {
        let text = MetricsCut::FIRES
            .replace("labels: {app: api}}", "labels: {app: api}, annotations: {prometheus.io/scrape: \"true\", prometheus.io/port: \"9100\"}}")
            .replace("{name: metrics, containerPort: 9090}", "{containerPort: 9090}");
        let all = found_fields(&MetricsCut::META, &text);
        assert_eq!(all.len(), 1);
        assert!(
            all[0].ends_with("metrics on TCP 9100, and no rule admits the monitoring to that port"),
            "{all:?}"
        );
        assert_eq!(found_fields(&MetricsCut::META, &text.replace("\"true\"", "\"false\"")), [] as [&str; 0]);
    }

    #[test]
    fn pods_that_are_open_are_scraped() {
        let count = |rest: &str| {
            found_in_short(&MetricsCut::META, &format!("pod x/a port=metrics:9090\n{rest}")).len()
        };
        assert_eq!(count(""), 0);
        assert_eq!(count("np x/p {podSelector: {}, policyTypes: [Egress]}"), 0);
        assert_eq!(count("np x/p {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}"), 0);
        assert_eq!(count("np x/p {podSelector: {}, policyTypes: [Ingress]}"), 1);
    }
}
