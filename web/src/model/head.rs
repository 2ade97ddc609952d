//! A head of the matrix as the chosen cell: one end is named, the other is empty. So links and drafts hold it as they hold
//! a cell.

use netpol_core::view::Heading;

use crate::model::share::CellRef;

/// The row or column that a choice means, by its id; `None` where it means a cell.
pub fn of(cell: &CellRef) -> Option<(&str, Heading)> {
    match (cell.from.as_str(), cell.to.as_str()) {
        ("", "") => None,
        (from, "") => Some((from, Heading::Row)),
        ("", to) => Some((to, Heading::Column)),
        _ => None,
    }
}

/// The choice of a row or column.
pub fn cell(id: &str, heading: Heading) -> CellRef {
    let (id, none) = (id.to_owned(), String::new());
    match heading {
        Heading::Row => CellRef { from: id, to: none },
        Heading::Column => CellRef { from: none, to: id },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_a_cell_with_one_end() {
        for heading in [Heading::Row, Heading::Column] {
            assert_eq!(of(&cell("shop/web", heading)), Some(("shop/web", heading)));
        }
        let whole = CellRef { from: "a/b".to_owned(), to: "a/c".to_owned() };
        assert_eq!((of(&whole), of(&cell("", Heading::Row))), (None, None));
    }
}
