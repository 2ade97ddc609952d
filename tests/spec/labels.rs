//! Label selectors, for NetworkPolicies and for cluster-wide policies alike.

use super::Truth::{self, No, Unknown};
use super::objects::{Requirement, Selector};
use super::{Labels, all};

/// "A label selector is a label query over a set of resources. The result of matchLabels and matchExpressions
/// are ANDed. An empty label selector matches all objects."
pub(super) fn matches(selector: &Selector, labels: &Labels) -> Truth {
    let pairs =
        selector.match_labels.iter().map(|(key, value)| is_in(key, std::slice::from_ref(value), labels));
    all(pairs.chain(selector.match_expressions.iter().map(|it| requirement_holds(it, labels))))
}

fn is_in(key: &str, values: &[String], labels: &Labels) -> Truth {
    match labels.get(key) {
        None => No,
        Some(None) => Unknown,
        Some(Some(value)) => values.contains(value).into(),
    }
}

fn requirement_holds(requirement: &Requirement, labels: &Labels) -> Truth {
    let is_in = is_in(&requirement.key, &requirement.values, labels);
    match requirement.operator.as_str() {
        "In" => is_in,
        "NotIn" => !is_in,
        "Exists" => labels.contains_key(&requirement.key).into(),
        "DoesNotExist" => (!labels.contains_key(&requirement.key)).into(),
        other => panic!("no such operator: {other}"),
    }
}
