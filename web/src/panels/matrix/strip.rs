//! The strip under the matrix: how many connections differ from the baseline, and what to do about it.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::api::{Change, Totals};

use crate::base::browser::{focus, frame};
use crate::base::markup::{shown, word};
use crate::later::late;
use crate::panels::changes::Sign;

late! {
    /// What differs from the baseline; nothing where the files are those of the baseline.
    pub(super) fn strip(page: Playground, ui: Ui) {
        view! { <Strip page ui/> }
    }
}

/// What the strip says.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Said {
    totals: Totals,
    added: usize,
    removed: usize,
    since: &'static str,
}

#[component]
fn Strip(page: Playground, ui: Ui) -> impl IntoView {
    let said = Memo::new(move |_| {
        let compared = page.compared.read();
        let it = compared.as_ref()?;
        let since = it.pinned.since();
        it.ask(move |it| Said {
            totals: it.totals(),
            added: it.added().len(),
            removed: it.removed().len(),
            since,
        })
    });
    // The strip goes, and the focus with it.
    let pin = move |_| {
        ui.pin();
        frame(|| focus("[role=gridcell][tabindex='0']"));
    };
    move || {
        said.get().map(|it| {
            let since = it.since;
            view! {
                <div class="strip" data-testid="strip">
                    {words(it)}
                    {(!is_same(it)).then_some(move || one_port(page).map(|_| view! { <span>" on any port"</span> }))}
                    <span class="strip-since" title=since>{since}</span>
                    <span class="grow"></span>
                    {(!is_same(it)).then(|| view! { <Only ui/> })}
                    <button type="button" class="small" on:click=move |_| ui.show_changes()>"Show"</button>
                    <button
                        type="button"
                        class="small"
                        title="Compare later edits with the state as it is now"
                        on:click=pin
                    >
                        "Pin"
                    </button>
                </div>
            }
        })
    }
}

/// The port that the matrix shows, where it is one: what differs is counted on all of them.
fn one_port(page: Playground) -> Option<Probe> {
    Some(page.probe()).filter(|it| *it != Probe::Any)
}

/// Says so beside counts that stand far from the matrix.
#[component]
pub fn AnyPort(page: Playground) -> impl IntoView {
    move || {
        one_port(page).map(|it| {
            let said = format!("Cells are counted on any port. The matrix shows {} alone.", it.label());
            view! { <p class="dim any-port">{shown(&said)}</p> }
        })
    }
}

fn is_same(it: Said) -> bool {
    it.totals == Totals::default() && it.added + it.removed == 0
}

fn words(it: Said) -> impl IntoView {
    let Said { totals, added, removed, .. } = it;
    let none = is_same(it).then(|| view! { <span class="strip-count">"No connection changed"</span> });
    let cells = [
        (totals.newly_allowed, Change::NewlyAllowed),
        (totals.both, Change::Both),
        (totals.newly_denied, Change::NewlyDenied),
        (totals.undecided, Change::Undecided),
    ];
    let cells = cells.into_iter().filter(|it| it.0 != 0).map(|(count, change)| {
        view! { <span class="strip-count"><Sign change/><b>{count} " " {change.words()}</b></span> }
    });
    let rows = |count: usize, what: &'static str| {
        let rows = if count == 1 { " row " } else { " rows " };
        (count != 0).then(|| view! { <span class="strip-count"><b>{count} {rows} {what}</b></span> })
    };
    view! { {cells.collect_view()} {rows(added, "new")} {rows(removed, "gone")} {none} }
}

/// Leaves out rows and columns of which nothing differs.
#[component]
fn Only(ui: Ui) -> impl IntoView {
    view! {
        <button
            type="button"
            class="small toggle"
            title="Only rows and columns of which something differs from the baseline"
            aria-pressed=move || word(ui.only_changed.get())
            on:click=move |_| ui.only_changed.update(|it| *it = !*it)
        >
            "Only changed"
        </button>
    }
}
