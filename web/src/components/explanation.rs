//! *Why?*: the chosen cell, explained.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{ExplanationView, PieceView, SideView, Sign};

use super::matrix::glyph;
use super::step::{Fragments, Steps};
use crate::state::Playground;

/// The pane below the matrix.
#[component]
pub fn Why() -> impl IntoView {
    let page = expect_context::<Playground>();
    let body = move || {
        match page.explanation.get() {
        Some(it) => view! { <Explanation explanation=it /> }.into_any(),
        None => view! {
            <div class="nothing">
                <h2>"Why?"</h2>
                <p>{move || match page.selection() {
                    Some(it) => format!("{} and {} are not both in the matrix any more. Choose a cell.", it.from, it.to),
                    None => "Choose a cell of the matrix to read who allows or denies it, and in which lines.".to_owned(),
                }}</p>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <section class="why" data-testid="why" aria-label="Why?" tabindex="-1">
            {body}
        </section>
    }
}

/// The verdict, its pieces, and both sides.
#[component]
fn Explanation(explanation: Arc<ExplanationView>) -> impl IntoView {
    let page = expect_context::<Playground>();
    let ExplanationView { from, to, sign, sentence, pieces, chosen, sides, advice, notes, .. } =
        (*explanation).clone();
    let piece = move |(at, it): (usize, PieceView)| {
        view! {
            <button
                type="button"
                class="piece"
                data-verdict=it.sign.as_str()
                aria-pressed=(at == chosen).to_string()
                on:click=move |_| page.choose_piece(it.probe)
            >
                {it.label}
            </button>
        }
    };
    let pieces = (1 < pieces.len()).then(|| {
        view! {
            <div class="pieces" role="group" aria-label="Ports with a reason of their own">
                {pieces.into_iter().enumerate().map(piece).collect_view()}
            </div>
        }
    });
    view! {
        <h2>
            <i class="badge" data-verdict=sign.as_str() aria-hidden="true">{glyph(sign)}</i>
            <span class="ends"><b>{from}</b> <span class="arrow" aria-label="to">" → "</span> <b>{to}</b></span>
            <span class="say" role="status">{sentence}</span>
        </h2>
        {pieces}
        {advice.into_iter().map(|it| view! { <p class="advice"><Fragments text=it /></p> }).collect_view()}
        <div class="sides">{sides.into_iter().map(|side| view! { <Side side /> }).collect_view()}</div>
        {notes.into_iter().map(|it| view! { <p class="note" data-code=it.code>{it.text}</p> }).collect_view()}
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
