//! Label selectors, for NetworkPolicies and for cluster-wide policies alike.

use std::collections::BTreeMap;

use super::Truth::{self, No, Unknown, Yes};
use super::all;
use super::objects::{Requirement, Selector};

/// Labels of an object.
pub type Labels = BTreeMap<String, Label>;

/// What is known of one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Its value.
    Is(String),
    /// It is there, with a value that only a controller knows.
    Present,
    /// It may be there, with any value.
    Perhaps,
}

/// "A label selector is a label query over a set of resources. The result of matchLabels and matchExpressions
/// are ANDed. An empty label selector matches all objects."
pub(super) fn matches(selector: &Selector, labels: &Labels) -> Truth {
    let pairs =
        selector.match_labels.iter().map(|(key, value)| is_in(key, std::slice::from_ref(value), labels));
    all(pairs.chain(selector.match_expressions.iter().map(|it| requirement_holds(it, labels))))
}

/// Whether a label is there with one of these values.
pub(super) fn is_in(key: &str, values: &[String], labels: &Labels) -> Truth {
    match labels.get(key) {
        None => No,
        Some(Label::Present | Label::Perhaps) => Unknown,
        Some(Label::Is(value)) => values.contains(value).into(),
    }
}

fn exists(key: &str, labels: &Labels) -> Truth {
    match labels.get(key) {
        None => No,
        Some(Label::Perhaps) => Unknown,
        Some(Label::Is(_) | Label::Present) => Yes,
    }
}

fn requirement_holds(requirement: &Requirement, labels: &Labels) -> Truth {
    let Requirement { key, operator, values } = requirement;
    match operator.as_str() {
        "In" => is_in(key, values, labels),
        "NotIn" => !is_in(key, values, labels),
        "Exists" => exists(key, labels),
        "DoesNotExist" => !exists(key, labels),
        other => panic!("no such operator: {other}"),
    }
}
