//! Constraints of Gatekeeper: whether the objects of the input meet them. They change no verdict.
//!
//! Two templates are known, by what their Rego asks for: labels that objects must have, and a NetworkPolicy that the
//! namespace of an object must have. Others are named and not checked.

use super::objects::{self, Object, fits, one_fits, selects, shown};
use super::role::Role;
use super::tree::Item;
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::SourceFile;

/// So many objects are named in one note.
const NAMED: usize = 5;

/// Reports every constraint as met or not.
#[expect(clippy::ptr_arg, reason = "one of several forms, most of which change the documents")]
pub(super) fn report(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    if !drafts.iter().any(|it| it.text(files).contains("constraints.gatekeeper.sh/")) {
        return;
    }
    let all = objects::objects(drafts, files);
    for it in all.iter().filter(|it| it.group() == "constraints.gatekeeper.sh") {
        notes.extend(Constraint { own: it, asks: Asks::of(it, &all) }.judge(&all));
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
    fn of(constraint: &Object, all: &[Object]) -> Asks {
        let kind = constraint.kind();
        let template = all.iter().find(|it| {
            it.group() == "templates.gatekeeper.sh"
                && it.item.str_at(&["spec", "crd", "spec", "names", "kind"]) == Some(kind)
        });
        let rego = template.map(|it| rego(&it.item)).unwrap_or_default();
        let asks_labels = rego.contains("input.parameters.labels") && rego.contains("\"labels\"")
            || rego.contains("input.parameters.labels") && rego.contains("metadata.labels");
        if asks_labels || template.is_none() && kind == REQUIRED_LABELS {
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
    fn judge(&self, all: &[Object]) -> Option<Note> {
        let at = self.own.item.place()?;
        let name = format!("constraint `{}` ({})", self.own.name(), self.own.kind());
        let judged: Vec<&Object> = all.iter().filter(|it| self.is_for(it, all)).collect();
        let mut wrong: Vec<String> = match self.asks {
            Asks::Labels => judged.iter().filter_map(|it| self.lacks(it)).collect(),
            Asks::PolicyInNamespace => unguarded(&judged, all),
            Asks::Other => {
                let message = format!("{name} is not checked: what its template asks for is not known");
                return Some(Note::did(at, message));
            }
        };
        if wrong.is_empty() {
            let plural = if judged.len() == 1 { "" } else { "s" };
            return Some(Note::did(
                at,
                format!("{name} is met by the {} object{plural} that it is for", judged.len()),
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
    fn is_for(&self, it: &Object, all: &[Object]) -> bool {
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
        let of_namespace = || {
            let mut written = all.iter().filter(|it| Role::of(&it.item) == Role::Namespace);
            written.find(|it| it.name() == namespace).and_then(|it| it.item.at(&["metadata", "labels"]))
        };
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
        let plural = if missing.len() == 1 { "" } else { "s" };
        let lacks = format!("{} `{}` lacks the label{plural} {}", it.kind(), it.shown(), missing.join(", "));
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
fn unguarded(judged: &[&Object], all: &[Object]) -> Vec<String> {
    let mut res: Vec<(String, usize, String)> = Vec::new();
    for it in judged {
        let namespace = if Role::of(&it.item) == Role::Namespace { it.name() } else { it.namespace() };
        let is_guarded = all.iter().any(|other| other.kind() == POLICY && other.namespace() == namespace);
        if is_guarded || namespace.is_empty() {
            continue;
        }
        match res.iter_mut().find(|it| it.0 == namespace) {
            Some(found) => found.1 += 1,
            None => res.push((namespace.to_owned(), 1, format!("{} `{}`", it.kind(), it.shown()))),
        }
    }
    let words = res.into_iter().map(|(namespace, count, first)| {
        let others = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
        format!("the namespace `{namespace}` has no NetworkPolicy ({first}{others})")
    });
    words.collect()
}

#[cfg(test)]
mod tests;
