//! The one cell of the matrix that Tab reaches, and where the keys move it.

use std::sync::Arc;

use leptos::prelude::*;

use super::axis::Axis;
use crate::share::CellRef;

#[derive(Clone, Copy)]
pub(super) struct Cursor {
    rows: Memo<Arc<Axis>>,
    columns: Memo<Arc<Axis>>,
    cell: RwSignal<Option<CellRef>>,
    position: Memo<Option<(usize, usize)>>,
}

impl Cursor {
    /// At the chosen cell until it is moved, and in the first one where there is neither.
    pub(super) fn new(
        rows: Memo<Arc<Axis>>,
        columns: Memo<Arc<Axis>>,
        chosen: Memo<Option<(usize, usize)>>,
    ) -> Cursor {
        let cell = RwSignal::new(None::<CellRef>);
        let position = Memo::new(move |_| {
            let (rows, columns) = (rows.get(), columns.get());
            let at = cell
                .read()
                .as_ref()
                .and_then(|it| Some((rows.position(&it.from)?, columns.position(&it.to)?)));
            let filled = !rows.items.is_empty() && !columns.items.is_empty();
            at.or(chosen.get()).or(filled.then_some((0, 0)))
        });
        Cursor { rows, columns, cell, position }
    }

    /// Where it is.
    pub(super) fn position(self) -> Option<(usize, usize)> {
        self.position.get()
    }

    pub(super) fn column(self) -> Option<usize> {
        self.position.get().map(|(_, column)| column)
    }

    pub(super) fn row(self) -> Option<usize> {
        self.position.get().map(|(row, _)| row)
    }

    pub(super) fn set(self, cell: &CellRef) {
        if self.cell.with_untracked(|it| it.as_ref() != Some(cell)) {
            self.cell.set(Some(cell.clone()));
        }
    }

    pub(super) fn set_position(self, row: usize, column: usize) {
        let (rows, columns) = (self.rows.get_untracked(), self.columns.get_untracked());
        if let (Some(from), Some(to)) = (rows.items.get(row), columns.items.get(column)) {
            self.set(&CellRef { from: from.id.clone(), to: to.id.clone() });
        }
    }

    /// Where a key moves it; `None` for keys that are not the matrix's.
    pub(super) fn moved(self, key: &str, command: bool, page: usize) -> Option<(usize, usize)> {
        let (row, column) = self.position.get_untracked()?;
        let last_row = self.rows.get_untracked().items.len().checked_sub(1)?;
        let last_column = self.columns.get_untracked().items.len().checked_sub(1)?;
        let (row, column) = match (key, command) {
            ("ArrowUp", false) => (row.saturating_sub(1), column),
            ("ArrowDown", false) => (row + 1, column),
            ("ArrowLeft", false) => (row, column.saturating_sub(1)),
            ("ArrowRight", false) => (row, column + 1),
            ("ArrowUp", true) => (0, column),
            ("ArrowDown", true) => (last_row, column),
            ("ArrowLeft", true) | ("Home", false) => (row, 0),
            ("ArrowRight", true) | ("End", false) => (row, last_column),
            ("Home", true) => (0, 0),
            ("End", true) => (last_row, last_column),
            ("PageUp", _) => (row.saturating_sub(page), column),
            ("PageDown", _) => (row + page, column),
            _ => return None,
        };
        Some((row.min(last_row), column.min(last_column)))
    }
}
