//! L-70: a controller that may connect to something, but not to the API server.

use std::net::IpAddr;

use super::{Facts, Lint, Meta, Spot};
use crate::cluster::PodBody;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::policy::Direction;
use crate::protocol::Protocol;
use crate::tri::Tri;
use crate::yaml::{Node, Value};

pub(super) struct ApiServerCut;

/// A pod or workload.
pub(super) struct Finding {
    spot: Spot,
    /// What it is taken for a controller by.
    by: String,
}

impl Lint for ApiServerCut {
    const META: Meta = Meta {
        about: About::new(
            "L-70",
            "api-server-cut",
            Severity::Warning,
            "A pod that looks like a controller has its egress closed, and no rule allows addresses at the port of the API server, which is no pod in many clusters.",
        ),
        fixes: &[],
        on_request: true,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: operator, namespace: shop, labels: {app: operator}}
spec: {containers: [{name: main, image: registry.example.com/shop-operator}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: operator, namespace: shop, labels: {app: operator}}
spec: {containers: [{name: main, image: registry.example.com/shop-operator}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api-server, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to: [{ipBlock: {cidr: 192.168.1.10/32}}]
    ports: [{port: 6443}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let outside: Vec<EndpointId> = outside(model).collect();
        let mut res = Vec::new();
        for (id, pod) in model.cluster.pods().filter(|it| !it.1.is_stand_in && !it.1.host_network) {
            // What costs least is asked first: most pods have none of the words.
            if !is_closed(model, id)
                || !may_be_controller(facts, pod)
                || reaches(model, &outside, id)
                || model.missing_for(id).next().is_some()
            {
                continue;
            }
            if let Some(by) = controller(facts, pod) {
                let kind = pod.workload.map_or("Pod", |it| it.as_str());
                let object = format!("{kind} {}", model.title(id));
                res.push(Finding { spot: Spot { object, location: pod.location }, by });
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let message = format!(
            "looks like a controller ({}), and no rule lets it connect to an address at port 443 or 6443, as of the API server",
            it.by
        );
        Diagnostic {
            help: "allow the addresses of `kubectl get endpoints kubernetes -n default`, at their port"
                .to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }
}

/// Whether some policy certainly closes its egress.
fn is_closed(model: &Model, it: EndpointId) -> bool {
    let applying = model.reach.applying(Direction::Egress, it);
    applying.iter().any(|it| it.1 == Tri::Yes && model.policies.tier(it.0).mode().isolates())
}

/// What may be the API server: the addresses outside of the cluster.
fn outside(model: &Model) -> impl Iterator<Item = EndpointId> {
    let all = model.cluster.endpoints.enumerate();
    all.filter(|it| it.1.external().is_some_and(is_no_loopback)).map(|it| it.0)
}

/// Whether it may connect to the API server, wherever that is.
fn reaches(model: &Model, outside: &[EndpointId], it: EndpointId) -> bool {
    let side = |other| model.reach.side(model.inputs(), Direction::Egress, Pair::new(it, other)).1;
    let mut sides = outside.iter().map(|other| side(*other));
    sides.any(|ports| ports.contains(Protocol::Tcp, 443) || ports.contains(Protocol::Tcp, 6443))
}

fn is_no_loopback(it: &crate::cluster::External) -> bool {
    !it.ranges.first().is_some_and(|it| IpAddr::is_loopback(&it.0))
}

/// What images and commands of controllers have in them.
const WORDS: [&str; 3] = ["controller", "operator", "manager"];

/// Whether the text of its object has such a word, or may have it behind an escape: others need not be read again.
fn may_be_controller(facts: &Facts<'_>, pod: &PodBody) -> bool {
    let text = facts.model.places.text(pod.location).unwrap_or_default().to_ascii_lowercase();
    text.contains('\\') || WORDS.iter().any(|it| text.contains(it))
}

/// The image or the command that makes it a controller; `None` where it has no token to ask the API server with.
fn controller(facts: &Facts<'_>, pod: &PodBody) -> Option<String> {
    let written = facts.written(pod.location)?;
    let paths = ["spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"];
    let spec = paths.into_iter().rev().find_map(|it| written.at(it))?;
    if spec.get("automountServiceAccountToken").is_some_and(|it| it.value == Value::Bool(false)) {
        return None;
    }
    let is_one = |it: &str| WORDS.iter().any(|word| it.to_ascii_lowercase().contains(word));
    let of_container = |it: &Node<'static>| {
        let lists = ["command", "args"].into_iter().flat_map(|key| it.get(key).map_or(&[][..], Node::items));
        let texts = it.get("image").into_iter().chain(lists).filter_map(Node::as_str);
        texts.into_iter().find(|it| is_one(it)).map(str::to_owned)
    };
    spec.get("containers").map_or(&[][..], Node::items).iter().find_map(of_container)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found, quiet};

    #[test]
    fn a_controller_without_the_api_server_is_told() {
        let text = ApiServerCut::FIRES;
        assert_eq!(
            found(&ApiServerCut::META, text),
            [
                "1: looks like a controller (registry.example.com/shop-operator), and no rule lets it connect to an address at port 443 or 6443, as of the API server"
            ]
        );
    }

    #[test]
    fn a_word_behind_an_escape_is_read() {
        let image = "image: registry.example.com/shop-operator";
        let text =
            ApiServerCut::FIRES.replace(image, "image: \"registry.example.com/shop-\\u006fper\\u0061tor\"");
        assert_ne!(text, ApiServerCut::FIRES);
        assert_eq!(found(&ApiServerCut::META, &text), found(&ApiServerCut::META, ApiServerCut::FIRES));
    }

    #[test]
    fn without_a_token_or_a_policy_there_is_nothing_to_tell() {
        quiet(
            &ApiServerCut::META,
            &ApiServerCut::FIRES
                .replace("spec: {containers", "spec: {automountServiceAccountToken: false, containers"),
        );
        quiet(&ApiServerCut::META, &ApiServerCut::FIRES.replace("shop-operator", "shop-web"));
        quiet(&ApiServerCut::META, &ApiServerCut::FIRES.replace("[Egress]", "[Ingress]"));
    }
}
