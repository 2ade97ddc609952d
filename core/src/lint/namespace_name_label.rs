//! L-07: a namespace selected by a label `name` that it does not have.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta, terms};
use crate::cluster::LabelValue;
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::hash::HashSet;
use crate::ids::Symbol;
use crate::kind::{NAME_LABEL, Operator};
use crate::model::Model;

pub(super) struct NamespaceNameLabel;

impl Lint for NamespaceNameLabel {
    const META: Meta = Meta {
        about: About::new(
            "L-07",
            "namespace-name-label",
            Severity::Warning,
            "A selector asks a namespace for its name by a label that is not there by itself. Only `kubernetes.io/metadata.name` is a label of every namespace.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: monitoring, labels: {}}
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
    - namespaceSelector:
        matchLabels:
          name: monitoring
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: monitoring, labels: {name: monitoring}}
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
    - namespaceSelector:
        matchLabels:
          name: monitoring
";
    type Finding = (u32, usize, usize);

    fn find(facts: &Facts<'_>) -> Vec<(u32, usize, usize)> {
        let of = |(at, ask)| named(facts, ask).into_iter().map(move |(nth, value)| (at, nth, value));
        facts.asks().enumerate().flat_map(of).collect()
    }

    fn words(facts: &Facts<'_>, &(at, nth, value): &(u32, usize, usize)) -> Diagnostic {
        let ask = facts.asks().at(at);
        let it = ask.requirement(Of::Namespaces, nth);
        let (key, span) = it.map_or(("", ask.span), |it| (it.key.as_str(), it.span));
        let name = it.and_then(|it| it.values.get(value)).map_or("", String::as_str);
        let message = format!(
            "namespace {name} has no label {key}: of its own accord a namespace has only {NAME_LABEL}={name}"
        );
        Diagnostic {
            field: ask.path(Of::Namespaces),
            help: format!("use the key `{NAME_LABEL}`"),
            ..Self::META.at(&ask.spot(facts.model, span), message)
        }
    }

    fn fix(facts: &Facts<'_>, &(at, nth, _): &(u32, usize, usize)) -> Vec<Fix> {
        let ask = facts.asks().at(at);
        let fix = || {
            let all = &ask.namespaces?.requirements;
            let (it, path) = (all.get(nth)?, terms::path(ask, Of::Namespaces, nth)?);
            let written = facts.written(ask.object())?;
            let edit = match it.operator {
                // A map has a key once.
                Operator::Equals
                    if all.iter().any(|it| it.operator == Operator::Equals && terms::is_name(it)) =>
                {
                    None
                }
                Operator::Equals => written.rename(&path, NAME_LABEL),
                Operator::In => written.set(&format!("{path}.key"), &Yaml::text(NAME_LABEL)),
                Operator::NotIn | Operator::Exists | Operator::DoesNotExist => None,
            };
            terms::effect(format!("use the key {NAME_LABEL}"), vec![edit?])
        };
        fix().into_iter().collect()
    }
}

/// Keys that people take for the name of a namespace.
const KEYS: [&str; 3] = ["name", "namespace", "ns"];
/// Every cluster has these.
const ALWAYS: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

/// Requirements that ask for the name of a namespace by such a key, which that namespace does not have; with the position
/// of the value.
pub(super) fn named(facts: &Facts<'_>, ask: &Ask<'_>) -> Vec<(usize, usize)> {
    let cluster = &facts.model.cluster;
    let lacks_key = |key: &str, value: &str| match cluster.namespace(value) {
        Some(id) => {
            let key = cluster.strings.find(key);
            key.is_none_or(|key| cluster.namespaces.at(id).labels.get(key).is_none())
        }
        None => ALWAYS.contains(&value),
    };
    let all = ask.namespaces.map(|it| it.requirements.as_slice()).unwrap_or_default();
    let mut res = Vec::new();
    for (nth, it) in all.iter().enumerate() {
        let asks_values = matches!(it.operator, Operator::Equals | Operator::In);
        if !asks_values || !KEYS.contains(&it.key.as_str()) {
            continue;
        }
        // That any namespace has the value under this key is a use of its own.
        let is_used = |value: &str| {
            let symbols = cluster.strings.find(&it.key).zip(cluster.strings.find(value));
            symbols.is_some_and(|it| facts.name_labels().contains(&it))
        };
        let mut values = it.values.iter().take(MOST_VALUES);
        let lacking = values.position(|value| lacks_key(&it.key, value) && !is_used(value));
        res.extend(lacking.map(|value| (nth, value)));
    }
    res
}

/// The labels of namespaces under such keys.
pub(super) fn labels(model: &Model) -> HashSet<(Symbol, Symbol)> {
    let keys: Vec<Symbol> = KEYS.iter().filter_map(|it| model.cluster.strings.find(it)).collect();
    let known = |(key, value)| match value {
        LabelValue::Known(it) => Some((key, it)),
        LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
    };
    let labels = model.cluster.namespaces.iter().flat_map(|it| it.labels.iter());
    labels.filter(|it| keys.contains(&it.0)).filter_map(known).collect()
}

/// So many values of one requirement are looked at.
const MOST_VALUES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    fn policy(namespaces: &str, selector: &str) -> String {
        format!(
            "{namespaces}\npod x/api app=api\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {selector}}}]}}]}}"
        )
    }

    #[test]
    fn the_key_that_is_always_there_is_named() {
        let text = policy("ns ops team=blue", "{matchLabels: {name: ops}}");
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].namespaceSelector: namespace ops has no label name: of its own accord a namespace has only kubernetes.io/metadata.name=ops";
        assert_eq!(found_in_short(&NamespaceNameLabel::META, &text), [wanted]);
        let of_the_system =
            policy("ns ops", "{matchExpressions: [{key: name, operator: In, values: [kube-system]}]}");
        assert_eq!(found_in_short(&NamespaceNameLabel::META, &of_the_system).len(), 1);
        assert_eq!(
            changed_lines(&NamespaceNameLabel::META, NamespaceNameLabel::FIRES),
            ["          kubernetes.io/metadata.name: monitoring"]
        );
        let listed = NamespaceNameLabel::FIRES.replace(
            "        matchLabels:\n          name: monitoring\n",
            "        matchExpressions:\n        - {key: name, operator: In, values: [monitoring]}\n",
        );
        assert_eq!(
            changed_lines(&NamespaceNameLabel::META, &listed),
            ["        - {key: kubernetes.io/metadata.name, operator: In, values: [monitoring]}"]
        );
    }

    #[test]
    fn a_label_that_is_there_is_right() {
        for (namespaces, selector) in [
            ("ns ops name=ops", "{matchLabels: {name: ops}}"),
            // Another namespace has it.
            ("ns ops\nns old name=ops", "{matchLabels: {name: ops}}"),
            ("ns ops", "{matchLabels: {name: other}}"),
            ("ns ops", "{matchLabels: {team: ops}}"),
            ("ns ops", "{matchExpressions: [{key: name, operator: NotIn, values: [ops]}]}"),
        ] {
            assert_eq!(
                found_in_short(&NamespaceNameLabel::META, &policy(namespaces, selector)),
                [] as [&str; 0],
                "{selector}"
            );
        }
    }
}
