//! Tasks to practise with, as far as the rest of the page takes part in them.

use leptos::prelude::*;
use netpol_core::view::Place;

use super::Ui;
use crate::model::practice;

/// What became of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TaskNews {
    /// Its files are on the page.
    Opened,
    /// It could not be opened: why.
    Failed(String),
    /// Its answer was graded.
    Checked(Checked),
}

/// What came of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The name of the task.
    pub task: String,
    /// Whether it does what is asked, and nothing else.
    pub is_solved: bool,
    /// Pairs that lack a port.
    pub missing: u64,
    /// Pairs that have a port too many.
    pub excess: u64,
    /// The result in words.
    pub sentence: String,
    /// So often the task was checked. It makes the second of two equal results another one.
    pub checks: u32,
}

impl Ui {
    /// The name of the task that is open; with a subscription to it.
    pub fn task(self) -> Option<String> {
        practice::task_of(&self.page.scenario()).map(str::to_owned)
    }

    /// Whether anything of *Practice* is on the page; with a subscription to it.
    pub fn practises(self) -> bool {
        self.catalogue.get() || self.authoring.get() || self.wanted.read().is_some() || self.task().is_some()
    }

    /// Whether the catalogue, or the form that makes a task, stands in the place of the panes; with a subscription to it.
    pub fn has_list(self) -> bool {
        self.catalogue.get() || self.authoring.get()
    }

    /// Opens the catalogue, also from the form.
    pub fn open_catalogue(self) {
        self.authoring.set(false);
        self.catalogue.set(true);
    }

    /// Shows the panes again where the catalogue or the form stands in their place; else opens the catalogue.
    pub fn turn_catalogue(self) {
        if untrack(|| self.has_list()) { self.leave_list() } else { self.open_catalogue() }
    }

    /// Shows the panes again. What is written in the form stays.
    pub fn leave_list(self) {
        self.catalogue.set(false);
        self.authoring.set(false);
    }

    /// Whether a file is part of the open task and only is to be read; with a subscription to it.
    pub fn is_locked(self, name: &str) -> bool {
        self.locked.read().iter().any(|it| it == name) && self.task().is_some()
    }

    /// Whether an edit of these places changes a file that only is to be read; with a subscription to that.
    pub fn is_any_locked(self, mut places: impl Iterator<Item = Place>) -> bool {
        if self.locked.read().is_empty() {
            return false;
        }
        let list = self.page.files_now().list;
        places.any(|it| list.get(it.file as usize).is_some_and(|it| self.is_locked(&it.name)))
    }

    /// Whether the file that is shown can only be read; with a subscription to it.
    pub fn is_read_only(self) -> bool {
        self.readonly.get() || self.is_locked(&self.page.files().shown().name)
    }
}
