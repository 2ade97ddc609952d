//! Edits that add rules, peers and whole policies, which several rules of this room share.

use super::Facts;
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::edit::{Written, Yaml};
use crate::ids::PolicyId;
use crate::kind::{LabelSelector, Operator};
use crate::policy::{Atom, Direction, parts};

/// `{matchLabels: {…}, matchExpressions: […]}`.
pub(super) fn selector(it: &LabelSelector) -> Yaml {
    let equal = it.requirements.iter().filter(|it| it.operator == Operator::Equals);
    let pairs: Vec<(String, Yaml)> =
        equal.map(|it| (it.key.clone(), Yaml::text(it.values.first().map_or("", String::as_str)))).collect();
    let others = it.requirements.iter().filter_map(|it| {
        let operator = match it.operator {
            Operator::Equals => return None,
            Operator::In => "In",
            Operator::NotIn => "NotIn",
            Operator::Exists => "Exists",
            Operator::DoesNotExist => "DoesNotExist",
        };
        let mut entries = vec![("key", Yaml::text(it.key.as_str())), ("operator", Yaml::text(operator))];
        if !it.values.is_empty() {
            entries.push(("values", Yaml::list(it.values.iter().map(|it| Yaml::text(it.as_str())))));
        }
        Some(Yaml::map(entries))
    });
    let others: Vec<Yaml> = others.collect();
    let labels = (!pairs.is_empty()).then(|| ("matchLabels", Yaml::map(pairs)));
    let expressions = (!others.is_empty()).then(|| ("matchExpressions", Yaml::list(others)));
    Yaml::map(labels.into_iter().chain(expressions))
}

/// Writes an item into a list of an object, also where the list is not written yet.
pub(super) fn item(written: &Written<'_>, parent: &str, key: &str, item: &Yaml) -> Option<Edit> {
    let path = format!("{parent}.{key}");
    match written.entry(&path) {
        Some(_) => written.append(&path, item),
        None => written.insert(parent, key, &Yaml::list([item.clone()])),
    }
}

/// Whether a policy selects its pods by labels, and not all pods of a namespace.
pub(super) fn is_for_some(facts: &Facts<'_>, policy: PolicyId) -> bool {
    let policies = &facts.model.policies;
    match policies.atoms.at(policies.policies.at(policy).subject) {
        Atom::Pods(it) => !it.selector.requirements.is_empty(),
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
    }
}

/// A rule for pods that a policy isolates: in that policy where it is about these pods, else in a policy of its own, so
/// that nothing is opened for other pods of the namespace.
pub(super) fn rule(
    facts: &Facts<'_>,
    isolates: PolicyId,
    direction: Direction,
    (name, pods): (&str, Yaml),
    rule: Yaml,
) -> Option<Fix> {
    let policy = facts.model.policies.policies.at(isolates);
    let written = facts.written(policy.location)?;
    let list = direction.as_str();
    if is_for_some(facts, isolates) {
        let edit = item(&written, "spec", list, &rule)?;
        let title = format!("add a rule to {list} of {}", policy.id);
        return Some(Fix { title, edits: vec![edit], class: FixClass::Effect });
    }
    let namespace = &facts.model.cluster.namespaces.get(policy.namespace?)?.name;
    let name = parts::free_name(&facts.model.policies, namespace, name);
    let object = parts::network_policy(namespace, &name, parts::spec(pods, direction, [rule]));
    let edit = written.another_document(&object);
    Some(Fix {
        title: format!("add a policy {namespace}/{name}"),
        edits: vec![edit],
        class: FixClass::Effect,
    })
}

/// Edits of one stretch as one, so that their order is certain.
pub(super) fn joined(edits: Vec<Edit>) -> Vec<Edit> {
    let mut res: Vec<Edit> = Vec::new();
    for it in edits {
        match res
            .last_mut()
            .filter(|last| last.location == it.location && it.location.span.start == it.location.span.end)
        {
            Some(last) => last.text.push_str(&it.text),
            None => res.push(it),
        }
    }
    res
}
