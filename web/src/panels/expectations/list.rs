//! The list of all expectations, those that did not pass first, and what stands there while there are none.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::api::ExpectedState;
use netpol_core::view::{ExpectationView, ExpectedPairView};

use super::write::expect_all;
use crate::base::browser::after;
use crate::base::markup::{capital, shown};
use crate::engine::Expected;
use crate::model::share::CellRef;
use crate::panels::why::steps::Fragments;
use crate::state::{Playground, Tab, Ui};
use crate::widgets::keyed::AT_ONCE;
use crate::widgets::marked::Marked;

/// What the panel holds.
#[component]
pub fn List(page: Playground, ui: Ui) -> impl IntoView {
    page.ask_for_expecting();
    move || {
        if page.own.expecting.read().here().is_none() {
            return view! { <p class="nothing">"Loading…"</p> }.into_any();
        }
        let Some(expected) = page.expected.get() else { return no_answer() };
        match expected.count() {
            0 => view! { <Nothing page ui/> }.into_any(),
            _ => view! { <All page ui expected/> }.into_any(),
        }
    }
}

fn no_answer() -> AnyView {
    view! {
        <div class="nothing">
            <h2>"No answer"</h2>
            <p>"The evaluator failed on these files. Change them, and the expectations come back."</p>
        </div>
    }
    .into_any()
}

/// Two lines that show how an expectation is written.
const FORMS: [&str; 2] =
    ["# expect shop/web -> shop/api TCP 8080: allowed", "# expect !shop/* -> shop/[app=db]: denied"];

/// How an expectation is written.
#[component]
fn Nothing(page: Playground, ui: Ui) -> impl IntoView {
    let [first, second] = FORMS;
    view! {
        <div class="nothing expect-none" data-testid="no-expectations">
            <h2>"Nothing is expected yet"</h2>
            <p>"Write what should be as a comment in any file, a line for each connection. It is checked at every edit:"</p>
            <p class="expect-form"><code>{shown(first)}</code><code>{shown(second)}</code></p>
            <p>
                "A list "
                <code>"tests:"</code>
                " with "
                <code>"source"</code>
                ", "
                <code>"target"</code>
                " and "
                <code>"expected"</code>
                " works too, also inside a ConfigMap."
            </p>
            <ExpectAll page ui/>
        </div>
    }
}

/// Expects everything as it is now.
#[component]
fn ExpectAll(page: Playground, ui: Ui) -> impl IntoView {
    view! {
        <Show when=move || !ui.readonly.get()>
            <button
                type="button"
                class="small"
                title="Write the matrix as it is shown now, as comments that are checked from then on"
                on:click=move |_| expect_all(page, ui)
            >
                "Expect all as it is"
            </button>
        </Show>
    }
}

#[component]
fn All(page: Playground, ui: Ui, expected: Expected) -> impl IntoView {
    let head = shown(&capital(&expected.sentence));
    // Those that did not pass first, and each sort in the order of the files.
    let order = expected.ask(|it| {
        let state = |at: usize| it.state(at).unwrap_or(ExpectedState::Passed);
        let mut all: Vec<usize> = Vec::with_capacity(it.count());
        for wanted in ExpectedState::ALL {
            all.extend((0..it.count()).filter(|at| state(*at) == wanted));
        }
        all
    });
    let list = Arc::new(Ordered { expected, order: order.unwrap_or_default() });
    view! {
        <div class="expectations">
            <div class="changes-head">
                <h2><span role="status">{head}</span></h2>
                <span class="grow"></span>
                <ExpectAll page ui/>
            </div>
            <ul class="expect-list">{part(page, ui, list, 0)}</ul>
        </div>
    }
}

/// What is drawn a part at a time.
struct Ordered {
    expected: Expected,
    order: Vec<usize>,
}

/// Those from a position on: some of them, and the others in tasks of their own.
fn part(page: Playground, ui: Ui, list: Arc<Ordered>, from: usize) -> AnyView {
    let some: Vec<usize> = list.order.iter().skip(from).take(AT_ONCE).copied().collect();
    let next = from + some.len();
    let views = list.expected.ask(move |it| some.iter().filter_map(|at| it.get(*at)).collect::<Vec<_>>());
    let one = |it: ExpectationView| view! { <One page ui it/> };
    let some = views.unwrap_or_default().into_iter().map(one).collect_view();
    let is_next = RwSignal::new(false);
    if next < list.order.len() {
        // The list may be gone by then.
        after(0, move || {
            is_next.try_set(true);
        });
    }
    let rest = move || is_next.get().then(|| part(page, ui, Arc::clone(&list), next));
    view! {
        {some}
        {rest}
    }
    .into_any()
}

/// One expectation: a click chooses the pair that it tells of, and explains it.
#[component]
fn One(page: Playground, ui: Ui, it: ExpectationView) -> impl IntoView {
    let ExpectationView { state, name, text, place, sentence, because, help, pair, .. } = it;
    let has_pair = pair.is_some();
    let choose = move |_| match (&pair, place) {
        (Some(it), _) => explain(page, ui, it),
        (None, Some(it)) => ui.go_to(it),
        (None, None) => {}
    };
    let title = if has_pair { "Choose this cell and explain it" } else { "Go to the line" };
    let name = (!name.is_empty()).then(|| view! { <b class="expect-name">{shown(&name)}</b> " " });
    let is_told = state != ExpectedState::Passed;
    let because = (is_told && !because.is_empty())
        .then(|| view! { <p class="expect-why"><Fragments ui text=because/></p> });
    let help = (!help.is_empty()).then(|| view! { <p class="expect-why"><Marked text=help/></p> });
    let class = if is_told { "expect-says" } else { "expect-says dim" };
    // A sentence about a pair begins with a name.
    let sentence = if has_pair { sentence } else { capital(&sentence) };
    let says = view! { <span class=class><Marked text=sentence/></span> };
    let at = move || {
        let place = place?;
        let name = page.files_now().list.get(place.file as usize)?.name.clone();
        Some(view! {
            <button type="button" class="link expect-line" on:click=move |_| ui.go_to(place)>
                {shown(&format!("{name}:{}", place.from_line))}
            </button>
        })
    };
    view! {
        <li class="expect" data-state=state.as_str()>
            <button type="button" class="expect-head" title=title on:click=choose>
                <i class="expect-sign" data-state=state.as_str() role="img" aria-label=state.words()>{state.sign()}</i>
                <span class="expect-text">{name} <code>{shown(&text)}</code></span>
                {says}
            </button>
            {at}
            {because}
            {help}
        </li>
    }
}

/// Chooses a pair, on its port, and shows why it is as it is.
pub(super) fn explain(page: Playground, ui: Ui, it: &ExpectedPairView) {
    let ExpectedPairView { from, to, port, .. } = it;
    let probe = untrack(|| page.probe());
    if *port != Probe::Any || probe != Probe::Any {
        page.set_probe(*port);
    }
    page.select(CellRef { from: from.clone(), to: to.clone() });
    ui.open_tab(Tab::WHY);
}
