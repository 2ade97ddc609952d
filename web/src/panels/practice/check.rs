//! *Check*: grades the files of the page as an answer, in short tasks, and chooses the first cell that is not as asked.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::grading;
use netpol_core::practice::{Grade, Outcome, Variation};

use super::{Graded, Open, Practice};
use crate::effects::practice as kept;
use crate::model::practice;
use crate::model::share::CellRef;
use crate::state::{Checked, TaskNews};

impl Practice {
    /// Grades what is on the page. What grades may have to come first.
    pub(super) fn check(self) {
        let Some(open) = self.open.get_untracked() else { return };
        if open.task.predict.is_some() {
            return self.check_marks(open, false);
        }
        // An exam tells nothing before its end.
        if self.exams.has_now(open.entry.name) {
            return;
        }
        let files = self.page.files_now();
        let (answer, notes) = practice::answer(&open.task, &files.list);
        let task = Arc::clone(&open.task);
        let trying = move |loaded, judge| grading(task, answer, loaded, Some(judge));
        let name = open.entry.name;
        self.judge(name, "answer", trying, move |it| self.has_grade(&open, files.revision, it, notes));
    }

    fn has_grade(self, open: &Open, revision: u64, grade: Grade, notes: Vec<String>) {
        let name = open.entry.name;
        let is_solved = grade.outcome == Outcome::Passed;
        let had = untrack(|| self.record(name));
        self.note(name, |it| {
            it.checks = it.checks.saturating_add(1);
            if is_solved && it.done == 0 {
                it.done = kept::now();
            }
        });
        if let Some(it) = &grade.first
            && it.variation == Variation::Shown
        {
            self.choose(it.from_id.clone(), it.to_id.clone(), &it.port);
        }
        let checked = Checked {
            task: name.to_owned(),
            is_solved,
            missing: grade.missing,
            excess: grade.excess,
            sentence: super::result::sentence(&open.task, &grade),
            checks: had.checks.saturating_add(1),
        };
        self.outcome.set(Some(Graded { revision, grade: Arc::new(grade), notes }));
        self.ui.task_news.set(Some(TaskNews::Checked(checked)));
    }

    /// Chooses a cell that the matrix has, on a port.
    pub(super) fn choose(self, from: String, to: String, port: &str) {
        let page = self.page;
        let analysis = page.analysis.get_untracked().analysis;
        let is_there = |it: &str| analysis.endpoint_index(it).is_some();
        if is_there(&from) && is_there(&to) {
            if let Ok(probe) = page.parse_probe(port) {
                page.set_probe(probe);
            }
            page.select(CellRef { from, to });
            self.ui.show_chosen();
            self.ui.tabs.open(crate::state::Tab::WHY);
        }
    }
}
