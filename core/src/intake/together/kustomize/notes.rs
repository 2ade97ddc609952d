//! What is said of a kustomization.

use super::super::tree::Item;
use super::labels::{matches, of_pods};
use super::patch::Refused;
use super::{Kustomization, Resource};
use crate::diagnostic::{Code, Severity};
use crate::intake::Note;
use crate::source::Location;
use crate::words;

/// Keys that change what verdicts depend on, and are not modelled.
const NOT_MODELLED: &[&str] = &[
    "vars",
    "replacements",
    "helmCharts",
    "helmChartInflationGenerator",
    "generators",
    "transformers",
    "configurations",
];

/// What was done.
pub(super) fn built(of: &Kustomization, count: usize) -> Note {
    let keys = ["namespace", "namePrefix", "nameSuffix"];
    let mut parts: Vec<String> =
        keys.iter().filter_map(|key| Some(format!("{key} `{}`", of.item.str_at(&[key])?))).collect();
    let lists = ["commonLabels", "labels", "patches", "patchesStrategicMerge", "patchesJson6902"];
    parts.extend(lists.iter().filter(|it| of.item.get(it).is_some()).map(|it| (*it).to_owned()));
    let with = if parts.is_empty() { String::new() } else { format!(", with {}", parts.join(", ")) };
    let message =
        format!("the kustomization `{}` was built{with}: {}", of.shown(), words::count(count, "resource"));
    Note::did(of.at, message).titled("make it plain YAML")
}

/// A second overlay of the same base.
pub(super) fn other_overlay(of: &Kustomization) -> Note {
    let message = format!(
        "the overlay `{}` was not built: another one of the same base was, and only one is deployed at a time",
        of.shown()
    );
    Note::did(of.at, message)
}

/// A file that is not among the documents.
pub(super) fn missing(path: &str, at: Location) -> Note {
    let message = format!("`{path}` is not among the files, and what it holds is missing");
    left_out(at, message, "add the file, or paste what `kustomize build` prints").incomplete()
}

/// Where kustomizations make more than they may.
pub(super) fn too_much(at: Location) -> Note {
    let message = "kustomizations make more than 10,000 resources here, or stand on each other too often: the rest is left out";
    left_out(at, message.to_owned(), "paste what `kustomize build` prints").incomplete()
}

/// A kustomization that is not looked at.
pub(super) fn too_long(at: Location) -> Note {
    let message = "this kustomization is longer than 200 kB, and is not built: what it changes is not known";
    left_out(at, message.to_owned(), "paste what `kustomize build` prints").incomplete()
}

pub(super) fn unreadable_patch(at: Location) -> Note {
    left_out(at, "this patch cannot be read, and changes nothing".to_owned(), "").incomplete()
}

pub(super) fn no_target(at: Location) -> Note {
    left_out(
        at,
        "no resource fits this patch: `kustomize build` fails, or another file is missing".to_owned(),
        "",
    )
}

pub(super) fn no_fit(at: Location, why: &Refused) -> Note {
    let message = match why {
        Refused::NoFit(it) => format!("the operation {it} does not fit the object, which is left as it is"),
        Refused::TooMuch => {
            "this patch puts too much into objects (more than 100,000 values, or deeper than 100), and is not applied"
                .to_owned()
        }
    };
    left_out(at, message, "").incomplete()
}

/// Keys that are there and not modelled.
pub(super) fn not_modelled(of: &Kustomization) -> Option<Note> {
    let found: Vec<_> =
        of.item.fields().iter().filter(|it| NOT_MODELLED.contains(&it.key.as_str())).collect();
    let at = found.first()?.at;
    let keys: Vec<String> = found.iter().map(|it| format!("`{}`", it.key)).collect();
    let message =
        format!("{} of this kustomization: not modelled, and what it changes is not known", keys.join(", "));
    Some(left_out(at, message, "paste what `kustomize build` prints").incomplete())
}

/// Peers that labels were written into, and that fit no pod of the kustomization: those that are meant do not have them
/// (L-75). One note for each policy and peer.
pub(super) fn missed(of: &Kustomization, peers: &[(String, Item, &str)], all: &[Resource]) -> Vec<Note> {
    let mut res: Vec<Note> = Vec::new();
    for (policy, peer, key) in peers {
        let Some(selector) = peer.at(&["podSelector", "matchLabels"]) else { continue };
        let own = all.iter().filter_map(|it| of_pods(&it.item));
        let is_own = own.into_iter().any(|it| matches(selector, it));
        if is_own || selector.fields().is_empty() {
            continue;
        }
        let shown = |it: &Item| {
            let pairs = it.fields().iter().map(|it| match &it.value {
                Item::Scalar(value) => format!("{}={}", it.key, value.data.shown()),
                Item::List(_) | Item::Map(_) => it.key.clone(),
            });
            pairs.collect::<Vec<_>>().join(",")
        };
        let added = super::labels::sets(of)
            .into_iter()
            .find(|it| it.2 == *key)
            .map(|it| shown(&it.0))
            .unwrap_or_default();
        let message = format!(
            "{key} writes `{added}` into the peer `{}` of NetworkPolicy `{policy}`: pods that are not of this \
             kustomization do not have it, and are missed",
            shown(selector)
        );
        let help = "use `labels` without `includeSelectors`";
        let at = selector.place().unwrap_or(of.at);
        let note = Note::new(at, (Severity::Warning, Code::LabelsInPeers), message, help);
        if !res.contains(&note) {
            res.push(note);
        }
    }
    res
}

fn left_out(at: Location, message: String, help: &str) -> Note {
    Note::new(at, (Severity::Warning, Code::NotModelled), message, help)
}
