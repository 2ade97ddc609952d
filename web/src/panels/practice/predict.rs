//! A prediction: the learner marks what connections do while nothing of the page tells it, then *Check* opens the matrix
//! and says of each wrong mark why.

pub mod acts;
pub mod grid;
pub mod words;

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::predicting;
use netpol_core::practice::{Marked, Predict, Shown};

use super::{Open, Practice, prose};
use crate::base::markup::{capital, shown};
use crate::effects::practice as kept;
use crate::model::practice;
use crate::model::practice::predict::{self, Grid};
use crate::state::{Checked, Pane, Pause, TaskNews};
pub use acts::PredictActions;
use grid::Cells;
use words::Choices;

/// What came of the marks.
#[derive(Clone, PartialEq)]
pub enum Found {
    /// So many questions have no mark yet.
    Open(usize),
    /// Each question with its mark and the truth.
    Told {
        /// In the order of the questions.
        all: Arc<[Marked]>,
        /// The matrix was open before, so that this was no prediction.
        was_open: bool,
        /// The answers were asked for.
        is_shown: bool,
    },
}

impl Practice {
    /// The marks on the page, one for each question. With a subscription to the files.
    fn marks(self, predict: &Predict) -> Vec<Option<String>> {
        predict::marks(predict, &self.page.files().list)
    }

    /// Marks a question with a word, or with none.
    fn mark(self, predict: &Predict, question: usize, word: Option<&str>) {
        let file = predict::marked(predict, &self.page.files_now().list, question, word);
        self.page.write_files(&[file], None);
    }

    /// Tells what is right once every question has a mark; or without, where the answers were asked for.
    pub(super) fn check_marks(self, open: Open, is_shown: bool) {
        let Some(asked) = &open.task.predict else { return };
        let left = untrack(|| self.marks(asked)).iter().filter(|it| it.is_none()).count();
        if left != 0 && !is_shown {
            return self.predicted.set(Some(Found::Open(left)));
        }
        let (answer, _notes) = practice::answer(&open.task, &self.page.files_now().list);
        let task = Arc::clone(&open.task);
        let trying = move |loaded, judge| predicting(task, answer, loaded, Some(judge));
        let name = open.entry.name;
        self.judge(name, "marks", trying, move |all| self.has_truth(&open, all.into(), is_shown));
    }

    fn has_truth(self, open: &Open, all: Arc<[Marked]>, is_shown: bool) {
        let name = open.entry.name;
        let was_open = untrack(|| self.page.pause()) != Some(Pause::Closed);
        if !was_open {
            self.page.go_on();
        }
        let is_right = all.iter().all(Marked::is_right);
        let had = untrack(|| self.record(name));
        self.note(name, |it| {
            it.helped |= it.done == 0 && (is_shown || was_open);
            it.checks = it.checks.saturating_add(u32::from(!is_shown));
            if is_right && !is_shown && it.done == 0 {
                it.done = kept::now();
            }
        });
        let wrong = || all.iter().filter_map(|it| it.wrong.as_ref());
        if let Some(it) = wrong().next() {
            self.choose(it.from_id.clone(), it.to_id.clone(), &it.port);
        }
        if !is_shown {
            let count = |is_missing: bool| wrong().filter(|it| it.is_missing == is_missing).count() as u64;
            self.ui.task_news.set(Some(TaskNews::Checked(Checked {
                task: name.to_owned(),
                is_solved: is_right,
                missing: count(true),
                excess: count(false),
                sentence: format!("{}.", score(&all)),
                checks: had.checks.saturating_add(1),
            })));
        }
        self.predicted.set(Some(Found::Told { all, was_open, is_shown }));
    }

    /// Whether the marks of now were checked, and all of them are right.
    fn is_all_right(self, asked: &Predict) -> bool {
        let marks = self.marks(asked);
        (0..marks.len()).all(|at| self.verdict(at, marks.get(at).and_then(Option::as_deref)) == Some(true))
    }

    /// What became of a mark, where it is still the one that was checked.
    fn verdict(self, question: usize, mark: Option<&str>) -> Option<bool> {
        match self.predicted.read().as_ref()? {
            Found::Told { all, is_shown: false, .. } => {
                let it = all.get(question)?;
                (it.mark.as_deref() == mark).then(|| it.is_right())
            }
            Found::Told { .. } | Found::Open(_) => None,
        }
    }
}

/// "5 of 7 are right".
fn score(all: &[Marked]) -> String {
    format!("{} of {} are right", all.iter().filter(|it| it.is_right()).count(), all.len())
}

/// The questions, and what came of the marks.
#[component]
pub fn Predicting(it: Practice, open: Open) -> impl IntoView {
    let Some(asked) = open.task.predict.clone() else { return ().into_any() };
    let asked = Arc::new(asked);
    let questions = match Grid::of(&asked) {
        Some(grid) => view! { <Cells it asked=Arc::clone(&asked) grid/> }.into_any(),
        None => view! { <Choices it asked=Arc::clone(&asked)/> }.into_any(),
    };
    view! { <h3>"Your prediction"</h3> {questions} <Outcome it asked/> }.into_any()
}

/// The result of the last *Check*. Its words are read out when they come.
#[component]
fn Outcome(it: Practice, asked: Arc<Predict>) -> impl IntoView {
    let told = move || {
        Some(match it.predicted.get()? {
            Found::Open(left) => {
                let said = match left {
                    1 => "1 question has no mark yet.".to_owned(),
                    n => format!("{n} questions have no mark yet."),
                };
                view! { <div class="outcome"><p>{shown(&said)}</p></div> }.into_any()
            }
            Found::Told { all, was_open, is_shown } => {
                let is_right = !is_shown && all.iter().all(Marked::is_right);
                let class = if is_right { "outcome solved" } else { "outcome" };
                let head = match (is_shown, is_right) {
                    (true, _) => "These are the answers".to_owned(),
                    (false, true) if was_open => "All right, with the answers open".to_owned(),
                    (false, true) => "All right".to_owned(),
                    (false, false) => score(&all),
                };
                let told: Vec<Marked> = all.iter().filter(|it| is_shown || !it.is_right()).cloned().collect();
                let list = (!told.is_empty()).then(|| {
                    let all = by_reason(told).into_iter();
                    let all = all.map(|(reason, all)| view! { <Told it reason all/> }).collect_view();
                    view! { <ul class="points wrong">{all}</ul> }
                });
                let (asked, all) = (Arc::clone(&asked), Arc::clone(&all));
                let is_old = move || {
                    let now = it.marks(&asked);
                    let is_changed = !is_shown && now.iter().ne(all.iter().map(|it| &it.mark));
                    is_changed.then(|| view! { <p class="dim">"You have changed the marks since."</p> })
                };
                let open = "The matrix is open now.";
                view! {
                    <div class=class>
                        <p class="outcome-head"><strong>{shown(&head)}</strong></p>
                        {list}
                        <p class="dim">{open}</p>
                        {is_old}
                    </div>
                }
                .into_any()
            }
        })
    };
    let on = move || it.is_checking.get().then(|| view! { <p class="dim">"Checking…"</p> });
    view! { <div role="status" data-testid="outcome">{on} {told}</div> }
}

/// Questions with what decides about them, those with the same beside each other.
fn by_reason(all: Vec<Marked>) -> Vec<(String, Vec<Marked>)> {
    let mut res: Vec<(String, Vec<Marked>)> = Vec::new();
    for it in all {
        match res.iter_mut().find(|(reason, _)| *reason == it.reason) {
            Some((_, own)) => own.push(it),
            None => res.push((it.reason.clone(), vec![it])),
        }
    }
    res
}

/// The questions that one reason decides, and the reason once.
#[component]
fn Told(it: Practice, reason: String, all: Vec<Marked>) -> impl IntoView {
    let lines = all.into_iter().map(|marked| view! { <p><Line it marked/></p> }).collect_view();
    let reason = (!reason.is_empty()).then(|| view! { <p>{prose::line(&capital(&reason))}</p> });
    view! { <li>{lines} {reason}</li> }
}

/// One question with its answer.
#[component]
fn Line(it: Practice, marked: Marked) -> impl IntoView {
    let truth = &marked.truth;
    // A connection is one of two; other answers are words of the task.
    let said = match (&marked.mark, ["allowed", "denied"].contains(&truth.as_str())) {
        (Some(mark), true) if !marked.is_right() => format!(" You say {mark}, and it is {truth}."),
        (Some(mark), false) if !marked.is_right() => format!(" You say “{mark}”. The answer is “{truth}”."),
        (_, true) => format!(" It is {truth}."),
        (_, false) => format!(" The answer is “{truth}”."),
    };
    let wrong = marked.wrong.filter(|it| !it.from_id.is_empty() && !it.to_id.is_empty());
    let question = marked.question.clone();
    let why = wrong.map(|wrong| view! { <Why it question wrong/> });
    view! { <code>{shown(&marked.question)}</code> {shown(&said)} " " {why} }
}

/// Chooses the connection of a wrong mark.
#[component]
fn Why(it: Practice, question: String, wrong: Shown) -> impl IntoView {
    let label = format!("Why? {question}");
    let show = move |_| {
        it.choose(wrong.from_id.clone(), wrong.to_id.clone(), &wrong.port);
        it.ui.pane.set(Pane::Why);
    };
    view! { <button type="button" class="small" aria-label=shown(&label) on:click=show>"Why?"</button> }
}
