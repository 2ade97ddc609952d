//! The last version that could be read of each stretch of the files, for texts that are being edited: a line that is half
//! typed takes no policy away.
//!
//! Enters: what a run has read, and what the run before it knew. Leaves: the version that stays in force in the place of
//! a stretch that cannot be read. Deliberately not here: that it is read and put in ([`super::reading`]).

use std::ops::Range;
use std::sync::Arc;

use super::document::{Body, DocumentRead, Object};
use crate::hash::{HashMap, HashSet};
use crate::kind::kinds;
use crate::source::{FileId, in_common};

/// The versions of the stretches of some files, in the order of the text.
#[derive(Debug, Default)]
pub struct Versions(Vec<Version>);

/// What is known of a stretch.
#[derive(Clone, Debug)]
struct Version {
    /// The file that the user sees it in.
    file: FileId,
    text: Stretch,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    /// It can be read.
    Good,
    /// It cannot, but this one could.
    Broken(Stretch),
    /// It cannot, and never could.
    NeverGood,
}

/// Bytes of a text.
#[derive(Clone, Debug)]
pub(in crate::kind) struct Stretch {
    file: Arc<str>,
    start: u32,
    length: u32,
}

impl Stretch {
    /// Bytes of a text.
    pub(in crate::kind) fn new(file: Arc<str>, start: u32, length: u32) -> Stretch {
        Stretch { file, start, length }
    }

    /// The same bytes without the rest of their text, which would be kept with them.
    fn alone(&self) -> Stretch {
        let is_alone = self.file.len() == self.length as usize;
        if is_alone { self.clone() } else { Stretch::new(self.text().into(), 0, self.length) }
    }

    /// What they are.
    pub(in crate::kind) fn text(&self) -> &str {
        let start = self.start as usize;
        self.file.get(start..start + self.length as usize).unwrap_or_default()
    }
}

/// A stretch of a new text.
pub(in crate::kind) struct Found<'r> {
    /// The file that the user sees it in.
    pub(in crate::kind) file: FileId,
    /// What stands there.
    pub(in crate::kind) text: Stretch,
    /// What was read in it.
    pub(in crate::kind) read: &'r DocumentRead,
}

impl Versions {
    /// The versions of a new text, and for each of its stretches that cannot be read the one that stays in force.
    pub(in crate::kind) fn next(&self, found: Vec<Found<'_>>) -> (Versions, Vec<Option<InForce>>) {
        let mut by_file: HashMap<FileId, Vec<&Version>> = HashMap::default();
        for it in &self.0 {
            by_file.entry(it.file).or_default().push(it);
        }
        let mut versions = Vec::with_capacity(found.len());
        let mut in_force = Vec::with_capacity(found.len());
        for of_file in found.chunk_by(|one, other| one.file == other.file) {
            let olds = of_file.first().and_then(|it| by_file.get(&it.file)).map(Vec::as_slice);
            let pairs = Pairs::new(olds.unwrap_or_default(), of_file);
            for (index, it) in of_file.iter().enumerate() {
                let before = pairs.before(index).filter(|_| is_broken(it.read));
                let last = before.and_then(|(old, pieces)| {
                    let now = of_file.iter().skip(index).take(pieces).map(|it| it.text.text());
                    Some(InForce { text: old.last_good(now)?, pieces })
                });
                let state = match &last {
                    Some(it) => State::Broken(it.text.clone()),
                    None if !is_broken(it.read) && is_in_force(it.read) => State::Good,
                    None => State::NeverGood,
                };
                versions.push(Version { file: it.file, text: it.text.clone(), state });
                in_force.push(last);
            }
        }
        (Versions(versions), in_force)
    }
}

/// What stays in force.
pub(in crate::kind) struct InForce {
    /// The version.
    pub(in crate::kind) text: Stretch,
    /// How many stretches stand in its place now.
    pub(in crate::kind) pieces: usize,
}

impl Version {
    /// The last text that could be read, for stretches that seem to be a later version of this one.
    fn last_good<'t>(&self, now: impl Iterator<Item = &'t str> + Clone) -> Option<Stretch> {
        let good = self.good()?;
        // Many edits may lie between this text and the good one; one stretch of several pieces is like the good one only.
        let is_later = is_later(self.text.text(), now.clone()) || is_later(good.text(), now);
        is_later.then(|| good.alone())
    }

    fn good(&self) -> Option<&Stretch> {
        match &self.state {
            State::Good => Some(&self.text),
            State::Broken(it) => Some(it),
            State::NeverGood => None,
        }
    }
}

/// Whether texts seem to be what an edit made of one: that leaves two thirds as they were. What two objects of a kind
/// have in common anyway is less.
fn is_later<'t>(before: &str, now: impl Iterator<Item = &'t str>) -> bool {
    // What stands in comments may belong to what is around.
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        text.lines().filter(|it| !it.starts_with('#'))
    }
    let known: HashSet<&str> = lines(before).collect();
    let (mut all, mut same) = (0, 0);
    for text in now {
        let size: usize = lines(text).map(str::len).sum();
        let known: usize = lines(text).filter(|it| known.contains(it)).map(str::len).sum();
        // A whole object may stand on one line.
        let (head, tail) = in_common(before, text);
        all += size;
        same += known.max(head + tail).min(size);
    }
    let before: usize = lines(before).map(str::len).sum();
    2 * before.max(all) <= 3 * same
}

/// Which stretch of a file was which before: those that are the same at its start and end are. What is in between is,
/// where it is as many. One stretch that fell apart is where the first of its pieces stands.
struct Pairs<'v> {
    olds: &'v [&'v Version],
    /// How many are the same at the start, and so many of the new ones behind these are different.
    head: usize,
    between: usize,
    /// What became of those in between.
    changed: Changed,
    /// How many there are now.
    count: usize,
}

enum Changed {
    EachOne,
    /// What is there now is one stretch of before, in pieces or with others that could not be read.
    FellApart(usize),
    Other,
}

impl<'v> Pairs<'v> {
    fn new(olds: &'v [&'v Version], news: &[Found<'_>]) -> Pairs<'v> {
        let is_same = |(old, new): &(&&Version, &Found<'_>)| old.text.text() == new.text.text();
        let head = olds.iter().zip(news).take_while(is_same).count();
        let (old, new) = (olds.len() - head, news.len() - head);
        let tail = olds.iter().rev().zip(news.iter().rev()).take(old.min(new)).take_while(is_same).count();
        let between = new - tail;
        let nothing_in_force = || news.iter().skip(head).take(between).all(|it| !is_in_force(it.read));
        let mut good = olds.iter().enumerate().skip(head).take(old - tail).filter(|it| it.1.good().is_some());
        let changed = match (good.next(), good.next()) {
            _ if old - tail == between => Changed::EachOne,
            (Some((index, _)), None) if nothing_in_force() => Changed::FellApart(index),
            _ => Changed::Other,
        };
        Pairs { olds, head, between, changed, count: news.len() }
    }

    /// What a stretch was before, and how many stretches that is now.
    fn before(&self, index: usize) -> Option<(&'v Version, usize)> {
        let mut pieces = 1;
        let old = match index.checked_sub(self.head) {
            None => index,
            Some(it) if self.between <= it => (self.olds.len() + index).checked_sub(self.count)?,
            Some(it) => match self.changed {
                Changed::EachOne => index,
                Changed::FellApart(old) if it == 0 => {
                    pieces = self.between;
                    old
                }
                Changed::FellApart(_) | Changed::Other => return None,
            },
        };
        Some((self.olds.get(old).copied()?, pieces))
    }
}

/// What stays in force of an earlier version where another text stands now: the objects whose names still stand there.
/// What was deleted beside something that is half typed is gone.
pub(in crate::kind) fn still_there(read: &DocumentRead, good: &str, now: &str) -> Vec<Object> {
    let is_in_word = |it: char| it.is_alphanumeric() || matches!(it, '-' | '.' | '_');
    let words: HashSet<&str> = now.split(|it| !is_in_word(it)).collect();
    // The name itself may be what is half typed: then the rest of its object stands.
    let is_rest = read.objects.len() == 1 && is_later(good, std::iter::once(now));
    let stands = |it: &&Object| is_rest || words.contains(&*it.name);
    read.objects.iter().filter(stands).cloned().collect()
}

/// Whether something that stands in a text is left out, or is not typed to its end.
fn is_broken(read: &DocumentRead) -> bool {
    let is_begun = |it: &Object| it.body == Body::Ignored && kinds::is_begun(&it.kind);
    read.failed || read.incomplete || read.objects.iter().any(is_begun)
}

/// Whether something is in force by a text.
fn is_in_force(read: &DocumentRead) -> bool {
    read.objects.iter().any(|it| matches!(it.body, Body::Manifest(_)))
}

/// The stretches of a text that are others in another one, with what stands there: line by line where as many lines
/// differ, so that what stands between two edits stays where it is.
pub(in crate::kind) fn differing<'o>(one: &str, other: &'o str) -> Vec<(Range<usize>, &'o str)> {
    let (head, tail) = in_common(one, other);
    let old = one.get(head..one.len() - tail).unwrap_or_default();
    let new = other.get(head..other.len() - tail).unwrap_or_default();
    if old.matches('\n').count() != new.matches('\n').count() {
        return vec![(head..head + old.len(), new)];
    }
    let mut res = Vec::new();
    let mut at = head;
    for (old, new) in old.split('\n').zip(new.split('\n')) {
        if old != new {
            let (head, tail) = in_common(old, new);
            res.push((at + head..at + old.len() - tail, new.get(head..new.len() - tail).unwrap_or_default()));
        }
        at += old.len() + 1;
    }
    res
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn lines_between_two_edits_are_the_same() {
        let check = |one: &str, other: &str, expected: &[(usize, usize, &str)]| {
            let found: Vec<_> =
                differing(one, other).into_iter().map(|it| (it.0.start, it.0.end, it.1)).collect();
            assert_eq!(found, expected, "{one:?} {other:?}");
        };
        check("a\nb\nc\n", "a\nb\nc\n", &[]);
        check("aX\nb\ncX\n", "aY\nb\ncYY\n", &[(1, 2, "Y"), (6, 7, "YY")]);
        check("aX\nb\ncX\n", "aY\ncY\n", &[(1, 7, "Y\ncY")]);
        check("ä\n", "ö\n", &[(0, 2, "ö")]);
    }
}
