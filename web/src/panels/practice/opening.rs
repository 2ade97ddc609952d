//! A task is opened, found again, put back to its start; and files that it offers are applied.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::{Role, Task};

use super::{Open, Practice, lessons};
use crate::base::browser::focus_awaited;
use crate::effects::{practice as kept, url};
use crate::model::embed::framed;
use crate::model::practice::kept::refreshed;
use crate::model::practice::{self, Entry};
use crate::state::{Pane, Pause, TaskNews, UNDO};

impl Practice {
    /// Opens a task by its name: an address asks for it.
    pub(super) fn open_named(self, name: &str) {
        self.ui.wanted.set(None);
        if !framed() {
            // Also those that ask for it in other words.
            ["task", "lesson", "repair", "seed"].iter().for_each(|it| url::forget_key(it));
        }
        if self.open_own(name) {
            return;
        }
        match practice::entry(name) {
            Some(it) => self.open_task(it),
            None => self.fails(lessons::none_called(name)),
        }
    }

    pub(super) fn fails(self, why: String) {
        self.ui.complain(why.clone());
        self.ui.task_news.set(Some(TaskNews::Failed(why)));
    }

    /// Puts the files of a task on the page: those of the answer that was begun, or as it starts.
    pub(super) fn open_task(self, entry: Entry) {
        self.asked.update_value(|it| *it += 1);
        let number = self.asked.get_value();
        kept::fetch(entry, move |task| {
            if self.asked.try_get_value() != Some(number) {
                // Another one was asked for since.
                return;
            }
            match task {
                Some(task) => self.begin(entry, Arc::new(task)),
                None => {
                    // It would come with another visit to the task, when it is not expected any more.
                    self.exams.take_brought(entry.name);
                    self.fails(format!(
                        "The task “{}” could not be loaded. Your text is unchanged.",
                        entry.title
                    ));
                }
            }
        });
    }

    pub(super) fn begin(self, entry: Entry, task: Arc<Task>) {
        let ui = self.ui;
        let outcome = self.keep();
        let before = untrack(|| ui.snapshot());
        if practice::task_of(&before.scenario).is_none() {
            self.before.set_value(Some(before));
        }
        let brought = self.exams.take_brought(entry.name);
        let is_brought = brought.is_some();
        let mut own = self.exams.answer(entry.name, &task, brought);
        if own.is_none() {
            self.answers.update_value(|it| own = kept::answer(it, entry.name));
        }
        let state = match own {
            Some(it) => refreshed(&task, it),
            None => practice::own::begun(entry.name, &task),
        };
        self.is_here(Open { entry, task });
        match framed() {
            true => ui.begin(state),
            false => {
                url::open(ui, state);
            }
        }
        if let Err(why) = outcome {
            ui.say(why.message());
        }
        ui.catalogue.set(false);
        ui.authoring.set(false);
        if !framed() {
            ui.pane.set(Pane::Task);
            focus_awaited("#task-title");
        }
        ui.task_news.set(Some(TaskNews::Opened));
        if is_brought {
            // It shows what was wrong in the exam.
            self.check();
        }
    }

    /// The files of the page are those of this task.
    pub(super) fn is_here(self, it: Open) {
        self.ui.locked.set(practice::locked(&it.task));
        self.is_missing.set(false);
        self.outcome.set(None);
        self.predicted.set(None);
        self.open.set(Some(it));
    }

    /// A task that asks for no prediction is never closed: a learner or a link may have brought a file that is called
    /// like that of the marks.
    pub(super) fn open_up(self) {
        if untrack(|| self.is_closed_in_vain()) {
            self.page.go_on();
        }
    }

    /// Whether the page waits for a prediction which the open task does not ask for.
    pub(super) fn is_closed_in_vain(self) -> bool {
        let open = self.open.read();
        let Some(it) = open.as_ref().filter(|it| self.ui.task().as_deref() == Some(it.entry.name)) else {
            return false;
        };
        let asks = it.task.predict.is_some() || it.task.lesson.is_some();
        !asks && self.page.pause() == Some(Pause::Closed)
    }

    /// The page was opened with the files of a task, or a link brought them.
    pub(super) fn find(self, name: &str) {
        if self.find_own(name) {
            return;
        }
        let Some(entry) = practice::entry(name) else { return self.is_missing.set(true) };
        kept::fetch(entry, move |task| match task {
            Some(task) if untrack(|| self.ui.task()).as_deref() == Some(entry.name) => {
                self.is_here(Open { entry, task: Arc::new(task) });
                self.compare();
            }
            Some(_) => (),
            None => self.is_missing.set(true),
        });
    }

    /// The files as the task starts.
    pub(super) fn reset(self) {
        let Some(it) = self.open.get_untracked() else { return };
        let before = untrack(|| self.ui.snapshot());
        if it.task.predict.is_some() {
            self.page.close();
        }
        self.page.restore(practice::own::begun(it.entry.name, &it.task));
        self.outcome.set(None);
        self.predicted.set(None);
        self.ui.say_with("The files are as the task starts.", UNDO, move || self.ui.restore(before.clone()));
    }

    /// Applies a file that is offered, or leaves it.
    pub(super) fn turn_offered(self, name: &str) {
        let Some(it) = self.open.get_untracked() else { return };
        let at = self.page.files_now().list.iter().position(|it| it.name == name);
        let offered = it.task.files.iter().find(|it| it.role == Role::Offered && it.file.name == name);
        match (at, offered) {
            (Some(at), _) => drop(self.page.remove_file(at)),
            (None, Some(offered)) => {
                for other in it.task.constraints.choose_one_of.iter().filter(|other| *other != name) {
                    let at = self.page.files_now().list.iter().position(|it| it.name == *other);
                    at.map(|at| self.page.remove_file(at));
                }
                self.page.add_file(&offered.file.name, &offered.file.text);
            }
            (None, None) => (),
        }
    }
}
