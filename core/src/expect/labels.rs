//! Selectors of labels, as `kubectl -l` takes them (`app=web,tier!=db,env in (a,b),!old`) and as manifests write them.

use crate::cluster::LabelSet;
use crate::ids::Symbol;
use crate::kind::Operator;
use crate::kubectl::select::terms;
use crate::model::Model;
use crate::policy::Requirement;
use crate::tri::Tri;
use crate::yaml::{Node, Value};

/// What labels must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Term {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

/// Reads what stands in brackets. `Err` is what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Vec<Term>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    terms(text).into_iter().map(|it| term(it.trim())).collect()
}

fn term(text: &str) -> Result<Term, String> {
    let set = |word: &str| {
        let (key, values) = text.split_once(word)?;
        let values = values.trim().strip_prefix('(')?.strip_suffix(')')?;
        Some((key, values.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>()))
    };
    let (key, operator, values) = if let Some((key, values)) = set(" notin ") {
        (key, Operator::NotIn, values)
    } else if let Some((key, values)) = set(" in ") {
        (key, Operator::In, values)
    } else if let Some((key, value)) = text.split_once("!=") {
        (key, Operator::NotIn, vec![value.trim().to_owned()])
    } else if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        (key, Operator::Equals, vec![value.trim().to_owned()])
    } else if let Some(key) = text.strip_prefix('!') {
        (key, Operator::DoesNotExist, Vec::new())
    } else {
        (text, Operator::Exists, Vec::new())
    };
    let key = key.trim();
    let is_plain = |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_./".contains(&it));
    if key.is_empty() || !is_plain(key) || !values.iter().all(|it| is_plain(it)) {
        return Err(format!(
            "`{text}` is no selector of labels: write `app=web`, `app!=web`, `app in (a,b)`"
        ));
    }
    Ok(Term { key: key.to_owned(), operator, values })
}

/// Labels that must all be there with these values.
fn of_map(node: &Node<'_>) -> Result<Vec<Term>, String> {
    if !matches!(node.value, Value::Mapping(_)) {
        return Err("expected labels".to_owned());
    }
    let pair = |it: &crate::yaml::Entry<'_>| {
        let values = vec![text(&it.value).ok_or_else(|| format!("`{}` has no text for its value", it.key))?];
        Ok(Term { key: it.key.to_string(), operator: Operator::Equals, values })
    };
    node.entries().iter().map(pair).collect()
}

/// `matchLabels` and `matchExpressions`, or labels as they are.
pub(super) fn of_selector(node: &Node<'_>) -> Result<Vec<Term>, String> {
    if let Some(text) = node.as_str().filter(|it| !it.trim().is_empty()) {
        return parse(text);
    }
    let mut res = Vec::new();
    let is_selector = |it: &str| matches!(it, "matchLabels" | "matchExpressions");
    if !node.entries().iter().any(|it| is_selector(&it.key)) {
        return of_map(node);
    }
    for (at, it) in node.entries().iter().enumerate() {
        if node.entries().iter().take(at).any(|other| other.key == it.key) {
            return Err(format!("`{}` stands twice", it.key));
        }
        match (&*it.key, &it.value.value) {
            ("matchLabels", _) => res.extend(of_map(&it.value)?),
            ("matchExpressions", Value::Sequence(all)) => {
                for it in all {
                    res.push(expression(it)?);
                }
            }
            ("matchExpressions", _) => return Err("expected a list at `matchExpressions`".to_owned()),
            (key, _) => return Err(format!("`{key}` is no part of a selector")),
        }
    }
    Ok(res)
}

/// One of `matchExpressions`.
fn expression(it: &Node<'_>) -> Result<Term, String> {
    let is_known = |it: &str| matches!(it, "key" | "operator" | "values");
    if let Some(other) = it.entries().iter().find(|it| !is_known(&it.key)) {
        return Err(format!("`{}` is no part of `matchExpressions`", other.key));
    }
    let key = it.get("key").and_then(text);
    let operator = match it.get("operator").and_then(Node::as_str) {
        Some("In") => Some(Operator::In),
        Some("NotIn") => Some(Operator::NotIn),
        Some("Exists") => Some(Operator::Exists),
        Some("DoesNotExist") => Some(Operator::DoesNotExist),
        Some(_) | None => None,
    };
    let (Some(key), Some(operator)) = (key, operator) else {
        return Err("expected `key` and `operator` in each of `matchExpressions`".to_owned());
    };
    let values = match it.get("values").map(|it| &it.value) {
        None => Some(Vec::new()),
        Some(Value::Sequence(all)) => all.iter().map(text).collect(),
        Some(_) => None,
    };
    let values: Vec<String> = values.ok_or_else(|| "expected a list of texts at `values`".to_owned())?;
    let takes_values = matches!(operator, Operator::In | Operator::NotIn);
    match (takes_values, values.is_empty()) {
        (true, true) => Err("`In` and `NotIn` need `values`".to_owned()),
        (false, false) => Err("`Exists` and `DoesNotExist` take no `values`".to_owned()),
        _ => Ok(Term { key, operator, values }),
    }
}

/// A scalar as text: labels may look like numbers.
pub(super) fn text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::String(it) => Some(it.to_string()),
        Value::Int(it) => Some(it.to_string()),
        Value::Float(it) => Some(it.clone()),
        Value::Bool(it) => Some(it.to_string()),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// As it stands in brackets.
pub(super) fn written(terms: &[Term]) -> String {
    let one = |it: &Term| {
        let (key, values) = (&it.key, it.values.join(","));
        match it.operator {
            Operator::Equals => format!("{key}={values}"),
            Operator::In => format!("{key} in ({values})"),
            Operator::NotIn if it.values.len() == 1 => format!("{key}!={values}"),
            Operator::NotIn => format!("{key} notin ({values})"),
            Operator::Exists => key.clone(),
            Operator::DoesNotExist => format!("!{key}"),
        }
    };
    terms.iter().map(one).collect::<Vec<_>>().join(",")
}

/// Terms with the numbers that a model has for their texts.
pub(super) struct Compiled {
    terms: Vec<Result<Requirement, Tri>>,
}

impl Compiled {
    pub(super) fn new(model: &Model, terms: &[Term]) -> Compiled {
        let find = |it: &String| model.cluster.strings.find(it);
        let term = |it: &Term| match find(&it.key) {
            Some(key) => {
                let values: Vec<Symbol> = it.values.iter().filter_map(find).collect();
                Ok(Requirement { key, operator: it.operator, values })
            }
            // Nothing has such a label.
            None => Err(Tri::from(matches!(it.operator, Operator::NotIn | Operator::DoesNotExist))),
        };
        Compiled { terms: terms.iter().map(term).collect() }
    }

    /// Whether labels are as asked.
    pub(super) fn test(&self, labels: &LabelSet) -> Tri {
        let each = self.terms.iter().map(|it| match it {
            Ok(it) => it.test(labels),
            Err(it) => *it,
        });
        each.fold(Tri::Yes, Tri::and)
    }

    /// How many steps one test takes.
    pub(super) fn steps(&self) -> u64 {
        1 + self.terms.iter().map(|it| it.as_ref().map_or(1, |it| 1 + it.values.len() as u64)).sum::<u64>()
    }
}
