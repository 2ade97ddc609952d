//! Which part of the matrix is on screen, and moving it.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::axis::{Axis, ROW};

/// Rows and columns beyond the edge, so that a quick scroll does not show their making.
const OVERSCAN: usize = 3;
/// Width of a letter of the heads.
const LETTER: f64 = 7.6;
/// Between the heads and the first row and column, as in the style sheet.
pub(super) const INSET: f64 = 5.0;

/// Scroll position and size of the box, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// The box that scrolls.
pub(super) type Host = StoredValue<Element, LocalStorage>;

#[derive(Clone, Copy)]
pub(super) struct Viewport {
    host: Host,
    rows: Memo<Arc<Axis>>,
    columns: Memo<Arc<Axis>>,
    frame: RwSignal<Frame>,
    row_range: Memo<(usize, usize)>,
    column_range: Memo<(usize, usize)>,
    head: Memo<(f64, f64)>,
}

impl Viewport {
    pub(super) fn new(host: Host, rows: Memo<Arc<Axis>>, columns: Memo<Arc<Axis>>) -> Viewport {
        // Large enough to fill a usual screen before the first measure.
        let frame = RwSignal::new(Frame { left: 0.0, top: 0.0, width: 800.0, height: 500.0 });
        let head = Memo::new(move |_| {
            let narrow = frame.read().width < 480.0;
            let most = if narrow { 150.0 } else { 250.0 };
            let width = (rows.read().longest_id as f64 * LETTER + 22.0).clamp(96.0, most);
            let height = (columns.read().longest_name as f64 * LETTER + 18.0).clamp(50.0, 132.0) + 28.0;
            (width.round(), height.round())
        });
        let row_range = Memo::new(move |_| {
            let frame = frame.get();
            rows.read().range(frame.top, frame.top + frame.height - head.get().1, OVERSCAN)
        });
        let column_range = Memo::new(move |_| {
            let frame = frame.get();
            columns.read().range(frame.left, frame.left + frame.width - head.get().0, OVERSCAN)
        });
        let it = Viewport { host, rows, columns, frame, row_range, column_range, head };
        it.watch();
        it
    }

    /// Width of the rows' heads.
    pub(super) fn head_width(self) -> f64 {
        self.head.read().0
    }

    /// Letters that the rows' heads have room for.
    pub(super) fn row_letters(self) -> usize {
        ((self.head_width() - 14.0) / LETTER) as usize
    }

    /// Height of the columns' heads.
    pub(super) fn head_height(self) -> f64 {
        self.head.read().1
    }

    /// Positions of the rows to draw, and one more wherever it is.
    pub(super) fn rows_with(self, extra: Option<usize>) -> Vec<usize> {
        with_extra(self.row_range.get(), extra)
    }

    /// Positions of the columns to draw, and one more wherever it is.
    pub(super) fn columns_with(self, extra: Option<usize>) -> Vec<usize> {
        with_extra(self.column_range.get(), extra)
    }

    /// Positions of the columns to draw.
    pub(super) fn columns(self) -> (usize, usize) {
        self.column_range.get()
    }

    /// How many rows a press of PageDown moves.
    pub(super) fn page_of_rows(self) -> usize {
        let frame = self.frame.get_untracked();
        let height = frame.height - self.head.get_untracked().1;
        ((height / ROW) as usize).saturating_sub(1).max(1)
    }

    /// The box was scrolled.
    pub(super) fn scrolled(self) {
        let Some(host) = self.host.try_get_value() else { return };
        let frame = measure(&host);
        if self.frame.get_untracked() != frame {
            self.frame.set(frame);
        }
    }

    /// Scrolls as little as shows a cell.
    pub(super) fn reveal(self, row: usize, column: usize) {
        let Some(host) = self.host.try_get_value() else { return };
        let (width, height) = self.head.get_untracked();
        let frame = measure(&host);
        let rows = self.rows.get_untracked();
        let columns = self.columns.get_untracked();
        let top = nearest(frame.top, frame.height - height, rows.start(row) + INSET, ROW);
        let left =
            nearest(frame.left, frame.width - width, columns.start(column) + INSET, super::axis::COLUMN);
        if top != frame.top {
            host.set_scroll_top(top as i32);
        }
        if left != frame.left {
            host.set_scroll_left(left as i32);
        }
        self.scrolled();
    }

    /// Follows the size of the box.
    fn watch(self) {
        let resized = Closure::<dyn FnMut()>::new(move || self.scrolled());
        let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        if let Some(host) = self.host.try_get_value() {
            observer.observe(&host);
        }
        let kept = StoredValue::new_local((observer, resized));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    }
}

fn measure(host: &Element) -> Frame {
    Frame {
        left: f64::from(host.scroll_left()),
        top: f64::from(host.scroll_top()),
        width: f64::from(host.client_width()),
        height: f64::from(host.client_height()),
    }
}

/// The scroll position nearest to `now` at which `start..start + step` lies in `length` pixels.
fn nearest(now: f64, length: f64, start: f64, step: f64) -> f64 {
    let space = 8.0;
    if start - space < now {
        (start - space).max(0.0)
    } else if now + length < start + step + space {
        (start + step + space - length).ceil()
    } else {
        now
    }
}

fn with_extra((from, to): (usize, usize), extra: Option<usize>) -> Vec<usize> {
    let mut all: Vec<usize> = (from..to).collect();
    match extra {
        Some(it) if it < from => all.insert(0, it),
        Some(it) if to <= it => all.push(it),
        _ => (),
    }
    all
}
