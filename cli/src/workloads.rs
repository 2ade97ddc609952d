//! The list of the matrix by workload.

use netpol_core::view::{Bundle, CellSign, FoldedCell, Outcome};
use netpol_core::{Analysis, Asked, Probe};

use crate::text::Text;

/// `src => dst : ports` for each pair of workloads with something allowed; where their pods differ, a line for each answer.
/// `most`: of so many of the first rows.
pub(crate) fn list(analysis: &Analysis, asked: &Asked, rows: &[Bundle], most: usize) -> Text {
    let mut text = Text::default();
    for from in rows.iter().take(most) {
        for to in rows {
            let Some(cell) = analysis.folded_cell(from, to, asked) else { continue };
            for (ports, whose) in allowed(&cell, asked) {
                text.line(format_args!("{} => {} : {ports}{whose}", from.title, to.title));
            }
        }
    }
    text
}

/// The ports of each answer that allows something, and whose it is.
fn allowed(cell: &FoldedCell, asked: &Asked) -> Vec<(String, String)> {
    let ports = |sign: CellSign, ports: &str| match (sign, asked) {
        (CellSign::Allowed, Asked::Probe(it @ Probe::Port(..))) => Some(it.label()),
        (CellSign::Allowed, Asked::Named { name, .. }) => Some(name.clone()),
        (CellSign::Some, Asked::Named { name, .. }) => Some(format!("some ports called {name}")),
        (CellSign::All | CellSign::Some, _) => Some(ports.to_owned()),
        (CellSign::Unknown, Asked::Probe(Probe::Any)) if !ports.is_empty() => Some(ports.to_owned()),
        _ => None,
    };
    let own_node = cell.own_node.iter().filter_map(|it| Some((ports(it.sign, &it.ports)?, it.own_node())));
    let whose = |it: &Outcome| Some((ports(it.sign, &it.ports)?, format!(" ({})", it.whose())));
    let main = match cell.outcomes.as_slice() {
        [] => ports(cell.cell.sign, &cell.cell.ports).map(|it| (it, String::new())).into_iter().collect(),
        several => several.iter().filter_map(whose).collect::<Vec<_>>(),
    };
    let own_node = own_node.map(|(ports, whose)| (ports, format!(" ({whose})")));
    main.into_iter().chain(own_node).collect()
}
