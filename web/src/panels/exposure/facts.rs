//! The facts on the left, what the chosen one counts on the right.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::api::page::exposing;
use netpol_core::view::{ExposureView, FactCellView, FactItemView, FactListView, FactView};

use crate::base::browser::frame;
use crate::base::markup::{shown, word};
use crate::model::share::CellRef;
use crate::panels::on_request::{OnRequest, Shown, looking};
use crate::panels::why::steps::Fragments;
use crate::state::{Playground, Tab, Ui};
use crate::widgets::icons::{Glyph, Icon};

/// So many items of a list are shown, and so many more at each click.
const AT_ONCE: usize = 50;

/// What the panel holds.
#[component]
pub fn Exposure(page: Playground, ui: Ui) -> impl IntoView {
    let request = OnRequest::new(page, |it| Some(exposing(Arc::clone(&it.analysis))));
    let state = Memo::new(move |_| match request.shown() {
        Shown::Offer => State::Waits,
        Shown::Looking => State::Looking,
        Shown::Failed => State::Failed,
        Shown::Found(it) if it.facts.is_empty() => State::NoPods { has_policies: it.policies > 0 },
        Shown::Found(_) => State::Facts,
    });
    let facts = Memo::new(move |_| match request.shown() {
        Shown::Found(it) => Some(it),
        Shown::Offer | Shown::Looking | Shown::Failed => None,
    });
    let is_old = Memo::new(move |_| request.is_old());
    move || match state.get() {
        State::Waits => view! { <div class="nothing">{request.offer()}</div> }.into_any(),
        State::Looking => view! { <div class="nothing">{looking()}</div> }.into_any(),
        State::Failed => {
            nothing("No answer", "The evaluator failed on these files. Change them, and the facts come back.")
        }
        State::NoPods { has_policies: false } => nothing(
            "No pods in the files",
            "Add pods or workloads, or paste what kubectl get prints. Then this list shows what the internet reaches, who may connect to it, and what no policy guards.",
        ),
        State::NoPods { has_policies: true } => nothing(
            "No pods in the files, only policies",
            "The matrix shows stand-ins for the pods that the policies mention. They count for nothing here: add the pods of the cluster.",
        ),
        State::Facts => view! { <Facts page ui facts is_old/> }.into_any(),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Waits,
    Looking,
    Failed,
    NoPods { has_policies: bool },
    Facts,
}

fn nothing(head: &'static str, text: &'static str) -> AnyView {
    view! {
        <div class="nothing">
            <h2>{head}</h2>
            <p>{text}</p>
        </div>
    }
    .into_any()
}

#[component]
fn Facts(
    page: Playground,
    ui: Ui,
    facts: Memo<Option<Arc<ExposureView>>>,
    is_old: Memo<bool>,
) -> impl IntoView {
    // The first that is worth a look, until one is chosen.
    let chosen = Memo::new(move |_| {
        let wanted = ui.fact.get();
        let found = facts.get()?;
        let all = || found.facts.iter();
        let fact = all().find(|it| it.key == wanted).or_else(|| all().find(|it| it.warns));
        fact.or_else(|| all().next()).cloned()
    });
    let key = Memo::new(move |_| chosen.read().as_ref().map_or("", |it| it.key));
    let head = move || {
        let it = facts.get()?;
        let without =
            (it.policies == 0).then_some("There is no policy in the files: every connection is allowed.");
        Some(view! {
            <p class="facts-head">{shown(&it.sentence)} {without.map(|it| view! { " " <b>{it}</b> })}</p>
        })
    };
    let list = move || {
        let it = facts.get()?;
        let one = |it: &FactView| view! { <li><Fact ui it=it.clone() key/></li> };
        Some(it.facts.iter().map(one).collect_view())
    };
    let card = move || chosen.get().map(|it| view! { <Card page ui it/> });
    view! {
        <div class="facts" class:old=is_old aria-busy=move || word(is_old.get())>
            <div class="facts-list">
                {head}
                <ul aria-label="Facts about the cluster">{list}</ul>
            </div>
            {card}
        </div>
    }
}

/// A sentence with its count; choosing it shows what is counted.
#[component]
fn Fact(ui: Ui, it: FactView, key: Memo<&'static str>) -> impl IntoView {
    let own = it.key;
    let count = match it.count {
        Some(count) => shown(&count.to_string()),
        None => shown("?"),
    };
    let class = match it.count {
        Some(0) => "fact-count zero",
        Some(_) if it.warns => "fact-count warns",
        Some(_) | None => "fact-count",
    };
    view! {
        <button
            type="button"
            class="fact"
            aria-pressed=move || word(key.get() == own)
            data-fact=own
            on:click=move |_| ui.fact.set(own)
        >
            <b class=class>{count}</b>
            <span>{shown(&it.sentence)}</span>
            <Glyph icon=Icon::Down/>
        </button>
    }
}

/// What a fact counts.
#[component]
fn Card(page: Playground, ui: Ui, it: FactView) -> impl IntoView {
    let list = |it: FactListView| view! { <List page ui it/> };
    let none = it.lists.is_empty().then(|| view! { <p class="dim">"There is nothing to list."</p> });
    let foot = (!it.foot.is_empty()).then(|| view! { <p class="fact-foot">{it.foot}</p> });
    view! {
        <section class="fact-card" data-card=it.key aria-label=shown(it.title)>
            <h2>{shown(it.title)}</h2>
            {none}
            {it.lists.into_iter().map(list).collect_view()}
            {foot}
        </section>
    }
}

#[component]
fn List(page: Playground, ui: Ui, it: FactListView) -> impl IntoView {
    let limit = RwSignal::new(AT_ONCE);
    let items = StoredValue::new(it.items);
    let drawn = move || {
        let all = items.read_value();
        let left = all.len().saturating_sub(limit.get());
        let one = |it: &FactItemView| view! { <Item page ui it=it.clone()/> };
        let more = (left > 0).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| limit.update(|it| *it += AT_ONCE)>
                    "Show more: " {left} " are left"
                </button>
            }
        });
        view! {
            <ul class="fact-items">{all.iter().take(limit.get()).map(one).collect_view()}</ul>
            {more}
        }
    };
    view! {
        <h3>{shown(&it.title)}</h3>
        {drawn}
    }
}

/// A workload, namespace, policy or question: its name opens the first cell that shows it, else its line.
#[component]
fn Item(page: Playground, ui: Ui, it: FactItemView) -> impl IntoView {
    let FactItemView { group, name, count, text, certain, cells, filter, place, .. } = it;
    let label = || {
        let space = (!group.is_empty()).then(|| shown(&format!("{group}/")));
        view! {
            <span class="mx-space">{space}</span>
            {shown(&name)}
        }
    };
    let mut cells = cells.into_iter();
    let first = cells.next();
    let opens = first.is_some() || !filter.is_empty() || place.is_some();
    let go = move |_| match &first {
        Some(cell) => open(page, ui, cell),
        None if !filter.is_empty() => {
            ui.filter.set(filter.clone());
            ui.open_tab(Tab::MATRIX);
        }
        None => {
            if let Some(place) = place {
                ui.go_to(place);
            }
        }
    };
    let named = if name.is_empty() {
        ().into_any()
    } else if opens {
        view! { <button type="button" class="link fact-name" on:click=go>{label()}</button> }.into_any()
    } else {
        view! { <span class="fact-name">{label()}</span> }.into_any()
    };
    let further = |cell: FactCellView| {
        let label = shown(&cell.label);
        let go = move |_| open(page, ui, &cell);
        view! { " " <button type="button" class="link" on:click=go>{label}</button> }
    };
    let further = cells.map(further).collect_view();
    let perhaps = (!certain && !name.is_empty()).then(|| view! { <i>"perhaps "</i> });
    view! {
        <li>
            {named}
            <small>{shown(&count)}</small>
            <span class="fact-says">{perhaps} <Fragments ui text/> {further}</span>
        </li>
    }
}

/// Chooses a cell, or all of a row or column, and opens the reasons.
fn open(page: Playground, ui: Ui, cell: &FactCellView) {
    page.select(CellRef { from: cell.from.clone(), to: cell.to.clone() });
    ui.tabs.open(Tab::MATRIX);
    ui.open_tab(Tab::WHY);
    // They begin at the top, wherever this list was.
    frame(|| {
        if let Some(it) = document().get_element_by_id("lists") {
            it.set_scroll_top(0);
        }
    });
}
