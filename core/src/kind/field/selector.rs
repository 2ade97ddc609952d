//! `LabelSelector`: `matchLabels` and `matchExpressions`.

use super::labels;
use crate::kind::check::{Path, Report, quoted};
use crate::source::Span;
use crate::yaml::Node;

/// `matchLabels` and `matchExpressions` as one list of requirements, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelSelector {
    /// The whole selector with its key; where it is missing, what is missing it.
    pub span: Span,
    /// Empty: everything matches.
    pub requirements: Vec<Requirement>,
}

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// The pair or expression.
    pub span: Span,
    /// The label's key.
    pub key: String,
    /// How it is compared.
    pub operator: Operator,
    /// With what; one value for `Equals`, none for `Exists` and `DoesNotExist`.
    pub values: Vec<String>,
}

/// Operators of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operator {
    /// A pair of `matchLabels`.
    Equals,
    /// The label is present with one of the values.
    In,
    /// The label is absent, or present with none of the values.
    NotIn,
    /// The label is present.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

/// Reads and checks a selector. The order of the checks is the API server's: labels, then per expression
/// operator with values, key, each value.
pub(in crate::kind) fn read(node: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> LabelSelector {
    let mut requirements: Vec<_> = match_labels(node, path, "matchLabels", report);
    let expressions = path.field("matchExpressions");
    for (index, it) in report.list(node, path, "matchExpressions").iter().enumerate() {
        requirements.extend(expression(it, &expressions.item(index), report));
    }
    LabelSelector { span: node.span, requirements }
}

/// A map of labels as requirements of equality.
pub(in crate::kind) fn match_labels(
    parent: &Node<'_>,
    path: &Path<'_>,
    key: &str,
    report: &mut Report<'_>,
) -> Vec<Requirement> {
    let pairs = labels::pairs(parent, path, key, report);
    let path = path.field(key);
    let mut requirements = Vec::with_capacity(pairs.len());
    for it in pairs {
        labels::check_key(&it.key, it.key_span, &path, report);
        labels::check_value(&it.value, it.value_span, &path, report);
        requirements.push(Requirement {
            span: it.key_span.to(it.value_span),
            key: it.key,
            operator: Operator::Equals,
            values: vec![it.value],
        });
    }
    requirements
}

fn expression(node: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Option<Requirement> {
    let (written, operator_span) = report.text(node, path, "operator").unwrap_or(("", node.span));
    let values = values(node, path, report);
    let values_span = node.entry("values").map_or(node.span, |it| it.key_span);
    let operator = match written {
        "In" => Some(Operator::In),
        "NotIn" => Some(Operator::NotIn),
        "Exists" => Some(Operator::Exists),
        "DoesNotExist" => Some(Operator::DoesNotExist),
        _ => None,
    };
    match operator {
        Some(Operator::In | Operator::NotIn) if values.is_empty() => {
            let detail = "must be specified when `operator` is 'In' or 'NotIn'";
            report.required(&path.field("values"), values_span, detail);
            let any = if operator == Some(Operator::In) { "Exists" } else { "DoesNotExist" };
            report.help(format!("list the values, or write `operator: {any}` if any value will do"));
        }
        Some(Operator::Exists | Operator::DoesNotExist) if !values.is_empty() => {
            let detail = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
            report.forbidden(&path.field("values"), values_span, detail);
            let one = if operator == Some(Operator::Exists) { "In" } else { "NotIn" };
            report.help(format!("write `operator: {one}` if the values matter, or delete `values`"));
        }
        None => {
            let detail = "not a valid selector operator";
            report.invalid(&path.field("operator"), operator_span, &quoted(written), detail);
            report.help("operators are `In`, `NotIn`, `Exists` and `DoesNotExist`");
        }
        Some(_) => {}
    }
    let (key, key_span) = report.text(node, path, "key").unwrap_or(("", node.span));
    labels::check_key(key, key_span, &path.field("key"), report);
    let values_path = path.field("values");
    for (index, (value, span)) in values.iter().enumerate() {
        labels::check_value(value, *span, &values_path.item(index), report);
    }
    Some(Requirement {
        span: node.span,
        key: key.to_owned(),
        operator: operator?,
        values: values.into_iter().map(|it| it.0).collect(),
    })
}

fn values(node: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Vec<(String, Span)> {
    let items = report.list(node, path, "values");
    items.iter().map(|it| (it.as_str().unwrap_or_default().to_owned(), it.span)).collect()
}

impl LabelSelector {
    /// Whether it takes something with these labels, all of them being known.
    pub fn takes(&self, labels: &[(String, String)]) -> bool {
        matches(&self.requirements, labels)
    }
}

/// Whether labels satisfy a selector, all labels being known.
pub(in crate::kind) fn matches(requirements: &[Requirement], labels: &[(String, String)]) -> bool {
    requirements.iter().all(|it| {
        let value = labels.iter().find(|(key, _)| *key == it.key).map(|(_, value)| value);
        match it.operator {
            Operator::Equals | Operator::In => value.is_some_and(|value| it.values.contains(value)),
            Operator::NotIn => value.is_none_or(|value| !it.values.contains(value)),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    })
}

#[cfg(test)]
mod tests;
