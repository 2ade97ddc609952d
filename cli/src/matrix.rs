//! The matrix for people, as table, list and Markdown, and for programs.

use std::fmt::Write;

use netpol_core::view::{Bundle, CellSign, CellView, Entry, NamedLine};
use netpol_core::{Analysis, Asked, Probe};

use crate::args::{MatrixArguments, MatrixFormat};
use crate::json;
use crate::most::Most;
use crate::text::{self, Text};
use crate::workloads;

/// What stands in a cell whose destination has no port of the name that was asked for.
const NO_PORT: &str = "·";

/// What a cell shows in a terminal.
fn sign(cell: &CellView) -> &str {
    if !cell.share.is_empty() {
        return &cell.share;
    }
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

/// Whether a policy that takes no part may select one of some ends, and so change what these cells show.
fn lacks_policy(analysis: &Analysis, ends: impl IntoIterator<Item = u32>, signs: &[CellSign]) -> bool {
    let no_policy_matters =
        |it: &CellSign| matches!(it, CellSign::SelfPod | CellSign::Void | CellSign::Unreachable);
    let lacks = |it: u32| analysis.endpoints().get(it as usize).is_some_and(|it| it.is_missing_a_policy);
    ends.into_iter().any(lacks) && !signs.iter().all(no_policy_matters)
}

/// What they show together.
fn sign_of(cells: &[(Probe, CellView)]) -> String {
    let mut signs = cells.iter().map(|it| sign(&it.1));
    let Some(first) = signs.next() else { return NO_PORT.to_owned() };
    let several = if cells.iter().any(|it| it.1.sign == CellSign::Unknown) { "?" } else { "◐" };
    if signs.all(|it| it == first) { first } else { several }.to_owned()
}

/// Rows and columns, and what stands in their cells.
pub(crate) struct Rows<'a> {
    analysis: &'a Analysis,
    asked: &'a Asked,
    kind: Kind,
    /// Those that are printed.
    pub(crate) most: Most,
}

/// What shares a row.
enum Kind {
    /// Nothing, or what nothing tells apart.
    Lines(Vec<NamedLine>),
    /// Pods of a workload.
    Workloads(Vec<Bundle>),
}

/// What stands in a cell.
struct Shown {
    sign: String,
    /// The ports, where some are allowed.
    ports: Option<String>,
    unreachable: bool,
    /// Whether a policy that takes no part may change it.
    lacks_policy: bool,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(analysis: &'a Analysis, asked: &'a Asked, how: &MatrixArguments) -> Rows<'a> {
        let kind = if how.by_workload {
            Kind::Workloads(analysis.bundles(asked))
        } else {
            Kind::Lines(analysis.lines(how.by_class))
        };
        let parts = match &kind {
            // A line of several ranges is as many sources and destinations of a list.
            Kind::Lines(all) if how.output == MatrixFormat::List => vec![1; analysis.entries(all).len()],
            Kind::Lines(all) => vec![1; all.len()],
            Kind::Workloads(all) => all.iter().map(Bundle::part_count).collect(),
        };
        Rows { analysis, asked, kind, most: Most::of(&parts, how.most.told()) }
    }

    fn titles(&self) -> Vec<&str> {
        match &self.kind {
            Kind::Lines(all) => all.iter().map(|it| &*it.title).collect(),
            Kind::Workloads(all) => all.iter().map(|it| &*it.title).collect(),
        }
    }

    fn cell(&self, from: usize, to: usize) -> Option<Shown> {
        match &self.kind {
            Kind::Lines(all) => {
                let (from, to) = (all.get(from)?, all.get(to)?);
                let cells = cells(self.analysis, from, to, self.asked);
                let (row, column) = from.line.cell(&to.line);
                let signs: Vec<CellSign> = cells.iter().map(|it| it.1.sign).collect();
                let lacks_policy = lacks_policy(self.analysis, [row, column], &signs);
                let ports = match cells.as_slice() {
                    [(_, it)] if it.sign == CellSign::Some => Some(it.ports.clone()),
                    _ => None,
                };
                let unreachable = cells.iter().any(|it| it.1.sign == CellSign::Unreachable);
                Some(Shown { sign: sign_of(&cells), ports, unreachable, lacks_policy })
            }
            Kind::Workloads(all) => {
                let (from, to) = (all.get(from)?, all.get(to)?);
                let cell = self.analysis.folded_cell(from, to, self.asked)?.cell;
                let whole = Asked::Probe(Probe::Any);
                let no_port = cell.sign == CellSign::Void
                    && self.analysis.folded_cell(from, to, &whole)?.cell.sign != CellSign::Void;
                Some(Shown {
                    sign: if no_port { NO_PORT } else { sign(&cell) }.to_owned(),
                    ports: (cell.sign == CellSign::Some && cell.share.is_empty()).then_some(cell.ports),
                    unreachable: cell.sign == CellSign::Unreachable,
                    lacks_policy: lacks_policy(self.analysis, from.ends().chain(to.ends()), &[cell.sign]),
                })
            }
        }
    }
}

/// Writes it for programs. Leaves the exit status.
pub(crate) fn json(analysis: &Analysis, asked: &Asked, how: &MatrixArguments) -> Result<u8, String> {
    if how.by_workload {
        return Err("JSON has every pod; `--by-class` folds those that no policy tells apart".to_owned());
    }
    let mut report = analysis.matrix_report(asked, how.by_class);
    let most = Most::of(&vec![1; report.cells.n_rows()], how.most.written());
    if let Some(words) = &most.left_out {
        report.keep_rows(most.rows, words);
    }
    // A reader that closed the pipe has seen enough.
    let _closed = json::write_lines(&report, std::io::stdout().lock());
    Ok(most.status())
}

/// Rows with their numbers; columns are headed by the numbers of the rows.
pub(crate) fn table(rows: &Rows<'_>) -> Text {
    let Rows { analysis, asked, .. } = rows;
    let titles: Vec<_> = rows.titles().into_iter().map(text::shown).collect();
    let width = titles.iter().map(|it| it.chars().count()).max().unwrap_or_default();
    let digits = titles.len().to_string().len();
    let column = digits.max(if let Kind::Workloads(_) = rows.kind { 6 } else { 5 });
    let mut text = Text::default();
    let lacks = analysis.endpoints().iter().any(|it| it.is_missing_a_policy);
    let mut row = format!("{:digits$} {:width$}", "", "from \\ to");
    for to in 1..=titles.len() {
        let _infallible = write!(row, " {to:>column$}{}", if lacks { " " } else { "" });
    }
    text.line(row.trim_end());
    let mut unreachable = false;
    for (from, title) in titles.iter().enumerate().take(rows.most.rows) {
        row.clear();
        let _infallible = write!(row, "{:>digits$} {title:<width$}", from + 1);
        for cell in (0..titles.len()).filter_map(|to| rows.cell(from, to)) {
            unreachable |= cell.unreachable;
            let _infallible = write!(row, " {:>column$}", cell.sign);
            if lacks {
                row.push_str(if cell.lacks_policy { WITHOUT } else { " " });
            }
        }
        text.line(row.trim_end());
    }
    if rows.most.rows < titles.len() {
        text.line(format_args!("… and {} more rows", titles.len() - rows.most.rows));
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
    if let Kind::Workloads(_) = rows.kind {
        text.line(
            "3 of 4, 30/40   allowed for so many of its pods   mixed   something for all, but not the same",
        );
    }
    if lacks {
        text.line(format_args!("{WITHOUT} {LACKS}"));
    }
    text
}

/// What the mark means.
const LACKS: &str = "without a policy that was left out and may select one of the ends";

/// `src => dst : ports` for each pair with something allowed.
pub(crate) fn list(rows: &Rows<'_>) -> Text {
    let Rows { analysis, asked, most, .. } = rows;
    let lines = match &rows.kind {
        Kind::Lines(it) => it,
        Kind::Workloads(all) => return workloads::list(analysis, asked, all, most.rows),
    };
    let entries = analysis.entries(lines);
    let name = |(entry, line): &(Entry, &NamedLine)| match line.members.is_empty() {
        true => entry.id.clone(),
        false => line.title.clone(),
    };
    let mut text = Text::default();
    for source in entries.iter().take(most.rows) {
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
pub(crate) fn markdown(rows: &Rows<'_>) -> Text {
    let titles: Vec<String> = rows.titles().into_iter().map(text::markdown).collect();
    let mut text = Text::default();
    text.line(format_args!("| from ↓ to → | {} |", titles.join(" | ")));
    text.line(format_args!("|---|{}", ":-:|".repeat(titles.len())));
    for (from, title) in titles.iter().enumerate().take(rows.most.rows) {
        let cells = (0..titles.len()).filter_map(|to| rows.cell(from, to)).map(|it| {
            let mark = if it.lacks_policy { "\\*" } else { "" };
            format!("{}{mark}", it.ports.unwrap_or(it.sign))
        });
        text.line(format_args!("| {title} | {} |", cells.collect::<Vec<_>>().join(" | ")));
    }
    if rows.analysis.endpoints().iter().any(|it| it.is_missing_a_policy) {
        text.blank();
        text.line(format_args!("\\* {LACKS}"));
    }
    if let Some(it) = &rows.most.left_out {
        text.blank();
        text.line(it);
    }
    text
}
