//! Connections to predict, as a grid: a click or a key turns a cell.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use netpol_core::practice::Predict;

use crate::base::browser::focus;
use crate::base::markup::{Shown, shown};
use crate::model::practice::predict::{Grid, turned};
use crate::panels::practice::Practice;

/// The cells, with their sources and destinations.
#[component]
pub fn Cells(it: Practice, asked: Arc<Predict>, grid: Grid) -> impl IntoView {
    let grid = Arc::new(grid);
    // The one cell that the Tab key reaches.
    let current = RwSignal::new(0_usize);
    let said = RwSignal::new(String::new());
    let marks = {
        let asked = Arc::clone(&asked);
        Memo::new(move |_| it.marks(&asked))
    };
    let set = {
        let asked = Arc::clone(&asked);
        move |question: usize, word: Option<&str>| {
            it.mark(&asked, question, word);
            current.set(question);
            let name = asked.questions.get(question).map_or("", String::as_str);
            said.set(format!("{name}: {}", word.unwrap_or("no mark")));
        }
    };
    let set = StoredValue::new(set);
    let words = asked.words.clone();
    let turn = StoredValue::new(move |question: usize| {
        let now = marks.read_untracked().get(question).cloned().flatten();
        let next = turned(&words, now.as_deref()).map(str::to_owned);
        set.with_value(|it| it(question, next.as_deref()));
    });
    let keys = {
        let (asked, grid) = (Arc::clone(&asked), Arc::clone(&grid));
        move |event: ev::KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let question = current.get_untracked();
            let key = event.key();
            // By its first letter.
            let word = asked.words.iter().find(|it| key.len() == 1 && it.starts_with(&key.to_lowercase()));
            match (key.as_str(), word) {
                (" " | "Enter", _) => turn.with_value(|it| it(question)),
                ("Delete" | "Backspace" | "?", _) => set.with_value(|it| it(question, None)),
                (_, Some(word)) => set.with_value(|it| it(question, Some(word))),
                (_, None) => match grid.step(question, &key) {
                    Some(next) => {
                        current.set(next);
                        focus(&format!(".marks [data-question='{next}']"));
                    }
                    None if key.starts_with("Arrow") => (),
                    None => return,
                },
            }
            event.prevent_default();
            // `?` opens the list of keys elsewhere.
            event.stop_propagation();
        }
    };
    let heads = grid.columns.iter().map(|(to, port)| {
        view! { <th role="columnheader" scope="col">{called(to)} <span class="port">{shown(port)}</span></th> }
    });
    let rows = grid.rows.iter().zip(&grid.cells).map(|(from, cells)| {
        let cells = cells.iter().map(|question| match *question {
            Some(question) => {
                let name = shown(asked.questions.get(question).map_or("", String::as_str));
                view! { <One it question name marks current turn/> }.into_any()
            }
            None => {
                // An attribute that is an expression: the page refuses constant markup with a role.
                let role = "gridcell";
                view! { <td role=role class="unasked"></td> }.into_any()
            }
        });
        view! { <tr role="row"><th role="rowheader" scope="row">{called(from)}</th> {cells.collect_view()}</tr> }
    });
    view! {
        <div class="marks" on:keydown=keys>
            <table role="grid" aria-label="Connections to predict" data-testid="marks">
                <thead role="rowgroup">
                    <tr role="row"><td role="presentation" class="corner">{shown("from \\ to")}</td> {heads.collect_view()}</tr>
                </thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
            <p class="sr" role="status">{move || shown(&said.read())}</p>
        </div>
        <p class="dim keys">{shown("Click a cell, or use the arrows, Space, A for allowed and D for denied.")}</p>
    }
}

/// An end: its namespace, and its name below it where there is little room.
fn called(end: &str) -> impl IntoView + use<> {
    let at = end.find('/').map_or(0, |it| it + 1);
    let (namespace, name) = end.split_at_checked(at).unwrap_or(("", end));
    view! { <span class="namespace">{shown(namespace)}</span><span class="name">{shown(name)}</span> }
}

/// One cell.
#[component]
fn One<F: Fn(usize) + Send + Sync + 'static>(
    it: Practice,
    question: usize,
    name: Shown,
    marks: Memo<Vec<Option<String>>>,
    current: RwSignal<usize>,
    turn: StoredValue<F>,
) -> impl IntoView {
    let mark = Memo::new(move |_| marks.read().get(question).cloned().flatten());
    let verdict = move || it.verdict(question, mark.read().as_deref());
    let tells = move || match verdict() {
        Some(true) => ", right",
        Some(false) => ", wrong",
        None => "",
    };
    let label = {
        let name = name.clone();
        move || shown(&format!("{name}: {}{}", mark.read().as_deref().unwrap_or("no mark"), tells()))
    };
    let sign = move || match verdict() {
        Some(true) => " ✓",
        Some(false) => " ✗",
        None => "",
    };
    view! {
        <td
            role="gridcell"
            class="mark-cell"
            class:is-wrong=move || verdict() == Some(false)
            data-question=question
            data-mark=move || shown(mark.read().as_deref().unwrap_or_default())
            tabindex=move || if current.get() == question { "0" } else { "-1" }
            aria-label=label
            on:click=move |_| turn.with_value(|it| it(question))
            on:focus=move |_| current.set(question)
        >
            {move || shown(mark.read().as_deref().unwrap_or("?"))} {sign}
        </td>
    }
}
