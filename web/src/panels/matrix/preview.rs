//! One line below the matrix: the cell under the pointer, else the rule at the caret, else the chosen cell.

use crate::state::{Pane, Playground, Ui};
use leptos::prelude::*;

use super::banner::Incomplete;
use crate::base::markup::shown;
use crate::later::{Later, late};
use crate::panels::why::replicas;
use crate::widgets::marked::Marked;

/// The place of the line, which comes with the second part of the program. That the matrix is not of everything is said
/// before.
#[component]
pub(super) fn Preview(page: Playground, ui: Ui) -> impl IntoView {
    let incomplete = move || {
        let is_incomplete = page.analysis.read().analysis.is_incomplete();
        is_incomplete.then(|| view! { <span class="incomplete">"without what could not be evaluated"</span> })
    };
    view! {
        <div class="preview" data-testid="preview"><Later page ui view=line>{move || incomplete()}</Later></div>
    }
}

late! {
    /// What the line says.
    fn line(page: Playground, ui: Ui) {
        view! { <Line page ui/> }
    }
}

#[component]
fn Line(page: Playground, ui: Ui) -> impl IntoView {
    let label = move || {
        let cell = ui.hovered.get().or_else(|| page.selection())?;
        if let Some(of_several) = replicas::label(page, ui, &cell) {
            return Some(of_several);
        }
        let probe = page.probe();
        page.settled.read().ask(move |it| {
            let (from, to) = (it.endpoint_index(&cell.from)?, it.endpoint_index(&cell.to)?);
            Some(it.cell(from, to, probe)?.label)
        })?
    };
    let label = Memo::new(move |_| label().unwrap_or_default());
    let is_hovered = Memo::new(move |_| ui.hovered.read().is_some());
    let rule = Memo::new(move |_| ui.rule.get().filter(|_| !is_hovered.get()));
    let said = move || {
        match (is_hovered.get(), rule.get()) {
        (false, Some(rule)) => view! {
            <span class="rule" title=shown(&format!("{} {}", rule.title, rule.sentence.replace('`', "")))>
                <i class="swatch opened" aria-hidden="true"></i>
                <b>{shown(&rule.title)}</b>
                " "
                <Marked text=rule.sentence.clone()/>
                {rule.by.map(|at| view! { " " <button type="button" class="link" on:click=move |_| ui.go_to(at)>"Go there"</button> })}
            </span>
        }
        .into_any(),
        (true, _) => view! { <span>{move || shown(&label.read())}</span> }.into_any(),
        (false, None) => view! {
            <span class="desk-only">"Point at a cell to preview it, choose it to read why."</span>
            <span class="phone-only">{move || shown(&label.read())}</span>
        }
        .into_any(),
    }
    };
    view! {
        {said}
        <Incomplete page ui/>
        <button type="button" class="link phone-only" on:click=move |_| ui.pane.set(Pane::Why)>"Why?"</button>
    }
}
