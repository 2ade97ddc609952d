//! Pairs that changed alike: what was allowed and what is, unfolded with the reason before and after.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::view::{ChangePortsView, ChangeReasonView, ChangeWhyView, Fragment};

use super::Sign;
use super::found::Group;
use crate::base::markup::{shown, word};
use crate::engine::Compared;
use crate::model::review::Spot;
use crate::model::share::CellRef;
use crate::panels::why::steps::Fragments;
use crate::state::{Playground, Tab, Ui};

/// So many groups are shown, and so many more at each click.
const AT_ONCE: usize = 40;
/// The same of the pairs of a group.
const PAIRS: usize = 12;

/// Groups, one below the other.
#[component]
pub fn Groups(
    page: Playground,
    ui: Ui,
    compared: Arc<Compared>,
    groups: Vec<Group>,
    /// Which is unfolded.
    open: RwSignal<Option<usize>>,
) -> impl IntoView {
    let limit = RwSignal::new(AT_ONCE);
    let groups = StoredValue::new(groups);
    move || {
        let all = groups.read_value();
        let left = all.len().saturating_sub(limit.get());
        let one = |it: &Group| view! { <One page ui compared=Arc::clone(&compared) it=it.clone() open/> };
        let more = (left > 0).then(|| view! { <More limit left by=AT_ONCE/> });
        view! {
            <ul class="changes-groups">{all.iter().take(limit.get()).map(one).collect_view()}</ul>
            {more}
        }
    }
}

#[component]
fn More(limit: RwSignal<usize>, left: usize, by: usize) -> impl IntoView {
    view! {
        <button type="button" class="link" on:click=move |_| limit.update(|it| *it += by)>
            "Show more: " {left} " are left"
        </button>
    }
}

#[component]
fn One(
    page: Playground,
    ui: Ui,
    compared: Arc<Compared>,
    it: Group,
    open: RwSignal<Option<usize>>,
) -> impl IntoView {
    let Group { at, view } = it;
    let pair = view.pair;
    let count =
        (1 < view.pairs).then(|| view! { <span class="dim">" (" {view.pairs} " connections)"</span> });
    let turn = {
        let compared = Arc::clone(&compared);
        move |_| {
            let opens = open.get_untracked() != Some(at);
            open.set(opens.then_some(at));
            choose_first(page, &compared, at);
        }
    };
    let is_open = move || open.get() == Some(at);
    let detail = move || is_open().then(|| view! { <Detail page ui compared=Arc::clone(&compared) at/> });
    view! {
        <li class="change" class:open=is_open data-change=pair.change.as_str()>
            <button type="button" class="change-head" aria-expanded=move || word(is_open()) on:click=turn>
                <Sign change=pair.change/>
                <span class="sr">{pair.change.words()} ": "</span>
                <span class="change-pair">
                    {shown(&view.from)} <span class="change-arrow">" → "</span> {shown(&view.to)} {count}
                </span>
                <span class="change-ports">
                    <Ports it=pair.before/> <span class="change-arrow">" → "</span> <Ports it=pair.after/>
                </span>
            </button>
            {detail}
        </li>
    }
}

#[component]
fn Ports(it: ChangePortsView) -> impl IntoView {
    view! { <span class="chip" data-verdict=it.sign.as_str()>{shown(&it.words())}</span> }
}

/// Why, and all pairs where there are several.
#[component]
fn Detail(page: Playground, ui: Ui, compared: Arc<Compared>, at: usize) -> impl IntoView {
    let why = {
        let compared = Arc::clone(&compared);
        move || {
            // Told of the port that the matrix shows, where that one changed.
            let probe = page.probe();
            let it = compared.ask(move |it| it.why(at, 0, probe)).flatten()?;
            Some(view! { <Why ui before=Arc::clone(&compared.pinned.list) it/> })
        }
    };
    let all = compared.ask(move |it| it.group(at)).flatten().map_or(0, |it| it.pairs as usize);
    let limit = RwSignal::new(PAIRS);
    let explain = {
        let compared = Arc::clone(&compared);
        move |_| {
            choose_first(page, &compared, at);
            ui.open_tab(Tab::WHY);
        }
    };
    let pairs = move || {
        let shown_now = limit.get();
        let left = all.saturating_sub(shown_now);
        let one = |(label, cell): (String, CellRef)| {
            let go = move |_| page.select(cell.clone());
            view! { <li><button type="button" class="link" on:click=go>{shown(&label)}</button></li> }
        };
        let more = (left > 0).then(|| view! { <More limit left by=PAIRS/> });
        view! {
            <ul class="change-pairs" hidden=all < 2 aria-label="Its connections">
                {cells(&compared, at, 0, shown_now).into_iter().map(one).collect_view()}
            </ul>
            {more}
        }
    };
    view! {
        <div class="change-detail">
            {why}
            {pairs}
            <button type="button" class="link" on:click=explain>
                {if all < 2 { "Explain in Why?" } else { "Explain the first in Why?" }}
            </button>
        </div>
    }
}

#[component]
fn Why(ui: Ui, before: Arc<[SourceFile]>, it: ChangeWhyView) -> impl IntoView {
    let ChangeWhyView { port, ends, .. } = it;
    // The lines of before are not in the editor, but in the review.
    let old = |it: &ChangeReasonView| {
        let part = |it: &Fragment| match it {
            Fragment::Link(name, place) => match before.get(place.file as usize) {
                Some(file) => {
                    let spot = Spot { file: file.name.clone(), line: place.from_line, is_before: true };
                    let go = move |_| ui.review(Some(spot.clone()));
                    view! { <button type="button" class="link" on:click=go>{shown(name)}</button> }.into_any()
                }
                None => view! { <code>{shown(name)}</code> }.into_any(),
            },
            it @ (Fragment::Text(_) | Fragment::Code(_)) => {
                view! { <Fragments ui text=vec![it.clone()]/> }.into_any()
            }
        };
        it.before.iter().map(part).collect_view().into_any()
    };
    let new = |it: &ChangeReasonView| view! { <Fragments ui text=it.after.clone()/> }.into_any();
    let side = |title: &'static str, told: &dyn Fn(&ChangeReasonView) -> AnyView| {
        let one = |it: &ChangeReasonView| {
            view! {
                <p class="change-end">{shown(&it.title)}</p>
                <p>{told(it)}</p>
            }
        };
        view! {
            <div>
                <h4>{title} <span class="dim">", " {shown(&port)}</span></h4>
                {ends.iter().map(one).collect_view()}
            </div>
        }
    };
    view! {
        <div class="change-why">
            {side("Before", &old)}
            {side("Now", &new)}
        </div>
    }
}

fn choose_first(page: Playground, compared: &Compared, group: usize) {
    if let Some((_, cell)) = cells(compared, group, 0, 1).into_iter().next() {
        page.select(cell);
    }
}

/// Some pairs of a group: what they are called, and their cells.
fn cells(compared: &Compared, group: usize, first: usize, count: usize) -> Vec<(String, CellRef)> {
    let found = compared.ask(move |it| (it.pairs(group, first, count), it.pair_ids(group, first, count)));
    let (titles, ids) = found.unwrap_or_default();
    let label = |(from, to): (String, String)| format!("{from} → {to}");
    let all = titles.into_iter().map(label).zip(ids);
    all.map(|(label, (from, to))| (label, CellRef { from, to })).collect()
}
