//! L-20: a peer that takes every namespace where something narrower seems to be meant.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::kind::LabelSelector;
use crate::policy::{Direction, RuleRef};

pub(super) struct EveryNamespaceAdmitted;

impl Lint for EveryNamespaceAdmitted {
    const META: Meta = Meta {
        about: About::new(
            "L-20",
            "every-namespace-admitted",
            Severity::Warning,
            "An empty namespaceSelector takes every namespace. A policy whose name speaks of denying or of something internal is hardly meant so, and narrower peers beside it do nothing.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: internal, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {}
";
    type Finding = (u32, bool);

    fn find(facts: &Facts<'_>) -> Vec<(u32, bool)> {
        let asks: Vec<(u32, &Ask<'_>)> = facts.asks().enumerate().collect();
        let rule = |it: &Ask<'_>| it.peer.map(|it| it.0);
        let mut res = Vec::new();
        for of_rule in asks.chunk_by(|a, b| rule(a.1) == rule(b.1)) {
            let has_narrower = of_rule.iter().any(|it| !is_everything(it.1));
            for (at, ask) in of_rule.iter().filter(|it| is_everything(it.1)) {
                let Some(rule) = rule(ask) else { continue };
                if has_narrower || (says_narrow(facts, ask) && !is_for_names(facts, rule)) {
                    res.push((*at, has_narrower));
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, &(at, has_narrower): &(u32, bool)) -> Diagnostic {
        let ask = facts.asks().at(at);
        let reason = if has_narrower {
            ", so the narrower peers beside it change nothing".to_owned()
        } else {
            format!(", which `{}` does not sound like", ask.meta.name.value)
        };
        Diagnostic {
            field: ask.path(Of::Namespaces),
            help: "name the namespaces that are meant, by their labels".to_owned(),
            ..Self::META
                .at(&ask.spot(facts.model, ask.span), format!("matches the pods of every namespace{reason}"))
        }
    }
}

/// `namespaceSelector: {}`, alone or with `podSelector: {}`, of a NetworkPolicy.
fn is_everything(ask: &Ask<'_>) -> bool {
    let is_empty = |it: &LabelSelector| it.requirements.is_empty();
    !ask.is_cluster_wide && ask.namespaces.is_some_and(is_empty) && ask.pods.is_none_or(is_empty)
}

/// Whether the name or an annotation says that something narrower is meant.
fn says_narrow(facts: &Facts<'_>, ask: &Ask<'_>) -> bool {
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["deny", "isolat", "restrict", "internal"].iter().any(|it| text.contains(it))
    };
    if says(&ask.meta.name.value) {
        return true;
    }
    let Some(written) = facts.written(ask.object()) else { return false };
    let annotations = written.at("metadata.annotations").map(|it| it.entries()).unwrap_or_default();
    // What kubectl keeps there is the object itself.
    let mut of_people = annotations.iter().filter(|it| !it.key.starts_with("kubectl.kubernetes.io/"));
    of_people.any(|it| says(&it.key) || it.value.as_str().is_some_and(says))
}

/// A rule for DNS alone: that is for every namespace where everything else is denied.
fn is_for_names(facts: &Facts<'_>, it: RuleRef) -> bool {
    let ports = facts.model.policies.rule(it).map(|it| &it.ports);
    let is_dns = |it: &crate::policy::Ports| {
        it.names.is_empty() && it.numbers.ranges().all(|(_, first, last)| (first, last) == (53, 53))
    };
    it.direction == Direction::Egress && ports.is_some_and(is_dns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    fn policy(name: &str, rule: &str) -> String {
        format!("pod x/web app=web\nnp x/{name} {{podSelector: {{}}, {rule}}}")
    }

    #[test]
    fn names_and_narrower_peers_tell_that_something_else_is_meant() {
        let all = "ingress: [{from: [{namespaceSelector: {}}]}]";
        let wanted = "NetworkPolicy x/deny-others spec.ingress[0].from[0].namespaceSelector: matches the pods of every namespace, which `deny-others` does not sound like";
        assert_eq!(found_in_short(&EveryNamespaceAdmitted::META, &policy("deny-others", all)), [wanted]);
        let beside = "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {}, podSelector: {}}]}]";
        let wanted = "NetworkPolicy x/web spec.ingress[0].from[1].namespaceSelector: matches the pods of every namespace, so the narrower peers beside it change nothing";
        assert_eq!(found_in_short(&EveryNamespaceAdmitted::META, &policy("web", beside)), [wanted]);
        let annotated = EveryNamespaceAdmitted::QUIET.replace(
            "namespace: shop}\nspec:\n  podSelector",
            "namespace: shop, annotations: {about: only internal callers}}\nspec:\n  podSelector",
        );
        assert_eq!(found_fields(&EveryNamespaceAdmitted::META, &annotated).len(), 1, "{annotated}");
    }

    #[test]
    fn everything_that_is_meant_is_right() {
        for (name, rule) in [
            ("web", "ingress: [{from: [{namespaceSelector: {}}]}]"),
            ("deny", "ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}]"),
            (
                "deny",
                "policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: UDP}, {port: 53}]}]",
            ),
            ("web", "ingress: [{from: [{namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]"),
        ] {
            assert_eq!(
                found_in_short(&EveryNamespaceAdmitted::META, &policy(name, rule)),
                [] as [&str; 0],
                "{rule}"
            );
        }
    }
}
