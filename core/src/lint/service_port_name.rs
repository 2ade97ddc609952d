//! L-31: a rule with the name of a Service's port, which no container port has.

use super::facts::{Behind, Entry};
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::PortRef;

pub(super) struct ServicePortName;

/// An entry of ports, and the port of a Service that has its name.
pub(super) struct Finding {
    entry: Entry,
    behind: Behind,
    /// What the container port behind it is called; its number where it has no name.
    target: PortRef,
}

impl Lint for ServicePortName {
    const META: Meta = Meta {
        about: About::new(
            "L-31",
            "service-port-name",
            Severity::Warning,
            "A rule names the port of a Service by its name, and no container port of the pods has that name. Names in policies are those of container ports, so the rule matches nothing.",
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
    ports: [{port: web}]
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
    ports: [{port: http}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        facts.entries().filter_map(|(entry, ..)| finding(facts, entry)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = it.entry.spot(facts);
        let service = facts.service_name(it.behind.service);
        let name = it.entry.name().unwrap_or_default();
        let message =
            format!("`{name}` is the name of a port of Service {service}, and of no container port");
        let help = match &it.target {
            PortRef::Name(it) => format!("names in a policy are those of container ports: write `{it}`"),
            PortRef::Number(it) => format!(
                "names in a policy are those of container ports, and this one has none: write {it}, or give it the name"
            ),
        };
        let body = facts.model.cluster.services.get(it.behind.service);
        let related = body.map(|it| (it.location, "the Service".to_owned()));
        Diagnostic { field, help, related: related.into_iter().collect(), ..Self::META.at(&spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let port = match &it.target {
            PortRef::Name(it) => Yaml::text(it.as_str()),
            PortRef::Number(it) => Yaml::Number(i64::from(*it)),
        };
        it.entry.with_port(facts, format!("write {}", it.target), &port).into_iter().collect()
    }
}

fn finding(facts: &Facts<'_>, entry: Entry) -> Option<Finding> {
    let name = entry.name()?;
    let chosen = facts.destinations(entry.rule)?;
    if chosen.iter().any(|it| it.named(name).next().is_some()) {
        return None;
    }
    let has_name = |it: &&Behind| {
        let written = facts.model.cluster.written(it.service).and_then(|(_, own)| own.ports.get(it.port));
        written.is_some_and(|it| it.name == name && entry.protocol.is_none_or(|own| own == it.protocol))
    };
    let behind = *chosen.iter().flat_map(|it| &it.behind).find(has_name)?;
    let mut declared = chosen.iter().flat_map(|it| &it.declared);
    let named = declared.find(|it| (it.0, it.1) == behind.target && !it.2.is_empty());
    let target = named.map_or(PortRef::Number(behind.target.1), |it| PortRef::Name(it.2.to_owned()));
    Some(Finding { entry, behind, target })
}

/// Whether an entry of ports has the name of a Service's port.
pub(super) fn is_one(facts: &Facts<'_>, entry: &Entry) -> bool {
    finding(facts, entry.clone()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn it_says_what_the_container_port_is_called() {
        assert_eq!(
            found_fields(&ServicePortName::META, ServicePortName::FIRES),
            [
                "18 spec.ingress[0].ports[0].port: `web` is the name of a port of Service shop/api, and of no container port"
            ]
        );
        assert_eq!(
            mended(&ServicePortName::META, ServicePortName::FIRES),
            ["effect: write http\n+    ports: [{port: http}]\n-    ports: [{port: web}]"]
        );
    }

    #[test]
    fn a_container_port_without_a_name_has_a_number() {
        let text = ServicePortName::FIRES
            .replace("name: http, ", "")
            .replace("targetPort: http", "targetPort: 8080");
        assert_eq!(
            mended(&ServicePortName::META, &text),
            ["effect: write 8080\n+    ports: [{port: 8080}]\n-    ports: [{port: web}]"]
        );
    }

    #[test]
    fn a_name_that_one_of_the_pods_has_is_meant() {
        let short = |pods: &str, port: &str| {
            found_in_short(
                &ServicePortName::META,
                &format!("pod x/api app=api port=8080\n{pods}\nsvc x/api {{selector: {{app: api}}, ports: [{{name: web, port: 80, targetPort: 8080}}]}}\nnp x/in {{podSelector: {{}}, ingress: [{{ports: [{port}]}}]}}"),
            )
            .len()
        };
        assert_eq!(short("", "{port: web}"), 1);
        assert_eq!(short("pod x/web port=web:80", "{port: web}"), 0);
        assert_eq!(short("", "{port: web, protocol: UDP}"), 0);
        assert_eq!(short("", "{port: other}"), 0, "no Service has this name either");
    }
}
