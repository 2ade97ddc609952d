//! Documents that were read, kept for the next run: an edit changes one of hundreds, and a document's result
//! depends on nothing but its text and the options.
//!
//! Enters: what a run has read. Leaves: what was read in a text. Deliberately not here: which texts there are
//! ([`super::reading`]), and what the objects mean together.

use std::hash::BuildHasher;
use std::sync::Arc;

use super::document::DocumentRead;
use crate::hash::Seeded;
use crate::intake::Plain;
use crate::options::Options;
use crate::source::FileId;

/// Documents, and items of lists that were cut, with what was read in them.
#[derive(Debug, Default)]
pub struct Documents {
    options: Options,
    /// Those of the files first, in the order of the text.
    known: Vec<Known>,
    /// Their positions, sorted by the hash of the text.
    by_hash: Vec<u32>,
    /// The files, where each of them is manifests as they stand: then documents are known by their places, too.
    plain: Arc<[Plain]>,
    /// How many are documents of the files, or items of them.
    firsts: usize,
}

#[derive(Debug)]
pub(in crate::kind) struct Known {
    pub(in crate::kind) hash: u64,
    /// Whether it was read as an item of a list.
    pub(in crate::kind) is_item: bool,
    /// The number of the file, for those that are no texts that were made.
    pub(in crate::kind) number: FileId,
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

    /// Whether nothing of it could not be read then, and may be readable now.
    fn is_read(&self) -> bool {
        !self.read.unread && !self.read.unexplained
    }
}

impl Documents {
    /// What was read with these options: the parts of the files, and others.
    pub(in crate::kind) fn new(
        options: Options,
        firsts: Vec<Known>,
        others: Vec<Known>,
        plain: Arc<[Plain]>,
    ) -> Documents {
        let (count, mut known) = (firsts.len(), firsts);
        known.extend(others);
        let mut by_hash: Vec<u32> = (0..known.len() as u32).collect();
        crate::order::sort_by_key(&mut by_hash, |it| known.get(*it as usize).map(|it| it.hash));
        Documents { options, known, by_hash, plain, firsts: count }
    }

    /// The files, where each of them is manifests as they stand.
    pub(in crate::kind) fn plain(&self) -> &[Plain] {
        &self.plain
    }

    /// What was read at this place of a file, if as much and in the same way.
    pub(in crate::kind) fn at(
        &self,
        number: FileId,
        start: u32,
        length: u32,
        is_item: bool,
    ) -> Option<&Known> {
        let firsts = self.known.get(..self.firsts).filter(|_| !self.plain.is_empty())?;
        let at = firsts.partition_point(|it| (it.number, it.start) < (number, start));
        let is_same =
            |it: &&Known| (it.number, it.start, it.length, it.is_item) == (number, start, length, is_item);
        firsts.get(at).filter(is_same).filter(|it| it.is_read())
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
        let known = |it: &u32| self.known.get(*it as usize);
        let first = self.by_hash.partition_point(|it| known(it).is_some_and(|it| it.hash < hash));
        let same = self.by_hash.iter().skip(first).map_while(known).take_while(|it| it.hash == hash);
        let is_same = |it: &&Known| it.is_item == is_item && it.text() == text && it.is_read();
        let mut same = same.filter(is_same);
        same.next().map(|it| Arc::clone(&it.read))
    }
}

/// The hash under which a text is kept.
pub(in crate::kind) fn hash(text: &str) -> u64 {
    Seeded.hash_one(text)
}
