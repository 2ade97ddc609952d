//! Places of what was read, as places in the files that the user sees.

use crate::diagnostic::Diagnostic;
use crate::source::{Location, Mapped, Origin, real, verbatim};

/// The texts that were made of the files, whose numbers stand behind those of the files.
#[derive(Clone, Copy)]
pub(in crate::kind) struct Made<'m> {
    pub(super) texts: &'m [Mapped],
    /// How many files there are.
    pub(super) files: usize,
}

impl Made<'_> {
    /// Where a place came from.
    pub(super) fn real(self, it: Location) -> Location {
        real(self.texts, self.files, it)
    }

    /// A problem of a document, whose places count from the start of that document. A fix of text that does not stand
    /// in a file falls away.
    pub(super) fn problem(self, it: &Diagnostic, origin: Origin, object: &str) -> Diagnostic {
        let locate = |it: Location| self.real(origin.locate(it.span));
        let mut res =
            Diagnostic { object: object.to_owned(), location: it.location.map(locate), ..it.clone() };
        for (it, _) in &mut res.related {
            *it = locate(*it);
        }
        res.fixes.retain_mut(|fix| {
            fix.edits.iter_mut().all(|it| {
                let place = verbatim(self.texts, self.files, origin.locate(it.location.span));
                it.location = place.unwrap_or(it.location);
                place.is_some()
            })
        });
        res
    }
}
