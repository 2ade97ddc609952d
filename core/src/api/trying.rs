//! For the page alone: what takes long by itself, in slices between which the page draws and takes keys. Each edit that is
//! tried is an evaluation of the whole input; what the whole input is exposed to asks every group of pods.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use super::Analysis;
use super::effects::of_fix;
use crate::model::Loaded;
use crate::pause::{Pause, Task};
use crate::practice::{
    self, Answer, Checked, Grade, Grader, Judge, Marked, NoRepair, Parts, Repair, RepairFrom,
    Task as Exercise,
};
use crate::probe::Probe;
use crate::repair::{self, Wanted};
use crate::source::SourceFile;
use crate::view::{self, EffectView, ExposureView, FixView, NeedsView, RepairsView, exposure, needs};

/// Something that is being found out.
pub struct Trying<T> {
    task: Task<Option<T>>,
    count: Rc<Cell<(usize, usize)>>,
}

impl<T> Trying<T> {
    /// Nothing of it is done yet.
    pub(super) fn new<W>(work: impl FnOnce(Pause) -> W) -> Trying<T>
    where
        W: Future<Output = Option<T>> + 'static,
    {
        Trying { task: Task::new(work), count: Rc::default() }
    }

    /// Goes on for as long as reading so many bytes takes, or longer where there is no place to stop. Leaves what came of it
    /// once all are tried, and may not be asked to go on after that.
    pub fn go_on(&mut self, bytes: usize) -> Option<Option<T>> {
        self.task.go_on(bytes)
    }

    /// How many edits were tried so far, and of how many; `(0, 0)` while that is not known.
    pub fn count(&self) -> (usize, usize) {
        self.count.get()
    }
}

/// [`Analysis::repairs`] in slices.
pub fn repairing(
    analysis: Arc<Analysis>,
    (from, to): (u32, u32),
    probe: Probe,
    wanted: Option<Wanted>,
) -> Trying<RepairsView> {
    let count = Rc::new(Cell::new((0, 0)));
    let told = Rc::clone(&count);
    let work = async move |pause| {
        let model = &analysis.model;
        let [from, to] = [from, to].map(|it| model.cluster.at(it));
        let ask = repair::Ask { from: from?, to: to?, probe, wanted };
        let found = repair::in_steps(model, ask, &pause, |done, all| told.set((done, all))).await?;
        Some(view::repairs_view(model, &found))
    };
    Trying { task: Task::new(work), count }
}

/// What a fix changes, in slices; nothing where that cannot be told.
pub fn tried_fix(analysis: Arc<Analysis>, fix: FixView) -> Trying<EffectView> {
    let work = async move |pause| of_fix(&analysis.model, &fix, &pause).await;
    Trying::new(work)
}

/// [`Analysis::needs`] in slices.
pub fn needing(analysis: Arc<Analysis>) -> Trying<NeedsView> {
    let work = async move |pause| Some(needs::needs(&analysis.model, &pause).await);
    Trying::new(work)
}

/// [`Analysis::exposure`] in slices.
pub fn exposing(analysis: Arc<Analysis>) -> Trying<ExposureView> {
    let work = async move |pause| Some(exposure::exposure(&analysis.model, &pause).await);
    Trying::new(work)
}

/// [`crate::practice::grade`] in slices. Nothing where lines are to be judged, those of a goal or of predictions, and what
/// judges these is not here.
pub fn grading(task: Arc<Exercise>, answer: Answer, loaded: Loaded, judge: Option<Judge>) -> Trying<Grade> {
    let work = async move |pause| {
        if judge.is_none() && task.has_lines() {
            return None;
        }
        let grader = Grader::with(&task, Parts { loaded, judge });
        Some(grader.in_steps(&answer, &pause).await)
    };
    Trying::new(work)
}

/// The marks of a prediction with the truth, in slices. Nothing where connections are asked and what judges them is not
/// here.
pub fn predicting(
    task: Arc<Exercise>,
    answer: Answer,
    loaded: Loaded,
    judge: Option<Judge>,
) -> Trying<Vec<Marked>> {
    let work = async move |pause| {
        if judge.is_none() && task.has_lines() {
            return None;
        }
        Some(Grader::with(&task, Parts { loaded, judge }).marked(&answer, &pause).await)
    };
    Trying::new(work)
}

/// [`crate::practice::check`] in slices. Nothing where lines are to be judged and what judges these is not here.
pub fn checking(task: Arc<Exercise>, loaded: Loaded, judge: Option<Judge>) -> Trying<Checked> {
    let work = async move |pause| {
        if judge.is_none() && task.has_lines() {
            return None;
        }
        Some(practice::check_in_steps(&task, Parts { loaded, judge }, &pause).await)
    };
    Trying::new(work)
}

/// [`crate::practice::repair`] in slices.
pub fn breaking(
    title: String,
    files: Vec<SourceFile>,
    seed: u64,
    loaded: Loaded,
) -> Trying<Result<Repair, NoRepair>> {
    let work = async move |pause| {
        let from = RepairFrom { title, files, seeds: vec![seed] };
        let made = practice::repair_in_steps(&from, Parts { loaded, judge: None }, &pause).await;
        made.map(|mut it| it.pop()).transpose()
    };
    Trying::new(work)
}

#[cfg(test)]
mod tests;
