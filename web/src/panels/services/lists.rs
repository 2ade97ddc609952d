//! Services as destinations: which there are, and for the chosen one a column of sources with their outcomes.
//! Below them what the Ingress objects publish, and whether their controller reaches it.

use crate::state::{Pane, Playground, Ui};
use leptos::prelude::*;
use netpol_core::view::{CellSign, EndpointView, IngressBackendView, IngressView, ServiceKind, ServiceOutcome, ServiceView};
use web_sys::KeyboardEvent;

use crate::widgets::icons::{Glyph, Icon};
use crate::matrix::{self, outcome_sign};
use crate::widgets::badge::Badge;
use crate::base::markup::{Shown, aria, shown};
use crate::model::service::{Chosen, name, target};
use crate::model::share::CellRef;

/// More sources than this are found by name.
const SHOWN: usize = 200;

/// What stands in the input.
#[derive(Clone, PartialEq)]
struct Lists {
    services: Vec<ServiceView>,
    ingresses: Vec<IngressView>,
}

/// What the panel holds.
#[component]
pub fn Services(page: Playground, ui: Ui) -> impl IntoView {
    let lists = Memo::new(move |_| {
        let both = |it: &netpol_core::Analysis| Lists { services: it.services(), ingresses: it.ingresses() };
        page.settled.read().ask(both).unwrap_or(Lists { services: Vec::new(), ingresses: Vec::new() })
    });
    // Without the backend: which one is explained changes nothing here.
    let chosen = Memo::new(move |_| {
        let chosen = page.selection().as_ref().and_then(Chosen::read)?;
        Some(Chosen { backend: String::new(), ..chosen })
    });
    let service = Memo::new(move |_| chosen.get().map(|it| it.service));
    move || {
        let lists = lists.get();
        if lists.services.is_empty() && lists.ingresses.is_empty() {
            return view! {
                <div class="nothing">
                    <h2>"No Services in the files"</h2>
                    <p>"A Service stands for pods under one name and its own port. Add Services, and Ingress objects, to see which sources reach their backends."</p>
                </div>
            }
            .into_any();
        }
        view! {
            <List page ui lists service/>
            <Column page ui service chosen/>
        }
        .into_any()
    }
}

/// The source that stays when another Service is chosen.
fn source(page: Playground) -> String {
    let chosen = page.selection().map(|it| it.from);
    chosen.or_else(|| page.endpoints.read().first().map(|it| it.id.clone())).unwrap_or_default()
}

fn choose(page: Playground, from: String, service: String) {
    page.select(CellRef { from, to: service });
}

/// What can be picked.
#[component]
fn List(page: Playground, ui: Ui, lists: Lists, service: Memo<Option<String>>) -> impl IntoView {
    let Lists { services, ingresses } = lists;
    let head = (!ingresses.is_empty()).then(|| view! { <h2>"Ingress"</h2> });
    let one = |it: ServiceView| view! { <Service page it chosen=service/> };
    let published = |it: IngressView| view! { <Ingress page ui it/> };
    view! {
        <div class="services-list" tabindex="0" role="region" aria-label="Services and Ingresses">
            {services.into_iter().map(one).collect_view()}
            {head}
            {ingresses.into_iter().map(published).collect_view()}
        </div>
    }
}

#[component]
fn Service(page: Playground, it: ServiceView, chosen: Memo<Option<String>>) -> impl IntoView {
    let tag = (it.kind != ServiceKind::ClusterIp)
        .then(|| view! { <span class="tag">{shown(it.kind.as_str())}</span> });
    // Nothing translates the port: clients may ask for any.
    let free = !it.kind.translates_ports();
    let port = |port: &netpol_core::view::ServicePortView| {
        let own = port.probe.label().rsplit(' ').next() == Some(port.target.as_str());
        let more = (!free && !own).then(|| shown(&format!("→ {}", port.target)));
        view! { <Port page to=target(&it.id, port.probe) label=shown(&port.label) more chosen/> }
    };
    view! {
        <section class="service" data-id=it.id.clone()>
            <div class="service-head">
                <span class="service-name">
                    <span class="mx-space">{shown(&it.namespace)} "/"</span>
                    {shown(&it.name)}
                </span>
                {tag}
                <span class="service-backing">{shown(&it.backing)}</span>
            </div>
            <div class="service-ports">
                {it.ports.iter().map(port).collect_view()}
                {free.then(|| view! { <FreePort page service=it.id.clone() called=shown(&it.name)/> })}
            </div>
        </section>
    }
}

/// A port of a Service, to choose.
#[component]
fn Port(
    page: Playground,
    to: String,
    label: Shown,
    more: Option<Shown>,
    chosen: Memo<Option<String>>,
) -> impl IntoView {
    let own = to.clone();
    let pressed = aria(move || chosen.read().as_deref() == Some(own.as_str()));
    let picked = to.clone();
    let pick = move |_| choose(page, untrack(|| source(page)), picked.clone());
    view! {
        <button type="button" class="service-port" aria-pressed=pressed data-service=to on:click=pick>
            <b>{label}</b>
            {more.map(|it| view! { <span>{it}</span> })}
        </button>
    }
}

/// A field for a port that the Service does not list.
#[component]
fn FreePort(page: Playground, service: String, called: Shown) -> impl IntoView {
    let error = RwSignal::new(String::new());
    let read = move |event| {
        let text = event_target_value(&event);
        if text.trim().is_empty() {
            return error.set(String::new());
        }
        match page.parse_probe(&text) {
            Ok(it) => {
                error.set(String::new());
                choose(page, untrack(|| source(page)), target(&service, it));
            }
            Err(it) => error.set(it),
        }
    };
    view! {
        <span class="free-port">
            <input
                type="text"
                placeholder="port…"
                aria-label=shown(&format!("Another port of {called}"))
                spellcheck="false"
                autocomplete="off"
                aria-invalid=aria(move || !error.read().is_empty())
                on:change=read
            />
            <span class="field-error" role="status">{move || shown(&error.read())}</span>
        </span>
    }
}

#[component]
fn Ingress(page: Playground, ui: Ui, it: IngressView) -> impl IntoView {
    let place = it.place;
    let go = move |_| {
        if let Some(place) = place {
            ui.go_to(place);
        }
    };
    let controller = it.controller.clone();
    let backend = |it| view! { <Published page it controller=controller.clone()/> };
    view! {
        <section class="service" data-ingress=it.id.clone()>
            <div class="service-head">
                <button type="button" class="link service-name" on:click=go>{shown(&it.id)}</button>
                <span class="service-backing">"served by " {shown(&it.controller)}</span>
            </div>
            {it.backends.into_iter().map(backend).collect_view()}
        </section>
    }
}

/// One backend of an Ingress; choosing it shows who reaches its Service.
#[component]
fn Published(page: Playground, it: IngressBackendView, controller: String) -> impl IntoView {
    let (sign, said) = match it.sign {
        CellSign::Allowed => (CellSign::Allowed, "reached"),
        CellSign::Denied => (CellSign::Denied, "not reached"),
        CellSign::All
        | CellSign::Some
        | CellSign::None
        | CellSign::Unknown
        | CellSign::SelfPod
        | CellSign::Unreachable
        | CellSign::Void => (CellSign::Unknown, "open"),
    };
    let at = match (it.host.is_empty(), it.path.is_empty()) {
        (true, true) => "everything else".to_owned(),
        (true, false) => it.path.clone(),
        (false, _) => format!("{}{}", it.host, it.path),
    };
    let service = format!("{}:{}", it.service, it.port);
    let called = shown(name(&service));
    let pick = move |_| {
        // The controller itself, where it is one row.
        let known = page.endpoints.read_untracked().iter().any(|it| it.id == controller);
        let from = if known { controller.clone() } else { untrack(|| source(page)) };
        choose(page, from, service.clone());
    };
    let class = if sign == CellSign::Denied { "published warned" } else { "published" };
    view! {
        <button type="button" class=class on:click=pick>
            <Badge verdict=sign.as_str() sign=matrix::glyph(sign) title=said/>
            <span class="published-text">
                <span><b>{shown(&at)}</b> " → " {called}</span>
                <span class="published-says">{shown(&it.sentence)}</span>
            </span>
        </button>
    }
}

/// Every source with what becomes of its connection.
#[component]
fn Column(
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
    let sources =
        move || service.get().map(|service| view! { <Sources page ui service filter=filter.get() chosen/> });
    view! {
        <div class="services-column">
            <div class="column-head">
                <h2>{title}</h2>
                <Show when=move || service.read().is_some()>
                    <label class="filter">
                        <Glyph icon=Icon::Search/>
                        <input
                            type="search"
                            placeholder="filter sources"
                            aria-label="Filter sources by namespace or name"
                            spellcheck="false"
                            autocomplete="off"
                            prop:value=filter
                            on:input=move |event| filter.set(event_target_value(&event))
                        />
                    </label>
                </Show>
            </div>
            {sources}
        </div>
    }
}

#[component]
fn Sources(
    page: Playground,
    ui: Ui,
    service: String,
    filter: String,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    // Components are untracked: what follows from the files is read in a closure.
    move || {
        let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
        let fits = |it: &EndpointView| {
            let text = format!("{} {} {}", it.id, it.group, it.name).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let endpoints = page.settled.read().analysis.endpoints().clone();
        let found: Vec<u32> = (0u32..).zip(endpoints.iter()).filter(|it| fits(it.1)).map(|it| it.0).collect();
        let rows: Vec<u32> = found.iter().copied().take(SHOWN).collect();
        let asked = (rows.clone(), service.clone());
        let answers = page.settled.read().ask(move |it| {
            let (rows, service) = asked;
            let Some((id, port)) = it.parse_service(&service) else {
                return Err("This Service is no longer in the files.".to_owned());
            };
            let answer = |&row| it.service_cell(row, &id, port.as_ref()).map_err(String::from);
            rows.iter().map(answer).collect::<Result<Vec<_>, _>>()
        });
        let answers = match answers {
            Some(Ok(it)) => it,
            Some(Err(it)) => return view! { <p class="nothing" role="status">{shown(&it)}</p> }.into_any(),
            None => return ().into_any(),
        };
        let one = |(at, (outcome, sentence)): (u32, (ServiceOutcome, String))| {
            let it = endpoints.get(at as usize)?.clone();
            Some(view! { <Row page ui service=service.clone() it outcome sentence chosen/> })
        };
        let n = rows.len();
        let all = rows.into_iter().zip(answers).filter_map(one).collect_view();
        let none =
            found.is_empty().then(|| view! { <p class="nothing">"No source matches this filter."</p> });
        let more = (n < found.len())
            .then(|| view! { <p class="more">{found.len() - n} " more sources: filter by name."</p> });
        view! {
            <ul class="sources" aria-label=shown(&format!("Sources to {}", name(&service))) on:keydown=on_key>
                {all}
            </ul>
            {none}
            {more}
        }
        .into_any()
    }
}

#[component]
fn Row(
    page: Playground,
    ui: Ui,
    service: String,
    it: EndpointView,
    outcome: ServiceOutcome,
    sentence: String,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let (id, own) = (it.id.clone(), it.id.clone());
    let (verdict, sign) = outcome_sign(outcome);
    let pick = move |_| {
        choose(page, id.clone(), service.clone());
        // On a small screen the reasons are another pane; elsewhere they stand below.
        ui.pane.set(Pane::Why);
    };
    let pressed = aria(move || chosen.get().is_some_and(|it| it.from == own));
    view! {
        <li>
            <button
                type="button"
                class="source"
                aria-pressed=pressed
                data-from=it.id.clone()
                data-outcome=outcome.as_str()
                on:click=pick
            >
                <span class="source-name" title=shown(&it.details)>
                    <span class="mx-space">{shown(&it.group)} "/"</span>
                    {shown(&it.name)}
                </span>
                <Badge verdict sign/>
                <span class="source-says">{shown(&sentence)}</span>
            </button>
        </li>
    }
}

/// Arrows move between the sources.
fn on_key(event: KeyboardEvent) {
    use wasm_bindgen::JsCast;
    use web_sys::{Element, HtmlElement};

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
