//! Connections to predict, as a grid: a click or a key turns a cell.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use netpol_core::practice::Predict;

use crate::base::browser::focus;
use crate::base::markup::{Shown, shown};
use crate::model::practice::predict::{Grid, turned};
use crate::panels::practice::Practice;

/// What cells and keys do.
#[derive(Clone, Copy)]
struct Marking {
    it: Practice,
    asked: StoredValue<Arc<Predict>>,
    grid: StoredValue<Arc<Grid>>,
    marks: Memo<Vec<Option<String>>>,
    /// The one cell that the Tab key reaches.
    current: RwSignal<usize>,
    /// What was marked last, for screen readers.
    said: RwSignal<String>,
}

impl Marking {
    fn new(it: Practice, asked: &Arc<Predict>, grid: Grid) -> Marking {
        let of = Arc::clone(asked);
        Marking {
            it,
            asked: StoredValue::new(Arc::clone(asked)),
            grid: StoredValue::new(Arc::new(grid)),
            marks: Memo::new(move |_| it.marks(&of)),
            current: RwSignal::new(0),
            said: RwSignal::default(),
        }
    }

    fn set(self, question: usize, word: Option<&str>) {
        let asked = self.asked.get_value();
        self.it.mark(&asked, question, word);
        self.current.set(question);
        let name = asked.questions.get(question).map_or("", String::as_str);
        self.said.set(format!("{name}: {}", word.unwrap_or("no mark")));
    }

    /// The next word.
    fn turn(self, question: usize) {
        let now = self.marks.read_untracked().get(question).cloned().flatten();
        self.set(question, turned(&self.asked.get_value().words, now.as_deref()));
    }

    fn on_key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let (question, key, asked) = (self.current.get_untracked(), event.key(), self.asked.get_value());
        // By its first letter.
        let word = asked.words.iter().find(|it| key.len() == 1 && it.starts_with(&key.to_lowercase()));
        match (key.as_str(), word) {
            (" " | "Enter", _) => self.turn(question),
            ("Delete" | "Backspace" | "?", _) => self.set(question, None),
            (_, Some(word)) => self.set(question, Some(word)),
            (_, None) => match self.grid.get_value().step(question, &key) {
                Some(next) => {
                    self.current.set(next);
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
}

/// The cells, with their sources and destinations.
#[component]
pub fn Cells(it: Practice, asked: Arc<Predict>, grid: Grid) -> impl IntoView {
    let of = Marking::new(it, &asked, grid);
    let grid = of.grid.get_value();
    let heads = grid.columns.iter().map(|(to, port)| {
        view! { <th role="columnheader" scope="col">{called(to)} <span class="port">{shown(port)}</span></th> }
    });
    let rows = grid.rows.iter().zip(&grid.cells).map(|(from, cells)| {
        let cells = cells.iter().map(|question| match *question {
            Some(question) => {
                let name = shown(asked.questions.get(question).map_or("", String::as_str));
                view! { <One of question name/> }.into_any()
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
        <div class="marks" on:keydown=move |event| of.on_key(&event)>
            <table role="grid" aria-label="Connections to predict" data-testid="marks">
                <thead role="rowgroup">
                    <tr role="row"><td role="presentation" class="corner">{shown("from \\ to")}</td> {heads.collect_view()}</tr>
                </thead>
                <tbody role="rowgroup">{rows.collect_view()}</tbody>
            </table>
            <p class="sr" role="status">{move || shown(&of.said.read())}</p>
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
fn One(of: Marking, question: usize, name: Shown) -> impl IntoView {
    let mark = Memo::new(move |_| of.marks.read().get(question).cloned().flatten());
    let verdict = move || of.it.verdict(question, mark.read().as_deref());
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
            tabindex=move || if of.current.get() == question { "0" } else { "-1" }
            aria-label=label
            on:click=move |_| of.turn(question)
            on:focus=move |_| of.current.set(question)
        >
            {move || shown(mark.read().as_deref().unwrap_or("?"))} {sign}
        </td>
    }
}
