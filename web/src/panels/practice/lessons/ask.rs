//! The questions of a lesson: each is answered before the matrix is seen, and the reason follows.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::questions_with;
use netpol_core::practice::Marked;

use super::{Opened, Step};
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::model::practice::kept::is_start;
use crate::panels::practice::prose;
use crate::panels::practice::question::Question;

/// How a connection may be marked.
const WORDS: [&str; 2] = ["allowed", "denied"];

/// So many questions are marked as the evaluator answers.
fn right(marks: &[Option<String>], all: &[Marked]) -> usize {
    marks.iter().zip(all).filter(|(mark, it)| mark.as_deref() == Some(it.truth.as_str())).count()
}

/// The step.
#[component]
pub fn Ask(of: Opened) -> impl IntoView {
    let questions = of.lesson.predict.clone();
    let count = questions.len();
    let marks = RwSignal::new(vec![None::<String>; count]);
    let found = of.found;
    // How many are open, once that was asked.
    let lacks = RwSignal::new(0);
    let ask = {
        let of = of.clone();
        move |_| {
            let open = marks.read_untracked().iter().filter(|it| it.is_none()).count();
            lacks.set(open);
            if open == 0 {
                answer(&of);
            }
        }
    };
    let told = move || match (found.get(), lacks.get()) {
        (Some(all), _) => {
            let right = right(&marks.read(), &all);
            Some(shown(&format!("{right} of {count} right. The matrix is open now.")))
        }
        (None, 0) => None,
        (None, open) => Some(shown(&format!("{open} of {count} are still open."))),
    };
    let button = move || {
        found.read().is_none().then(|| {
            view! { <button type="button" class="answer primary" on:click=ask.clone()>"Answer"</button> }
        })
    };
    let closed = move || {
        found
            .read()
            .is_none()
            .then(|| view! { <p class="dim">"The matrix opens when you have answered."</p> })
    };
    let is_changed = !is_start(&of.open.task, &of.it.page.files_now().list);
    let note = is_changed.then(|| {
        view! { <p class="dim">"You have changed the files. The questions are about how they were at the start."</p> }
    });
    let one = |(at, question): (usize, String)| view! { <One at question marks found/> };
    let all = questions.into_iter().enumerate().map(one).collect_view();
    view! {
        <h3 id=Step::Predict.id() tabindex="-1">"What do you expect?"</h3>
        {closed}
        {note}
        <div class="questions">{all}</div>
        <p id="lesson-told" role="status" tabindex="-1">{told}</p>
        {button}
    }
}

/// Asks the evaluator, which has come by then.
fn answer(of: &Opened) {
    let (it, task, found) = (of.it, Arc::clone(&of.open.task), of.found);
    it.with_parts(move |parts| match parts {
        Some((loaded, judge)) => {
            let all = questions_with(&task, loaded, judge);
            if found.try_set(Some(all.into())).is_none() {
                focus_awaited("#lesson-told");
            }
        }
        None => it
            .ui
            .complain("This could not be answered, because a part of the page did not come. Try it again."),
    });
}

/// One connection, how it is marked, and the truth.
#[component]
fn One(
    at: usize,
    question: String,
    marks: RwSignal<Vec<Option<String>>>,
    found: RwSignal<Option<Arc<[Marked]>>>,
) -> impl IntoView {
    let called = shown(&question.replace(" -> ", " → "));
    let text = view! { <code>{called}</code> }.into_any();
    let mark = Signal::derive(move || marks.read().get(at).cloned().flatten());
    let choose = move |word: String| {
        marks.update(|all| {
            if let Some(it) = all.get_mut(at) {
                *it = Some(word);
            }
        });
    };
    let is_closed = Signal::derive(move || found.read().is_some());
    let told = move || {
        let all = found.get()?;
        let it = all.get(at)?;
        let is_right = mark.read().as_deref() == Some(it.truth.as_str());
        let (class, word) = if is_right { ("told right", "Right") } else { ("told wrong", "No") };
        let head = shown(&format!("{word}: {}.", it.truth));
        Some(view! { <p class=class><strong>{head}</strong> " " {prose::line(&it.reason)}</p> })
    };
    let words = WORDS.map(str::to_owned).to_vec();
    view! {
        <Question at text words mark is_closed is_wrong=Signal::stored(false) choose=Callback::new(choose)>
            {told}
        </Question>
    }
}
