//! L-08: a namespaceSelector for labels that are not in the input.

use super::asks::{Ask, Of};
use super::dead::Why;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::ids::NamespaceId;
use crate::kind::Operator;
use crate::words;

pub(super) struct UnknownNamespaceLabels;

/// A selector, and the namespaces whose labels are not known.
pub(super) struct Finding {
    ask: u32,
    /// The first of them.
    first: Vec<NamespaceId>,
    count: usize,
}

impl Finding {
    fn new(ask: u32, those: &[NamespaceId]) -> Finding {
        Finding { ask, first: those.iter().take(3).copied().collect(), count: those.len() }
    }
}

impl Lint for UnknownNamespaceLabels {
    const META: Meta = Meta {
        about: About::new(
            "L-08",
            "unknown-namespace-labels",
            Severity::Info,
            "A selector asks for labels of namespaces, and the input has no Namespace objects that would show them. They are taken to be absent.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: probe, namespace: ops, labels: {app: probe}}
spec: {containers: [{name: main, image: probe}]}
---
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
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: blue}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: ops, labels: {team: blue}}
---
apiVersion: v1
kind: Pod
metadata: {name: probe, namespace: ops, labels: {app: probe}}
spec: {containers: [{name: main, image: probe}]}
---
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
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: blue}}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let dead = facts.dead().iter().filter_map(|it| match &it.why {
            Why::UnknownLabels(those) => Some(Finding::new(it.ask, those)),
            Why::NoPodsHere(_)
            | Why::NoNamespace(_)
            | Why::LabelOfPods(..)
            | Why::LabelOfNamespace(..)
            | Why::Elsewhere(..)
            | Why::OwnLabels(..)
            | Why::Near(_)
            | Why::SubjectElsewhere(_)
            | Why::Nothing(_) => None,
        });
        let mut res: Vec<Finding> = dead.collect();
        let hidden = hidden(facts);
        if !hidden.is_empty() {
            let asks = facts.asks().enumerate();
            let taken = asks.filter(|it| takes_absence(it.1)).map(|it| Finding::new(it.0, &hidden));
            res.extend(taken);
        }
        crate::order::sort_by_key(&mut res, |it| it.ask);
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (model, ask) = (facts.model, facts.asks().at(it.ask));
        let name = |it: &NamespaceId| model.cluster.namespaces.at(*it).name.as_str();
        let told: Vec<&str> = it.first.iter().map(name).collect();
        let names = words::and_more(&told, it.count);
        let wanted = ask.namespaces.map(terms::selector).unwrap_or_default();
        let message = if it.count == 1 {
            format!(
                "whether namespace {names} fits {wanted} is not known: without a Namespace object its labels are taken to be absent"
            )
        } else {
            format!(
                "whether the namespaces {names} fit {wanted} is not known: without Namespace objects their labels are taken to be absent"
            )
        };
        let span = ask.namespaces.map_or(ask.span, |it| it.span);
        Diagnostic {
            field: ask.path(Of::Namespaces),
            help: "add the Namespace objects with their labels".to_owned(),
            ..Self::META.at(&ask.spot(model, span), message)
        }
    }
}

/// Namespaces that are there only because something lives in them, and have pods of the input.
fn hidden(facts: &Facts<'_>) -> Vec<NamespaceId> {
    let cluster = &facts.model.cluster;
    let mut res: Vec<NamespaceId> =
        cluster.pods().filter(|it| !it.1.is_stand_in).map(|it| it.1.namespace).collect();
    res.dedup();
    res.retain(|it| cluster.namespaces.at(*it).location.is_none());
    res
}

/// Whether all that a selector asks of labels other than the name is that they are absent, or other ones: then what nobody
/// knows is taken.
fn takes_absence(ask: &Ask<'_>) -> bool {
    let all = ask.namespaces.map(|it| it.requirements.as_slice()).unwrap_or_default();
    let is_absence = |it: &crate::kind::Requirement| match it.operator {
        Operator::NotIn | Operator::DoesNotExist => true,
        Operator::Equals | Operator::In | Operator::Exists => false,
    };
    !all.is_empty() && all.iter().all(|it| is_absence(it) && !terms::is_name(it))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::found_in_short;

    fn policy(namespaces: &str, selector: &str) -> String {
        format!(
            "{namespaces}\npod y/b\npod x/api app=api\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {selector}}}]}}]}}"
        )
    }

    #[test]
    fn namespaces_without_an_object_are_named() {
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].namespaceSelector: whether namespace y fits team=blue is not known: without a Namespace object its labels are taken to be absent";
        assert_eq!(
            found_in_short(
                &UnknownNamespaceLabels::META,
                &policy("ns z team=red", "{matchLabels: {team: blue}}")
            ),
            [wanted]
        );
        let absent =
            policy("ns z team=red", "{matchExpressions: [{key: team, operator: NotIn, values: [red]}]}");
        assert_eq!(found_in_short(&UnknownNamespaceLabels::META, &absent).len(), 1);
    }

    #[test]
    fn where_a_namespace_fits_or_all_labels_are_known_there_is_nothing_to_add() {
        for (namespaces, selector) in [
            ("ns z team=blue", "{matchLabels: {team: blue}}"),
            ("ns y team=red", "{matchLabels: {team: blue}}"),
            ("ns z", "{matchLabels: {kubernetes.io/metadata.name: 'y'}}"),
            ("ns z", "{}"),
        ] {
            assert_eq!(
                found_in_short(&UnknownNamespaceLabels::META, &policy(namespaces, selector)),
                [] as [&str; 0],
                "{selector}"
            );
        }
    }
}
