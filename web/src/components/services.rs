//! Services as destinations: which there are, and for the chosen one a column of sources with their outcomes.
//! Below them what the Ingress objects publish, and whether their controller reaches it.

use netpol_core::view::{CellSign, EndpointView, IngressBackendView, IngressView, ServiceView};
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::matrix;
use super::result_pane::filter_field;
use crate::dom::{El, button, el};
use crate::later::filled;
use crate::reactive::{Memo, Signal, untrack};
use crate::service::{Chosen, name, target};
use crate::share::CellRef;
use crate::state::Playground;
use crate::ui::{Pane, Ui};

/// More sources than this are found by name.
const SHOWN: usize = 200;

/// What stands in the input.
#[derive(Clone, PartialEq)]
struct Lists {
    services: Vec<ServiceView>,
    ingresses: Vec<IngressView>,
}

/// The pane.
pub fn services(page: Playground, ui: Ui) -> El {
    filled(el("div").class("services").attr("data-testid", "services"), page, ui, |it| it.services)
}

pub(crate) fn fill(place: El, page: Playground, ui: Ui) {
    let lists = Memo::new(move || {
        let both = |it: &netpol_core::Analysis| Lists { services: it.services(), ingresses: it.ingresses() };
        page.settled.read().ask(both).unwrap_or(Lists { services: Vec::new(), ingresses: Vec::new() })
    });
    // Without the backend: which one is explained changes nothing here.
    let chosen = Memo::new(move || {
        let chosen = page.selection().as_ref().and_then(Chosen::read)?;
        Some(Chosen { backend: String::new(), ..chosen })
    });
    let service = Memo::new(move || chosen.get().map(|it| it.service));
    place.parts(move || {
        let lists = lists.get();
        if lists.services.is_empty() && lists.ingresses.is_empty() {
            let text = "A Service stands for pods under one name and its own port. Add Services, and Ingress objects, to see who reaches what stands behind them.";
            let nothing = el("div").class("nothing").child(el("h2").text("No Services in the files"));
            return vec![nothing.child(el("p").text(text))];
        }
        untrack(|| vec![list(page, ui, &lists, service), column(page, ui, service, chosen)])
    });
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
fn list(page: Playground, ui: Ui, lists: &Lists, service: Memo<Option<String>>) -> El {
    let side = el("div").class("services-list").attr("tabindex", "0").attr("role", "region");
    let side = side.attr("aria-label", "Services and Ingresses");
    let services = lists.services.iter().map(|it| one(page, it, service));
    let side = side.children(services);
    if lists.ingresses.is_empty() {
        return side;
    }
    let head = el("h2").text("Ingress");
    side.child(head).children(lists.ingresses.iter().map(|it| ingress(page, ui, it)))
}

fn one(page: Playground, it: &ServiceView, chosen: Memo<Option<String>>) -> El {
    let names = |name: &str, space: &str| {
        let space = el("span").class("mx-space").text(&format!("{space}/"));
        el("span").class("service-name").child(space).text(name)
    };
    let tag = (it.kind != "ClusterIP").then(|| el("span").class("tag").text(it.kind));
    let head = el("div").class("service-head").child(names(&it.name, &it.namespace)).children(tag);
    let backing = el("span").class("service-backing").text(&it.backing);
    let pick = move |id: String, label: &str, more: Option<String>| {
        let (own, to) = (id.clone(), id);
        button("service-port")
            .aria("aria-pressed", move || chosen.read().as_deref() == Some(own.as_str()))
            .attr("data-service", &to)
            .on_click(move || choose(page, untrack(|| source(page)), to.clone()))
            .child(el("b").text(label))
            .children(more.map(|it| el("span").text(&format!("→ {it}"))))
    };
    let ports = it.ports.iter().map(|port| {
        let translates = it.kind != "headless" && it.kind != "ExternalName";
        let own = port.probe.label().rsplit(' ').next() == Some(port.target.as_str());
        pick(target(&it.id, port.probe), &port.label, (translates && !own).then(|| port.target.clone()))
    });
    let ports = el("div").class("service-ports").children(ports);
    // Nobody translates: clients may ask for any port.
    let free = it.kind == "headless" || it.kind == "ExternalName";
    let ports = ports.children(free.then(|| free_port(page, &it.id, &it.name)));
    el("section").class("service").attr("data-id", &it.id).child(head.child(backing)).child(ports)
}

/// A field for a port that the Service does not list.
fn free_port(page: Playground, service: &str, called: &str) -> El {
    let field = el("input");
    let input: HtmlInputElement = field.as_a();
    let error = Signal::new(String::new());
    let service = service.to_owned();
    let read = move |_: Event| {
        let text = input.value();
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
    let field = field
        .attr("type", "text")
        .attr("placeholder", "port…")
        .attr("aria-label", &format!("Another port of {called}"))
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .aria("aria-invalid", move || !error.read().is_empty())
        .on("change", read);
    let said = el("span").class("field-error").attr("role", "status").text_with(move || error.get());
    el("span").class("free-port").child(field).child(said)
}

fn ingress(page: Playground, ui: Ui, it: &IngressView) -> El {
    let place = it.place;
    let go = move |it: El| match place {
        Some(place) => it.on_click(move || ui.go_to(place)),
        None => it,
    };
    let head = el("div").class("service-head");
    let head = head.child(go(button("link service-name").text(&it.id)));
    let served = el("span").class("service-backing").text(&format!("served by {}", it.controller));
    let controller = it.controller.clone();
    let backends = it.backends.iter().map(|it| published(page, it, &controller));
    el("section").class("service").attr("data-ingress", &it.id).child(head.child(served)).children(backends)
}

/// One backend of an Ingress; choosing it shows who reaches its Service.
fn published(page: Playground, it: &IngressBackendView, controller: &str) -> El {
    let (sign, word) = match it.sign {
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
    let text = el("span").class("published-text");
    let lead = el("span").child(el("b").text(&at)).text(&format!(" → {}", name(&service)));
    let says = el("span").class("published-says").text(&it.sentence);
    let controller = controller.to_owned();
    let pick = move || {
        // The controller itself, where it is one row.
        let known = page.endpoints.read_untracked().iter().any(|it| it.id == controller);
        let from = if known { controller.clone() } else { untrack(|| source(page)) };
        choose(page, from, service.clone());
    };
    let class = if sign == CellSign::Denied { "published warned" } else { "published" };
    let swatch = badge(sign.as_str(), matrix::glyph(sign)).attr("title", word);
    button(class).on_click(pick).child(swatch).child(text.child(lead).child(says))
}

/// A sign with its fill; the words beside it say the same.
pub fn badge(verdict: &str, sign: &str) -> El {
    el("i").class("badge").attr("data-verdict", verdict).attr("aria-hidden", "true").text(sign)
}

/// Fill and sign of an outcome, as the matrix has them.
pub fn outcome_sign(outcome: &str) -> (&'static str, &'static str) {
    match outcome {
        "allowed" => ("allowed", matrix::glyph(CellSign::Allowed)),
        "denied" => ("denied", matrix::glyph(CellSign::Denied)),
        "partial" => ("some", matrix::glyph(CellSign::Some)),
        "no-endpoint" => ("empty", "–"),
        "unreachable" => ("unreachable", "–"),
        _ => ("unknown", matrix::glyph(CellSign::Unknown)),
    }
}

/// Every source with what becomes of its connection.
fn column(page: Playground, ui: Ui, service: Memo<Option<String>>, chosen: Memo<Option<Chosen>>) -> El {
    let filter = Signal::new(String::new());
    let attributes =
        [("placeholder", "filter sources"), ("aria-label", "Filter sources by namespace or name")];
    let field = filter_field(filter, &attributes);
    let title = move || match service.get() {
        Some(it) => format!("to {}", name(&it)),
        None => "Choose a Service and a port.".to_owned(),
    };
    let head = el("div").class("column-head").child(el("h2").text_with(title));
    let head = head.part(move || service.read().is_some().then(|| field.clone()));
    let rows = move || {
        let Some(service) = service.get() else { return Vec::new() };
        rows(page, ui, &service, &filter.get(), chosen)
    };
    el("div").class("services-column").child(head).parts(rows)
}

fn rows(page: Playground, ui: Ui, service: &str, filter: &str, chosen: Memo<Option<Chosen>>) -> Vec<El> {
    let words: Vec<String> = filter.split_whitespace().map(str::to_lowercase).collect();
    let fits = |it: &EndpointView| {
        let text = format!("{} {} {}", it.id, it.group, it.name).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let endpoints = page.settled.read().analysis.endpoints().clone();
    let found: Vec<u32> = (0u32..).zip(endpoints.iter()).filter(|it| fits(it.1)).map(|it| it.0).collect();
    let shown: Vec<u32> = found.iter().copied().take(SHOWN).collect();
    let asked = (shown.clone(), service.to_owned());
    let answers = page.settled.read().ask(move |it| {
        let (rows, service) = asked;
        let Some((id, port)) = it.parse_service(&service) else {
            return Err("There is no such Service any more.".to_owned());
        };
        let answer = |&row| it.service_cell(row, &id, port.as_ref()).map_err(String::from);
        rows.iter().map(answer).collect::<Result<Vec<_>, _>>()
    });
    let answers = match answers {
        Some(Ok(it)) => it,
        Some(Err(it)) => return vec![el("p").class("nothing").attr("role", "status").text(&it)],
        None => return Vec::new(),
    };
    let all = shown.iter().zip(answers).filter_map(|(&at, (outcome, sentence))| {
        let it = endpoints.get(at as usize)?;
        Some(row(page, ui, service, it, outcome, &sentence, chosen))
    });
    let list = el("ul").class("sources").attr("aria-label", &format!("Sources to {}", name(service)));
    let mut res = vec![list.on("keydown", on_key).children(all)];
    if found.is_empty() {
        res.push(el("p").class("nothing").text("No source is called so."));
    }
    if shown.len() < found.len() {
        let more = format!("{} more sources: filter by name.", found.len() - shown.len());
        res.push(el("p").class("more").text(&more));
    }
    res
}

fn row(
    page: Playground,
    ui: Ui,
    service: &str,
    it: &EndpointView,
    outcome: &'static str,
    sentence: &str,
    chosen: Memo<Option<Chosen>>,
) -> El {
    let (id, to) = (it.id.clone(), service.to_owned());
    let own = id.clone();
    let (verdict, sign) = outcome_sign(outcome);
    let space = el("span").class("mx-space").text(&format!("{}/", it.group));
    let called = el("span").class("source-name").attr("title", &it.details).child(space).text(&it.name);
    let pick = move || {
        choose(page, id.clone(), to.clone());
        // On a small screen the reasons are another pane; elsewhere they stand below.
        ui.pane.set(Pane::Why);
    };
    let button = button("source")
        .aria("aria-pressed", move || chosen.get().is_some_and(|it| it.from == own))
        .attr("data-from", &it.id)
        .attr("data-outcome", outcome)
        .on_click(pick)
        .child(called)
        .child(badge(verdict, sign))
        .child(el("span").class("source-says").text(sentence));
    el("li").child(button)
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
