//! Files that hold no manifest: values of a chart, patches, settings of other tools. They are passed over with one line for
//! each folder, where they would each be an error.
//!
//! Only among several files, or by a name that says it: text that was pasted alone is told what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use super::named;
use crate::diagnostic::{Code, Severity};
use crate::intake::draft::file_names;
use crate::intake::{Draft, Note};
use crate::pause::Pause;
use crate::source::{Location, SourceFile};
use crate::yaml::{self, Value};

/// Keys of manifests: what has one and no kind was meant to be an object.
const MEANT: &[&str] = &[
    "apiVersion",
    "kind",
    "metadata",
    "spec",
    "ingress",
    "egress",
    "podSelector",
    "policyTypes",
    "from",
    "to",
];

/// Files of charts that are no templates.
const OF_CHARTS: &[&str] =
    &["Chart.yaml", "Chart.lock", "values.yaml", "values.yml", "requirements.yaml", "values.schema.json"];

/// Takes out what holds no manifest.
pub(super) async fn pass_over(
    drafts: &mut Vec<Draft>,
    files: &[SourceFile],
    notes: &mut Vec<Note>,
    pause: &Pause,
) {
    if drafts.iter().all(|it| it.is_plain) {
        return;
    }
    let names = file_names(drafts, files);
    let is_among_others = |name: &str| files.len() > 1 || OF_CHARTS.contains(&named::base(name));
    // A file that holds a manifest too was meant to be one.
    let mut meant: BTreeSet<String> = BTreeSet::new();
    for (draft, name) in drafts.iter().zip(&names).filter(|it| is_among_others(it.1)) {
        if draft.is_plain || !is_no_manifest(draft, files, pause).await {
            meant.insert(name.clone());
        }
    }
    // By folder: the files, and where the first begins.
    let mut found: BTreeMap<String, (Vec<String>, Location)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, name) in std::mem::take(drafts).into_iter().zip(names) {
        if !is_among_others(&name) || meant.contains(&name) {
            kept.push(draft);
            continue;
        }
        let (them, _) = found.entry(named::folder(&name).to_owned()).or_insert((Vec::new(), draft.place()));
        let base = named::base(&name).to_owned();
        if !them.contains(&base) {
            them.push(base);
        }
    }
    *drafts = kept;
    notes.extend(found.into_values().map(|(them, at)| {
        let mut shown: Vec<String> = them.iter().take(4).map(|it| format!("`{it}`")).collect();
        if them.len() > 4 {
            shown.push(format!("{} more", them.len() - 4));
        }
        let holds = if them.len() == 1 { "holds no manifest, and is" } else { "hold no manifest, and are" };
        let message = format!("{} {holds} passed over", shown.join(", "));
        Note::new(at, (Severity::Info, Code::PassedOver), message, "")
    }));
}

/// Whether a document is YAML that was not meant to be an object, or a list of operations on one.
async fn is_no_manifest(draft: &Draft, files: &[SourceFile], pause: &Pause) -> bool {
    let mut problems = Vec::new();
    let root = yaml::parse_in_steps(draft.text(files), &mut problems, pause).await;
    match root.filter(|_| problems.is_empty()).map(|it| it.value) {
        Some(Value::Mapping(entries)) => !entries.iter().any(|it| MEANT.contains(&&*it.key)),
        Some(Value::Sequence(items)) => {
            !items.is_empty() && items.iter().all(|it| it.get("op").is_some() && it.get("path").is_some())
        }
        Some(Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_)) | None => {
            false
        }
    }
}

#[cfg(test)]
mod tests;
