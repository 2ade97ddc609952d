//! A connection to a Service, as text and for programs; and the Services and Ingress objects of the matrix.

use std::fmt::Write;

use netpol_core::Analysis;
use netpol_core::api::{End, ServiceEnd};
use netpol_core::cluster::ServicePortChoice;
use netpol_core::view::{
    BackendView, IngressBackendView, IngressView, ServiceFlowView, ServicePortView, ServiceView, StepView,
};
use serde_json::{Value, json};

use crate::args::{ExplainArguments, ExplainFormat};
use crate::ends::{self, Destination};
use crate::{explain, explain_json, problems};

/// What `netpol explain FROM svc:…` prints.
pub(crate) fn run(
    analysis: &Analysis,
    arguments: &ExplainArguments,
    to: Destination,
) -> Result<String, String> {
    let named =
        || arguments.port.as_ref().and_then(|it| analysis.parse_service(&format!("{}:{it}", to.service))?.1);
    let choice = to.port.clone().or_else(named);
    let service = ServiceEnd { id: &to.service, family: to.family };
    let answer = ends::end(analysis, &arguments.from)
        .and_then(|from| Ok((from, analysis.service_flow(from, service, choice.as_ref())?)));
    // An end may be missing because its document is broken.
    let (from, flow) = answer.inspect_err(|_| problems::to_stderr(analysis))?;
    Ok(match arguments.output {
        ExplainFormat::Text => text(analysis, &flow),
        ExplainFormat::Json => json_text(analysis, from, service, choice.as_ref(), &flow),
    })
}

fn text(analysis: &Analysis, it: &ServiceFlowView) -> String {
    let mut text = String::new();
    let open = explain::certainty(it.certainty, it.certainty_words);
    let _infallible = writeln!(text, "{} → {} {}: {}{open}", it.from, it.service, it.port, it.sentence);
    for step in &it.steps {
        explain::write_step(&mut text, analysis, step, 0);
    }
    for backend in &it.backends {
        let perhaps = if backend.certain { "" } else { " (perhaps a backend)" };
        let BackendView { title, port, sign, .. } = backend;
        let _infallible = writeln!(text, "\n── {title}, {port}: {}{perhaps}", sign.as_str());
        explain::write_step(&mut text, analysis, &backend.translation, 0);
        if !backend.from_node.is_empty() {
            let _infallible = writeln!(text, "    from a node's address: {}", backend.from_node);
        }
        match &backend.explanation {
            Some(it) => explain::write_sides(&mut text, analysis, it),
            None => text.push_str("    (ask about this backend by itself to see why)\n"),
        }
    }
    if !it.notes.is_empty() {
        text.push('\n');
    }
    for note in &it.notes {
        explain::write_note(&mut text, note);
    }
    if analysis.is_incomplete() {
        let _infallible = writeln!(text, "incomplete: {}", analysis.incomplete());
    }
    text
}

fn json_text(
    analysis: &Analysis,
    from: End,
    service: ServiceEnd<'_>,
    choice: Option<&ServicePortChoice>,
    it: &ServiceFlowView,
) -> String {
    let data = analysis.service_flow_data(from, service, choice).ok();
    let backends = it.backends.iter().enumerate().map(|(at, it)| {
        let explanation = data.as_ref().zip(it.explanation.as_ref()).and_then(|(flow, view)| {
            Some(explain_json::value(analysis, &analysis.explain_backend(flow, at)?, view))
        });
        json!({
            "endpoint": it.id,
            "port": it.port,
            "outcome": it.sign.as_str(),
            "certain": it.certain,
            "hairpin": it.hairpin,
            "fromNode": if it.from_node.is_empty() { Value::Null } else { it.from_node.as_str().into() },
            "translation": explain::fragments(&it.translation.text),
            "explanation": explanation,
        })
    });
    let notes = it.notes.iter().map(explain_json::note);
    let step = |it: &StepView| explain::fragments(&it.text);
    let value = json!({
        "from": it.from,
        "to": it.service,
        "port": it.port,
        "outcome": it.outcome,
        "certainty": it.certainty.as_str(),
        "sentence": it.sentence,
        "translation": it.steps.iter().map(step).collect::<Vec<_>>(),
        "backends": backends.collect::<Value>(),
        "notes": notes.collect::<Value>(),
        "problems": problems::json(analysis, analysis.diagnostics()),
        "incomplete": analysis.is_incomplete(),
    });
    format!("{value:#}\n")
}

/// `{id, namespace, name, type, ports, backends, publishedBy}`.
pub(crate) fn service(it: &ServiceView) -> Value {
    let port = |it: &ServicePortView| {
        json!({
            "name": it.name,
            "port": it.probe.label(),
            "target": it.target,
            "nodePort": it.node_port,
        })
    };
    json!({
        "id": it.id,
        "namespace": it.namespace,
        "name": it.name,
        "type": it.kind,
        "ports": it.ports.iter().map(port).collect::<Vec<_>>(),
        "backends": it.backends,
        "publishedBy": it.published_by,
    })
}

/// `{id, controller, backends}`.
pub(crate) fn ingress(it: &IngressView) -> Value {
    let backend = |it: &IngressBackendView| {
        let target = |it: &netpol_core::view::IngressTargetView| json!({ "endpoint": it.id, "port": it.port, "outcome": it.sign.as_str() });
        json!({
            "host": it.host,
            "path": it.path,
            "service": it.service,
            "port": it.port,
            "outcome": it.sign.as_str(),
            "sentence": it.sentence,
            "targets": it.targets.iter().map(target).collect::<Vec<_>>(),
        })
    };
    json!({
        "id": it.id,
        "controller": it.controller,
        "backends": it.backends.iter().map(backend).collect::<Vec<_>>(),
    })
}
