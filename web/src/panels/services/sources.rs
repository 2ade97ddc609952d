//! The column of a Service: every source with what becomes of its connection.

use leptos::prelude::*;
use netpol_core::view::{EndpointView, ServiceOutcome};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use super::choose;
use crate::base::markup::{shown, word};
use crate::matrix::outcome_sign;
use crate::model::service::{Chosen, name};
use crate::state::{Pane, Playground, Ui};
use crate::widgets::badge::Badge;
use crate::widgets::filter_field::FilterField;
use crate::widgets::keyed::keyed;

/// More sources than this are found by name.
const SHOWN: usize = 200;

/// Every source with what becomes of its connection.
#[component]
pub fn Column(
    page: Playground,
    ui: Ui,
    service: Memo<Option<String>>,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let title = move || match service.get() {
        Some(it) => shown(&format!("to {}", name(&it))),
        None => shown("Choose a Service and a port."),
    };
    view! {
        <div class="services-column">
            <div class="column-head">
                <h2>{title}</h2>
                <Show when=move || service.read().is_some()>
                    <FilterField
                        text=filter
                        placeholder="filter sources"
                        label="Filter sources by namespace or name"
                        title="Words that occur in namespace or name"
                    />
                </Show>
            </div>
            <Sources page ui service filter chosen/>
        </div>
    }
}

/// A source, and what becomes of its connection.
#[derive(Clone, PartialEq)]
struct Source {
    /// Of all that is shown of it.
    key: String,
    id: String,
    group: String,
    name: String,
    details: String,
    outcome: ServiceOutcome,
    sentence: String,
}

/// The sources of a Service that the filter lets through.
#[derive(Clone, PartialEq)]
struct Found {
    sources: Vec<Source>,
    /// How many more there are.
    more: usize,
}

fn find(page: Playground, service: String, filter: &str) -> Option<Result<Found, String>> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let fits = |it: &EndpointView| {
        let text = format!("{} {} {}", it.id, it.group, it.name).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let settled = page.settled.read();
    let endpoints = settled.analysis.endpoints().clone();
    let mut rows: Vec<u32> = (0u32..).zip(endpoints.iter()).filter(|it| fits(it.1)).map(|it| it.0).collect();
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    settled.ask(move |it| {
        let Some((id, port)) = it.parse_service(&service) else {
            return Err("This Service is no longer in the files.".to_owned());
        };
        let source = |row: u32| {
            let end = endpoints.get(row as usize)?;
            let source = |(outcome, sentence): (ServiceOutcome, String)| {
                let EndpointView { id, group, name, details, .. } = end.clone();
                let key = format!("{id}\n{details}\n{}\n{sentence}", outcome.as_str());
                Source { key, id, group, name, details, outcome, sentence }
            };
            Some(it.service_cell(row, &id, port.as_ref()).map(source).map_err(String::from))
        };
        let sources: Result<Vec<Source>, String> = rows.into_iter().filter_map(source).collect();
        sources.map(|sources| Found { sources, more })
    })
}

#[component]
fn Sources(
    page: Playground,
    ui: Ui,
    service: Memo<Option<String>>,
    filter: RwSignal<String>,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let found = Memo::new(move |_| find(page, service.get()?, &filter.read()));
    let sources = move || match &*found.read() {
        Some(Ok(it)) => it.sources.iter().map(|it| it.key.clone()).collect(),
        Some(Err(_)) | None => Vec::new(),
    };
    let row = move |key: String| {
        let source = match &*found.read_untracked() {
            Some(Ok(it)) => it.sources.iter().find(|it| it.key == key).cloned(),
            Some(Err(_)) | None => None,
        };
        source.map(|it| view! { <Row page ui service it chosen/> }).into_any()
    };
    let after = move || match &*found.read() {
        Some(Err(wrong)) => Some(view! { <p class="nothing" role="status">{shown(wrong)}</p> }.into_any()),
        Some(Ok(it)) if it.sources.is_empty() => {
            Some(view! { <p class="nothing">"No source matches this filter."</p> }.into_any())
        }
        Some(Ok(it)) if 0 < it.more => {
            Some(view! { <p class="more">{it.more} " more sources: filter by name."</p> }.into_any())
        }
        Some(Ok(_)) | None => None,
    };
    let label = move || shown(&format!("Sources to {}", name(&service.get().unwrap_or_default())));
    view! {
        <Show when=move || matches!(&*found.read(), Some(Ok(_)))>
            <ul class="sources" aria-label=label on:keydown=on_key>
                {keyed(sources, row)}
            </ul>
        </Show>
        {after}
    }
}

#[component]
fn Row(
    page: Playground,
    ui: Ui,
    service: Memo<Option<String>>,
    it: Source,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let (id, own) = (it.id.clone(), it.id.clone());
    let (verdict, sign) = outcome_sign(it.outcome);
    let pick = move |_| {
        choose(page, id.clone(), service.get_untracked().unwrap_or_default());
        // On a small screen the reasons are another pane; elsewhere they stand below.
        ui.pane.set(Pane::Why);
    };
    let is_chosen = move || chosen.get().is_some_and(|it| it.from == own);
    view! {
        <li>
            <button
                type="button"
                class="source"
                aria-pressed=move || word(is_chosen())
                data-from=it.id
                data-outcome=it.outcome.as_str()
                on:click=pick
            >
                <span class="source-name" title=shown(&it.details)>
                    <span class="mx-space">{shown(&it.group)} "/"</span>
                    {shown(&it.name)}
                </span>
                <Badge verdict sign/>
                <span class="source-says">{shown(&it.sentence)}</span>
            </button>
        </li>
    }
}

/// Arrows move between the sources.
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
        // A source that is gone needs no focus.
        let _ = it.unchecked_into::<HtmlElement>().focus();
    }
}
