//! Pairs that a selector takes, and labels that it does not.

use crate::kind::{LabelSelector, Operator, Requirement};

/// Labels in the order in which they were found to be needed.
pub(super) type Pairs = Vec<(String, String)>;

/// A value for a key of which any will do.
const ANY: &str = "any";
/// A value that nobody asks for.
const OTHER: &str = "other";

/// The fewest labels that the selector takes; `None` where its requirements contradict each other.
pub(super) fn taken(selector: Option<&LabelSelector>) -> Option<Pairs> {
    let mut labels = Pairs::default();
    let Some(selector) = selector else { return Some(labels) };
    for it in &selector.requirements {
        let has = labels.iter().any(|(key, _)| *key == it.key);
        let value = match it.operator {
            Operator::Equals | Operator::In => {
                it.values.iter().find(|value| may_be(selector, &it.key, value))
            }
            Operator::Exists => {
                let other = others(selector, &it.key).into_iter().next();
                let any =
                    [ANY.to_owned()].into_iter().chain(other).find(|value| may_be(selector, &it.key, value));
                labels.extend(any.filter(|_| !has).map(|any| (it.key.clone(), any)));
                continue;
            }
            Operator::NotIn | Operator::DoesNotExist => continue,
        };
        labels.extend(value.filter(|_| !has).map(|value| (it.key.clone(), value.clone())));
    }
    selector.takes(&labels).then_some(labels)
}

/// The values that a selector lists for a key.
fn others(selector: &LabelSelector, key: &str) -> Vec<String> {
    let listed = |it: &&Requirement| it.key == key && it.operator != Operator::NotIn;
    selector.requirements.iter().filter(listed).flat_map(|it| it.values.clone()).collect()
}

/// Whether the selector takes a value for a key, as far as this key goes.
fn may_be(selector: &LabelSelector, key: &str, value: &str) -> bool {
    let alone: Pairs = vec![(key.to_owned(), value.to_owned())];
    let requirements = selector.requirements.iter().filter(|it| it.key == key).cloned().collect();
    LabelSelector { span: selector.span, requirements }.takes(&alone)
}

/// The fewest labels that none of the selectors takes; `None` where there are none.
pub(super) fn left_out(selectors: &[&LabelSelector]) -> Option<Pairs> {
    let mut labels = Pairs::default();
    for selector in selectors {
        if !selector.takes(&labels) {
            continue;
        }
        // It takes a pod without labels: one of the labels that it does not want is put on.
        let unwanted = selector.requirements.iter().find_map(|it| match it.operator {
            Operator::NotIn => Some((it.key.clone(), it.values.first()?.clone())),
            Operator::DoesNotExist => Some((it.key.clone(), ANY.to_owned())),
            Operator::Equals | Operator::In | Operator::Exists => None,
        })?;
        labels.push(unwanted);
    }
    if labels.is_empty() {
        // Something to call it by.
        let equals = |it: &&Requirement| matches!(it.operator, Operator::Equals | Operator::In);
        let first = selectors.iter().flat_map(|it| &it.requirements).find(equals);
        labels.push((first.map_or("app", |it| it.key.as_str()).to_owned(), OTHER.to_owned()));
    }
    let is_left_out = |labels: &[(String, String)]| !selectors.iter().any(|it| it.takes(labels));
    if !is_left_out(&labels) {
        labels.clear();
    }
    is_left_out(&labels).then_some(labels)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::LabelSelector;
    use crate::source::Span;

    /// A key, an operator and values.
    type Written = (&'static str, Operator, &'static [&'static str]);

    fn selector(requirements: &[Written]) -> LabelSelector {
        let requirement = |it: &Written| Requirement {
            span: Span::default(),
            key: it.0.to_owned(),
            operator: it.1,
            values: it.2.iter().map(|it| (*it).to_owned()).collect(),
        };
        LabelSelector { span: Span::default(), requirements: requirements.iter().map(requirement).collect() }
    }

    #[test]
    fn labels_that_are_taken_and_such_that_are_not() {
        use Operator::{DoesNotExist, Equals, Exists, In, NotIn};
        let cases: [(&[Written], &str, &str); 8] = [
            (&[], "", "none"),
            (&[("app", Equals, &["web"])], "app=web", "app=other"),
            (&[("app", In, &["a", "b"]), ("app", NotIn, &["a"])], "app=b", "app=other"),
            (&[("app", Equals, &["a"]), ("app", NotIn, &["a"])], "none", "app=other"),
            (&[("app", Exists, &[])], "app=any", ""),
            (&[("app", DoesNotExist, &[])], "", "app=any"),
            (&[("app", NotIn, &["a"])], "", "app=a"),
            (&[("app", Exists, &[]), ("app", Equals, &["x"])], "app=x", "app=other"),
        ];
        for (requirements, wanted, unwanted) in cases {
            let it = selector(requirements);
            let text = |labels: Option<Pairs>| {
                let all = labels.map(|it| it.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>());
                all.map_or("none".to_owned(), |it| it.join(","))
            };
            assert_eq!(text(taken(Some(&it))), wanted, "{requirements:?}");
            assert_eq!(text(left_out(&[&it])), unwanted, "{requirements:?}");
        }
    }
}
