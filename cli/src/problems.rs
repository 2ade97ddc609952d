//! Diagnostics as text.

use netpol_core::Analysis;
use netpol_core::diagnostic::{Diagnostic, Severity, causes};

use crate::text::{Text, and_more};

/// How many places of one cause are shown.
const MOST_PLACES: usize = 4;

/// `file:line:column: error[unknown-field]: NetworkPolicy shop/web: message`, with help below. One cause is one
/// message.
pub(crate) fn text(analysis: &Analysis, problems: &[Diagnostic]) -> Text {
    let mut text = Text::default();
    write_all(&mut text, analysis, problems);
    let count = |severity| problems.iter().filter(|it| it.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let plural = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    text.line(format_args!("{}, {}", plural(errors, "error"), plural(warnings, "warning")));
    text
}

/// What bears on the answers, beside the output proper: not what is only worth knowing, and not what lints find, for which
/// there is a command of its own.
pub(crate) fn to_stderr(analysis: &Analysis) {
    let mut text = Text::default();
    let grave = analysis.reading_diagnostics().iter().filter(|it| it.severity != Severity::Info);
    write_all(&mut text, analysis, &grave.cloned().collect::<Vec<_>>());
    if let Some(it) = analysis.incomplete() {
        text.line(format_args!("the result is incomplete: {it}"));
    }
    text.to_stderr();
}

fn write_all(text: &mut Text, analysis: &Analysis, problems: &[Diagnostic]) {
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

fn write(text: &mut Text, analysis: &Analysis, it: &Diagnostic, more: &[&Diagnostic]) {
    let place = place(analysis, it).map_or(String::new(), |it| format!("{it}: "));
    let object = if it.object.is_empty() { String::new() } else { format!("{}: ", it.object) };
    let field = if it.field.is_empty() { String::new() } else { format!("{}: ", it.field) };
    let severity = it.severity.as_str();
    text.line(format_args!("{place}{severity}[{}]: {object}{field}{}", it.code, it.message));
    for (location, what) in &it.related {
        if let Some((file, at)) = analysis.line_column(*location) {
            text.line(format_args!("  {file}:{}:{}: {what}", at.line, at.column));
        }
    }
    if !more.is_empty() {
        let places: Vec<String> =
            more.iter().filter_map(|it| self::place(analysis, it)).take(MOST_PLACES).collect();
        let rest = if more.len() > MOST_PLACES { ", …" } else { "" };
        text.line(format_args!(" {}: {}{rest}", and_more(more.len(), ""), places.join(", ")));
    }
    if !it.help.is_empty() {
        text.line(format_args!("  help: {}", it.help));
    }
}

fn place(analysis: &Analysis, it: &Diagnostic) -> Option<String> {
    let (file, at) = analysis.line_column(it.location?)?;
    Some(format!("{file}:{}:{}", at.line, at.column))
}
