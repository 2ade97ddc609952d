//! Documents that were read, kept for the next run: an edit changes one of hundreds, and a document's result
//! depends on nothing but its text and the options.
//!
//! Enters: what the last run read, and the documents of this one. Leaves: what this run read, most of it the
//! same. Nothing is kept that this run did not need. Deliberately not here: what the objects mean together.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use rustc_hash::FxHasher;

use super::document::{DocumentRead, read_document};
use crate::options::Options;
use crate::source::SourceFile;
use crate::yaml::Document;

/// Documents with what was read in them.
#[derive(Debug, Default)]
pub struct Documents {
    options: Options,
    /// Sorted by the hash of the text.
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    hash: u64,
    /// The file's text; the document's part of it follows.
    file: Arc<str>,
    start: u32,
    length: u32,
    read: Arc<DocumentRead>,
}

impl Known {
    fn text(&self) -> &str {
        let start = self.start as usize;
        self.file.get(start..start + self.length as usize).unwrap_or_default()
    }
}

impl Documents {
    /// Reads the documents of some files, each with the position of its file; those that `last` knows are not
    /// read again. Also returns what was read, document by document.
    pub(super) fn new(
        last: &Documents,
        files: &[SourceFile],
        documents: &[(u32, Document<'_>)],
        options: &Options,
    ) -> (Documents, Vec<Arc<DocumentRead>>) {
        let mut res = Documents { options: options.clone(), known: Vec::with_capacity(documents.len()) };
        let mut reads = Vec::with_capacity(documents.len());
        for (file, it) in documents {
            let hash = hash(it.text);
            let read = last.find(hash, it.text, options);
            let read = read.unwrap_or_else(|| Arc::new(read_document(it.text, options)));
            reads.push(Arc::clone(&read));
            if let Some(file) = files.get(*file as usize) {
                let (file, length) = (Arc::clone(&file.text), it.text.len() as u32);
                res.known.push(Known { hash, file, start: it.start, length, read });
            }
        }
        crate::order::sort_by_key(&mut res.known, |it| it.hash);
        (res, reads)
    }

    fn find(&self, hash: u64, text: &str, options: &Options) -> Option<Arc<DocumentRead>> {
        let first = self.known.partition_point(|it| it.hash < hash);
        let same = self.known.iter().skip(first).take_while(|it| it.hash == hash);
        let mut same = same.filter(|it| it.text() == text && self.options == *options);
        same.next().map(|it| Arc::clone(&it.read))
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests;
