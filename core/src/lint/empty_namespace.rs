//! L-02: a policy in a namespace that has no pods.

use super::asks::Ask;
use super::dead::Why;
use super::{Facts, Lint, Meta, Spot, near, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::policy::Direction;

pub(super) struct EmptyNamespace;

impl Lint for EmptyNamespace {
    const META: Meta = Meta {
        about: About::new(
            "L-02",
            "empty-namespace",
            Severity::Warning,
            "A policy stands in a namespace that has no pods, while others have some. Usually its namespace is wrong or left out, and then it protects nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shpo}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|ask, why| matches!(why, Why::NoPodsHere(_)) && !is_prepared(facts, ask))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let namespace = &ask.meta.namespace;
        let fitting = if let Why::NoPodsHere(it) = why { it.as_slice() } else { &[] };
        let message = near::no_pods(model, namespace, ", so the policy protects nothing", fitting);
        let written = facts.written(ask.object());
        let entry = written.as_ref().and_then(|it| it.entry("metadata.namespace"));
        let place =
            written.as_ref().zip(entry).map(|(it, entry)| it.locate(entry.key_span.to(entry.value.span)));
        let whole = ask.spot(model, ask.meta.name.span);
        let spot = Spot { location: place.unwrap_or(whole.location), ..whole };
        Diagnostic {
            field: "metadata.namespace".to_owned(),
            help: "set `metadata.namespace` to the namespace of the pods that are meant".to_owned(),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let fix = || {
            let (ask, Why::NoPodsHere(fitting)) = facts.dead_at(*it) else { return None };
            let &[only] = fitting.as_slice() else { return None };
            let name = Yaml::text(facts.model.cluster.namespaces.at(only).name.as_str());
            let written = facts.written(ask.object())?;
            let edit = match written.entry("metadata.namespace") {
                Some(_) => written.set("metadata.namespace", &name),
                None => written.insert("metadata", "namespace", &name),
            };
            let title = format!("set metadata.namespace to {}", facts.model.cluster.namespaces.at(only).name);
            terms::effect(title, vec![edit?])
        };
        fix().into_iter().collect()
    }
}

/// A default deny for a namespace that is written: it may be there before its pods.
fn is_prepared(facts: &Facts<'_>, ask: &Ask<'_>) -> bool {
    let rules = |it| facts.model.policies.rules(ask.policy, it).is_empty();
    let selects_all = ask.pods.is_some_and(|it| it.requirements.is_empty());
    let is_written =
        || facts.written(ask.object()).is_some_and(|it| it.entry("metadata.namespace").is_some());
    selects_all && Direction::BOTH.into_iter().all(rules) && is_written()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::tried::{changed_lines, found, found_in};

    #[test]
    fn the_namespace_of_the_pods_is_named() {
        let text = "pod x/api app=api\nnp y/p {podSelector: {matchLabels: {app: api}}}";
        let wanted = "NetworkPolicy y/p metadata.namespace: namespace y has no pods, so the policy protects nothing; pods with these labels are in x";
        assert_eq!(found(&EmptyNamespace::META, text), [wanted]);
        assert_eq!(
            changed_lines(&EmptyNamespace::META, EmptyNamespace::FIRES),
            ["metadata: {name: api, namespace: shop}"]
        );
        let left_out = EmptyNamespace::FIRES.replace(", namespace: shpo", "");
        assert_eq!(
            changed_lines(&EmptyNamespace::META, &left_out),
            ["metadata: {name: api, namespace: shop}"]
        );
    }

    #[test]
    fn a_default_deny_may_come_before_the_pods() {
        let deny = "pod x/api app=api\nnp y/p {podSelector: {}, policyTypes: [Ingress]}";
        assert_eq!(found(&EmptyNamespace::META, deny), [] as [&str; 0]);
        let allow = "pod x/api app=api\nnp y/p {podSelector: {}, ingress: [{}]}";
        assert_eq!(found(&EmptyNamespace::META, allow).len(), 1);
        let left_out = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n";
        assert_eq!(found_in(&EmptyNamespace::META, left_out).len(), 1);
    }
}
