//! Edits that the page offers: what a fix does, stand-ins as pods of the input, files in the place of a sample.

use std::collections::BTreeMap;

use leptos::prelude::*;
use netpol_core::view::{FixView, Place, StandInsView};
use netpol_core::{Probe, SourceFile};

use super::Playground;
use crate::base::guard::attempt;
use crate::model::files::Origin;
use crate::model::share::Selection;
use crate::model::splice::{Change, spliced};

/// The file that expectations are written to.
const EXPECTATIONS: &str = "expectations.yaml";

/// The file that stand-ins are written to.
const CLUSTER: &str = "cluster.yaml";

impl Playground {
    /// Does what a fix says. `false` where the files are no longer those that it was made for: then nothing is done.
    pub fn apply_fix(self, fix: &FixView) -> bool {
        let is_possible = self.is_of_now() && !self.is_old(fix);
        is_possible && self.put(fix.edits.iter().map(|it| (it.place, it.text.as_str())))
    }

    /// Whether it mends a problem of the files of before: what is wrong with those of now is still being looked for.
    fn is_old(self, fix: &FixView) -> bool {
        let is_seeking = untrack(|| self.to_seek()).is_some();
        is_seeking && self.problems.read_untracked().iter().any(|it| it.fixes.contains(fix))
    }

    /// Whether what is known of the files is of those of now.
    pub(super) fn is_of_now(self) -> bool {
        let settled = self.settled.get_untracked();
        settled.revision == self.files.read_untracked().revision && settled.crash.is_none()
    }

    /// Puts texts in the place of stretches, in one change. `false` where one of them is not in the files: then nothing
    /// is done.
    pub(super) fn put<'e>(self, edits: impl Iterator<Item = (Place, &'e str)>) -> bool {
        let list = self.files.get_untracked().list;
        let mut changes: BTreeMap<usize, Vec<Change>> = BTreeMap::new();
        for (place, text) in edits {
            let (from, to) = (place.from as usize, place.to as usize);
            let change = Change { from, to, insert: text.to_owned() };
            changes.entry(place.file as usize).or_default().push(change);
        }
        let text =
            |(file, changes): (usize, Vec<Change>)| Some((file, spliced(&list.get(file)?.text, &changes)?));
        let texts = changes.into_iter().map(text).collect::<Option<Vec<_>>>();
        let Some(texts) = texts else { return false };
        self.change(Origin::Fix, |it| texts.iter().for_each(|(file, text)| it.set_text(*file, text)));
        true
    }

    /// Writes expectations to the end of `expectations.yaml`, and takes those away that they replace. `false` where they
    /// stand in a file already.
    pub fn write_expectations(self, text: &str, anew: fn(&str, &str) -> String) -> bool {
        if self.files.read_untracked().list.iter().any(|it| it.text.contains(text)) {
            return false;
        }
        let old = {
            let files = self.files.read_untracked();
            let at = files.list.iter().position(|it| it.name == EXPECTATIONS);
            at.and_then(|at| Some((at, anew(&files.list.get(at)?.text, text))))
        };
        self.change(Origin::Fix, |it| {
            if let Some((at, left)) = &old {
                it.set_text(*at, left);
            }
            it.append_lines(EXPECTATIONS, text);
        });
        true
    }

    /// Writes stand-ins to `cluster.yaml`, so that they are pods of the input. The same cell stays chosen, by the names
    /// that its ends have there.
    pub fn write_stand_ins(self, made: &StandInsView) {
        self.change(Origin::Program, |it| it.append(CLUSTER, &made.yaml));
        let now = |id: String| made.ids.iter().find(|it| it.0 == id).map_or(id, |it| it.1.clone());
        self.selection.update(|it| {
            if let Some(Selection { cell, .. }) = it {
                cell.from = now(std::mem::take(&mut cell.from));
                cell.to = now(std::mem::take(&mut cell.to));
            }
        });
    }

    /// Puts files in the place of all that are there, in one change, and shows the last one.
    pub fn replace_files(self, files: &[(String, String)]) {
        self.change(Origin::Program, |it| it.begin_anew(files));
        self.choose(None);
        self.set_probe(Probe::Any);
    }

    /// Writes files as the terminal has them: texts of those that are there, and new ones; in one change. Shows one of them.
    pub fn write_files(self, files: &[SourceFile], shown: Option<&str>) {
        self.change(Origin::Fix, |it| {
            for file in files {
                it.write(&file.name, &file.text);
            }
            if let Some(at) = it.list.iter().position(|it| Some(it.name.as_str()) == shown) {
                it.active = at;
            }
        });
    }

    /// What the user typed into the port field.
    pub fn parse_probe(self, text: &str) -> Result<Probe, String> {
        let analysis = self.analysis.get_untracked().analysis;
        let text = text.to_owned();
        attempt(move || analysis.parse_probe(&text).map_err(String::from))
            .unwrap_or_else(|crash| Err(crash.0))
    }
}
