//! Rows and columns as they are printed: each endpoint, or one for all that nothing tells apart.

use netpol_core::Analysis;

use crate::ids::{self, Entry};

/// A row and column.
#[derive(Debug)]
pub(crate) struct Line {
    /// The endpoint, or the first of those it stands for.
    pub(crate) row: u32,
    /// Whom it stands for, where they are several.
    pub(crate) members: Vec<u32>,
    /// One of them on another node than `row`, if there is one.
    elsewhere: Option<u32>,
    /// The node of `row`.
    node: Option<u32>,
    /// `namespace/name`, or `namespace/name and 2 more`.
    pub(crate) title: String,
}

impl Line {
    /// The cell that is meant by this line and a column. Between a line and itself it is between two of its members,
    /// as far as there are two; and not between a pod and its own node, as far as there are others.
    pub(crate) fn cell(&self, to: &Line) -> (u32, u32) {
        if self.row == to.row {
            return (self.row, to.members.get(1).copied().unwrap_or(to.row));
        }
        if self.node.is_none() || self.node != to.node {
            return (self.row, to.row);
        }
        match (self.elsewhere, to.elsewhere) {
            (_, Some(column)) => (self.row, column),
            (Some(row), None) => (row, to.row),
            (None, None) => (self.row, to.row),
        }
    }
}

/// All lines in the order of the matrix.
pub(crate) fn lines(analysis: &Analysis, by_class: bool) -> Vec<Line> {
    let endpoints = analysis.endpoints();
    let mut members: Vec<Option<Vec<u32>>> = vec![Some(Vec::new()); endpoints.len()];
    for fold in if by_class { analysis.folds() } else { Vec::new() } {
        for &it in &fold.members {
            if let Some(it) = members.get_mut(it as usize) {
                *it = None;
            }
        }
        if let Some(first) = fold.members.first().and_then(|&it| members.get_mut(it as usize)) {
            *first = Some(fold.members);
        }
    }
    let lines = (0..).zip(endpoints.iter()).zip(members).filter_map(|((row, endpoint), members)| {
        let members = members?;
        let title = match members.len() {
            0 => ids::title(endpoint).to_owned(),
            n => format!("{} and {} more", ids::title(endpoint), n - 1),
        };
        let node = |it: u32| endpoints.get(it as usize).and_then(|it| it.node);
        let elsewhere = members.iter().copied().find(|&it| node(it) != endpoint.node);
        Some(Line { row, members, elsewhere, node: endpoint.node, title })
    });
    lines.collect()
}

/// The ids of the lines; a line that stands for several has the first one's.
pub(crate) fn entries<'l>(analysis: &Analysis, lines: &'l [Line]) -> Vec<(Entry, &'l Line)> {
    let line = |it: &Entry| {
        let at = lines.binary_search_by_key(&it.row, |it| it.row).ok()?;
        lines.get(at)
    };
    ids::entries(analysis).into_iter().filter_map(|it| line(&it).map(|line| (it, line))).collect()
}
