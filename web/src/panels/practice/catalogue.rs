//! The catalogue: what to do next, and all tasks by their groups.

use leptos::ev;
use leptos::prelude::*;
use netpol_core::practice::{Exam, Group, Level};

use super::Practice;
use super::exam::Offer;
use super::lessons::way::{Way, told as lesson_told};
use super::own::Repairs;
use crate::base::browser::focus_awaited;
use crate::base::markup::{shown, word};
use crate::model::practice::Entry;
use crate::model::practice::progress::Record;
use crate::model::practice::words::{group_name, level_name};
use crate::widgets::filter_field::FilterField;
use crate::widgets::head_row::HeadRow;
use crate::widgets::icons::{Glyph, Icon};

/// What is shown of the catalogue.
#[derive(Clone, Copy)]
struct Filter {
    exam: RwSignal<Option<Exam>>,
    level: RwSignal<Option<Level>>,
    is_open_only: RwSignal<bool>,
    words: RwSignal<String>,
}

impl Filter {
    fn takes(self, it: &Entry, is_done: bool) -> bool {
        let has_words = || {
            let title = it.title.to_lowercase();
            self.words.read().to_lowercase().split_whitespace().all(|word| title.contains(word))
        };
        self.exam.get().is_none_or(|exam| it.exams().any(|it| it == exam))
            && self.level.get().is_none_or(|level| it.level == level)
            && !(self.is_open_only.get() && is_done)
            && has_words()
    }
}

/// All tasks.
#[component]
pub fn Catalogue(it: Practice) -> impl IntoView {
    let filter = Filter {
        exam: RwSignal::new(None),
        level: RwSignal::new(None),
        is_open_only: RwSignal::new(false),
        words: RwSignal::new(String::new()),
    };
    focus_awaited("#practice-title");
    let all = it.all();
    let count = all.len();
    let done = {
        let all = it.all();
        move || {
            let progress = it.progress.read();
            all.iter().filter(|it| progress.is_done(it.name)).count()
        }
    };
    let next = move || it.next().map(|entry| view! { <Next it entry/> });
    let shown_groups = move || {
        let progress = it.progress.read();
        let taken: Vec<Entry> =
            all.iter().filter(|it| filter.takes(it, progress.is_done(it.name))).copied().collect();
        if taken.is_empty() {
            return view! { <p class="nothing">"No task fits."</p> }.into_any();
        }
        let group = |group: Group| {
            let own: Vec<Entry> = taken.iter().filter(|it| it.group == group).copied().collect();
            (!own.is_empty()).then(|| view! { <OneGroup it group own/> })
        };
        Group::ALL.iter().copied().map(group).collect_view().into_any()
    };
    let leave = move || {
        it.ui.catalogue.set(false);
        focus_awaited(".practice-button");
    };
    let close = move |()| leave();
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            leave();
        }
    };
    view! {
        <section class="practice list" aria-label="Practice" data-testid="catalogue" on:keydown=escape>
            <HeadRow class="list-head" label="Close the catalogue" title="Close" close=Callback::new(close)>
                <h2 id="practice-title" tabindex="-1">{shown("Practice")}</h2>
                <p class="dim">{move || shown(&format!("{} of {count} solved", done()))}</p>
                <span class="grow"></span>
            </HeadRow>
            {next}
            <Way it/>
            <Offer it/>
            <div class="list-bar">
                <FilterField text=filter.words placeholder="Search" label="Search tasks" title="Words of the title"/>
                <Choose name="Exam" all=Exam::ALL now=filter.exam says=Exam::as_str/>
                <Choose name="Level" all=Level::ALL now=filter.level says=level_name/>
                <button
                    type="button"
                    class="toggle"
                    aria-pressed=move || word(filter.is_open_only.get())
                    on:click=move |_| filter.is_open_only.update(|it| *it = !*it)
                >
                    "Not solved yet"
                </button>
            </div>
            <div class="groups">{shown_groups} <Repairs it/> <Making it/></div>
            <p class="dim keep">
                <Glyph icon=Icon::Lock/>
                "What you solve is kept in this browser only. Drafts exports and imports it."
            </p>
        </section>
    }
}

/// The way to the form that makes a task.
#[component]
fn Making(it: Practice) -> impl IntoView {
    let open = move |_| {
        it.ui.catalogue.set(false);
        it.ui.authoring.set(true);
    };
    view! {
        <section class="group" aria-label="Your own tasks">
            <h3>"Your own tasks"</h3>
            <p class="dim">"A task is one file, which a link holds. Make one of the files that are open, or change one."</p>
            <button type="button" data-testid="make-task" on:click=open>"Make a task of what is open"</button>
        </section>
    }
}

/// One of several words, or any.
#[component]
fn Choose<T: Copy + PartialEq + Send + Sync + 'static>(
    name: &'static str,
    all: &'static [T],
    now: RwSignal<Option<T>>,
    says: fn(T) -> &'static str,
) -> impl IntoView {
    let one = move |of: Option<T>, text: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || word(now.get() == of)
                on:click=move |_| now.set(of)
            >
                {text}
            </button>
        }
    };
    let rest = all.iter().map(|&it| one(Some(it), says(it))).collect_view();
    view! { <div class="seg" role="group" aria-label=name>{one(None, "All")} {rest}</div> }
}

/// What to do next.
#[component]
fn Next(it: Practice, entry: Entry) -> impl IntoView {
    let record = untrack(|| it.record(entry.name));
    let begin = if record == Record::default() { "Start" } else { "Continue" };
    let told = match (record.checks, record.reached) {
        _ if entry.is_lesson() => lesson_told(record),
        (0, 0) => format!("{}, {}", group_name(entry.group), level_name(entry.level).to_lowercase()),
        (checks, hints) => {
            let times =
                |n: u32, what: &str| if n == 1 { format!("1 {what}") } else { format!("{n} {what}s") };
            format!("Begun: {}, {}", times(checks, "check"), times(hints, "hint"))
        }
    };
    view! {
        <div class="next-card">
            <div>
                <p class="small-head">"Next"</p>
                <p class="next-title">{shown(entry.title)}</p>
                <p class="dim">{shown(&told)}</p>
            </div>
            <span class="grow"></span>
            <button type="button" class="primary" on:click=move |_| it.open_task(entry)>{begin}</button>
        </div>
    }
}

#[component]
fn OneGroup(it: Practice, group: Group, own: Vec<Entry>) -> impl IntoView {
    let progress = it.progress.get_untracked();
    let done = own.iter().filter(|it| progress.is_done(it.name)).count();
    let count = shown(&format!("{done} of {}", own.len()));
    let current = untrack(|| it.ui.task());
    let one = |entry: Entry| {
        let record = progress.of(entry.name);
        let is_done = record.done != 0;
        let is_current = current.as_deref() == Some(entry.name);
        let class = match (is_current, is_done) {
            (true, _) => "entry current",
            (false, true) => "entry done",
            (false, false) => "entry",
        };
        let said = match (is_done, record.helped) {
            (true, true) => "solved with help",
            (true, false) => "solved",
            (false, _) => "",
        };
        let tags = entry.exams().map(|it| view! { <span class="tag">{it.as_str()}</span> }).collect_view();
        view! {
            <li>
                <button type="button" class=class data-task=entry.name on:click=move |_| it.open_task(entry)>
                    <span class="mark" aria-hidden="true">{if is_done { "✓" } else { "" }}</span>
                    <span class="entry-title">{shown(entry.title)}</span>
                    <span class="sr">{said}</span>
                    <span class="tags">{tags}</span>
                </button>
            </li>
        }
    };
    view! {
        <section class="group" aria-label=group_name(group)>
            <h3>{group_name(group)} <span class="dim">{count}</span></h3>
            <ul>{own.into_iter().map(one).collect_view()}</ul>
        </section>
    }
}
