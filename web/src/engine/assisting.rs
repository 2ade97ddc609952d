//! What helps while a text is written: what can be written at a place, and what stands there.

use std::sync::Arc;

use netpol_core::source::LineIndex;
use netpol_core::view::{Completions, Hover};

use super::Analyzed;

/// The questions. The part is asked for with the first of them.
pub struct Assist {
    /// Lists what can be written.
    pub completions: fn(&Analyzed, Written) -> Option<Completions>,
    /// Says what stands there.
    pub hover: fn(&Analyzed, Written) -> Option<Hover>,
}

/// A place of a text as it stands in the editor, which may be newer than what was analyzed.
#[derive(Clone, Debug)]
pub struct Written {
    /// The whole text.
    pub text: Arc<str>,
    /// UTF-16 units before the place.
    pub at: u32,
}

/// What can be written, with places in UTF-16 units.
pub(crate) fn completions(it: &Analyzed, written: Written) -> Option<Completions> {
    it.ask(move |analysis| {
        let lines = LineIndex::new(Arc::clone(&written.text));
        let mut found = analysis.completions(&written.text, lines.byte_of_utf16(written.at) as usize);
        (found.from, found.to) = (lines.utf16(found.from), lines.utf16(found.to));
        found
    })
}

/// What stands there, likewise.
pub(crate) fn hover(it: &Analyzed, written: Written) -> Option<Hover> {
    it.ask(move |analysis| {
        let lines = LineIndex::new(Arc::clone(&written.text));
        let mut found = analysis.hover(&written.text, lines.byte_of_utf16(written.at) as usize)?;
        (found.from, found.to) = (lines.utf16(found.from), lines.utf16(found.to));
        Some(found)
    })
    .flatten()
}
