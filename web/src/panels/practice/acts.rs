//! What can be done with what is open: *Check*, the next step, what is right, and the files as they were.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Open, Practice};
use crate::base::browser::{focus, focus_awaited};
use crate::base::markup::{shown, word};
use crate::model::embed::framed;

/// The button that shows what is right. The focus is there while a dialog is open, and after it.
const REVEAL: &str = ".practice.task .solution";

/// What a learner who has not found it is told before.
const HELPED: &str = "The task then counts as solved with help.";

/// What is right, and is shown when it is asked for: the answers to questions, or solutions.
#[derive(Clone)]
pub struct Revealed {
    /// What its button says.
    pub button: &'static str,
    /// What a group of the buttons is called.
    pub group: &'static str,
    /// What is asked before it is shown: "Show the answers?".
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
    revealed: Revealed,
) -> impl IntoView {
    let name = open.entry.name;
    let asks = RwSignal::new(false);
    let button = revealed.button;
    let revealed = StoredValue::new(revealed);
    let begin = move |_| {
        let is_done = it.progress.read_untracked().is_done(name);
        if is_done && revealed.with_value(|it| it.each.len() == 1) {
            revealed.with_value(|it| (it.show)(0));
        } else {
            asks.set(true);
            focus_awaited(".ask button");
        }
    };
    let check = move |_| {
        asks.set(false);
        it.check();
    };
    view! {
        {move || asks.get().then(|| view! { <Ask it name asks revealed/> })}
        <div class="acts">
            <button
                type="button"
                class:primary=move || !is_solved()
                title="Ctrl+Enter"
                aria-busy=move || word(it.is_checking.get())
                on:click=check
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
fn Ask(
    it: Practice,
    name: &'static str,
    asks: RwSignal<bool>,
    revealed: StoredValue<Revealed>,
) -> impl IntoView {
    let Revealed { group, asks: question, each, show, .. } = revealed.get_value();
    let is_choice = each.len() != 1;
    // *Check* by its key may find the task solved meanwhile.
    let words = move || match (it.progress.read().is_done(name), is_choice) {
        (true, true) => shown("Which one?"),
        (true, false) => shown(question),
        (false, _) => shown(&format!("{question} {HELPED}")),
    };
    let one = |(at, text): (usize, String)| {
        let show = Arc::clone(&show);
        let choose = move |_| {
            asks.set(false);
            // This button goes. What opens gives the focus back to where it was.
            focus(REVEAL);
            show(at);
        };
        view! { <button type="button" class="small" on:click=choose>{shown(&text)}</button> }
    };
    view! {
        <div class="ask" role="group" aria-label=group>
            <p>{words}</p>
            {each.into_iter().enumerate().map(one).collect_view()}
            <button type="button" class="small ghost" on:click=move |_| {
                asks.set(false);
                focus_awaited(REVEAL);
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
