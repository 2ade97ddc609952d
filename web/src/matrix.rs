//! Who reaches whom: rows are sources, columns destinations. Only what is on screen is in the document.
//!
//! One effect reads all that the matrix depends on, and hands it to the sheet as a scene.

mod axis;
mod cursor;
mod dom;
mod filter;
pub mod fold;
mod heads;
mod outcome;
mod paint;
mod row;
mod sheet;
mod short;
#[cfg(test)]
mod testing;
mod viewport;

pub use axis::Axis;
use axis::Place;
pub use filter::Filter;
pub use fold::{FoldToggle, FoldedAt, folded_at};
pub use outcome::outcome_sign;
pub use paint::glyph;

use crate::state::{Playground, Ui};
use std::rc::Rc;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos_use_resize_observer::use_resize_observer;
use netpol_core::view::{EndpointKind, EndpointView};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, FocusOptions, HtmlElement, KeyboardEvent, PointerEvent};

use crate::base::browser;
use crate::base::timing;
use crate::engine::Lines;
use crate::later::{Later, late};
use crate::model::share::CellRef;
use fold::{Folds, Item};
use sheet::{Scene, Sheet};
use viewport::{Frame, View, with_extra};

/// Both sides of the matrix.
struct Axes {
    endpoints: Arc<[EndpointView]>,
    folds: Folds,
    rows: Axis,
    columns: Axis,
}

/// New ones are made only where something has changed.
impl PartialEq for Axes {
    fn eq(&self, _: &Axes) -> bool {
        false
    }
}

impl Axes {
    fn new(endpoints: Arc<[EndpointView]>, folds: Folds, filter: &Filter) -> Axes {
        let rows = Axis::rows(&endpoints, &filter.sources, &folds);
        let columns = Axis::columns(&endpoints, &filter.destinations, &folds);
        Axes { endpoints, folds, rows, columns }
    }

    /// How many pods are in how many rows; nothing where each has its own.
    fn total(&self) -> String {
        let is_pod = |it: &&Place| {
            let view = self.endpoints.get(it.index as usize);
            view.is_some_and(|it| it.kind != EndpointKind::External)
        };
        let (mut pods, mut rows, mut folded) = (0u64, 0, false);
        for it in self.rows.places.iter().filter(is_pod) {
            pods += u64::from(it.pods);
            rows += 1;
            folded |= 1 < it.count;
        }
        if folded {
            format!("{pods} pods in {rows} {}", if rows == 1 { "row" } else { "rows" })
        } else {
            String::new()
        }
    }

    /// Row and column of a cell, alone there or among others.
    fn position(&self, page: Playground, cell: &CellRef) -> Option<(usize, usize)> {
        let analyzed = page.analysis.read_untracked();
        let at = |it: &str| analyzed.analysis.endpoint_index(it);
        Some((self.rows.position(at(&cell.from)?)?, self.columns.position(at(&cell.to)?)?))
    }

    /// What stands at a position of one side.
    fn item(&self, axis: &Axis, position: usize) -> Option<Rc<Item>> {
        Item::at(&self.endpoints, &self.folds, axis, position).map(Rc::new)
    }
}

/// The rows and the columns that the matrix shows, each by the endpoints that it stands for.
pub fn shown_lines(page: Playground, ui: Ui) -> Lines {
    untrack(|| {
        let endpoints = page.endpoints.get();
        let folds = Folds::new(&endpoints, page.folds.get(), &ui.folding.read());
        let axes = Axes::new(endpoints, folds, &Filter::of(page, ui));
        let lines = |axis: &Axis| {
            (0..axis.len()).filter_map(|at| axes.item(axis, at)).map(|it| it.bundle.members()).collect()
        };
        [lines(&axes.rows), lines(&axes.columns)]
    })
}

/// What the drawing and the keys share.
#[derive(Clone, Copy)]
struct Grid {
    page: Playground,
    ui: Ui,
    /// The box that scrolls.
    host: NodeRef<html::Div>,
    axes: Memo<Arc<Axes>>,
    /// Which part is on screen.
    frame: RwSignal<Frame>,
    /// The cell that the keys have moved to.
    cursor: RwSignal<Option<CellRef>>,
}

/// The matrix of the endpoints that pass the filter.
///
/// The box is markup. What is in it are thousands of cells, of which a keystroke changes a few: [`Sheet`] makes and
/// writes them itself.
#[component]
pub fn Matrix(page: Playground, ui: Ui, filter: Memo<Filter>) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let axes = Memo::new(move |_| {
        let endpoints = page.endpoints.get();
        let folds = Folds::new(&endpoints, page.folds.get(), &ui.folding.read());
        Arc::new(Axes::new(endpoints, folds, &filter.read()))
    });
    let frame = RwSignal::new(Frame::unmeasured());
    let grid = Grid { page, ui, host, axes, frame, cursor: RwSignal::new(None) };
    // How large the box is, before it is painted.
    browser::frame(move || grid.scrolled());

    let mut sheet: Option<Sheet> = None;
    let mut revision = 0;
    browser::effect(move || {
        let Some(host) = host.get() else { return };
        let scene = grid.scene();
        let now = scene.analysis.revision;
        sheet.get_or_insert_with(|| Sheet::new(&host)).draw(scene);
        if now != revision {
            revision = now;
            // A hook for tests: the matrix shows this revision.
            dom::set(&host, "data-revision", &now.to_string());
            timing::shown(now);
        }
    });
    // The chosen cell of a scenario or link is brought into view; one that the user clicked already is.
    let chosen = Memo::new(move |_| page.selection().and_then(|it| axes.read().position(page, &it)));
    let mut folding = ui.folding.get_untracked();
    browser::effect(move || {
        let chosen = chosen.get();
        let now = ui.folding.get_untracked();
        // A user who unfolds a row looks at that row.
        let stays = std::mem::replace(&mut folding, now.clone()).others == now.others;
        if let Some((row, column)) = chosen.filter(|_| stays) {
            // Once it is drawn.
            browser::frame(move || grid.reveal(row, column));
        }
    });
    // Another filter shows another matrix, from its corner.
    let mut first = true;
    browser::effect(move || {
        filter.track();
        if !std::mem::take(&mut first)
            && let Some(host) = host.get_untracked()
        {
            host.set_scroll_top(0);
            host.set_scroll_left(0);
        }
    });
    let on_over = move |event: PointerEvent| {
        let found = cell_of(&event).filter(|_| event.pointer_type() != "touch");
        if let Some((element, _)) = &found {
            // The tooltip says what the accessible name says; only the cell under the pointer needs one.
            dom::set(element, "title", &element.get_attribute("aria-label").unwrap_or_default());
        }
        ui.hovered.set(found.map(|it| it.1));
    };
    view! {
        <div
            class="mx"
            role="grid"
            aria-label="Who reaches whom: rows are sources, columns are destinations"
            aria-multiselectable="false"
            data-testid="matrix"
            node_ref=host
            on:click=move |event| grid.on_click(&event)
            on:pointerover=on_over
            on:pointerleave=move |_| ui.hovered.set(None)
            on:focusin=move |event| grid.on_focus(&event)
            on:focusout=move |_| ui.hovered.set(None)
            on:keydown=move |event| grid.on_key(&event)
            on:scroll=move |_| grid.scrolled()
        ></div>
        <Later page ui view=move |_, _| watch_size(grid)/>
        <Later page ui view=move |_, _| heads::heads(grid)/>
    }
}

late! {
    /// Draws what there is room for whenever the box has another size. There is nothing to see of it.
    fn watch_size(grid: Grid) {
        use_resize_observer(grid.host, move |_, _| grid.scrolled());
    }
}

impl Grid {
    fn scene(self) -> Scene {
        let Grid { page, ui, .. } = self;
        // Before the axes, which follow from it. An effect asks its sources in this order whether they have changed; the
        // axes, asked first, would update the analysis on the way, and where they come out the same, the effect would
        // not learn that the analysis did not.
        let analysis = page.analysis.get();
        let compared = page.compared.get();
        let expected = page.expected.get();
        let axes = self.axes.get();
        let view = View::new(self.frame.get(), &axes);
        let cursor = self.cursor_in(&axes);
        Scene {
            analysis,
            compared,
            expected,
            engine: page.arrival.get_untracked().here(),
            probe: page.probe(),
            rows: with_extra(view.rows(&axes), cursor.map(|it| it.0)),
            // The column of the tab stop is there in every row, so that arrows up and down keep to it.
            columns: with_extra(view.columns(&axes), cursor.map(|it| it.1)),
            chosen: page.selection().and_then(|it| axes.position(page, &it)),
            hovered: ui.hovered.get().and_then(|it| axes.position(page, &it)),
            cursor,
            opened: ui.rule.get(),
            view,
            axes,
        }
    }

    /// At the chosen cell until it is moved, and in the first one where there is neither.
    fn cursor_in(self, axes: &Axes) -> Option<(usize, usize)> {
        let at = |it: Option<CellRef>| it.and_then(|it| axes.position(self.page, &it));
        let filled = axes.rows.len() != 0 && axes.columns.len() != 0;
        at(self.cursor.get()).or_else(|| at(self.page.selection())).or(filled.then_some((0, 0)))
    }

    fn set_cursor(self, cell: &CellRef) {
        if self.cursor.read_untracked().as_ref() != Some(cell) {
            self.cursor.set(Some(cell.clone()));
        }
    }

    /// The box was scrolled, or has another size.
    fn scrolled(self) {
        // The browser tells of scrolling in the next frame: the matrix may be gone by then.
        let frame = self.host.try_get_untracked().flatten().map(|it| Frame::of(&it));
        if let Some(frame) = frame
            && self.frame.get_untracked() != frame
        {
            self.frame.set(frame);
        }
    }

    /// Scrolls as little as shows a cell.
    fn reveal(self, row: usize, column: usize) {
        // It may have been asked for before the matrix went.
        let host = self.host.try_get_untracked().flatten();
        if let Some(host) = host.filter(|it| it.is_connected()) {
            let axes = self.axes.get_untracked();
            View::new(Frame::of(&host), &axes).reveal(&host, &axes, row, column);
            self.scrolled();
        }
    }

    fn on_click(self, event: &Event) {
        if let Some(row) = at_button(event) {
            self.fold(&row);
        } else if let Some((_, cell)) = cell_of(event) {
            self.set_cursor(&cell);
            self.page.select(cell);
        }
    }

    fn on_focus(self, event: &Event) {
        if let Some((_, cell)) = cell_of(event) {
            self.set_cursor(&cell);
            self.ui.hovered.set(Some(cell));
        }
    }

    fn on_key(self, event: &KeyboardEvent) {
        if event.alt_key() {
            return;
        }
        let Some((_, cell)) = cell_of(event) else { return };
        let key = event.key();
        if key == "Enter" || key == " " {
            event.prevent_default();
            return self.page.select(cell);
        }
        let axes = self.axes.get_untracked();
        let command = event.ctrl_key() || event.meta_key();
        if key == "f" && !command {
            self.fold(&cell.from);
            return self.focus();
        }
        let page = View::new(self.frame.get_untracked(), &axes).page_of_rows();
        let at = untrack(|| self.cursor_in(&axes));
        let moved = at.and_then(|at| cursor::moved(&axes, at, &key, command, page));
        let Some((row, column)) = moved else { return };
        event.prevent_default();
        if let (Some(from), Some(to)) = (axes.item(&axes.rows, row), axes.item(&axes.columns, column)) {
            let (from, to) = from.ends(&to);
            self.set_cursor(&CellRef { from: from.id.clone(), to: to.id.clone() });
        }
        self.reveal(row, column);
        self.focus();
    }

    /// Folds the row of an endpoint into one with its like, or unfolds it.
    pub(in crate::matrix) fn fold(self, id: &str) {
        let axes = self.axes.get_untracked();
        let index = self.page.analysis.read_untracked().analysis.endpoint_index(id);
        if let Some(name) = index.and_then(|it| axes.folds.name(&axes.endpoints, it)) {
            self.ui.folding.update(|it| it.turn(name));
        }
    }

    /// Gives the focus to the cell of the keys. It may be new: once it is painted.
    fn focus(self) {
        browser::frame(move || {
            let Some(host) = self.host.try_get_untracked().flatten() else { return };
            let Some(cell) = host.query_selector("[role=gridcell][tabindex='0']").ok().flatten() else {
                return;
            };
            let options = FocusOptions::new();
            // Scrolling was done already, with the sticky heads taken into account.
            options.set_prevent_scroll(true);
            // A cell that is gone needs no focus.
            let _ = cell.unchecked_into::<HtmlElement>().focus_with_options(&options);
        });
    }
}

/// The source whose button an event happened in.
fn at_button(event: &Event) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(".mx-fold").ok()??.get_attribute("value")
}

/// The cell that an event happened in.
fn cell_of(event: &Event) -> Option<(Element, CellRef)> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let cell = target.closest("[role=gridcell]").ok()??;
    let name = CellRef { from: cell.get_attribute("data-from")?, to: cell.get_attribute("data-to")? };
    Some((cell, name))
}
