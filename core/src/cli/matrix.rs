//! The matrix for people: table, list, Markdown.

use std::fmt::Write;

use netpol_core::view::{CellSign, CellView};
use netpol_core::{Analysis, Probe};

use crate::ids::Entry;
use crate::lines::{Line, entries, lines};

/// What a cell shows in a terminal.
fn sign(cell: &CellView) -> &str {
    match cell.sign {
        CellSign::All | CellSign::Allowed => "✓",
        CellSign::Some if cell.only_port.is_empty() => "◐",
        CellSign::Some => &cell.only_port,
        CellSign::None | CellSign::Denied => "✕",
        CellSign::Unknown => "?",
        CellSign::SelfPod => "–",
        CellSign::Unreachable => "–",
        CellSign::Void => "",
    }
}

/// Rows with their numbers; columns are headed by the numbers of the rows.
pub(crate) fn table(analysis: &Analysis, probe: Probe, by_class: bool) -> String {
    let lines = lines(analysis, by_class);
    let width = lines.iter().map(|it| it.title.chars().count()).max().unwrap_or_default();
    let digits = lines.len().to_string().len();
    let column = digits.max(5);
    let mut text = format!("{:digits$} {:width$}", "", "from \\ to");
    for to in 1..=lines.len() {
        let _infallible = write!(text, " {to:>column$}");
    }
    text.push('\n');
    let mut unreachable = false;
    for (number, from) in (1..).zip(&lines) {
        let _infallible = write!(text, "{number:>digits$} {:<width$}", from.title);
        for to in &lines {
            let cell = analysis.cell(from.row, from.column(to), probe);
            unreachable |= cell.as_ref().is_some_and(|it| it.sign == CellSign::Unreachable);
            let _infallible = write!(text, " {:>column$}", cell.as_ref().map_or("", sign));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text.push_str(match probe {
        Probe::Any => "\n✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself",
        Probe::Port(..) => "\n✓ allowed   ✕ denied   ? not decidable   – itself",
    });
    text.push_str(if unreachable { ", or no common address family\n" } else { "\n" });
    text
}

/// `src => dst : ports` for each pair with something allowed.
pub(crate) fn list(analysis: &Analysis, probe: Probe, by_class: bool) -> String {
    let lines = lines(analysis, by_class);
    let entries = entries(analysis, &lines);
    let name = |(entry, line): &(Entry, &Line)| match line.members.is_empty() {
        true => entry.id.clone(),
        false => line.title.clone(),
    };
    let mut text = String::new();
    for source in &entries {
        for destination in &entries {
            let to = source.1.column(destination.1);
            let Some(cell) = analysis.cell(source.1.row, to, probe) else { continue };
            let ports = match (cell.sign, probe) {
                (CellSign::Allowed, Probe::Port(..)) => probe.label(),
                (CellSign::All | CellSign::Some, Probe::Any) => cell.ports,
                (CellSign::Unknown, Probe::Any) if !cell.ports.is_empty() => cell.ports,
                _ => continue,
            };
            let _infallible = writeln!(text, "{} => {} : {ports}", name(source), name(destination));
        }
    }
    text
}

/// A table for documentation.
pub(crate) fn markdown(analysis: &Analysis, probe: Probe, by_class: bool) -> String {
    let lines = lines(analysis, by_class);
    let title = |it: &Line| it.title.replace('|', "\\|");
    let titles: Vec<String> = lines.iter().map(title).collect();
    let mut text = format!("| from ↓ to → | {} |\n", titles.join(" | "));
    let _infallible = writeln!(text, "|---|{}", ":-:|".repeat(titles.len()));
    for from in &lines {
        let cells = lines.iter().map(|to| {
            let cell = analysis.cell(from.row, from.column(to), probe);
            cell.map_or(String::new(), |it| {
                if it.sign == CellSign::Some { it.ports.clone() } else { sign(&it).into() }
            })
        });
        let _infallible = writeln!(text, "| {} | {} |", title(from), cells.collect::<Vec<_>>().join(" | "));
    }
    text
}
