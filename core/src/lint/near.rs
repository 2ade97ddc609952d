//! Why a selector selects nothing: the pod or namespace that it comes nearest to, in words and as an edit. The page tells it
//! above a policy and in *Why?* in the same words.

use super::Facts;
use super::asks::{Ask, Of};
use super::dead::Why;
use super::terms;
use crate::cluster::LabelValue;
use crate::diagnostic::{Edit, Fix};
use crate::edit::Yaml;
use crate::explain::nearest::Nearest;
use crate::ids::{EndpointId, NamespaceId, Symbol};
use crate::kind::{LabelSelector, Requirement, WorkloadKind};
use crate::model::Model;
use crate::words;

/// What stands there instead: `app=api`, `no label app`; `None` where that is not known.
fn instead(model: &Model, key: &str, actual: Option<LabelValue>) -> Option<String> {
    match actual {
        Some(LabelValue::Known(value)) => Some(format!("{key}={}", model.text(value))),
        Some(LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything) => None,
        None => Some(format!("no label {key}")),
    }
}

/// "has tier=front, wanted tier=back", for all of these requirements of a selector.
/// `None` where no value is known.
pub(super) fn has_and_wanted(
    model: &Model,
    selector: &LabelSelector,
    misses: impl Iterator<Item = (usize, Option<LabelValue>)>,
) -> Option<String> {
    let told = |(requirement, actual): (usize, Option<LabelValue>)| {
        let it = selector.requirements.get(requirement)?;
        Some((instead(model, &it.key, actual)?, terms::requirement(it)))
    };
    let (has, wanted): (Vec<String>, Vec<String>) = misses.filter_map(told).unzip();
    (!has.is_empty()).then(|| format!("has {}, wanted {}", has.join(" and "), wanted.join(" and ")))
}

/// So many requirements are told of one selector.
const TOLD: usize = 4;

/// "shop/api has tier=front, wanted tier=back", for all requirements that fail.
/// `None` where no value is known.
pub(crate) fn sentence<T>(
    model: &Model,
    selector: &LabelSelector,
    name: &str,
    it: &Nearest<T>,
) -> Option<String> {
    let misses = it.misses.iter().take(TOLD);
    if let Some(all) =
        misses.clone().map(|it| Some((it.requirement, it.other_key?))).collect::<Option<Vec<_>>>()
    {
        let of = |it: &(usize, (Symbol, Symbol))| {
            let wanted = terms::requirement(selector.requirements.get(it.0)?);
            Some((format!("{}={}", model.text(it.1.0), model.text(it.1.1)), wanted))
        };
        let (has, wanted): (Vec<String>, Vec<String>) = all.iter().filter_map(of).unzip();
        return Some(format!(
            "{name} has {}, wanted {}: capital letters count",
            has.join(" and "),
            wanted.join(" and ")
        ));
    }
    let misses = misses.map(|it| (it.requirement, it.test.actual));
    Some(format!("{name} {}", has_and_wanted(model, selector, misses)?))
}

/// "; the nearest: shop/api has tier=front, wanted tier=back": what comes nearest to a selector that selects no pod, if
/// anything does.
pub(super) fn nearest_pod(model: &Model, ask: &Ask<'_>, why: &Why) -> String {
    let nearest = if let Why::Nothing(it) = why { it.as_ref() } else { None };
    let told = nearest.zip(ask.pods).and_then(|(it, pods)| sentence(model, pods, model.title(it.it), it));
    told.map_or(String::new(), |it| format!("; the nearest: {it}"))
}

/// "namespace ops has no pods; pods with these labels are in shop", with what follows from that in between.
pub(crate) fn no_pods(model: &Model, namespace: &str, then: &str, fitting: &[NamespaceId]) -> String {
    format!("namespace {namespace} has no pods{then}{}", elsewhere(model, fitting))
}

/// "; pods with these labels are in shop": where a policy would select something.
pub(super) fn elsewhere(model: &Model, fitting: &[NamespaceId]) -> String {
    if fitting.is_empty() { String::new() } else { format!("; {}", with_labels(model, fitting)) }
}

/// "pods with these labels are in shop".
pub(crate) fn with_labels(model: &Model, those: &[NamespaceId]) -> String {
    let name = |it: &NamespaceId| model.cluster.namespaces.at(*it).name.as_str();
    let names: Vec<&str> = those.iter().take(3).map(name).collect();
    format!("pods with these labels are in {}", words::and_more(&names, those.len()))
}

/// "Deployment shop/web has the label that tier=back asks for, and its pod template has not".
pub(crate) fn on_workload(model: &Model, those: &[EndpointId], wanted: Option<&Requirement>) -> String {
    let named = |it: &EndpointId| {
        let kind = model.cluster.endpoints.at(*it).pod().and_then(|it| it.workload);
        format!("{} {}", kind.map_or("Pod", WorkloadKind::as_str), model.title(*it))
    };
    let told: Vec<String> = those.iter().take(3).map(named).collect();
    let them = words::and_more(&told, those.len());
    let (verb, pods) = if those.len() == 1 {
        ("has", "its pod template has not")
    } else {
        ("have", "their pod templates have not")
    };
    let wanted = wanted.map_or(String::new(), terms::requirement);
    format!("{them} {verb} the label that {wanted} asks for, and {pods}")
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
pub(super) fn values(facts: &Facts<'_>, ask: &Ask<'_>, it: &Nearest<EndpointId>) -> Option<Fix> {
    if it.is_one_of_several || (it.holding == 0 && !it.misses.iter().all(|it| it.is_alike)) {
        return None;
    }
    let written = facts.written(ask.object())?;
    let (mut edits, mut told): (Vec<Edit>, Vec<String>) = (Vec::new(), Vec::new());
    for miss in &it.misses {
        if let Some((key, value)) = miss.other_key {
            let (key, value) = (facts.model.text(key), facts.model.text(value));
            edits.push(terms::with_key(&written, ask, (Of::Pods, miss.requirement), key)?);
            told.push(format!("{key}={value}"));
            continue;
        }
        let Some(LabelValue::Known(value)) = miss.test.actual else { return None };
        let value = facts.model.text(value);
        let term = (Of::Pods, miss.requirement);
        edits.push(terms::with_value(&written, ask, term, value)?);
        told.push(format!("{}={value}", ask.requirement(Of::Pods, miss.requirement)?.key));
    }
    terms::effect(format!("write {}", told.join(" and ")), edits)
}
