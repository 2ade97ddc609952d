//! A lesson in the column of tasks: its steps one after the other. To read, to predict, to try, and the check, which is
//! that of any task.

pub mod ask;
pub mod attempt;
pub mod way;

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::{Lesson, Marked};

use super::keeping::Choice;
use super::result::{Found, WhatIsAsked};
use super::task::TaskActions;
use super::{Open, Practice, prose};
use crate::base::browser::{after, effect, focus_awaited};
use crate::base::markup::shown;
use crate::model::embed::framed;
use crate::model::practice::path;
use crate::model::practice::progress::Record;
use crate::state::Pause;
use crate::widgets::icons::{Glyph, Icon};
use ask::Ask;
use attempt::Attempt;

/// A step of a lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Read,
    Predict,
    Try,
    Check,
}

impl Step {
    const ALL: [Step; 4] = [Step::Read, Step::Predict, Step::Try, Step::Check];

    fn name(self) -> &'static str {
        match self {
            Step::Read => "Read",
            Step::Predict => "Predict",
            Step::Try => "Try",
            Step::Check => "Check",
        }
    }

    /// Its heading.
    fn place(self) -> &'static str {
        match self {
            Step::Read => "#lesson-read",
            Step::Predict => "#lesson-predict",
            Step::Try => "#lesson-try",
            Step::Check => "#lesson-check",
        }
    }

    fn id(self) -> &'static str {
        self.place().trim_start_matches('#')
    }

    fn at(number: u32) -> Step {
        usize::try_from(number).ok().and_then(|it| Step::ALL.get(it)).copied().unwrap_or(Step::Check)
    }

    fn number(self) -> u32 {
        self as u32
    }

    /// Where a lesson is opened: at the step that was reached; from the beginning once it is done.
    fn reached(it: Record) -> Step {
        if it.done == 0 { Step::at(it.reached) } else { Step::Read }
    }
}

/// The lesson that is open.
#[derive(Clone)]
pub struct Opened {
    it: Practice,
    open: Open,
    lesson: Arc<Lesson>,
    step: RwSignal<Step>,
    /// The answers to its questions, once they were asked for.
    found: RwSignal<Option<Arc<[Marked]>>>,
}

impl Opened {
    fn go(&self, to: Step) {
        self.it.note(self.open.entry.name, |it| it.reached = it.reached.max(to.number()));
        self.step.set(to);
        if !framed() {
            // The heading of before is still there.
            after(0, move || focus_awaited(to.place()));
        }
    }
}

/// What an address asks for in vain.
pub(super) fn none_called(name: &str) -> String {
    match name.strip_prefix("lessons/") {
        Some(it) => format!("There is no lesson called “{it}”."),
        None => format!("There is no task called “{name}”."),
    }
}

/// The column.
#[component]
pub fn LessonColumn(it: Practice, open: Open) -> impl IntoView {
    let lesson = open.task.lesson.clone()?;
    let step = RwSignal::new(Step::reached(untrack(|| it.record(open.entry.name))));
    let of = Opened { it, open: open.clone(), lesson: Arc::new(lesson), step, found: RwSignal::new(None) };
    // An answer may be checked by its key at any step.
    let checked = of.clone();
    effect(move || {
        if it.outcome.read().is_some() && checked.step.get_untracked() != Step::Check {
            let of = checked.clone();
            after(0, move || of.go(Step::Check));
        }
    });
    // What is asked about is in the matrix: it stays closed until there is an answer.
    let found = of.found;
    let is_closed = move || step.get() <= Step::Predict && found.read().is_none() && !framed();
    let page = it.page;
    effect(move || {
        if is_closed() {
            page.close();
        } else if untrack(|| page.pause()) == Some(Pause::Closed) {
            page.go_on();
        }
    });
    let name = open.entry.name;
    let done =
        move || it.progress.read().is_done(name).then(|| view! { <span class="tag done">"✓ done"</span> });
    let shown_step = {
        let of = of.clone();
        move || match step.get() {
            Step::Read => view! { <Read of=of.clone()/> }.into_any(),
            Step::Predict => view! { <Ask of=of.clone()/> }.into_any(),
            Step::Try => view! { <Attempt of=of.clone()/> }.into_any(),
            Step::Check => view! { <Check of=of.clone()/> }.into_any(),
        }
    };
    let acts = {
        let (of, open) = (of.clone(), open.clone());
        move || match step.get() {
            Step::Check => view! { <TaskActions it open=open.clone()/> }.into_any(),
            Step::Read | Step::Predict | Step::Try => view! { <Turn of=of.clone()/> }.into_any(),
        }
    };
    Some(view! {
        <section class="practice task lesson-column" aria-label="Lesson" data-testid="lesson">
            {(!framed()).then(|| view! { <Head it name/> })}
            <div class="task-body">
                <h2 id="task-title" tabindex="-1">{shown(open.entry.title)}</h2>
                <p class="tags"><span class="tag">"Lesson"</span> {done}</p>
                <Dots of/>
                {shown_step}
            </div>
            <Choice it/>
            {acts}
        </section>
    })
}

/// Where the lesson stands on the path, and the ways out of it.
#[component]
fn Head(it: Practice, name: &'static str) -> impl IntoView {
    let (stretch, at, count) = path::place(name).unwrap_or_default();
    let place = shown(&format!("{at} of {count}"));
    view! {
        <div class="path">
            <button type="button" class="link" on:click=move |_| it.ui.open_catalogue()>"Path"</button>
            <span class="dim" title=stretch>{stretch}</span>
            <span class="grow"></span>
            <span class="dim place">{place}</span>
            <button
                type="button"
                class="ghost square"
                aria-label="Leave this lesson"
                title="Back to what was here before"
                on:click=move |_| it.leave()
            >
                <Glyph icon=Icon::Close/>
            </button>
        </div>
    }
}

/// The steps, and which of them is shown.
#[component]
fn Dots(of: Opened) -> impl IntoView {
    let step = of.step;
    let one = move |to: Step| {
        let of = of.clone();
        let current = move || if step.get() == to { Some("step") } else { None };
        let class = move || if step.get() > to { "past" } else { "" };
        view! {
            <li>
                <button type="button" class=class aria-current=current on:click=move |_| of.go(to)>
                    {to.name()}
                </button>
            </li>
        }
    };
    view! { <ol class="lesson-steps" aria-label="Steps of the lesson">{Step::ALL.map(one)}</ol> }
}

/// One step back or forward.
#[component]
fn Turn(of: Opened) -> impl IntoView {
    let now = of.step.get_untracked();
    // Where questions are open, *Answer* is what to do.
    let found = of.found;
    let is_main = move || now != Step::Predict || found.read().is_some();
    let before = now.number().checked_sub(1).map(Step::at);
    let back = before.map(|to| {
        let of = of.clone();
        view! { <button type="button" on:click=move |_| of.go(to)>"Back"</button> }
    });
    let reset = (now == Step::Try).then(|| {
        let it = of.it;
        view! { <button type="button" class="ghost" on:click=move |_| it.reset()>"Reset"</button> }
    });
    view! {
        <div class="acts">
            <button
                type="button"
                class:primary=is_main
                on:click=move |_| of.go(Step::at(now.number() + 1))
            >
                "Next"
            </button>
            {back} {reset}
        </div>
    }
}

#[component]
fn Read(of: Opened) -> impl IntoView {
    view! {
        <h3 id=Step::Read.id() class="sr" tabindex="-1">"Read"</h3>
        <div class="task-text">{prose::text(&of.lesson.read)}</div>
    }
}

/// What is asked at the end, as of any task.
#[component]
fn Check(of: Opened) -> impl IntoView {
    let (it, open) = (of.it, of.open.clone());
    let name = open.entry.name;
    let hints = open.task.hints.iter().map(|it| view! { <p>{prose::line(it)}</p> }).collect_view();
    let text = prose::text(&open.task.text);
    let learned = of.lesson.learned.clone();
    let learned = move || {
        it.progress.read().is_done(name).then(|| {
            view! { <div class="learned"><p class="small-head">"What stays"</p> <p>{prose::line(&learned)}</p></div> }
        })
    };
    view! {
        <h3 id=Step::Check.id() tabindex="-1">"Do it yourself"</h3>
        <div class="task-text">{text}</div>
        <h3>"What is asked"</h3>
        <WhatIsAsked it open=open.clone()/>
        <Found it open/>
        {learned}
        <details class="lesson-hint"><summary>"A hint"</summary> {hints}</details>
        <button type="button" class="small" on:click=move |_| of.go(Step::Try)>"Back"</button>
    }
}
