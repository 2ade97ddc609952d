//! L-30: a rule for the port of a Service, where the pods behind it listen on another one.
//!
//! "Policies see the address after translation" (M-70): the rule matches nothing that comes through the Service.

use super::facts::{Behind, Entry};
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::order::sort_dedup;
use crate::probe::Probe;

pub(super) struct ServicePortInRule;

/// An entry of ports, and the port of a Service that it means.
pub(super) struct Finding {
    entry: Entry,
    behind: Behind,
    /// The port of the pods, where it is one.
    target: Option<u16>,
}

impl Lint for ServicePortInRule {
    const META: Meta = Meta {
        about: About::new(
            "L-30",
            "service-port-in-rule",
            Severity::Warning,
            "A rule names the port of a Service, and the pods behind it listen on another one. A policy sees the port of the pod, so the rule does not match what comes through the Service.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: web, port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 80}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: web, port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        facts.entries().filter_map(|(entry, ..)| finding(facts, entry)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = it.entry.spot(facts);
        let service = facts.service_name(it.behind.service);
        let asked = Probe::Port(it.behind.asked.0, it.behind.asked.1).label();
        let message =
            format!("{asked} is the port of Service {service}: its pods listen on {}", it.behind.target.1);
        let help = match it.target {
            Some(port) => format!("a policy sees the port of the pod: write {port}"),
            None => "a policy sees the port of the pod: write that one".to_owned(),
        };
        let body = facts.model.cluster.services.get(it.behind.service);
        let related = body.map(|it| (it.location, "the Service".to_owned()));
        Diagnostic { field, help, related: related.into_iter().collect(), ..Self::META.at(&spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let fix = it.target.and_then(|port| {
            it.entry.with_port(facts, format!("write {port}"), &Yaml::Number(i64::from(port)))
        });
        fix.into_iter().collect()
    }
}

/// What an entry of ports means, if it is the port of a Service and of none of the pods.
fn finding(facts: &Facts<'_>, entry: Entry) -> Option<Finding> {
    let port = entry.number()?;
    let chosen = facts.destinations(entry.rule)?;
    // A pod that declares it, or is reached there through another Service, is meant.
    if chosen.iter().any(|it| it.uses(port)) {
        return None;
    }
    let behind = chosen.iter().flat_map(|it| &it.behind).filter(|it| it.asked == port);
    let behind: Vec<Behind> = behind.copied().collect();
    let first = *behind.first()?;
    let mut targets: Vec<u16> = behind.iter().map(|it| it.target.1).collect();
    sort_dedup(&mut targets);
    // Both numbers are written, so that nothing is missing.
    if targets.iter().all(|it| facts.allows_elsewhere(entry.rule, (port.0, *it))) {
        return None;
    }
    let target = targets.first().copied().filter(|_| targets.len() == 1);
    Some(Finding { entry, behind: first, target })
}

/// Whether another rule of this room has said it of an entry of ports.
pub(super) fn is_one(facts: &Facts<'_>, entry: &Entry) -> bool {
    finding(facts, entry.clone()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn it_says_which_port_the_pods_have() {
        assert_eq!(
            found_fields(&ServicePortInRule::META, ServicePortInRule::FIRES),
            [
                "18 spec.ingress[0].ports[0].port: TCP 80 is the port of Service shop/api: its pods listen on 8080"
            ]
        );
        assert_eq!(
            mended(&ServicePortInRule::META, ServicePortInRule::FIRES),
            ["effect: write 8080\n+    ports: [{port: 8080}]\n-    ports: [{port: 80}]"]
        );
    }

    const PODS: &str = "pod x/api app=api port=http:8080\nsvc x/api {selector: {app: api}, ports: [{port: 80, targetPort: http}]}\n";

    #[test]
    fn the_way_out_is_about_the_pods_that_the_peers_are() {
        let policy = |to: &str| {
            format!(
                "{PODS}np y/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{to}], ports: [{{port: 80}}]}}]}}"
            )
        };
        let found = |to: &str| found_in_short(&ServicePortInRule::META, &policy(to)).len();
        assert_eq!(found("{namespaceSelector: {}}"), 1);
        assert_eq!(found("{podSelector: {}}"), 0, "no pod of y is behind the Service");
        assert_eq!(
            found("{namespaceSelector: {}}, {ipBlock: {cidr: 203.0.113.0/24}}"),
            0,
            "80 may be meant for these"
        );
    }

    #[test]
    fn a_port_that_a_pod_has_or_both_numbers_are_no_mistake() {
        let policy = |pods: &str, ports: &str| {
            let text =
                format!("{PODS}{pods}\nnp x/in {{podSelector: {{}}, ingress: [{{ports: [{ports}]}}]}}");
            found_in_short(&ServicePortInRule::META, &text).len()
        };
        assert_eq!(policy("", "{port: 80}"), 1);
        assert_eq!(policy("pod x/web port=80", "{port: 80}"), 0);
        assert_eq!(policy("", "{port: 80}, {port: 8080}"), 0);
        assert_eq!(policy("", "{port: 80, protocol: UDP}"), 0);
        assert_eq!(policy("", "{port: 79, endPort: 80}"), 0);
    }
}
