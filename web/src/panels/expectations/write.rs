//! Expectations that the page writes: what cells say now, as comments.

use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::api::expected_anew;

use crate::later::{late, run};
use crate::matrix::shown_lines;
use crate::model::head;
use crate::model::service::Chosen;
use crate::model::share::CellRef;
use crate::state::{Playground, Ui};
use netpol_core::view::{Heading, NeedView};

/// Expects everything that the matrix shows as it is.
pub fn expect_all(page: Playground, ui: Ui) {
    let [rows, columns] = shown_lines(page, ui);
    write(page, ui, rows, columns);
}

/// Expects the chosen cell, row, column or connection to a Service as it is.
fn expect_chosen(page: Playground, ui: Ui) {
    let Some(cell) = untrack(|| page.selection()) else { return };
    if let Some(chosen) = Chosen::read(&cell) {
        let text = page.settled.get_untracked().ask(move |it| {
            let from = it.endpoint_index(&chosen.from).ok_or("this source is no longer in the matrix")?;
            let (id, port) =
                it.parse_service(&chosen.service).ok_or("this Service is no longer in the files")?;
            it.expect_service(&[from], &id, port.as_ref())
        });
        return add(ui, text);
    }
    let [rows, columns] = shown_lines(page, ui);
    match head::of(&cell) {
        Some((id, Heading::Row)) => write(page, ui, line_of(page, &rows, id), columns),
        Some((id, Heading::Column)) => write(page, ui, rows, line_of(page, &columns, id)),
        None => {
            let CellRef { from, to } = &cell;
            write(page, ui, line_of(page, &rows, from), line_of(page, &columns, to));
        }
    }
}

/// Expects of a connection that the manifests ask for that it is allowed.
pub fn expect_need(page: Playground, ui: Ui, need: NeedView) {
    let text = page.settled.get_untracked().ask(move |it| it.expect_need(&need));
    add(ui, text);
}

/// The row or column of the matrix that an endpoint stands in; itself where the filter hides it.
fn line_of(page: Playground, lines: &[Vec<u32>], id: &str) -> Vec<Vec<u32>> {
    let Some(index) = page.settled.read_untracked().analysis.endpoint_index(id) else { return Vec::new() };
    let line = lines.iter().find(|it| it.contains(&index));
    vec![line.cloned().unwrap_or_else(|| vec![index])]
}

fn write(page: Playground, ui: Ui, rows: Vec<Vec<u32>>, columns: Vec<Vec<u32>>) {
    let probe: Probe = untrack(|| page.probe());
    let text = page.settled.get_untracked().ask(move |it| it.expect_cells(&rows, &columns, probe));
    add(ui, text);
}

/// Of two expectations of the same ends and port the new one stays.
fn add(ui: Ui, text: Option<Result<String, &'static str>>) {
    ui.expect(text, expected_anew);
}

late! {
    in expectations;
    /// Expects what is chosen.
    fn expect(page: Playground, ui: Ui) {
        expect_chosen(page, ui);
    }
}

/// The button that writes the expectation of what is chosen.
#[component]
pub fn ExpectThis(page: Playground, ui: Ui, what: &'static str) -> impl IntoView {
    view! {
        <Show when=move || !ui.readonly.get()>
            <button
                type="button"
                class="small expect-this"
                title="Write this as a comment into expectations.yaml: from then on it is checked at every edit"
                on:click=move |_| run(ui, expect(page, ui))
            >
                {what}
            </button>
        </Show>
    }
}
