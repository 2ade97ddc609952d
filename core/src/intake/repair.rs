//! Mending documents that lack something: their indentation, the lines between them, what stands around a fragment.

mod flat;
mod fragment;
mod json;
mod no_separators;

use super::{Draft, Note};
use crate::pause::Pause;
use crate::source::{Mapped, SourceFile};

/// A way to mend a document that is no manifest. `None` where it does not fit; else the documents that it became.
type Repairer = fn(&Mapped, &mut Vec<Note>, &mut Work) -> Option<Vec<Mapped>>;

/// All of them, in the order in which they are tried; what one has made is shown to the next ones.
const REPAIRERS: &[Repairer] = &[json::repair, flat::repair, no_separators::repair, fragment::repair];

/// What repairers may still do in one run, all documents together.
#[derive(Debug)]
struct Work {
    /// Open keys looked at for a line.
    steps: u32,
    /// Parts of policies that were found.
    fragments: u32,
}

/// Mends the documents that are no manifests.
pub(super) async fn repair(
    drafts: &mut Vec<Draft>,
    files: &[SourceFile],
    notes: &mut Vec<Note>,
    pause: &Pause,
) {
    let mut work = Work { steps: 5_000_000, fragments: 0 };
    for repair in REPAIRERS {
        let (mut res, mut found) = (Vec::with_capacity(drafts.len()), Vec::new());
        for draft in drafts.drain(..) {
            if draft.is_plain {
                res.push(draft);
                continue;
            }
            let text = draft.mapped(files);
            match repair(&text, &mut found, &mut work) {
                Some(them) => res.extend(them.into_iter().map(Draft::made)),
                None => res.push(draft),
            }
            pause.after(text.text().len()).await;
        }
        *drafts = res;
        notes.extend(once_a_file(found));
    }
}

/// Without those that say the same of another document of the file.
fn once_a_file(notes: Vec<Note>) -> Vec<Note> {
    let mut res: Vec<Note> = Vec::new();
    for note in notes {
        let file = |it: &Note| it.problem.location.map(|it| it.file);
        let is_same = |it: &Note| it.problem.message == note.problem.message && file(it) == file(&note);
        if note.is_incomplete || !res.iter().rev().take(8).any(is_same) {
            res.push(note);
        }
    }
    res
}
