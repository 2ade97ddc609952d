//! Where the keys move the one cell of the matrix that Tab reaches. Pure.

use super::Axes;

/// Where a key moves it; `None` for keys that are not the matrix's. `page` is how many rows PageDown moves.
pub(super) fn moved(
    axes: &Axes,
    (row, column): (usize, usize),
    key: &str,
    command: bool,
    page: usize,
) -> Option<(usize, usize)> {
    let last_row = axes.rows.len().checked_sub(1)?;
    let last_column = axes.columns.len().checked_sub(1)?;
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
