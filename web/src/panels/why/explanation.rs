//! *Why?*: the chosen cell, explained.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::view::{CellSign, Certainty, Heading, NoteView, PieceView, SideView, Sign};

use super::head::{has_head, peers};
use super::note::{Differs, Note};
use super::repairs::Repairs;
use super::replicas::Replicas;
use super::service_flow::{ServiceVerdict, Translation, chosen_flow};
use super::steps::{Fragments, Steps};
use crate::base::browser::{effect, focus, frame};
use crate::base::markup::{shown, word};
use crate::later::Later;
use crate::matrix;
use crate::model::head;
use crate::panels::expectations::write::ExpectThis;
use crate::widgets::badge::Badge;

/// What the panel holds.
#[component]
pub fn Explanation(page: Playground, ui: Ui) -> impl IntoView {
    let flow = chosen_flow(page);
    let has_peers = has_head(page);
    // The head and the row of pieces stay while only the reasons change.
    let head = Memo::new(move |_| {
        let it = page.explanation.get().filter(|_| flow.read().is_none())?;
        Some(Head {
            from: End { id: it.from.clone(), title: it.from_title.clone() },
            to: End { id: it.to.clone(), title: it.to_title.clone() },
            sign: it.sign,
            sentence: it.sentence.clone(),
            certainty: it.certainty,
            words: it.certainty_words,
        })
    });
    let pieces = Memo::new(move |_| {
        let it = page.explanation.get().filter(|_| flow.read().is_none());
        it.map_or_else(Vec::new, |it| it.pieces.clone())
    });
    // What is chosen is read from its beginning.
    effect(move || {
        let _chosen = page.selection();
        if let Some(it) = document().get_element_by_id("lists") {
            it.set_scroll_top(0);
        }
    });
    let through = move || match flow.get().as_deref() {
        None => ().into_any(),
        Some(Ok(flow)) => view! {
            <ServiceVerdict page ui flow=flow.clone()/>
            <Translation page ui flow=flow.clone()/>
        }
        .into_any(),
        Some(Err(wrong)) => view! {
            <div class="nothing">
                <h2>"Why?"</h2>
                <p>{shown(&format!("{wrong}. Choose another Service or source."))}</p>
            </div>
        }
        .into_any(),
    };
    view! {
        <Show when=move || head.read().is_none() && flow.read().is_none() && !has_peers.get()>
            <Nothing page/>
        </Show>
        <Show when=move || has_peers.get()>
            <Later page ui view=peers/>
        </Show>
        {through}
        {move || head.get().map(|it| view! { <Verdict page ui it/> })}
        <Replicas page ui/>
        {move || Some(pieces.get()).filter(|it| 2 <= it.len()).map(|it| view! { <Pieces page pieces=it/> })}
        <Reasons page ui/>
        <Repairs page ui/>
    }
}

/// The ends, and the answer in one sentence.
#[derive(Clone, PartialEq, Eq)]
struct Head {
    from: End,
    to: End,
    sign: CellSign,
    sentence: String,
    certainty: Certainty,
    words: &'static str,
}

/// One end, by its id and as sentences call it.
#[derive(Clone, PartialEq, Eq)]
struct End {
    id: String,
    title: String,
}

/// What to do when there is nothing to explain.
#[component]
fn Nothing(page: Playground) -> impl IntoView {
    let text = move || match page.selection() {
        Some(it) => {
            let name = |it: &str| it.strip_prefix("ip:").unwrap_or(it).to_owned();
            let said = match head::of(&it) {
                Some((id, _)) => format!("{} is no longer in the matrix. Choose a cell.", name(id)),
                None => {
                    format!(
                        "{} or {} is no longer in the matrix. Choose a cell.",
                        name(&it.from),
                        name(&it.to)
                    )
                }
            };
            shown(&said)
        }
        None => {
            shown("Choose a cell of the matrix to read which policies allow or deny it, and in which lines.")
        }
    };
    view! {
        <div class="nothing">
            <h2>"Why?"</h2>
            <p>{text}</p>
        </div>
    }
}

/// What it looks like.
#[component]
fn Verdict(page: Playground, ui: Ui, it: Head) -> impl IntoView {
    let end = |it: End, heading: Heading| {
        let title = match heading {
            Heading::Row => "All that it reaches",
            Heading::Column => "All that reaches it",
        };
        let all = move |_| {
            page.select(head::cell(&it.id, heading));
            // The button is gone with what it stood in.
            frame(|| focus("#lists"));
        };
        view! { <button type="button" class="end" title=title on:click=all>{shown(&it.title)}</button> }
    };
    view! {
        <h2>
            <Badge verdict=it.sign.as_str() sign=matrix::glyph(it.sign)/>
            <span class="ends">{end(it.from, Heading::Row)} " → " {end(it.to, Heading::Column)}</span>
            " "
            <span class="say" role="status">{shown(&it.sentence)}</span>
            <Differs certainty=it.certainty.as_str() words=it.words/>
            <ExpectThis page ui what="Expect this"/>
        </h2>
    }
}

/// So many of them are drawn: a policy may name each second port.
const MANY_PIECES: usize = 200;

/// The parts of the port space that have a reason of their own: one of them is explained.
#[component]
fn Pieces(page: Playground, pieces: Vec<PieceView>) -> impl IntoView {
    let chosen = move || page.explanation.get().map(|it| it.chosen);
    let piece = |(at, it): (usize, PieceView)| {
        let open = it.certainty == Certainty::ImplementationDefined;
        view! {
            <button
                type="button"
                class="piece"
                aria-pressed=move || word(chosen() == Some(at))
                data-verdict=it.sign.as_str()
                on:click=move |_| page.choose_piece(it.probe)
            >
                {shown(&it.label)}
                {open.then(|| view! { <small>"plugins differ"</small> })}
            </button>
        }
    };
    let more = match pieces.len().saturating_sub(MANY_PIECES) {
        0 => None,
        n => Some(view! { <p class="more">{shown(&format!("{n} more: choose a port for its reason."))}</p> }),
    };
    view! {
        <div class="pieces" role="group" aria-label="Ports that have their own reason">
            {pieces.into_iter().take(MANY_PIECES).enumerate().map(piece).collect_view()}
            {more}
        </div>
    }
}

/// Advice, both sides, caveats.
#[component]
fn Reasons(page: Playground, ui: Ui) -> impl IntoView {
    move || {
        page.explanation.get().map(|it| {
            let advice = |it: &Vec<_>| view! { <p class="advice"><Fragments ui text=it.clone()/></p> };
            let note = |it: &NoteView| view! { <Note ui it=it.clone()/> };
            view! {
                {it.advice.iter().map(advice).collect_view()}
                <div class="sides">
                    {it.sides.iter().map(|it| view! { <Side ui side=it.clone()/> }).collect_view()}
                </div>
                {it.notes.iter().map(note).collect_view()}
            }
        })
    }
}

/// One end of the connection.
#[component]
fn Side(ui: Ui, side: SideView) -> impl IntoView {
    let more = match side.more {
        0 => None,
        1 => Some(shown("1 further rule does not match either.")),
        n => Some(shown(&format!("{n} further rules do not match either."))),
    };
    let sign = match side.sign {
        Sign::Yes => "yes",
        Sign::No => "no",
        Sign::Unknown => "unknown",
        Sign::Plain => "plain",
    };
    view! {
        <article class="side" data-sign=sign>
            <h3>{shown(&side.title)} <small>{side.direction}</small></h3>
            <p class="summary"><Fragments ui text=side.summary/></p>
            <Steps ui steps=side.steps/>
            {more.map(|it| view! { <p class="more">{it}</p> })}
        </article>
    }
}
