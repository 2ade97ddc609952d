//! Rows and columns as they are printed: each endpoint, or one line for all that nothing tells apart.
//!
//! Enters: endpoints, and which of them nothing tells apart. Leaves: whom a line stands for,
//! and which cell is meant by two of them. Deliberately not here: whether lines are folded, which the reader chooses.

use super::{EndpointKind, EndpointView, folds};
use crate::model::Model;
use crate::words;

/// A row or column that stands for one endpoint, or for several that nothing tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// The endpoint, or the first of several, by its row.
    pub first: u32,
    /// The second of several.
    pub second: Option<u32>,
    /// One of several on another node than the first.
    pub elsewhere: Option<u32>,
    /// The node of the first.
    pub node: Option<u32>,
}

impl Line {
    /// The line of these endpoints, by their rows; `None` where there is none of them.
    pub fn new(endpoints: &[EndpointView], members: impl IntoIterator<Item = u32>) -> Option<Line> {
        let node = |it: u32| endpoints.get(it as usize).and_then(|it| it.node);
        let mut members = members.into_iter();
        let first = members.next()?;
        let second = members.next();
        let mut others = second.into_iter().chain(members);
        let elsewhere = others.find(|&it| node(it) != node(first));
        Some(Line { first, second, elsewhere, node: node(first) })
    }

    /// The cell, by row and column, that stands for all cells of a line and another: that of the first of either. Not
    /// that of a pod and itself, where there are two; and not that of a pod and its own node, where there are others.
    pub fn cell(&self, to: &Line) -> (u32, u32) {
        let firsts = (self.first, to.first);
        if self.first == to.first {
            return match (self.second, to.second) {
                (_, Some(second)) => (self.first, second),
                (Some(second), None) => (second, to.first),
                (None, None) => firsts,
            };
        }
        if self.node.is_none() || self.node != to.node {
            return firsts;
        }
        match (self.elsewhere, to.elsewhere) {
            (_, Some(column)) => (self.first, column),
            (Some(row), None) => (row, to.first),
            (None, None) => firsts,
        }
    }
}

/// A line with whom it stands for, and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NamedLine {
    /// Which endpoints count in it.
    pub line: Line,
    /// Whom it stands for, where they are several.
    pub members: Vec<u32>,
    /// `shop/web`, `internet`, `shop/web-1 and 2 more`.
    pub title: String,
}

/// All lines in the order of the matrix.
pub(crate) fn lines(model: &Model, endpoints: &[EndpointView], by_class: bool) -> Vec<NamedLine> {
    let mut members: Vec<Option<Vec<u32>>> = vec![Some(Vec::new()); endpoints.len()];
    for alike in if by_class { folds::alike(model) } else { Vec::new() } {
        for &it in &alike {
            if let Some(it) = members.get_mut(it as usize) {
                *it = None;
            }
        }
        if let Some(first) = alike.first().and_then(|&it| members.get_mut(it as usize)) {
            *first = Some(alike);
        }
    }
    let lines = (0..).zip(endpoints.iter()).zip(members).filter_map(|((row, endpoint), members)| {
        let members = members?;
        let title = match members.len() {
            0 => title(endpoint).to_owned(),
            n => words::and_more(&[title(endpoint)], n),
        };
        let all = if members.is_empty() { std::slice::from_ref(&row) } else { &members };
        let line = Line::new(endpoints, all.iter().copied())?;
        Some(NamedLine { line, members, title })
    });
    lines.collect()
}

/// `namespace/name`, or the name of an entry outside.
pub(crate) fn title(it: &EndpointView) -> &str {
    if it.kind == EndpointKind::External { &it.name } else { &it.id }
}

#[cfg(test)]
mod tests;
