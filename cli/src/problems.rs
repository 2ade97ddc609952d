//! Diagnostics as text.

use std::fmt::Write;

use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Severity, causes};

/// How many places of one cause are shown.
const MOST_PLACES: usize = 4;

/// `file:line:column: error[unknown-field]: NetworkPolicy shop/web: message`, with help below. One cause is one
/// message.
pub(crate) fn text(analysis: &Analysis, problems: &[Diagnostic]) -> String {
    let mut text = String::new();
    write_all(&mut text, analysis, problems);
    let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let _infallible = writeln!(text, "{}, {}", plural(errors, "error"), plural(warnings, "warning"));
    text
}

/// Everything but what is only worth knowing, beside the output proper.
pub(crate) fn to_stderr(analysis: &Analysis) {
    let mut text = String::new();
    let grave = analysis.diagnostics().iter().filter(|it| it.severity != Severity::Info);
    write_all(&mut text, analysis, &grave.cloned().collect::<Vec<_>>());
    if let Some(it) = analysis.incomplete() {
        let _infallible = writeln!(text, "the result is incomplete: {it}");
    }
    eprint!("{text}");
}

fn write_all(text: &mut String, analysis: &Analysis, problems: &[Diagnostic]) {
    let repeats = causes::repeats(problems);
    let mut more: Vec<Vec<&Diagnostic>> = vec![Vec::new(); problems.len()];
    for (it, first) in problems.iter().zip(&repeats) {
        if let Some(places) = first.and_then(|it| more.get_mut(it)) {
            places.push(it);
        }
    }
    let firsts = problems.iter().zip(&repeats).zip(&more).filter(|it| it.0.1.is_none());
    for ((it, _), more) in firsts {
        write(text, analysis, it, more);
    }
}

fn write(text: &mut String, analysis: &Analysis, it: &Diagnostic, more: &[&Diagnostic]) {
    let place = place(analysis, it).map_or(String::new(), |it| format!("{it}: "));
    let object = if it.object.is_empty() { String::new() } else { format!("{}: ", it.object) };
    let field = if it.field.is_empty() { String::new() } else { format!("{}: ", it.field) };
    let severity = it.severity.as_str();
    let _infallible = writeln!(text, "{place}{severity}[{}]: {object}{field}{}", it.code, it.message);
    for (location, what) in &it.related {
        if let Some((file, at)) = analysis.line_column(*location) {
            let _infallible = writeln!(text, "  {file}:{}:{}: {what}", at.line, at.column);
        }
    }
    if !more.is_empty() {
        let places: Vec<String> =
            more.iter().filter_map(|it| self::place(analysis, it)).take(MOST_PLACES).collect();
        let rest = if more.len() > MOST_PLACES { ", …" } else { "" };
        let _infallible = writeln!(text, "  and {} more: {}{rest}", more.len(), places.join(", "));
    }
    if !it.help.is_empty() {
        let _infallible = writeln!(text, "  help: {}", it.help);
    }
}

fn place(analysis: &Analysis, it: &Diagnostic) -> Option<String> {
    let (file, at) = analysis.line_column(it.location?)?;
    Some(format!("{file}:{}:{}", at.line, at.column))
}
