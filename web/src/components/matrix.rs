//! Who reaches whom: rows are sources, columns destinations. Only what is on screen is in the document.

mod axis;
mod cursor;
mod filter;
mod heads;
mod keys;
mod paint;
mod row;
#[cfg(test)]
mod testing;
mod viewport;

pub use axis::Axis;
pub use filter::Filter;
pub use paint::glyph;

use std::collections::HashSet;
use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

use crate::dom::{El, el};
use crate::share::CellRef;
use crate::state::Playground;
use crate::timing;
use crate::ui::Ui;
use axis::Item;
use cursor::Cursor;
use viewport::{Host, INSET, Viewport};

/// What rows, heads and keys share.
#[derive(Clone, Copy)]
struct Grid {
    page: Playground,
    rows: Memo<Arc<Axis>>,
    columns: Memo<Arc<Axis>>,
    /// Positions of the columns in the document.
    shown_columns: Memo<Vec<usize>>,
    view: Viewport,
    cursor: Cursor,
    /// Positions (row, column) of the chosen cell, and of the one under the pointer.
    chosen: Memo<Option<(usize, usize)>>,
    hovered: Memo<Option<(usize, usize)>>,
    /// Endpoint indices of the cells that the rule at the caret opens.
    opened: Memo<Arc<HashSet<(u32, u32)>>>,
}

/// The matrix of the endpoints that pass the filter.
pub fn matrix(filter: Memo<Filter>) -> El {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let grid_box = el("div");
    let host = StoredValue::new_local(grid_box.element().clone());

    let rows = Memo::new(move |_| Arc::new(Axis::rows(&page.endpoints.read(), &filter.read().sources)));
    let columns =
        Memo::new(move |_| Arc::new(Axis::columns(&page.endpoints.read(), &filter.read().destinations)));
    let view = Viewport::new(host, rows, columns);
    let at =
        move |cell: &CellRef| Some((rows.read().position(&cell.from)?, columns.read().position(&cell.to)?));
    let chosen = Memo::new(move |_| page.selection().as_ref().and_then(at));
    let hovered = Memo::new(move |_| ui.hovered.read().as_ref().and_then(at));
    let opened = Memo::new(move |_| {
        Arc::new(ui.rule.read().iter().flat_map(|it| it.cells.iter().copied()).collect::<HashSet<_>>())
    });
    let cursor = Cursor::new(rows, columns, chosen);
    // The column of the tab stop is there in every row, so that arrows up and down keep to it.
    let shown_columns = Memo::new(move |_| view.columns_with(cursor.column()));
    let grid = Grid { page, rows, columns, shown_columns, view, cursor, chosen, hovered, opened };

    // The chosen cell of a scenario or link is brought into view; one that the user clicked already is.
    Effect::new(move |_| {
        let Some((row, column)) = chosen.get() else { return };
        view.reveal(row, column);
    });
    // Another filter shows another matrix, from its corner.
    Effect::new(move |last: Option<()>| {
        filter.track();
        if let (Some(()), Some(host)) = (last, host.try_get_value()) {
            host.set_scroll_top(0);
            host.set_scroll_left(0);
        }
    });
    // Rows paint themselves in the same turn of the event loop, and the browser draws after all of it.
    Effect::new(move |_| {
        let revision = page.analysis.read().revision;
        if let Some(host) = host.try_get_value() {
            // The attribute is a hook for tests; a missing one shows there.
            let _ = host.set_attribute("data-revision", &revision.to_string());
        }
        timing::shown(revision);
    });

    let keys = keys::Keys::default();
    let shown_rows = {
        let keys = keys.clone();
        move || {
            let rows = rows.get();
            let items = view.rows_with(cursor.row()).into_iter().filter_map(|at| rows.items.get(at));
            items.map(|it| keys.of(it)).collect::<Vec<u64>>()
        }
    };
    let one_row = move |key: u64| keys.item(key).map_or_else(|| el("div"), |it| row::row(grid, &it));
    let on_click = move |event: Event| {
        if let Some(cell) = cell_of(&event) {
            cursor.set(&cell);
            page.select(cell);
        }
    };
    let on_over = move |event: PointerEvent| match cell_of(&event) {
        Some(cell) if event.pointer_type() != "touch" => {
            name_as_title(&event);
            ui.hovered.set(Some(cell));
        }
        _ => ui.hovered.set(None),
    };
    let band = move |class: &str, place: Memo<Option<i32>>, axis: &'static str| {
        el("div")
            .class(class)
            .attr("role", "presentation")
            .attr("aria-hidden", "true")
            .style_with("display", move || if place.get().is_some() { "block" } else { "none" }.to_owned())
            .style_with("transform", move || format!("{axis}({}px)", place.get().unwrap_or_default()))
    };
    let hovered_row = Memo::new(move |_| hovered.get().map(|(row, _)| rows.read().start(row) as i32));
    let hovered_column =
        Memo::new(move |_| hovered.get().map(|(_, column)| columns.read().start(column) as i32));
    let corner = el("div")
        .class("mx-corner")
        .attr("role", "columnheader")
        .attr("aria-colindex", "1")
        .child(el("span").text("from ↓"))
        .child(el("span").text("to →"));
    let top = el("div")
        .class("mx-top")
        .attr("role", "row")
        .attr("aria-rowindex", "1")
        .child(corner)
        .child(heads::group_heads(grid));
    let pixels = |it: f64| format!("{}px", it as i32);
    let sheet = el("div")
        .class("mx-sheet")
        .attr("role", "presentation")
        .style_with("width", move || pixels(view.head_width() + columns.read().size + INSET))
        .style_with("height", move || pixels(view.head_height() + rows.read().size + INSET))
        .style_with("--head-w", move || pixels(view.head_width()))
        .style_with("--head-h", move || pixels(view.head_height()))
        .child(heads::column_heads(grid, top))
        .child(band("mx-band", hovered_row, "translateY"))
        .child(band("mx-band column", hovered_column, "translateX"))
        .keyed(shown_rows, one_row);
    let on_focus = move |event: Event| {
        if let Some(cell) = cell_of(&event) {
            cursor.set(&cell);
            ui.hovered.set(Some(cell));
        }
    };
    grid_box
        .class("mx")
        .attr("role", "grid")
        .attr("aria-label", "Who reaches whom: rows are sources, columns are destinations")
        .attr_with("aria-rowcount", move || Some((rows.read().items.len() + 1).to_string()))
        .attr_with("aria-colcount", move || Some((columns.read().items.len() + 1).to_string()))
        .attr("aria-multiselectable", "false")
        .attr("data-testid", "matrix")
        .on("click", on_click)
        .on("pointerover", on_over)
        .on("pointerleave", move |_: Event| ui.hovered.set(None))
        .on("focusin", on_focus)
        .on("focusout", move |_: Event| ui.hovered.set(None))
        .on("keydown", move |event: KeyboardEvent| on_key(grid, host, &event))
        .on("scroll", move |_: Event| view.scrolled())
        .child(sheet)
}

/// The cell that an event happened in.
fn cell_of(event: &Event) -> Option<CellRef> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let cell = target.closest("[role=gridcell]").ok()??;
    Some(CellRef { from: cell.get_attribute("data-from")?, to: cell.get_attribute("data-to")? })
}

/// The tooltip says what the accessible name says; only the cell under the pointer needs one.
fn name_as_title(event: &Event) {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    let Some(cell) = target.and_then(|it| it.closest("[role=gridcell]").ok().flatten()) else { return };
    // An element of our own making takes every attribute we know.
    let _ = cell.set_attribute("title", &cell.get_attribute("aria-label").unwrap_or_default());
}

fn on_key(grid: Grid, host: Host, event: &KeyboardEvent) {
    if event.alt_key() {
        return;
    }
    let Some(cell) = cell_of(event) else { return };
    let key = event.key();
    if key == "Enter" || key == " " {
        event.prevent_default();
        grid.page.select(cell);
        return;
    }
    let command = event.ctrl_key() || event.meta_key();
    let Some((row, column)) = grid.cursor.moved(&key, command, grid.view.page_of_rows()) else { return };
    event.prevent_default();
    grid.cursor.set_position(row, column);
    grid.view.reveal(row, column);
    // The cell may be new: it takes the focus once it is painted.
    crate::effects::page::frame(move || {
        let Some(host) = host.try_get_value() else { return };
        let selector = "[role=gridcell][tabindex='0']";
        if let Some(it) =
            host.query_selector(selector).ok().flatten().and_then(|it| it.dyn_into::<HtmlElement>().ok())
        {
            let options = js_sys::Object::new();
            // Scrolling was done already, with the sticky heads taken into account.
            let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
            if let Ok(focus) = js_sys::Reflect::get(&it, &"focus".into()) {
                let _ = focus.unchecked_into::<js_sys::Function>().call1(&it, &options);
            }
        }
    });
}
