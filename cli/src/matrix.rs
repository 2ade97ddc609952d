//! The matrix for people: table, list, Markdown.

use std::fmt::Write;

use netpol_core::view::{CellSign, CellView, Entry, NamedLine};
use netpol_core::{Analysis, Asked, Probe};

use crate::text::{self, Text};

/// What stands in a cell whose destination has no port of the name that was asked for.
const NO_PORT: &str = "·";

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

/// The cell of each port that is meant in a column.
fn cells(analysis: &Analysis, from: &NamedLine, to: &NamedLine, asked: &Asked) -> Vec<(Probe, CellView)> {
    let (row, column) = from.line.cell(&to.line);
    let ports = analysis.ports_at(asked, column);
    let cell = |it: Probe| Some((it, analysis.cell(row, column, it)?));
    let cells: Vec<_> = ports.into_iter().filter_map(cell).collect();
    if !cells.is_empty() {
        return cells;
    }
    // A pod and itself, or two ends outside, are what they are without any port.
    let whole = cell(Probe::Any).filter(|it| matches!(it.1.sign, CellSign::SelfPod | CellSign::Void));
    whole.into_iter().collect()
}

/// Behind a cell that may be another than it is.
const WITHOUT: &str = "*";

/// Whether a policy that takes no part may select one of the ends, and so change the cells between them.
fn lacks_policy(analysis: &Analysis, from: &NamedLine, to: &NamedLine, cells: &[(Probe, CellView)]) -> bool {
    let (row, column) = from.line.cell(&to.line);
    let ends = analysis.endpoints();
    let no_policy_matters = |it: &(Probe, CellView)| {
        matches!(it.1.sign, CellSign::SelfPod | CellSign::Void | CellSign::Unreachable)
    };
    let lacks = |it: &u32| ends.get(*it as usize).is_some_and(|it| it.is_missing_a_policy);
    [row, column].iter().any(lacks) && !cells.iter().all(no_policy_matters)
}

/// What they show together.
fn sign_of(cells: &[(Probe, CellView)]) -> String {
    let mut signs = cells.iter().map(|it| sign(&it.1));
    let Some(first) = signs.next() else { return NO_PORT.to_owned() };
    let several = if cells.iter().any(|it| it.1.sign == CellSign::Unknown) { "?" } else { "◐" };
    if signs.all(|it| it == first) { first } else { several }.to_owned()
}

/// Rows with their numbers; columns are headed by the numbers of the rows.
pub(crate) fn table(analysis: &Analysis, asked: &Asked, by_class: bool) -> Text {
    let lines = analysis.lines(by_class);
    let titles: Vec<_> = lines.iter().map(|it| text::shown(&it.title)).collect();
    let width = titles.iter().map(|it| it.chars().count()).max().unwrap_or_default();
    let digits = lines.len().to_string().len();
    let column = digits.max(5);
    let mut text = Text::default();
    let lacks = analysis.endpoints().iter().any(|it| it.is_missing_a_policy);
    let mut row = format!("{:digits$} {:width$}", "", "from \\ to");
    for to in 1..=lines.len() {
        let _infallible = write!(row, " {to:>column$}{}", if lacks { " " } else { "" });
    }
    text.line(row.trim_end());
    let mut unreachable = false;
    for ((number, from), title) in (1..).zip(&lines).zip(&titles) {
        row.clear();
        let _infallible = write!(row, "{number:>digits$} {title:<width$}");
        for to in &lines {
            let cells = cells(analysis, from, to, asked);
            unreachable |= cells.iter().any(|it| it.1.sign == CellSign::Unreachable);
            let _infallible = write!(row, " {:>column$}", sign_of(&cells));
            if lacks {
                row.push_str(if lacks_policy(analysis, from, to, &cells) { WITHOUT } else { " " });
            }
        }
        text.line(row.trim_end());
    }
    text.blank();
    let signs = match asked {
        Asked::Probe(Probe::Any) => {
            "✓ all ports   ◐ some, or the one port   ✕ none   ? not decidable   – itself"
        }
        Asked::Probe(Probe::Port(..)) => "✓ allowed   ✕ denied   ? not decidable   – itself",
        Asked::Named { .. } => {
            "✓ allowed   ✕ denied   ? not decidable   · no port of this name   ◐ several, some allowed   – itself"
        }
    };
    let signs = match analysis.not_computed() {
        Some(_) => signs.replace("not decidable", "not decidable, or not computed"),
        None => signs.to_owned(),
    };
    text.line(format_args!("{signs}{}", if unreachable { ", or no common address family" } else { "" }));
    if lacks {
        text.line(format_args!("{WITHOUT} {LACKS}"));
    }
    text
}

/// What the mark means.
const LACKS: &str = "without a policy that was left out and may select one of the ends";

/// `src => dst : ports` for each pair with something allowed.
pub(crate) fn list(analysis: &Analysis, asked: &Asked, by_class: bool) -> Text {
    let lines = analysis.lines(by_class);
    let entries = analysis.entries(&lines);
    let name = |(entry, line): &(Entry, &NamedLine)| match line.members.is_empty() {
        true => entry.id.clone(),
        false => line.title.clone(),
    };
    let mut text = Text::default();
    for source in &entries {
        for destination in &entries {
            for (probe, cell) in cells(analysis, source.1, destination.1, asked) {
                let ports = match (cell.sign, probe) {
                    (CellSign::Allowed, Probe::Port(..)) => probe.label(),
                    (CellSign::All | CellSign::Some, Probe::Any) => cell.ports,
                    (CellSign::Unknown, Probe::Any) if !cell.ports.is_empty() => cell.ports,
                    _ => continue,
                };
                text.line(format_args!("{} => {} : {ports}", name(source), name(destination)));
            }
        }
    }
    text
}

/// A table for documentation.
pub(crate) fn markdown(analysis: &Analysis, asked: &Asked, by_class: bool) -> Text {
    let lines = analysis.lines(by_class);
    let titles: Vec<String> = lines.iter().map(|it| text::markdown(&it.title)).collect();
    let mut text = Text::default();
    text.line(format_args!("| from ↓ to → | {} |", titles.join(" | ")));
    text.line(format_args!("|---|{}", ":-:|".repeat(titles.len())));
    for (from, title) in lines.iter().zip(&titles) {
        let cells = lines.iter().map(|to| {
            let cells = cells(analysis, from, to, asked);
            let mark = if lacks_policy(analysis, from, to, &cells) { "\\*" } else { "" };
            match cells.as_slice() {
                [(_, it)] if it.sign == CellSign::Some => format!("{}{mark}", it.ports),
                all => format!("{}{mark}", sign_of(all)),
            }
        });
        text.line(format_args!("| {title} | {} |", cells.collect::<Vec<_>>().join(" | ")));
    }
    if analysis.endpoints().iter().any(|it| it.is_missing_a_policy) {
        text.blank();
        text.line(format_args!("\\* {LACKS}"));
    }
    text
}
