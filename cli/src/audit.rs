//! The audit for people: sections with a line for each item, or Markdown.

use netpol_core::Analysis;
use netpol_core::view::{AuditItemView, AuditKind, AuditSectionView, AuditView};

use crate::args::AuditFormat;
use crate::json;
use crate::output::Output;
use crate::text::{self, Text};

/// What to print, and whether something of the named kinds was found.
pub(crate) fn run(analysis: &Analysis, format: AuditFormat, fail_on: &[AuditKind]) -> (Output, bool) {
    let is_meant = |kind, decided: bool, items: usize| (items > 0 || !decided) && fail_on.contains(&kind);
    if format == AuditFormat::Json {
        let report = analysis.audit_report();
        let fails = report.sections.iter().any(|it| is_meant(it.kind, it.decided, it.items.len()));
        return (json::pretty(&report).into(), fails);
    }
    let audit = analysis.audit();
    let fails = audit.sections.iter().any(|it| is_meant(it.kind, it.decided, it.items.len()));
    let text = if format == AuditFormat::Table { table(&audit) } else { markdown(&audit) };
    (text.into(), fails)
}

/// What all of it is about.
fn head(audit: &AuditView) -> String {
    let plural = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let (pods, workloads) = (plural(audit.pods as usize, "pod"), plural(audit.workloads, "workload"));
    format!("{pods} of {workloads} in {}", plural(audit.namespaces, "namespace"))
}

/// Whether a section is shown to people: what stays without an answer is, if there is something.
fn is_shown(it: &AuditSectionView) -> bool {
    it.kind != AuditKind::Undecided || !it.items.is_empty()
}

fn table(audit: &AuditView) -> Text {
    let mut text = Text::default();
    text.line(head(audit));
    for section in audit.sections.iter().filter(|it| is_shown(it)) {
        text.blank();
        text.line(format_args!("{}: {}", section.title, section.summary));
        let ids: Vec<String> = section.items.iter().map(|it| text::shown(&it.id)).collect();
        let width = ids.iter().map(|it| it.chars().count()).max().unwrap_or_default();
        for (it, id) in section.items.iter().zip(ids) {
            let words = words(section.kind, it);
            // What is about the whole input has no name in front.
            let line = if width == 0 { format!("  {words}") } else { format!("  {id:<width$}  {words}") };
            text.line(line.trim_end());
        }
    }
    text
}

fn markdown(audit: &AuditView) -> Text {
    let mut text = Text::default();
    text.line(text::markdown(&head(audit)));
    for section in audit.sections.iter().filter(|it| is_shown(it)) {
        text.blank();
        text.line(format_args!("## {}", section.title));
        text.blank();
        text.line(text::markdown(&section.summary));
        if section.items.is_empty() {
            continue;
        }
        text.blank();
        text.line("| | |");
        text.line("|---|---|");
        for it in &section.items {
            let (id, words) = (text::markdown(&it.id), words(section.kind, it));
            text.line(format_args!("| {id} | {} |", text::markdown(&words)));
        }
    }
    text
}

/// What stands behind the id: for how many pods it holds, where not for all, and more about it.
fn words(kind: AuditKind, it: &AuditItemView) -> String {
    // The sentences about namespaces have their counts.
    let is_counted = matches!(
        kind,
        AuditKind::NoDefaultDenyIngress | AuditKind::NoDefaultDenyEgress | AuditKind::Isolation
    );
    let mut parts = Vec::new();
    if !it.certain && kind != AuditKind::Undecided {
        parts.push("perhaps".to_owned());
    }
    if it.pods < it.of && !is_counted {
        parts.push(format!("{} of {} pods", it.pods, it.of));
    }
    if !it.sentence.is_empty() {
        parts.push(it.sentence.clone());
    }
    parts.join(": ")
}
