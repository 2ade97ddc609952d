//! Constraints of Gatekeeper: whether the objects of the input meet them. They change no verdict.
//!
//! Two templates are known, by what their Rego asks for: labels that objects must have, and a NetworkPolicy that the
//! namespace of an object must have. Others are named and not checked.

use std::collections::{BTreeMap, BTreeSet};

use super::objects::{self, Object, fits, one_fits, selects, shown};
use super::role::Role;
use super::tree::Item;
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::SourceFile;
use crate::words;

/// So many objects are named in one note.
const NAMED: usize = 5;

/// Reports every constraint as met or not.
#[expect(clippy::ptr_arg, reason = "one of several forms, most of which change the documents")]
pub(super) fn report(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    if !drafts.iter().any(|it| it.text(files).contains("constraints.gatekeeper.sh/")) {
        return;
    }
    let all = objects::objects(drafts, files);
    let cluster = Cluster::of(&all);
    for it in all.iter().filter(|it| it.group() == "constraints.gatekeeper.sh") {
        notes.extend(Constraint { own: it, asks: cluster.asks(it.kind()) }.judge(&cluster));
    }
}

/// The objects of the input, and what constraints look up in them.
struct Cluster<'c> {
    all: &'c [Object],
    /// What the constraints of a kind ask for.
    templates: BTreeMap<&'c str, Asks>,
    /// The labels of the namespaces that are written.
    labels: BTreeMap<&'c str, Option<&'c Item>>,
    /// The namespaces with a NetworkPolicy.
    guarded: BTreeSet<&'c str>,
}

impl<'c> Cluster<'c> {
    fn of(all: &'c [Object]) -> Cluster<'c> {
        let mut res =
            Cluster { all, templates: BTreeMap::new(), labels: BTreeMap::new(), guarded: BTreeSet::new() };
        for it in all {
            let kind = it.item.str_at(&["spec", "crd", "spec", "names", "kind"]);
            if let Some(kind) = kind.filter(|_| it.group() == "templates.gatekeeper.sh") {
                res.templates.entry(kind).or_insert_with(|| Asks::of(&rego(&it.item)));
            }
            if Role::of(&it.item) == Role::Namespace {
                res.labels.entry(it.name()).or_insert_with(|| labels(it));
            }
            if it.kind() == POLICY {
                res.guarded.insert(it.namespace());
            }
        }
        res
    }

    fn asks(&self, kind: &str) -> Asks {
        let known = if kind == REQUIRED_LABELS { Asks::Labels } else { Asks::Other };
        self.templates.get(kind).copied().unwrap_or(known)
    }
}

/// What a template asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Labels,
    PolicyInNamespace,
    Other,
}

impl Asks {
    fn of(rego: &str) -> Asks {
        let asks_labels = rego.contains("input.parameters.labels") && rego.contains("\"labels\"")
            || rego.contains("input.parameters.labels") && rego.contains("metadata.labels");
        if asks_labels {
            Asks::Labels
        } else if rego.contains("data.inventory.namespace")
            && rego.contains("NetworkPolicy")
            && rego.contains("not ")
        {
            Asks::PolicyInNamespace
        } else {
            Asks::Other
        }
    }
}

/// The template of Gatekeeper's own library.
const REQUIRED_LABELS: &str = "K8sRequiredLabels";

fn rego(template: &Item) -> String {
    let targets = template.at(&["spec", "targets"]).map(Item::items).unwrap_or_default();
    let own = targets.iter().filter_map(|it| it.str_at(&["rego"]));
    own.collect::<Vec<_>>().join("\n")
}

struct Constraint<'c> {
    own: &'c Object,
    asks: Asks,
}

impl Constraint<'_> {
    fn judge(&self, cluster: &Cluster<'_>) -> Option<Note> {
        let at = self.own.item.place()?;
        let name = format!("constraint `{}` ({})", self.own.name(), self.own.kind());
        let judged: Vec<&Object> = cluster.all.iter().filter(|it| self.is_for(it, cluster)).collect();
        let mut wrong: Vec<String> = match self.asks {
            Asks::Labels => judged.iter().filter_map(|it| self.lacks(it)).collect(),
            Asks::PolicyInNamespace => unguarded(&judged, &cluster.guarded),
            Asks::Other => {
                let message = format!("{name} is not checked: what its template asks for is not known");
                return Some(Note::did(at, message));
            }
        };
        if wrong.is_empty() {
            return Some(Note::did(
                at,
                format!("{name} is met by the {} that it is for", words::count(judged.len(), "object")),
            ));
        }
        let more = wrong.len().saturating_sub(NAMED);
        wrong.truncate(NAMED);
        if more > 0 {
            wrong.push(format!("{more} more"));
        }
        let message = format!("{name} is not met: {}", wrong.join("; "));
        let help = "constraints refuse objects, and change no verdict";
        Some(Note::new(at, (Severity::Warning, Code::RequirementNotMet), message, help))
    }

    /// Whether its `match` takes an object.
    fn is_for(&self, it: &Object, cluster: &Cluster<'_>) -> bool {
        if it.group().ends_with("gatekeeper.sh") {
            return false;
        }
        let Some(found) = self.own.item.at(&["spec", "match"]) else { return true };
        let kinds = found.get("kinds").map(Item::items).unwrap_or_default();
        let is_kind = |group: &str, kind: &str| {
            kinds.is_empty()
                || kinds.iter().any(|it| one_fits(it, "apiGroups", group) && one_fits(it, "kinds", kind))
        };
        // Pods of a workload are judged when they are made.
        let is_taken = is_kind(it.group(), it.kind()) || Role::of(&it.item) == Role::Pods && is_kind("", POD);
        let namespace = if Role::of(&it.item) == Role::Namespace { it.name() } else { it.namespace() };
        let excluded = found.get("excludedNamespaces").map(Item::items).unwrap_or_default();
        let is_excluded = excluded.iter().filter_map(shown).any(|it| fits(&it, namespace));
        let of_namespace = || cluster.labels.get(namespace).copied().flatten();
        let is_named = found.str_at(&["name"]).is_none_or(|pattern| fits(pattern, it.name()));
        let is_in = namespace.is_empty() || one_fits(found, "namespaces", namespace);
        is_taken
            && is_named
            && !is_excluded
            && is_in
            && selects(found.get("labelSelector"), labels(it))
            && (found.get("namespaceSelector").is_none()
                || selects(found.get("namespaceSelector"), of_namespace()))
    }

    /// What labels an object lacks.
    fn lacks(&self, it: &Object) -> Option<String> {
        let wanted = self.own.item.at(&["spec", "parameters", "labels"]).map(Item::items).unwrap_or_default();
        let keys = wanted.iter().filter_map(|it| it.as_str().or_else(|| it.str_at(&["key"])));
        let own = labels(it);
        let missing = keys.filter(|key| {
            let label = own.and_then(|it| it.get(key)).and_then(shown);
            label.is_none_or(|it| it.is_empty())
        });
        let missing: Vec<String> = missing.map(|it| format!("`{it}`")).collect();
        let lacks = format!(
            "{} `{}` lacks the {} {}",
            it.kind(),
            it.shown(),
            words::noun(missing.len(), "label"),
            missing.join(", ")
        );
        (!missing.is_empty()).then_some(lacks)
    }
}

const POD: &str = "Pod";
const POLICY: &str = "NetworkPolicy";

/// Of a workload those of its pods.
fn labels(it: &Object) -> Option<&Item> {
    it.item.at(&["metadata", "labels"])
}

/// Objects in namespaces without a NetworkPolicy, by namespace.
fn unguarded(judged: &[&Object], guarded: &BTreeSet<&str>) -> Vec<String> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut res: Vec<(&str, usize, String)> = Vec::new();
    for it in judged {
        let namespace = if Role::of(&it.item) == Role::Namespace { it.name() } else { it.namespace() };
        if guarded.contains(namespace) || namespace.is_empty() {
            continue;
        }
        let next = res.len();
        match res.get_mut(*places.entry(namespace).or_insert(next)) {
            Some(found) => found.1 += 1,
            None => res.push((namespace, 1, format!("{} `{}`", it.kind(), it.shown()))),
        }
    }
    let words = res.into_iter().map(|(namespace, count, first)| {
        format!("the namespace `{namespace}` has no NetworkPolicy ({})", words::and_more(&[first], count))
    });
    words.collect()
}

#[cfg(test)]
mod tests;
