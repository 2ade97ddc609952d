//! L-45: a Service that has no pod behind it: its selector matches none, is empty, or no pod has the port that it names.
//!
//! A Service without the key `selector` is not meant: its endpoints are written by hand or by another controller.

use super::{Facts, Lint, Meta, Spot};
use crate::cluster::{PodBody, ServicePortChoice};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::ids::EndpointId;
use crate::kind::{PortRef, Service, ServiceType};
use crate::words;

pub(super) struct ServiceWithoutEndpoints;

const SELECTOR: &str = "spec.selector";

/// A Service, and what is wrong with it.
pub(super) struct Finding {
    service: usize,
    /// Where the port is named, else the whole Service.
    spot: Spot,
    field: &'static str,
    what: What,
}

enum What {
    /// The namespace, the labels, and a pod that has all but one of them, with what it has there.
    NoPod(String, String, Option<String>),
    /// The selector is written and asks for nothing.
    EmptySelector,
    /// The name, and the pods that do not have it.
    NoPort(String, Vec<EndpointId>, Vec<String>),
}

impl Lint for ServiceWithoutEndpoints {
    const META: Meta = Meta {
        about: About::new(
            "L-45",
            "service-without-endpoints",
            Severity::Warning,
            "A Service has no pod behind it: its selector matches none, is empty, or asks for a port by a name that no pod has. Connections to it fail.",
        ),
        fixes: &[],
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
spec: {selector: {app: wed}, ports: [{port: 80}]}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {ports: [{port: 5432}]}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let cluster = &facts.model.cluster;
        let mut res = Vec::new();
        for at in 0..cluster.services.len() {
            let Some((_, it)) = cluster.written(at).filter(|it| it.1.kind != ServiceType::ExternalName)
            else {
                continue;
            };
            if it.selector.is_empty() {
                res.extend(empty(facts, at));
                continue;
            }
            let pods = cluster.backing_pods(it);
            if pods.is_empty() {
                res.extend(no_pod(facts, at, it));
            } else if !it.headless {
                res.extend(no_port(facts, at, it));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (message, help) = match &it.what {
            What::NoPod(namespace, labels, nearest) => {
                let help = nearest.as_ref().map_or_else(
                    || "write the labels that the pods have".to_owned(),
                    |it| format!("the nearest is {it}"),
                );
                (format!("no pod of {namespace} has {labels}"), help)
            }
            What::EmptySelector => (
                "the selector is empty, so no pod is behind the Service".to_owned(),
                "write labels of the pods; without the key `selector`, endpoints are written by hand"
                    .to_owned(),
            ),
            What::NoPort(name, pods, names) => {
                let shown: Vec<String> = names.iter().take(4).map(|it| format!("`{it}`")).collect();
                let help = match shown.as_slice() {
                    [] => "give a container port this name, or write its number".to_owned(),
                    _ => format!("the names there are {}", words::and_more(&shown, names.len())),
                };
                (format!("no container port of {} has the name `{name}`", facts.model.titles(pods)), help)
            }
        };
        let selector = if it.field == SELECTOR { facts.service_spot(it.service, SELECTOR) } else { None };
        let spot = selector.as_ref().unwrap_or(&it.spot);
        Diagnostic { field: it.field.to_owned(), help, ..Self::META.at(spot, message) }
    }

    fn holds(facts: &Facts<'_>, it: &Finding) -> bool {
        let is_written = || {
            let body = facts.model.cluster.services.get(it.service)?;
            facts.written(body.location)?.entry(it.field).map(|_| ())
        };
        !matches!(it.what, What::EmptySelector) || is_written().is_some()
    }
}

fn empty(facts: &Facts<'_>, at: usize) -> Option<Finding> {
    let (body, service) = facts.model.cluster.written(at)?;
    if !facts.may_write(body.location, "selector") {
        return None;
    }
    // Its endpoints are in the input.
    let choice = service
        .ports
        .first()
        .map(|it| ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) });
    let is_backed = facts.model.cluster.resolve(at, choice.as_ref()).is_ok_and(|it| !it.backends.is_empty());
    let spot = facts.service_spot(at, "")?;
    (!is_backed).then_some(Finding { service: at, spot, field: SELECTOR, what: What::EmptySelector })
}

/// A Service whose pods are not in the input is no mistake, unless pods of its namespace are, or pods with its labels.
fn no_pod(facts: &Facts<'_>, at: usize, it: &Service) -> Option<Finding> {
    // So many pods are compared.
    const MOST: usize = 2_000;
    let cluster = &facts.model.cluster;
    let own = cluster.namespace(&it.meta.namespace)?;
    let fits = |pod: &PodBody| {
        let has = |(key, value): &(String, String)| pair(facts, pod, key).as_deref() == Some(value.as_str());
        it.selector.iter().filter(|it| has(it)).count()
    };
    let mut any = false;
    let mut nearest = None;
    for (id, pod) in cluster.pods_of(own).take(MOST) {
        any = true;
        if fits(pod) + 1 == it.selector.len() {
            let missed =
                it.selector.iter().find(|(key, value)| pair(facts, pod, key).as_ref() != Some(value));
            nearest = missed.map(|(key, _)| {
                let has =
                    pair(facts, pod, key).map_or_else(|| format!("no {key}"), |it| format!("{key}={it}"));
                format!("{} with {has}", facts.model.title(id))
            });
            break;
        }
    }
    if !any {
        let elsewhere = cluster.pods().take(MOST).find(|(_, pod)| fits(pod) == it.selector.len())?;
        nearest = Some(format!("{}, in another namespace", facts.model.title(elsewhere.0)));
    }
    let labels: Vec<String> = it.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let what = What::NoPod(it.meta.namespace.clone(), labels.join(", "), nearest);
    Some(Finding { service: at, spot: facts.service_spot(at, "")?, field: SELECTOR, what })
}

fn pair(facts: &Facts<'_>, pod: &PodBody, key: &str) -> Option<String> {
    let key = facts.model.cluster.strings.find(key)?;
    match pod.labels.get(key)? {
        crate::cluster::LabelValue::Known(it) => Some(facts.model.text(it).to_owned()),
        crate::cluster::LabelValue::Unknown
        | crate::cluster::LabelValue::PerhapsAbsent
        | crate::cluster::LabelValue::Anything => None,
    }
}

fn no_port(facts: &Facts<'_>, at: usize, it: &Service) -> Option<Finding> {
    let cluster = &facts.model.cluster;
    for port in &it.ports {
        let PortRef::Name(name) = &port.target else { continue };
        let choice = ServicePortChoice { protocol: Some(port.protocol), port: PortRef::Number(port.number) };
        let Ok(resolved) = cluster.resolve(at, Some(&choice)) else { continue };
        if !resolved.backends.is_empty() || resolved.without_port.is_empty() {
            continue;
        }
        let whole = facts.service_spot(at, "")?;
        let body = cluster.services.get(at)?;
        let location = port.target_span.map_or(whole.location, |it| body.origin.locate(it));
        let pods = resolved.without_port.iter().filter_map(|it| cluster.endpoints.get(*it)?.pod());
        let names =
            pods.flat_map(|it| &it.ports).filter(|it| it.protocol == port.protocol && !it.name.is_empty());
        let mut names: Vec<&str> = names.map(|it| it.name.as_str()).collect();
        crate::order::sort_dedup(&mut names);
        let names = names.into_iter().map(str::to_owned).collect();
        let what = What::NoPort(name.clone(), resolved.without_port, names);
        let spot = Spot { location, ..whole };
        return Some(Finding { service: at, spot, field: "spec.ports", what });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn the_labels_are_named_and_the_nearest_pod() {
        assert_eq!(
            found_fields(&ServiceWithoutEndpoints::META, ServiceWithoutEndpoints::FIRES),
            ["8 spec.selector: no pod of shop has app=wed"]
        );
        let analysis = crate::testing::text(ServiceWithoutEndpoints::FIRES);
        let all = analysis.lints(|it| it == &ServiceWithoutEndpoints::META);
        assert_eq!(all[0].help, "the nearest is shop/web with app=web");
    }

    #[test]
    fn a_name_that_no_pod_has_leads_nowhere() {
        let service = |target: &str| {
            found_in_short(
                &ServiceWithoutEndpoints::META,
                &format!(
                    "pod x/web app=web port=http:80\nsvc x/web {{selector: {{app: web}}, ports: [{{port: 80, targetPort: {target}}}]}}"
                ),
            )
        };
        assert_eq!(service("http"), [] as [&str; 0]);
        assert_eq!(service("81"), [] as [&str; 0], "declaring ports is not needed");
        assert_eq!(
            service("web"),
            ["Service x/web spec.ports: no container port of x/web has the name `web`"]
        );
    }

    #[test]
    fn a_selector_is_empty_where_it_is_written_only() {
        let service = |annotation: &str, spec: &str| {
            let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n---\n";
            let metadata = format!("{{name: web, namespace: shop, annotations: {{note: {annotation}}}}}");
            let service = format!("apiVersion: v1\nkind: Service\nmetadata: {metadata}\nspec: {{{spec}}}\n");
            found_fields(&ServiceWithoutEndpoints::META, &format!("{pod}{service}"))
        };
        let told = ["8 spec.selector: the selector is empty, so no pod is behind the Service"];
        assert_eq!(service("none", "selector: {}, ports: [{port: 80}]"), told);
        assert_eq!(service("has no selector", "selector: {}, ports: [{port: 80}]"), told);
        assert_eq!(service("has no selector", "ports: [{port: 80}]"), [] as [&str; 0]);
        assert_eq!(service("none", "ports: [{port: 80}]"), [] as [&str; 0]);
    }

    #[test]
    fn pods_that_are_not_in_the_input_are_no_mistake() {
        let count = |rest: &str| found_in_short(&ServiceWithoutEndpoints::META, rest).len();
        let service = "svc x/web {selector: {app: web}, ports: [{port: 80}]}";
        assert_eq!(count(&format!("pod y/other app=other\n{service}")), 0);
        assert_eq!(count(&format!("pod y/web app=web\n{service}")), 1, "the wrong namespace");
        assert_eq!(count(&format!("deployment x/web replicas=0 app=web\n{service}")), 0);
        assert_eq!(count("pod x/a\nsvc x/web {selector: {}, ports: [{port: 80}]}"), 1);
        assert_eq!(count("pod x/a\nsvc x/web {type: ExternalName, externalName: a.example.com}"), 0);
    }
}
