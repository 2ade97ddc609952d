//! *Practice*: the catalogue of tasks, and the task that is open, as a column before the files.
//!
//! A part of the program of its own, which comes when the first task or the catalogue is opened. Which task is open, and
//! its files, are the page's state as of any scenario (`model/practice.rs`); here is what belongs to the task besides.

pub mod acts;
pub mod catalogue;
mod check;
pub mod exam;
pub mod keeping;
pub mod lessons;
mod opening;
pub mod own;
mod parts;
pub mod predict;
pub(crate) mod prose;
pub mod question;
pub mod result;
pub mod task;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::reactive::owner::WeakOwner;
use netpol_core::practice::{Grade, Task};

use crate::base::browser::{after, effect, focus_awaited, on_window_first};
use crate::effects::{practice as kept, style, url};
use crate::later::{self, Later, late};
use crate::model::practice::kept::{Against, Answers, is_start};
use crate::model::practice::progress::{Progress, Record};
use crate::model::practice::{self, Entry};
use crate::model::scenario::Scenario;
use crate::model::share::{self, ShareState};
use crate::panels::author;
use crate::state::{Pane, Playground, Ui};
use catalogue::Catalogue;
use lessons::LessonColumn;
use task::Column;

late! {
    in practice;
    /// The column, or the catalogue in the place of everything.
    pub fn place(page: Playground, ui: Ui) {
        style::add(include_str!("../../style/practice.css"));
        style::add(include_str!("../../style/lessons.css"));
        style::add(include_str!("../../style/predict.css"));
        view! { <Place page ui/> }
    }
}

/// Asks for the part before it is needed.
pub fn ahead() {
    let ask: fn() = later::ahead!(practice);
    ask();
}

/// The task that is open.
#[derive(Clone)]
pub struct Open {
    entry: Entry,
    task: Arc<Task>,
}

impl PartialEq for Open {
    fn eq(&self, other: &Open) -> bool {
        self.entry == other.entry
    }
}

/// What came of checking the files of a revision.
#[derive(Clone, PartialEq)]
pub struct Graded {
    revision: u64,
    grade: Arc<Grade>,
    notes: Vec<String>,
}

/// What is known of tasks while the page is open.
#[derive(Clone, Copy)]
pub struct Practice {
    page: Playground,
    ui: Ui,
    all: StoredValue<Arc<[Entry]>>,
    progress: RwSignal<Progress>,
    /// The task whose files are on the page, once it has come.
    open: RwSignal<Option<Open>>,
    /// The task of the page could not be loaded.
    is_missing: RwSignal<bool>,
    outcome: RwSignal<Option<Graded>>,
    /// What came of the marks of a prediction.
    predicted: RwSignal<Option<predict::Found>>,
    is_checking: RwSignal<bool>,
    /// Exams.
    exams: exam::Exams,
    /// What was on the page before the first task.
    before: StoredValue<Option<ShareState>>,
    /// The answers that this page knows.
    answers: StoredValue<Answers>,
    /// What is on the page.
    now: StoredValue<keeping::Now>,
    /// What stands against keeping it, for the user to choose.
    against: RwSignal<Option<Against>>,
    /// What is asked for outlives the button that asks, and goes with this place.
    owner: StoredValue<WeakOwner>,
    /// Counts the tasks that were asked for: of two clicks the later one counts.
    asked: StoredValue<u32>,
}

impl Practice {
    fn new(page: Playground, ui: Ui) -> Practice {
        Practice {
            page,
            ui,
            all: StoredValue::new(practice::catalogue().into()),
            progress: RwSignal::new(kept::progress()),
            open: RwSignal::new(None),
            is_missing: RwSignal::new(false),
            outcome: RwSignal::new(None),
            predicted: RwSignal::new(None),
            is_checking: RwSignal::new(false),
            exams: exam::Exams::new(),
            before: StoredValue::new(None),
            answers: StoredValue::default(),
            now: StoredValue::default(),
            against: RwSignal::new(None),
            owner: StoredValue::new(Owner::current().unwrap_or_default().downgrade()),
            asked: StoredValue::default(),
        }
    }

    pub(crate) fn page(self) -> Playground {
        self.page
    }

    pub(crate) fn ui(self) -> Ui {
        self.ui
    }

    fn all(self) -> Arc<[Entry]> {
        self.all.get_value()
    }

    /// What was done of the open task.
    fn record(self, name: &str) -> Record {
        self.progress.read().of(name)
    }

    /// Notes something about a task.
    fn note(self, name: &str, change: impl FnOnce(&mut Record)) {
        let all = kept::note(&self.progress.get_untracked(), |it| it.note(name, change));
        self.progress.set(all);
    }

    /// Adds what was kept elsewhere since.
    fn read_progress(self) {
        let mut all = self.progress.get_untracked();
        all.add(&kept::progress());
        if all != *self.progress.read_untracked() {
            self.progress.set(all);
        }
    }

    /// The next step of the path that is not done; behind a task beside the path, the next task of the catalogue.
    fn next(self) -> Option<Entry> {
        let after = self.ui.task().unwrap_or_default();
        let progress = self.progress.read();
        let on_path = practice::path::next(&after, |it| progress.is_done(it));
        on_path.or_else(|| practice::next(&self.all(), &after, |it| progress.is_done(it)).copied())
    }

    /// Puts back what was there before the first task.
    fn leave(self) {
        let ui = self.ui;
        let kept = match self.keep() {
            Ok(()) if self.is_started() => " Your answer is kept with the task.",
            Ok(()) => "",
            Err(why) => &format!(" {}", why.message()),
        };
        self.outcome.set(None);
        ui.pane.set(Pane::Edit);
        let before = self.before.get_value();
        self.before.set_value(None);
        let aside = untrack(|| self.page.aside());
        match before {
            Some(it) if !share::is_work(&it) => {
                url::open(ui, it);
            }
            Some(_) | None if aside.is_some() => ui.take_back(),
            Some(it) => {
                url::open(ui, it);
            }
            // The page was opened with a task: there was nothing before it.
            None => {
                url::open(ui, share::blank());
            }
        }
        let now = untrack(|| self.page.snapshot());
        let what = match Scenario::by_slug(&now.scenario) {
            Some(_) => "The scenario is back.",
            None if now.files == share::blank().files => "The page is empty now.",
            None => "Your own files are back.",
        };
        ui.say(format!("{what}{kept}"));
        focus_awaited(".practice-button");
    }

    /// Whether the files of the page are an answer that was begun.
    fn is_started(self) -> bool {
        let Some(it) = self.open.get_untracked() else { return false };
        !is_start(&it.task, &self.page.files_now().list)
    }
}

/// The catalogue, or the task that is open.
#[component]
fn Place(page: Playground, ui: Ui) -> impl IntoView {
    let it = Practice::new(page, ui);
    let name = Memo::new(move |_| ui.task());
    let is_exam = Memo::new(move |_| name.get().is_some_and(|name| it.exams.has(&name)));
    it.watch();
    effect(move || ui.in_exam.set(is_exam.get()));
    it.tells_of_leaving(is_exam);
    it.opens_what_is_asked(name);
    it.keeps_answers(name);
    it.checks_by_key(name);
    effect(move || {
        if ui.catalogue.get() {
            // Drafts may have brought what was solved elsewhere.
            after(0, move || it.read_progress());
        }
    });
    move || {
        if ui.authoring.get() {
            return Some(view! { <Later page ui view=move |_, _| author::form(it)/> }.into_any());
        }
        if ui.catalogue.get() {
            return Some(match it.exams.shows.get() {
                Some(shows) => view! { <Later page ui view=move |_, _| exam::paper(it, shows)/> }.into_any(),
                None => view! { <Catalogue it/> }.into_any(),
            });
        }
        let name = name.get()?;
        Some(view! { <Opened it name is_exam/> }.into_any())
    }
}

impl Practice {
    /// Opens the task that an address or the page around asks for, and finds the one of the files that are on the page.
    fn opens_what_is_asked(self, name: Memo<Option<String>>) {
        effect(move || {
            if let Some(name) = self.ui.wanted.get() {
                // Effects write no signal of the state.
                after(0, move || self.open_named(&name));
            }
        });
        effect(move || {
            let Some(name) = name.get() else { return };
            let known = self.open.get_untracked().is_some_and(|it| it.entry.name == name);
            if !known {
                after(0, move || self.find(&name));
            }
        });
        effect(move || {
            if self.is_closed_in_vain() {
                after(0, move || self.open_up());
            }
        });
    }

    /// A page that is closed in the middle of a task finds its answer again.
    fn keeps_answers(self, name: Memo<Option<String>>) {
        let page = self.page;
        kept::delayed(
            move || {
                if name.get().is_some() { page.files().list.iter().map(|it| it.text.len()).sum() } else { 0 }
            },
            // What became of it is told when the task is left: a draft that is not kept is told at once.
            move || {
                let _told_then = self.keep();
            },
        );
        effect(move || {
            let _now = (page.files().revision, self.ui.opened.get());
            self.follow();
        });
    }

    /// *Check* by its key, wherever the focus is.
    fn checks_by_key(self, name: Memo<Option<String>>) {
        let ui = self.ui;
        on_window_first(ev::keydown, move |event| {
            let is_check =
                (event.ctrl_key() || event.meta_key()) && !event.alt_key() && event.key() == "Enter";
            let is_free = ui.dialog.read_untracked().is_none()
                && !ui.catalogue.get_untracked()
                && !ui.authoring.get_untracked();
            if is_check && is_free && untrack(|| name.get()).is_some() {
                // The editor would begin a line.
                event.prevent_default();
                event.stop_propagation();
                self.check();
            }
        });
    }
}

/// The task of the files on the page, once it has come.
#[component]
fn Opened(it: Practice, name: String, is_exam: Memo<bool>) -> impl IntoView {
    let (page, ui) = (it.page, it.ui);
    move || {
        let name = name.clone();
        let open = it.open.get().filter(|it| it.entry.name == name);
        match (open, it.is_missing.get()) {
            (Some(open), _) if is_exam.get() => {
                view! { <Later page ui view=move |_, _| exam::column(it, open.clone())/> }.into_any()
            }
            (Some(open), _) if open.entry.is_lesson() => view! { <LessonColumn it open/> }.into_any(),
            (Some(open), _) => view! { <Column it open/> }.into_any(),
            (None, true) => view! {
                <section class="practice task" aria-label="Task">
                    <p class="nothing" role="alert">
                        "The text of this task could not be loaded. "
                        <later::Again again=move || it.find(&name)/>
                    </p>
                </section>
            }
            .into_any(),
            (None, false) => view! {
                <div class="practice task"><p class="nothing">"Loading…"</p></div>
            }
            .into_any(),
        }
    }
}
