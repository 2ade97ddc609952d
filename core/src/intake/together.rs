//! Documents that mean something together: a chart with its values, a kustomization with its resources, a policy that makes
//! policies of others.

mod config_map;
mod folders;
mod gatekeeper;
mod helm;
mod kustomize;
mod kyverno;
mod named;
mod objects;
mod openshift;
mod role;
mod tree;

use super::{Draft, Note};
use crate::find;
use crate::pause::Pause;
use crate::source::SourceFile;

/// A form of several documents: changes those that it speaks of. Some only look.
type Together = fn(&mut Vec<Draft>, &[SourceFile], &mut Vec<Note>);

/// Those that make YAML of what is none, in the order in which they are tried; before documents are mended.
const TEMPLATES: &[Together] = &[helm::render_charts];

/// Those that read manifests, in the order in which they are tried; after documents were mended. Between the first two and
/// the others, what holds no manifest is taken out.
const FORMS: [&[Together]; 2] = [
    &[openshift::process, kustomize::build],
    &[kyverno::generate, gatekeeper::report, config_map::recognise],
];

/// The kind of namespaces.
const NAMESPACE: &str = "Namespace";

/// The kind of what OpenShift fills in.
const TEMPLATE: &str = "Template";

/// Kinds that change what others mean, or hold others.
const KINDS: &[&str] = &["Kustomization", "Component", "ClusterPolicy", "Policy", "ConfigMap", TEMPLATE];

/// Makes YAML of templates.
pub(super) fn render(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    for form in TEMPLATES {
        form(drafts, files, notes);
    }
}

/// Reads what documents mean together.
pub(super) async fn read_together(
    drafts: &mut Vec<Draft>,
    files: &[SourceFile],
    notes: &mut Vec<Note>,
    pause: &Pause,
) {
    if drafts.iter().all(|it| it.is_plain && !may_change_others(it.text(files))) {
        return;
    }
    let [first, others] = FORMS;
    for form in first {
        form(drafts, files, notes);
        pause.here().await;
    }
    folders::pass_over(drafts, files, notes, pause).await;
    for form in others {
        form(drafts, files, notes);
        pause.here().await;
    }
}

/// Whether a text of plain manifests may change what others mean, by the kinds that it names. One look at the text: nearly
/// all inputs need no more.
pub(super) fn may_change_others(text: &str) -> bool {
    find::places(text, "kind").any(|at| {
        let behind = text.get(at + 4..).unwrap_or_default().trim_start_matches('"');
        let Some(name) = behind.strip_prefix(':') else { return false };
        let name = name.trim_start_matches([' ', '"', '\'']);
        let end = name.find(|it: char| !it.is_alphanumeric()).unwrap_or(name.len());
        name.get(..end).is_some_and(|it| KINDS.contains(&it))
    }) || find::has(text, "gatekeeper.sh/")
}

#[cfg(test)]
mod tests;
