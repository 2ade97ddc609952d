//! Objects that hold others: ConfigMaps with tests or policies in their data, templates of OpenShift. They are named, and
//! what they hold is not read.

use super::TEMPLATE;
use super::objects::{self, Object};
use super::tree::{Field, Item};
use crate::diagnostic::{Code, Severity};
use crate::intake::{Draft, Note};
use crate::source::{Mapped, SourceFile};
use crate::words;
use crate::yaml;

/// Longer texts of a ConfigMap are not looked into.
const MAX_BYTES: usize = 1 << 20;

/// Names what ConfigMaps and templates hold.
#[expect(clippy::ptr_arg, reason = "one of several forms, most of which change the documents")]
pub(super) fn recognise(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    let may_hold = |draft: &&Draft| {
        let text = draft.text(files);
        text.contains(CONFIG_MAP) && (text.contains("tests:") || text.contains("Policy"))
            || text.contains(TEMPLATE) && text.contains("Policy")
    };
    let all = drafts.iter().filter(may_hold).flat_map(|it| objects::objects_of(0, it, files));
    for object in all {
        if object.kind() == CONFIG_MAP {
            for it in object.item.get("data").map(Item::fields).unwrap_or_default() {
                notes.extend(held(&object, it));
            }
        } else if object.kind() == TEMPLATE {
            let objects = object.item.get("objects").map(Item::items).unwrap_or_default();
            let count = objects.iter().filter(|it| is_policy(it)).count();
            notes.extend(object.item.get("objects").and_then(Item::place).and_then(|at| {
                let message =
                    format!("Template `{}` holds {}, not evaluated", object.name(), policies(count));
                let note = Note::new(at, (Severity::Warning, Code::HeldPolicies), message, PROCESS);
                (count > 0).then(|| note.incomplete())
            }));
        }
    }
}

const CONFIG_MAP: &str = "ConfigMap";
const PROCESS: &str = "paste what `oc process` prints";

/// What one text of a ConfigMap holds.
fn held(object: &Object, field: &Field) -> Option<Note> {
    let text = field.value.as_str()?;
    if text.len() > MAX_BYTES {
        let message = format!(
            "`{}` of ConfigMap `{}` is longer than 1 MiB, and is not looked into for policies",
            field.key,
            object.shown()
        );
        let words = (Severity::Warning, Code::HeldPolicies);
        return Some(Note::new(field.at, words, message, "paste the policies themselves"));
    }
    let documents = yaml::split(text).into_iter().filter_map(|it| {
        let mut part = Mapped::new();
        part.put(it.text, field.at);
        Item::parse(&part)
    });
    let documents: Vec<Item> = documents.collect();
    let count = documents.iter().filter(|it| is_policy(it)).count();
    if count > 0 {
        let message = format!(
            "`{}` of ConfigMap `{}` holds {}, not evaluated",
            field.key,
            object.shown(),
            policies(count)
        );
        let help = "paste the policies themselves";
        return Some(Note::new(field.at, (Severity::Warning, Code::HeldPolicies), message, help));
    }
    let tests = documents.iter().filter_map(|it| it.get("tests")).flat_map(Item::items);
    let is_test = |it: &&Item| {
        ["source", "target"].iter().all(|key| it.get(key).is_some())
            && (it.get("expected").is_some() || it.get("expect").is_some())
    };
    let tests = tests.filter(is_test).count();
    let message = format!(
        "`{}` of ConfigMap `{}` holds {} of connections: see the expectations",
        field.key,
        object.shown(),
        words::count(tests, "test"),
    );
    (tests > 0).then(|| Note::did(field.at, message))
}

fn is_policy(it: &Item) -> bool {
    let kind = it.str_at(&["kind"]).unwrap_or_default();
    kind.ends_with("NetworkPolicy") && it.get("spec").is_some()
}

fn policies(count: usize) -> String {
    if count == 1 { "a policy".to_owned() } else { format!("{count} policies") }
}

#[cfg(test)]
mod tests;
