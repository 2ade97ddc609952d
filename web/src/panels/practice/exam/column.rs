//! The task of an exam: its text, and the way to the others.

use leptos::prelude::*;

use crate::base::browser::focus_awaited;
use crate::base::markup::{shown, word};
use crate::model::practice::exam::{Seat, clock};
use crate::panels::practice::task::Offered;
use crate::panels::practice::{Open, Practice, prose};

/// Seconds before the end at which the time is read out.
const TOLD: [u64; 3] = [600, 300, 60];

/// The column.
#[component]
pub fn ExamColumn(it: Practice, open: Open) -> impl IntoView {
    let exams = it.exams;
    let name = open.entry.name;
    let seats =
        Memo::new(move |_| exams.running.read().as_ref().map_or_else(Vec::new, |it| it.seats.clone()));
    let count = seats.read_untracked().len();
    let at = seats.read_untracked().iter().position(|it| it.name == name).unwrap_or_default();
    let asks = RwSignal::new(false);
    let to = move |at: usize| {
        // Of a task of the exam nothing refuses to be kept.
        let _kept = it.keep();
        it.go_to(at);
    };
    let text = prose::text(&open.task.text);
    view! {
        <section class="practice task exam" aria-label="Exam" data-testid="exam">
            <Time it/>
            <nav class="seats" aria-label="Tasks of the exam">
                {(0..count).map(|nth| view! { <Number nth at seats to/> }).collect_view()}
            </nav>
            <div class="task-body">
                <h2 id="task-title" tabindex="-1">{shown(&format!("Task {} of {count}", at + 1))}</h2>
                <div class="task-text">{text}</div>
                <Offered it open/>
            </div>
            {move || asks.get().then(|| view! { <End it seats asks/> })}
            <Acts it seats at to asks/>
        </section>
    }
}

/// Which exam it is, and the time that is left, which is read out at the end.
#[component]
fn Time(it: Practice) -> impl IntoView {
    let exams = it.exams;
    let exam = exams.running.with_untracked(|it| it.as_ref().map_or("", |it| it.exam.as_str()));
    let said = Memo::new(move |_| {
        let left = exams.left.get();
        // The last of the moments that has come; it is read out once.
        TOLD.iter().rev().find(|it| left <= **it).map(|it| it / 60)
    });
    let told = move || said.get().map(|it| shown(&format!("{it} minutes left, or less")));
    view! {
        <div class="path">
            <span class="exam-name">{exam} " exam"</span>
            <span class="grow"></span>
            <span class="clock" role="timer" aria-label="Time left" class:is-short=move || exams.left.get() <= 300>
                {move || shown(&clock(exams.left.get()))}
            </span>
        </div>
        <p class="sr" role="status">{told}</p>
    }
}

/// Before the exam ends.
#[component]
fn End(it: Practice, seats: Memo<Vec<Seat>>, asks: RwSignal<bool>) -> impl IntoView {
    let words = move || {
        shown(&match seats.read().iter().filter(|it| it.answer.is_empty()).count() {
            0 => "End the exam? Your answers are graded.".to_owned(),
            1 => "End the exam? 1 task has no answer yet.".to_owned(),
            n => format!("End the exam? {n} tasks have no answer yet."),
        })
    };
    view! {
        <div class="ask" role="group" aria-label="The end of the exam">
            <p>{words}</p>
            <button type="button" class="small" on:click=move |_| it.end_exam()>"End and grade"</button>
            <button type="button" class="small ghost" on:click=move |_| {
                asks.set(false);
                focus_awaited(".task .end-exam");
            }>"Go on"</button>
        </div>
    }
}

/// The ways to the tasks beside this one, its flag, and the end.
#[component]
fn Acts<F: Fn(usize) + Copy + Send + Sync + 'static>(
    it: Practice,
    seats: Memo<Vec<Seat>>,
    at: usize,
    to: F,
    asks: RwSignal<bool>,
) -> impl IntoView {
    let count = seats.read_untracked().len();
    let is_flagged = move || seats.read().get(at).is_some_and(|it| it.is_flagged);
    let flag = move |_| {
        it.change_exam(|it| {
            if let Some(it) = it.seats.get_mut(at) {
                it.is_flagged = !it.is_flagged;
            }
        });
    };
    let end = move |_| {
        // What was written last counts as an answer.
        let _kept = it.keep();
        asks.set(true);
        focus_awaited(".ask button");
    };
    let previous =
        (0 < at).then(|| view! { <button type="button" on:click=move |_| to(at - 1)>"Previous"</button> });
    let next = (at + 1 < count).then(|| {
        view! { <button type="button" class="primary" on:click=move |_| to(at + 1)>"Next"</button> }
    });
    view! {
        <div class="acts">
            {next}
            {previous}
            <button type="button" class="flag" aria-pressed=move || word(is_flagged()) on:click=flag>
                {move || if is_flagged() { "⚑ Flagged" } else { "⚐ Flag" }}
            </button>
            <button type="button" class="ghost end-exam" on:click=end>"End exam"</button>
        </div>
    }
}

/// The way to a task by its number.
#[component]
fn Number<F: Fn(usize) + Copy + Send + Sync + 'static>(
    nth: usize,
    at: usize,
    seats: Memo<Vec<Seat>>,
    to: F,
) -> impl IntoView {
    let is = move |what: fn(&Seat) -> bool| seats.read().get(nth).is_some_and(what);
    let is_flagged = move || is(|it| it.is_flagged);
    let is_begun = move || is(|it| !it.answer.is_empty());
    let label = move || {
        let flagged = if is_flagged() { ", flagged" } else { "" };
        let begun = if is_begun() { ", begun" } else { "" };
        shown(&format!("Task {}{begun}{flagged}", nth + 1))
    };
    view! {
        <button
            type="button"
            class="seat"
            class:begun=is_begun
            aria-current=(nth == at).then_some("true")
            aria-label=label
            on:click=move |_| to(nth)
        >
            {nth + 1} {move || is_flagged().then_some(" ⚑")}
        </button>
    }
}
