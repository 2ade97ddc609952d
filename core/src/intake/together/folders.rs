//! Files that hold no manifest: values of a chart, patches, settings of other tools. They are passed over with one line for
//! each folder, where they would each be an error.
//!
//! Only among several files, or by a name that says it: text that was pasted alone is told what it lacks.

use std::collections::{BTreeMap, BTreeSet};

use super::named;
use super::tree::Item;
use crate::diagnostic::{Code, Severity};
use crate::intake::draft::file_names;
use crate::intake::{Draft, Note};
use crate::source::{Location, SourceFile};

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
pub(super) fn pass_over(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    if drafts.iter().all(|it| it.is_plain) {
        return;
    }
    let names = file_names(drafts, files);
    // A file that holds a manifest too was meant to be one.
    let meant: BTreeSet<String> = (drafts.iter().zip(&names))
        .filter(|(draft, _)| draft.is_plain || !is_no_manifest(draft, files))
        .map(|it| it.1.clone())
        .collect();
    // By folder: the files, and where the first begins.
    let mut found: BTreeMap<String, (Vec<String>, Location)> = BTreeMap::new();
    let mut kept = Vec::with_capacity(drafts.len());
    for (draft, name) in std::mem::take(drafts).into_iter().zip(names) {
        let is_among_others = files.len() > 1 || OF_CHARTS.contains(&named::base(&name));
        if !is_among_others || meant.contains(&name) {
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
fn is_no_manifest(draft: &Draft, files: &[SourceFile]) -> bool {
    match Item::parse(&draft.mapped(files)) {
        Some(item @ Item::Map(_)) => !item.fields().iter().any(|it| MEANT.contains(&it.key.as_str())),
        Some(Item::List(items)) => {
            !items.is_empty() && items.iter().all(|it| it.get("op").is_some() && it.get("path").is_some())
        }
        Some(Item::Scalar(_)) | None => false,
    }
}

#[cfg(test)]
mod tests;
