//! The end of an exam: every answer is graded, in short tasks, and the report is kept.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::{Loaded, grading};
use netpol_core::practice::exam::{WHOLE, plan, points};
use netpol_core::practice::{Grade, Judge, Task};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::Promise;

use super::{GONE, Shows};
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::effects::practice as kept;
use crate::effects::practice::exam as storage;
use crate::engine::in_slices;
use crate::later;
use crate::model::practice;
use crate::model::practice::exam::{Past, Result, Running, Seat};
use crate::model::practice::kept::{is_start, refreshed};
use crate::model::share;
use crate::panels::practice::{Practice, result};

/// While the answers are graded.
#[component]
pub fn Ending(it: Practice) -> impl IntoView {
    focus_awaited("#practice-title");
    let has_failed = it.exams.has_failed;
    begin(it);
    let again = move || {
        has_failed.get().then(|| {
            view! {
                <p role="alert">
                    {shown("The answers could not be graded, because a part of the page did not come. They are kept. ")}
                    <later::Again again=move || begin(it)/>
                </p>
                <div class="exam-acts">
                    <button type="button" class="ghost" on:click=move |_| it.drop_exam()>
                        {shown("Leave the exam without a report")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <section class="practice list paper" aria-label="Exam">
            <h2 id="practice-title" tabindex="-1">{shown("The exam is over")}</h2>
            <p role="status">{move || if has_failed.get() { "" } else { "Grading…" }}</p>
            {again}
        </section>
    }
}

/// Asks for what grades, and grades once it is there; not twice, when this is left and shown again meanwhile.
fn begin(it: Practice) {
    let exams = it.exams;
    if exams.is_grading.get_untracked() {
        return;
    }
    exams.is_grading.set(true);
    exams.has_failed.set(false);
    it.with_parts(move |parts| {
        spawn_local(async move {
            let has_failed = grade_all(it, parts).await.is_none();
            // Where the page is gone, there is no need to say so.
            let _gone = (exams.is_grading.try_set(false), exams.has_failed.try_set(has_failed));
        });
    });
}

/// Grades all and shows the report. `None` where something did not come.
async fn grade_all(it: Practice, parts: Option<(Loaded, Judge)>) -> Option<()> {
    let Some(running) = it.exams.running.try_get_untracked()? else {
        it.exams.shows.set(None);
        return Some(());
    };
    let mut tasks = Vec::new();
    for seat in &running.seats {
        let result = graded(it, seat, parts?).await;
        let now = it.exams.running.try_get_untracked()?;
        if !now.is_some_and(|it| it.is_same(&running)) {
            // It has ended in another tab meanwhile.
            return Some(());
        }
        tasks.push(result?);
    }
    let past = past(&running, tasks);
    for task in past.tasks.iter().filter(|it| it.points == WHOLE) {
        it.note(&task.name, |it| {
            it.checks = it.checks.saturating_add(1);
            if it.done == 0 {
                it.done = kept::now();
            }
        });
    }
    let start = past.start;
    it.exams.past.set(storage::add_past(vec![past.clone()]));
    // Where the storage refuses it, this page has it.
    it.exams.past.update(|all| {
        if !all.iter().any(|it| it.is_same(&past)) {
            all.insert(0, past);
        }
    });
    it.exams.close();
    it.exams.shows.set(Some(Shows::Report(start)));
    // What is on the page is not written over the own answer.
    it.compare();
    Some(())
}

fn past(running: &Running, tasks: Vec<Result>) -> Past {
    let took = kept::now().saturating_sub(running.start).min(60 * plan(running.exam).minutes);
    Past { exam: running.exam, seed: running.seed, start: running.start, took, tasks }
}

/// What came of a task.
async fn graded(it: Practice, seat: &Seat, parts: (Loaded, Judge)) -> Option<Result> {
    let of = |points, wrong: String| Result {
        name: seat.name.clone(),
        points,
        is_flagged: seat.is_flagged,
        answer: seat.answer.clone(),
        wrong,
    };
    let Ok(state) = share::unpack(&seat.answer) else {
        return Some(of(0, "Nothing was answered.".to_owned()));
    };
    let Some(entry) = practice::entry(&seat.name) else { return Some(of(0, GONE.to_owned())) };
    let task = Arc::new(fetched(entry).await?);
    let state = refreshed(&task, state);
    if is_start(&task, &state.files) {
        return Some(of(0, "Nothing was answered.".to_owned()));
    }
    let grade = grade(it, &task, &state.files, parts).await?;
    let points = points(&grade);
    let wrong = if points == WHOLE { String::new() } else { result::sentence(&task, &grade) };
    Some(of(points, wrong))
}

async fn grade(
    it: Practice,
    task: &Arc<Task>,
    files: &[netpol_core::SourceFile],
    (loaded, judge): (Loaded, Judge),
) -> Option<Grade> {
    let (answer, _notes) = practice::answer(task, files);
    let trying = grading(Arc::clone(task), answer, loaded, Some(judge));
    in_slices(trying, |_| it.exams.running.try_get_untracked().is_some()).await.flatten()
}

/// A task of the site.
async fn fetched(entry: practice::Entry) -> Option<Task> {
    let slot = std::rc::Rc::new(std::cell::RefCell::new(None));
    let got = std::rc::Rc::clone(&slot);
    let promise = Promise::new(&mut |resolve, _reject| {
        let got = std::rc::Rc::clone(&got);
        kept::fetch(entry, move |task| {
            got.replace(task);
            // A function of the browser's own: calling it does not fail.
            let _called = resolve.call0(&wasm_bindgen::JsValue::NULL);
        });
    });
    JsFuture::from(promise).await.ok()?;
    slot.take()
}
