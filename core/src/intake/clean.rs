//! Taking off what is on the lines of a text: numbers, marks of a diff, characters of typesetting.

use super::Note;
use crate::source::Mapped;

/// A way to clean a text. `None` where there is nothing to clean.
type Cleaner = fn(&Mapped, &mut Vec<Note>) -> Option<Mapped>;

/// All of them, in the order in which they are tried; each works on what the one before left.
const CLEANERS: &[Cleaner] = &[];

/// The text without what only its page or its tool put on the lines.
pub(super) fn clean(text: Mapped, notes: &mut Vec<Note>) -> Mapped {
    CLEANERS.iter().fold(text, |text, clean| clean(&text, notes).unwrap_or(text))
}
