//! *Why?* of a connection to a Service: how it is translated, and what becomes of each backend. The reasons of the
//! chosen backend stand below, as those of a cell do.

use crate::state::{Playground, Tab, Ui};
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{BackendView, NoteView};

use super::note::{Differs, Note};
use super::steps::{Fragments, Steps};
use crate::base::markup::{shown, word};
use crate::matrix;
use crate::matrix::outcome_sign;
use crate::model::service::{self, Chosen, ChosenFlow, Flow, backend_key, name};
use crate::panels::expectations::write::ExpectThis;
use crate::widgets::badge::Badge;

/// The flow of the chosen cell, if its destination is a Service.
pub fn chosen_flow(page: Playground) -> Memo<ChosenFlow> {
    Memo::new(move |_| {
        let chosen = page.selection().as_ref().and_then(Chosen::read)?;
        page.settled.read().ask(move |it| Arc::new(service::flow(it, &chosen)))
    })
}

/// The ends, and the outcome in one sentence.
#[component]
pub fn ServiceVerdict(page: Playground, ui: Ui, flow: Flow) -> impl IntoView {
    let view = &flow.view;
    let (verdict, sign) = outcome_sign(view.outcome);
    let to = format!("{}:{}", name(&view.service), view.port.rsplit(' ').next().unwrap_or_default());
    let say = format!("{} {}", view.port, view.sentence);
    view! {
        <h2>
            <Badge verdict sign/>
            <span class="ends"><b>{shown(&view.from_title)}</b> " → " <b>{shown(&to)}</b></span>
            " "
            <span class="say" role="status">{shown(&say)}</span>
            <Differs certainty=view.certainty.as_str() words=view.certainty_words/>
            <ExpectThis page ui what="Expect this"/>
        </h2>
    }
}

/// The translation, caveats, and the backends to choose from.
#[component]
pub fn Translation(page: Playground, ui: Ui, flow: Flow) -> impl IntoView {
    let Flow { view, backend } = flow;
    let note = |it: &NoteView| view! { <Note ui it=it.clone()/> };
    let backends = (!view.backends.is_empty()).then(|| {
        let one = |(at, it): (usize, &BackendView)| {
            view! { <Backend page ui chosen={at == backend} it=it.clone()/> }
        };
        view! {
            <div class="backends" role="group" aria-label="Backends">
                {view.backends.iter().enumerate().map(one).collect_view()}
            </div>
        }
    });
    view! {
        <article class="side through">
            <h3>
                "Through Service " {shown(name(&view.service))} " "
                <small>"resolved before any policy is asked"</small>
            </h3>
            <Steps ui steps=view.steps.clone()/>
        </article>
        {view.notes.iter().map(note).collect_view()}
        {backends}
    }
}

#[component]
fn Backend(page: Playground, ui: Ui, chosen: bool, it: BackendView) -> impl IntoView {
    let key = backend_key(&it.id, &it.port);
    let choose = move |_| {
        if let Some(now) = untrack(|| page.selection()).as_ref().and_then(Chosen::read) {
            page.select(Chosen { backend: key.clone(), ..now }.cell());
        }
    };
    let mut said = Vec::new();
    if !it.certain {
        said.push("perhaps a backend".to_owned());
    }
    if it.hairpin {
        said.push("the client itself".to_owned());
    }
    if !it.from_node.is_empty() {
        said.push(format!("through a node {}", it.from_node));
    }
    let said = (!said.is_empty()).then(|| view! { <small>{shown(&said.join(", "))}</small> });
    let sign = match it.sign.as_str() {
        "unknown" => "not decidable",
        it => it,
    };
    let how = (!it.translation.text.is_empty())
        .then(|| view! { <p class="how"><Fragments ui text=it.translation.text.clone()/></p> });
    let from = untrack(|| page.selection()).map(|it| it.from).unwrap_or_default();
    let (to, probe) = (it.id.clone(), it.probe);
    let show = move |_| {
        page.set_probe(probe);
        page.select(crate::model::share::CellRef { from: from.clone(), to: to.clone() });
        ui.tabs.open(Tab::MATRIX);
    };
    let in_matrix = it
        .row
        .is_some()
        .then(|| view! { <button type="button" class="link" on:click=show>"in the matrix"</button> });
    view! {
        <div class="backend-line">
            <button
                type="button"
                class="backend"
                aria-pressed=word(chosen)
                data-backend=it.id.clone()
                data-verdict-word=sign
                on:click=choose
            >
                <Badge verdict=it.sign.as_str() sign=matrix::glyph(it.sign)/>
                <span><b>{shown(&it.title)}</b> " " <code>{shown(&it.port)}</code></span>
                <span class="sr">{sign}</span>
                {said}
            </button>
            {how}
            {in_matrix}
        </div>
    }
}
