//! L-06: a namespace with pods in which no policy closes a direction.

use super::network_policies::{another, default_deny, directions, fix_one};
use super::{Facts, Lint, Meta, Spot, namespaces};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::hash::HashSet;
use crate::policy::Direction;
use crate::source::Location;
use crate::words;

pub(super) struct NamespaceWithoutPolicy;

/// A namespace.
pub(super) struct Finding {
    name: String,
    spot: Spot,
    /// An object in whose file a policy can be written.
    near: Location,
    pods: u32,
    open: Vec<Direction>,
}

impl Lint for NamespaceWithoutPolicy {
    const META: Meta = Meta {
        about: About::new(
            "L-06",
            "namespace-without-policy",
            Severity::Info,
            "No policy closes a direction for any pod of a namespace: everybody may connect to its pods, or they to everybody.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-all, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let made_up =
            model.read.manifests.iter().filter(|it| it.meta().is_stand_in).filter_map(|it| it.as_namespace());
        let made_up: HashSet<&str> = made_up.map(|it| it.meta.name.value.as_str()).collect();
        let mut res = Vec::new();
        for (id, it) in facts.namespaces().enumerate() {
            let namespace = model.cluster.namespaces.at(id);
            let Some(first) = it.first.filter(|_| !it.is_in_doubt) else { continue };
            let is_open = |direction: &Direction| {
                let here = it.by.get(*direction);
                here.some.is_none() && here.applied == 0 && !it.is_half_closed(*direction)
            };
            let open: Vec<Direction> = Direction::BOTH.into_iter().filter(is_open).collect();
            if open.is_empty() || namespaces::is_of_cluster(&namespace.name) {
                continue;
            }
            let Some(pod) = model.cluster.endpoints.at(first).pod() else { continue };
            let written = namespace.location.filter(|_| !made_up.contains(namespace.name.as_str()));
            let spot = match written {
                Some(location) => Spot { object: format!("Namespace {}", namespace.name), location },
                None => {
                    let kind = pod.workload.map_or("Pod", |it| it.as_str());
                    Spot { object: format!("{kind} {}", model.title(first)), location: pod.location }
                }
            };
            let near = spot.location;
            res.push(Finding { name: namespace.name.clone(), spot, near, pods: it.pods, open });
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let pods = words::count(it.pods as usize, "pod");
        let what = match it.open.as_slice() {
            [Direction::Ingress] => format!("everybody may connect to its {pods}"),
            [Direction::Egress] => format!("its {pods} may connect to everybody"),
            _ => format!("everybody may connect to its {pods}, and they to everybody"),
        };
        let open = directions(&it.open);
        Diagnostic {
            help: format!("close {open} by default, and allow what is needed"),
            ..Self::META.at(&it.spot, format!("no policy of {} closes {open}: {what}", it.name))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = another(facts, it.near, &default_deny(facts.model, &it.name, &it.open));
        let title = format!("append a policy that closes {}", directions(&it.open));
        fix_one(title, FixClass::Effect, edit).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn an_open_namespace_is_told_once() {
        let text = NamespaceWithoutPolicy::FIRES;
        assert_eq!(
            found(&NamespaceWithoutPolicy::META, text),
            [
                "1: no policy of shop closes ingress and egress: everybody may connect to its 1 pod, and they to everybody"
            ]
        );
        let wanted = "---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: default-deny-all
  namespace: shop
spec:
  podSelector: {}
  policyTypes:
    - Ingress
    - Egress
";
        assert_eq!(fixed(&NamespaceWithoutPolicy::META, text), [format!("{text}{wanted}")]);
        // A long object is not read again for it.
        let long = text
            .replace("{name: shop}", &format!("{{name: shop, annotations: {{a: {}}}}}", "b".repeat(70_000)));
        assert_eq!(fixed(&NamespaceWithoutPolicy::META, &long), [format!("{long}{wanted}")]);
    }

    #[test]
    fn a_namespace_that_is_made_up_is_told_at_its_pod() {
        let text = "\
{apiVersion: v1, kind: Pod, metadata: {name: proxy, namespace: edge, labels: {app: proxy}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: proxy}}}]
";
        let read = crate::testing::text_with(text, &crate::options::Options::default());
        let all = read.lints(|it| it == &NamespaceWithoutPolicy::META);
        let told: Vec<_> = all.iter().map(|it| (it.object.as_str(), it.fixes.len())).collect();
        assert_eq!(told, [("Pod edge/proxy", 1)]);
    }

    #[test]
    fn each_direction_counts_by_itself() {
        let policy = |spec: &str| {
            format!(
                "{}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: web, namespace: shop}}\nspec: {spec}\n",
                NamespaceWithoutPolicy::FIRES
            )
        };
        let text = policy("{podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}");
        assert_eq!(
            found(&NamespaceWithoutPolicy::META, &text),
            ["1: no policy of shop closes egress: its 1 pod may connect to everybody"]
        );
        assert!(fixed(&NamespaceWithoutPolicy::META, &text).concat().contains("name: default-deny-egress"));
        quiet(&NamespaceWithoutPolicy::META, &policy("{podSelector: {}, policyTypes: [Ingress]}"));
    }

    #[test]
    fn the_namespaces_of_the_cluster_and_files_of_json_are_left_alone() {
        quiet(&NamespaceWithoutPolicy::META, &NamespaceWithoutPolicy::FIRES.replace("shop", "kube-system"));
        let json = "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"web\", \"namespace\": \"shop\"}}\n";
        assert_eq!(found(&NamespaceWithoutPolicy::META, json).len(), 1);
        assert_eq!(fixed(&NamespaceWithoutPolicy::META, json), [] as [&str; 0]);
    }
}
