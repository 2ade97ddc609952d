//! Edits that the page offers, with the message that takes them back.

use leptos::prelude::*;
use netpol_core::view::FixView;

use super::{Pane, Ui};
use crate::model::scenario;

/// The button of a message that takes something back.
const UNDO: &str = "Undo";

impl Ui {
    /// Does what a fix says.
    pub fn fix(self, fix: &FixView) {
        if self.readonly.get_untracked() {
            return;
        }
        let before = untrack(|| self.snapshot());
        if self.page.apply_fix(fix) {
            self.say_with(format!("Done: {}.", fix.title), UNDO, move || self.restore(before.clone()));
        } else {
            self.complain("The text has changed since. Try again.");
        }
    }

    /// Makes the stand-ins pods of the input.
    pub fn write_stand_ins(self) {
        let before = untrack(|| self.snapshot());
        let Some(made) = self.page.analysis.get_untracked().ask(|it| it.stand_ins()).flatten() else {
            return;
        };
        self.page.write_stand_ins(&made);
        let pods = if made.count == 1 { "1 pod" } else { &format!("{} pods", made.count) };
        self.say_with(format!("Wrote {pods} to cluster.yaml."), UNDO, move || self.restore(before.clone()));
    }

    /// Adds files that came from outside, and shows the last one. Those of a sample that was not touched make room for
    /// them: what belongs to neither would be judged together. Says which.
    pub fn take_files(self, files: &[(String, String)]) {
        let before = untrack(|| self.snapshot());
        let sample = scenario::has(&before.files);
        if sample {
            self.page.replace_files(files);
            self.filter.set(String::new());
        } else {
            self.page.add_files(files);
        }
        self.pane.set(Pane::Edit);
        let what = match files.len() {
            1 => self.page.files_now().shown().name,
            n => format!("{n} files"),
        };
        if sample {
            let said = format!("Added {what} in the place of the sample.");
            self.say_with(said, UNDO, move || self.restore(before.clone()));
        } else {
            self.say(format!("Added {what}."));
        }
    }
}
