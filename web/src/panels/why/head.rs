//! *Why?* of a head of the matrix: all its peers, by what becomes of their connections and why.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{Heading, PeersView};

use crate::base::markup::{capital, shown};
use crate::later::late;
use crate::model::head;
use crate::panels::expectations::write::ExpectThis;
use crate::panels::peers::{Choice, Groups};
use crate::state::{Playground, Ui};
use crate::widgets::filter_field::FilterField;

/// With more peers than this there is a field to find some.
const FEW: usize = 12;

/// Whether a row or column is chosen, and the endpoint is there.
pub fn has_head(page: Playground) -> Memo<bool> {
    Memo::new(move |_| {
        let chosen = page.selection();
        let id = chosen.as_ref().and_then(head::of).map(|it| it.0);
        id.is_some_and(|it| page.settled.read().analysis.endpoint_index(it).is_some())
    })
}

late! {
    in peers;
    /// All peers of the chosen row or column.
    pub fn peers(page: Playground, ui: Ui) {
        view! { <Head page ui of=chosen_head(page)/> }
    }
}

/// The chosen row or column with its peers; `None` while a cell is chosen, or the endpoint is gone.
fn chosen_head(page: Playground) -> Memo<Option<(Heading, Arc<PeersView>)>> {
    let of = Memo::new(move |_| {
        let chosen = page.selection()?;
        head::of(&chosen).map(|(id, heading)| (id.to_owned(), heading))
    });
    Memo::new(move |_| {
        let (id, heading) = of.get()?;
        let probe = page.probe();
        let peers = page.settled.read().ask(move |it| it.peers(it.endpoint_index(&id)?, heading, probe));
        Some((heading, Arc::new(peers.flatten()?)))
    })
}

/// All its peers.
#[component]
fn Head(page: Playground, ui: Ui, of: Memo<Option<(Heading, Arc<PeersView>)>>) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let groups = Memo::new(move |_| of.get().map_or_else(Vec::new, |it| it.1.groups.clone()));
    let title = Memo::new(move |_| of.get().map(|it| (it.1.title.clone(), it.1.sentence.clone())));
    let differing = Memo::new(move |_| of.get().map_or_else(Vec::new, |it| it.1.differing.clone()));
    let has_filter = Memo::new(move |_| FEW < groups.read().iter().map(|it| it.peers.len()).sum());
    let pick = move |peer: String| {
        let Some((heading, own)) = of.get_untracked().map(|it| (it.0, it.1.id.clone())) else { return };
        let mut cell = head::cell(&own, heading);
        match heading {
            Heading::Row => cell.to = peer,
            Heading::Column => cell.from = peer,
        }
        page.select(cell);
    };
    let choice = Choice { chosen: Memo::new(|_| None), pick: Callback::new(pick), is_service: false };
    let head = move || {
        title.get().map(|(title, sentence)| {
            view! {
                <h2>
                    <span class="ends"><b>{shown(&title)}</b></span>
                    <span class="say" role="status">{shown(&capital(&sentence))}</span>
                    <ExpectThis page ui what="Expect all of this"/>
                </h2>
            }
        })
    };
    let others = move || {
        let all = differing.get();
        let one = |(id, name): (String, String)| {
            let show = move |_| {
                if let Some((heading, _)) = of.get_untracked() {
                    page.select(head::cell(&id, heading));
                }
            };
            view! { <button type="button" class="link" on:click=show>{shown(&name)}</button> " " }
        };
        (!all.is_empty()).then(|| {
            view! {
                <p class="note">
                    "Pods of the same workload that policies treat differently: "
                    {all.into_iter().map(one).collect_view()}
                </p>
            }
        })
    };
    view! {
        <div class="head-line">
            {head}
            <Show when=move || has_filter.get()>
                <FilterField
                    text=filter
                    placeholder="filter peers"
                    label="Filter peers by namespace or name"
                    title="Words that occur in namespace or name"
                />
            </Show>
        </div>
        {others}
        <Groups ui groups filter choice/>
    }
}
