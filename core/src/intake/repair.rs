//! Mending documents that lack something: their indentation, the lines between them, what stands around a fragment.

use super::{Draft, Note};
use crate::source::{Mapped, SourceFile};

/// A way to mend a document that is no manifest. `None` where it does not fit; else the documents that it became.
type Repairer = fn(&Mapped, &mut Vec<Note>) -> Option<Vec<Mapped>>;

/// All of them, in the order in which they are tried; what one has made is shown to the next ones.
const REPAIRERS: &[Repairer] = &[];

/// Mends the documents that are no manifests.
pub(super) fn repair(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    for repair in REPAIRERS {
        let mut res = Vec::with_capacity(drafts.len());
        for draft in drafts.drain(..) {
            match (!draft.is_plain).then(|| repair(&draft.mapped(files), notes)).flatten() {
                Some(them) => res.extend(them.into_iter().map(Draft::made)),
                None => res.push(draft),
            }
        }
        *drafts = res;
    }
}
