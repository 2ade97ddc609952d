//! The task that is open: its text, what is asked, its hints, and what can be done.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::{Outcome, Role};

use super::keeping::Choice;
use super::own::Another;
use super::predict::{Acts, Predicting};
use super::result::{Found, WhatIsAsked};
use super::{Open, Practice, prose};
use crate::base::browser::focus_awaited;
use crate::base::markup::{shown, word};
use crate::model::embed::framed;
use crate::model::practice;
use crate::model::practice::words::group_name;
use crate::state::Dialog;
use crate::widgets::head_row::HeadRow;

/// The column.
#[component]
pub fn Column(it: Practice, open: Open) -> impl IntoView {
    let all = it.all();
    let own: Vec<_> = all.iter().filter(|other| other.group == open.entry.group).collect();
    let at = own.iter().position(|other| other.name == open.entry.name).map_or(0, |it| it + 1);
    // A task that the page does not bring stands in no row.
    let place = if at == 0 { shown("") } else { shown(&format!("{at} of {}", own.len())) };
    let tags = open.entry.exams().map(|it| view! { <span class="tag">{it.as_str()}</span> }).collect_view();
    let name = open.entry.name;
    let done =
        move || it.progress.read().is_done(name).then(|| view! { <span class="tag done">"✓ solved"</span> });
    let head = (!framed()).then(|| {
        view! {
            <HeadRow
                class="path"
                label="Leave this task"
                title="Back to what was here before"
                close=Callback::new(move |()| it.leave())
            >
                <button type="button" class="link" on:click=move |_| it.ui.catalogue.set(true)>"All tasks"</button>
                <span class="dim">{group_name(open.entry.group)}</span>
                <span class="grow"></span>
                <span class="dim">{place}</span>
            </HeadRow>
        }
    });
    let text = prose::text(&open.task.text);
    let predicts = open.task.predict.is_some();
    let rest = match predicts {
        true => view! { <Predicting it open=open.clone()/> }.into_any(),
        false => view! {
            <Offered it open=open.clone()/>
            <h3>"What is asked"</h3>
            <WhatIsAsked it open=open.clone()/>
            <Found it open=open.clone()/>
        }
        .into_any(),
    };
    let acts = match predicts {
        true => view! { <Acts it open=open.clone()/> }.into_any(),
        false => view! { <Actions it open=open.clone()/> }.into_any(),
    };
    view! {
        <section class="practice task" class:predicts=predicts aria-label="Task" data-testid="task">
            {head}
            <div class="task-body">
                <h2 id="task-title" tabindex="-1">{shown(open.entry.title)}</h2>
                <p class="tags">{tags} {done}</p>
                <Another it open=open.clone()/>
                <div class="task-text">{text}</div>
                {rest}
                <Hints it open=open.clone()/>
            </div>
            <Choice it/>
            {acts}
        </section>
    }
}

/// Files that an answer may apply.
#[component]
pub fn Offered(it: Practice, open: Open) -> impl IntoView {
    let offered: Vec<_> = open.task.files.iter().filter(|it| it.role == Role::Offered).cloned().collect();
    let page = it.page;
    // Of files of which exactly one is to be applied, the next takes the place of the last.
    let kind = if open.task.constraints.choose_one_of.is_empty() { "checkbox" } else { "radio" };
    let one = move |file: netpol_core::practice::TaskFile| {
        let (name, called) = (file.file.name.clone(), file.file.name.clone());
        let is_on = move || page.files().list.iter().any(|it| it.name == name);
        view! {
            <li>
                <label>
                    <input
                        type=kind
                        name="offered"
                        prop:checked=is_on
                        on:change=move |_| it.turn_offered(&called)
                    />
                    " Apply " <code>{shown(&file.file.name)}</code>
                </label>
                <details>
                    <summary>"Show it"</summary>
                    <pre tabindex="0">{shown(&file.file.text)}</pre>
                </details>
            </li>
        }
    };
    (!offered.is_empty()).then(|| {
        view! {
            <h3>"Files to choose from"</h3>
            <ul class="offered">{offered.into_iter().map(one).collect_view()}</ul>
        }
    })
}

/// One after the other.
#[component]
fn Hints(it: Practice, open: Open) -> impl IntoView {
    let name = open.entry.name;
    let hints = open.task.hints.clone();
    let count = hints.len();
    let opened = Memo::new(move |_| (it.record(name).hints as usize).min(count));
    let more = move |_| {
        it.note(name, |it| it.hints = it.hints.saturating_add(1));
        focus_awaited(".hints li:last-child");
    };
    let list = move || {
        let hint = |text: &String| view! { <li tabindex="-1">{prose::line(text)}</li> };
        hints.iter().take(opened.get()).map(hint).collect_view()
    };
    let button = move || {
        (opened.get() < count).then(|| {
            view! {
                <button type="button" class="small" on:click=more>
                    {shown(&format!("Hint {} of {count}", opened.get() + 1))}
                </button>
            }
        })
    };
    view! { <h3>"Hints"</h3> <ol class="hints">{list}</ol> {button} }
}

/// What can be done.
#[component]
pub fn Actions(it: Practice, open: Open) -> impl IntoView {
    let name = open.entry.name;
    let asks = RwSignal::new(false);
    let solutions = open.task.solutions.len();
    let task = Arc::clone(&open.task);
    let show = StoredValue::new(move |at: usize| {
        asks.set(false);
        it.note(name, |it| it.helped |= it.done == 0);
        let files = it.page.files_now();
        if let Some(sides) = practice::sides(&task, &files.list, at) {
            it.ui.dialog.set(Some(Dialog::Solution(Arc::new(sides))));
        }
    });
    let solution = move |_| match it.progress.read_untracked().is_done(name) && solutions == 1 {
        true => show.with_value(|it| it(0)),
        false => {
            asks.set(true);
            focus_awaited(".ask button");
        }
    };
    let ask = move || {
        asks.get().then(|| {
            let words = match it.progress.read_untracked().is_done(name) {
                true => "Which one?",
                false => "Show the solution? The task then counts as solved with help.",
            };
            let buttons = (0..solutions).map(|at| {
                let text =
                    if solutions == 1 { "Show it".to_owned() } else { format!("Show solution {}", at + 1) };
                view! {
                    <button type="button" class="small" on:click=move |_| show.with_value(|it| it(at))>
                        {shown(&text)}
                    </button>
                }
            });
            view! {
                <div class="ask" role="group" aria-label="The solution">
                    <p>{words}</p>
                    {buttons.collect_view()}
                    <button type="button" class="small ghost" on:click=move |_| {
                        asks.set(false);
                        focus_awaited(".task .solution");
                    }>"Not yet"</button>
                </div>
            }
        })
    };
    // The next thing to do is the next task, until something is changed again.
    let is_solved = move || {
        let revision = it.page.files().revision;
        let outcome = it.outcome.read();
        outcome.as_ref().is_some_and(|it| it.revision == revision && it.grade.outcome == Outcome::Passed)
    };
    let next = move || {
        let solved = it.progress.read().is_done(name);
        let next = it.next().filter(|_| solved && !framed());
        next.map(|entry| {
            view! {
                <button
                    type="button"
                    class="next"
                    class:primary=is_solved
                    title=shown(entry.title)
                    on:click=move |_| it.open_task(entry)
                >
                    {if entry.is_lesson() { "Next lesson" } else { "Next task" }}
                </button>
            }
        })
    };
    view! {
        {ask}
        <div class="acts">
            <button
                type="button"
                class:primary=move || !is_solved()
                title="Ctrl+Enter"
                aria-busy=move || word(it.is_checking.get())
                on:click=move |_| it.check()
            >
                "Check"
            </button>
            {next}
            <button type="button" class="solution" on:click=solution>"Solution"</button>
            <button type="button" class="ghost" on:click=move |_| it.reset()>"Reset"</button>
        </div>
    }
}
