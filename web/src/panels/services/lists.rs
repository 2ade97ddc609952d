//! Services as destinations: which there are, and beside them the sources of the chosen one. Below them what the Ingress
//! objects publish, and whether their controller reaches it.

use std::collections::HashMap;

use crate::widgets::marked::Marked;
use leptos::prelude::*;
use netpol_core::view::{CellSign, IngressBackendView, IngressView, ServiceKind, ServiceView};

use super::choose;
use super::sources::Column;
use crate::base::markup::{Shown, shown, word};
use crate::matrix;
use crate::model::service::{Chosen, name, target};
use crate::state::{Playground, Ui};
use crate::widgets::badge::Badge;
use crate::widgets::keyed::keyed;

/// What stands in the input.
#[derive(Clone, Default, PartialEq)]
struct Lists {
    services: Vec<ServiceView>,
    /// Where each of them is, by its id.
    positions: HashMap<String, usize>,
    ingresses: Vec<IngressView>,
}

impl Lists {
    fn of(it: &netpol_core::Analysis) -> Lists {
        let services = it.services();
        let positions = services.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect();
        Lists { services, positions, ingresses: it.ingresses() }
    }

    fn service(&self, id: &str) -> Option<&ServiceView> {
        self.services.get(*self.positions.get(id)?)
    }
}

/// What the panel holds.
#[component]
pub fn Services(page: Playground, ui: Ui) -> impl IntoView {
    let lists = Memo::new(move |_| page.settled.read().ask(Lists::of).unwrap_or_default());
    // Without the backend: which one is explained changes nothing here.
    let chosen = Memo::new(move |_| {
        let chosen = page.selection().as_ref().and_then(Chosen::read)?;
        Some(Chosen { backend: String::new(), ..chosen })
    });
    let service = Memo::new(move |_| chosen.get().map(|it| it.service));
    // What is typed beside the lists stays while they change.
    let is_empty = Memo::new(move |_| {
        let lists = lists.read();
        lists.services.is_empty() && lists.ingresses.is_empty()
    });
    move || {
        match is_empty.get() {
        true => view! {
            <div class="nothing">
                <h2>"No Services in the files"</h2>
                <p>"A Service stands for pods under one name and its own port. Add Services, and Ingress objects, to see which sources reach their backends."</p>
            </div>
        }
        .into_any(),
        false => view! {
            <List page ui lists service/>
            <Column page ui service chosen/>
        }
        .into_any(),
    }
    }
}

/// The source that stays when another Service is chosen.
fn source(page: Playground) -> String {
    let chosen = page.selection().map(|it| it.from).filter(|it| !it.is_empty());
    chosen.or_else(|| page.endpoints.read().first().map(|it| it.id.clone())).unwrap_or_default()
}

/// What can be picked.
#[component]
fn List(page: Playground, ui: Ui, lists: Memo<Lists>, service: Memo<Option<String>>) -> impl IntoView {
    let ids = move || lists.read().services.iter().map(|it| it.id.clone()).collect();
    let one = move |id| view! { <Service page lists id chosen=service/> }.into_any();
    let published = move || {
        let all = lists.read().ingresses.clone();
        let head = (!all.is_empty()).then(|| view! { <h2>"Ingress"</h2> });
        let one = |it: IngressView| view! { <Ingress page ui it/> };
        view! {
            {head}
            {all.into_iter().map(one).collect_view()}
        }
    };
    view! {
        <div class="services-list" tabindex="0" role="region" aria-label="Services and Ingresses">
            {keyed(ids, one)}
            {published}
        </div>
    }
}

#[component]
fn Service(page: Playground, lists: Memo<Lists>, id: String, chosen: Memo<Option<String>>) -> impl IntoView {
    let key = StoredValue::new(id.clone());
    let service = move || lists.read().service(&key.read_value()).cloned();
    // Nothing translates the port: clients may ask for any.
    let free = Memo::new(move |_| service().is_some_and(|it| !it.kind.translates_ports()));
    let head = move || {
        service().map(|it| {
            let tag = (it.kind != ServiceKind::ClusterIp)
                .then(|| view! { <span class="tag">{shown(it.kind.as_str())}</span> });
            view! {
                <span class="service-name">
                    <span class="mx-space">{shown(&it.namespace)} "/"</span>
                    {shown(&it.name)}
                </span>
                {tag}
                <span class="service-backing">{shown(&it.backing)}</span>
            }
        })
    };
    let ports = move || {
        let it = service()?;
        let port = |port: &netpol_core::view::ServicePortView| {
            let own = port.probe.label().rsplit(' ').next() == Some(port.target.as_str());
            let more = (!free.get() && !own).then(|| shown(&format!("→ {}", port.target)));
            view! { <Port page to=target(&it.id, port.probe) label=shown(&port.label) more chosen/> }
        };
        Some(it.ports.iter().map(port).collect_view())
    };
    let called = untrack(service).map(|it| shown(&it.name)).unwrap_or_default();
    let whose = id.clone();
    let field =
        move || free.get().then(|| view! { <FreePort page service=whose.clone() called=called.clone()/> });
    view! {
        <section class="service" data-id=id>
            <div class="service-head">{head}</div>
            <div class="service-ports">
                {ports}
                {field}
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
    let is_chosen = move || chosen.read().as_deref() == Some(own.as_str());
    let picked = to.clone();
    let pick = move |_| choose(page, untrack(|| source(page)), picked.clone());
    view! {
        <button type="button" class="service-port" aria-pressed=move || word(is_chosen()) data-service=to on:click=pick>
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
                aria-invalid=move || word(!error.read().is_empty())
                on:change=read
            />
            <span class="field-error" role="status">{move || view! { <Marked text=error.get()/> }}</span>
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
