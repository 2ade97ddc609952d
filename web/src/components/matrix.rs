//! Who reaches whom: rows are sources, columns destinations. Only what is on screen is in the document.
//!
//! One effect reads all that the matrix depends on, and hands it to the sheet as a scene.

mod axis;
mod cursor;
mod filter;
mod fold;
mod paint;
mod row;
mod sheet;
#[cfg(test)]
mod testing;
mod viewport;

pub use axis::Axis;
pub use filter::Filter;
pub use fold::FoldToggle;
pub use paint::glyph;

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::EndpointView;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

use crate::dom::{El, el, set, set_style};
use crate::effects::page::frame;
use crate::share::CellRef;
use crate::state::Playground;
use crate::timing;
use crate::ui::Ui;
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

/// What the drawing and the keys share.
struct Grid {
    page: Playground,
    ui: Ui,
    host: Element,
    axes: Memo<Arc<Axes>>,
    /// Which part is on screen.
    frame: RwSignal<Frame>,
    /// The cell that the keys have moved to.
    cursor: RwSignal<Option<CellRef>>,
}

/// The matrix of the endpoints that pass the filter.
pub fn matrix(page: Playground, ui: Ui, filter: Memo<Filter>) -> El {
    let grid_box = el("div")
        .class("mx")
        .attr("role", "grid")
        .attr("aria-label", "Who reaches whom: rows are sources, columns are destinations")
        .attr("aria-multiselectable", "false")
        .attr("data-testid", "matrix");
    let host = grid_box.element().clone();
    let axes = Memo::new(move |_| {
        let endpoints = page.endpoints.get();
        let folds = Folds::new(&endpoints, Arc::new(page.folds.get()), &ui.folding.read());
        Arc::new(Axes::new(endpoints, folds, &filter.read()))
    });
    let frame = RwSignal::new(Frame::unmeasured());
    let grid = Rc::new(Grid { page, ui, host, axes, frame, cursor: RwSignal::new(None) });
    grid.follow_size();

    let mut sheet = Sheet::new(&grid_box);
    let it = Rc::clone(&grid);
    let mut revision = 0;
    Effect::new(move |_| {
        let scene = it.scene();
        let now = scene.analysis.revision;
        sheet.draw(scene);
        if now != revision {
            revision = now;
            // A hook for tests: the matrix shows this revision.
            set(&it.host, "data-revision", Some(&now.to_string()));
            timing::shown(now);
        }
    });
    // The chosen cell of a scenario or link is brought into view; one that the user clicked already is.
    let chosen = Memo::new(move |_| page.selection().and_then(|it| axes.read().position(page, &it)));
    let it = Rc::clone(&grid);
    let mut folding = ui.folding.get_untracked();
    Effect::new(move |_| {
        let chosen = chosen.get();
        let now = ui.folding.get_untracked();
        // Whoever unfolds a row looks at that row.
        let stays = std::mem::replace(&mut folding, now.clone()).others == now.others;
        if let Some((row, column)) = chosen.filter(|_| stays) {
            // Once it is drawn, and the box in the page.
            let it = Rc::clone(&it);
            crate::effects::page::frame(move || it.reveal(row, column));
        }
    });
    // Another filter shows another matrix, from its corner.
    let it = Rc::clone(&grid);
    let mut first = true;
    Effect::new(move |_| {
        filter.read();
        if !std::mem::take(&mut first) {
            it.host.set_scroll_top(0);
            it.host.set_scroll_left(0);
        }
    });
    grid.listen(grid_box)
}

impl Grid {
    fn scene(&self) -> Scene {
        let Grid { page, ui, .. } = *self;
        // Before the axes, which follow from it: see `watch`.
        let analysis = page.analysis.get();
        let axes = self.axes.get();
        let view = View::new(self.frame.get(), &axes);
        let cursor = self.cursor_in(&axes);
        Scene {
            analysis,
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
    fn cursor_in(&self, axes: &Axes) -> Option<(usize, usize)> {
        let at = |it: Option<CellRef>| it.and_then(|it| axes.position(self.page, &it));
        let filled = axes.rows.len() != 0 && axes.columns.len() != 0;
        at(self.cursor.get()).or_else(|| at(self.page.selection())).or(filled.then_some((0, 0)))
    }

    fn set_cursor(&self, cell: &CellRef) {
        if self.cursor.get_untracked().as_ref() != Some(cell) {
            self.cursor.set(Some(cell.clone()));
        }
    }

    /// The box was scrolled, or has another size.
    fn scrolled(&self) {
        let frame = Frame::of(&self.host);
        if self.frame.get_untracked() != frame {
            self.frame.set(frame);
        }
    }

    /// Scrolls as little as shows a cell.
    fn reveal(&self, row: usize, column: usize) {
        // Whoever asked may have asked before the matrix went.
        if self.host.is_connected() {
            let axes = self.axes.get_untracked();
            View::new(Frame::of(&self.host), &axes).reveal(&self.host, &axes, row, column);
            self.scrolled();
        }
    }

    fn follow_size(self: &Rc<Self>) {
        let it = Rc::clone(self);
        let resized = Closure::<dyn FnMut()>::new(move || it.scrolled());
        let Ok(observer) = web_sys::ResizeObserver::new(resized.as_ref().unchecked_ref()) else { return };
        observer.observe(&self.host);
        crate::dom::at_end(move || {
            observer.disconnect();
            drop(resized);
        });
    }

    fn listen(self: Rc<Self>, grid_box: El) -> El {
        let Grid { page, ui, .. } = *self;
        let (at_click, at_focus, at_scroll) = (Rc::clone(&self), Rc::clone(&self), Rc::clone(&self));
        let on_click = move |event: Event| {
            if let Some(row) = at_button(&event) {
                at_click.fold(&row);
            } else if let Some((_, cell)) = cell_of(&event) {
                at_click.set_cursor(&cell);
                page.select(cell);
            }
        };
        let on_over = move |event: PointerEvent| {
            let found = cell_of(&event).filter(|_| event.pointer_type() != "touch");
            if let Some((element, _)) = &found {
                // The tooltip says what the accessible name says; only the cell under the pointer needs one.
                set(element, "title", Some(&element.get_attribute("aria-label").unwrap_or_default()));
            }
            ui.hovered.set(found.map(|it| it.1));
        };
        let on_focus = move |event: Event| {
            if let Some((_, cell)) = cell_of(&event) {
                at_focus.set_cursor(&cell);
                ui.hovered.set(Some(cell));
            }
        };
        grid_box
            .on("click", on_click)
            .on("pointerover", on_over)
            .on("pointerleave", move |_: Event| ui.hovered.set(None))
            .on("focusin", on_focus)
            .on("focusout", move |_: Event| ui.hovered.set(None))
            .on("keydown", move |event: KeyboardEvent| self.on_key(&event))
            .on("scroll", move |_: Event| at_scroll.scrolled())
    }

    fn on_key(&self, event: &KeyboardEvent) {
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
    fn fold(&self, id: &str) {
        let (Grid { page, ui, .. }, axes) = (self, self.axes.get_untracked());
        let index = page.analysis.read_untracked().analysis.endpoint_index(id);
        if let Some(name) = index.and_then(|it| axes.folds.name(&axes.endpoints, it)) {
            ui.folding.update(|it| it.turn(name));
        }
    }

    /// Gives the focus to the cell of the keys. It may be new: once it is painted.
    fn focus(&self) {
        let host = self.host.clone();
        frame(move || {
            let Some(it) = host.query_selector("[role=gridcell][tabindex='0']").ok().flatten() else {
                return;
            };
            let options = js_sys::Object::new();
            // Scrolling was done already, with the sticky heads taken into account.
            let _ = js_sys::Reflect::set(&options, &"preventScroll".into(), &true.into());
            if let Ok(focus) = js_sys::Reflect::get(&it, &"focus".into()) {
                let _ = focus.unchecked_into::<js_sys::Function>().call1(&it, &options);
            }
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

/// Puts an element at so many pixels from the `left` or `top`. No transform: with one for each of a thousand cells, the
/// browser takes longer to draw a keystroke than everything else does.
fn move_to(element: &HtmlElement, side: &str, pixels: i32) {
    set_style(element, side, &format!("{pixels}px"));
}
