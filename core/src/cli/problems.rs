//! Diagnostics as text and JSON.

use std::fmt::Write;

use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Severity};
use serde_json::{Value, json};

/// `file:line:column: error[unknown-field]: NetworkPolicy shop/web: message`, with help below.
pub(crate) fn text(analysis: &Analysis, problems: &[Diagnostic]) -> String {
    let mut text = String::new();
    for it in problems {
        write(&mut text, analysis, it);
    }
    let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let _infallible = writeln!(text, "{}, {}", plural(errors, "error"), plural(warnings, "warning"));
    text
}

/// Everything but what is only worth knowing, beside the output proper.
pub(crate) fn to_stderr(analysis: &Analysis) {
    let mut text = String::new();
    for it in analysis.diagnostics().iter().filter(|it| it.severity != Severity::Info) {
        write(&mut text, analysis, it);
    }
    if analysis.is_incomplete() {
        let _infallible = writeln!(text, "the result is incomplete: {}", analysis.incomplete());
    }
    eprint!("{text}");
}

fn write(text: &mut String, analysis: &Analysis, it: &Diagnostic) {
    let place = it.location.and_then(|it| analysis.line_column(it));
    let place = place.map_or(String::new(), |(file, at)| format!("{file}:{}:{}: ", at.line, at.column));
    let object = if it.object.is_empty() { String::new() } else { format!("{}: ", it.object) };
    let field = if it.field.is_empty() { String::new() } else { format!("{}: ", it.field) };
    let severity = it.severity.as_str();
    let _infallible = writeln!(text, "{place}{severity}[{}]: {object}{field}{}", it.code, it.message);
    for (location, what) in &it.related {
        if let Some((file, at)) = analysis.line_column(*location) {
            let _infallible = writeln!(text, "  {file}:{}:{}: {what}", at.line, at.column);
        }
    }
    if !it.help.is_empty() {
        let _infallible = writeln!(text, "  help: {}", it.help);
    }
}

/// `[{severity, code, object, field, message, help, file, line, column}]`.
pub(crate) fn json(analysis: &Analysis, problems: &[Diagnostic]) -> Value {
    let problem = |it: &Diagnostic| {
        let place = it.location.and_then(|it| analysis.line_column(it));
        json!({
            "severity": it.severity.as_str(),
            "code": it.code,
            "object": it.object,
            "field": it.field,
            "message": it.message,
            "help": it.help,
            "file": place.map(|it| it.0),
            "line": place.map(|it| it.1.line),
            "column": place.map(|it| it.1.column),
        })
    };
    problems.iter().map(problem).collect()
}

/// The problems and the mark of an incomplete run.
pub(crate) fn json_text(analysis: &Analysis, problems: &[Diagnostic]) -> String {
    format!("{:#}\n", json!({ "problems": json(analysis, problems), "incomplete": analysis.is_incomplete() }))
}
