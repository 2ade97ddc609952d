//! Documents that were read, kept for the next run: an edit changes one of hundreds, and a document's result
//! depends on nothing but its text and the options.
//!
//! Enters: what a run has read. Leaves: what was read in a text. Deliberately not here: which texts there are
//! ([`super::reading`]), and what the objects mean together.

use std::hash::BuildHasher;
use std::sync::Arc;

use super::document::DocumentRead;
use crate::hash::Seeded;
use crate::options::Options;

/// Documents, and items of lists that were cut, with what was read in them.
#[derive(Debug, Default)]
pub struct Documents {
    options: Options,
    /// Sorted by the hash of the text.
    known: Vec<Known>,
}

#[derive(Debug)]
pub(in crate::kind) struct Known {
    pub(in crate::kind) hash: u64,
    /// Whether it was read as an item of a list.
    pub(in crate::kind) is_item: bool,
    /// The file's text; the document's part of it follows.
    pub(in crate::kind) file: Arc<str>,
    pub(in crate::kind) start: u32,
    pub(in crate::kind) length: u32,
    pub(in crate::kind) read: Arc<DocumentRead>,
}

impl Known {
    pub(in crate::kind) fn text(&self) -> &str {
        let start = self.start as usize;
        self.file.get(start..start + self.length as usize).unwrap_or_default()
    }
}

impl Documents {
    /// What was read with these options.
    pub(in crate::kind) fn new(options: Options, mut known: Vec<Known>) -> Documents {
        crate::order::sort_by_key(&mut known, |it| it.hash);
        Documents { options, known }
    }

    /// Whether nothing was kept.
    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Whether the same would be read with these options.
    pub(in crate::kind) fn is_of(&self, options: &Options) -> bool {
        // The others are asked once all is read.
        let asked = |it: &Options| (it.strict, it.kube_version, it.experimental_channel);
        asked(&self.options) == asked(options) && self.options.default_namespace == options.default_namespace
    }

    /// How many documents are those of another run, which were not read again.
    #[cfg(test)]
    pub(crate) fn shared_with(&self, other: &Documents) -> usize {
        let is_there = |it: &&Known| other.known.iter().any(|one| Arc::ptr_eq(&one.read, &it.read));
        self.known.iter().filter(is_there).count()
    }

    /// What was read in this text before.
    pub(in crate::kind) fn find(&self, hash: u64, text: &str, is_item: bool) -> Option<Arc<DocumentRead>> {
        let first = self.known.partition_point(|it| it.hash < hash);
        let same = self.known.iter().skip(first).take_while(|it| it.hash == hash);
        // What could not be read then may be readable now.
        let is_same = |it: &&Known| {
            it.is_item == is_item && it.text() == text && !it.read.unread && !it.read.unexplained
        };
        let mut same = same.filter(is_same);
        same.next().map(|it| Arc::clone(&it.read))
    }
}

/// The hash under which a text is kept.
pub(in crate::kind) fn hash(text: &str) -> u64 {
    Seeded.hash_one(text)
}
