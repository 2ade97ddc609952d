//! What is wrong with the task as it is written so far: found a while after the last change, in short tasks.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::SourceFile;
use netpol_core::api::page::{Loaded, checking};
use netpol_core::practice::{Judge, TaskProblem, read};

use crate::base::browser::{after, effect};
use crate::engine::{Arrival, in_slices};
use crate::model::practice::author::{Field, Form, field_of};
use crate::panels::practice::Practice;

/// Milliseconds after the last change.
const DELAY: u32 = 500;

/// What is known of the task.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Each with its field.
    pub problems: Vec<(Field, String)>,
    /// Whether the file can be read: then it can be tried.
    pub is_read: bool,
    /// So many answers were graded.
    pub graded: usize,
}

/// What is found, and whether it is of what is written now.
#[derive(Clone, Copy)]
pub struct Checks {
    pub found: RwSignal<Option<Found>>,
    pub is_on: RwSignal<bool>,
}

impl Checks {
    /// Follows the form.
    pub fn of(it: Practice, form: RwSignal<Form>) -> Checks {
        let checks = Checks { found: RwSignal::new(None), is_on: RwSignal::new(true) };
        let number = StoredValue::new(0_u32);
        it.page().ask_for_kinds();
        if matches!(it.page().own.expecting.get_untracked(), Arrival::Failed) {
            it.page().ask_for_expecting();
        }
        effect(move || {
            form.track();
            // Which parts are here is known by then, or changes it.
            it.page().own.kinds.track();
            it.page().own.expecting.track();
            number.update_value(|it| *it += 1);
            let now = number.get_value();
            after(DELAY, move || {
                // The form may be gone, or changed since.
                if number.try_get_value() == Some(now) {
                    checks.begin(it, form, number, now);
                }
            });
        });
        checks
    }

    fn begin(self, it: Practice, form: RwSignal<Form>, number: StoredValue<u32>, now: u32) {
        let form = form.get_untracked();
        let file = form.file();
        let mut problems = form.unread();
        let task = match read(&SourceFile::new("task.yaml", file.as_str())) {
            Ok(it) => Arc::new(it),
            Err(found) => {
                problems.extend(told(&file, found));
                self.found.set(Some(Found { problems, is_read: false, graded: 0 }));
                self.is_on.set(false);
                return;
            }
        };
        self.is_on.set(true);
        let (loaded, judge) = match parts(it, task.has_lines()) {
            Needed::Here(loaded, judge) => (loaded, judge),
            // It is checked when they come.
            Needed::Awaited => return,
            Needed::Failed => {
                problems
                    .push((Field::Head, "a part of the page did not come, so nothing is checked".to_owned()));
                self.found.set(Some(Found { problems, is_read: true, graded: 0 }));
                self.is_on.set(false);
                return;
            }
        };
        spawn_local(async move {
            let goes_on = |_| number.try_get_value() == Some(now);
            let Some(checked) = in_slices(checking(task, loaded, judge), goes_on).await else { return };
            match checked {
                Some(it) => {
                    problems.extend(told(&file, it.problems));
                    let found = Found { problems, is_read: true, graded: it.graded };
                    // The form may be gone by now.
                    let _gone = self.found.try_set(Some(found));
                }
                None => {
                    problems.push((Field::Head, "what checks tasks has failed on this one".to_owned()));
                    let _gone = self.found.try_set(Some(Found { problems, is_read: true, graded: 0 }));
                }
            }
            let _gone = self.is_on.try_set(false);
        });
    }

    /// The problems of a field.
    pub fn of_field(self, field: Field) -> Vec<String> {
        let found = self.found.read();
        let all = found.iter().flat_map(|it| &it.problems);
        all.filter(|it| it.0 == field).map(|it| it.1.clone()).collect()
    }
}

/// The parts of the page that check a task.
enum Needed {
    Here(Loaded, Option<Judge>),
    Awaited,
    Failed,
}

/// Asks for what is not here yet: what judges lines only where there are some.
fn parts(it: Practice, has_lines: bool) -> Needed {
    let page = it.page();
    let kinds = page.own.kinds.get_untracked();
    let expecting = page.own.expecting.get_untracked();
    let judge = expecting.here().map(|it| it.judge);
    if matches!(kinds, Arrival::Failed) || has_lines && matches!(expecting, Arrival::Failed) {
        return Needed::Failed;
    }
    if has_lines && judge.is_none() {
        page.ask_for_expecting();
        return Needed::Awaited;
    }
    match page.loaded().filter(|_| kinds.here().is_some()) {
        Some(loaded) => Needed::Here(loaded, judge),
        None => Needed::Awaited,
    }
}

fn told(file: &str, found: Vec<TaskProblem>) -> Vec<(Field, String)> {
    found.into_iter().map(|it| (field_of(file, &it), it.message)).collect()
}
