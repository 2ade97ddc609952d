//! The answer on the page as it is kept: not over another one before the user has chosen, and what was written in the last
//! moment before something else came, too.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::Task;

use super::Practice;
use crate::base::browser::after;
use crate::effects::practice::{self as kept, Unkept};
use crate::model::practice::kept::{Against, refreshed};
use crate::model::practice::task_of;
use crate::model::share::ShareState;
use crate::state::UNDO;

/// What is on the page, from when it was opened.
#[derive(Clone, Default)]
pub(super) struct Now {
    /// Counts what was opened.
    opened: u32,
    /// The name of the task; empty where it is none.
    name: String,
    state: ShareState,
    /// Whether something was written since it was kept last.
    is_changed: bool,
    /// The task, once it has come.
    task: Option<Arc<Task>>,
    /// It was written in an exam, so that no link brought it.
    is_of_exam: bool,
    /// What stands against keeping it.
    against: Option<Against>,
    /// Why the storage did not take it last.
    unkept: Option<Unkept>,
}

impl Practice {
    /// Notes what is on the page. Where that is something else than before, keeps what was written before. Writes no
    /// signal: effects call it.
    pub(super) fn follow(self) {
        let opened = self.ui.opened.get_untracked();
        let state = untrack(|| self.ui.snapshot());
        let name = task_of(&state.scenario).unwrap_or_default().to_owned();
        let is_same = self.now.with_value(|it| it.opened == opened && it.name == name);
        if is_same {
            self.now.update_value(|it| {
                it.is_changed |= it.state.files != state.files;
                it.state = state;
            });
            return;
        }
        let outcome = self.keep_now();
        let is_task = !name.is_empty();
        self.now.set_value(Now { opened, name, state, ..Now::default() });
        after(0, move || {
            if let Err(why) = outcome {
                self.ui.say(why.message());
            }
            if is_task {
                self.compare();
            }
        });
    }

    /// Finds out whether what is on the page may take the place of what is kept, once the task is known.
    pub(super) fn compare(self) {
        let Some(open) = self.open.try_get_untracked().flatten() else { return };
        self.follow();
        if self.now.with_value(|it| it.name != open.entry.name) {
            // The task of this name is still to come.
            return;
        }
        // What only is to be read is as the task has it now.
        let state = self.now.with_value(|it| it.state.clone());
        let fresh = refreshed(&open.task, state.clone());
        let fresh_files = fresh.files.clone();
        if fresh.files != state.files {
            self.page.restore(fresh);
            self.follow();
        }
        let mut against = None;
        if self.exams.has_now(open.entry.name) {
            self.now.update_value(|now| (now.task, now.against) = (Some(open.task), None));
            return self.against.set(None);
        }
        let is_of_exam = self.exams.was_answered(&open.task, open.entry.name, &fresh_files);
        self.now.update_value(|now| {
            self.answers.update_value(|it| against = kept::against(it, &open.task, &now.name, &now.state));
            (now.task, now.against) = (Some(open.task), against);
            now.is_of_exam = is_of_exam;
        });
        self.against.set(against);
    }

    /// Keeps what is on the page, if it is a task.
    pub(super) fn keep(self) -> Result<(), Unkept> {
        self.follow();
        let outcome = self.keep_now();
        self.against.set(self.now.with_value(|it| it.against));
        outcome
    }

    fn keep_now(self) -> Result<(), Unkept> {
        let of_exam =
            self.now.with_value(|it| (self.exams.has_now(&it.name) && it.is_changed).then(|| it.clone()));
        if let Some(it) = of_exam {
            self.now.update_value(|it| it.is_changed = false);
            self.keep_in_exam(&it.name, &it.state);
            return Ok(());
        }
        let mut outcome = Ok(());
        self.now.update_value(|now| {
            let Some(task) = &now.task else { return };
            if now.is_changed && now.against != Some(Against::Link) {
                now.is_changed = false;
                let mut found = Ok(());
                self.answers.update_value(|it| match now.against {
                    None => found = kept::keep_answer(it, task, &now.name, &now.state),
                    Some(_) => it.keep_here(&now.name, &now.state),
                });
                now.unkept = found.err();
                if now.unkept == Some(Unkept::OtherTab) {
                    now.against = Some(Against::Tab);
                }
            }
            let unkept = match now.against {
                Some(Against::Link) if now.is_of_exam => Some(Unkept::OfExam),
                Some(Against::Link) => Some(Unkept::OfLink),
                Some(Against::Tab) => Some(Unkept::OtherTab),
                None => now.unkept,
            };
            outcome = unkept.map_or(Ok(()), Err);
        });
        outcome
    }

    /// The own answer in the place of that of the link, or that of the other tab in the place of this one.
    fn bring_back(self) {
        let (before, now) = (untrack(|| self.ui.snapshot()), self.now.get_value());
        let mut own = None;
        self.answers.update_value(|it| {
            if now.against == Some(Against::Tab) {
                kept::give_way(it, &now.name);
            }
            own = kept::answer(it, &now.name);
        });
        let (Some(own), Some(task)) = (own, now.task) else { return self.compare() };
        self.page.restore(refreshed(&task, own));
        self.outcome.set(None);
        self.compare();
        self.ui.say_with("The answer that was kept is back.", UNDO, move || {
            self.ui.restore(before.clone());
            // It is not kept by that.
            self.compare();
        });
    }

    /// What is on the page is the own answer from now on.
    fn keep_this(self) {
        self.follow();
        self.now.update_value(|now| {
            self.answers.update_value(|it| kept::overrule(it, &now.name));
            (now.against, now.is_changed) = (None, true);
        });
        match self.keep() {
            Ok(()) => self.ui.say("Your answer is kept with the task."),
            Err(why) => self.ui.complain(why.message()),
        }
    }
}

/// What the user is to choose before something is kept.
#[component]
pub fn Choice(it: Practice) -> impl IntoView {
    let ask = move || {
        it.against.get().map(|against| {
            let words = match against {
                Against::Link if it.now.with_value(|it| it.is_of_exam) => {
                    "This is your answer in the exam. The one you kept before is kept."
                }
                Against::Link => "This is the answer of the link. Your own is kept.",
                Against::Tab => {
                    "Another tab has kept another answer to this task. What you write here is not kept with it."
                }
            };
            view! {
                <div class="ask">
                    <p>{words}</p>
                    <button type="button" class="small" on:click=move |_| it.bring_back()>"Bring back"</button>
                    <button type="button" class="small ghost" on:click=move |_| it.keep_this()>
                        "Keep this one instead"
                    </button>
                </div>
            }
        })
    };
    view! { <div role="status" data-testid="kept">{ask}</div> }
}
