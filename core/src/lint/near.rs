//! The pod or namespace that a selector comes nearest to, in words and as an edit.

use super::Facts;
use super::asks::{Ask, Of};
use super::dead::Why;
use super::terms;
use crate::cluster::LabelValue;
use crate::diagnostic::{Edit, Fix};
use crate::edit::Yaml;
use crate::explain::nearest::{Miss, Nearest};
use crate::ids::NamespaceId;
use crate::model::Model;

/// What stands there instead: `app=api`, `no app`.
pub(super) fn instead(
    model: &Model,
    ask: &Ask<'_>,
    of: Of,
    requirement: usize,
    actual: Option<LabelValue>,
) -> Option<String> {
    let key = &ask.requirement(of, requirement)?.key;
    match actual {
        Some(LabelValue::Known(value)) => Some(format!("{key}={}", model.text(value))),
        Some(LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything) => None,
        None => Some(format!("no label {key}")),
    }
}

/// "shop/api has tier=front", for all requirements that fail.
/// `None` where no value is known.
pub(super) fn sentence<T>(
    model: &Model,
    ask: &Ask<'_>,
    of: Of,
    name: &str,
    it: &Nearest<T>,
) -> Option<String> {
    let told = |it: &Miss| instead(model, ask, of, it.requirement, it.test.actual);
    let told: Vec<String> = it.misses.iter().take(4).filter_map(told).collect();
    (!told.is_empty()).then(|| format!("{name} has {}", told.join(" and ")))
}

/// "; the nearest: shop/api has tier=front": what comes nearest to a selector that selects no pod, if anything does.
pub(super) fn nearest_pod(model: &Model, ask: &Ask<'_>, why: &Why) -> String {
    let nearest = if let Why::Nothing(it) = why { it.as_ref() } else { None };
    let told = nearest.and_then(|it| sentence(model, ask, Of::Pods, model.title(it.it), it));
    told.map_or(String::new(), |it| format!("; the nearest: {it}"))
}

/// "; pods with these labels are in shop": where a policy would select something.
pub(super) fn elsewhere(model: &Model, namespaces: &[NamespaceId]) -> String {
    let name = |it: &NamespaceId| model.cluster.namespaces.at(*it).name.as_str();
    let names: Vec<&str> = namespaces.iter().take(3).map(name).collect();
    match names.as_slice() {
        [] => String::new(),
        names => {
            format!("; pods with these labels are in {}", crate::words::and_more(names, namespaces.len()))
        }
    }
}

/// Writes the namespace of a policy, where there is only one in which it would select something.
pub(super) fn namespace(facts: &Facts<'_>, ask: &Ask<'_>, namespaces: &[NamespaceId]) -> Option<Fix> {
    let &[only] = namespaces else { return None };
    let name = facts.model.cluster.namespaces.at(only).name.as_str();
    let written = facts.written(ask.object())?;
    let edit = match written.entry("metadata.namespace") {
        Some(_) => written.set("metadata.namespace", &Yaml::text(name)),
        None => written.insert("metadata", "namespace", &Yaml::text(name)),
    };
    terms::effect(format!("set metadata.namespace to {name}"), vec![edit?])
}

/// Writes the values that the nearest one has, where there is one nearest and every value looks like what is written.
pub(super) fn values(facts: &Facts<'_>, ask: &Ask<'_>, it: &Nearest<crate::ids::EndpointId>) -> Option<Fix> {
    if it.is_one_of_several || (it.holding == 0 && !it.misses.iter().all(|it| it.is_alike)) {
        return None;
    }
    let written = facts.written(ask.object())?;
    let (mut edits, mut told): (Vec<Edit>, Vec<String>) = (Vec::new(), Vec::new());
    for miss in &it.misses {
        let Some(LabelValue::Known(value)) = miss.test.actual else { return None };
        let value = facts.model.text(value);
        let term = (Of::Pods, miss.requirement);
        edits.push(terms::with_value(&written, ask, term, value)?);
        told.push(format!("{}={value}", ask.requirement(Of::Pods, miss.requirement)?.key));
    }
    terms::effect(format!("write {}", told.join(" and ")), edits)
}
