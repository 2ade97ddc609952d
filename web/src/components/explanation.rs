//! *Why?*: the chosen cell, explained.

use leptos::prelude::*;
use netpol_core::view::{PieceView, SideView, Sign};

use super::matrix::glyph;
use super::step::{Fragments, Steps};
use crate::state::Playground;

/// The pane below the matrix.
#[component]
pub fn Why() -> impl IntoView {
    let page = expect_context::<Playground>();
    let shown = Memo::new(move |_| page.explanation.read().is_some());
    view! {
        <section class="why" data-testid="why" aria-label="Why?" tabindex="-1">
            <Show when=move || shown.get() fallback=|| view! { <Nothing /> }>
                <Verdict />
                <Pieces />
                <Reasons />
            </Show>
        </section>
    }
}

/// What to do when there is nothing to explain.
#[component]
fn Nothing() -> impl IntoView {
    let page = expect_context::<Playground>();
    let text = move || match page.selection() {
        Some(it) => format!("{} and {} are not both in the matrix any more. Choose a cell.", it.from, it.to),
        None => "Choose a cell of the matrix to read who allows or denies it, and in which lines.".to_owned(),
    };
    view! {
        <div class="nothing">
            <h2>"Why?"</h2>
            <p>{text}</p>
        </div>
    }
}

/// The ends, and the answer in one sentence.
#[component]
fn Verdict() -> impl IntoView {
    let page = expect_context::<Playground>();
    let head = Memo::new(move |_| {
        let it = page.explanation.get()?;
        Some((it.from.clone(), it.to.clone(), it.sign, it.sentence.clone()))
    });
    move || {
        head.get().map(|(from, to, sign, sentence)| {
            view! {
                <h2>
                    <i class="badge" data-verdict=sign.as_str() aria-hidden="true">{glyph(sign)}</i>
                    <span class="ends"><b>{from}</b> " → " <b>{to}</b></span>
                    <span class="say" role="status">{sentence}</span>
                </h2>
            }
        })
    }
}

/// The parts of the port space that have a reason of their own: one of them is explained.
#[component]
fn Pieces() -> impl IntoView {
    let page = expect_context::<Playground>();
    let pieces = Memo::new(move |_| {
        let pieces = page.explanation.get().map(|it| it.pieces.clone()).unwrap_or_default();
        if pieces.len() < 2 { Vec::new() } else { pieces }
    });
    let chosen = Memo::new(move |_| page.explanation.get().map(|it| it.chosen));
    let entries = move || pieces.get().into_iter().enumerate().collect::<Vec<_>>();
    let piece = move |(at, it): (usize, PieceView)| {
        view! {
            <button
                type="button"
                class="piece"
                data-verdict=it.sign.as_str()
                aria-pressed=move || (chosen.get() == Some(at)).to_string()
                on:click=move |_| page.choose_piece(it.probe)
            >
                {it.label}
            </button>
        }
    };
    view! {
        <Show when=move || !pieces.read().is_empty()>
            <div class="pieces" role="group" aria-label="Ports with a reason of their own">
                <For each=entries key=|(at, it)| (*at, it.label.clone(), it.probe, it.sign) children=piece />
            </div>
        </Show>
    }
}

/// Advice, both sides, caveats.
#[component]
fn Reasons() -> impl IntoView {
    let page = expect_context::<Playground>();
    let reasons = Memo::new(move |_| {
        let it = page.explanation.get()?;
        Some((it.advice.clone(), it.sides.clone(), it.notes.clone()))
    });
    move || {
        reasons.get().map(|(advice, sides, notes)| {
            view! {
                {advice.into_iter().map(|it| view! { <p class="advice"><Fragments text=it /></p> }).collect_view()}
                <div class="sides">{sides.into_iter().map(|side| view! { <Side side /> }).collect_view()}</div>
                {notes.into_iter().map(|it| view! { <p class="note" data-code=it.code>{it.text}</p> }).collect_view()}
            }
        })
    }
}

/// One end of the connection.
#[component]
fn Side(side: SideView) -> impl IntoView {
    let more = match side.more {
        0 => None,
        1 => Some("1 further rule does not match either.".to_owned()),
        n => Some(format!("{n} further rules do not match either.")),
    };
    let sign = match side.sign {
        Sign::Yes => "yes",
        Sign::No => "no",
        Sign::Unknown => "unknown",
        Sign::Plain => "plain",
    };
    view! {
        <article class="side" data-sign=sign>
            <h3>{side.title} <small>{side.direction}</small></h3>
            <p class="summary"><Fragments text=side.summary /></p>
            <Steps steps=side.steps />
            {more.map(|it| view! { <p class="more">{it}</p> })}
        </article>
    }
}
