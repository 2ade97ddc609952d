//! What the tab holds: one line about it, the transcript, the field for the next command.

use std::rc::Rc;

use leptos::html;
use leptos::prelude::*;

use super::field::Field;
use super::held::Held;
use super::log::Log;
use super::text::is_anything_marked;
use crate::base::browser::{after, effect, focus, frame};
use crate::base::markup::shown;
use crate::effects::clipboard::copy;
use crate::effects::style;
use crate::engine::Arrival;
use crate::later::Again;
use crate::state::{Playground, Ui};

/// The field for the next command.
pub(super) const FIELD: &str = "#terminal-field";

/// The id of the line that tells the keys. A name and no text: markup that never changes may have no id.
pub(super) const KEYS: &str = "terminal-keys";

/// The terminal, as every view of it holds it.
pub type Kept = StoredValue<Rc<Held>, LocalStorage>;

/// The terminal, once what reads Services and the like is here: without that its answers would be others.
#[component]
pub fn Screen(page: Playground, ui: Ui) -> impl IntoView {
    style::add(include_str!("../../../style/terminal.css"));
    page.ask_for_kinds();
    let is_here = Memo::new(move |_| page.own.kinds.get().here().is_some());
    let is_missing = Memo::new(move |_| matches!(page.own.kinds.get(), Arrival::Failed));
    move || match (is_here.get(), is_missing.get()) {
        (true, _) => view! { <Shell page ui/> }.into_any(),
        (false, true) => view! {
            <p class="nothing" role="alert">
                "A part of the page that the terminal needs could not be loaded. "
                <Again again=move || page.ask_for_kinds()/>
            </p>
        }
        .into_any(),
        (false, false) => view! { <p class="nothing">"Loading…"</p> }.into_any(),
    }
}

#[component]
fn Shell(page: Playground, ui: Ui) -> impl IntoView {
    let held = StoredValue::new_local(Held::of(page, ui));
    let tick = held.with_value(|it| it.tick.clone());
    let screen = NodeRef::<html::Div>::new();
    effect(move || {
        let opened = ui.opened.get();
        let commands = ui.commands.get_untracked();
        // Effects write no signal of the state.
        after(0, move || {
            held.try_with_value(|it| it.begin(opened, commands));
        });
    });
    // What the link asks is asked once the matrix is there.
    let is_ready = Memo::new(move |_| held.with_value(|it| it.is_ready()));
    effect(move || {
        if is_ready.get() {
            after(0, move || {
                held.try_with_value(|it| it.go_on());
            });
        }
    });
    // The last line stays in view.
    let shown_last = tick.clone();
    effect(move || {
        shown_last.track();
        frame(move || {
            if let Some(it) = screen.try_get_untracked().flatten() {
                it.set_scroll_top(it.scroll_height());
                it.set_scroll_left(0);
            }
        });
    });
    let named = tick.clone();
    let namespace = Memo::new(move |_| {
        named.track();
        held.with_value(|it| it.namespace())
    });
    let take = move |_| {
        let text = held.with_value(|it| it.transcript());
        copy(&text, move |done| match done {
            true => ui.say("The transcript is copied."),
            false => ui.complain("The browser did not let it be copied."),
        });
    };
    let clear = move |_| {
        held.with_value(|it| it.wipe());
        focus(FIELD);
    };
    let emptied = tick.clone();
    let is_empty = Memo::new(move |_| {
        emptied.track();
        held.with_value(|it| it.is_empty())
    });
    // A click beside the words is one for the field, unless something was marked.
    let click = move |_| {
        if !is_anything_marked() {
            focus(FIELD);
        }
    };
    view! {
        <div class="terminal">
            <div class="term-bar">
                <span>
                    "namespace " <b>{move || shown(&namespace.read())}</b>
                    <span class="term-wide">" · simulated kubectl 1.32, nothing leaves this page"</span>
                </span>
                <span class="grow"></span>
                <button type="button" class="link" disabled=move || is_empty.get() on:click=take>"Copy"</button>
                <button type="button" class="link" disabled=move || is_empty.get() on:click=clear>"Clear"</button>
            </div>
            <div class="term-screen" node_ref=screen on:click=click>
                <Log page ui held tick=tick.clone()/>
                {move || is_empty.get().then(|| view! { <Examples ui held is_ready/> })}
                <Field held tick=tick.clone()/>
            </div>
            <p class="term-keys" id=KEYS>
                <kbd>"Tab"</kbd> " completes · " <kbd>"↑↓"</kbd> " earlier commands · " <kbd>"Ctrl C"</kbd>
                " gives up the line · " <kbd>"Ctrl L"</kbd> " clears · " <kbd>"Esc"</kbd> ", then " <kbd>"Tab"</kbd>
                " leaves"
            </p>
        </div>
    }
}

/// What one may begin with.
#[component]
fn Examples(ui: Ui, held: Kept, is_ready: Memo<bool>) -> impl IntoView {
    let example = move |it: String| {
        let command = it.clone();
        let run = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            held.with_value(|it| it.enter(&command));
            focus(FIELD);
        };
        view! { <li><button type="button" class="link term-example" on:click=run>{shown(&it)}</button></li> }
    };
    let all = move || {
        // They are about what was opened: to try them with each keystroke would take too long.
        ui.opened.track();
        let all = if is_ready.get() { held.with_value(|it| it.examples()) } else { Vec::new() };
        all.into_iter().map(example).collect_view()
    };
    view! {
        <div class="term-empty">
            <p>
                "A kubectl whose cluster is your files. Connections are answered by the policies, and what a command changes is changed in the editor. Try:"
            </p>
            <ul>{all}</ul>
        </div>
    }
}
