//! A connection to a Service.

use netpol_core::Analysis;
use netpol_core::api::ServiceEnd;
use netpol_core::view::{BackendView, Destination, ServiceFlowView};

use crate::args::{ExplainArguments, ExplainFormat};
use crate::output::Output;
use crate::text::Text;
use crate::{explain, json, problems};

/// What `netpol explain FROM svc:…` prints.
pub(crate) fn run(
    analysis: &Analysis,
    arguments: &ExplainArguments,
    to: Destination,
) -> Result<Output, String> {
    let named =
        || arguments.port.as_ref().and_then(|it| analysis.parse_service(&format!("{}:{it}", to.service))?.1);
    let choice = to.port.clone().or_else(named);
    let service = ServiceEnd { id: &to.service, family: to.family };
    let answer = || -> Result<Output, String> {
        let from = analysis.end(&arguments.from)?;
        Ok(match arguments.output {
            ExplainFormat::Text => {
                text(analysis, &analysis.service_flow(from, service, choice.as_ref())?).into()
            }
            ExplainFormat::Json => {
                json::pretty(&analysis.service_flow_report(from, service, choice.as_ref())?).into()
            }
        })
    };
    // An end may be missing because its document is broken.
    answer().inspect_err(|_| problems::to_stderr(analysis))
}

fn text(analysis: &Analysis, it: &ServiceFlowView) -> Text {
    let mut text = Text::default();
    let open = explain::certainty(it.certainty, it.certainty_words);
    text.line(format_args!("{} → {} {}: {}{open}", it.from, it.service, it.port, it.sentence));
    for step in &it.steps {
        explain::write_step(&mut text, analysis, step, 0);
    }
    for backend in &it.backends {
        let perhaps = if backend.certain { "" } else { " (perhaps a backend)" };
        let BackendView { title, port, sign, .. } = backend;
        text.blank();
        text.line(format_args!("── {title}, {port}: {}{perhaps}", sign.as_str()));
        explain::write_step(&mut text, analysis, &backend.translation, 0);
        if !backend.from_node.is_empty() {
            text.line(format_args!("    from a node's address: {}", backend.from_node));
        }
        match &backend.explanation {
            Some(it) => explain::write_sides(&mut text, analysis, it),
            None => text.line("    (ask about this backend by itself to see why)"),
        }
    }
    if !it.notes.is_empty() {
        text.blank();
    }
    for note in &it.notes {
        explain::write_note(&mut text, note);
    }
    if let Some(it) = analysis.incomplete() {
        text.line(format_args!("incomplete: {it}"));
    }
    text
}
