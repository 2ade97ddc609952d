//! Peers in groups: what becomes of their connections, why, and which workloads they are. Only what is opened is in the
//! document, and of that so many at a time.

use std::collections::HashMap;

use leptos::prelude::*;
use netpol_core::view::{PeerAnswer, PeerGroupView, PeerView};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::base::markup::{capital, shown, word};
use crate::matrix::{glyph, outcome_sign};
use crate::panels::why::steps::Fragments;
use crate::state::Ui;
use crate::widgets::badge::Badge;
use crate::widgets::icons::{Glyph, Icon};

/// So many peers of a group are shown, and so many more at each click.
const AT_ONCE: usize = 50;

/// With so many peers in all, every group is open from the start.
const FEW: usize = 24;

/// What the list is for.
#[derive(Clone, Copy)]
pub struct Choice {
    /// The id of the chosen peer.
    pub chosen: Memo<Option<String>>,
    /// Chooses a peer by its id.
    pub pick: Callback<String>,
    /// Whether the peers are sources of a Service.
    pub is_service: bool,
}

/// The groups, with those peers that the filter lets through.
#[component]
pub fn Groups(
    ui: Ui,
    groups: Memo<Vec<PeerGroupView>>,
    filter: RwSignal<String>,
    choice: Choice,
) -> impl IntoView {
    // By what a group says: it may come and go while the files are edited.
    let turned = RwSignal::new(HashMap::<String, bool>::new());
    let drawn = move || {
        let words: Vec<String> = filter.read().split_whitespace().map(str::to_lowercase).collect();
        let all = groups.get();
        let many = FEW < all.iter().map(|it| it.peers.len()).sum();
        let found: Vec<AnyView> = all
            .into_iter()
            .filter_map(|mut group| {
                group.peers.retain(|it| fits(it, &words));
                (!group.peers.is_empty()).then(|| {
                    let is_open = !many || !words.is_empty();
                    view! { <Group ui group is_open turned choice/> }.into_any()
                })
            })
            .collect();
        if found.is_empty() && !words.is_empty() {
            return view! { <p class="nothing">"Nothing matches this filter."</p> }.into_any();
        }
        found.into_any()
    };
    view! { <div class="peer-groups" on:keydown=on_key>{drawn}</div> }
}

fn fits(it: &PeerView, words: &[String]) -> bool {
    let text = format!("{} {}/{}", it.id, it.group, it.name).to_lowercase();
    words.iter().all(|word| text.contains(word))
}

#[component]
fn Group(
    ui: Ui,
    group: PeerGroupView,
    is_open: bool,
    turned: RwSignal<HashMap<String, bool>>,
    choice: Choice,
) -> impl IntoView {
    let PeerGroupView { answer, sentence, reason, count, peers, .. } = group;
    let key = StoredValue::new(format!("{answer:?} {sentence} {reason:?}"));
    let open = Memo::new(move |_| turned.read().get(&*key.read_value()).copied().unwrap_or(is_open));
    let turn = move |_| {
        let now = open.get_untracked();
        turned.update(|it| {
            it.insert(key.get_value(), !now);
        });
    };
    let (verdict, sign) = sign(answer);
    let limit = RwSignal::new(AT_ONCE);
    let peers = StoredValue::new(peers);
    let list = move || {
        open.get().then(|| {
            let all = peers.read_value();
            let one = |it: &PeerView| view! { <Peer it=it.clone() answer choice/> };
            let left = all.len().saturating_sub(limit.get());
            let more = (left > 0).then(|| {
                view! {
                    <button type="button" class="link peer-more" on:click=move |_| limit.update(|it| *it += AT_ONCE)>
                        "Show more: " {left} " are left"
                    </button>
                }
            });
            view! {
                <ul class="peers">{all.iter().take(limit.get()).map(one).collect_view()}</ul>
                {more}
            }
        })
    };
    view! {
        <section class="peer-group" data-answer=verdict>
            <button type="button" class="peer-head" aria-expanded=move || word(open.get()) on:click=turn>
                <Badge verdict sign/>
                <span class="peer-says">
                    <b>{shown(&capital(&sentence))}</b>
                    <span class="peer-count">{shown(&count)}</span>
                </span>
                <Glyph icon=Icon::Down/>
            </button>
            <p class="peer-why"><Fragments ui text=reason/></p>
            {list}
        </section>
    }
}

#[component]
fn Peer(it: PeerView, answer: PeerAnswer, choice: Choice) -> impl IntoView {
    let (id, own) = (it.id.clone(), it.id.clone());
    let Choice { chosen, pick, is_service } = choice;
    let outcome = match answer {
        PeerAnswer::Service(it) => it.as_str(),
        PeerAnswer::Cell(it) => it.as_str(),
    };
    let from = is_service.then(|| it.id.clone());
    view! {
        <li>
            <button
                type="button"
                class="peer"
                aria-pressed=move || word(chosen.read().as_deref() == Some(own.as_str()))
                data-peer=it.id
                data-from=from
                data-outcome=outcome
                on:click=move |_| pick.run(id.clone())
            >
                <span class="mx-space">{shown(&it.group)} "/"</span>
                {shown(&it.name)}
                <small>{shown(&it.count)}</small>
            </button>
        </li>
    }
}

fn sign(answer: PeerAnswer) -> (&'static str, &'static str) {
    match answer {
        PeerAnswer::Cell(it) => (it.as_str(), glyph(it)),
        PeerAnswer::Service(it) => outcome_sign(it),
    }
}

/// Arrows move between the peers of a group.
fn on_key(event: KeyboardEvent) {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let Some(item) = target.and_then(|it| it.closest("li").ok().flatten()) else { return };
    let next = match event.key().as_str() {
        "ArrowDown" => item.next_element_sibling(),
        "ArrowUp" => item.previous_element_sibling(),
        _ => return,
    };
    event.prevent_default();
    if let Some(it) = next.and_then(|it| it.first_element_child()) {
        // A peer that is gone needs no focus.
        let _ = it.unchecked_into::<HtmlElement>().focus();
    }
}
