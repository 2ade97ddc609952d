//! L-97: a number where the pods behind a Service give the name of its target port different numbers.
//!
//! The Service balances over all of them, so the clients that the rule admits fail now and then.

use std::rc::Rc;

use super::facts::{Behind, Chosen, Entry};
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::PortRef;
use crate::order::sort_dedup;
use crate::words;

pub(super) struct SomeBackendsOnly;

/// An entry of ports, and the Service.
pub(super) struct Finding {
    entry: Entry,
    behind: Behind,
    /// The name of the target port.
    name: String,
    /// The numbers that the rule does not have.
    others: Vec<u16>,
}

impl Lint for SomeBackendsOnly {
    const META: Meta = Meta {
        about: About::new(
            "L-97",
            "some-backends-only",
            Severity::Warning,
            "A rule names the port of some pods behind a Service, while others behind it have another number for the same name. What comes through the Service fails now and then.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: v1, namespace: shop, labels: {app: api}}, spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 80}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: v2, namespace: shop, labels: {app: api}}, spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 8080}]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: http}]}
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
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: v1, namespace: shop, labels: {app: api}}, spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 80}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: v2, namespace: shop, labels: {app: api}}, spec: {containers: [{name: api, image: api, ports: [{name: http, containerPort: 8080}]}]}}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}, {port: 80}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        facts.entries().filter_map(|(entry, ..)| finding(facts, entry)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = it.entry.spot(facts);
        let service = facts.service_name(it.behind.service);
        let others: Vec<String> = it.others.iter().take(4).map(u16::to_string).collect();
        let others = words::and_more(&others, it.others.len());
        let message = format!(
            "behind Service {service} `{}` is {} for some pods and {others} for others: the rule reaches some of them",
            it.name, it.behind.target.1
        );
        let body = facts.model.cluster.services.get(it.behind.service);
        Diagnostic {
            field,
            help: format!("write the name `{}`, or every number", it.name),
            related: body.map(|it| (it.location, "the Service".to_owned())).into_iter().collect(),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let name = Yaml::text(it.name.as_str());
        it.entry.with_port(facts, format!("write {}", it.name), &name).into_iter().collect()
    }
}

fn finding(facts: &Facts<'_>, entry: Entry) -> Option<Finding> {
    let port = entry.number()?;
    let chosen = facts.destinations(entry.rule)?;
    let all = |chosen: &[Rc<Chosen<'_>>]| -> Vec<Behind> {
        chosen.iter().flat_map(|it| &it.behind).filter(|it| it.is_named).copied().collect()
    };
    let behind = all(&chosen);
    for it in behind.iter().filter(|it| it.target == port) {
        let same = |other: &&Behind| (other.service, other.port) == (it.service, it.port);
        let others = behind.iter().filter(same).map(|it| it.target);
        let others = others.filter(|it| !facts.allows_elsewhere(entry.rule, *it));
        let mut others: Vec<u16> = others.map(|it| it.1).collect();
        if others.is_empty() {
            continue;
        }
        let own = facts.model.cluster.written(it.service).and_then(|(_, own)| own.ports.get(it.port));
        let Some(PortRef::Name(name)) = own.map(|it| &it.target) else { continue };
        sort_dedup(&mut others);
        return Some(Finding { entry, behind: *it, name: name.clone(), others });
    }
    None
}

/// Whether an entry of ports is one of several numbers.
pub(super) fn is_one(facts: &Facts<'_>, entry: &Entry) -> bool {
    finding(facts, entry.clone()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_name_reaches_all_of_them() {
        assert_eq!(
            found_fields(&SomeBackendsOnly::META, SomeBackendsOnly::FIRES),
            [
                "17 spec.ingress[0].ports[0].port: behind Service shop/api `http` is 8080 for some pods and 80 for others: the rule reaches some of them"
            ]
        );
        assert_eq!(
            mended(&SomeBackendsOnly::META, SomeBackendsOnly::FIRES),
            ["effect: write http\n+    ports: [{port: http}]\n-    ports: [{port: 8080}]"]
        );
    }

    #[test]
    fn pods_that_the_rule_is_not_about_do_not_count() {
        let count = |to: &str, port: &str| {
            found_in_short(
                &SomeBackendsOnly::META,
                &format!("pod x/one app=api v=one port=http:80\npod x/two app=api v=two port=http:81\nsvc x/api {{selector: {{app: api}}, ports: [{{port: 80, targetPort: http}}]}}\nnp x/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{podSelector: {{matchLabels: {to}}}}}], ports: [{{port: {port}}}]}}]}}"),
            )
            .len()
        };
        assert_eq!(count("{app: api}", "80"), 1);
        assert_eq!(count("{app: api}", "http"), 0);
        assert_eq!(count("{app: api}", "82"), 0);
        assert_eq!(count("{v: one}", "80"), 0);
    }
}
