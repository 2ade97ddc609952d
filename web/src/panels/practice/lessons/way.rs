//! The path beside the catalogue: lessons and tasks in the order in which they are met, and how far one has come.

use leptos::prelude::*;

use crate::base::markup::{shown, word};
use crate::model::practice::Entry;
use crate::model::practice::path;
use crate::model::practice::progress::Record;
use crate::panels::practice::Practice;

/// What the card of the next step says of a lesson.
pub fn told(record: Record) -> String {
    let begun = record.reached > 0 || record.checks > 0;
    if begun { "Lesson, begun".to_owned() } else { "Lesson".to_owned() }
}

/// The path.
#[component]
pub fn Way(it: Practice) -> impl IntoView {
    let stretches = path::stretches();
    let names: Vec<&'static str> = stretches.iter().flat_map(|it| it.1.iter().map(|it| it.name)).collect();
    let count = names.len();
    let done = move || {
        let progress = it.progress.read();
        let done = names.iter().filter(|it| progress.is_done(it)).count();
        shown(&format!("{done} of {count} done"))
    };
    // Open is the stretch with what is open on the page, else that of the next step.
    let here = untrack(|| it.ui.task()).filter(|it| path::place(it).is_some());
    let here = here.or_else(|| untrack(|| it.next()).map(|it| it.name.to_owned()));
    let stretch = here.as_deref().and_then(path::place).map(|it| it.0);
    let one = |(name, all): (&'static str, Vec<Entry>)| {
        let is_open = stretch == Some(name);
        view! { <Stretch it name all is_open/> }
    };
    view! {
        <section class="way" aria-label="Path" data-testid="path">
            <h3>"Path" <span class="dim">{done}</span></h3>
            <p class="dim">"Lessons and tasks, one after the other, from first steps to what exams ask."</p>
            {stretches.into_iter().map(one).collect_view()}
        </section>
    }
}

#[component]
fn Stretch(it: Practice, name: &'static str, all: Vec<Entry>, is_open: bool) -> impl IntoView {
    let names: Vec<&'static str> = all.iter().map(|it| it.name).collect();
    let count = names.len();
    let done = Memo::new(move |_| {
        let progress = it.progress.read();
        names.iter().filter(|it| progress.is_done(it)).count()
    });
    let class = move || if done.get() == count { "stretch full" } else { "stretch" };
    view! {
        <details class=class open=is_open>
            <summary>
                <span class="grow">{name}</span>
                <progress max=count.to_string() value=move || done.get().to_string() aria-hidden="true"></progress>
                <span class="dim of">{move || shown(&format!("{} of {count}", done.get()))}</span>
            </summary>
            <ol>{all.into_iter().map(|entry| view! { <PathStep it entry/> }).collect_view()}</ol>
        </details>
    }
}

#[component]
fn PathStep(it: Practice, entry: Entry) -> impl IntoView {
    let is_done = move || it.progress.read().is_done(entry.name);
    let is_current = untrack(|| it.ui.task()).as_deref() == Some(entry.name);
    let class = move || match (is_current, is_done()) {
        (true, _) => "entry current",
        (false, true) => "entry done",
        (false, false) => "entry",
    };
    let kind = entry.is_lesson().then(|| view! { <span class="tag">"Lesson"</span> });
    view! {
        <li>
            <button
                type="button"
                class=class
                data-step=entry.name
                aria-current=word(is_current)
                on:click=move |_| it.open_task(entry)
            >
                <span class="mark" aria-hidden="true">{move || if is_done() { "✓" } else { "" }}</span>
                <span class="entry-title">{shown(entry.title)}</span>
                <span class="sr">{move || if is_done() { "done" } else { "" }}</span>
                {kind}
            </button>
        </li>
    }
}
