//! Reading, some of it at a time.
//!
//! Enters: the files, and what earlier runs have read of them. Leaves: [`Read`], and what the next run need not read
//! again. A file is read in parts: its documents, and of a list as `kubectl` prints one its items. Deliberately not
//! here: what is in a part ([`super::document`]), and what all of them mean together ([`super::assemble`]).

use std::sync::Arc;

use super::assemble::{Read, assemble};
use super::between::Between;
use super::document::{DocumentRead, read_document, read_item};
use super::documents::{Documents, Known, hash};
use super::readers::Readers;
use crate::hash::HashMap;
use crate::intake::{Document, Intake};
use crate::options::Options;
use crate::order::sort_by_key;
use crate::source::{Location, Mapped, Origin, SourceFile, real};
use crate::threads;
use crate::yaml;

/// A stretch of a file that is read by itself.
#[derive(Clone, Copy, Debug)]
pub(in crate::kind) struct Part {
    pub(in crate::kind) origin: Origin,
    /// Where its document is for the user.
    pub(in crate::kind) at: Location,
    length: u32,
    /// Whether it is one way of several to read its text.
    pub(in crate::kind) is_in_doubt: bool,
    /// The document it is an item of, by its position among those that were cut.
    item_of: Option<usize>,
}

impl Part {
    fn text<'f>(&self, files: &'f [SourceFile]) -> &'f str {
        let start = self.origin.start as usize;
        let file = files.get(self.origin.file.0 as usize);
        file.and_then(|it| it.text.get(start..start + self.length as usize)).unwrap_or_default()
    }

    fn read(&self, files: &[SourceFile], options: &Options, readers: Readers) -> DocumentRead {
        match self.item_of {
            None => read_document(self.text(files), options, readers),
            Some(_) => read_item(self.text(files), options, readers),
        }
    }
}

/// The parts of some files.
#[derive(Default)]
struct Parts {
    parts: Vec<Part>,
    /// What stands between them, in the order of the text.
    between: Vec<Between>,
    /// Documents that were cut into items.
    cut: Vec<Part>,
    /// Texts that were made of the files.
    made: Arc<[Mapped]>,
    is_unread: bool,
}

impl Parts {
    /// The parts, and the files with the texts that were made of them behind.
    fn new(files: &[SourceFile], intake: Intake) -> (Parts, Vec<SourceFile>) {
        let mut res = Parts { is_unread: intake.is_unread, made: intake.made.into(), ..Parts::default() };
        let texts = res.made.iter().map(|it| SourceFile::new("", it.text()));
        let texts: Vec<SourceFile> = files.iter().cloned().chain(texts).collect();
        res.between = intake.notes.into_iter().filter_map(Between::note).collect();
        let mut last = None;
        let mut index = 0;
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
    fn assemble(self, reads: Vec<Arc<DocumentRead>>, files: usize) -> Read {
        let real = |it| real(&self.made, files, it);
        let mut read = assemble(self.parts.iter().zip(reads), self.between, real);
        read.unread |= self.is_unread;
        Read { made: self.made, ..read }
    }

    /// A document of which some item is no YAML by itself is read as a whole: what is wrong with it is a matter of
    /// the whole.
    fn mend(
        &mut self,
        reads: &mut Vec<Arc<DocumentRead>>,
        mut whole: impl FnMut(&Part) -> Arc<DocumentRead>,
    ) {
        let mut broken: Vec<usize> = Vec::new();
        for (part, read) in self.parts.iter().zip(reads.iter()) {
            if let Some(of) = part.item_of.filter(|it| read.failed && broken.last() != Some(it)) {
                broken.push(of);
            }
        }
        if broken.is_empty() {
            return;
        }
        let (parts, olds) = (std::mem::take(&mut self.parts), std::mem::take(reads));
        let mut last = None;
        for (part, read) in parts.into_iter().zip(olds) {
            let of = part.item_of.filter(|it| broken.binary_search(it).is_ok());
            if of.is_none() {
                self.parts.push(part);
                reads.push(read);
            } else if last != of
                && let Some(it) = of.and_then(|it| self.cut.get(it))
            {
                self.parts.push(*it);
                reads.push(whole(it));
            }
            last = of;
        }
    }
}

/// Reads all files in the given order.
pub fn read(files: &[SourceFile], options: &Options) -> Read {
    let count = files.len();
    let (mut parts, files) = Parts::new(files, Readers::ALL.intake(files));
    let files = files.as_slice();
    let read = |some: &[Part]| -> Vec<Arc<DocumentRead>> {
        some.iter().map(|it| Arc::new(it.read(files, options, Readers::ALL))).collect()
    };
    // What is there a million times is read once.
    let mut known: HashMap<(bool, &str), usize> = HashMap::default();
    let mut different: Vec<Part> = Vec::new();
    let mut number = |it: &Part| {
        *known.entry((it.item_of.is_some(), it.text(files))).or_insert_with(|| {
            different.push(*it);
            different.len() - 1
        })
    };
    let numbers: Vec<usize> = parts.parts.iter().map(&mut number).collect();
    let found: Vec<_> = threads::in_parts(&different, read).into_iter().flatten().collect();
    let mut reads = numbers.into_iter().filter_map(|it| found.get(it).map(Arc::clone)).collect();
    drop(found);
    parts.mend(&mut reads, |it| Arc::new(it.read(files, options, Readers::ALL)));
    parts.assemble(reads, count)
}

/// Reading under way.
pub struct Reading {
    /// The files, and behind them the texts that were made of them.
    files: Vec<SourceFile>,
    /// How many files there are.
    count: usize,
    options: Options,
    readers: Readers,
    /// What was read before, by earlier runs.
    last: Vec<Arc<Documents>>,
    parts: Parts,
    /// Of the first parts.
    known: Vec<Known>,
    /// Where each of their texts came first, by its hash.
    firsts: HashMap<u64, usize>,
}

impl Reading {
    /// Nothing of it is read yet.
    pub fn new(
        files: &[SourceFile],
        options: &Options,
        readers: Readers,
        last: Vec<Arc<Documents>>,
    ) -> Reading {
        let (parts, texts) = Parts::new(files, readers.intake(files));
        Reading {
            parts,
            files: texts,
            count: files.len(),
            options: options.clone(),
            readers,
            last,
            known: Vec::new(),
            firsts: HashMap::default(),
        }
    }

    /// Reads at least so many bytes that were not read before, if so many are left. Says whether all is read.
    pub fn go_on(&mut self, bytes: usize) -> bool {
        let mut done = 0;
        while done < bytes {
            let Some(part) = self.parts.parts.get(self.known.len()) else { break };
            let (known, is_new) = self.look(part);
            done += if is_new { known.text().len() } else { 0 };
            self.firsts.entry(known.hash).or_insert(self.known.len());
            self.known.push(known);
        }
        self.known.len() == self.parts.parts.len()
    }

    fn look(&self, part: &Part) -> (Known, bool) {
        let text = part.text(&self.files);
        let (hash, is_item) = (hash(text), part.item_of.is_some());
        let known = self.last.iter().find_map(|it| it.find(hash, text, is_item, &self.options));
        let is_new = known.is_none();
        let first = || self.firsts.get(&hash).and_then(|&it| self.known.get(it));
        let same = || first().filter(|it| it.is_item == is_item && it.text() == text);
        let known = known.or_else(|| same().map(|it| Arc::clone(&it.read)));
        let read = known.unwrap_or_else(|| Arc::new(part.read(&self.files, &self.options, self.readers)));
        let file = self.files.get(part.origin.file.0 as usize).map(|it| Arc::clone(&it.text));
        let file = file.unwrap_or_default();
        (Known { hash, is_item, file, start: part.origin.start, length: part.length, read }, is_new)
    }

    /// What was read so far, for a run that takes the place of this one; and what this one knew.
    #[cfg(any(test, feature = "page"))]
    pub fn leave(self) -> Vec<Arc<Documents>> {
        let mut res = self.last;
        // One more for each keystroke that did not wait: the oldest are of no use.
        res.truncate(2);
        res.insert(0, Arc::new(Documents::new(self.options, self.known)));
        res
    }

    /// Everything, and what the next run need not read again.
    pub fn finish(mut self) -> (Read, Documents) {
        self.go_on(usize::MAX);
        let mut reads: Vec<_> = self.known.iter().map(|it| Arc::clone(&it.read)).collect();
        let mut parts = std::mem::take(&mut self.parts);
        let mut more = Vec::new();
        parts.mend(&mut reads, |it| {
            let (known, _) = self.look(it);
            let read = Arc::clone(&known.read);
            more.push(known);
            read
        });
        self.known.append(&mut more);
        let read = parts.assemble(reads, self.count);
        (read, Documents::new(self.options, self.known))
    }
}

#[cfg(test)]
mod tests;
