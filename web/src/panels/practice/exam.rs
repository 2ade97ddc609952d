//! An exam as far as *Practice* takes part in it: which one is being taken, its answers, its time. What is drawn of it is a
//! part of the program of its own, which comes when an exam is opened.

pub mod column;
pub mod ending;
pub mod report;
pub mod setup;

use std::time::Duration;

use leptos::prelude::*;
use netpol_core::practice::{Exam, Task};

use super::{Open, Practice};
use crate::base::markup::{shown, word};
use crate::effects::practice as kept;
use crate::effects::practice::exam as storage;
use crate::effects::style;
use crate::later::{self, late};
use crate::model::embed::{framed, query};
use crate::model::practice::exam::{Past, Running, clock, exam_of};
use crate::model::practice::kept::refreshed;
use crate::model::practice::{self, start};
use crate::model::share::{self, ShareState};
use column::ExamColumn;
use ending::Ending;
use report::ReportOf;
use setup::Setup;

/// What stands in the place of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// An exam that could be taken, drawn with this number.
    Setup(Exam, u64),
    /// The exam is over and is graded.
    Ending,
    /// What came of the exam that began then.
    Report(u64),
}

/// What is known of exams while the page is open.
#[derive(Clone, Copy)]
pub struct Exams {
    /// The one that is being taken.
    pub(super) running: RwSignal<Option<Running>>,
    /// Seconds that are left of it.
    pub(super) left: RwSignal<u64>,
    /// Those that are over, the latest first.
    pub(super) past: RwSignal<Vec<Past>>,
    /// What stands in the place of the catalogue.
    pub(super) shows: RwSignal<Option<Shows>>,
    /// An answer of an exam that is over, which is opened next: the name of its task, and the answer.
    brought: StoredValue<Option<(String, String)>>,
}

impl Exams {
    /// As the browser keeps them; an address may ask for one, `?exam=CKA&seed=7`.
    pub(super) fn new() -> Exams {
        let running = if framed() { None } else { storage::running() };
        let asked = query("exam").and_then(|it| exam_of(&it)).filter(|_| running.is_none());
        let seed = || query("seed").and_then(|it| it.parse().ok()).unwrap_or_else(storage::seed);
        Exams {
            left: RwSignal::new(running.as_ref().map_or(0, |it| it.left(kept::now()))),
            running: RwSignal::new(running),
            past: RwSignal::new(storage::past()),
            shows: RwSignal::new(asked.map(|exam| Shows::Setup(exam, seed()))),
            brought: StoredValue::default(),
        }
    }

    /// Whether a task is one of the exam that is being taken. With a subscription.
    pub(super) fn has(self, name: &str) -> bool {
        self.running.read().as_ref().is_some_and(|it| it.has(name))
    }

    /// The same without one.
    pub(super) fn has_now(self, name: &str) -> bool {
        untrack(|| self.has(name))
    }

    /// The answer to a task that the exam has; as the task starts where none was begun. `None` where no exam has it.
    pub(super) fn answer(self, name: &str, task: &Task) -> Option<ShareState> {
        let brought =
            self.brought.with_value(|it| it.as_ref().filter(|it| it.0 == name).map(|it| it.1.clone()));
        let of_seat = || {
            let running = self.running.read_untracked();
            let seat = running.as_ref()?.seats.iter().find(|it| it.name == name)?;
            Some(seat.answer.clone())
        };
        let packed = brought.or_else(of_seat)?;
        Some(match share::unpack(&packed) {
            Ok(it) => refreshed(task, it),
            Err(_) => start(name, task),
        })
    }

    /// The answer of an exam that is over takes the place of the own one when its task is opened next.
    pub(super) fn bring(self, name: &str, answer: &str) {
        self.brought.set_value(Some((name.to_owned(), answer.to_owned())));
    }

    /// Changes the exam that is being taken, as another tab may have left it, and keeps it. Says whether that was possible.
    pub(super) fn change(self, change: impl FnOnce(&mut Running)) -> bool {
        let Some(own) = self.running.get_untracked() else { return true };
        let stored =
            storage::running().filter(|it| (it.start, it.seed, it.exam) == (own.start, own.seed, own.exam));
        let mut it = stored.unwrap_or(own);
        change(&mut it);
        let is_kept = storage::keep_running(Some(&it));
        self.running.set(Some(it));
        is_kept
    }

    /// Keeps the answer to a task of the exam.
    pub(super) fn keep(self, name: &str, state: &ShareState) {
        let packed = share::pack(state);
        let is_kept = self.change(|it| {
            if let Some(it) = it.seats.iter_mut().find(|it| it.name == name) {
                it.answer = packed;
            }
        });
        if !is_kept {
            // It was logged; the signal has it as long as the page is open.
            self.change_here(name, state);
        }
    }

    /// Where the storage holds an older one, this page's counts.
    fn change_here(self, name: &str, state: &ShareState) {
        let packed = share::pack(state);
        self.running.update(|it| {
            if let Some(it) = it.as_mut().and_then(|it| it.seats.iter_mut().find(|it| it.name == name)) {
                it.answer = packed;
            }
        });
    }
}

impl Practice {
    /// Whether the task that has just been opened is to be checked at once: it shows what was wrong in an exam.
    pub(super) fn check_brought(self, name: &str) {
        let is_brought = self.exams.brought.with_value(|it| it.as_ref().is_some_and(|it| it.0 == name));
        if is_brought {
            self.exams.brought.set_value(None);
            self.check();
        }
    }

    /// Begins an exam.
    fn begin_exam(self, exam: Exam, seed: u64) {
        let it = Running::new(exam, seed, kept::now());
        self.exams.left.set(it.left(kept::now()));
        if !storage::keep_running(Some(&it)) {
            self.ui.complain(
                "The exam is kept only until you close this page: the browser's storage did not take it.",
            );
        }
        self.exams.running.set(Some(it));
        self.exams.shows.set(None);
        self.go_to(0);
    }

    /// Opens a task of the exam.
    fn go_to(self, at: usize) {
        self.exams.change(|it| it.at = at);
        let name =
            self.exams.running.with_untracked(|it| it.as_ref()?.seats.get(at).map(|it| it.name.clone()));
        if let Some(entry) = name.and_then(|it| practice::entry(&it)) {
            self.open_task(entry);
        }
    }

    /// Goes on with the task that was on the page last.
    fn resume(self) {
        let at = self.exams.running.with_untracked(|it| it.as_ref().map_or(0, |it| it.at));
        self.go_to(at);
    }

    /// The exam is over: what is there is graded.
    fn end_exam(self) {
        if self.exams.shows.get_untracked() == Some(Shows::Ending) {
            return;
        }
        // Of a task of the exam nothing refuses to be kept.
        let _kept = self.keep();
        self.ui.dialog.set(None);
        self.exams.shows.set(Some(Shows::Ending));
        self.ui.catalogue.set(true);
    }

    /// Follows the time, by what the clock says and not by how often it was asked.
    pub(super) fn watch(self) {
        let tick = move || {
            let Some(Some(left)) =
                self.exams.running.try_with_untracked(|it| it.as_ref().map(|it| it.left(kept::now())))
            else {
                return;
            };
            if self.exams.left.get_untracked() != left {
                self.exams.left.set(left);
            }
            if left == 0 {
                self.end_exam();
            }
        };
        set_interval(tick, Duration::from_secs(1));
    }
}

late! {
    in exam;
    /// The task of an exam.
    pub(super) fn column(it: Practice, open: Open) {
        style::add(include_str!("../../../style/exam.css"));
        view! { <ExamColumn it open/> }
    }
}

late! {
    in exam;
    /// What stands in the place of the catalogue.
    pub(super) fn paper(it: Practice, shows: Shows) {
        style::add(include_str!("../../../style/exam.css"));
        match shows {
            Shows::Setup(exam, seed) => view! { <Setup it exam seed/> }.into_any(),
            Shows::Ending => view! { <Ending it/> }.into_any(),
            Shows::Report(start) => view! { <ReportOf it start/> }.into_any(),
        }
    }
}

/// Asks for the part before it is needed.
fn ahead() {
    let ask: fn() = later::ahead!(exam);
    ask();
}

/// In the catalogue: the exam that is being taken, or those that could be.
#[component]
pub fn Offer(it: Practice) -> impl IntoView {
    let choose = move |exam: Exam| {
        view! {
            <button
                type="button"
                class="small"
                on:pointerenter=move |_| ahead()
                on:click=move |_| it.exams.shows.set(Some(Shows::Setup(exam, storage::seed())))
            >
                {exam.as_str()}
            </button>
        }
    };
    let last = move || {
        let past = it.exams.past.read();
        past.first().map(|past| {
            let start = past.start;
            let text = format!("Report of the last {}", past.exam.as_str());
            view! {
                <button type="button" class="small ghost" on:click=move |_| it.exams.shows.set(Some(Shows::Report(start)))>
                    {shown(&text)}
                </button>
            }
        })
    };
    let exam = Memo::new(move |_| it.exams.running.read().as_ref().map(|it| it.exam));
    let card = move || match exam.get() {
        Some(exam) => {
            let left = move || shown(&format!("{} left", clock(it.exams.left.get())));
            view! {
                <p class="next-title">{shown(&format!("{} exam, running", exam.as_str()))}</p>
                <p class="dim">{left}</p>
                <span class="grow"></span>
                <button type="button" class="primary" on:click=move |_| it.resume()>"Go on with the exam"</button>
            }
            .into_any()
        }
        None => view! {
            <p class="next-title">{shown("Exam")}</p>
            <p class="dim">{shown("Tasks drawn at random, a clock, and a report at the end.")}</p>
            <span class="grow"></span>
            {Exam::ALL.iter().map(|it| choose(*it)).collect_view()}
            {last}
        }
        .into_any(),
    };
    (!framed()).then(|| {
        view! {
            <section class="exam-offer" aria-label="Exam" data-testid="exam-offer" data-running=move || word(exam.get().is_some())>
                {card}
            </section>
        }
    })
}
