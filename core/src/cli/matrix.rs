//! The matrix for people: table, list, Markdown.

use std::fmt::Write;

use netpol_core::view::{CellSign, CellView};
use netpol_core::{Analysis, Probe};

use crate::ids::{self, title};

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

/// Rows with their numbers; columns are headed by the numbers of the rows.
pub(crate) fn table(analysis: &Analysis, probe: Probe) -> String {
    let endpoints = analysis.endpoints();
    let count = endpoints.len() as u32;
    let titles: Vec<&str> = endpoints.iter().map(title).collect();
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
        text.truncate(text.trim_end().len());
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
    let entries = ids::entries(analysis);
    let mut text = String::new();
    for source in &entries {
        for destination in &entries {
            let Some(cell) = analysis.cell(source.row, destination.row, probe) else { continue };
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
