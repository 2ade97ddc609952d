//! Documents that mean something together: a chart with its values, a kustomization with its resources, a policy that makes
//! policies of others.

use super::{Draft, Note};
use crate::source::SourceFile;

/// A form of several documents: changes those that it speaks of.
type Together = fn(&mut Vec<Draft>, &[SourceFile], &mut Vec<Note>);

/// All of them, in the order in which they are tried.
const FORMS: &[Together] = &[];

/// Reads what documents mean together.
pub(super) fn read_together(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    for form in FORMS {
        form(drafts, files, notes);
    }
}
