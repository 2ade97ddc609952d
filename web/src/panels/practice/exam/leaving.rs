//! An exam is left for something else, and goes on meanwhile.

use leptos::prelude::*;

use crate::base::browser::{after, effect};
use crate::panels::practice::Practice;

/// The way back from what was opened during an exam.
const GO_BACK: &str = "Back to the exam";

impl Practice {
    /// Something else than a task of the exam may come at any time, from a link or a menu: the exam goes on without it.
    pub(in crate::panels::practice) fn tells_of_leaving(self, is_exam: Memo<bool>) {
        let ui = self.ui;
        let was_exam = StoredValue::new(false);
        effect(move || {
            let is_exam = is_exam.get();
            let was_exam = was_exam.try_update_value(|it| std::mem::replace(it, is_exam)).unwrap_or(is_exam);
            let goes_on = self.exams.running.with(Option::is_some);
            if was_exam == is_exam && goes_on {
                return;
            }
            after(0, move || {
                ui.withdraw(GO_BACK);
                if was_exam && !is_exam && goes_on {
                    ui.offer(
                        "You have left the exam. It goes on, and so does its clock. Your answers are kept.",
                        GO_BACK,
                        move || self.resume(),
                    );
                }
            });
        });
    }
}
