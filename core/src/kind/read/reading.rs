//! Reading, some of it at a time.
//!
//! Enters: the files, and what earlier runs have read of them. Leaves: [`Read`], and what the next run need not read
//! again. A file is read in parts: its documents, and of a list as `kubectl` prints one its items. Deliberately not
//! here: what is in a part ([`super::document`]), and what all of them mean together ([`super::assemble`]).

use std::sync::Arc;

use super::assemble::Read;
use super::document::DocumentRead;
use super::documents::{Documents, Known, hash};
use super::parts::{Last, Part, Parts, Reads};
use super::readers::Readers;
use super::versions::{Found, Stretch, Versions, differing, still_there};
use crate::hash::HashMap;
use crate::intake::{Before, Intake, Plain};
use crate::options::Options;
use crate::pause::{Pause, Task, at_once};
use crate::source::{FileId, Location, Mapped, Origin, SourceFile, Span};
use crate::threads;

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

/// What is in the documents of some files, for analyses of nearly the same files.
pub(crate) fn documents(files: &[SourceFile], options: &Options, readers: Readers) -> Documents {
    let mut reading = Reading::new(files, options, readers, Vec::new());
    while !reading.go_on(usize::MAX) {}
    reading.finish().1
}

/// Reading under way.
pub struct Reading {
    /// The files, and behind them the texts that were made of them.
    files: Arc<[SourceFile]>,
    /// How many files there are.
    count: usize,
    options: Arc<Options>,
    readers: Readers,
    /// What was read before, by earlier runs with such options.
    last: Vec<Arc<Documents>>,
    /// Finding the documents; `None` once they are known.
    intake: Option<Task<Intake>>,
    /// The first of those runs that knows documents by their places, and how the files differ from its own.
    in_place: Option<(Arc<Documents>, Before)>,
    /// Once the documents are known: the files, if each of them is manifests as they stand.
    plain: Arc<[Plain]>,
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
    lasts: Option<Lasts>,
    /// What the next run is to know.
    next: Option<Versions>,
    /// The part that is being read, after all that are known.
    current: Option<(u64, Task<DocumentRead>)>,
}

/// Last versions.
#[derive(Default)]
struct Lasts {
    parts: Vec<LastPart>,
    /// What was read of the first of them.
    known: Vec<Known>,
}

/// The last version of a part.
struct LastPart {
    /// Which part it stands for.
    index: usize,
    /// All that stands in its place now.
    now: Part,
    /// The text that was made of it.
    part: Part,
}

/// What was read, before it is put together.
pub struct Parted {
    parts: Parts,
    /// How many files there are, without the texts that were made of them.
    files: usize,
    reads: Reads,
}

impl Reading {
    /// Nothing of it is read yet.
    pub fn new(
        files: &[SourceFile],
        options: &Options,
        readers: Readers,
        last: Vec<Arc<Documents>>,
    ) -> Reading {
        let texts: Arc<[SourceFile]> = files.into();
        let last: Vec<_> = last.into_iter().filter(|it| it.is_of(options)).collect();
        let known = last.iter().find(|it| !it.plain().is_empty()).map(Arc::clone);
        let before = Before::new(known.as_ref().map_or(&[], |it| it.plain()), files);
        Reading {
            intake: Some(readers.intake_in_steps(Arc::clone(&texts), before.clone())),
            in_place: known.map(|it| (it, before)),
            plain: Arc::default(),
            parts: Parts::default(),
            files: texts,
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
        if let Some(mut task) = self.intake.take() {
            let Some(found) = task.go_on(bytes) else {
                self.intake = Some(task);
                return false;
            };
            let mut found = found;
            self.plain = std::mem::take(&mut found.plain).into();
            let (parts, texts) = Parts::new(&self.files, found);
            (self.parts, self.files) = (parts, texts.into());
            left = task.left();
        }
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
            let parts = self.last_versions();
            self.lasts = Some(Lasts { parts, known: Vec::new() });
        }
        let Lasts { parts, known } = self.lasts.as_ref()?;
        parts.get(known.len()).map(|it| it.part)
    }

    fn keep(&mut self, known: Known) {
        match (&mut self.lasts, &mut self.wholes) {
            (Some(it), _) => it.known.push(known),
            (None, Some(it)) => it.1.push(known),
            (None, None) => {
                self.firsts.entry(known.hash).or_insert(self.known.len());
                self.known.push(known);
            }
        }
    }

    /// What stays in force of parts that cannot be read, each in a text that leads to what stands there now.
    fn last_versions(&mut self) -> Vec<LastPart> {
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
        // At most keys all can be read: then nothing is copied.
        if in_force.iter().all(Option::is_none) {
            return Vec::new();
        }
        let (mut res, mut texts, mut made) = (Vec::new(), self.files.to_vec(), self.parts.made.to_vec());
        for (index, it) in indices.into_iter().zip(in_force) {
            let (Some(it), Some(&part)) = (it, self.parts.parts.get(index)) else { continue };
            let end =
                self.parts.parts.get(index + it.pieces - 1).filter(|it| it.origin.file == part.origin.file);
            let length = end.map_or(part.length, |it| it.origin.start + it.length - part.origin.start);
            let now = Part { length, ..part };
            let last = self.in_place_of(&now, it.text.text());
            let origin = Origin { file: FileId(texts.len() as u32), start: 0, ..part.origin };
            res.push(LastPart {
                index,
                now,
                part: Part { origin, length: last.text().len() as u32, ..part },
            });
            texts.push(SourceFile::new("", last.text()));
            made.push(last);
        }
        self.files = texts.into();
        self.parts.made = made.into();
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
        base.edited(differing(now, text))
    }

    /// Looks for the part among what was read, and reads it otherwise; says which it was. `None`: it is not read to its
    /// end yet.
    fn look(&mut self, part: &Part, left: &mut usize) -> Option<(Known, bool)> {
        let text = part.text(&self.files);
        let is_item = part.item_of.is_some();
        let file = self.files.get(part.origin.file.0 as usize).map(|it| Arc::clone(&it.text));
        let file = file.unwrap_or_default();
        let number = part.origin.file;
        let known = |hash, read, is_new| {
            let (start, length) = (part.origin.start, part.length);
            (Known { hash, is_item, number, file, start, length, read }, is_new)
        };
        let (hash, mut task) = match self.current.take() {
            Some(it) => it,
            None => {
                if let Some(it) = self.in_place(part) {
                    let (hash, read) = (it.hash, Arc::clone(&it.read));
                    return Some(known(hash, read, false));
                }
                let hash = hash(text);
                let before = self.last.iter().find_map(|it| it.find(hash, text, is_item));
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

    /// What was read where the part stands, if the edit of its file left it as it was.
    fn in_place(&self, part: &Part) -> Option<&Known> {
        let (last, before) = self.in_place.as_ref()?;
        let file = part.origin.file;
        let start = before.edit(file)?.start_before(part.whole().span)?;
        last.at(file, start, part.length, part.item_of.is_some())
    }

    /// What was read so far, for a run that takes the place of this one; and what this one knew.
    #[cfg(any(test, feature = "page"))]
    pub fn leave(self) -> Vec<Arc<Documents>> {
        let mut res = self.last;
        let mut others: Vec<Known> = self.wholes.into_iter().flat_map(|it| it.1).collect();
        others.extend(self.lasts.into_iter().flat_map(|it| it.known));
        // One more for each keystroke that did not wait: the oldest are of no use.
        res.truncate(2);
        res.insert(0, Arc::new(Documents::new((*self.options).clone(), self.known, others, self.plain)));
        res
    }

    /// What was read so far, what the next run need not read again, and the versions that it is to know.
    pub fn finish(mut self) -> (Parted, Documents, Option<Versions>) {
        let reads = self.known.iter().map(|it| Arc::clone(&it.read)).collect();
        let read = |it: &Known| Arc::clone(&it.read);
        let (broken, mut whole) = self.wholes.unwrap_or_default();
        let Lasts { parts, known: mut last } = self.lasts.unwrap_or_default();
        let wholes = broken.into_iter().zip(whole.iter().map(read)).collect();
        let lasts = parts.into_iter().zip(&last).filter_map(|(LastPart { index, now, part }, known)| {
            let objects = still_there(&known.read, known.text(), now.text(&self.files));
            let read = Arc::new(DocumentRead { objects, ..DocumentRead::default() });
            (!read.objects.is_empty()).then_some(Last { index, part, read })
        });
        let lasts = lasts.collect();
        let reads = self.parts.put_together(reads, wholes, lasts);
        whole.append(&mut last);
        let documents = Documents::new((*self.options).clone(), self.known, whole, self.plain);
        (Parted { parts: self.parts, files: self.count, reads }, documents, self.next)
    }
}

impl Parted {
    /// Whether the files need a form that is not there.
    pub(crate) fn is_unread(&self) -> bool {
        self.parts.is_unread
    }

    /// All of it as one whole.
    pub(crate) async fn assemble(self, pause: &Pause) -> Read {
        self.parts.assemble(self.reads, self.files, pause).await
    }
}

#[cfg(test)]
mod tests;
