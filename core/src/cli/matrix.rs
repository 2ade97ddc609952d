//! The matrix for people: table, list, Markdown.

use std::fmt::Write;

use netpol_core::view::{CellSign, CellView, EndpointView};
use netpol_core::{Analysis, Probe};

/// What a cell shows in a terminal.
fn sign(cell: &CellView) -> &str {
    match cell.sign {
        CellSign::All | CellSign::Allowed => "✓",
        CellSign::Some if cell.only_port.is_empty() => "◐",
        CellSign::Some => &cell.only_port,
        CellSign::None | CellSign::Denied => "✕",
        CellSign::Unknown => "?",
        CellSign::SelfPod => "–",
        CellSign::Void => "",
    }
}

/// `namespace/name`, or the name of an entry outside.
fn title(it: &EndpointView) -> String {
    if it.group == "outside" { it.name.clone() } else { it.id.clone() }
}

/// Rows with their numbers; columns are headed by the numbers of the rows.
pub(crate) fn table(analysis: &Analysis, probe: Probe) -> String {
    let endpoints = analysis.endpoints();
    let count = endpoints.len() as u32;
    let titles: Vec<String> = endpoints.iter().map(title).collect();
    let width = titles.iter().map(|it| it.chars().count()).max().unwrap_or_default();
    let digits = count.to_string().len();
    let column = digits.max(5);
    let mut text = format!("{:digits$} {:width$}", "", "from \\ to");
    for to in 1..=count {
        let _infallible = write!(text, " {to:>column$}");
    }
    text.push('\n');
    for (from, title) in (0..count).zip(&titles) {
        let _infallible = write!(text, "{:>digits$} {title:<width$}", from + 1);
        for to in 0..count {
            let cell = analysis.cell(from, to, probe);
            let _infallible = write!(text, " {:>column$}", cell.as_ref().map_or("", sign));
        }
        text.push('\n');
    }
    text.push_str(match probe {
        Probe::Any => "\n✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself\n",
        Probe::Port(..) => "\n✓ allowed   ✕ denied   ? not decidable   – itself\n",
    });
    text
}

/// `src => dst : ports` for each pair with something allowed.
pub(crate) fn list(analysis: &Analysis, probe: Probe) -> String {
    let endpoints = analysis.endpoints();
    let mut text = String::new();
    for (from, source) in (0u32..).zip(endpoints.iter()) {
        for (to, destination) in (0u32..).zip(endpoints.iter()) {
            let Some(cell) = analysis.cell(from, to, probe) else { continue };
            let ports = match (cell.sign, probe) {
                (CellSign::Allowed, Probe::Port(..)) => probe.label(),
                (CellSign::All | CellSign::Some, Probe::Any) => cell.ports,
                (CellSign::Unknown, Probe::Any) if !cell.ports.is_empty() => cell.ports,
                _ => continue,
            };
            let _infallible = writeln!(text, "{} => {} : {ports}", source.id, destination.id);
        }
    }
    text
}

/// A table for documentation.
pub(crate) fn markdown(analysis: &Analysis, probe: Probe) -> String {
    let endpoints = analysis.endpoints();
    let titles: Vec<String> = endpoints.iter().map(|it| title(it).replace('|', "\\|")).collect();
    let mut text = format!("| from ↓ to → | {} |\n", titles.join(" | "));
    let _infallible = writeln!(text, "|---|{}", ":-:|".repeat(titles.len()));
    for (from, title) in (0u32..).zip(&titles) {
        let cells = (0..endpoints.len() as u32).map(|to| {
            let cell = analysis.cell(from, to, probe);
            cell.map_or(String::new(), |it| {
                if it.sign == CellSign::Some { it.ports.clone() } else { sign(&it).into() }
            })
        });
        let _infallible = writeln!(text, "| {title} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text
}
