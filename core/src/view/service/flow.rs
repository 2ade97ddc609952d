//! A connection to a Service in words: its translation, its backends.

use super::{BackendView, ServiceFlowView, notes, port_label};
use crate::cluster::{Backend, Backing, Translation};
use crate::explain::service::{BackendFlow, ServiceFlow, ServiceNote, ServiceOutcome};
use crate::ids::{EndpointId, Id};
use crate::kind::{Service, ServiceType};
use crate::model::Model;
use crate::probe::Probe;
use crate::source::Span;
use crate::tri::Tri;
use crate::view::{CellSign, Fragment, Sign, StepView, why};

/// More explanations than this are not read.
const EXPLAINED: usize = 20;

pub(crate) fn view(model: &Model, flow: &ServiceFlow) -> ServiceFlowView {
    let id = |at: usize| model.cluster.services.get(at).map(|it| it.id()).unwrap_or_default();
    let backends = flow.resolved.backends.iter().zip(&flow.flows).enumerate();
    let (protocol, number) = flow.resolved.asked;
    let certainty = model.known().certainty(flow);
    ServiceFlowView {
        from: model.cluster.endpoints.at(flow.source).id.clone(),
        from_title: model.title(flow.source).to_owned(),
        service: id(flow.service),
        port: Probe::Port(protocol, number).label(),
        outcome: flow.outcome,
        certainty,
        certainty_words: why::certainty_words(certainty),
        sentence: sentence(flow),
        steps: steps(model, flow),
        backends: backends.map(|(at, it)| backend(model, flow, at, it)).collect(),
        notes: flow.notes.iter().map(|it| notes::view(model, flow, it)).collect(),
    }
}

impl ServiceOutcome {
    /// `allowed`, `denied`, `partial`, `unknown`, `no-endpoint`, `unreachable`.
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceOutcome::Allowed => "allowed",
            ServiceOutcome::Denied => "denied",
            ServiceOutcome::Partial => "partial",
            ServiceOutcome::Unknown => "unknown",
            ServiceOutcome::NoEndpoint => "no-endpoint",
            ServiceOutcome::Unreachable => "unreachable",
        }
    }
}

/// The outcome in words, without the names.
pub(crate) fn sentence(flow: &ServiceFlow) -> String {
    let all = flow.flows.len();
    let count = |tri| flow.flows.iter().filter(|it| it.allowed == tri).count();
    let to_all = match all {
        0 | 1 => String::new(),
        n => format!(" to all {n} backends"),
    };
    let sentence = match flow.outcome {
        ServiceOutcome::Allowed => format!("allowed{to_all}"),
        ServiceOutcome::Denied => format!("denied{to_all}"),
        ServiceOutcome::Partial => format!("allowed to {} of {all} backends", count(Tri::Yes)),
        ServiceOutcome::Unknown => "not decidable from the input".to_owned(),
        ServiceOutcome::NoEndpoint => "it has no backends, so policies have no part in it".to_owned(),
        ServiceOutcome::Unreachable => {
            "it has no address of a family that the client has, so policies have no part in it".to_owned()
        }
    };
    // "Allowed if the client address survives; otherwise depends on the node address" (M-75).
    if !flow.notes.contains(&ServiceNote::SourceRewrite) {
        return sentence;
    }
    let mut otherwise = flow.flows.iter().filter_map(|it| it.from_node);
    let first = otherwise.next().unwrap_or(Tri::Unknown);
    let otherwise = if otherwise.all(|it| it == first) { first } else { Tri::Unknown };
    format!("{sentence} if the client's address survives, otherwise {}", by_node(otherwise))
}

fn by_node(it: Tri) -> &'static str {
    match it {
        Tri::Yes => "allowed",
        Tri::No => "denied",
        Tri::Unknown => "that depends on the node it comes through",
    }
}

fn text(it: impl Into<String>) -> Fragment {
    Fragment::Text(it.into())
}

fn code(it: impl Into<String>) -> Fragment {
    Fragment::Code(it.into())
}

/// The translation, up to the backends.
fn steps(model: &Model, flow: &ServiceFlow) -> Vec<StepView> {
    let step = |sign, text, place| StepView { sign, text, place, children: Vec::new() };
    let mut res = Vec::new();
    let place = |it: &Service, span: Span| model.places.place(it.meta.origin.locate(span));
    let written = |at| model.cluster.written(at);
    let resolved = &flow.resolved;
    if flow.service != resolved.service
        && let (Some((alias, it)), Some((body, _))) = (written(flow.service), written(resolved.service))
    {
        let line = vec![code(alias.id()), text(" is another name for "), code(body.id())];
        res.push(step(Sign::Plain, line, place(it, it.meta.name.span)));
    }
    let Some((body, service)) = written(resolved.service) else { return res };
    let asked = Probe::Port(resolved.asked.0, resolved.asked.1).label();
    if let Some(it) = resolved.port.and_then(|at| service.ports.get(at)) {
        let mut line = vec![code(port_label(it)), text(" of "), code(body.id())];
        if service.headless {
            line.push(text(" is headless: nothing is translated, clients reach "));
            line.push(code(asked));
        } else if it.target_span.is_some() && resolved.backing == Backing::Selector {
            line.push(text(" leads to "));
            line.push(code(format!("targetPort: {}", it.target)));
        }
        res.push(step(Sign::Plain, line, place(service, it.span)));
    } else if service.headless {
        let line = vec![code(body.id()), text(" is headless: clients reach "), code(asked)];
        res.push(step(Sign::Plain, line, place(service, service.meta.name.span)));
    }
    let backing = match &resolved.backing {
        Backing::Selector => {
            let pairs: Vec<String> = service.selector.iter().map(|it| format!("{}={}", it.0, it.1)).collect();
            vec![text("selects pods with "), code(pairs.join(", "))]
        }
        Backing::Listed => vec![text("has no selector: its backends are those that EndpointSlices list")],
        Backing::Unknown if service.kind == ServiceType::ExternalName => {
            vec![
                text("is another name for "),
                code(service.external_name.clone()),
                text(", which leads to no Service with backends in the input"),
            ]
        }
        Backing::Unknown => vec![text("has no selector, and the input has no endpoints of it")],
        Backing::Host(it) => {
            vec![text("is another name for "), code(it.clone()), text(", outside the cluster")]
        }
    };
    res.push(step(Sign::Plain, backing, place(service, service.selector_span)));
    let mut left_out = |those: &[EndpointId], what: &str| {
        if !those.is_empty() {
            let line = vec![text(format!("{} {what}", model.titles(those)))];
            res.push(step(Sign::No, line, place(service, service.selector_span)));
        }
    };
    left_out(&resolved.not_running, "runs no pod, so it is no backend");
    left_out(
        &resolved.without_port,
        "declares no container port of that name and protocol, so it is no backend",
    );
    left_out(
        &resolved.without_family,
        "has no address of the family of this connection, so it is no backend",
    );
    res
}

pub(crate) fn cell_sign(it: Tri) -> CellSign {
    match it {
        Tri::Yes => CellSign::Allowed,
        Tri::No => CellSign::Denied,
        Tri::Unknown => CellSign::Unknown,
    }
}

fn backend(
    model: &Model,
    flow: &ServiceFlow,
    at: usize,
    (backend, own): (&Backend, &BackendFlow),
) -> BackendView {
    let probe = Probe::Port(backend.port.0, backend.port.1);
    let endpoint = model.cluster.endpoints.at(backend.endpoint);
    let row = Some(backend.endpoint.index()).filter(|&it| it < model.cluster.visible());
    let explanation = || model.known().explain_backend(flow, at).map(|it| why::view(model, &it));
    let differs = own.from_node.filter(|it| *it != own.allowed);
    BackendView {
        id: endpoint.id.clone(),
        title: model.title(backend.endpoint).to_owned(),
        row: row.map(|it| it as u32),
        probe,
        port: probe.label(),
        sign: cell_sign(own.allowed),
        certain: backend.certain == Tri::Yes,
        hairpin: own.hairpin,
        from_node: differs.map_or("", by_node).to_owned(),
        translation: translation(model, flow, backend),
        explanation: if at < EXPLAINED { explanation() } else { None },
    }
}

/// "`targetPort: web` is `TCP 8080` of container `main`".
fn translation(model: &Model, flow: &ServiceFlow, backend: &Backend) -> StepView {
    let written = model.cluster.written(flow.resolved.service);
    let service = written.map(|it| it.1);
    let port = service.and_then(|it| it.ports.get(flow.resolved.port?));
    let here = Probe::Port(backend.port.0, backend.port.1).label();
    let place = |span: Option<Span>| model.places.place(service?.meta.origin.locate(span?));
    let mut res = StepView { sign: Sign::Plain, text: Vec::new(), place: None, children: Vec::new() };
    let target = port.map_or(String::new(), |it| format!("targetPort: {}", it.target));
    match backend.translation {
        Translation::Same => {
            res.text = vec![text("policies see the same port, "), code(here)];
            res.place = place(port.map(|it| it.span));
        }
        Translation::Number => {
            res.text = vec![code(target), text(": policies see "), code(here)];
            res.place = place(port.and_then(|it| it.target_span));
        }
        Translation::Named(at) => {
            let pod = model.cluster.endpoints.at(backend.endpoint).pod();
            let declared = pod.and_then(|pod| Some((pod, pod.ports.get(at)?)));
            let container = declared.map_or("", |it| &it.1.container);
            res.text = vec![code(target), text(" is "), code(here), text(" of container "), code(container)];
            res.place = declared.and_then(|it| model.places.place(it.0.port_location(it.1.span)));
        }
        Translation::Direct => res.text = vec![text("not translated: policies see "), code(here)],
        Translation::Listed => {
            res.text = vec![text("the port that is listed with the address, "), code(here)]
        }
    }
    res
}
