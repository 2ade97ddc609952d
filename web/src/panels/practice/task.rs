//! The task that is open: its text, what is asked, its hints, and what can be done.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::practice::{Outcome, Role};

use super::acts::{Actions, Revealed};
use super::keeping::Choice;
use super::own::Another;
use super::predict::{PredictActions, Predicting};
use super::result::{Found, WhatIsAsked};
use super::{Open, Practice, prose};
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
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
                <button type="button" class="link" on:click=move |_| it.ui.open_catalogue()>"All tasks"</button>
                <span class="dim" title=group_name(open.entry.group)>{group_name(open.entry.group)}</span>
                <span class="grow"></span>
                <span class="dim place">{place}</span>
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
        true => view! { <PredictActions it open=open.clone()/> }.into_any(),
        false => view! { <TaskActions it open=open.clone()/> }.into_any(),
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
    let opened = Memo::new(move |_| (it.record(name).reached as usize).min(count));
    let more = move |_| {
        it.note(name, |it| it.reached = it.reached.saturating_add(1));
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

/// What can be done with an answer.
#[component]
pub fn TaskActions(it: Practice, open: Open) -> impl IntoView {
    let name = open.entry.name;
    let task = Arc::clone(&open.task);
    let each = match task.solutions.len() {
        1 => vec!["Show it".to_owned()],
        count => (1..=count).map(|at| format!("Show solution {at}")).collect(),
    };
    let show = move |at: usize| {
        it.note(name, |it| it.helped |= it.done == 0);
        if let Some(sides) = practice::sides(&task, &it.page.files_now().list, at) {
            it.ui.dialog.set(Some(Dialog::Solution(Arc::new(sides))));
        }
    };
    let revealed = Revealed {
        button: "Solution",
        group: "The solution",
        asks: "Show the solution?",
        each,
        show: Arc::new(show),
    };
    // Until something is changed again.
    let is_solved = move || {
        let revision = it.page.files().revision;
        let outcome = it.outcome.read();
        outcome.as_ref().is_some_and(|it| it.revision == revision && it.grade.outcome == Outcome::Passed)
    };
    view! { <Actions it open is_solved revealed/> }
}
