//! L-67: probes of isolated pods on ports that no rule admits.
//!
//! The kubelet asks from the pod's own node, which the API exempts (M-62): a rule is not needed, only a network plugin
//! that does it so.

use super::facts::Admitted;
use super::{Facts, Lint, Meta, Spot};
use crate::cluster::PodBody;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::ids::EndpointId;
use crate::order::sort_dedup;
use crate::protocol::Protocol;
use crate::source::Location;
use crate::words;

pub(super) struct ProbesNotAdmitted;

/// A pod, and ports that are probed.
pub(super) struct Finding {
    pod: EndpointId,
    /// The kind of the object.
    kind: &'static str,
    ports: Vec<u16>,
    location: Location,
}

/// So many bytes of objects are read anew.
const BYTES: usize = 1 << 20;

impl Lint for ProbesNotAdmitted {
    const META: Meta = Meta {
        about: About::new(
            "L-67",
            "probes-not-admitted",
            Severity::Info,
            "Pods are isolated, and are probed on ports that no rule admits. The kubelet comes from the pod's own node, which needs no rule; a few network plugins have denied it all the same.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  containers:
  - name: api
    image: api
    readinessProbe: {httpGet: {path: /ready, port: 8081}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - ports: [{port: 8080}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  containers:
  - name: api
    image: api
    readinessProbe: {httpGet: {path: /ready, port: 8080}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - ports: [{port: 8080}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut left = BYTES;
        let isolated = facts
            .representatives()
            .into_iter()
            .filter(|it| facts.admission(it.0, (Protocol::Tcp, 1)).is_some());
        isolated.filter_map(|(id, pod)| finding(facts, id, pod, &mut left)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let title = facts.model.title(it.pod);
        let shown: Vec<String> = it.ports.iter().take(4).map(u16::to_string).collect();
        let message = format!(
            "probed on {}, which no rule admits: the API lets the own node in, and a few network plugins do not",
            words::and_more(&shown, it.ports.len())
        );
        let spot = Spot { object: format!("{} {title}", it.kind), location: it.location };
        Diagnostic {
            help: "nothing has to be done where probes succeed; else ask what the network plugin does"
                .to_owned(),
            ..Self::META.at(&spot, message)
        }
    }
}

fn finding(facts: &Facts<'_>, id: EndpointId, pod: &PodBody, left: &mut usize) -> Option<Finding> {
    const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
    const WAYS: [&str; 3] = ["httpGet", "tcpSocket", "grpc"];
    let (written, prefix) = facts.template(pod, "Probe", left)?;
    let containers = written.at(&format!("{prefix}spec.containers"))?.items().iter();
    let probes = containers.flat_map(|it| PROBES.iter().filter_map(|probe| it.get(probe)));
    let places = probes.flat_map(|it| WAYS.iter().filter_map(|way| it.get(way)?.get("port")));
    let ports = places.filter_map(|it| {
        let number = it.as_int().and_then(|it| u16::try_from(it).ok());
        let named = || pod.declared(Protocol::Tcp, it.as_str()?).next().map(|it| it.number);
        Some((number.or_else(named)?, it.span))
    });
    let is_closed = |port: u16| {
        facts.admission(id, (Protocol::Tcp, port)).is_some_and(|it| it.admitted == Admitted::Nobody)
    };
    let closed: Vec<_> = ports.filter(|it| is_closed(it.0)).collect();
    let location = written.locate(closed.first()?.1);
    let mut ports: Vec<u16> = closed.iter().map(|it| it.0).collect();
    sort_dedup(&mut ports);
    let kind = pod.workload.map_or("Pod", |it| it.as_str());
    Some(Finding { pod: id, kind, ports, location })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::found_fields;

    #[test]
    fn the_port_of_the_probe_is_the_place() {
        assert_eq!(
            found_fields(&ProbesNotAdmitted::META, ProbesNotAdmitted::FIRES),
            [
                "8 : probed on 8081, which no rule admits: the API lets the own node in, and a few network plugins do not"
            ]
        );
    }

    #[test]
    fn templates_are_read_and_commands_are_no_ports() {
        let deployment = |probe: &str| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: api, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{app: api}}}}\n  template:\n    metadata: {{labels: {{app: api}}}}\n    spec:\n      containers:\n      - name: api\n        image: api\n        ports: [{{name: health, containerPort: 9}}]\n        livenessProbe: {{{probe}}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop}}\nspec: {{podSelector: {{}}, policyTypes: [Ingress]}}\n"
            )
        };
        let count = |probe: &str| found_fields(&ProbesNotAdmitted::META, &deployment(probe)).len();
        assert_eq!(count("grpc: {port: 1}"), 1);
        assert_eq!(count("tcpSocket: {port: health}"), 1);
        assert_eq!(count("exec: {command: [ls]}"), 0);
    }
}
