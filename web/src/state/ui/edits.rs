//! Edits that the page offers, with the message that takes them back.

use leptos::prelude::*;
use netpol_core::view::{FixView, Place, RevertView};

use crate::base::browser::keep_focus;

use super::{Dialog, Pane, UNDO, Ui};
use crate::engine::Pinned;
use crate::model::review::Spot;
use crate::model::scenario;
use crate::state::Tab;

/// Where the focus goes from a button that an edit takes away: within a dialog, else to the lists or the matrix.
const PLACES: &[&str] = &["dialog[open] button", "#lists", "[role=gridcell][tabindex='0']"];

impl Ui {
    /// Does what a fix says.
    pub fn fix(self, fix: &FixView) {
        self.fix_and_say(fix, format!("Done: {}.", fix.title));
    }

    /// Does what a fix says that changes a cell, and tells what it changes.
    pub fn repair(self, fix: &FixView, effect: &str) {
        self.fix_and_say(fix, format!("Done: {}. {effect}.", fix.title));
    }

    fn fix_and_say(self, fix: &FixView, said: String) {
        if self.readonly.get_untracked() {
            return;
        }
        if self.refuses(&self.names(fix.edits.iter().map(|it| it.place))) {
            return;
        }
        let before = untrack(|| self.snapshot());
        if self.page.apply_fix(fix) {
            self.say_with(said, UNDO, move || self.restore(before.clone()));
        } else if untrack(|| self.page.is_seeking()) {
            self.complain("The page is still looking through the files. Try again in a moment.");
        } else {
            self.complain("The text has changed since. Try again.");
        }
    }

    /// The names of the files that some places are in.
    fn names(self, places: impl Iterator<Item = Place>) -> Vec<String> {
        let list = self.page.files_now().list;
        places.filter_map(|it| Some(list.get(it.file as usize)?.name.clone())).collect()
    }

    /// Whether one of the files that an edit would change only is to be read. Then that is said, and nothing is done.
    fn refuses(self, files: &[String]) -> bool {
        let Some(name) = files.iter().find(|it| untrack(|| self.is_locked(it))) else { return false };
        self.complain(format!("{name} is locked in this task: nothing was changed."));
        true
    }

    /// Makes the stand-ins pods of the input.
    pub fn write_stand_ins(self) {
        if self.refuses(&["cluster.yaml".to_owned()]) {
            return;
        }
        let before = untrack(|| self.snapshot());
        let Some(made) = self.page.analysis.get_untracked().ask(|it| it.stand_ins()).flatten() else {
            return;
        };
        self.page.write_stand_ins(&made);
        let pods = if made.count == 1 { "1 pod" } else { &format!("{} pods", made.count) };
        self.say_with(format!("Wrote {pods} to cluster.yaml."), UNDO, move || self.restore(before.clone()));
    }

    /// Writes expectations; `None` where the evaluator failed over them. `anew` gives the text of a file without those that
    /// they replace.
    pub fn expect(self, text: Option<Result<String, &'static str>>, anew: fn(&str, &str) -> String) {
        if self.readonly.get_untracked() {
            return;
        }
        let text = match text {
            Some(Ok(it)) => it,
            Some(Err(why)) => return self.complain(format!("Nothing was written: {why}.")),
            None => return self.complain("Nothing was written: the evaluator failed over it."),
        };
        if self.refuses(&["expectations.yaml".to_owned()]) {
            return;
        }
        let before = untrack(|| self.snapshot());
        if self.page.write_expectations(&text, anew) {
            let what = match text.lines().collect::<Vec<_>>().as_slice() {
                [one] => format!("Wrote to expectations.yaml: {}", one.trim_start_matches("# expect ")),
                _ => "Wrote the matrix as it is to expectations.yaml.".to_owned(),
            };
            self.say_with(what, UNDO, move || self.restore(before.clone()));
        } else {
            self.say("That is expected already.");
        }
        // The list is drawn anew, with the button that was pressed.
        keep_focus(PLACES);
    }

    /// Makes the present state the baseline.
    pub fn pin(self) {
        let before = untrack(|| self.page.pinned());
        self.page.pin(true);
        self.only_changed.set(false);
        keep_focus(PLACES);
        self.say_with("Pinned: from now on, edits are compared with this state.", UNDO, move || {
            self.compare_again(before.clone());
        });
    }

    /// Compares with an earlier state again. That is a pin of its own, and nothing is opened by it.
    fn compare_again(self, before: Pinned) {
        let number = untrack(|| self.page.pinned()).number + 1;
        self.page.pin_again(Pinned { number, by_hand: true, ..before });
    }

    /// Gives an object, by its name, its text of the baseline.
    pub fn revert(self, name: &str, it: &RevertView) {
        let mut files = self.names(it.edits.iter().map(|it| it.place));
        files.extend(it.append.as_ref().map(|it| it.0.clone()));
        if self.refuses(&files) {
            return;
        }
        let before = untrack(|| self.snapshot());
        if self.page.revert(it) {
            keep_focus(PLACES);
            self.say_with(format!("Reverted {name}."), UNDO, move || self.restore(before.clone()));
        } else {
            self.complain("The text has changed since. Try again.");
        }
    }

    /// Gives a file its text of the baseline.
    pub fn revert_file(self, name: &str) {
        if self.refuses(&[name.to_owned()]) {
            return;
        }
        let before = untrack(|| self.snapshot());
        self.page.revert_file(name);
        keep_focus(PLACES);
        self.say_with(format!("Reverted {name}."), UNDO, move || self.restore(before.clone()));
    }

    /// Shows the baseline and the files of now side by side, at a place where one is asked for.
    pub fn review(self, at: Option<Spot>) {
        self.dialog.set(Some(Dialog::Review { at }));
    }

    /// Puts the baseline back, but for files of a task that only are to be read.
    pub fn revert_all(self) {
        let before = untrack(|| self.snapshot());
        let pinned = untrack(|| self.page.pinned());
        let names = before.files.iter().chain(pinned.list.iter()).map(|it| it.name.clone());
        let locked: Vec<String> = names.filter(|it| untrack(|| self.is_locked(it))).collect();
        self.page.revert_all(&locked);
        self.only_changed.set(false);
        keep_focus(PLACES);
        self.say_with("Reverted all to the baseline.", UNDO, move || self.restore(before.clone()));
    }

    /// Shows what differs from the baseline.
    pub fn show_changes(self) {
        self.open_tab(Tab::CHANGES);
    }

    /// Adds files that came from outside, and shows the last one. Those of a sample that was not touched make room for
    /// them: what belongs to neither would be judged together. Says which.
    pub fn take_files(self, files: &[(String, String)]) {
        let before = untrack(|| self.snapshot());
        let pinned = untrack(|| self.page.pinned());
        // What is asked of a sample is no input beside it.
        let sample = scenario::has(&before.files) && !files.iter().all(|it| only_expects(&it.1));
        if sample {
            self.page.replace_files(files);
            self.filter.set(String::new());
        } else {
            self.page.add_files(files);
        }
        // With a sample, or with nothing, they are not compared.
        if sample || pinned.is_blank() {
            self.page.pin(false);
            self.only_changed.set(false);
        }
        self.pane.set(Pane::Edit);
        let what = match files.len() {
            1 => self.page.files_now().shown().name,
            n => format!("{n} files"),
        };
        if sample {
            let said = format!("Added {what} in the place of the sample.");
            self.say_with(said, UNDO, move || {
                self.restore(before.clone());
                self.compare_again(pinned.clone());
            });
        } else {
            self.say(format!("Added {what}."));
        }
    }
}

/// Whether a text says what should be and has no object.
fn only_expects(text: &str) -> bool {
    let expects = |it: &str| it.starts_with("tests:") || it.starts_with("# expect ");
    !text.contains("kind") && text.lines().any(expects)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use netpol_core::SourceFile;

    use super::*;
    use crate::model::share::ShareState;
    use crate::state::Playground;

    #[test]
    fn edits_of_a_locked_file_are_refused() {
        let owner = Owner::new();
        owner.set();
        let names = ["cluster.yaml", "answer.yaml"];
        let files = names.map(|it| SourceFile::new(it, "a: 1\n")).to_vec();
        let state = ShareState { files, scenario: "practice/some".to_owned(), ..ShareState::default() };
        let page = Playground::new(state, None, RwSignal::new(crate::app::parts::at_start()), |_| ());
        let ui = Ui::new(page, &[]);
        ui.locked.set(Arc::from(["cluster.yaml".to_owned()]));
        let place = |file| Place { file, from: 0, to: 0, from_line: 1, to_line: 1 };
        assert!(ui.refuses(&ui.names([1, 0].map(place).into_iter())));
        ui.write_stand_ins();
        assert!(page.files_now().list.iter().all(|it| &*it.text == "a: 1\n"));
        let said: Vec<String> = ui.toasts.get_untracked().into_iter().map(|it| it.text).collect();
        assert_eq!(said, ["cluster.yaml is locked in this task: nothing was changed."]);
        assert!(!ui.refuses(&["answer.yaml".to_owned()]));
    }

    #[test]
    fn a_list_of_tests_is_no_input_by_itself() {
        assert!(only_expects("# of the sample\ntests:\n- source: a\n"));
        assert!(only_expects("# expect a -> b: denied\n"));
        assert!(!only_expects("tests:\n- source: a\n---\nkind: Pod\n") && !only_expects("a: 1\n"));
    }
}
