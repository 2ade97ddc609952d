//! Above an explanation: which replicas differ, where the chosen cell stands for several.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{FoldedCell, Outcome, OutcomeOf};

use crate::base::markup::{shown, word};
use crate::matrix::{self, folded_at};
use crate::model::share::CellRef;
use crate::state::{Playground, Ui};
use crate::widgets::badge::Badge;

/// So many names are listed.
const NAMES: usize = 3;
/// So many labels are.
const LABELS: usize = 2;

/// One answer, as it is shown.
#[derive(Clone, PartialEq, Eq)]
struct Shown {
    outcome: Outcome,
    /// `from 3 of 4 pods`.
    whose: String,
    names: String,
    labels: Vec<String>,
    /// One of its cells: the chosen one if it is.
    cell: CellRef,
    is_chosen: bool,
}

/// The answers of the chosen cell's row and column.
#[derive(Clone, PartialEq, Eq)]
struct Answers {
    title: String,
    all: Vec<Shown>,
    /// The folds that can be unfolded: what each is called, and its first member.
    folds: Vec<(String, String)>,
}

/// The answers, where they differ; nothing else.
#[component]
pub fn Replicas(page: Playground, ui: Ui) -> impl IntoView {
    let answers = Memo::new(move |_| answers(page, ui));
    let shown_answers = move |it: Answers| {
        let unfold = |(title, first): (String, String)| {
            view! {
                " "
                <button type="button" class="link" on:click=move |_| ui.folding.update(|it| it.turn(&first))>
                    {shown(&format!("Unfold {title}"))}
                </button>
            }
        };
        view! {
            <section class="replicas" data-testid="replicas" aria-label="Replicas that differ">
                <p>{shown(&it.title)} {it.folds.into_iter().map(unfold).collect_view()}</p>
                <ul>{it.all.into_iter().map(|it| view! { <Answer page it/> }).collect_view()}</ul>
            </section>
        }
    };
    move || answers.get().map(shown_answers)
}

/// One answer, with the way to a cell that has it.
#[component]
fn Answer(page: Playground, it: Shown) -> impl IntoView {
    let cell = it.cell;
    let sign = if it.outcome.only_port.is_empty() { matrix::glyph(it.outcome.sign) } else { "◐" };
    let label = |it: &String| view! { " " <code>{shown(it)}</code> };
    view! {
        <li>
            <button
                type="button"
                aria-pressed=word(it.is_chosen)
                title="Explain one of these cells"
                on:click=move |_| page.select(cell.clone())
            >
                <Badge verdict=it.outcome.sign.as_str() sign=sign/>
                <span>{shown(&format!("{}: {}", it.whose, it.outcome.sentence))}</span>
            </button>
            <small>{it.labels.iter().take(LABELS).map(label).collect_view()} " " {shown(&it.names)}</small>
        </li>
    }
}

fn answers(page: Playground, ui: Ui) -> Option<Answers> {
    let chosen = page.selection()?;
    let settled = page.settled.read();
    let index = |it: &str| settled.analysis.endpoint_index(it);
    let chosen = (index(&chosen.from)?, index(&chosen.to)?);
    let at = folded_at(page, ui, chosen)?;
    let [from, to] = at.ends;
    let titles = [from.title.clone(), to.title.clone()];
    let cell = settled.folded(vec![(from, to)], page.probe()).pop()??;
    let outcomes = cell.outcomes.clone();
    let labels = settled.ask(move |it| it.labels_of(&outcomes))?;
    let endpoints = page.endpoints.get();
    let id = |it: u32| endpoints.get(it as usize).map(|it| it.id.clone());
    let FoldedCell { outcomes, own_node, .. } = cell;
    let title = match outcomes.first().map(|it| it.of) {
        None => String::new(),
        Some(OutcomeOf::Source) => format!("The pods of {} differ.", titles[0]),
        Some(OutcomeOf::Destination) => format!("The pods of {} differ.", titles[1]),
        Some(OutcomeOf::Pair) => format!("The pods of {} and {} differ.", titles[0], titles[1]),
    };
    let own = own_node.map(|it| (format!("and {}", it.own_node()), it, Vec::new()));
    let differing = outcomes.into_iter().zip(labels).map(|(it, labels)| (it.whose(), it, labels));
    let all: Vec<Shown> = differing
        .chain(own)
        .filter_map(|(whose, outcome, labels)| {
            let is_chosen = outcome.pairs.contains(&chosen);
            let (from, to) = if is_chosen { chosen } else { *outcome.pairs.first()? };
            let cell = CellRef { from: id(from)?, to: id(to)? };
            let name = |it: &u32| Some(&*endpoints.get(*it as usize)?.name);
            let names: Vec<&str> = outcome.members.iter().filter_map(name).take(NAMES).collect();
            let names = match outcome.members.len() - names.len() {
                0 => names.join(", "),
                more => format!("{} and {more} more", names.join(", ")),
            };
            Some(Shown { whose, names, labels, cell, is_chosen, outcome })
        })
        .collect();
    if all.is_empty() {
        return None;
    }
    let [of_from, of_to] = match all.first().map(|it| it.outcome.of) {
        Some(OutcomeOf::Source) => [true, false],
        Some(OutcomeOf::Destination) => [false, true],
        Some(OutcomeOf::Pair) | None => [true, true],
    };
    // Without their counts.
    let titles = titles.map(|it| it.rsplit_once(" ×").map_or(it.clone(), |it| it.0.to_owned()));
    let [from, to] = at.folds;
    let [from_title, to_title] = titles;
    let from = from.filter(|_| of_from).map(|it| (from_title, it));
    let to = to.filter(|_| of_to).map(|it| (to_title, it));
    let mut folds: Vec<(String, String)> = from.into_iter().chain(to).collect();
    folds.dedup();
    Some(Answers { title, all, folds })
}

/// The accessible name of a cell, where it stands for several.
pub fn label(page: Playground, ui: Ui, cell: &CellRef) -> Option<String> {
    let settled = page.settled.read();
    let index = |it: &str| settled.analysis.endpoint_index(it);
    let at = folded_at(page, ui, (index(&cell.from)?, index(&cell.to)?))?;
    let [from, to] = at.ends.map(|it| Arc::clone(&it));
    Some(settled.folded(vec![(from, to)], page.probe()).pop()??.cell.label)
}
