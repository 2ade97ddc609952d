//! The files of the workspace with the texts of an editor in their places.
//!
//! Enters: what lies on disk, and what is open, under any address. Leaves: each file once, with all documents that show it.
//! A file is its path without links: an editor may have it open under two names, and disk knows it under a third one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use netpol_core::SourceFile;

use super::address;
use super::disk::Disk;
use super::state::Open;
use crate::input::Sources;

/// What there is to evaluate.
pub(super) struct Merged {
    pub(super) sources: Sources,
    /// Of each file, the documents that show its text: the first one is what counts.
    pub(super) open: Vec<Vec<Arc<Open>>>,
    /// What does not count, a sentence each.
    pub(super) said: Vec<String>,
}

impl Merged {
    /// The files of a disk, as far as they are open with the texts of the editor; behind them, those that lie elsewhere.
    pub(super) fn files(disk: &Disk, open: &[Arc<Open>]) -> Merged {
        let sources = disk.sources.with(disk.sources.files.clone());
        let mut res = Merged { open: vec![Vec::new(); sources.files.len()], sources, said: Vec::new() };
        let mut known: BTreeMap<usize, Vec<Arc<Open>>> = BTreeMap::new();
        let mut others: BTreeMap<PathBuf, Vec<Arc<Open>>> = BTreeMap::new();
        for it in open {
            let Some(path) = &it.path else { continue };
            match disk.position(path) {
                Some(at) => known.entry(at).or_default().push(Arc::clone(it)),
                None => others.entry(address::real(path)).or_default().push(Arc::clone(it)),
            }
        }
        for (at, all) in known {
            // What could not be read is there now.
            res.sources.unread.retain(|it| it.location.map(|it| it.file.0 as usize) != Some(at));
            res.put(at, all);
        }
        for all in others.into_values() {
            res.push(all);
        }
        res
    }

    /// The same, and behind it texts that are no files.
    pub(super) fn and(&self, drafts: &[Arc<Open>]) -> Merged {
        let sources = self.sources.with(self.sources.files.clone());
        let mut res = Merged { sources, open: self.open.clone(), said: self.said.clone() };
        for it in drafts {
            res.push(vec![Arc::clone(it)]);
        }
        res
    }

    /// A file that is in the editor alone.
    fn push(&mut self, all: Vec<Arc<Open>>) {
        let Some(first) = all.first() else { return };
        self.sources.files.push(SourceFile::new(first.name.clone(), ""));
        self.open.push(Vec::new());
        self.put(self.sources.files.len() - 1, all);
    }

    /// Puts the text of the editor in the place of a file. Where it has several, the one that was written last counts.
    fn put(&mut self, at: usize, mut all: Vec<Arc<Open>>) {
        all.sort_by_key(|it| std::cmp::Reverse(it.since));
        let Some(counts) = all.first().cloned() else { return };
        let (alike, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|it| it.text.text == counts.text.text);
        for it in others {
            self.said.push(format!(
                "`{}` and `{}` are one file with two texts: what was written last counts, which is `{}`",
                it.name, counts.name, counts.name,
            ));
        }
        // What is longer than a file may be is not evaluated, wherever it is.
        if self.sources.is_too_large(&counts.text.text) {
            self.sources.empty(at);
        } else if let Some(file) = self.sources.files.get_mut(at) {
            file.text = Arc::clone(&counts.text.text);
        }
        if let Some(open) = self.open.get_mut(at) {
            *open = alike;
        }
    }
}
