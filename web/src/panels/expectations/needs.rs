//! *Would break*: which connections the manifests themselves ask for, and what of it is not allowed.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{ExpectedPairView, NeedShownView, NeedState, NeedView, NeedsView, UnneededView};

use super::list::explain;
use super::write::expect_need;
use crate::base::markup::{shown, word};
use crate::model::service::name;
use crate::panels::on_request::{OnRequest, Shown, looking};
use crate::state::{Playground, Ui};

/// So many rows of a list are drawn, and so many more at each click.
const AT_ONCE: usize = 50;
/// So many of the places that show one need are told.
const PLACES: usize = 3;

/// The section, below the expectations.
#[component]
pub fn WouldBreak(page: Playground, ui: Ui) -> impl IntoView {
    // What the user has opened stays so at the next edit.
    let open = [RwSignal::new(false), RwSignal::new(false)];
    let request = OnRequest::new(page, move |it| {
        let part = page.own.expecting.get().here()?;
        Some((part.needs)(it))
    });
    let drawn = move || match request.shown() {
        Shown::Offer => request.offer(),
        Shown::Looking => looking(),
        Shown::Failed => plain("The evaluator failed on these files. Change them, and this comes back."),
        Shown::Found(it) if it.needs.is_empty() && it.unneeded.is_empty() => plain(
            "Nothing in these files asks for a connection: no value names a Service, and there is no backend and no probe.",
        ),
        Shown::Found(it) => view! { <Needs page ui found=it open/> }.into_any(),
    };
    let is_old = Memo::new(move |_| request.is_old());
    let busy = move || word(is_old.get());
    view! {
        <section class="needs" class:old=is_old aria-busy=busy aria-label="Would break" data-testid="needs">
            <h2>"Would break"</h2>
            {drawn}
        </section>
    }
}

fn plain(text: &'static str) -> AnyView {
    view! { <p class="dim">{text}</p> }.into_any()
}

#[component]
fn Needs(page: Playground, ui: Ui, found: Arc<NeedsView>, open: [RwSignal<bool>; 2]) -> impl IntoView {
    let [correct_open, unneeded_open] = open;
    let of = |wanted: &[NeedState]| -> Vec<NeedView> {
        found.needs.iter().filter(|it| wanted.contains(&it.state)).cloned().collect()
    };
    let row = move |it: &NeedView| view! { <Need page ui it=it.clone()/> }.into_any();
    let (told, correct) = (of(&[NeedState::Missing, NeedState::Undecided]), of(&[NeedState::Correct]));
    let told = (!told.is_empty()).then(|| view! { <Rows all=told row/> });
    let correct = (!correct.is_empty()).then(|| {
        let title = "Allowed, as asked for";
        view! { <Folded title is_open=correct_open all=correct row/> }
    });
    let unneeded = (!found.unneeded.is_empty()).then(|| {
        let title = "Allowed, and nothing asks for it";
        let row = move |it: &UnneededView| view! { <Unneeded page ui it=it.clone()/> }.into_any();
        view! { <Folded title is_open=unneeded_open all=found.unneeded.clone() row/> }
    });
    let cut = (!found.is_complete).then(|| plain("Not everything was looked at: the files are too large."));
    view! {
        <p class="dim">
            "What the manifests themselves ask for: " <span role="status">{shown(&found.summary)}</span> "."
        </p>
        {told}
        {correct}
        {unneeded}
        {cut}
    }
}

/// Rows behind a button.
#[component]
fn Folded<T, R>(title: &'static str, is_open: RwSignal<bool>, all: Vec<T>, row: R) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    R: Fn(&T) -> AnyView + Copy + Send + Sync + 'static,
{
    let count = all.len();
    let all = StoredValue::new(all);
    let rows = move || is_open.get().then(|| view! { <Rows all=all.get_value() row/> });
    view! {
        <button
            type="button"
            class="link needs-fold"
            aria-expanded=move || word(is_open.get())
            on:click=move |_| is_open.update(|it| *it = !*it)
        >
            {title} ": " {count}
        </button>
        {rows}
    }
}

/// The first rows, and more of them at a click.
#[component]
fn Rows<T, R>(all: Vec<T>, row: R) -> impl IntoView
where
    T: Send + Sync + 'static,
    R: Fn(&T) -> AnyView + Copy + Send + Sync + 'static,
{
    let limit = RwSignal::new(AT_ONCE);
    let all = StoredValue::new(all);
    move || {
        let all = all.read_value();
        let left = all.len().saturating_sub(limit.get());
        let more = (left > 0).then(|| {
            view! {
                <button type="button" class="link" on:click=move |_| limit.update(|it| *it += AT_ONCE)>
                    "Show more: " {left} " are left"
                </button>
            }
        });
        view! {
            <ul class="expect-list">{all.iter().take(limit.get()).map(row).collect_view()}</ul>
            {more}
        }
    }
}

/// "shop/web → shop/api TCP 80".
fn ends(from: &str, to: &str, port: &str) -> String {
    format!("{from} → {} {port}", name(to)).trim_end().to_owned()
}

/// What a click on a row does.
fn title(pair: Option<&ExpectedPairView>) -> &'static str {
    if pair.is_some() { "Choose this cell and explain it" } else { "Go to the line" }
}

/// A connection that something asks for, and what shows it.
#[component]
fn Need(page: Playground, ui: Ui, it: NeedView) -> impl IntoView {
    let wanted = StoredValue::new(it.clone());
    let NeedView { from, to, port, state, sentence, shown: places, pair, can_be_expected, .. } = it;
    let title = title(pair.as_ref());
    let first = places.iter().find_map(|it| it.place);
    let choose = move |_| match (&pair, first) {
        (Some(it), _) => explain(page, ui, it),
        (None, Some(it)) => ui.go_to(it),
        (None, None) => {}
    };
    // The list says of the correct ones that they are allowed.
    let says = match (sentence.is_empty(), state) {
        (true, NeedState::Correct) => None,
        (true, _) => Some(shown(state.words())),
        (false, _) => Some(shown(&sentence)),
    };
    let says = says.map(|it| view! { <span class="expect-says">{it}</span> });
    let left = places.len().saturating_sub(PLACES);
    let more =
        (left > 0).then(|| view! { <p class="need-shown dim">{shown(&format!("and {left} more"))}</p> });
    let place = |it: NeedShownView| view! { <Place ui it/> };
    view! {
        <li class="expect need" data-state=state.as_str()>
            <button type="button" class="expect-head" title=title on:click=choose>
                <i class="expect-sign" data-state=state.as_str() role="img" aria-label=state.as_str()>{state.sign()}</i>
                <span class="expect-text"><code>{shown(&ends(&from, &to, &port))}</code></span>
                {says}
            </button>
            {places.into_iter().take(PLACES).map(place).collect_view()}
            {more}
            <Show when=move || can_be_expected && !ui.readonly.get()>
                <button
                    type="button"
                    class="small need-expect"
                    title="Write into expectations.yaml that this is allowed: from then on it is checked at every edit"
                    on:click=move |_| expect_need(page, ui, wanted.get_value())
                >
                    "Expect this"
                </button>
            </Show>
        </li>
    }
}

/// A line that shows that something is needed.
#[component]
fn Place(ui: Ui, it: NeedShownView) -> impl IntoView {
    let NeedShownView { what, is_guess, file, line, text, place, .. } = it;
    let go = move |_| {
        if let Some(place) = place {
            ui.go_to(place);
        }
    };
    let guess = is_guess.then_some(view! { <small class="need-guess">"a guess"</small> " " });
    view! {
        <p class="need-shown">
            <button type="button" class="link expect-line" on:click=go>
                {shown(&format!("{file}:{line}"))}
            </button>
            <span>{guess} {shown(&what)} ": " <code>{shown(&text)}</code></span>
        </p>
    }
}

/// Something that is allowed and that nothing asks for.
#[component]
fn Unneeded(page: Playground, ui: Ui, it: UnneededView) -> impl IntoView {
    let UnneededView { from, to, port, pair, .. } = it;
    let title = title(pair.as_ref());
    let choose = move |_| {
        if let Some(it) = &pair {
            explain(page, ui, it);
        }
    };
    view! {
        <li class="expect need" data-state="unneeded">
            <button type="button" class="expect-head" title=title on:click=choose>
                <span></span>
                <span class="expect-text"><code>{shown(&ends(&from, &to, &port))}</code></span>
            </button>
        </li>
    }
}
