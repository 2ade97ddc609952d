//! Reading, some of it at a time.
//!
//! Enters: the files, and what earlier runs have read of them. Leaves: [`Read`], and what the next run need not read
//! again. A file is read in parts: its documents, and of a list as `kubectl` prints one its items. Deliberately not
//! here: what is in a part ([`super::document`]), and what all of them mean together ([`super::assemble`]).

use std::sync::Arc;

use super::assemble::{Read, assemble};
use super::between::Between;
use super::document::{DocumentRead, document_in_steps, item_in_steps, read_document, read_item};
use super::documents::{Documents, Known, hash};
use super::readers::Readers;
use super::versions::{Found, Stretch, Versions, in_common};
use crate::hash::HashMap;
use crate::intake::{Document, Intake};
use crate::options::Options;
use crate::order::sort_by_key;
use crate::pause::{Pause, Task, at_once};
use crate::source::{FileId, Location, Mapped, Origin, SourceFile, Span, real};
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

    /// The same, which stops in between.
    fn task(self, files: Arc<[SourceFile]>, options: Arc<Options>, readers: Readers) -> Task<DocumentRead> {
        Task::new(async move |pause| {
            let text = self.text(&files);
            match self.item_of {
                None => document_in_steps(text, &options, readers, &pause).await,
                Some(_) => item_in_steps(text, &options, readers, &pause).await,
            }
        })
    }
}

/// A part with what was read in it.
pub(in crate::kind) struct ReadPart {
    pub(in crate::kind) part: Part,
    pub(in crate::kind) read: Arc<DocumentRead>,
    pub(in crate::kind) counts: Counts,
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
    async fn assemble(self, reads: Vec<ReadPart>, files: usize, pause: &Pause) -> Read {
        let real = |it| real(&self.made, files, it);
        let mut read = assemble(reads, self.between, real, pause).await;
        read.unread |= self.is_unread;
        Read { made: self.made, ..read }
    }

    /// The documents of which some item is no YAML by itself: what is wrong with it is a matter of the whole.
    fn broken<'r>(&self, reads: impl Iterator<Item = &'r DocumentRead>) -> Vec<Part> {
        let failed = self.parts.iter().zip(reads).filter(|it| it.1.failed);
        let mut broken: Vec<usize> = failed.filter_map(|it| it.0.item_of).collect();
        broken.dedup();
        broken.into_iter().filter_map(|it| self.cut.get(it).copied()).collect()
    }

    /// The parts with what was read of them. Documents that were read as a whole stand in the place of their items, and
    /// in the place of a part that cannot be read its last version.
    fn put_together(
        &mut self,
        reads: Vec<Arc<DocumentRead>>,
        wholes: Vec<(Part, Arc<DocumentRead>)>,
        lasts: Vec<Last>,
    ) -> Vec<ReadPart> {
        let has_last = |index: usize| lasts.binary_search_by_key(&index, |it| it.index).is_ok();
        // Documents with an item that has no last version, by their number.
        let mut lost = vec![false; self.cut.len()];
        for (index, (part, read)) in self.parts.iter().zip(&reads).enumerate() {
            if let Some(it) = part.item_of.and_then(|it| lost.get_mut(it)) {
                *it |= read.failed && !has_last(index);
            }
        }
        let mut res = Vec::with_capacity(reads.len());
        let mut put = |part, read, counts| res.push(ReadPart { part, read, counts });
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
        res
    }
}

/// The last version of a part that cannot be read.
struct Last {
    /// Which part.
    index: usize,
    /// Its last version, in a text that was made for it.
    part: Part,
    read: Arc<DocumentRead>,
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
    let reads: Vec<_> = numbers.into_iter().filter_map(|it| found.get(it).map(Arc::clone)).collect();
    drop(found);
    let broken = parts.broken(reads.iter().map(|it| &**it));
    let wholes = broken.into_iter().map(|it| (it, Arc::new(it.read(files, options, Readers::ALL))));
    let reads = parts.put_together(reads, wholes.collect(), Vec::new());
    at_once(async |pause| parts.assemble(reads, count, &pause).await)
}

/// Reading under way.
pub struct Reading {
    /// The files, and behind them the texts that were made of them.
    files: Arc<[SourceFile]>,
    /// How many files there are.
    count: usize,
    options: Arc<Options>,
    readers: Readers,
    /// What was read before, by earlier runs.
    last: Vec<Arc<Documents>>,
    parts: Parts,
    /// Of the first parts.
    known: Vec<Known>,
    /// Where each of their texts came first, by its hash.
    firsts: HashMap<u64, usize>,
    /// Once the parts are read: documents that are read as a whole all the same, and what was read of the first of them.
    wholes: Option<(Vec<Part>, Vec<Known>)>,
    /// The versions that the last run knew; `None`: what cannot be read is left out.
    versions: Option<Arc<Versions>>,
    /// Once all is read: the last versions of what cannot be read, and what was read of the first of them.
    lasts: Option<(Vec<(usize, Part)>, Vec<Known>)>,
    /// What the next run is to know.
    next: Option<Versions>,
    /// The part that is being read, after all that are known.
    current: Option<(u64, Task<DocumentRead>)>,
}

/// What was read, before it is put together.
pub struct Parted {
    parts: Parts,
    /// How many files there are, without the texts that were made of them.
    files: usize,
    reads: Vec<ReadPart>,
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
            files: texts.into(),
            count: files.len(),
            options: Arc::new(options.clone()),
            readers,
            last,
            known: Vec::new(),
            firsts: HashMap::default(),
            wholes: None,
            versions: None,
            lasts: None,
            next: None,
            current: None,
        }
    }

    /// The same where what cannot be read stays in force as an earlier run knew it.
    #[must_use]
    pub fn keeping(self, versions: Arc<Versions>) -> Reading {
        Reading { versions: Some(versions), ..self }
    }

    /// Reads as many bytes as that, or what takes as long. Says whether all is read.
    pub fn go_on(&mut self, bytes: usize) -> bool {
        // To find again what is known takes some time too: to compare its text, and a little for each.
        const FASTER: usize = 16;
        const EACH: usize = 8;
        let mut left = bytes;
        while let Some(part) = self.next() {
            if left == 0 {
                return false;
            }
            match self.look(&part, &mut left) {
                None => return false,
                Some((known, is_new)) => {
                    let done = if is_new { EACH } else { known.text().len() / FASTER + EACH };
                    left = left.saturating_sub(done);
                    self.keep(known);
                }
            }
        }
        true
    }

    /// The part that is to be read next.
    fn next(&mut self) -> Option<Part> {
        if let Some(it) = self.parts.parts.get(self.known.len()) {
            return Some(*it);
        }
        let reads = self.known.iter().map(|it| &*it.read);
        let (broken, known) = self.wholes.get_or_insert_with(|| (self.parts.broken(reads), Vec::new()));
        if let Some(it) = broken.get(known.len()) {
            return Some(*it);
        }
        if self.lasts.is_none() {
            let lasts = self.last_versions();
            self.lasts = Some((lasts, Vec::new()));
        }
        let (lasts, known) = self.lasts.as_ref()?;
        lasts.get(known.len()).map(|it| it.1)
    }

    fn keep(&mut self, known: Known) {
        match (&mut self.lasts, &mut self.wholes) {
            (Some(it), _) => it.1.push(known),
            (None, Some(it)) => it.1.push(known),
            (None, None) => {
                self.firsts.entry(known.hash).or_insert(self.known.len());
                self.known.push(known);
            }
        }
    }

    /// What stays in force of parts that cannot be read, each in a text that leads to what stands there now.
    fn last_versions(&mut self) -> Vec<(usize, Part)> {
        let Some(versions) = &self.versions else { return Vec::new() };
        let (mut found, mut indices) = (Vec::new(), Vec::new());
        for (index, (part, known)) in self.parts.parts.iter().zip(&self.known).enumerate() {
            if !part.is_in_doubt {
                let text = Stretch::new(Arc::clone(&known.file), known.start, known.length);
                found.push(Found { file: part.at.file, text, read: &known.read });
                indices.push(index);
            }
        }
        let (next, in_force) = versions.next(found);
        self.next = Some(next);
        let (mut res, mut texts, mut made) = (Vec::new(), self.files.to_vec(), self.parts.made.to_vec());
        for (index, it) in indices.into_iter().zip(in_force) {
            let (Some(it), Some(&part)) = (it, self.parts.parts.get(index)) else { continue };
            let end = self.parts.parts.get(index + it.pieces - 1).filter(|it| it.origin.file == part.origin.file);
            let length = end.map_or(part.length, |it| it.origin.start + it.length - part.origin.start);
            let last = self.in_place_of(&Part { length, ..part }, it.text.text());
            let origin = Origin { file: FileId(texts.len() as u32), start: 0, ..part.origin };
            res.push((index, Part { origin, length: last.text().len() as u32, ..part }));
            texts.push(SourceFile::new("", last.text()));
            made.push(last);
        }
        if !res.is_empty() {
            self.files = texts.into();
            self.parts.made = made.into();
        }
        res
    }

    /// Another text of a part: what both have in common leads to where it stands, and the rest to what took its place.
    fn in_place_of(&self, part: &Part, text: &str) -> Mapped {
        let now = part.text(&self.files);
        let (start, end) = (part.origin.start, part.origin.start + now.len() as u32);
        let made = (part.origin.file.0 as usize).checked_sub(self.count);
        let base = match made.and_then(|it| self.parts.made.get(it)) {
            None => Mapped::stretch(Location { file: part.origin.file, span: Span::new(start, end) }, now),
            Some(it) => {
                let mut res = Mapped::new();
                res.copy(it, start as usize..end as usize);
                res
            }
        };
        let (head, tail) = in_common(now, text);
        let middle = text.get(head..text.len() - tail).unwrap_or_default();
        base.edited([(head..now.len() - tail, middle)])
    }

    /// Looks for the part among what was read, and reads it otherwise; says which it was. `None`: it is not read to its
    /// end yet.
    fn look(&mut self, part: &Part, left: &mut usize) -> Option<(Known, bool)> {
        let text = part.text(&self.files);
        let is_item = part.item_of.is_some();
        let file = self.files.get(part.origin.file.0 as usize).map(|it| Arc::clone(&it.text));
        let file = file.unwrap_or_default();
        let known = |hash, read, is_new| {
            (Known { hash, is_item, file, start: part.origin.start, length: part.length, read }, is_new)
        };
        let (hash, mut task) = match self.current.take() {
            Some(it) => it,
            None => {
                let hash = hash(text);
                let before = self.last.iter().find_map(|it| it.find(hash, text, is_item, &self.options));
                let first = || self.firsts.get(&hash).and_then(|&it| self.known.get(it));
                let same = || first().filter(|it| it.is_item == is_item && it.text() == text);
                if let Some(it) = before.or_else(|| same().map(|it| Arc::clone(&it.read))) {
                    return Some(known(hash, it, false));
                }
                (hash, part.task(Arc::clone(&self.files), Arc::clone(&self.options), self.readers))
            }
        };
        let read = task.go_on(*left);
        *left = task.left();
        match read {
            Some(it) => Some(known(hash, Arc::new(it), true)),
            None => {
                self.current = Some((hash, task));
                None
            }
        }
    }

    /// What was read so far, for a run that takes the place of this one; and what this one knew.
    #[cfg(any(test, feature = "page"))]
    pub fn leave(self) -> Vec<Arc<Documents>> {
        let (mut res, mut known) = (self.last, self.known);
        known.extend(self.wholes.into_iter().flat_map(|it| it.1));
        known.extend(self.lasts.into_iter().flat_map(|it| it.1));
        // One more for each keystroke that did not wait: the oldest are of no use.
        res.truncate(2);
        res.insert(0, Arc::new(Documents::new((*self.options).clone(), known)));
        res
    }

    /// What was read so far, what the next run need not read again, and the versions that it is to know.
    pub fn finish(mut self) -> (Parted, Documents, Option<Versions>) {
        let reads = self.known.iter().map(|it| Arc::clone(&it.read)).collect();
        let read = |it: &Known| Arc::clone(&it.read);
        let (broken, mut whole) = self.wholes.unwrap_or_default();
        let (indices, mut last) = self.lasts.unwrap_or_default();
        let wholes = broken.into_iter().zip(whole.iter().map(read)).collect();
        let lasts = indices.into_iter().zip(last.iter().map(read));
        let lasts = lasts.map(|((index, part), read)| Last { index, part, read }).collect();
        let reads = self.parts.put_together(reads, wholes, lasts);
        self.known.append(&mut whole);
        self.known.append(&mut last);
        let documents = Documents::new((*self.options).clone(), self.known);
        (Parted { parts: self.parts, files: self.count, reads }, documents, self.next)
    }
}

impl Parted {
    /// All of it as one whole.
    pub(crate) async fn assemble(self, pause: &Pause) -> Read {
        self.parts.assemble(self.reads, self.files, pause).await
    }
}

#[cfg(test)]
mod tests;
