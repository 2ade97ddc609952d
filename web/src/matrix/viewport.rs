//! Which part of the matrix is on screen, in whole pixels. Pure, but for the measuring.

use leptos::prelude::{document, window};
use web_sys::Element;

use super::Axes;
use super::axis::{COLUMN, ROW};
use super::fold::any_of_several;
use crate::model::embed::framed;

/// Rows and columns beyond the edge, so that a quick scroll does not show their making.
const OVERSCAN: usize = 3;
/// Width of a letter of the heads, in tenths of a pixel.
const LETTER: i32 = 76;
/// Width of the button that folds a row.
const BUTTON: i32 = 16;
/// Between the heads and the first row and column, as in the style sheet.
pub(super) const INSET: i32 = 5;

/// Scroll position and size of the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
}

impl Frame {
    /// Large enough to fill a usual screen before the first measure.
    pub(super) fn unmeasured() -> Frame {
        Frame { left: 0, top: 0, width: 800, height: 500 }
    }

    pub(super) fn of(host: &Element) -> Frame {
        Frame {
            left: host.scroll_left(),
            top: host.scroll_top(),
            width: host.client_width(),
            height: host.client_height(),
        }
    }
}

/// What of the matrix a frame shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    frame: Frame,
    /// Width of the rows' heads, and what of it is not for names.
    pub(super) head_width: i32,
    beside: i32,
    /// Width of the counts of pods, so that the names end at one edge.
    pub(super) count_width: i32,
    /// Height of the columns' heads.
    pub(super) head_height: i32,
}

/// Whether the page is in a frame of so little height that rows say more than whole names of columns: frame.css has the
/// same bound.
fn is_low() -> bool {
    let height = || window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(f64::MAX);
    let grows = || document().document_element().is_some_and(|it| it.has_attribute("data-grows"));
    framed() && height() < 340.0 && !grows()
}

impl View {
    pub(super) fn new(frame: Frame, axes: &Axes) -> View {
        let (longest, namespaces) = if is_low() { (50, 20) } else { (132, 28) };
        let tenths = |letters: usize, more: i32| (letters as i32 * LETTER + more * 10 + 5) / 10;
        let most = if frame.width < 480 { 150 } else { 250 };
        let beside = if !any_of_several(&axes.folds.list) { 14 } else { 14 + BUTTON };
        View {
            frame,
            head_width: tenths(axes.rows.longest_id, beside + 8).clamp(96, most),
            beside,
            count_width: tenths(axes.rows.longest_count, 0),
            head_height: tenths(axes.columns.longest_name, 18).clamp(50, longest) + namespaces,
        }
    }

    /// Letters that the rows' heads have room for.
    pub(super) fn row_letters(self) -> usize {
        ((self.head_width - self.beside) * 10 / LETTER) as usize
    }

    /// Positions of the rows to draw.
    pub(super) fn rows(self, axes: &Axes) -> (usize, usize) {
        let Frame { top, height, .. } = self.frame;
        axes.rows.range(top, top + height - self.head_height, OVERSCAN)
    }

    /// Positions of the columns to draw.
    pub(super) fn columns(self, axes: &Axes) -> (usize, usize) {
        let Frame { left, width, .. } = self.frame;
        axes.columns.range(left, left + width - self.head_width, OVERSCAN)
    }

    /// How many rows a press of PageDown moves.
    pub(super) fn page_of_rows(self) -> usize {
        ((self.frame.height - self.head_height) / ROW - 1).max(1) as usize
    }

    /// Scrolls as little as shows a cell.
    pub(super) fn reveal(self, host: &Element, axes: &Axes, row: usize, column: usize) {
        let Frame { left, top, width, height } = self.frame;
        let new_top = nearest(top, height - self.head_height, axes.rows.start(row) + INSET, ROW);
        let new_left = nearest(left, width - self.head_width, axes.columns.start(column) + INSET, COLUMN);
        if new_top != top {
            host.set_scroll_top(new_top);
        }
        if new_left != left {
            host.set_scroll_left(new_left);
        }
    }
}

/// The scroll position nearest to `now` at which `start..start + step` lies in `length` pixels.
fn nearest(now: i32, length: i32, start: i32, step: i32) -> i32 {
    let space = 8;
    if start - space < now {
        (start - space).max(0)
    } else if now + length < start + step + space {
        start + step + space - length
    } else {
        now
    }
}

/// The positions of a range, and one more wherever it is.
pub(super) fn with_extra((from, to): (usize, usize), extra: Option<usize>) -> Vec<usize> {
    let mut all: Vec<usize> = (from..to).collect();
    match extra {
        Some(it) if it < from => all.insert(0, it),
        Some(it) if to <= it => all.push(it),
        _ => (),
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scrolling_goes_no_further_than_it_must() {
        for (now, start, expected) in [(0, 10, 0), (0, 90, 38), (50, 60, 50), (50, 20, 12), (5, 3, 0)] {
            assert_eq!(nearest(now, 100, start, 40), expected, "from {now} to {start}");
        }
    }

    #[test]
    fn the_cell_of_the_keys_is_drawn_wherever_it_is() {
        assert_eq!(with_extra((2, 4), None), [2, 3]);
        assert_eq!(with_extra((2, 4), Some(0)), [0, 2, 3]);
        assert_eq!(with_extra((2, 4), Some(3)), [2, 3]);
        assert_eq!(with_extra((2, 4), Some(9)), [2, 3, 9]);
    }
}
