//! L-02: a policy in a namespace that has no pods.

use super::asks::Ask;
use super::dead::Why;
use super::{Facts, Lint, Meta, Spot, near};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::explain::nearest::is_slip;
use crate::ids::NamespaceId;
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
        facts.dead_by(|ask, why| {
            let is_one = matches!(why, Why::NoPodsHere(_));
            is_one && (!is_prepared(facts, ask) || !misspelt(facts, ask).is_empty())
        })
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let namespace = &ask.meta.namespace;
        let alike = misspelt(facts, ask);
        let then = ", so the policy protects nothing";
        let message = match alike.as_slice() {
            [it] => {
                let there = &model.cluster.namespaces.at(*it).name;
                format!("{}; {there} has some", near::no_pods(model, namespace, then, &[]))
            }
            _ => near::no_pods(model, namespace, then, if let Why::NoPodsHere(it) = why { it } else { &[] }),
        };
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
        let (ask, Why::NoPodsHere(fitting)) = facts.dead_at(*it) else { return Vec::new() };
        let alike = misspelt(facts, ask);
        near::namespace(facts, ask, if alike.is_empty() { fitting } else { &alike }).into_iter().collect()
    }
}

/// The namespace with pods that is probably meant: the name differs by a letter or two, and no Namespace has it.
fn misspelt(facts: &Facts<'_>, ask: &Ask<'_>) -> Vec<NamespaceId> {
    let cluster = &facts.model.cluster;
    let own = facts.model.policies.policies.at(ask.policy).namespace;
    if own.is_none_or(|it| cluster.namespaces.at(it).location.is_some()) {
        return Vec::new();
    }
    let has_pods = |it: &NamespaceId| cluster.pods_of(*it).any(|it| !it.1.is_stand_in);
    let others = cluster.namespaces.enumerate().map(|it| it.0).filter(|it| Some(*it) != own);
    let name = |it: NamespaceId| cluster.namespaces.at(it).name.as_str();
    let is_meant = |it: &str| is_slip(it, &ask.meta.namespace) && !is_next(it, &ask.meta.namespace);
    let mut alike = others.filter(|it| is_meant(name(*it)));
    let found: Vec<NamespaceId> = alike.by_ref().filter(has_pods).take(2).collect();
    if found.len() == 1 { found } else { Vec::new() }
}

/// Whether two names are of one series: `team-a` and `team-b`, `prod1` and `prod2`.
fn is_next(a: &str, b: &str) -> bool {
    let parts = |it: &'_ str| -> Vec<String> { it.split(['-', '.', '_']).map(str::to_owned).collect() };
    let (a, b) = (parts(a), parts(b));
    let letters = |it: &str| it.trim_end_matches(|it: char| it.is_ascii_digit()).to_owned();
    let is_short = |(a, b): (&String, &String)| a.len().max(b.len()) <= 2 || letters(a) == letters(b);
    a.len() != b.len() || a.iter().zip(&b).filter(|it| it.0 != it.1).all(is_short)
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
    use crate::lint::tests::checks::{changed_lines, found_fields, found_in_short};

    #[test]
    fn the_namespace_of_the_pods_is_named() {
        let text = "pod x/api app=api\nnp y/p {podSelector: {matchLabels: {app: api}}}";
        let wanted = "NetworkPolicy y/p metadata.namespace: namespace y has no pods, so the policy protects nothing; pods with these labels are in x";
        assert_eq!(found_in_short(&EmptyNamespace::META, text), [wanted]);
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
    fn a_namespace_that_is_misspelt_is_told_of_every_policy() {
        let deny = "pod shop/api app=api\nnp shpo/p {podSelector: {}, policyTypes: [Ingress]}";
        let wanted = "NetworkPolicy shpo/p metadata.namespace: namespace shpo has no pods, so the policy protects nothing; shop has some";
        assert_eq!(found_in_short(&EmptyNamespace::META, deny), [wanted]);
        let written = EmptyNamespace::FIRES.replace("{matchLabels: {app: api}}", "{}");
        assert_eq!(
            changed_lines(&EmptyNamespace::META, &written),
            ["metadata: {name: api, namespace: shop}"]
        );
        for (own, other) in [("team-a", "team-b"), ("prod1", "prod2"), ("shop", "shop-dev")] {
            let deny = deny.replace("shop/", &format!("{own}/")).replace("shpo/", &format!("{other}/"));
            assert_eq!(found_in_short(&EmptyNamespace::META, &deny), [] as [&str; 0], "{deny}");
        }
        // That namespace is there: its pods are still to come.
        assert_eq!(found_in_short(&EmptyNamespace::META, &format!("ns shpo\n{deny}")), [] as [&str; 0]);
    }

    #[test]
    fn a_default_deny_may_come_before_the_pods() {
        let deny = "pod x/api app=api\nnp y/p {podSelector: {}, policyTypes: [Ingress]}";
        assert_eq!(found_in_short(&EmptyNamespace::META, deny), [] as [&str; 0]);
        let allow = "pod x/api app=api\nnp y/p {podSelector: {}, ingress: [{}]}";
        assert_eq!(found_in_short(&EmptyNamespace::META, allow).len(), 1);
        let left_out = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}, policyTypes: [Ingress]}\n";
        assert_eq!(found_fields(&EmptyNamespace::META, left_out).len(), 1);
    }
}
