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
mod role;
mod tree;

use super::{Draft, Note};
use crate::source::SourceFile;

/// A form of several documents: changes those that it speaks of.
type Together = fn(&mut Vec<Draft>, &[SourceFile], &mut Vec<Note>);

/// Those that make YAML of what is none, in the order in which they are tried; before documents are mended.
const TEMPLATES: &[Together] = &[helm::render_charts];

/// Those that read manifests, in the order in which they are tried; after documents were mended.
const FORMS: &[Together] =
    &[kustomize::build, folders::pass_over, kyverno::generate, gatekeeper::report, config_map::recognise];

/// The kind of namespaces.
const NAMESPACE: &str = "Namespace";

/// What stands in manifests that other documents are changed by.
const TELLS: &[&str] = &["kustomize.config.k8s.io", "kind: Kustomization", "kyverno.io/", "gatekeeper.sh/"];

/// Makes YAML of templates.
pub(super) fn render(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    for form in TEMPLATES {
        form(drafts, files, notes);
    }
}

/// Reads what documents mean together.
pub(super) fn read_together(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    for form in FORMS {
        form(drafts, files, notes);
    }
}

/// Whether a text of plain manifests may change what others mean.
#[cfg(any(test, feature = "page"))]
pub(super) fn may_change_others(text: &str) -> bool {
    TELLS.iter().any(|it| text.contains(it))
}
