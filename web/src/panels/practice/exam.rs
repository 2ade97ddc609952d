//! An exam as far as *Practice* takes part in it: which one is being taken, its answers, its time. What is drawn of it is a
//! part of the program of its own, which comes when an exam is opened.

pub mod column;
pub mod ending;
mod leaving;
pub mod report;
pub mod setup;

use std::time::Duration;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::practice::{Exam, Task};

use super::{Open, Practice};
use crate::base::browser::after;
use crate::base::markup::{shown, word};
use crate::effects::practice as kept;
use crate::effects::practice::exam as storage;
use crate::effects::style;
use crate::later::{self, late};
use crate::model::embed::{framed, query};
use crate::model::practice::exam::{Past, Running, clock, exam_of};
use crate::model::practice::kept::{is_start, refreshed};
use crate::model::practice::{self, start};
use crate::model::share::{self, ShareState};
use column::ExamColumn;
use ending::Ending;
use report::ReportOf;
use setup::Setup;

/// Of a task that a release has renamed or taken away while an exam had it.
const GONE: &str = "This task is not part of the page any more.";

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
    /// Its answers are being graded.
    pub(super) is_grading: RwSignal<bool>,
    /// They could not be graded.
    pub(super) has_failed: RwSignal<bool>,
    /// The tasks of which the storage did not take the latest answer or flag.
    unkept: StoredValue<Vec<String>>,
    /// Whether the storage held the exam that is being taken.
    was_stored: StoredValue<bool>,
    /// An answer of an exam that is over, which is opened next: the name of its task, and the answer.
    brought: StoredValue<Option<(String, String)>>,
}

/// What became of a change of the exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// It is made, and the storage has it or not.
    Made,
    /// The exam has ended in another tab.
    Ended,
}

impl Exams {
    /// As the browser keeps them; an address may ask for one, `?exam=CKA&seed=7`.
    pub(super) fn new() -> Exams {
        let running = if framed() { None } else { storage::running() };
        let asked = query("exam").and_then(|it| exam_of(&it)).filter(|_| running.is_none());
        let seed = || query("seed").and_then(|it| it.parse().ok()).unwrap_or_else(storage::seed);
        Exams {
            left: RwSignal::new(running.as_ref().map_or(0, |it| it.left(kept::now()))),
            was_stored: StoredValue::new(running.is_some()),
            running: RwSignal::new(running),
            past: RwSignal::new(storage::past()),
            shows: RwSignal::new(asked.map(|exam| Shows::Setup(exam, seed()))),
            is_grading: RwSignal::new(false),
            has_failed: RwSignal::new(false),
            unkept: StoredValue::default(),
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

    /// The answer to a task that the exam has, or that was brought of one; as the task starts where none was begun. `None`
    /// where no exam has it.
    pub(super) fn answer(self, name: &str, task: &Task, brought: Option<String>) -> Option<ShareState> {
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

    /// Takes what was brought for the next task, if it is this one.
    pub(super) fn take_brought(self, name: &str) -> Option<String> {
        let brought = self.brought.get_value();
        self.brought.set_value(None);
        brought.filter(|it| it.0 == name).map(|it| it.1)
    }

    /// Whether these files are what was answered to a task in an exam that is over.
    pub(super) fn was_answered(self, task: &Task, name: &str, files: &[SourceFile]) -> bool {
        let past = self.past.read_untracked();
        let answers = past.iter().flat_map(|it| &it.tasks).filter(|it| it.name == name);
        let mut was = answers.map(|it| match share::unpack(&it.answer) {
            Ok(it) => refreshed(task, it).files == files,
            Err(_) => is_start(task, files),
        });
        was.any(|it| it)
    }

    /// Changes the exam that is being taken, as another tab may have left it, and keeps it.
    fn change(self, change: impl FnOnce(&mut Running)) -> Change {
        let Some(own) = self.running.get_untracked() else { return Change::Made };
        let stored = storage::running();
        let is_other = stored.as_ref().map_or(self.was_stored.get_value(), |it| !it.is_same(&own));
        if is_other {
            self.takes_over(stored);
            return Change::Ended;
        }
        let before = stored.as_ref().map_or_else(|| own.seats.clone(), |it| it.seats.clone());
        let mut now = self.unkept.with_value(|it| own.joined(stored, it));
        change(&mut now);
        let is_kept = storage::keep_running(Some(&now));
        // What is not kept counts all the same, as long as the page is open.
        self.unkept.set_value(if is_kept { Vec::new() } else { now.differing(&before) });
        if is_kept {
            self.was_stored.set_value(true);
        }
        self.running.set(Some(now));
        Change::Made
    }

    /// What another tab has made of it.
    fn takes_over(self, stored: Option<Running>) {
        self.was_stored.set_value(stored.is_some());
        self.unkept.set_value(Vec::new());
        self.left.set(stored.as_ref().map_or(0, |it| it.left(kept::now())));
        self.running.set(stored);
        self.past.set(storage::past());
    }

    /// No exam is being taken any more.
    fn close(self) {
        let own = self.running.get_untracked();
        if own.zip(storage::running()).is_some_and(|(own, stored)| own.is_same(&stored)) {
            storage::keep_running(None);
        }
        self.was_stored.set_value(false);
        self.unkept.set_value(Vec::new());
        self.running.set(None);
    }
}

impl Practice {
    /// Changes the exam that is being taken, unless it has ended in another tab.
    fn change_exam(self, change: impl FnOnce(&mut Running)) {
        if self.exams.change(change) == Change::Ended {
            // Effects come here, too.
            after(0, move || {
                self.ui.say("This exam has ended in another tab.");
                if self.exams.shows.get_untracked() == Some(Shows::Ending) {
                    self.exams.shows.set(None);
                }
                self.compare();
            });
        }
    }

    /// Keeps the answer to a task of the exam.
    pub(super) fn keep_in_exam(self, name: &str, state: &ShareState) {
        let packed = share::pack(state);
        self.change_exam(|it| {
            if let Some(it) = it.seats.iter_mut().find(|it| it.name == name) {
                it.answer = packed;
            }
        });
    }

    /// Begins an exam, or goes on with the one that another tab has begun.
    fn begin_exam(self, exam: Exam, seed: u64) {
        self.exams.shows.set(None);
        if let Some(it) = storage::running() {
            self.exams.takes_over(Some(it));
            self.ui.say("An exam is running already. This is it.");
            return self.resume();
        }
        let it = Running::new(exam, seed, kept::now());
        self.exams.left.set(it.left(kept::now()));
        let is_kept = storage::keep_running(Some(&it));
        self.exams.was_stored.set_value(is_kept);
        if !is_kept {
            self.ui.complain(
                "The exam is kept only until you close this page: the browser's storage did not take it.",
            );
        }
        self.exams.running.set(Some(it));
        self.go_to(0);
    }

    /// Opens a task of the exam.
    fn go_to(self, at: usize) {
        self.change_exam(|it| it.at = at);
        let name =
            self.exams.running.with_untracked(|it| it.as_ref()?.seats.get(at).map(|it| it.name.clone()));
        let Some(name) = name else { return };
        match practice::entry(&name) {
            Some(it) => self.open_task(it),
            None => self.ui.say(GONE),
        }
    }

    /// Goes on with the task that was on the page last, or another one where a release has taken that away.
    fn resume(self) {
        let at = self.exams.running.with_untracked(|it| {
            let it = it.as_ref()?;
            let is_there =
                |at: &usize| it.seats.get(*at).is_some_and(|it| practice::entry(&it.name).is_some());
            std::iter::once(it.at).chain(0..it.seats.len()).find(is_there)
        });
        match at {
            Some(at) => self.go_to(at),
            None => self.end_exam(),
        }
    }

    /// The exam is over: what is there is graded.
    fn end_exam(self) {
        let running = self.exams.running;
        let own = running.get_untracked();
        // Of a task of the exam nothing refuses to be kept.
        let _kept = self.keep();
        // Another tab may have written since, or ended it.
        self.change_exam(|_| ());
        if !own.zip(running.get_untracked()).is_some_and(|(own, now)| own.is_same(&now)) {
            return;
        }
        self.ui.dialog.set(None);
        if self.exams.shows.get_untracked() != Some(Shows::Ending) {
            self.exams.shows.set(Some(Shows::Ending));
        }
        self.ui.open_catalogue();
    }

    /// The exam is not graded: what should grade it does not come.
    fn drop_exam(self) {
        self.exams.close();
        self.exams.shows.set(None);
        self.compare();
    }

    /// Follows the time, by what the clock says and not by how often it was asked.
    pub(super) fn watch(self) {
        let tick = move || {
            let Some(Some(left)) =
                self.exams.running.try_with_untracked(|it| it.as_ref().map(|it| it.left(kept::now())))
            else {
                return;
            };
            let is_new = self.exams.left.get_untracked() != left;
            if is_new {
                self.exams.left.set(left);
            }
            // Once: a learner who turns away from the grading is not brought back each second.
            if left == 0 && (is_new || self.exams.shows.get_untracked() != Some(Shows::Ending)) {
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
