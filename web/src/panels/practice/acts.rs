//! What can be done with what is open: *Check*, the next step, what is right, and the files as they were.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Open, Practice};
use crate::base::browser::{focus, focus_awaited};
use crate::base::markup::{shown, word};
use crate::model::embed::framed;

/// The button that shows what is right. The focus is there while a dialog is open, and after it.
const RIGHT: &str = ".practice.task .solution";

/// What shows what is right: the answers to questions, or solutions.
#[derive(Clone)]
pub struct Right {
    /// What its button says.
    pub button: &'static str,
    /// What a group of the buttons is called.
    pub group: &'static str,
    /// What is asked before it is shown to a learner who has not found it.
    pub asks: &'static str,
    /// What each of them is called on its button; several are to be chosen from.
    pub each: Vec<String>,
    /// Shows one of them.
    pub show: Arc<dyn Fn(usize) + Send + Sync>,
}

/// The line below a task.
#[component]
pub fn Actions<F: Fn() -> bool + Copy + Send + Sync + 'static>(
    it: Practice,
    open: Open,
    /// Whether what is on the page is right: then the next thing to do is the next step.
    is_solved: F,
    right: Right,
) -> impl IntoView {
    let name = open.entry.name;
    let asks = RwSignal::new(false);
    let button = right.button;
    let right = StoredValue::new(right);
    let begin = move |_| match it.progress.read_untracked().is_done(name) {
        true if right.with_value(|it| it.each.len() == 1) => right.with_value(|it| (it.show)(0)),
        true | false => {
            asks.set(true);
            focus_awaited(".ask button");
        }
    };
    view! {
        {move || asks.get().then(|| view! { <Ask it name asks right/> })}
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
            <Next it name is_solved/>
            <button type="button" class="solution" on:click=begin>{button}</button>
            <button type="button" class="ghost" on:click=move |_| it.reset()>"Reset"</button>
        </div>
    }
}

/// Before what is right is shown.
#[component]
fn Ask(it: Practice, name: &'static str, asks: RwSignal<bool>, right: StoredValue<Right>) -> impl IntoView {
    let Right { group, asks: words, each, show, .. } = right.get_value();
    let words = if it.progress.read_untracked().is_done(name) { "Which one?" } else { words };
    let one = |(at, text): (usize, String)| {
        let show = Arc::clone(&show);
        let choose = move |_| {
            asks.set(false);
            // This button goes. What opens gives the focus back to where it was.
            focus(RIGHT);
            show(at);
        };
        view! { <button type="button" class="small" on:click=choose>{shown(&text)}</button> }
    };
    view! {
        <div class="ask" role="group" aria-label=group>
            <p>{shown(words)}</p>
            {each.into_iter().enumerate().map(one).collect_view()}
            <button type="button" class="small ghost" on:click=move |_| {
                asks.set(false);
                focus_awaited(RIGHT);
            }>"Not yet"</button>
        </div>
    }
}

/// The next step, once this one is done.
#[component]
fn Next<F: Fn() -> bool + Copy + Send + Sync + 'static>(
    it: Practice,
    name: &'static str,
    is_solved: F,
) -> impl IntoView {
    move || {
        let is_done = it.progress.read().is_done(name);
        let next = it.next().filter(|_| is_done && !framed());
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
    }
}
