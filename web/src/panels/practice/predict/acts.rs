//! What can be done with a prediction.

use leptos::prelude::*;

use crate::base::browser::focus_awaited;
use crate::base::markup::{shown, word};
use crate::model::embed::framed;
use crate::panels::practice::{Open, Practice};

/// *Check* and its neighbours.
#[component]
pub fn Acts(it: Practice, open: Open) -> impl IntoView {
    let name = open.entry.name;
    let asks = RwSignal::new(false);
    let open = StoredValue::new(open);
    let check = move |is_shown: bool| {
        asks.set(false);
        it.check_marks(open.get_value(), is_shown);
    };
    let answers = move |_| match it.progress.read_untracked().is_done(name) {
        true => check(true),
        false => {
            asks.set(true);
            focus_awaited(".ask button");
        }
    };
    let ask = move || {
        asks.get().then(|| {
            view! {
                <div class="ask" role="group" aria-label="The answers">
                    <p>{shown("Show the answers? The task then counts as solved with help.")}</p>
                    <button type="button" class="small" on:click=move |_| check(true)>"Show them"</button>
                    <button type="button" class="small ghost" on:click=move |_| {
                        asks.set(false);
                        focus_awaited(".task .solution");
                    }>"Not yet"</button>
                </div>
            }
        })
    };
    let next = move || {
        let solved = it.progress.read().is_done(name);
        let next = it.next().filter(|_| solved && !framed());
        next.map(|entry| {
            view! {
                <button type="button" class="next" title=shown(entry.title) on:click=move |_| it.open_task(entry)>
                    "Next task"
                </button>
            }
        })
    };
    view! {
        {ask}
        <div class="acts">
            <button
                type="button"
                class="primary"
                title="Ctrl+Enter"
                aria-busy=move || word(it.is_checking.get())
                on:click=move |_| check(false)
            >
                "Check"
            </button>
            {next}
            <button type="button" class="solution" on:click=answers>"Answers"</button>
            <button type="button" class="ghost" on:click=move |_| it.reset()>"Reset"</button>
        </div>
    }
}
