//! The parts of some files, and what was read of them.
//!
//! Enters: documents. Leaves: the stretches that are read by themselves, in reading order, and which of them counts.
//! Deliberately not here: when they are read ([`super::reading`]).

use std::sync::Arc;

use super::assemble::{Read, assemble};
use super::between::Between;
use super::document::{DocumentRead, document_in_steps, item_in_steps, read_document, read_item};
use super::made::Made;
use super::readers::Readers;
use crate::intake::{Document, Intake};
use crate::options::Options;
use crate::order::sort_by_key;
use crate::pause::{Pause, Task};
use crate::source::{Location, Mapped, Origin, SourceFile, Span, real};
use crate::yaml;

/// A stretch of a file that is read by itself.
#[derive(Clone, Copy, Debug)]
pub(in crate::kind) struct Part {
    pub(in crate::kind) origin: Origin,
    /// Where its document is for the user.
    pub(in crate::kind) at: Location,
    pub(super) length: u32,
    /// Whether it is one way of several to read its text.
    pub(in crate::kind) is_in_doubt: bool,
    /// The document it is an item of, by its position among those that were cut.
    pub(super) item_of: Option<usize>,
}

impl Part {
    /// Where it stands, in a file or in a text that was made.
    pub(super) fn whole(&self) -> Location {
        Location { file: self.origin.file, span: Span::new(0, self.length).shifted(self.origin.start) }
    }

    pub(super) fn text<'f>(&self, files: &'f [SourceFile]) -> &'f str {
        let start = self.origin.start as usize;
        let file = files.get(self.origin.file.0 as usize);
        file.and_then(|it| it.text.get(start..start + self.length as usize)).unwrap_or_default()
    }

    pub(super) fn read(&self, files: &[SourceFile], options: &Options, readers: Readers) -> DocumentRead {
        match self.item_of {
            None => read_document(self.text(files), options, readers),
            Some(_) => read_item(self.text(files), options, readers),
        }
    }

    /// The same, which stops in between.
    pub(super) fn task(
        self,
        files: Arc<[SourceFile]>,
        options: Arc<Options>,
        readers: Readers,
    ) -> Task<DocumentRead> {
        Task::new(async move |pause| {
            let text = self.text(&files);
            match self.item_of {
                None => document_in_steps(text, &options, readers, &pause).await,
                Some(_) => item_in_steps(text, &options, readers, &pause).await,
            }
        })
    }
}

/// What was read in parts, in their order.
#[derive(Default)]
pub(in crate::kind) struct Reads {
    pub(in crate::kind) reads: Vec<Arc<DocumentRead>>,
    /// Of the first of them what counts; of the others all.
    counts: Vec<Counts>,
}

impl Reads {
    /// Whether something stays in force in its last version.
    pub(in crate::kind) fn has_last(&self) -> bool {
        self.counts.contains(&Counts::Objects)
    }

    /// What counts of each.
    pub(in crate::kind) fn counts(&self) -> impl Iterator<Item = Counts> + use<> {
        self.counts.clone().into_iter().chain(std::iter::repeat(Counts::All))
    }
}

/// What of a part counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::kind) enum Counts {
    /// All of it.
    All,
    /// What is wrong with it: of what stands there, the last version that could be read stays in force.
    Problems,
    /// The objects: it is such a version.
    Objects,
}

/// The parts of some files.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) parts: Vec<Part>,
    /// What stands between them, in the order of the text.
    between: Vec<Between>,
    /// Documents that were cut into items.
    cut: Vec<Part>,
    /// Texts that were made of the files.
    pub(super) made: Arc<[Mapped]>,
    pub(super) is_unread: bool,
}

impl Parts {
    /// The parts, and the files with the texts that were made of them behind.
    pub(super) fn new(files: &[SourceFile], intake: Intake) -> (Parts, Vec<SourceFile>) {
        let mut res = Parts { is_unread: intake.is_unread, made: intake.made.into(), ..Parts::default() };
        let texts = res.made.iter().map(|it| SourceFile::new("", it.text()));
        let texts: Vec<SourceFile> = files.iter().cloned().chain(texts).collect();
        res.between = intake.notes.into_iter().filter_map(Between::note).collect();
        let mut last = None;
        let mut index = 0;
        res.parts.reserve(intake.documents.len());
        for Document { file, span, separator_text, version, is_in_doubt } in intake.documents {
            let at = real(&res.made, files.len(), Location { file, span });
            index = if last == Some(at.file) { index + 1 } else { 0 };
            last = Some(at.file);
            let separator = separator_text.map(|it| Between::separator_text(file, it));
            let version = version.map(|it| Between::version(file, it));
            res.between.extend(separator.into_iter().chain(version));
            let origin = Origin { file, document: index, start: span.start };
            let whole = Part { origin, at, length: span.end - span.start, is_in_doubt, item_of: None };
            let Some(items) = yaml::items(whole.text(&texts)) else {
                res.parts.push(whole);
                continue;
            };
            res.parts.extend(items.into_iter().map(|item| Part {
                origin: Origin { start: origin.start + item.start as u32, ..origin },
                length: item.len() as u32,
                item_of: Some(res.cut.len()),
                ..whole
            }));
            res.cut.push(whole);
        }
        sort_by_key(&mut res.between, |it| it.at);
        (res, texts)
    }

    /// What all of them mean together.
    pub(super) async fn assemble(self, reads: Reads, files: usize, pause: &Pause) -> Read {
        let made = Made { texts: &self.made, files };
        let mut read = assemble(&self.parts, reads, self.between, made, pause).await;
        read.unread |= self.is_unread;
        read.lacks_forms = self.is_unread;
        Read { made: self.made, ..read }
    }

    /// The documents of which some item is no YAML by itself: what is wrong with it is a matter of the whole.
    pub(super) fn broken<'r>(&self, reads: impl Iterator<Item = &'r DocumentRead>) -> Vec<Part> {
        let failed = self.parts.iter().zip(reads).filter(|it| it.1.failed);
        let mut broken: Vec<usize> = failed.filter_map(|it| it.0.item_of).collect();
        broken.dedup();
        broken.into_iter().filter_map(|it| self.cut.get(it).copied()).collect()
    }

    /// The parts with what was read of them. Documents that were read as a whole stand in the place of their items, and
    /// in the place of a part that cannot be read its last version.
    pub(super) fn put_together(
        &mut self,
        reads: Vec<Arc<DocumentRead>>,
        wholes: Vec<(Part, Arc<DocumentRead>)>,
        lasts: Vec<Last>,
    ) -> Reads {
        // The usual case moves nothing: there may be a million.
        if wholes.is_empty() && lasts.is_empty() {
            return Reads { reads, counts: Vec::new() };
        }
        let has_last = |index: usize| lasts.binary_search_by_key(&index, |it| it.index).is_ok();
        // Documents with an item that has no last version, by their number.
        let mut lost = vec![false; self.cut.len()];
        for (index, (part, read)) in self.parts.iter().zip(&reads).enumerate() {
            if let Some(it) = part.item_of.and_then(|it| lost.get_mut(it)) {
                *it |= read.failed && !has_last(index);
            }
        }
        let (mut all, mut res) = (Vec::with_capacity(reads.len()), Reads::default());
        let mut put = |part, read, how| {
            all.push(part);
            res.reads.push(read);
            res.counts.push(how);
        };
        let mut wholes = wholes.into_iter().peekable();
        let mut lasts = lasts.into_iter().peekable();
        let mut parts = std::mem::take(&mut self.parts).into_iter().zip(reads).enumerate().peekable();
        while let Some((index, (part, read))) = parts.next() {
            let whole = part.item_of.and_then(|it| self.cut.get(it)).map(|it| it.origin);
            if let Some((document, its_read)) = wholes.next_if(|it| whole == Some(it.0.origin)) {
                let is_lost = part.item_of.and_then(|it| lost.get(it)).is_none_or(|it| *it);
                if is_lost || !its_read.failed {
                    put(document, its_read, Counts::All);
                    while parts.next_if(|it| it.1.0.item_of == part.item_of).is_some() {}
                    continue;
                }
                put(document, its_read, Counts::Problems);
            }
            while lasts.next_if(|it| it.index < index).is_some() {}
            match lasts.next_if(|it| it.index == index) {
                Some(last) => {
                    // What is wrong with an item that is no YAML is a matter of the whole document.
                    if part.item_of.is_none() || !read.failed {
                        put(part, read, Counts::Problems);
                    }
                    put(last.part, last.read, Counts::Objects);
                }
                None => put(part, read, Counts::All),
            }
        }
        self.parts = all;
        res
    }
}

/// The last version of a part that cannot be read.
pub(super) struct Last {
    /// Which part.
    pub(super) index: usize,
    /// Its last version, in a text that was made for it.
    pub(super) part: Part,
    pub(super) read: Arc<DocumentRead>,
}
