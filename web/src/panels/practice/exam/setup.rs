//! Before an exam: what it is like, and *Start*.

use leptos::prelude::*;
use netpol_core::practice::Exam;
use netpol_core::practice::exam::plan;

use super::Shows;
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::effects::practice::exam as storage;
use crate::effects::url;
use crate::panels::practice::Practice;

/// Where an exam like this one is found again.
pub(super) fn address(exam: Exam, seed: u64) -> String {
    format!("./?exam={}&seed={seed}", exam.as_str())
}

/// The exam that could be taken.
#[component]
pub fn Setup(it: Practice, exam: Exam, seed: u64) -> impl IntoView {
    focus_awaited("#practice-title");
    // The address asks for this exam as long as it is offered, and not at each reload after it.
    on_cleanup(|| ["exam", "seed"].iter().for_each(|it| url::forget_key(it)));
    let plan = plan(exam);
    let facts = [
        format!("{} tasks, drawn at random from those that fit {}.", plan.tasks, exam.as_str()),
        format!("{} minutes. When they are over, the exam ends by itself.", plan.minutes),
        format!("{} of 100 points are enough.", plan.pass),
        "Nothing is checked, and no hint is given, before the end. The matrix and the terminal work as always."
            .to_owned(),
        "A task that you flag is marked, so that you can come back to it.".to_owned(),
        "Nothing leaves your browser. After a reload the exam goes on, and so does its clock.".to_owned(),
    ];
    let facts = facts.map(|it| view! { <li>{shown(&it)}</li> }).collect_view();
    view! {
        <section class="practice list paper" aria-label="Exam" data-testid="exam-setup">
            <h2 id="practice-title" tabindex="-1">{shown(&format!("{} exam", exam.as_str()))}</h2>
            <ul class="points">{facts}</ul>
            <p class="dim">
                {shown(&format!("Tasks number {seed}. "))}
                <a href=address(exam, seed)>"A link to just these tasks"</a>
            </p>
            <div class="exam-acts">
                <button type="button" class="primary" on:click=move |_| it.begin_exam(exam, seed)>"Start"</button>
                <button type="button" on:click=move |_| it.exams.shows.set(Some(Shows::Setup(exam, storage::seed())))>
                    "Draw other tasks"
                </button>
                <button type="button" class="ghost" on:click=move |_| it.exams.shows.set(None)>"All tasks"</button>
            </div>
        </section>
    }
}
